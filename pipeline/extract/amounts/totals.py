"""Which amounts are the parts of which, and which AE and CP answer one another; what adding up confirms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from msgspec.structs import replace

from pipeline.extract.amounts.merge import Row
from pipeline.extract.amounts.types import Candidate
from pipeline.model import Balance


@dataclass(frozen=True, slots=True)
class Verdict:
    """The parts of a row, and whether adding them up makes it."""

    agrees: bool
    parts: tuple[int, ...]
    """The orders of the candidates added up."""


def over_years(candidate: Candidate, live: Sequence[Candidate]) -> Candidate:
    """Take its year from a sum that those told after it make over several years, that one among them.

    'le même montant en CP, dont 2 € en 2023 et 1 € en 2024' is not all of 2023, as the AE said before it are.
    """
    if candidate.said("exercice") is None or candidate.said("nature") is None or candidate.origin != "phrase":
        return candidate
    axes = ("nature", "uo", "financeur")
    parts = [
        c
        for c in live
        if c.group == candidate.group
        and c.order > candidate.order
        and all(c.said(axis) == candidate.said(axis) for axis in axes)
    ]
    years = {c.said("exercice") for c in parts}
    made = sum((c.value for c in parts), Decimal(0))
    its_own_among_them = len(years) > 1 and None not in years and candidate.said("exercice") in years
    if not its_own_among_them or not 0 < made == candidate.value:
        return candidate
    columns = {column: found for column, found in candidate.columns.items() if column != "exercice"}
    return replace(candidate, columns=columns, several=candidate.several | {"exercice"})


def verdicts(rows: Sequence[Row]) -> dict[int, Verdict]:
    """Return, for the rows that are totals (by their index), whether their parts make them."""
    values = {m.order: m.value for row in rows for m in row.members}
    said = [_said(row) for row in rows]
    found: dict[int, Verdict] = {}
    for index, row in enumerate(rows):
        sums = [s for m in row.members for s in m.sums if s and all(order in values for order in s)]
        verdict = _best_of(row, sums, values) or _by_columns(rows, said, index)
        if verdict:
            found[index] = verdict
    return found


def _best_of(row: Row, sums: Sequence[tuple[int, ...]], values: Mapping[int, Decimal]) -> Verdict | None:
    tried = [Verdict(_sum(s, values) == row.value, s) for s in sums]
    return max(tried, key=lambda v: (v.agrees, len(v.parts)), default=None)


def part_numbers(row: Row, rows: Sequence[Row], verdict: Verdict) -> tuple[int, ...]:
    """Return the numbers, from 1, of the rows that a row's parts became; one sum said in AE and in CP became two."""
    numbers: dict[int, int] = {}
    for number, other in enumerate(rows, start=1):
        alike = other.said("nature") == row.said("nature")
        numbers |= {m.order: number for m in other.members if alike or m.order not in numbers}
    return tuple(numbers[order] for order in verdict.parts)


def _sum(orders: Sequence[int], values: Mapping[int, Decimal]) -> Decimal:
    return sum((values[order] for order in orders), Decimal(0))


class _Said(NamedTuple):
    """What a row says of its sum."""

    nature: object
    exercice: object
    uo: object
    total: bool


def _said(row: Row) -> _Said:
    return _Said(row.said("nature"), row.said("exercice"), row.said("uo"), row.total is not None)


def _by_columns(rows: Sequence[Row], said: Sequence[_Said], index: int) -> Verdict | None:
    """Find the parts of a sum of the running text by what rows say: same nature, finer in year or unit."""
    if said[index].nature is None or (said[index].exercice is not None and said[index].uo is not None):
        return None
    parts = [i for i, one in enumerate(said) if i != index and not one.total and _finer(one, said[index])]
    finest = [rows[i] for i in parts if not any(_finer(said[other], said[i]) for other in parts if other != i)]
    if len(finest) < 2:
        return None
    made = sum((row.value for row in finest), Decimal(0))
    orders = tuple(row.order for row in finest)
    return Verdict(True, orders) if made == rows[index].value else None


def _finer(row: _Said, whole: _Said) -> bool:
    """Tell whether a row says a year or a unit that the whole leaves open, and agrees with it on the rest."""
    if row.nature != whole.nature or row.nature is None:
        return False
    if whole.exercice not in (None, row.exercice) or whole.uo not in (None, row.uo):
        return False
    return (row.exercice, row.uo) != (whole.exercice, whole.uo)


def balances(rows: Sequence[Row], sums: Mapping[int, Verdict]) -> tuple[Balance, ...]:
    """Return, by unit, the rows that make its AE and its CP over the convention's life, nothing counted twice.

    `sums` are the verdicts on the rows that are totals: those that their parts make are left to them.
    """
    by_unit: dict[str | None, dict[str, list[int]]] = {}
    granted = {(row.said("uo"), row.said("nature")) for row in rows if row.said("role") != "versement"}
    for number, row in enumerate(rows, start=1):
        nature, uo = row.said("nature"), row.said("uo")
        made = number - 1 in sums and sums[number - 1].agrees
        if nature is None or made or row.total is not None or (uo is None and row.sums_several("uo")):
            continue
        if row.said("role") == "versement" and (uo, nature) in granted:
            continue  # An instalment is part of what is granted.
        unit = by_unit.setdefault(str(uo) if uo else None, {"AE": [], "CP": []})
        unit[str(nature)].append(number)
    return tuple(Balance(uo, tuple(unit["AE"]), tuple(unit["CP"])) for uo, unit in by_unit.items())
