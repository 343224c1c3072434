"""Acts that are published twice count once: hand-made acts, expected figures."""

from __future__ import annotations

from typing import Any

import pytest

from tests.load.acts import CHANGED, SIGNED, UO, amount, asked, total
from tests.load.dataset import act, convention_id

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


def test_two_projects_of_one_day_with_one_sum_are_counted_and_flagged() -> None:
    """Two native texts that say other things are two acts; a scan says them otherwise and may be either."""
    roof = {"date_signature": SIGNED, "objet": "Confier l'entretien des toitures"}
    boiler = roof | {"objet": "Confier la maintenance des chaudières"}
    acts = act(1, amount(100), **roof), act(2, amount(100), **boiler), act(3, amount(100), **roof)
    assert total(*acts) == {"AE": 200}
    assert asked("FROM v_doublons_probables", *acts) == [(convention_id(3), convention_id(1))]
    sql = "SELECT DISTINCT a_verifier FROM v_montants_en_vigueur WHERE compte"
    assert asked(sql, *acts) == [(True,)]
    assert total(*(act(n, amount(100), **one, produit="Balise") for n, one in ((1, roof), (2, boiler)))) == {"AE": 100}


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
