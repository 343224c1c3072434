"""Text set in columns like a newspaper's, as official journals and bulletins do.

A page is when a blank runs down its middle, or down its thirds, past lines of running text on all sides. Where one page
of a document is, the others are where the same blank goes on, be it past a few last lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from pipeline.read.raw import RawPage, RawWord, Ruling
from pipeline.read.rows import POSSIBLE_GAP, Row, rows_of
from pipeline.read.strips import Strips

Blank = tuple[float, float]
"""From where to where, from left to right."""

_COUNTS = (2, 3)
"""Columns of a page."""
_LEAST = 60
"""Words of a page that is looked at."""
_OUTSIDE = 50
"""One word in so many may stand left or right of the text, in its margin."""
_OFF, _BIN, _BLANK = 0.06, 0.004, 4
"""How far from where even columns would end the blank between them may run, and in what steps it is looked for (shares
of the text's width); how many steps wide it is, at least."""
_CROSSED, _RAGGED, _PER_LINE = 0.3, 0.08, 8
"""Share of the lines that may run over the blank, at most, and of those that may run into its sides besides; words of
a line."""
_MARGIN, _APART = 0.08, 1.5
"""Height of the margins that hold heads and feet, as a share of the page's, and the blank (em) that sets them apart."""
_WORDS, _FILLED = 4, 0.7
"""Words of a line of running text, and its width as a share of its column's, at least."""
_LINES, _HIGH = 8, 0.25
"""Such lines of each column, and the height of the columns as a share of the page's, on the page that shows them."""
_FEW = 2
"""Such lines of a column on the other pages."""
_PAD, _FRAME = 0.5, 10.0
"""Points left above and below the columns, and those that the rules of a table may stand beyond its words."""


class _Columns(NamedTuple):
    """A stretch of a page in columns, and the lines of running text in each."""

    strips: Strips
    lines: tuple[int, ...]
    shown: bool
    """Whether this stretch alone shows that it is."""


def newspaper_columns(raws: Sequence[RawPage]) -> Mapping[int, Sequence[Strips]]:
    """Return, by page number, the stretches of the pages of a document that are set in columns."""
    found = {raw.number: list(_columns(raw)) for raw in raws}
    counts = {len(one.lines) for page in found.values() for one in page if one.shown}
    if not counts:
        return {}
    usual = min(counts)
    return {
        number: [one.strips for one in page if len(one.lines) == usual and (one.shown or max(one.lines) >= _FEW)]
        for number, page in found.items()
    }


def _columns(raw: RawPage) -> Iterator[_Columns]:
    """Yield the stretches of a page, from top to bottom, that blanks part in so many columns."""
    words = [word for word in raw.words if not word.turned]
    if len(words) < _LEAST:
        return
    sides = [(word.x0, word.x1) for word in words]
    outside = len(words) // _OUTSIDE
    left, right = sorted(x0 for x0, _ in sides)[outside], sorted(x1 for _, x1 in sides)[-1 - outside]
    for count in _COUNTS:
        blanks: list[Blank] = []
        for number in range(1, count):
            blank = _blank(sides, left + (right - left) * number / count, right - left)
            if blank is None:
                break
            blanks.append(blank)
        else:
            yield from _between(blanks, raw, words)


def _between(blanks: Sequence[Blank], raw: RawPage, words: Sequence[RawWord]) -> Iterator[_Columns]:
    """Yield the stretches that these blanks part in columns."""
    rows = rows_of(words)
    for top, bottom in _clear(rows, raw.rulings, blanks, raw.height):
        inside = [row for row in rows if 2 * top < row.y0 + row.y1 < 2 * bottom]
        yield from _stretch(inside, raw, blanks)


def _blank(sides: Sequence[Blank], place: float, width: float) -> Blank | None:
    """Return the widest blank near a place that few of the words with these sides run over."""
    step, start, stop = _BIN * width, place - _OFF * width, place + _OFF * width
    steps = round(2 * _OFF / _BIN)
    changes = [0] * (steps + 1)
    for x0, x1 in sides:
        if x0 < stop and x1 > start:
            changes[max(int((x0 - start) / step), 0)] += 1
            changes[min(int((x1 - start) / step) + 1, steps)] -= 1
    over = list(accumulate(changes[:steps]))
    lines, least = len(sides) / _PER_LINE, min(over)
    if least > _CROSSED * lines:
        return None
    edges = [-1, *(number for number, crossing in enumerate(over) if crossing > least + _RAGGED * lines), steps]
    first, last = max(pairwise(edges), key=lambda edge: edge[1] - edge[0])
    if last - first - 1 < _BLANK:
        return None
    return start + (first + 1) * step, start + last * step


def _clear(
    rows: Sequence[Row], rulings: Sequence[Ruling], blanks: Sequence[Blank], height: float
) -> Iterator[tuple[float, float]]:
    """Yield from where to where nothing runs over the blanks."""
    over = [(row.y0, row.y1) for row in rows if any(_runs_over(row, blank) for blank in blanks)]
    over += [(rule.y0, rule.y1) for rule in rulings if any(rule.x0 < x0 and x1 < rule.x1 for x0, x1 in blanks)]
    top = 0.0
    for y0, y1 in sorted([*over, (height, height)]):
        if y0 > top:
            yield top, y0
        top = max(top, y1)


def _runs_over(row: Row, blank: Blank) -> bool:
    """Tell whether a line runs over a blank, be it that two of its words part there, as those of a title may."""
    x0, x1 = blank
    words = [word for part in row.segments for word in part.words]
    ends = [word.x1 for word in words if word.x0 + word.x1 < x0 + x1]
    starts = [word.x0 for word in words if word.x0 + word.x1 >= x0 + x1]
    near = bool(ends and starts) and min(starts) - max(ends) < POSSIBLE_GAP * row.em
    return near or any(word.x0 < x0 and x1 < word.x1 for word in words)


def _stretch(rows: Sequence[Row], raw: RawPage, blanks: Sequence[Blank]) -> Iterator[_Columns]:
    """Yield a stretch of a page without the head and the foot, when there is something in each of its columns."""
    first, last = 0, len(rows)
    while last - first > 1 and rows[first].y1 < _MARGIN * raw.height and _apart(rows[first], rows[first + 1]):
        first += 1
    while (
        last - first > 1 and rows[last - 1].y0 > (1 - _MARGIN) * raw.height and _apart(rows[last - 2], rows[last - 1])
    ):
        last -= 1
    words = [word for row in rows[first:last] for part in row.segments for word in part.words]
    columns: list[list[RawWord]] = [[] for _ in range(len(blanks) + 1)]
    for word in words:
        columns[sum(word.x0 + word.x1 > x0 + x1 for x0, x1 in blanks)].append(word)
    if not all(columns):
        return
    top, bottom = min(word.y0 for word in words), max(word.y1 for word in words)
    rules = [rule for rule in raw.rulings if top - _FRAME < rule.y0 and rule.y1 < bottom + _FRAME]
    top, bottom = min([top, *(rule.y0 for rule in rules)]) - _PAD, max([bottom, *(rule.y1 for rule in rules)]) + _PAD
    lines = tuple(map(_running, columns))
    shown = min(lines) >= _LINES and bottom - top >= _HIGH * raw.height
    lefts = tuple(min(word.x0 for word in column) for column in columns)
    yield _Columns(Strips(top, bottom, lefts, tuple(blanks)), lines, shown)


def _apart(above: Row, below: Row) -> bool:
    return below.y0 - above.y1 > _APART * below.em


def _running(words: Sequence[RawWord]) -> int:
    """Count the lines of running text in a column."""
    rows = rows_of(words)
    width = max(row.x1 for row in rows) - min(row.x0 for row in rows)
    lines = (row for row in rows if len(row.segments) == 1 and len(row.segments[0].words) >= _WORDS)
    return sum(row.x1 - row.x0 >= _FILLED * width for row in lines)
