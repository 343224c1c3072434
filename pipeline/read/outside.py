"""The lines of a page that stand outside some stretches of its text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from operator import attrgetter

from pipeline.model import Line, Page

_START, _END = attrgetter("start"), attrgetter("end")


def outside(lines: Sequence[Line], stretches: Iterable[tuple[int, int]]) -> list[Line]:
    """Return the lines (ordered by `start`) that share no character with any of the stretches (start, end)."""
    kept = list(lines)
    for start, end in stretches:
        first = bisect_right(kept, start, key=_END)
        del kept[first : max(first, bisect_left(kept, end, key=_START))]
    return kept


def data_tables(page: Page) -> list[tuple[int, int]]:
    """Return where the tables of a page start and end in its text, those that only place text left out."""
    return [(t.cells[0].start, t.cells[-1].end) for t in page.tables if not t.layout and t.cells]
