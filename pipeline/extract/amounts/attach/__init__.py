"""Ties each sum of a statement to the nature, the budget year and the unit that the statement says of it.

A sentence is read from left to right. A mark right after a sum, with nothing that parts them, is said of that sum
('98 400 € en 2023'); a mark before sums is said of all that follow, until another takes its place ('pour 2024,
10 000 € en AE et 8 000 € en CP'); a mark at the sentence's end is said of every sum that has none.
"""

from __future__ import annotations

from pipeline.extract.amounts.attach.reader import AxisReader
from pipeline.extract.amounts.attach.statement import Chain, Statement, Tied
from pipeline.extract.amounts.attach.totals import find_totals, spread_totals
from pipeline.extract.amounts.marks import AXES, Axis
from pipeline.extract.rulebook import Rulebook

__all__ = ["Chain", "Statement", "Tied", "tie"]


def tie(statement: Statement, book: Rulebook, inherited: dict[Axis, Chain] | None = None) -> list[Tied]:
    """Return the sums of a statement, each tied to its marks; `inherited` is what introduces the statement says."""
    tied = [Tied(mention) for mention in statement.sums]
    find_totals(statement, tied, book)
    readers = [AxisReader(statement, axis, book) for axis in AXES]
    for reader in readers:
        reader.blank()
    for reader in readers:
        reader.read(tied, (inherited or {}).get(reader.axis, ()))
    spread_totals(statement, tied, book)
    each = book["montants.chacun"].search(statement.text, statement.start, statement.end) is not None
    again = book["montants.autre_annee"].search(statement.text, statement.start, statement.end)
    for one in tied:
        several = one.total is None and len(one.values("exercice")) > 1
        one.each = several and (each or (again is not None and _is_again(one, again.start())))
    return tied


def _is_again(one: Tied, at: int) -> bool:
    """Tell whether a sum has one year of its own, and the others from the words at `at` that give it anew."""
    own = {mark.value for mark in one.marks["exercice"] if mark.start < at}
    return one.mention.start < at and len(own) == 1
