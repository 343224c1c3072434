"""Columns as what lies between corridors: vertical strips of a run of rows where nothing is printed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.read.raw import median
from pipeline.read.rows import NARROW_GAP, Row, Segment


class Column(NamedTuple):
    """A stretch of the x axis, in points."""

    x0: float
    x1: float


def spread(columns: Sequence[Column], segments: Iterable[Segment], em: float) -> list[Column]:
    """Return the columns once `segments` are printed too: those nearer than a corridor are one."""
    merged: list[Column] = []
    for x0, x1 in sorted([*columns, *(Column(part.x0, part.x1) for part in segments)]):
        if merged and x0 - merged[-1].x1 < NARROW_GAP * em:
            merged[-1] = Column(merged[-1].x0, max(merged[-1].x1, x1))
        else:
            merged.append(Column(x0, x1))
    return merged


def place(columns: Sequence[Column], part: Segment | Column) -> tuple[int, int]:
    """Return the first and the last column that `part` is printed in (it may span several)."""
    last = max(bisect_left([column.x0 for column in columns], part.x1) - 1, 0)
    first = min(bisect_right([column.x1 for column in columns], part.x0), len(columns) - 1)
    return (first, last) if first <= last else _nearest(columns, part, last, first)


def _nearest(columns: Sequence[Column], part: Segment | Column, left: int, right: int) -> tuple[int, int]:
    """Return the nearer of two columns, twice, for what is printed wholly between them."""
    nearer = left if part.x0 - columns[left].x1 <= columns[right].x0 - part.x1 else right
    return nearer, nearer


def boundaries(columns: Sequence[Column]) -> list[float]:
    """Return the middles of the corridors."""
    return [(a.x1 + b.x0) / 2 for a, b in pairwise(columns)]


def survivors(before: Sequence[Column], after: Sequence[Column]) -> int:
    """Count the corridors of `before` that are still one in `after`."""
    free = [(a.x1, b.x0) for a, b in pairwise(after)]
    return sum(any(x0 < b.x0 and a.x1 < x1 for x0, x1 in free) for a, b in pairwise(before))


def aligned(columns: Sequence[Column], rows: Sequence[Row]) -> bool:
    """Tell whether what is printed in the columns after the first lines up, by its left, its right or its middle."""
    good = 0
    for number in range(1, len(columns)):
        parts = [part for row in rows for part in row.segments if place(columns, part) == (number, number)]
        good += len(parts) < 2 or _lines_up(parts, rows[0].em)
    return good * 2 > len(columns) - 1


def _lines_up(parts: Sequence[Segment], em: float) -> bool:
    edges = (
        [part.x0 for part in parts],
        [part.x1 for part in parts],
        [(part.x0 + part.x1) / 2 for part in parts],
    )
    for values in edges:
        usual = median(values) if len(values) > 2 else values[0]
        if sum(abs(value - usual) <= 0.4 * em for value in values) >= 0.6 * len(values):
            return True
    return False
