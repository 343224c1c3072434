"""Sums that are one fact, told several times, become one row with several proofs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from pipeline.extract.amounts.sense import RANKS
from pipeline.extract.amounts.types import Candidate
from pipeline.model import Found

AXES = ("exercice", "uo", "financeur")


class Row(msgspec.Struct):
    """A row in the making: the candidates that tell of it, first the one that says most."""

    members: list[Candidate] = msgspec.field(default_factory=list)
    echoes: list[Candidate] = msgspec.field(default_factory=list)
    """Where the preamble or a sentence without nature tells of it again."""

    @property
    def value(self) -> Decimal:
        """The amount in euros."""
        return self.members[0].value

    @property
    def order(self) -> int:
        """Where it stands first."""
        return min(m.order for m in self.members)

    @property
    def total(self) -> Found | None:
        """The role 'total', where the document calls it one."""
        return next((m.total for m in self.members if m.total), None)

    @property
    def label(self) -> frozenset[str]:
        """The words that say what it is for."""
        return frozenset().union(*(m.label for m in self.members))

    def said(self, column: str) -> object:
        """Return the value said for a column by any member."""
        for member in self.members:
            if (found := member.columns.get(column)) is not None:
                return found.value
        return None

    def found(self, column: str) -> Found | None:
        """Return a column with the places of all the members that say the same."""
        said = [m.columns[column] for m in self.members if column in m.columns]
        if not said:
            return None
        first = max(said, key=lambda f: RANKS.get(str(f.value), 0)) if column == "role" else said[0]
        places = tuple(dict.fromkeys(p for f in said if f.value == first.value for p in f.places))
        return Found(first.value, places, first.rule, first.status, first.confidence, first.motif)

    def sums_several(self, column: str) -> bool:
        """Tell whether it stands for several values of a column at once."""
        return any(column in m.several for m in self.members) and self.said(column) is None


def merged(candidates: Sequence[Candidate]) -> list[Row]:
    """Group candidates into rows, in the order of the text."""
    rows: list[Row] = []
    years = _years_by_unit(candidates)
    for candidate in sorted(candidates, key=_richness):
        fitting = [row for row in rows if _same_fact(row, candidate, years)]
        best = _best(fitting, candidate)
        if best is None:
            rows.append(Row([candidate]))
        else:
            best.members.append(candidate)
    return sorted(rows, key=lambda row: row.order)


def told_again(row: Row, candidate: Candidate) -> bool:
    """Tell whether a sum without nature tells again of a row that has one: same payer, or same ceiling of one unit."""
    if row.value != candidate.value or candidate.said("nature") is not None:
        return False
    return all(_agree(row, candidate, axis) for axis in AXES)


def _richness(candidate: Candidate) -> tuple[int, int]:
    """Those that say most come first, so that poorer ones join them."""
    return (-sum(candidate.said(axis) is not None for axis in AXES), candidate.order)


def _years_by_unit(candidates: Sequence[Candidate]) -> dict[object, set[object]]:
    years: dict[object, set[object]] = {}
    for candidate in candidates:
        if candidate.said("exercice") is not None and candidate.total is None:
            years.setdefault(candidate.said("uo"), set()).add(candidate.said("exercice"))
    return years


def _same_fact(row: Row, candidate: Candidate, years: dict[object, set[object]]) -> bool:
    if row.value != candidate.value or row.said("nature") != candidate.said("nature"):
        return False
    if not all(_agree(row, candidate, axis) for axis in AXES):
        return False
    if row.said("exercice") != candidate.said("exercice"):
        known = years.get(row.said("uo"), set())
        if len(known) > 1:
            return False
    return (
        _apart(row, candidate)
        and _same_kind(row, candidate)
        and _same_object(row, candidate)
        and not _two_of_a_kind(row, candidate)
    )


def _two_of_a_kind(row: Row, candidate: Candidate) -> bool:
    """Equal estimates or payments of one section, none of them a total, are for two objects."""
    if candidate.said("nature") is not None or candidate.total is not None or row.total is not None:
        return False
    if candidate.again or any(m.again for m in row.members):
        return False
    kinds = {row.said("role"), candidate.said("role")}
    beside = any(m.section == candidate.section for m in row.members)
    return beside and len(kinds) == 1 and bool(kinds & {"estimation", "versement"})


def _agree(row: Row, candidate: Candidate, axis: str) -> bool:
    mine, other = row.said(axis), candidate.said(axis)
    if mine is not None and other is not None:
        return mine == other
    if mine is None and other is None:
        return True
    return not (axis in candidate.several if other is None else row.sums_several(axis))


def _apart(row: Row, candidate: Candidate) -> bool:
    """Equal sums of one list or table are different facts, but for two totals of the same thing."""
    beside = [m for m in row.members if m.group == candidate.group]
    if not beside:
        return True
    both_totals = all(m.total is not None for m in beside) and candidate.total is not None
    only_part = candidate.origin == "phrase" and (candidate.total is not None) != (beside[0].total is not None)
    return len(beside) == 1 and beside[0].order != candidate.order and (both_totals or only_part)


def _same_kind(row: Row, candidate: Candidate) -> bool:
    """A payment is another fact than what it pays, unless it pays all that somebody brings."""
    kinds = {str(row.said("role")) == "versement", str(candidate.said("role")) == "versement"}
    if len(kinds) == 1:
        return True
    payers = row.said("financeur"), candidate.said("financeur")
    return payers[0] is not None and payers[0] == payers[1]


def _same_object(row: Row, candidate: Candidate) -> bool:
    mine, other = row.label, candidate.label
    if _budget_line(row, candidate) and not mine & other:
        return False
    if mine and other:
        return mine <= other or other <= mine or len(mine & other) * 2 >= len(mine | other)
    if row.said("nature") is not None or row.said("financeur") is not None:
        return True
    line = (row.total is None) if mine else (candidate.total is None)
    kinds = {row.said("role"), candidate.said("role")}
    return (not mine and not other) or not (line and "estimation" in kinds)


def _budget_line(row: Row, candidate: Candidate) -> bool:
    """One is a line of a budget, the other no estimate."""
    kinds = [(row.said("role"), row.total, row.label), (candidate.said("role"), candidate.total, candidate.label)]
    lines = [role == "estimation" and total is None and bool(label) for role, total, label in kinds]
    return lines[0] != lines[1] and not all(role == "estimation" for role, _, _ in kinds)


def _best(rows: Sequence[Row], candidate: Candidate) -> Row | None:
    """Return the row that agrees on most columns; none when two agree as well and say different things."""
    if not rows:
        return None

    def score(row: Row) -> tuple[int, bool]:
        same = sum(row.said(axis) == candidate.said(axis) for axis in AXES)
        return same, (row.total is None) == (candidate.total is None)

    best = max(map(score, rows))
    first = [row for row in rows if score(row) == best]
    if len(first) > 1 and len({tuple(row.said(axis) for axis in AXES) for row in first}) > 1:
        return None
    return first[0]
