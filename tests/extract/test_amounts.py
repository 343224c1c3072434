"""Amounts: invented statements and tables, and the rows a careful reader would make of them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.extract.amounts.funders import Funders
from pipeline.extract.amounts.mentions import find_mentions
from pipeline.extract.amounts.numbers import euros, multiple_of, parse_number, parse_words
from pipeline.model import Fact, Found
from tests.check.acts import checked, rows_of
from tests.extract.credits import decided, rows, said
from tests.extract.helpers import book, context_of


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


def test_a_table_gives_year_unit_nature_and_total() -> None:
    text = (
        "Les crédits sont plafonnés aux montants suivants, en k€ :\nUO\tNature\t2021\t2022\tTotal\n"
        "0143-CDAG-AGRI\tAE\t320\t150\t470\n\tCP\t120\t350\t470\n0149-CDAG-FORE\tAE\t45\t–\t45\n\tCP\t45\t0\t45"
    )
    found = rows(text)
    assert ("AE", 150000, 2022, "AGRI", "echeance") in found
    assert ("CP", 470000, None, "AGRI", "total") in found
    assert ("CP", 0, 2022, "FORE", "echeance") in found
    assert ("AE", 0, 2022, "FORE", "echeance") not in found, "a dash is no zero"
    assert decided(text).doubts == ()


@pytest.mark.parametrize(("beside", "read"), [("néant", []), ("300", [("CP", 300)])])
@pytest.mark.parametrize("unread", ["12O O0?", "4 0000", "1 000 – 2 000"])
def test_a_cell_of_figures_that_is_no_number_is_kept_as_lost_and_said(
    unread: str, beside: str, read: list[tuple[str, int]]
) -> None:
    decision = decided(f"Montants en € :\n\tAE\tCP\n2023\t10 000\t{unread}\n2024\t5 000\t{beside}")
    sums = [(said(f, "nature"), said(f, "montant")) for f in decision.facts]
    assert sums == [("AE", 10000), ("AE", 5000), *read]
    [lost], [doubt] = decision.rejected, decision.doubts
    assert (lost.value, lost.rule, doubt.code) == (unread, "montants.tab_illisible", "lecture_incertaine")
    assert unread in doubt.message


@pytest.mark.parametrize("negative", ["- 10 000", "-10000,00 €", "(10 000)", "(-10 k€)"])
def test_a_negative_cell_is_no_amount_and_is_said(negative: str) -> None:
    """No amount is negative: without its sign the figure would be given for what is taken away."""
    decision = decided(f"Montants en € :\n\tAE\tCP\n2023\t40 000\t{negative}\n2024\t5 000\t300")
    assert [said(f, "montant") for f in decision.facts] == [40000, 5000, 300]
    [lost], [doubt] = decision.rejected, decision.doubts
    assert (lost.value, lost.rule, doubt.code) == (negative, "montants.tab_negatif", "lecture_incertaine")
    assert negative in doubt.message


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


def test_a_column_of_cumulated_sums_is_one_of_totals() -> None:
    text = "Montants en € :\n\tAE\tAE cumulées\n2025\t10 000\t10 000\n2026\t5 000\t15 000"
    roles = [(said(f, "montant"), said(f, "role")) for f in decided(text).facts]
    assert roles == [(10000, "echeance"), (10000, "total"), (5000, "echeance"), (15000, "total")]


@pytest.mark.parametrize(
    ("head", "sure"), [("CB", False), ("", False), ("Total", True), ("Coût estimé", True), ("CP", True)]
)
def test_a_column_that_says_no_nature_beside_those_that_do_is_doubted(head: str, sure: bool) -> None:
    found = decided(f"Montants en € :\n\tAE\t{head}\n2025\t10 000\t4 000\n2026\t5 000\t11 000").facts
    assert [f.values["montant"].confidence >= 0.9 for f in found] == [True, sure] * 2


def test_a_total_that_its_parts_do_not_make_is_kept_and_questioned() -> None:
    decision = decided("Montants en € :\n\tAE\tCP\n2023\t10 000\t4 000\n2024\t0\t6 000\nTotal\t10 000\t12 000")
    found = {(said(f, "nature"), said(f, "exercice")): n for n, f in enumerate(decision.facts, start=1)}
    wrong = decision.facts[found["CP", None] - 1]
    assert said(wrong, "montant") == Decimal(12000)
    assert said(wrong, "parts") == (found["CP", 2023], found["CP", 2024])
    [doubt] = [d for d in checked(montants=rows_of(decision, "montants")).doubts if d.table == "montants"]
    assert (doubt.code, doubt.row) == ("total_incoherent", found["CP", None])


def test_amounts_of_one_unit_answer_one_another_totals_and_payments_aside() -> None:
    table = "Montants en € :\n\tAE\tCP\n2023\t10 000\t4 000\n2024\t0\t6 000\nTotal\t10 000\t10 000"
    decision = decided(table)
    [balance] = decision.balances
    assert balance.uo is None
    values = [said(f, "montant") for f in decision.facts]
    assert [values[n - 1] for n in balance.ae] == [10000, 0]
    assert [values[n - 1] for n in balance.cp] == [4000, 6000]


def test_words_against_figures_the_table_decides() -> None:
    text = (
        "Les AE s'élèvent à vingt-quatre mille euros (42 000 €).\n\nMontants en € :\nExercice\tAE\n"
        "2023\t14 000\n2024\t10 000\nTotal\t24 000"
    )
    decision = decided(text)
    assert [d.code for d in decision.doubts] == ["montant_lettres_chiffres"]
    assert Decimal(42000) not in [said(f, "montant") for f in decision.facts]
    assert "42000.00" in [r.value for r in decision.rejected]


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


@pytest.mark.parametrize(("heads", "sure"), [("", False), ("UO\t2023\t2024\n", True)])
def test_two_columns_of_sums_without_a_heading_are_unsure(heads: str, sure: bool) -> None:
    facts = decided(f"Répartition des AE, en euros :\n{heads}DRIHL\t1.200.000\t400.000\nDRIEAT\t800.000\t900.000").facts
    assert len(facts) == 4
    assert all((f.values["montant"].confidence >= 0.9) == sure for f in facts)


@pytest.mark.parametrize(
    ("heads", "sure"),
    [("UO\t2023\t\t2024\t\n\tAE\tCP\tAE\tCP", True), ("UO\t2023\t\t\t2024\n\tAE\tCP\tAE\tCP", False)],
)
def test_a_year_is_unsure_where_its_heading_may_stand_over_other_columns(heads: str, sure: bool) -> None:
    facts = decided(f"Crédits en euros :\n{heads}\nDRIHL\t12 000\t4 000\t13 000\t5 000").facts
    assert len(facts) == 4
    assert all((f.values["exercice"].confidence >= 0.9) == sure for f in facts if "exercice" in f.values)


def test_no_nature_is_sure_where_columns_run_together() -> None:
    heads, sums = "AE CP\tTotal\tAE\tCP\tTotal", "12 000 14 000\t26 000\t13 000\t5 000\t18 000"
    facts = decided(f"Crédits en euros :\nOpération\t{heads}\nVoirie\t{sums}").facts
    natures = [fact.values["nature"] for fact in facts if "nature" in fact.values]
    assert natures
    assert all(found.confidence < 0.9 for found in natures)


@pytest.mark.parametrize(
    "table",
    [
        "Montants :\nExercice AE CP\n2024\t120 800\n2025\t110 150",
        "Montants :\nExercice\tAE CP\n2024\t120 800\n2025\t110 150",
        "Exercice\tAE\n2024\t12 000 150 000\n2025\t11 000 140 000",
    ],
    ids=["heads above", "heads in one cell", "many figures"],
)
def test_no_sum_is_sure_where_two_columns_may_have_been_read_as_one(table: str) -> None:
    facts = decided(f"Crédits en euros.\n\n{table}").facts
    assert all(fact.values["montant"].confidence <= 0.6 for fact in facts)


def test_a_sum_that_no_budget_holds_is_two_numbers() -> None:
    decision = decided("Crédits en euros :\nExercice\tAE\n2024\t120 000 280 000")
    assert decision.facts == ()
    assert [doubt.code for doubt in decision.doubts] == ["lecture_incertaine"]


def test_funders_of_a_table_contribute() -> None:
    text = "Plan de financement :\nFinanceur\tPart\tMontant (€ HT)\nÉtat\t60 %\t6.000\nRégion\t40 %\t4.000\nTotal\t100 %\t10.000"
    decision = decided(text, convention="partenariat")
    assert [said(f, "financeur") for f in decision.facts] == ["État", "Région", None]
    assert [said(f, "role") for f in decision.facts] == ["contribution", "contribution", "total"]


def test_a_funder_is_known_with_the_article_its_name_begins_with() -> None:
    name = Found("La Rochelle Université", ((0, 22),), "parties.nom")
    facts = {"parties": (Fact("parties", {"organisation": name}),)}
    funders = Funders(replace(context_of("La Rochelle Université apporte 5 000 €."), facts=facts))
    assert funders.knows("Rochelle Université")
    assert funders.named("La ROCHELLE Université").value == "La Rochelle Université"


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


def test_the_corner_of_a_table_says_the_year_of_all_its_figures() -> None:
    text = "Tableau en millions d'euros\n\n2025\tAE\tCP\nHors titre 2\t3,4\t2,95\nTitre 2\t1,1\t1,2\nTotal\t4,5\t4,15\n"
    assert {y for _, _, y, *_ in rows(text)} == {2025}


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


def test_a_caption_of_both_natures_is_said_of_every_figure() -> None:
    text = "Échéancier (en €) :\n\nMontant (AE = CP)\n\n2021\t628 000 euros\n2022\t12 000 euros\n"
    assert [(n, v, y) for n, v, y, *_ in rows(text)] == [
        ("AE", 628000, 2021),
        ("CP", 628000, 2021),
        ("AE", 12000, 2022),
        ("CP", 12000, 2022),
    ]


def test_two_numbers_read_as_one_are_no_sum_and_are_told() -> None:
    decision = decided("Le délégant verse 300 000 780 000 600 000 € en 2024 et 12 000 € en 2025.")
    assert [int(str(said(fact, "montant")).partition(".")[0]) for fact in decision.facts] == [12000]
    assert [doubt.code for doubt in decision.doubts] == ["lecture_incertaine"]


def test_a_row_of_a_part_is_of_the_nature_of_the_row_above_it() -> None:
    text = "\t2023\t2024\nAE\t420 000 €\t365 000 €\ndont avenant n° 3\t0 €\t265 000 €\nCP\t540 000 €\t430 000 €\ndont avenant n° 3\t0 €\t100 000 €\n"
    assert {("AE", 265000, 2024), ("CP", 100000, 2024)} <= {(n, v, y) for n, v, y, *_ in rows(text)}


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


def test_the_sums_of_the_old_wording_of_a_table_are_no_amounts() -> None:
    text = (
        "Stipulation\tAu lieu de\tLire\n"
        "Article 4\tLes crédits délégués sont plafonnés à 560 000 € en AE.\tLes crédits délégués sont plafonnés à 690 000 € en AE.\n"
    )
    assert [(n, v) for n, v, *_ in rows(text)] == [("AE", 690000)]


def test_a_total_above_another_is_held_against_the_rows_that_make_it() -> None:
    text = (
        "Opération\tAE\tCP\nBourges\t200 000 €\t100 000 €\nSatory\t30 000 €\t30 000 €\n"
        "Total Bourges\t200 000 €\t100 000 €\nTotal général\t230 000 €\t130 000 €\n"
    )
    made = checked(montants=rows_of(decided(text), "montants")).doubts
    assert [doubt.code for doubt in made if doubt.table == "montants"] == []


def test_a_total_of_one_year_adds_up_nothing_of_another() -> None:
    text = "\tT2 2023\tT3 2023\tTotal 2023\tTotal 2024\nAE\t500 000 €\t250 000 €\t750 000 €\t450 000 €\n"
    made = checked(montants=rows_of(decided(text), "montants")).doubts
    assert "total_incoherent" not in [doubt.code for doubt in made]


def test_a_total_adds_up_all_that_a_cell_says() -> None:
    text = "\tAE\tCP\nSite\t2022 : 60 000 €, 2023 : 110 000 €\t40 000 €\nTotal\t170 000 €\t40 000 €\n"
    made = checked(montants=rows_of(decided(text), "montants")).doubts
    assert "total_incoherent" not in [doubt.code for doubt in made]
