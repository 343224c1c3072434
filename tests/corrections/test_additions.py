"""Who is a part of which total, and what answers what, once amounts were corrected."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from pipeline.check.document import check_convention
from pipeline.corrections import Correction, apply
from pipeline.model import Balance, ConventionRows
from tests.corrections.acts import correction, key, made
from tests.extract.helpers import book
from tests.load.dataset import METADATA, REFERENCE

YEARS: list[dict[str, Any]] = [
    {"nature": "AE", "montant": "128000.00", "exercice": 2023, "role": "echeance"},
    {"nature": "AE", "montant": "125000.00", "exercice": 2024, "role": "echeance"},
    {"nature": "AE", "montant": "253000.00", "role": "total", "parts": [1, 2]},
    {"nature": "CP", "montant": "253000.00", "role": "plafond"},
]
FIRST, SECOND = key(nature="AE", montant="128000.00"), key(nature="AE", montant="125000.00")
WHOLE = key(nature="AE", montant="253000.00")


def corrected(*corrections: Correction, rows: list[dict[str, Any]] = YEARS) -> ConventionRows:
    document = made(montants=rows)
    convention = msgspec.structs.replace(document.conventions[0], proofs=(), doubts=())
    convention = msgspec.structs.replace(convention, balances=(Balance(None, (1, 2), (4,)),))
    document = msgspec.structs.replace(document, conventions=(convention,))
    return apply(document, corrections, METADATA)[0].conventions[0]


def doubted(convention: ConventionRows) -> list[tuple[str, int | None]]:
    """The doubts on amounts: code and row."""
    found = check_convention(convention, METADATA, REFERENCE, book()).doubts
    return [(doubt.code, doubt.row) for doubt in found if doubt.table == "montants"]


def parts(convention: ConventionRows) -> list[tuple[int, ...]]:
    return [row["parts"] for row in convention.tables["montants"] if "parts" in row]


def test_amounts_that_add_up_are_in_no_doubt() -> None:
    assert doubted(corrected()) == []
    assert corrected().balances == (Balance(None, (1, 2), (4,)),)


def test_a_correction_that_breaks_a_total_is_said() -> None:
    broken = corrected(correction("montants", "montant", "129000", cle=FIRST))
    assert doubted(broken) == [("total_incoherent", 3)]


def test_a_correction_that_mends_a_total_settles_it() -> None:
    misread = [YEARS[0] | {"montant": "120000.00"}, *YEARS[1:]]
    assert doubted(corrected(rows=misread)) == [("total_incoherent", 3), ("ae_cp_incoherents", 1)]
    mending = correction("montants", "montant", "128000", cle=key(nature="AE", montant="120000.00"))
    assert doubted(corrected(mending, rows=misread)) == []


def test_a_total_misread_is_mended_too() -> None:
    misread = [*YEARS[:2], YEARS[2] | {"montant": "258000.00"}, YEARS[3]]
    assert doubted(corrected(rows=misread)) == [("total_incoherent", 3)]
    mending = correction("montants", "montant", "253000", cle=key(nature="AE", montant="258000.00"))
    assert doubted(corrected(mending, rows=misread)) == []


def test_a_part_that_is_removed_or_says_another_nature_is_no_part() -> None:
    removed = corrected(correction("montants", "", "absent", cle=FIRST))
    assert parts(removed) == [(1,)]
    assert doubted(removed) == [("total_incoherent", 2), ("ae_cp_incoherents", 1)]
    other = corrected(correction("montants", "nature", "CP", cle=FIRST))
    assert parts(other) == [(2,)]
    assert other.balances == (Balance(None, (2,), (1, 4)),)


def test_a_part_that_was_missed_completes_its_total() -> None:
    found = correction("montants", "", "present", cle=key(nature="AE", montant="125000.00", exercice=2024))
    convention = corrected(found, rows=[YEARS[0], YEARS[2] | {"parts": [1]}, YEARS[3]])
    assert parts(convention) == [(1, 4)]
    assert doubted(convention) == []


@pytest.mark.parametrize("more", [{"nature": "CP"}, {"role": "estimation"}, {"montant": "3000.00"}])
def test_a_row_that_completes_nothing_is_no_part(more: dict[str, str]) -> None:
    row = {"nature": "AE", "montant": "125000.00", "exercice": 2024} | more
    convention = corrected(
        correction("montants", "", "present", cle=key(**row)), rows=[YEARS[0], YEARS[2] | {"parts": [1]}]
    )
    assert parts(convention) == [(1,)]
    assert ("total_incoherent", 2) in doubted(convention)


def test_a_total_that_is_removed_takes_its_sum_with_it() -> None:
    convention = corrected(correction("montants", "", "absent", cle=WHOLE))
    assert parts(convention) == []
    assert convention.balances == (Balance(None, (1, 2), (3,)),)


def test_an_amount_said_of_another_unit_is_held_against_that_unit_s() -> None:
    moved = corrected(correction("montants", "uo", "0163-CDJE-STET", cle=SECOND))
    assert moved.balances == (Balance(None, (1,), (4,)), Balance("0163-CDJE-STET", (2,), ()))
