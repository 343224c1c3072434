"""Blocks printed side by side, told by where their lines stand on the page.

At the foot of an act columns are seldom ruled and seldom level: a reading row by row mixes the signatories.
Where a vertical blank parts the lines of a run from top to bottom, each side is read to its end before the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np
import regex

from pipeline.extract.flow import Flow
from pipeline.extract.view import BREAK, View, ViewBuilder, is_form, is_listing, is_roll, view_of
from pipeline.model import Box

_BLANK = 3.0
"""Least width in points of the blank that parts two columns; the reader has already cut lines at columns' gaps."""


_DAY = regex.compile(r"\s*\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\s*")
"""A date in figures, alone on its line: no word of a justified line."""
_SAYS = regex.compile(r"\p{L}{2}|\d")
"""A line without it is dust."""


_ALIGNED = 1.5
"""How far apart, in points, two lines of one column may begin."""


@dataclass(frozen=True, slots=True)
class _Line:
    parts: tuple[tuple[int, int], ...]
    """Places in the flow; several for a justified line whose words were taken for columns."""
    box: Box
    words: int

    @property
    def start(self) -> int:
        """Where it begins in the flow."""
        return self.parts[0][0]


_Row = tuple[_Line, ...]


Opens = Callable[[str], bool]
"""Tells whether a line begins a block: the last lines above a wide block may be the wide block's own."""


def sides_view(flow: Flow, start: int, end: int, opens: Opens) -> View:
    """Return the view of `flow.text[start:end]`, its side by side blocks one under the other.

    A table whose first column or first row names what the others hold is left to `view_of`, which knows how to read it.
    """
    if any(is_form(grid) or is_roll(grid) or is_listing(grid) for grid in flow.grids if start <= grid.start < end):
        return view_of(flow, start, end)
    builder = ViewBuilder(flow.text)
    side: list[list[_Line]] = []
    for _, rows in groupby(_rows(flow, start, end), key=lambda row: flow.page_at(row[0].start)):
        side = _add_page(builder, list(rows), opens, side)
    _add_columns(builder, side)
    builder.add("\n")
    return builder.view()


def _add_page(builder: ViewBuilder, rows: list[_Row], opens: Opens, above: list[list[_Line]]) -> list[list[_Line]]:
    """Write what a page holds but the columns that end it, which are returned: they may go on over the break.

    `above` are those that end the page before.
    """
    at = 0
    side: list[list[_Line]] = above if _go_on(builder, above, rows, opens) else []
    if not side:
        _add_columns(builder, above)
        builder.add("\n")
    while at < len(rows):
        stop, columns = (at + 1, []) if _goes_on(builder, rows, at, side) else _longest_run(rows, at)
        if len(rows[at]) == 1 and 1 < len(columns) < len(_longest_run(rows, at + 1)[1]):
            stop, columns = at + 1, []  # A lone line above hid a blank between two of the columns below it.
        if len(columns) > 1 and stop < len(rows):
            stop, columns = _without_next(builder, rows, at, stop, opens)
        if side and len(columns) != len(side):
            _add_columns(builder, side)
            side = []
        if columns:
            side = [above + below for above, below in zip(side, columns, strict=True)] if side else columns
        else:
            _add_lines(builder, [_whole(rows[at])])
            builder.add("\n")
        at = stop
    return side


def _go_on(builder: ViewBuilder, above: list[list[_Line]], rows: list[_Row], opens: Opens) -> bool:
    """Tell whether the columns that end a page go on at the top of the next one, none of them with a new block."""
    columns = _longest_run(rows, 0)[1] if above else []
    if not columns or len(columns) != len(above):
        return False
    reaches = [(_reach(upper), _reach(lower)) for upper, lower in zip(above, columns, strict=True)]
    below = all(upper[0] < lower[1] and lower[0] < upper[1] for upper, lower in reaches)
    clear = all(upper[1] < lower[0] for (upper, _), (_, lower) in pairwise(reaches))
    return below and clear and not any(opens(builder.source(*column[0].parts[0])) for column in columns)


def _reach(column: Sequence[_Line]) -> tuple[float, float]:
    return min(line.box.x0 for line in column), max(line.box.x1 for line in column)


def _goes_on(builder: ViewBuilder, rows: list[_Row], at: int, side: Sequence[Sequence[_Line]]) -> bool:
    """Tell whether a lone line ends the sentence of the wide line above it ('… le 5' / 'novembre 2020')."""
    if at == 0 or side or len(rows[at]) > 1 or len(rows[at - 1]) > 1:
        return False
    above, line = rows[at - 1][0], rows[at][0]
    open_ended = builder.source(*above.parts[-1]).rstrip()[-1:].isalnum()
    return open_ended and line.box.x0 - above.box.x0 < 2 and above.box.width > 2 * line.box.width


