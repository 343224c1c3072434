"""What counts as the same value."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from pipeline.compare import agree, comparable, pair

TITLE = "Convention de délégation de gestion relative au pilotage du lac de la Forêt"


@pytest.mark.parametrize(
    ("column", "given", "wanted"),
    [
        ("organisation", "La Direction du Numérique", "direction du numerique"),
        ("organisation", "l'Œuvre des ponts", "OEUVRE DES PONTS"),
        ("organisation", "DINUM", ["Direction interministérielle du numérique", "DINUM"]),
        ("montant", Decimal("60000.00"), 60000),
        ("montant", Decimal("60000.50"), 60000.5),
        ("date_signature", dt.date(2024, 3, 1), "2024-03-01"),
        ("horodatage", dt.datetime(2024, 7, 12, 16, 2, 11), "2024-07-12T18:02:11+02:00"),
        ("tacite_reconduction", False, False),
        ("produit", None, None),
        ("produit", None, ["Camino", None]),
        ("intitule", TITLE.upper(), TITLE),
        ("intitule", TITLE + " et de ses rives", TITLE),
    ],
)
def test_these_agree(column: str, given: object, wanted: object) -> None:
    assert agree(column, given, wanted)


@pytest.mark.parametrize(
    ("column", "given", "wanted"),
    [
        ("organisation", "Direction du numérique de l'État", "Direction du numérique"),
        ("uo", "0163-CDJE-STET", "0163-CDJE-STEM"),
        ("montant", Decimal("60000.01"), 60000),
        ("date_signature", dt.date(2024, 3, 1), "2024-01-03"),
        ("produit", "Camino", None),
        ("produit", None, "Camino"),
        ("intitule", "Pilotage du lac", TITLE),
        ("condition", "à la fin", "à la signature"),
    ],
)
def test_these_do_not(column: str, given: object, wanted: object) -> None:
    assert not agree(column, given, wanted)


def test_a_number_is_no_text() -> None:
    assert comparable(2024) != comparable("2024")
    assert comparable("2 024") == comparable("2-024")


def test_rows_are_paired_by_the_strongest_key_then_by_agreement() -> None:
    keys = (("nature", "montant"), ("montant",))
    wanted = [
        {"nature": "AE", "montant": 10, "exercice": 2024},
        {"nature": "AE", "montant": 10, "exercice": 2025},
        {"nature": None, "montant": 30},
    ]
    given = [
        {"nature": "AE", "montant": 10, "exercice": 2025},
        {"nature": "AE", "montant": 10, "exercice": 2024},
        {"nature": "CP", "montant": 30},
        {"nature": "CP", "montant": 40},
    ]
    found = pair(wanted, given, keys)
    assert sorted(found.pairs) == [(0, 1), (1, 0), (2, 2)]
    assert (found.wanted, found.given) == (set(), {3})


def test_a_key_that_is_all_null_pairs_nothing() -> None:
    found = pair([{"nom": None}], [{"nom": None}], (("nom",),))
    assert found.pairs == []
