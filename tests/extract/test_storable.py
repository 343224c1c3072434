"""Numbers that no column of the dataset can hold."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.extract.document import storable
from pipeline.metadata import load_metadata
from pipeline.model import Decision, Fact, Found, Scalar


@pytest.mark.parametrize(
    ("table", "column", "value"), [("montants", "montant", Decimal(10**18)), ("conventions", "duree_mois", 10**12)]
)
def test_a_number_that_a_column_cannot_hold_is_left_out_with_its_reason(table: str, column: str, value: Scalar) -> None:
    wild, sound = Found(value, ((0, 4),), "test"), Found("AE", ((5, 7),), "test")
    made = storable(Decision((Fact(table, {column: wild, "nature": sound}),)))
    assert [fact.values for fact in made.facts] == [{"nature": sound}]
    assert [(lost.table, lost.column, lost.value) for lost in made.rejected] == [(table, column, str(value))]


def test_the_largest_numbers_kept_fit_their_columns() -> None:
    facts = (Fact("montants", {"montant": Found(Decimal(10**16) - Decimal("0.01"), ((0, 4),), "test")}),)
    assert storable(Decision(facts)).facts == facts
    row = (
        load_metadata()
        .table("montants")
        .row({"convention_id": "c", "montant_no": 1, "montant": facts[0].values["montant"].value})
    )
    assert row is not None
