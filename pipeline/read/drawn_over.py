"""Drawn tables that go on over a page break with text alone.

What is drawn below the break looks like text set side by side (parties, signatures) when the head that tells it from
that, or the figures, stand above: both parts are judged as the one table that they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.model import Box, Page, Table
from pipeline.read.content import goes_on
from pipeline.read.continued import body_lines, last_table
from pipeline.read.drafts import Draft
from pipeline.read.lattice import texts_of

_SAME = 3.0
"""Points by which the sides of two parts of a drawn table may miss each other."""


class Above(NamedTuple):
    """A drawn table that ends a page."""

    sides: tuple[float, ...]
    """Where its columns are bounded, from left to right."""
    texts: tuple[tuple[str, ...], ...]
    """Those of its rows."""


def above_breaks(pages: Sequence[Page]) -> dict[int, Above]:
    """Return, by the number of the page after it, each drawn table that may go on there as text side by side."""
    found: dict[int, Above] = {}
    for before, page in pairwise(pages):
        if not any(table.ruled and table.layout for table in page.tables):
            continue
        table, first = last_table(before), next(iter(body_lines(page)), None)
        if table is None or first is None or not table.ruled:
            continue
        sides = _sides(cell.box for cell in table.cells)
        if any(t.ruled and t.layout and _is_in(t, first.start) and _same(_sides_of(t), sides) for t in page.tables):
            found[page.number] = Above(sides, _texts(before, table))
    return found


def as_one(drafts: Sequence[Draft], above: Above) -> list[Draft]:
    """Return the drafts of a page, the first drawn one read by rows when it is what goes on from `above`."""
    first = min((d for d in drafts if d.ruled), key=lambda d: d.box.y0, default=None)
    if first is None or not first.layout or not _same(_sides(cell.box for cell in first.cells), above.sides):
        return list(drafts)
    if not goes_on(above.texts, texts_of(first.cells, first.n_rows, first.n_cols)):
        return list(drafts)
    return [draft._replace(layout=False) if draft is first else draft for draft in drafts]


def _sides_of(table: Table) -> tuple[float, ...]:
    return _sides(cell.box for cell in table.cells)


def _sides(boxes: Iterator[Box]) -> tuple[float, ...]:
    edges = sorted(x for box in boxes for x in (box.x0, box.x1))
    return tuple(x for at, x in enumerate(edges) if at == 0 or x - edges[at - 1] > _SAME)


def _same(one: Sequence[float], other: Sequence[float]) -> bool:
    return len(one) == len(other) and all(abs(a - b) <= _SAME for a, b in zip(one, other, strict=True))


def _is_in(table: Table, at: int) -> bool:
    return any(cell.start <= at < cell.end for cell in table.cells)


def _texts(page: Page, table: Table) -> tuple[tuple[str, ...], ...]:
    grid = [[""] * table.n_cols for _ in range(table.n_rows)]
    for cell in table.cells:
        grid[cell.row][cell.col] = page.text[cell.start : cell.end]
    return tuple(map(tuple, grid))
