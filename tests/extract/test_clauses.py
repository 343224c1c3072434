"""Effect, end, duration, renewal, notice, accountant."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from pipeline.extract import clauses
from pipeline.model import Decision, Fact, Found
from tests.extract.helpers import context_of


def extract(text: str, signed: dt.date | None = None) -> Decision:
    ctx = context_of(text)
    if signed:
        fact = Fact("conventions", {"date_signature": Found(signed, ((0, 2),), "test")})
        ctx = replace(ctx, facts={"conventions": (fact,)})
    return clauses.extract(ctx)


def values(decision: Decision) -> dict[str, object]:
    return {column: found.value for fact in decision.facts for column, found in fact.values.items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La convention prend effet à sa signature.", {"regle_effet": "signature"}),
        ("Elle entre en vigueur le lendemain de sa publication.", {"regle_effet": "publication"}),
        ("L'acte est exécutoire à compter de sa notification au service.", {"regle_effet": "notification"}),
        ("La convention prend effet rétroactivement au 1er janvier 2023.", {"regle_effet": "date_fixe", "date_effet": dt.date(2023, 1, 1)}),
        ("La convention prend effet du 15 mars au 30 juin 2024.",
         {"regle_effet": "date_fixe", "date_effet": dt.date(2024, 3, 15), "regle_fin": "date_fixe", "date_fin": dt.date(2024, 6, 30)}),
        ("La convention prend effet du 1er novembre au 31 mars 2024.", {"regle_fin": "date_fixe", "date_fin": dt.date(2024, 3, 31)}),
        ("Elle est conclue jusqu'au 31/12/2022.", {"regle_fin": "date_fixe", "date_fin": dt.date(2022, 12, 31)}),
        ("La convention est conclue pour une durée de trente (30) mois.", {"regle_fin": "duree", "duree_mois": 30}),
        ("Elle est conclue pour un an. Elle se renouvelle par tacite reconduction, sans que sa durée totale puisse dépasser trois ans.",
         {"regle_fin": "duree", "duree_mois": 12, "tacite_reconduction": True}),
        ("Elle est conclue pour deux ans et n'est pas renouvelable par tacite reconduction.",
         {"regle_fin": "duree", "duree_mois": 24, "tacite_reconduction": False}),
        ("La date d'expiration de la convention, fixée au 31 décembre 2023, est repoussée au 31 décembre 2025.",
         {"regle_fin": "date_fixe", "date_fin": dt.date(2025, 12, 31)}),
        ("La convention demeure en vigueur jusqu'à l'entier achèvement des travaux.", {"regle_fin": "indeterminee"}),
        ("La durée de la convention est de 18 mois.", {"regle_fin": "duree", "duree_mois": 18}),
        ("Elle est reconduite tacitement par période d'un an.", {"tacite_reconduction": True}),
        ("Toute reconduction tacite est exclue.", {"tacite_reconduction": False}),
        ("La convention est conclue pour une durée de deux ans et demi.", {"regle_fin": "duree", "duree_mois": 30}),
        ("Les produits sont développés sur une durée de six mois.", {}),
        ("Les parties conviennent d'un préavis de résiliation d'une durée de deux mois.", {"preavis_mois": 2}),
        ("En l'absence de dénonciation deux mois avant son terme, la convention est reconduite pour un an.",
         {"preavis_mois": 2, "tacite_reconduction": True}),
        ("La convention est conclue jusqu'à la fin de l'exercice 2026.", {"regle_fin": "date_fixe", "date_fin": dt.date(2026, 12, 31)}),
        ("Elle vaut pour les exercices 2023, 2024 et 2025.", {"regle_fin": "date_fixe", "date_fin": dt.date(2025, 12, 31)}),
        ("Elle prend effet à sa signature et jusqu'à la clôture de la gestion 2023.",
         {"regle_effet": "signature", "regle_fin": "date_fixe", "date_fin": dt.date(2023, 12, 31)}),
        ("Sauf dénonciation, elle se poursuit d'année en année.", {"tacite_reconduction": True}),
        ("La présente convention demeure en vigueur tant que le service est ouvert.", {"regle_fin": "indeterminee"}),
        ("Il peut y être mis fin moyennant un préavis de trois mois.", {"preavis_mois": 3}),
        ("Chaque partie peut se retirer en prévenant l'autre quatre-vingt-dix jours à l'avance.", {"preavis_mois": 3}),
        ("Un préavis de quarante-cinq jours est respecté.", {}),
        ("Le comptable assignataire est la payeuse générale du Trésor.", {"comptable_assignataire": "payeuse générale du Trésor"}),
        ("Les dépenses sont assignées sur la caisse du trésorier-payeur du Cher, comptable assignataire.",
         {"comptable_assignataire": "trésorier-payeur du Cher"}),
        ("Toute modification prend effet à la signature de l'avenant.", {}),
        ("Le délégataire garde pendant dix ans les pièces.", {}),
    ],
)  # fmt: skip
def test_one_clause(text: str, expected: dict[str, object]) -> None:
    assert values(extract(text)) == expected


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("La convention est conclue. Le recrutement est effectué pour une durée de deux ans.", False),
        ("La mission est confiée au délégataire pour une durée de deux ans.", True),
        ("La date d'effet de la convention est fixée au 1er mars 2023 pour vingt-quatre mois.", True),
    ],
)
def test_a_duration_in_a_sentence_about_something_else_is_doubted(text: str, sure: bool) -> None:
    found = {c: f for fact in extract(text).facts for c, f in fact.values.items()}
    assert (found["duree_mois"].value, found["duree_mois"].confidence > 0.9) == (24, sure)


def test_the_end_is_counted_from_a_known_beginning() -> None:
    text = "La convention prend effet à sa signature. Elle est conclue pour six mois."
    found = values(extract(text, dt.date(2022, 5, 19)))
    assert (found["date_effet"], found["date_fin"]) == (dt.date(2022, 5, 19), dt.date(2022, 11, 18))
    assert "date_fin" not in values(extract(text))


def test_the_end_of_the_year_of_signature() -> None:
    text = "Elle expire le 31 décembre de l'année de sa signature."
    assert values(extract(text))["regle_fin"] == "fin_annee_signature"
    assert values(extract(text, dt.date(2022, 11, 30)))["date_fin"] == dt.date(2022, 12, 31)


def test_the_end_of_the_year_after_the_signature() -> None:
    text = "Elle expire le 31 décembre de l'année suivant celle de sa signature."
    decision = extract(text, dt.date(2022, 11, 30))
    assert values(decision)["date_fin"] == dt.date(2023, 12, 31)
    assert decision.facts[0].values["regle_fin"].confidence < 0.9
    assert "date_fin" not in values(extract(text))


def test_two_beginnings_are_a_doubt_and_no_date() -> None:
    text = "La convention prend effet à sa signature. La présente convention, qui entre en vigueur le lendemain de sa publication, est insérée."
    decision = extract(text, dt.date(2022, 11, 30))
    assert [doubt.code for doubt in decision.doubts] == ["effet_contradictoire"]
    assert "date_effet" not in values(decision)
    assert decision.rejected


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (
            "La convention prend fin le 31 décembre 2024. La convention prend fin le 30 juin 2025.",
            ("regle_fin", "date_fin"),
        ),
        ("La convention est conclue pour un an. La convention est conclue pour deux ans.", ("duree_mois",)),
    ],
)
def test_the_first_of_two_clauses_that_differ_is_to_be_checked(text: str, columns: tuple[str, ...]) -> None:
    first, _, _ = text.partition(" La")
    alone, both = ({c: f for fact in extract(said).facts for c, f in fact.values.items()} for said in (first, text))
    for column in columns:
        assert both[column].value == alone[column].value
        assert both[column].confidence < 0.9 <= alone[column].confidence


def test_the_day_after_the_signing() -> None:
    found = values(extract("L'avenant entre en vigueur le lendemain de sa signature.", dt.date(2021, 11, 19)))
    assert (found["regle_effet"], found["date_effet"]) == ("signature", dt.date(2021, 11, 20))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("au premier jour du mois suivant sa signature", dt.date(2022, 1, 1)),
        ("quinze jours après sa signature", None),
        ("à compter de sa signature", dt.date(2021, 12, 19)),
    ],
)
def test_some_time_after_the_signing(said: str, expected: dt.date | None) -> None:
    found = values(extract(f"La délégation prend effet {said}.", dt.date(2021, 12, 19)))
    assert (found["regle_effet"], found.get("date_effet")) == ("signature", expected)


def test_a_term_at_the_latest() -> None:
    text = "Elle prend fin à l'extinction des obligations nées de son exécution et au plus tard le 31 décembre 2024."
    assert values(extract(text))["date_fin"] == dt.date(2024, 12, 31)


def test_valid_from_a_day_to_another() -> None:
    found = values(extract("La présente convention est valable du 1er février 2024 au 31 mars 2025."))
    assert (found["date_effet"], found["date_fin"]) == (dt.date(2024, 2, 1), dt.date(2025, 3, 31))


def test_the_old_wording_that_a_table_sets_beside_the_new_one_says_nothing() -> None:
    heads = "Stipulation\tRédaction en vigueur\tNouvelle rédaction\n"
    row = "Article 9\tLa convention prend fin le 31 décembre 2023.\tLa convention prend fin le 31 octobre 2024.\n"
    assert values(extract(heads + row))["date_fin"] == dt.date(2024, 10, 31)
