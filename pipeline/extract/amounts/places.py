"""The cells of figures of a table with all that is said of each, and what totals and their parts tell one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import msgspec
import regex
from msgspec.structs import replace

from pipeline.extract.amounts.labels import Said
from pipeline.extract.amounts.marks import Axis
from pipeline.extract.amounts.numbers import parse_number
from pipeline.extract.flow import GridCell
from pipeline.extract.rulebook import Rulebook
from pipeline.model import Found

GROUPED: tuple[Axis, ...] = ("uo", "exercice")
"""What a label may say once for the rows below it."""

_PART = regex.compile(r"\s*(?:[-–—•]\s*)?dont\b", regex.IGNORECASE)
"""How the label of a row opens that is a part of one above it."""
_BESIDE = 2
"""Figures of a row that a third one may add up, at least."""
_ROWS = 2
"""Rows in which it does, at least, for its column to be one of totals."""
_SUMMED = "somme des autres colonnes du tableau"
_OF_PARTS: tuple[Axis, ...] = ("nature", *GROUPED)
"""What such a row says of its parts too."""


class Place(msgspec.Struct, frozen=True):
    """A cell of figures with all that is said of it."""

    cell: GridCell
    row: int
    column: int
    row_total: bool
    column_total: bool
    said: Said
    own: Said
    """The part of it that its own row and its column say, without what goes on from the rows above."""
    funder: GridCell | None
    moment: GridCell | None
    labels: tuple[GridCell, ...]
    """The labels of its row, blanks filled from above."""

    @property
    def part(self) -> bool:
        """True when its row says that it is a part of one above it ('dont …')."""
        return bool(self.labels) and _PART.match(self.labels[0].text) is not None


def with_parts(places: Sequence[Place]) -> list[Place]:
    """Give the parts of a row ('dont …') the nature, the unit and the year of the row, where they say none."""
    return [_of_whole(place, places) if place.part else place for place in places]


def _of_whole(part: Place, places: Sequence[Place]) -> Place:
    above = [p for p in places if p.column == part.column and p.row < part.row and not p.part]
    if not above:
        return part
    whole = max(above, key=lambda place: place.row)
    taken = {axis: whole.said.marks[axis] for axis in _OF_PARTS if axis in whole.said.marks}
    return replace(part, said=replace(part.said, marks={**taken, **part.said.marks}))


def with_sums(places: Sequence[Place], book: Rulebook) -> list[Place]:
    """Make totals of the last column where each of its figures is what the others of its row make.

    Two rows at least must tell so, of three figures each; its heading need not.
    """
    last = max((p.column for p in places), default=-1)
    if any(p.column_total for p in places) or last < _BESIDE:
        return list(places)
    rows: dict[int, list[Place]] = {}
    for place in places:
        rows.setdefault(place.row, []).append(place)
    made = [_made_by_row(row, last, book) for row in rows.values()]
    if len(made) < _ROWS or not all(made):
        return list(places)
    return [_as_total(p) if p.column == last else p for p in places]


def _made_by_row(row: Sequence[Place], last: int, book: Rulebook) -> bool:
    own = next((p for p in row if p.column == last), None)
    beside = [p for p in row if p.column != last]
    if own is None or len(beside) < _BESIDE or any(p.said.no_money or p.said.motif for p in row):
        return False
    if any(p.said.values("nature") != own.said.values("nature") for p in beside):
        return False
    return _number(own.cell, book) == sum((_number(p.cell, book) for p in beside), Decimal(0))


def _as_total(place: Place) -> Place:
    cell = place.cell
    total = Found("total", ((cell.start, cell.end),), "montants.colonne_somme", "deduite", 0.92, _SUMMED)
    return replace(place, column_total=True, said=replace(place.said, total=place.said.total or total))


def sums_of(place: Place, places: Sequence[Place], book: Rulebook) -> Iterator[tuple[int, ...]]:
    """Yield the sets of cells that a total may add up: its column's, since the last total or all; its row's.

    Above another total ('Total A', 'Total B', 'Total général') it may be of some rows alone: those that make it.
    """
    alike = [p for p in places if p.said.values("nature") == place.said.values("nature")]
    if place.row_total:
        above = [p for p in alike if p.column == place.column and p.row < place.row and not p.part]
        last = max((p.row for p in above if p.row_total), default=-1)
        below = any(p.row_total and p.row == place.row + 1 and p.column == place.column for p in alike)
        rows = [p for p in above if not p.row_total]
        if below:
            yield from (tuple(p.cell.start for p in run) for run in _making(rows, _number(place.cell, book), book))
        else:
            yield tuple(p.cell.start for p in rows)
            yield tuple(p.cell.start for p in above if p.row > last)
    if place.column_total:
        beside = (p for p in alike if p.row == place.row and not p.column_total)
        yield tuple(p.cell.start for p in beside if all(_may_share(p, place, axis) for axis in GROUPED))


def _making(rows: Sequence[Place], made: Decimal, book: Rulebook) -> Iterator[Sequence[Place]]:
    """Yield the rows that follow one another and make a sum."""
    numbers = [_number(p.cell, book) for p in rows]
    for start in range(len(rows)):
        added = Decimal(0)
        for end in range(start, len(rows)):
            added += numbers[end]
            if added == made:
                yield rows[start : end + 1]


def _may_share(part: Place, total: Place, axis: Axis) -> bool:
    """Tell whether a sum may be part of a total that is of one year or unit ('Total 2024' adds up nothing of 2023)."""
    own, whole = part.said.values(axis), total.said.values(axis)
    return not own or not whole or own == whole


def freed(places: Sequence[Place], book: Rulebook) -> list[Place]:
    """Take from totals the unit and the year of the group they stand below, when they add up more than it."""
    return [_past_group(place, places, book) if place.row_total else place for place in places]


def of_one_nature(places: Sequence[Place]) -> list[Place]:
    """Give the nature that nothing but the totals' label says ('Total AE=CP') to what they add up."""
    totals = [p for p in places if p.row_total]
    parts = [p for p in places if not p.row_total]
    natures = {p.said.values("nature") for p in totals}
    if len(natures) != 1 or not any(natures) or any(p.said.values("nature") for p in parts):
        return list(places)
    marks = totals[0].said.marks["nature"]
    return [
        p if p.row_total else replace(p, said=replace(p.said, marks={**p.said.marks, "nature": marks})) for p in places
    ]


def _past_group(total: Place, places: Sequence[Place], book: Rulebook) -> Place:
    carried = [a for a in GROUPED if total.said.values(a) != total.own.values(a)]
    column = [p for p in places if p.column == total.column and not p.row_total and p.row != total.row]
    column = [p for p in column if p.said.values("nature") == total.said.values("nature")]
    others = [p for p in column if any(p.said.values(a) != total.said.values(a) for a in carried)]
    group = [_number(p.cell, book) for p in column if p not in others]
    if not others or sum(group) == _number(total.cell, book) or any(p.row > total.row for p in others):
        return total
    marks = {a: m for a, m in total.said.marks.items() if a not in carried}
    own = {a: m for a, m in total.own.marks.items() if a in carried}
    return replace(total, said=replace(total.said, marks={**marks, **own}))


def _number(cell: GridCell, book: Rulebook) -> Decimal:
    """Return the number that a cell shows, zero for words."""
    match = book["montants.tab_nombre"].match(cell.text)
    return (parse_number(match["nombre"]) if match else None) or Decimal(0)
