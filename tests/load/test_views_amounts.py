"""Amounts of one act that add up: hand-made acts, expected figures."""

from __future__ import annotations

from tests.load.acts import OTHER_UO, UO, amount, asked, total
from tests.load.dataset import act


def test_a_ceiling_alone_counts() -> None:
    assert total(act(1, amount(300), amount(300, nature="CP"))) == {"AE": 300, "CP": 300}


def test_a_total_is_never_added_to_its_parts() -> None:
    parts = [amount(140, "contribution", financeur="A", uo=UO), amount(80, "contribution", financeur="B", uo=UO)]
    assert total(act(1, *parts, amount(220, "total", uo=UO))) == {"AE": 220}


def test_totals_of_lines_and_columns_are_left_out() -> None:
    table = [
        amount(100, "echeance", uo=UO, exercice=2023), amount(50, "echeance", uo=UO, exercice=2024),
        amount(30, "echeance", uo=OTHER_UO, exercice=2023), amount(150, "total", uo=UO),
        amount(30, "total", uo=OTHER_UO), amount(130, "total", exercice=2023), amount(50, "total", exercice=2024), amount(180, "total"),
    ]  # fmt: skip
    assert total(act(1, *table)) == {"AE": 180}


def test_a_total_whose_parts_were_not_found_still_counts_and_is_flagged() -> None:
    found = act(1, amount(150, "total", uo=UO), amount(30, "total", uo=OTHER_UO), amount(180, "total"))
    sql = "SELECT montant::BIGINT, compte, a_verifier, motif FROM v_montants_en_vigueur ORDER BY montant_no"
    assert asked(sql, found) == [
        (150, False, True, "compris dans un autre total"),
        (30, False, True, "compris dans un autre total"),
        (180, True, True, "total dont les parts ne sont pas données"),
    ]


def test_a_total_of_one_uo_counts_beside_the_parts_of_another() -> None:
    rows = [amount(40, "total", uo=UO), amount(10, "echeance", uo=OTHER_UO, exercice=2024)]
    assert total(act(1, *rows)) == {"AE": 50}


def test_instalments_and_estimates_are_no_credits() -> None:
    rows = [amount(300, nature=None), amount(100, "versement", nature=None), amount(120, "estimation", nature=None)]
    assert total(act(1, *rows)) == {None: 300}


def test_a_ceiling_told_again_year_by_year_counts_once() -> None:
    rows = [amount(300), amount(100, "echeance", exercice=2023), amount(200, "echeance", exercice=2024)]
    sql = "SELECT montant::BIGINT, compte, a_verifier FROM v_montants_en_vigueur ORDER BY montant_no"
    assert asked(sql, act(1, *rows)) == [(300, False, False), (100, True, False), (200, True, False)]


def test_a_ceiling_that_its_detail_does_not_reach_is_what_counts() -> None:
    rows = [amount(300), amount(100, "echeance", exercice=2023), amount(150, "echeance", exercice=2024)]
    sql = "SELECT montant::BIGINT, compte, a_verifier FROM v_montants_en_vigueur ORDER BY montant_no"
    assert asked(sql, act(1, *rows)) == [(300, True, True), (100, False, True), (150, False, True)]


def test_detail_that_exceeds_its_ceiling_counts_and_is_flagged_with_it() -> None:
    rows = [amount(300), amount(200, "echeance", exercice=2023), amount(150, "echeance", exercice=2024)]
    sql = "SELECT montant::BIGINT, compte, a_verifier FROM v_montants_en_vigueur ORDER BY montant_no"
    assert asked(sql, act(1, *rows)) == [(300, False, True), (200, True, True), (150, True, True)]


def test_detail_within_detail_counts_once() -> None:
    rows = [
        amount(300), amount(200, uo=UO), amount(120, "echeance", uo=UO, exercice=2023),
        amount(80, "echeance", uo=UO, exercice=2024), amount(100, uo=OTHER_UO),
    ]  # fmt: skip
    assert asked("SELECT montant::BIGINT FROM v_credits ORDER BY 1", act(1, *rows)) == [(80,), (100,), (120,)]


def test_a_total_that_its_parts_do_not_make_is_flagged_with_them() -> None:
    rows = [amount(100, "echeance", exercice=2023), amount(150, "echeance", exercice=2024), amount(300, "total")]
    sql = "SELECT montant::BIGINT, compte, a_verifier FROM v_montants_en_vigueur ORDER BY montant_no"
    assert asked(sql, act(1, *rows)) == [(100, True, True), (150, True, True), (300, False, True)]


def test_only_the_parts_of_the_wrong_total_are_flagged() -> None:
    rows = [
        amount(100, "echeance", uo=UO, exercice=2023), amount(50, "echeance", uo=UO, exercice=2024), amount(160, "total", uo=UO),
        amount(30, "echeance", uo=OTHER_UO, exercice=2023), amount(30, "total", uo=OTHER_UO),
    ]  # fmt: skip
    sql = "SELECT montant::BIGINT, a_verifier FROM v_credits ORDER BY 1"
    assert asked(sql, act(1, *rows)) == [(30, False), (50, True), (100, True)]
    sums = "SELECT nb_a_verifier FROM v_credits_par_programme WHERE exercice = 2024"
    assert asked(sums, act(1, *rows)) == [(1,)]


