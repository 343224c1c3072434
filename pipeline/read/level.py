"""Lines that fall between one another, as those of cells do whose texts stand in the middle: paired from the top.

A cell of one line beside a cell of two has its line at half the height between theirs. No row of the page shows both
then, and the columns go unseen. What is printed keeps its place; the rows that the layout goes by stand level.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from pipeline.read.columns import place, spread
from pipeline.read.rows import Row, Segment

_OVERLAP = 0.2
"""Height (em) that two lines share, at least, when neither is printed below the other."""


def levelled(rows: Iterable[Row]) -> list[Row]:
    """Return the rows of a page from top to bottom, those that fall between one another paired by their columns."""
    return [row for band in _bands(rows) for row in (_paired(band) if len(band) > 1 else band)]


def _bands(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield the rows that share some height with one another."""
    band: list[Row] = []
    floor = 0.0
    for row in rows:
        if band and floor - row.y0 <= _OVERLAP * row.em:
            yield band
            band = []
        floor = max(floor, row.y1) if band else row.y1
        band.append(row)
    if band:
        yield band


def _paired(band: Sequence[Row]) -> Sequence[Row]:
    em = min(row.em for row in band)
    parts = [part for row in band for part in row.segments]
    columns = spread((), parts, em)
    lines: list[list[Segment]] = [[] for _ in columns]
    for part in parts:
        lines[place(columns, part)[0]].append(part)
    apart = all(above.y1 - below.y0 <= _OVERLAP * em for column in lines for above, below in pairwise(column))
    if len(columns) < 2 or not apart:
        return band
    longest = max(lines, key=len)
    return [_row([column[at] for column in lines if at < len(column)], line, em) for at, line in enumerate(longest)]


def _row(parts: Sequence[Segment], line: Segment, em: float) -> Row:
    """Return a row of these parts, as high on the page as a line."""
    level = tuple(part._replace(y0=line.y0, y1=line.y1) for part in parts)
    return Row(level[0].x0, line.y0, level[-1].x1, line.y1, em, level)
