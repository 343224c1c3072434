"""Amounts of tables: invented grids, and the rows a careful reader would make of them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.extract.amounts.funders import Funders
from pipeline.model import Fact, Found
from tests.check.acts import checked, rows_of
from tests.extract.credits import decided, rows, said
from tests.extract.helpers import context_of


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


def test_words_against_figures_the_table_decides() -> None:
    text = (
        "Les AE s'élèvent à vingt-quatre mille euros (42 000 €).\n\nMontants en € :\nExercice\tAE\n"
        "2023\t14 000\n2024\t10 000\nTotal\t24 000"
    )
    decision = decided(text)
    assert [d.code for d in decision.doubts] == ["montant_lettres_chiffres"]
    assert Decimal(42000) not in [said(f, "montant") for f in decision.facts]
    assert "42000.00" in [r.value for r in decision.rejected]


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


def test_the_corner_of_a_table_says_the_year_of_all_its_figures() -> None:
    text = "Tableau en millions d'euros\n\n2025\tAE\tCP\nHors titre 2\t3,4\t2,95\nTitre 2\t1,1\t1,2\nTotal\t4,5\t4,15\n"
    assert {y for _, _, y, *_ in rows(text)} == {2025}


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