def test_the_parts_that_the_document_gives_a_total_are_its_parts() -> None:
    """Where what they are of would make them another's, and where other rows would be taken for its parts."""
    sql = "SELECT montant::BIGINT, compte, a_verifier FROM v_montants_en_vigueur ORDER BY 1"
    wrong = [amount(100, uo=UO), amount(50, uo=OTHER_UO), amount(160, "total", uo=UO, parts=[1, 2])]
    assert asked(sql, act(1, *wrong)) == [(50, True, True), (100, True, True), (160, False, True)]
    right = [
        amount(335, "contribution"),
        amount(60, "estimation"),
        amount(82, "estimation"),
        amount(142, "total", parts=[2, 3]),
    ]
    assert asked(sql, act(1, *right)) == [
        (60, False, False),
        (82, False, False),
        (142, False, False),
        (335, True, False),
    ]


def test_a_ceiling_and_an_instalment_of_one_year_are_flagged() -> None:
    """150 000 in an article, 105 000 in the annex: counted both, for want of knowing which."""
    rows = [
        amount(150, exercice=2025, uo=UO),
        amount(105, "echeance", exercice=2025, uo=UO),
        amount(7, exercice=2026, uo=UO),
    ]
    sql = "SELECT montant::BIGINT, compte, a_verifier FROM v_montants_en_vigueur ORDER BY montant_no"
    assert asked(sql, act(1, *rows)) == [(150, True, True), (105, True, True), (7, True, False)]


def test_ceilings_of_one_year_and_instalments_of_the_next_both_count() -> None:
    rows = [
        amount(795, nature="CP", exercice=2023, uo=UO), amount(73, "echeance", nature="CP", exercice=2024, uo=UO),
        amount(868, "total", nature="CP"),
    ]  # fmt: skip
    assert total(act(1, *rows)) == {"CP": 868}


def test_the_same_credits_by_funder_and_by_year_count_once() -> None:
    by_funder = [amount(60, "contribution", financeur="A"), amount(40, "contribution", financeur="B")]
    by_year = [amount(70, "echeance", exercice=2023), amount(30, "echeance", exercice=2024)]
    assert total(act(1, *by_funder, *by_year)) == {"AE": 100}


def test_a_contribution_beside_a_ceiling_is_within_it_and_flagged() -> None:
    rows = [amount(100, exercice=2023), amount(50, "contribution", exercice=2023, financeur="B")]
    sql = "SELECT montant::BIGINT, compte, a_verifier FROM v_montants_en_vigueur ORDER BY montant_no"
    assert asked(sql, act(1, *rows)) == [(100, True, True), (50, False, True)]


def test_contributions_that_make_another_sum_than_the_years_are_flagged() -> None:
    rows = [amount(100, "echeance", exercice=2023), amount(50, "contribution", financeur="B")]
    sql = "SELECT montant::BIGINT, compte, a_verifier FROM v_montants_en_vigueur ORDER BY montant_no"
    assert asked(sql, act(1, *rows)) == [(100, True, False), (50, True, True)]


def test_an_amount_without_nature_beside_ae_and_cp_is_said_again() -> None:
    rows = [amount(350, nature=None), amount(350, exercice=2022), amount(350, nature="CP", exercice=2022)]
    assert total(act(1, *rows)) == {"AE": 350, "CP": 350}


def test_an_amount_without_nature_that_says_nothing_again_is_left_out_and_flagged() -> None:
    rows = [amount(500, nature=None), amount(350, exercice=2022), amount(350, nature="CP", exercice=2022)]
    sql = "SELECT montant::BIGINT, compte, a_verifier FROM v_montants_en_vigueur ORDER BY montant_no"
    assert asked(sql, act(1, *rows)) == [(500, False, True), (350, True, False), (350, True, False)]


def test_amounts_without_nature_may_say_again_a_year_or_all_of_it() -> None:
    years = [
        amount(60, "echeance", exercice=2022),
        amount(10, uo=UO, exercice=2023),
        amount(30, uo=OTHER_UO, exercice=2023),
    ]
    sql = "SELECT DISTINCT a_verifier FROM v_montants_en_vigueur WHERE nature IS NULL"
    for again in ([100], [60, 40], [40], [75, 25]):
        shares = [amount(one, "contribution", nature=None, financeur=f"F{n}") for n, one in enumerate(again)]
        assert asked(sql, act(1, *years, *shares)) == [(False,)], again
    assert asked(sql, act(1, *years, amount(75, nature=None))) == [(True,)]


def test_an_amount_without_a_role_counts_and_is_flagged() -> None:
    sql = "SELECT compte, a_verifier FROM v_montants_en_vigueur"
    assert asked(sql, act(1, amount(10, None))) == [(True, True)]


def test_two_equal_amounts_for_two_objects_are_two() -> None:
    assert total(act(1, amount(90, "echeance"), amount(90, "echeance"))) == {"AE": 180}
