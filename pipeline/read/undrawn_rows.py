"""Rows of a drawn table that no rule bounds: a body below its head, the head or the first rows above shaded ones."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise

from pipeline.model import Box
from pipeline.read.cuts import LEADING
from pipeline.read.grid_lines import (
    are_heads,
    are_wide_heads,
    is_head,
    is_row_of_sums,
    keeps,
    opens_cell,
    opens_label,
    respects,
    stands_over,
)
from pipeline.read.lattice import inner_lines, words_in
from pipeline.read.raw import RawWord
from pipeline.read.rows import em_of, lines_of
from pipeline.read.strokes import Frame, Stroke

_SAME = 4.0
"""Ends nearer than this (points) are the same."""
_HEAD_RULES = 3
"""Horizontal lines of a head of one or two rows."""
_OPEN_ROW = 1.5
"""Blank height (em) beyond which a line below the last rule is no row of the table."""
UNSHADED = 2.5
"""Height of what stands between two shaded rows, compared to theirs, at most."""
MAX_ROW = 40.0
"""Height (points) of a row of a few lines, at most."""
_MAX_ABOVE = 4
"""Lines above the first shaded row that may be of its table."""


def top_row(frame: Frame) -> Box:
    """Return the place between a frame's first two horizontal lines."""
    return Box(frame.x0, frame.y0, frame.x1, min(y for y in _edges(frame) if y > frame.y0 + _SAME))


def bottom_row(frame: Frame) -> Box:
    """Return the place between a frame's last two horizontal lines."""
    return Box(frame.x0, max(y for y in _edges(frame) if y < frame.y1 - _SAME), frame.x1, frame.y1)


def _edges(frame: Frame) -> list[float]:
    return [frame.y0, frame.y1, *(s.at for s in frame.across)]


def _sides(frame: Frame) -> tuple[float, ...]:
    """Return where a frame's sides are: the left one may not be drawn, beside labels that are not shaded."""
    left = any(abs(s.at - frame.x0) < _SAME for s in frame.down)
    return (frame.x0, frame.x1) if left else (frame.x1,)


def _is_banded(frame: Frame) -> bool:
    """Tell whether a frame draws its columns in some of its rows only: those that are shaded."""
    lines = inner_lines(frame)
    return any(abs(a.at - b.at) < _SAME and b.start - a.end > _SAME for a in lines for b in lines)


def with_open_body(frame: Frame, words: Sequence[RawWord]) -> Frame:
    """Add to a drawn head the rows below it, when they keep to its columns without a rule around them.

    To a table whose rows are ruled only rows of sums are added: its last one where the page ends, its total.
    """
    cuts = [s.at for s in inner_lines(frame)]
    ruled = len(frame.across) > _HEAD_RULES and not _is_banded(frame)
    left, right, bottom = frame.x0, frame.x1, frame.y1
    floor = bottom
    lines = chain(lines_of(word for word in words if word.y0 > bottom - 1), [()])
    for line, below in pairwise(lines):
        em = em_of(line)
        blank = min(word.y0 for word in line) - floor
        columns = {sum(cut < word.x0 + 1 for cut in cuts) for word in line}
        opens = bool(below) and (opens_label(line, below, cuts) or opens_cell(line, below, frame, cuts))
        if not keeps(line, frame, cuts) or blank > _OPEN_ROW * em:
            break
        if len(columns) < 2 and (floor == bottom or blank > em / 2) and not opens:
            break
        if ruled and (blank > em or not (opens or is_row_of_sums(line, cuts))):
            break
        floor = max(word.y1 for word in line)
    if floor == bottom:
        return frame
    end, top = Stroke(floor + 1, left, right), frame.y0
    sides = [Stroke(x, top, end.at) for x in _sides(frame)]
    return Frame((*frame.across, end), tuple(sorted((*frame.down, *sides))))


def with_ruled_top(frame: Frame, above: list[Frame], words: Sequence[RawWord]) -> tuple[Frame, list[Frame]]:
    """Add to shaded rows the rules and bands right above, as long as they are, where what they part is of the table.

    The head of such a table stands between two rules, its first row may be one that is not shaded, and a title across
    the columns is a band of its own.
    """
    cuts = [s.at for s in inner_lines(frame)]
    left = list(above)
    for other in reversed(above) if _is_banded(frame) or _is_lone_band(frame) else ():
        same = abs(other.x0 - frame.x0) < _SAME and abs(other.x1 - frame.x1) < _SAME
        high = max(MAX_ROW, UNSHADED * top_row(frame).height)
        if not same or not 0 < frame.y0 - other.y1 < high or other.y1 - other.y0 > MAX_ROW:
            break
        band = words_in(words, Box(frame.x0, other.y1, frame.x1, frame.y0))
        if not (_fills_columns(band, cuts) and respects(band, cuts)) and not stands_over(band):
            break
        sides = [Stroke(x, other.y0, frame.y0) for x in _sides(frame)]
        frame = Frame(tuple(sorted(other.across + frame.across)), tuple(sorted((*frame.down, *sides))))
        left.remove(other)
    return frame, left


