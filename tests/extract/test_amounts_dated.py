"""Years and taxes of single sentences: months, heads of clauses, sums said without taxes and with them."""

from __future__ import annotations

import pytest

from tests.extract.credits import decided, rows, said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Les CP seront mis à disposition ainsi : avril 2023 : 50 000 € ; septembre 2023 : 30 000 € ; mars 2024 : 40 000 €.",
         [("CP", 50000, 2023), ("CP", 30000, 2023), ("CP", 40000, 2024)]),
        ("Mise à disposition des CP :\n- janvier 2025 : 25 000 € ;\n- 15 juillet 2026 : 35 000 €.",
         [("CP", 25000, 2025), ("CP", 35000, 2026)]),
        ("Sont mis à disposition en AE les montants suivants : 2024 : 50 000 €, 2025 : 60 000 €.",
         [("AE", 50000, 2024), ("AE", 60000, 2025)]),
        ("Le délégant verse 50 000 € au mois d'avril 2023 et 40 000 € au mois de mars 2024.",
         [(None, 50000, 2023), (None, 40000, 2024)]),
        ("Le budget prévisionnel 2023 est de 12 000 € en AE, celui de 2024 de 13 000 € en AE.",
         [("AE", 12000, 2023), ("AE", 13000, 2024)]),
        ("En 2023 : 120 000 € d'AE ; 50 000 € de CP. En 2024 : 70 000 € de CP.",
         [("AE", 120000, 2023), ("CP", 50000, 2023), ("CP", 70000, 2024)]),
        ("Les crédits sont versés en T1 2025 (20 000 €), T2 2025 (20 000 €) et T3 2025 (10 000 €).",
         [(None, 20000, 2025), (None, 20000, 2025), (None, 10000, 2025)]),
    ],
)  # fmt: skip
def test_the_year_of_each_sum(text: str, expected: list[tuple[str | None, int, int | None]]) -> None:
    assert _dated(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Le montant des prestations est de 30 000 € HT, soit 36 000 € TTC, en AE et en CP pour l'exercice 2025.",
        "Les crédits délégués s'élèvent à 36 000 € TTC (30 000 € HT) en AE et en CP pour l'exercice 2025.",
    ],
)
def test_a_sum_without_taxes_said_with_them_too_is_doubted(text: str) -> None:
    facts = decided(text).facts
    told = {(said(f, "nature"), int(said(f, "montant")), f.values["montant"].confidence < 0.9) for f in facts}
    assert told == {("AE", 36000, False), ("CP", 36000, False), (None, 30000, True)}
    assert all(said(f, "exercice") == 2025 for f in facts if said(f, "nature"))


def test_units_and_natures_are_not_both_dealt_out() -> None:
    text = "Les UO 0129-CAVC-DNUM et 0129-CAVC-BETA reçoivent respectivement 60 000 € et 30 000 € en AE et CP."
    told = {(nature, value, uo) for nature, value, _, uo, _ in rows(text)}
    assert told == {(n, v, uo) for n in ("AE", "CP") for v, uo in ((60000, "DNUM"), (30000, "BETA"))}


