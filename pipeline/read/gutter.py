"""Text set in two columns like a newspaper's, their lines at different heights.

Rows that share base lines show their corridor to `blocks`. Here the lines of the two columns fall between one another,
so that no row shows both; what gives them away is that they alternate over a long stretch, never crossing the middle.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.model import Box
from pipeline.read.drafts import Draft, DraftCell
from pipeline.read.fringe import holds_figures
from pipeline.read.rows import Row

_NARROW = 0.56
"""Width of a column's line, as a share of the text's width, at most."""
_MIN_LINES = 8
"""Lines that each column must have."""
_MIN_TURNS = 4
"""How often the reading must jump from one column to the other and back."""

_MARGIN = 0.08
"""Height of the margins that hold heads and feet, as a share of the page's."""
_APART = 1.5
"""Blank (em) that sets a head or a foot apart from the columns."""


class Gutter(NamedTuple):
    """Rows `first` to `last` (included) stand left or right of `x`."""

    first: int
    last: int
    x: float


def find_gutter(rows: Sequence[Row], height: float) -> Gutter | None:
    """Return the stretch of rows set in two columns, None when a page `height` points high has none.

    A head or a foot short enough to stand over one column is no part of it.
    """
    gutter = _widest(rows)
    if gutter is None:
        return None
    first, last, x = gutter
    while rows[first].y1 < _MARGIN * height and _blank(rows[first], rows[first + 1]) > _APART:
        first += 1
    while rows[last].y0 > (1 - _MARGIN) * height and _blank(rows[last - 1], rows[last]) > _APART:
        last -= 1
    return Gutter(first, last, x)


def _blank(above: Row, below: Row) -> float:
    return (below.y0 - above.y1) / below.em


def _widest(rows: Sequence[Row]) -> Gutter | None:
    if len(rows) < 2 * _MIN_LINES:
        return None
    left, right = min(row.x0 for row in rows), max(row.x1 for row in rows)
    narrow = [part for row in rows for part in row.segments if part.x1 - part.x0 <= _NARROW * (right - left)]
    if len(narrow) < 2 * _MIN_LINES:
        return None
    ends = sorted(part.x1 for part in narrow if part.x0 + part.x1 < left + right)
    starts = sorted(part.x0 for part in narrow if part.x0 + part.x1 > left + right)
    if min(len(ends), len(starts)) < _MIN_LINES:
        return None
    x = (ends[int(0.9 * (len(ends) - 1))] + starts[len(starts) // 10]) / 2
    return max(_stretches(rows, x), key=lambda gutter: gutter.last - gutter.first, default=None)


def in_columns(rows: Sequence[Row], gutter: Gutter) -> Draft:
    """Return the rows of a stretch as two cells side by side."""
    inside = rows[gutter.first : gutter.last + 1]
    words = [word for row in inside for part in row.segments for word in part.words]
    halves = [[w for w in words if w.x1 <= gutter.x], [w for w in words if w.x1 > gutter.x]]
    top, bottom = min(row.y0 for row in inside), max(row.y1 for row in inside)
    sides = [min(row.x0 for row in inside), gutter.x, max(row.x1 for row in inside)]
    cells = tuple(
        DraftCell(0, col, tuple(half), Box(sides[col], top, sides[col + 1], bottom)) for col, half in enumerate(halves)
    )
    return Draft(Box(sides[0], top, sides[2], bottom), 1, 2, cells, ruled=False, layout=True)


def _stretches(rows: Sequence[Row], x: float) -> list[Gutter]:
    """Return the stretches of rows that keep clear of `x` and alternate around it."""
    found, start = [], 0
    for number in range(len(rows) + 1):
        if number == len(rows) or any(part.x0 < x < part.x1 for part in rows[number].segments):
            if _alternates(rows[start:number], x):
                found.append(Gutter(start, number - 1, x))
            start = number + 1
    return found


def _alternates(rows: Sequence[Row], x: float) -> bool:
    """Tell whether lines left and right of `x` take turns; rows of figures are a table's."""
    lefts = sum(row.x0 < x for row in rows)
    rights = sum(row.x1 > x for row in rows)
    single = [row.x0 > x for row in rows if len(row.segments) == 1]
    if min(lefts, rights) < _MIN_LINES or sum(map(holds_figures, rows)) > 1:
        return False
    return sum(a != b for a, b in pairwise(single)) >= _MIN_TURNS
