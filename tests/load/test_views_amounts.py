"""Amounts that add up, and amounts in force: hand-made acts, expected figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb
import pytest

from tests.load.dataset import act, convention_id, in_memory

UO, OTHER_UO = "0163-CDJE-STET", "0352-CFSE-CFIN"


def amount(montant: int, role: str | None = "plafond", **more: Any) -> Mapping[str, Any]:
    return {"montant": montant, "role": role, **more}


def asked(sql: str, *acts: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with in_memory(*acts) as con:
        return con.execute(sql).fetchall()


def total(*acts: Mapping[str, Any]) -> dict[str | None, int]:
    """Return the sums by nature that `v_credits` gives."""
    sql = "SELECT nature, sum(montant)::BIGINT FROM v_credits GROUP BY nature"
    return dict(asked(sql, *acts))


# One act: what adds up.


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


def test_detail_that_exceeds_its_ceiling_counts_and_is_flagged() -> None:
    rows = [amount(300), amount(200, "echeance", exercice=2023), amount(150, "echeance", exercice=2024)]
    sql = "SELECT montant::BIGINT, compte, a_verifier FROM v_montants_en_vigueur ORDER BY montant_no"
    assert asked(sql, act(1, *rows)) == [(300, False, True), (200, True, False), (150, True, False)]


def test_detail_within_detail_counts_once() -> None:
    rows = [
        amount(300), amount(200, uo=UO), amount(120, "echeance", uo=UO, exercice=2023),
        amount(80, "echeance", uo=UO, exercice=2024), amount(100, uo=OTHER_UO),
    ]  # fmt: skip
    assert asked("SELECT montant::BIGINT FROM v_credits ORDER BY 1", act(1, *rows)) == [(80,), (100,), (120,)]


def test_a_total_that_its_parts_do_not_make_is_flagged() -> None:
    rows = [amount(100, "echeance", exercice=2023), amount(150, "echeance", exercice=2024), amount(300, "total")]
    sql = "SELECT montant::BIGINT, compte, a_verifier FROM v_montants_en_vigueur ORDER BY montant_no"
    assert asked(sql, act(1, *rows)) == [(100, True, False), (150, True, False), (300, False, True)]


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


def test_an_amount_without_a_role_counts_and_is_flagged() -> None:
    sql = "SELECT compte, a_verifier FROM v_montants_en_vigueur"
    assert asked(sql, act(1, amount(10, None))) == [(True, True)]


def test_two_equal_amounts_for_two_objects_are_two() -> None:
    assert total(act(1, amount(90, "echeance"), amount(90, "echeance"))) == {"AE": 180}


# A chain: what is in force.

SIGNED, CHANGED, AGAIN = "2022-01-10", "2023-07-01", "2024-03-01"


def base(*amounts: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return act(1, *amounts, **({"date_signature": SIGNED, "date_fin": "2025-12-31"} | more))


def avenant(number: int, *amounts: Mapping[str, Any], effect: str | None, **more: Any) -> dict[str, Any]:
    given = [{"effet": effect, **row} for row in amounts]
    return act(number, *given, **({"parent": 1, "numero_avenant": number - 1, "date_signature": CHANGED} | more))


def in_force(con: duckdb.DuckDBPyConnection, day: str) -> list[tuple[Any, ...]]:
    sql = f"SELECT exercice, montant::BIGINT FROM montants_au(DATE '{day}') WHERE compte ORDER BY ALL"
    return con.execute(sql).fetchall()


def test_an_avenant_that_adds_ends_nothing() -> None:
    con = in_memory(base(amount(100)), avenant(2, amount(20), effect="ajoute"))
    assert in_force(con, "2021-12-31") == []
    assert in_force(con, SIGNED) == [(None, 100)]
    assert in_force(con, "2023-06-30") == [(None, 100)]
    assert in_force(con, CHANGED) == [(None, 20), (None, 100)]
    assert in_force(con, "2025-12-31") == [(None, 20), (None, 100)]
    assert in_force(con, "2026-01-01") == []


def test_an_avenant_that_replaces_ends_what_it_replaces() -> None:
    con = in_memory(base(amount(100)), avenant(2, amount(130), effect="remplace"))
    assert in_force(con, "2023-06-30") == [(None, 100)]
    assert in_force(con, CHANGED) == [(None, 130)]
    sql = "SELECT montant::BIGINT, en_vigueur_du::VARCHAR, en_vigueur_au::VARCHAR, fin_par, remplace_par "
    sql += "FROM v_montants_en_vigueur ORDER BY rang"
    assert con.execute(sql).fetchall() == [
        (100, SIGNED, "2023-06-30", "avenant", convention_id(2)),
        (130, CHANGED, "2025-12-31", "terme", None),
    ]


YEARS = [
    amount(10, "echeance", exercice=2022),
    amount(20, "echeance", exercice=2023),
    amount(30, "echeance", exercice=2024),
]


def test_one_year_replaced_leaves_the_others() -> None:
    con = in_memory(base(*YEARS), avenant(2, amount(25, "echeance", exercice=2023), effect="remplace"))
    assert in_force(con, CHANGED) == [(2022, 10), (2023, 25), (2024, 30)]


def test_a_new_schedule_replaces_its_first_year_and_those_after() -> None:
    new = [amount(15, "echeance", exercice=2023), amount(5, "echeance", exercice=2025), amount(20, "total")]
    con = in_memory(base(*YEARS, amount(60, "total")), avenant(2, *new, effect="remplace"))
    assert in_force(con, CHANGED) == [(2022, 10), (2023, 15), (2025, 5)]


def test_a_new_total_alone_replaces_the_whole_schedule() -> None:
    con = in_memory(base(*YEARS), avenant(2, amount(90, "total"), effect="remplace"))
    assert in_force(con, CHANGED) == [(None, 90)]


def test_a_schedule_replaces_a_ceiling_for_the_whole_duration() -> None:
    new = [amount(40, "echeance", exercice=2023), amount(70, "echeance", exercice=2024)]
    con = in_memory(base(amount(100)), avenant(2, *new, effect="remplace"))
    assert in_force(con, CHANGED) == [(2023, 40), (2024, 70)]


def test_only_the_same_uo_and_nature_are_replaced() -> None:
    rows = [amount(1, uo=UO), amount(2, uo=OTHER_UO), amount(3, nature="CP", uo=UO), amount(4, "versement", uo=UO)]
    con = in_memory(base(*rows), avenant(2, amount(9, uo=UO), effect="remplace"))
    assert in_force(con, CHANGED) == [(None, 2), (None, 3), (None, 9)]


def test_avenants_follow_their_numbers_even_without_a_date() -> None:
    first = avenant(2, amount(110), effect="remplace", date_signature=None)
    second = avenant(3, amount(120), effect="remplace", date_signature=AGAIN)
    con = in_memory(second, first, base(amount(100)))
    assert in_force(con, AGAIN) == [(None, 120)]
    assert in_force(con, CHANGED) == [(None, 110)]
    sql = "SELECT montant::BIGINT, date_incertaine FROM v_montants_en_vigueur ORDER BY rang"
    assert con.execute(sql).fetchall() == [(100, True), (110, True), (120, False)]


def test_an_avenant_to_an_avenant_belongs_to_the_same_chain() -> None:
    second = avenant(3, amount(120), effect="remplace", date_signature=AGAIN, parent=2)
    con = in_memory(base(amount(100)), avenant(2, amount(110), effect="remplace"), second)
    assert in_force(con, CHANGED) == [(None, 110)]
    assert in_force(con, AGAIN) == [(None, 120)]


def test_an_avenant_of_unknown_effect_is_not_counted_and_is_flagged() -> None:
    sql = "SELECT montant::BIGINT, compte, a_verifier, motif FROM v_montants_en_vigueur ORDER BY rang"
    assert asked(sql, base(amount(100)), avenant(2, amount(130), effect=None)) == [
        (100, True, True, "un avenant d'effet indéterminé le change peut-être"),
        (130, False, True, "effet de l'avenant indéterminé"),
    ]


def test_an_avenant_of_unknown_effect_leaves_other_years_and_units_alone() -> None:
    given = base(amount(100, exercice=2022), amount(60, exercice=2023, uo=UO), amount(40, exercice=2023, uo=OTHER_UO))
    unknown = avenant(2, amount(70, exercice=2023, uo=UO), effect=None)
    sql = "SELECT montant::BIGINT, a_verifier FROM v_montants_en_vigueur WHERE compte ORDER BY ALL"
    assert asked(sql, given, unknown) == [(40, False), (60, True), (100, False)]


def test_an_avenant_that_moves_the_end_keeps_the_amounts_in_force() -> None:
    con = in_memory(base(amount(100)), avenant(2, effect=None, date_fin="2027-06-30"))
    assert in_force(con, "2027-06-30") == [(None, 100)]
    assert in_force(con, "2027-07-01") == []


def test_an_avenant_that_lifts_the_end_leaves_no_end() -> None:
    con = in_memory(base(amount(100)), avenant(2, effect=None, regle_fin="indeterminee"))
    assert in_force(con, "2099-01-01") == [(None, 100)]


def test_an_avenant_without_its_parent_stands_alone_and_is_flagged() -> None:
    orphan = act(2, amount(130, effet="remplace"), type="avenant", numero_avenant=1, date_signature=CHANGED)
    sql = "SELECT racine_id, compte, a_verifier FROM v_montants_en_vigueur"
    assert asked(sql, orphan) == [(convention_id(2), True, True)]


def test_a_missing_avenant_flags_the_chain() -> None:
    sql = "SELECT DISTINCT chaine_complete FROM v_chaines"
    late = avenant(3, amount(9), effect="ajoute", numero_avenant=2)
    assert asked(sql, base(amount(1)), late) == [(False,)]
    assert asked(sql, base(amount(1)), avenant(2, amount(9), effect="ajoute")) == [(True,)]


def test_two_acts_that_claim_to_modify_each_other_stay_apart() -> None:
    one, two = act(1, amount(1), parent=2, type="avenant"), act(2, amount(2), parent=1)
    roots = "SELECT convention_id, racine_id FROM v_chaines ORDER BY 1"
    rows = asked(roots, {**one, "conventions_liees": []}, two)
    assert rows == [(convention_id(1), convention_id(1)), (convention_id(2), convention_id(1))]
    assert asked(roots, one, two) == [(convention_id(1), convention_id(1)), (convention_id(2), convention_id(2))]


# The same act twice.

TWICE = {"date_signature": SIGNED, "produit": "Balise"}


def test_an_act_published_twice_counts_once() -> None:
    scan = act(1, amount(100, uo=UO), document={"couche_texte": "ocr"}, **TWICE)
    native = act(2, amount(100, uo=UO), **TWICE)
    assert total(scan, native) == {"AE": 100}
    assert asked("FROM v_doublons_probables", scan, native) == [(convention_id(1), convention_id(2))]


@pytest.mark.parametrize("product", [None, "BALISE !"])
def test_a_product_said_otherwise_or_not_at_all_is_no_difference(product: str | None) -> None:
    acts = act(1, amount(100), **TWICE), act(2, amount(100), **(TWICE | {"produit": product}))
    assert total(*acts) == {"AE": 100}
    assert total(*acts, act(3, amount(100), **(TWICE | {"produit": "Phare"}))) == {
        "AE": 300 if product is None else 200
    }


@pytest.mark.parametrize(
    "difference",
    [
        {"produit": "Phare"},
        {"date_signature": "2022-01-11"},
        {"parties": (("delegant", "Service du lac"), ("delegataire", "Service de la lande"))},
        {"numero_avenant": 1},
    ],
)
def test_acts_that_differ_in_anything_are_two(difference: dict[str, Any]) -> None:
    assert total(act(1, amount(100), **TWICE), act(2, amount(100), **(TWICE | difference))) == {"AE": 200}


def test_acts_that_nothing_identifies_are_two() -> None:
    assert total(act(1, amount(100)), act(2, amount(100))) == {"AE": 200}


def test_an_avenant_to_a_double_belongs_to_the_act_that_counts() -> None:
    native, scan = act(2, amount(100), **TWICE), act(1, amount(100), document={"couche_texte": "ocr"}, **TWICE)
    change = act(3, amount(130, effet="remplace"), parent=1, numero_avenant=1, date_signature=CHANGED)
    assert total(native, scan, change) == {"AE": 130}


def test_a_withdrawn_document_no_longer_counts() -> None:
    assert total(act(1, amount(100), document={"statut": "retire"}), act(2, amount(7))) == {"AE": 7}


WORDS = {
    "intitule": "Convention de délégation de gestion relative au phare",
    "objet": "Confier les crédits de la lanterne",
}


@pytest.mark.parametrize("same", [WORDS, {"nor": "PRMX2519553X"}])
def test_an_act_without_a_date_published_twice_counts_once(same: dict[str, Any]) -> None:
    again = {name: value.upper() for name, value in same.items()}
    assert total(act(1, amount(100, uo=UO), **same), act(2, amount(100, uo=UO), **again)) == {"AE": 100}


@pytest.mark.parametrize(
    "difference",
    [{"objet": "Confier les crédits de la corne de brume"}, {"intitule": "Convention de délégation", "objet": None}],
)
def test_acts_without_a_date_whose_words_differ_are_two(difference: dict[str, Any]) -> None:
    assert total(act(1, amount(100), **WORDS), act(2, amount(100), **(WORDS | difference))) == {"AE": 200}


def test_a_bare_title_identifies_no_act() -> None:
    bare = {"intitule": "Convention de délégation de gestion"}
    assert total(act(1, amount(100), **bare), act(2, amount(100), **bare)) == {"AE": 200}


def test_a_scan_that_may_be_another_act_of_the_day_is_counted_and_flagged() -> None:
    scan, native = act(1, amount(900), document={"couche_texte": "ocr"}, **TWICE), act(2, amount(300), **TWICE)
    sql = "SELECT montant::BIGINT, compte, a_verifier, motif FROM v_montants_en_vigueur ORDER BY 1"
    assert asked(sql, scan, native) == [
        (300, True, True, f"peut-être compté aussi sous {convention_id(1)}"),
        (900, True, True, f"peut-être compté aussi sous {convention_id(2)}"),
    ]
    other = act(2, amount(300), **(TWICE | {"produit": "Phare"}))
    for one, two in ((act(1, amount(900), **TWICE), native), (scan, other)):
        assert asked("FROM v_doublons_possibles", one, two) == []