def _fills_columns(words: Sequence[RawWord], cuts: Sequence[float]) -> bool:
    """Tell whether words stand in more than one column: a line in the first alone may be any text above the table."""
    return len({sum(cut < word.x0 + 1 for cut in cuts) for word in words}) > 1


def _is_lone_band(frame: Frame) -> bool:
    return len(frame.across) <= _HEAD_RULES


def with_open_top(frame: Frame, words: Sequence[RawWord]) -> Frame:
    """Add to shaded rows of sums the row of sums right above the first, and the head above.

    Every other row is shaded, and on a next page the first may be another one.
    """
    cuts = [s.at for s in inner_lines(frame)]
    first = words_in(words, top_row(frame))
    if not _is_banded(frame) or not any(is_row_of_sums(line, cuts) for line in lines_of(first)):
        return frame
    tops = _tops_above(frame, first, words)
    if not tops:
        return frame
    across = [Stroke(top, frame.x0, frame.x1) for top in tops]
    sides = [Stroke(x, tops[-1], frame.y0) for x in _sides(frame)]
    return Frame(tuple(sorted((*across, *frame.across))), tuple(sorted((*frame.down, *sides))))


def with_open_head(frame: Frame, words: Sequence[RawWord]) -> Frame:
    """Add to rows that are shaded, or whose left side is not drawn, the heads that stand above them without a line."""
    bare = len(_sides(frame)) == 1
    if not (bare or _is_banded(frame) or _is_lone_band(frame)):
        return frame
    heads = _heads_above(frame, words)
    places = [s.at for s in inner_lines(frame)]
    cuts = [places[0], *(b for a, b in pairwise(places) if b - a > _SAME)]
    if not heads or not (are_heads(heads, cuts) or (bare and are_wide_heads(heads))):
        return frame
    across = Stroke(min(word.y0 for word in heads) - 1, frame.x0, frame.x1)
    sides = [Stroke(x, across.at, frame.y0) for x in _sides(frame)]
    return Frame((across, *frame.across), tuple(sorted((*frame.down, *sides))))


def _heads_above(frame: Frame, words: Sequence[RawWord]) -> list[RawWord]:
    """Return the words of the lines right above a frame that are set as tight as those of one cell."""
    found: list[RawWord] = []
    floor = frame.y0
    cuts = [s.at for s in inner_lines(frame)]
    for line in _lines_above(frame, words):
        blank = (floor - max(word.y1 for word in line)) / em_of(line)
        near = LEADING if not is_head(line, cuts) or not respects(line, cuts) else _OPEN_ROW / 2
        if blank > (near if found else _OPEN_ROW):
            break
        if line[0].x0 < frame.x0 - em_of(line) or line[-1].x1 > frame.x1 + em_of(line):
            return []
        floor = min(word.y0 for word in line)
        found += line
    return found


def _lines_above(frame: Frame, words: Sequence[RawWord]) -> list[list[RawWord]]:
    """Return the last lines above a frame, from the lowest."""
    floor = frame.y0 + 1
    return list(lines_of(word for word in words if word.y1 < floor))[-1 : -_MAX_ABOVE - 1 : -1]


def _tops_above(frame: Frame, first: Sequence[RawWord], words: Sequence[RawWord]) -> list[float]:
    """Return the upper edges of the rows above the first shaded one that are of its table, from the lowest."""
    cuts = [s.at for s in inner_lines(frame)]
    tops: list[float] = []
    below, floor = first, frame.y0
    for line in _lines_above(frame, words):
        sums = not tops and is_row_of_sums(line, cuts)
        label = opens_label(line, below, cuts)
        near = keeps(line, frame, cuts) and floor - max(word.y1 for word in line) <= em_of(line)
        if not near or not (sums or label or is_head(line, cuts)):
            break
        below, floor = line, min(word.y0 for word in line)
        tops = [*tops[:-1], floor - 1] if label else [*tops, floor - 1]
    return tops