def test_sums_without_taxes_for_another_thing_are_sure() -> None:
    facts = decided("Le délégant verse 30 000 € HT pour l'étude et 36 000 € TTC pour les travaux.").facts
    assert [f.values["montant"].confidence > 0.9 for f in facts] == [True, True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le délégant ouvre 150 000 € en AE et autant de CP, soit 100 000 € en 2024 et 50 000 € en 2025.",
         [("AE", 150000, None), ("CP", 150000, None), ("AE", 100000, 2024), ("CP", 100000, 2024), ("AE", 50000, 2025),
          ("CP", 50000, 2025)]),
        ("Le délégant ouvre 150 000 € d'AE en 2024 et autant de CP, dont 100 000 € en 2024 et 50 000 € en 2025.",
         [("AE", 150000, 2024), ("CP", 150000, None), ("CP", 100000, 2024), ("CP", 50000, 2025)]),
        ("Le montant est de 30 000 € TTC, réparti comme suit : 10 000 € en 2024, 10 000 € en 2025 et 10 000 € en 2026.",
         [(None, 30000, None), (None, 10000, 2024), (None, 10000, 2025), (None, 10000, 2026)]),
        ("30 000 € sont délégués sur le programme 143 en 2023 : 20 000 € pour l'étude et 10 000 € pour le suivi.",
         [(None, 30000, 2023), (None, 20000, 2023), (None, 10000, 2023)]),
        ("Sont ouverts, en 2024, 45 000 € d'AE et, en 2024 et 2025, respectivement 20 000 € et 25 000 € de CP.",
         [("AE", 45000, 2024), ("CP", 20000, 2024), ("CP", 25000, 2025)]),
        ("Le plafond est porté de 12 000 € à 18 000 € en AE et de 10 000 € à 15 000 € en CP pour l'année 2024.",
         [("AE", 18000, 2024), ("CP", 15000, 2024)]),
        ("La dotation en CP 2025 est diminuée de 15 000 € et s'établit à 65 000 €.", [("CP", 65000, 2025)]),
        ("Les mots « 150 000 € » sont remplacés par les mots « 180 000 € ».", [(None, 180000, None)]),
        ("Le budget s'élève à 78 000 € TTC, dont 13 000 € de TVA.", [(None, 78000, None)]),
        ("Les AE sont augmentées de 25 000 €, passant ainsi de 100 000 € à 125 000 €.",
         [("AE", 25000, None), ("AE", 125000, None)]),
        ("Le montant des AE est réduit de 10 000 € et celui des CP de 15 000 €.", []),
        ("Le délégataire ne peut engager plus de 70 000 € en AE au titre de l'année 2025.", [("AE", 70000, 2025)]),
        ("Les CP sont délégués par trimestre à hauteur de 12 500 €, soit 50 000 € pour l'année 2025.", [("CP", 50000, 2025)]),
        ("Les crédits sont répartis entre AE (120 000 €) et CP (80 000 € en 2025 et 40 000 € en 2026).",
         [("AE", 120000, None), ("CP", 80000, 2025), ("CP", 40000, 2026)]),
        ("Le montant est porté à 190 000 € en AE (dont 40 000 € nouveaux) et 160 000 € en CP (dont 30 000 € nouveaux).",
         [("AE", 190000, None), ("AE", 40000, None), ("CP", 160000, None), ("CP", 30000, None)]),
        ("Les crédits sont :\n- Exercice 2025 : AE : 12 000 € ; CP : 8 000 € ;\n- Exercice 2026 : CP : 4 000 €.",
         [("AE", 12000, 2025), ("CP", 8000, 2025), ("CP", 4000, 2026)]),
        ("Il peut engager 250 k€ d'AE et payer 200 k€ de CP en 2025, puis 50 k€ de CP en 2026 ; tous crédits délégués.",
         [("AE", 250000, 2025), ("CP", 200000, 2025), ("CP", 50000, 2026)]),
        ("Il est procédé au retrait de 15 000 € d'AE et de 15 000 € de CP sur l'exercice 2025.", []),
        ("Les crédits non engagés, estimés à 10 000 €, sont restitués au délégant.", []),
        ("Le montant initial de 100 000 €, porté à 150 000 € par l'avenant n° 1, est porté à 190 000 €.",
         [(None, 190000, None)]),
        ("L'avenant n° 1 a porté le montant à 150 000 € ; le présent avenant le porte à 190 000 € en AE et CP.",
         [("AE", 190000, None), ("CP", 190000, None)]),
        ("Le plafond de 139 000 € HT fixé par le code de la commande publique n'est pas dépassé.", []),
        ("La convention de 2023 portait sur 80 000 € en AE et CP.", []),
        ("Le reliquat de 5 000 € de CP de l'exercice 2024 est reporté sur l'exercice 2025.", [("CP", 5000, 2025)]),
        ("Le versement intervient en deux échéances égales de 10 000 € en 2025 et 2026.",
         [(None, 10000, 2025), (None, 10000, 2026)]),
        ("Le délégant finance l'intervention de 2 experts à 12 000 € chacun, soit 24 000 €.", [(None, 24000, None)]),
    ],
)  # fmt: skip
def test_the_parts_of_a_sum(text: str, expected: list[tuple[str | None, int, int | None]]) -> None:
    assert _dated(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Une tranche conditionnelle de 40 000 € en AE et en CP pourra être affermie par décision du délégant.",
        "Le délégant verse 5 000 € par mois.",
        "Le délégant rembourse les frais engagés, à hauteur de 8 000 € maximum par an.",
    ],
)
def test_what_is_due_several_times_or_on_a_decision_is_doubted(text: str) -> None:
    facts = decided(text).facts
    assert facts
    assert all(f.values["montant"].confidence < 0.9 for f in facts)


def _dated(text: str) -> list[tuple[str | None, int, int | None]]:
    return [(nature, value, year) for nature, value, year, _, _ in rows(text)]


@pytest.mark.parametrize(
    "form",
    [
        "Montant AE (€) : 33 000\nMontant CP (en euros) : 21 000\nAnnée : 2022",
        "Exercice budgétaire : 2022\n\n- Montant délégué en AE : 33 000 €\n- Montant délégué en CP : 21 000 €",
    ],
)
def test_the_line_of_a_form_says_the_year_of_all_its_sums(form: str) -> None:
    assert _dated(form) == [("AE", 33_000, 2022), ("CP", 21_000, 2022)]


def test_years_head_the_lines_of_a_form_that_begins_with_one() -> None:
    lines = ["Exercice : 2022", "Montant des AE : 33 000 €", "Exercice : 2023", "Montant des AE : 21 000 €"]
    assert _dated("\n".join(lines)) == [("AE", 33_000, 2022), ("AE", 21_000, 2023)]
    assert _dated("\n".join(lines[1:] + lines[:1])) == [("AE", 33_000, None), ("AE", 21_000, None)]


def test_a_form_ends_where_a_sentence_begins() -> None:
    text = (
        "Année : 2022\nLe délégataire rend compte de l'emploi des crédits qui lui sont confiés.\nMontant AE : 33 000 €"
    )
    assert _dated(text) == [("AE", 33_000, None)]


def test_years_counted_from_the_one_said_last() -> None:
    text = "Le délégant met à disposition 5 000 € en AE en 2024, 6 000 € en AE en N+1 et 7 000 € en AE en N + 2."
    assert _dated(text) == [("AE", 5_000, 2024), ("AE", 6_000, 2025), ("AE", 7_000, 2026)]
    text = "Sont ouverts 5 000 € en AE au titre de l'exercice 2023 et 6 000 € en AE au titre de l'exercice suivant."
    assert _dated(text) == [("AE", 5_000, 2023), ("AE", 6_000, 2024)]


def test_credits_left_of_a_year_are_given_in_the_one_they_are_moved_to() -> None:
    text = "Les crédits de l'exercice 2022 non consommés, soit 4 300 € en CP, sont reportés sur l'exercice 2023."
    assert _dated(text) == [("CP", 4_300, 2023)]