def _without_next(
    builder: ViewBuilder, rows: list[_Row], at: int, stop: int, opens: Opens
) -> tuple[int, list[list[_Line]]]:
    """Leave to the wide block that follows the lone lines above it that begin a block."""
    while at + 1 < stop and len(rows[stop - 1]) == 1 and opens(builder.source(*rows[stop - 1][0].parts[0])):
        stop -= 1
    return stop, _columns([line for row in rows[at:stop] for line in row])


def _add_columns(builder: ViewBuilder, columns: Sequence[Sequence[_Line]]) -> None:
    if columns:
        builder.add(BREAK)
    for column in columns:
        _add_lines(builder, column)
        builder.add(BREAK)


def _add_lines(builder: ViewBuilder, lines: Sequence[_Line]) -> None:
    last: _Line | None = None
    for line in lines:
        if last is not None:
            builder.join(last.parts[-1][1], line.start)
        for i, (start, end) in enumerate(line.parts):
            builder.add(" " if i else "")
            builder.copy(start, end)
        last = line


def _rows(flow: Flow, start: int, end: int) -> Iterator[_Row]:
    """Yield the printed lines of the stretch, those on one level together, from top to bottom."""
    first, last = flow.page_at(start), flow.page_at(max(end - 1, start))
    for number in range(first, last + 1):
        lines = sorted(_page_lines(flow, number, start, end), key=lambda line: line.box.y0 + line.box.y1)
        row: list[_Line] = []
        for line in lines:
            if row and not _level(row[0].box, line.box):
                yield _sorted(row, lines)
                row = []
            row.append(line)
        if row:
            yield _sorted(row, lines)


def _sorted(row: list[_Line], page: Sequence[_Line]) -> _Row:
    ordered = tuple(sorted(row, key=lambda line: line.box.x0))
    if len(ordered) > 2 and all(line.words == 1 for line in ordered) and not _under_others(ordered, page):
        return (_whole(ordered),)  # one justified line, its words drawn apart
    return ordered


def _under_others(row: Sequence[_Line], page: Sequence[_Line]) -> bool:
    """Tell whether each word of a row begins where another line does: each ends what a column says."""
    others = [line.box.x0 for line in page if line not in row]
    return all(any(abs(line.box.x0 - x0) < _ALIGNED for x0 in others) for line in row)


def _whole(row: Sequence[_Line]) -> _Line:
    box = row[0].box
    for line in row[1:]:
        box = box.union(line.box)
    return _Line(tuple(part for line in row for part in line.parts), box, len(row))


def _level(one: Box, other: Box) -> bool:
    shared = min(one.y1, other.y1) - max(one.y0, other.y0)
    return shared > 0.5 * min(one.height, other.height)


def _page_lines(flow: Flow, number: int, start: int, end: int) -> Iterator[_Line]:
    page = flow.reading.pages[number - 1]
    low, high = (int(i) for i in np.searchsorted(flow.pages, [number, number + 1]))
    offsets = flow.offsets[low:high]
    for line in page.lines:
        a, b = (low + int(i) for i in np.searchsorted(offsets, [line.start, line.end]))
        a, b = max(a, start), min(b, end)
        if a < b and _SAYS.search(flow.text, a, b):
            said = flow.text[a:b]
            yield _Line(((a, b),), line.box, 3 if _DAY.fullmatch(said) else len(said.split()))


def _longest_run(rows: list[_Row], at: int) -> tuple[int, list[list[_Line]]]:
    """Return where the longest run from row `at` that a blank parts ends, and its columns; `(at + 1, [])` when none.

    A column of a single word is none: that is how a justified line looks.
    """
    for stop in range(len(rows), at, -1):
        columns = _columns([line for row in rows[at:stop] for line in row])
        if _are_columns(columns):
            return _above_foot(rows, at, stop, columns)
    return at + 1, []


def _are_columns(columns: Sequence[Sequence[_Line]]) -> bool:
    return len(columns) > 1 and all(sum(line.words for line in column) > 1 for column in columns)


def _above_foot(rows: list[_Row], at: int, stop: int, columns: list[list[_Line]]) -> tuple[int, list[list[_Line]]]:
    """Leave out the lone lines below that hid a blank between two of the columns (a running foot)."""
    above = stop
    while above > at + 1 and len(rows[above - 1]) == 1:
        above -= 1
    more = _columns([line for row in rows[at:above] for line in row])
    return (above, more) if len(more) > len(columns) and _are_columns(more) else (stop, columns)


def _columns(lines: Sequence[_Line]) -> list[list[_Line]]:
    columns: list[list[_Line]] = []
    right = float("-inf")
    for line in sorted(lines, key=lambda line: line.box.x0):
        if line.box.x0 - right >= _BLANK:
            columns.append([])
        columns[-1].append(line)
        right = max(right, line.box.x1)
    return [sorted(column, key=lambda line: (line.box.y0, line.box.x0)) for column in columns]
