"""Amounts of sentences: invented statements, and the rows a careful reader would make of them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.extract.amounts.mentions import find_mentions
from pipeline.extract.amounts.numbers import euros, multiple_of, parse_number, parse_words
from tests.extract.credits import decided, rows, said
from tests.extract.helpers import book


@pytest.mark.parametrize(
    ("number", "unit", "expected"),
    [
        ("1 250 000", "€", "1250000.00"),
        ("96.000,00", "EUR", "96000.00"),
        ("1,95", "million d'euros", "1950000.00"),
        ("1.250", "M€", "1250000.00"),
        ("1.250", "€", "1250.00"),
        ("140", "K€", "140000.00"),
        ("12", "milliers d'euros", "12000.00"),
        ("2.400.00\n0", "€", "2400000.00"),
        ("1'234'567.89", "€", "1234567.89"),
        ("40’000", "€", "40000.00"),
        ("1 250 0\n00", "€", "1250000.00"),
    ],
)
def test_figures_are_read_into_euros(number: str, unit: str, expected: str) -> None:
    multiple = multiple_of(unit)
    parsed = parse_number(number, multiple)
    assert parsed is not None
    assert euros(parsed, multiple) == Decimal(expected)


def test_the_figures_of_several_cells_in_one_stop_nothing() -> None:
    number = parse_number("1 234 567 890 123 456 789 012 345 678 901")
    assert number is not None
    assert euros(number, multiple_of("k€")) > 10**30


def test_words_are_read_even_when_a_hyphen_is_lost() -> None:
    assert parse_words("deux cent quarante-huit mille") == 248000
    assert parse_words("sept cent quatrevingt-cinq mille") == 785000
    assert parse_words("quatre-vingtsept mille") == 87000
    assert parse_words("cing millions cing cent mille") == 5500000


def test_words_and_figures_of_one_sum_are_one_mention() -> None:
    [mention] = find_mentions("plafonné à trois cent mille euros (300 000 €) TTC", book())
    assert mention.words is not None
    assert not mention.disagrees
    assert mention.taxes == "TTC"


def test_a_plural_alone_is_no_sum() -> None:
    assert find_mentions("un budget de plusieurs millions d'euros", book()) == []


def test_ae_and_cp_together_are_two_rows() -> None:
    text = "Le délégant met à disposition sur l'UO 0143-CDAG-AGRI 60 000 € en AE et en crédits de paiement (CP)."
    assert rows(text) == [("AE", 60000, None, "AGRI", "plafond"), ("CP", 60000, None, "AGRI", "plafond")]


def test_the_same_sum_in_cp_whose_parts_are_of_several_years_is_their_total() -> None:
    text = "Le délégant alloue 100 000 € en AE en 2023 et le même montant en CP, dont 60 000 € en 2023 et 40 000 € en 2024."
    assert [row[:3] + row[4:] for row in rows(text)] == [
        ("AE", 100000, 2023, "echeance"), ("CP", 100000, None, "total"), ("CP", 60000, 2023, "echeance"), ("CP", 40000, 2024, "echeance"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le délégant alloue 120 000 € en AE pour 2024 ; il allouera 60 000 € en AE et 80 000 € en CP en 2025.",
         [("AE", 120000, 2024), ("AE", 60000, 2025), ("CP", 80000, 2025)]),
        ("Les AE et les CP s'élèvent respectivement à 120 000 € et 100 000 € en 2024, 60 000 € et 80 000 € en 2025.",
         [("AE", 120000, 2024), ("CP", 100000, 2024), ("AE", 60000, 2025), ("CP", 80000, 2025)]),
        ("Le montant des AE est de 120 000 € et celui des CP de 100 000 € pour 2024.", [("AE", 120000, 2024), ("CP", 100000, 2024)]),
    ],
)  # fmt: skip
def test_the_year_that_ends_a_sentence_is_that_of_its_sums(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert [row[:3] for row in rows(text)] == expected


@pytest.mark.parametrize(
    "said", ["en AE et CP : 70 000 € en 2023, 30 000 € en 2024", "(AE/CP) (70 000 € en 2023 et 30 000 € en 2024)"]
)
def test_parts_after_a_colon_are_of_the_natures_of_their_sum(said: str) -> None:
    assert {row[:3] for row in rows(f"Le délégant met à disposition 100 000 € {said}.")} == {
        (nature, value, year)
        for nature in ("AE", "CP")
        for value, year in ((100000, None), (70000, 2023), (30000, 2024))
    }


@pytest.mark.parametrize(
    "text",
    [
        "Le montant, initialement fixé à 200 000 €, est augmenté de 50 000 € et s'établit désormais à 250 000 €.",
        "Le montant est augmenté de 50 000 € pour atteindre 250 000 €.",
    ],
)
def test_what_an_addition_leads_to_takes_the_place_of_what_was(text: str) -> None:
    facts = decided(text, convention="avenant").facts
    assert [(said(fact, "montant"), said(fact, "effet")) for fact in facts] == [(50000, "ajoute"), (250000, "remplace")]


def test_a_sum_keeps_its_year_though_those_of_later_years_happen_to_make_it() -> None:
    text = "Les crédits de paiement sont de 90 000 € en 2023, 60 000 € en 2024 et 30 000 € en 2025."
    assert [row[1:3] for row in rows(text)] == [(90000, 2023), (60000, 2024), (30000, 2025)]


def test_years_before_sums_hold_until_the_next_and_not_for_the_total() -> None:
    text = (
        "La dépense ne peut excéder, pour l'exercice 2024, 90 000 € en AE et 50 000 € en CP et, pour l'exercice 2025, "
        "10 000 € en AE et 50 000 € en CP, soit au total 100 000 € en AE et 100 000 € en CP."
    )
    assert [(n, v, y, r) for n, v, y, _, r in rows(text)] == [
        ("AE", 90000, 2024, "echeance"),
        ("CP", 50000, 2024, "echeance"),
        ("AE", 10000, 2025, "echeance"),
        ("CP", 50000, 2025, "echeance"),
        ("AE", 100000, None, "total"),
        ("CP", 100000, None, "total"),
    ]


def test_items_take_nature_and_year_from_what_introduces_them() -> None:
    text = (
        "Au titre de 2022, le délégant met à disposition, en AE comme en CP :\n\n- 30 k€ sur l'UO 0143-CDAG-AGRI ;\n\n"
        "- 20 k€ sur l'UO 0149-CDAG-FORE,\n\nsoit 50 k€ au total."
    )
    assert [row for row in rows(text) if row[0] == "AE"] == [
        ("AE", 30000, 2022, "AGRI", "plafond"),
        ("AE", 20000, 2022, "FORE", "plafond"),
        ("AE", 50000, 2022, None, "total"),
    ]


def test_the_figure_that_an_avenant_replaces_is_history() -> None:
    decision = decided("Le plafond de 80 000 € est porté à 95 000 €, en AE comme en CP.", convention="avenant")
    assert [said(f, "montant") for f in decision.facts] == [Decimal(95000), Decimal(95000)]
    assert {said(f, "effet") for f in decision.facts} == {"remplace"}
    assert [(r.value, r.motif) for r in decision.rejected] == [("80000.00", "ancien montant, qu'un autre remplace")]


def test_what_completes_an_initial_amount_is_added_and_leads_to_what_replaces_it() -> None:
    text = "Le montant initial de 100 000 € en AE est complété d'un montant de 40 000 € en AE, portant le total à 140 000 € en AE."
    facts = decided(text, convention="avenant").facts
    assert [(said(f, "montant"), said(f, "effet")) for f in facts] == [(40000, "ajoute"), (140000, "remplace")]


def test_what_an_avenant_adds_is_told_from_what_it_replaces() -> None:
    text = "L'enveloppe est portée à 240 000 € en AE, soit + 90 000 € en AE."
    decision = decided(text, convention="avenant")
    assert [(said(f, "montant"), said(f, "effet")) for f in decision.facts] == [
        (Decimal(240000), "remplace"),
        (Decimal(90000), "ajoute"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Les marchés d'un montant supérieur à 40 000 € HT sont publiés.",
        "Une première convention avait permis de consacrer 15 000 € à cet essai.",
        "Les études, d'un coût de 8 200 €, ont été prises en charge par la préfecture.",
        "L'appui des experts est valorisé à 950 € HT la journée.",
        "Société publique locale au capital de 125 000 €.",
        "Les recettes fiscales supplémentaires sont évaluées à 9 M€ par an.",
        "Pour mémoire, la phase de 2019 se montait à 11 400 €.",
        "Le matériel remis est estimé à 7 000 € ; il n'entre pas dans les crédits délégués.",
    ],
)
def test_sums_that_are_not_the_conventions_are_left_out_with_a_reason(text: str) -> None:
    decision = decided(text)
    assert decision.facts == ()
    assert len(decision.rejected) == 1
    assert decision.rejected[0].motif


def test_a_ceiling_said_by_a_negation_is_no_threshold() -> None:
    assert rows("Les crédits ne peuvent excéder 40 000 € en AE.") == [("AE", 40000, None, None, "plafond")]


@pytest.mark.parametrize(
    "years",
    ["de 2025 à 2027", "entre 2025 et 2027", "pour la période de 2025 à 2027", "à compter de 2025 et jusqu'en 2027"],
)
def test_what_is_given_from_one_year_to_another_is_of_none_in_particular(years: str) -> None:
    for text in (
        f"Le délégant met à disposition 100 000 € en AE {years}.",
        f"Le délégant met à disposition, {years}, 100 000 € en AE.",
    ):
        assert [(n, v, y) for n, v, y, *_ in rows(text)] == [("AE", 100000, None)], text


def test_what_is_given_each_year_is_doubted() -> None:
    text = "Le délégant met à disposition 100 000 € en AE et en CP par an, de 2025 à 2027."
    facts = decided(text).facts
    assert [said(f, "montant") for f in facts] == [100000, 100000]
    assert all(f.values["montant"].confidence < 0.9 for f in facts)
    [dated] = decided("Le délégant met à disposition 100 000 € par an en AE pour 2025.").facts
    assert dated.values["montant"].confidence > 0.9


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        (
            "Le délégant met à disposition 100 000 € en AE et en CP, dont 30 000 € pour l'hébergement.",
            [True, True, False, False],
        ),
        ("Le délégant met à disposition 100 000 € en AE, dont 30 000 € en 2025.", [True, True]),
        ("Le délégant met à disposition 30 000 € par trimestre en AE.", [False]),
        ("Chacun des deux délégants met à disposition 30 000 € en AE.", [False]),
        ("Chaque délégant apporte 30 000 € en AE, soit 60 000 € au total.", [True, True]),
    ],
)
def test_a_part_of_the_sum_before_it_and_what_is_given_several_times_are_doubted(text: str, sure: list[bool]) -> None:
    assert [f.values["montant"].confidence >= 0.9 for f in decided(text).facts] == sure


def test_amounts_of_one_unit_answer_one_another_totals_and_payments_aside() -> None:
    table = "Montants en € :\n\tAE\tCP\n2023\t10 000\t4 000\n2024\t0\t6 000\nTotal\t10 000\t10 000"
    decision = decided(table)
    [balance] = decision.balances
    assert balance.uo is None
    values = [said(f, "montant") for f in decision.facts]
    assert [values[n - 1] for n in balance.ae] == [10000, 0]
    assert [values[n - 1] for n in balance.cp] == [4000, 6000]


@pytest.mark.parametrize(
    ("after", "expected"),
    [("", 60000), (" Le premier versement est de 30 000 €, le second de 35 000 €.", 65000)],
    ids=["words hold", "what is paid confirms the figures"],
)
def test_words_against_figures_words_hold_unless_the_rest_says_otherwise(after: str, expected: int) -> None:
    decision = decided(f"Le délégant ouvre 65 000 € (soixante mille euros) en AE en 2024.{after}")
    kept = [fact for fact in decision.facts if said(fact, "nature") == "AE"]
    assert [(said(fact, "montant"), fact.values["montant"].confidence) for fact in kept] == [(Decimal(expected), 0.6)]
    assert [doubt.code for doubt in decision.doubts] == ["montant_lettres_chiffres"]


def test_a_sum_said_again_is_one_row_with_two_places() -> None:
    text = "Le délégant ouvre 30 000 € en AE sur l'UO 0143-CDAG-AGRI.\n\nMontants en € :\nExercice\tAE\n2022\t30 000"
    [fact] = decided(text).facts
    assert said(fact, "exercice") == 2022
    assert len(fact.values["montant"].places) == 2
    assert fact.values["montant"].confidence > 0.96


def test_equal_instalments_are_two_rows_with_their_conditions() -> None:
    text = (
        "La subvention est versée en deux fois :\n\n- 5 000 € à la signature ;\n\n- 5 000 €, soit 50 %, après le bilan."
    )
    decision = decided(text, convention="subvention")
    assert [said(f, "role") for f in decision.facts] == ["versement", "versement"]
    assert [said(f, "condition") for f in decision.facts] == ["à la signature", "après le bilan"]


def test_a_sum_that_no_budget_holds_is_two_numbers() -> None:
    decision = decided("Crédits en euros :\nExercice\tAE\n2024\t120 000 280 000")
    assert decision.facts == ()
    assert [doubt.code for doubt in decision.doubts] == ["lecture_incertaine"]


def test_every_row_is_grounded_in_the_text() -> None:
    text = "Le délégant met à disposition 60 000 € en AE au titre de 2023 sur l'UO 0143-CDAG-AGRI."
    [fact] = decided(text).facts
    for column in ("nature", "montant", "exercice", "uo", "role"):
        assert fact.values[column].places, column
    (start, end), *_ = fact.values["montant"].places
    assert text[start:end] == "60 000 €"


def test_parts_have_the_nature_of_the_sum_they_are_parts_of() -> None:
    text = (
        "La direction délègue à l'agence une enveloppe de 2,5 millions d'euros en AE pour la période 2022-2024, dont "
        "1 000 000 € en 2022, 800 000 € en 2023 et 700 000 € en 2024."
    )
    assert [(n, v, y) for n, v, y, *_ in rows(text)] == [
        ("AE", 2500000, None),
        ("AE", 1000000, 2022),
        ("AE", 800000, 2023),
        ("AE", 700000, 2024),
    ]


def test_the_same_year_is_the_one_said_last() -> None:
    text = (
        "Le délégant met à disposition la somme de 640 000 euros TTC en AE et de 410 000 euros TTC en CP au titre de l'exercice "
        "2023. Il met aussi à disposition la somme de 75 500,50 euros TTC (AE = CP) au titre du même exercice."
    )
    assert [(n, y) for n, _, y, *_ in rows(text)] == [("AE", 2023), ("CP", 2023), ("AE", 2023), ("CP", 2023)]


def test_words_then_taxes_then_figures_are_one_sum() -> None:
    text = "Le montant délégué est de un million cent mille euros toutes taxes comprises (1 100 000 € TTC) en AE."
    assert [(n, v) for n, v, *_ in rows(text)] == [("AE", 1100000)]


def test_the_month_in_which_credits_are_given_says_their_year() -> None:
    text = "Les crédits de paiement seront mis à disposition en deux fois : 140 000 € en mars 2023 et 100 000 € en mars 2024."
    assert [(n, v, y) for n, v, y, *_ in rows(text)] == [("CP", 140000, 2023), ("CP", 100000, 2024)]


def test_what_heads_the_next_list_is_not_said_of_the_last_item_above_it() -> None:
    text = (
        "UO : 0143-CDAG-AGRI\nAutorisations d'engagement :\n\n- 2023 : 600 000 €\n\n- 2024 : 305 000 €\n"
        "Crédits de paiement :\n\n- 2023 : 410 000 €\n\n- 2024 : 495 000 €"
    )
    assert [(n, v, y) for n, v, y, *_ in rows(text)] == [
        ("AE", 600000, 2023),
        ("AE", 305000, 2024),
        ("CP", 410000, 2023),
        ("CP", 495000, 2024),
    ]


def test_a_nature_between_commas_is_said_of_the_sums_after_it() -> None:
    text = (
        "Les dépenses n'excèdent pas 900 000 euros en autorisations d'engagement pour l'année 2023 et, en crédits de paiement, "
        "300 000 euros pour l'année 2023 et 600 000 euros pour l'année 2024."
    )
    assert [(n, v, y) for n, v, y, *_ in rows(text)] == [
        ("AE", 900000, 2023),
        ("CP", 300000, 2023),
        ("CP", 600000, 2024),
    ]
