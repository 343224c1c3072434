"""The head of a table of figures, where it shows no column by itself: its cells nearly touch, or a title parts it off.

Columns as narrow as their heads leave blanks between these that are hardly wider than those between words. The columns
of the figures below tell where such a head is to be cut.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.read.columns import Column, place
from pipeline.read.content import is_figure
from pipeline.read.fringe import Block, usual_blank
from pipeline.read.raw import RawWord
from pipeline.read.rows import Row, Segment, segment

_BLANK = 1.2
"""Blank height (em) below a head, at most."""
_CONTRAST = 1.25
"""By how much the blanks between the cells of a head exceed those between its words, as a factor."""
_LEAST = 0.33
"""Blank (em) between two cells of a head, at least."""
_EVEN = 0.05
"""How far (em) the starts of a head and of the figures below stand from each other, at most, when both are set left."""
_MIN_COLUMNS = 3
_HALVES = 1.2
"""Blank (em) between the halves of one column of figures, at most."""
NOTE_CALL = re.compile(r"\s?(?:[¹²³⁴-⁹]|\(\d\))$")
"""The call of a footnote behind a sum."""
_YEAR = re.compile(r"(?:19|20)\d\d")


def headed(rows: list[Row], block: Block, floor: int) -> Block:
    """Return a block of figures with the head right above it, cut as its columns are; none above row `floor`.

    A title of its first rows may stand between the two. A head that cannot be paired with the columns stays out.
    """
    if len(block.columns) < _MIN_COLUMNS or not holds_sums(block.rows[0]):
        return block
    for at in (block.first - 1, block.first - 2):
        if at < floor or not _is_near(rows[at], rows[at + 1], block):
            return block
        cut = _cut(rows[at], block.columns)
        if cut is not None:
            head, columns = cut
            rows[at] = head
            return Block(at, block.last, columns, (head, *rows[at + 1 : block.first], *block.rows))
        if len(rows[at].segments) > 1 or holds_sums(rows[at]) or not _is_title(rows[at], block):
            return block
    return block


def _is_near(above: Row, row: Row, block: Block) -> bool:
    blank = (row.y0 - above.y1) / row.em
    return blank <= max(_BLANK, usual_blank(block.rows))


def _is_title(row: Row, block: Block) -> bool:
    """Tell whether a row of one text, no sentence, begins where the labels do and ends within the table."""
    part = row.segments[0]
    starts = abs(part.x0 - block.columns[0].x0) < row.em / 2
    return starts and part.x1 <= block.columns[-1].x1 and part.text[-1] not in ".:;,"


def _cut(row: Row, columns: Sequence[Column]) -> tuple[Row, tuple[Column, ...]] | None:
    """Return a head cut into a cell for each column (the first may have none), and the columns with it."""
    if holds_sums(row):
        return None
    for number in (len(columns), len(columns) - 1):
        cells = _cells(row, number)
        pairs = paired([Column(cell.x0, cell.x1) for cell in cells], columns) if cells else ()
        if pairs and (len(cells) == len(row.segments) or _stand_over(cells, columns)):
            return row._replace(segments=tuple(cells)), pairs
    return None


def _stand_over(cells: Sequence[Segment], columns: Sequence[Column]) -> bool:
    below = columns[len(columns) - len(cells) :]
    return all(cell.x0 < column.x1 and column.x0 < cell.x1 for cell, column in zip(cells, below, strict=True))


def _cells(row: Row, number: int) -> Sequence[Segment]:
    """Return a row cut at its `number` - 1 widest blanks, none where these do not stand out among the others."""
    if len(row.segments) == number:
        return row.segments
    return _cut_at_widest([word for part in row.segments for word in part.words], number, row.em)


def _cut_at_widest(words: Sequence[RawWord], number: int, em: float) -> Sequence[Segment]:
    gaps = [b.x0 - a.x1 for a, b in pairwise(words)]
    if not 1 < number <= len(words):
        return ()
    widest = sorted(gaps, reverse=True)
    least, other = widest[number - 2], max(widest[number - 1 :], default=0.0)
    if least < max(_LEAST * em, _CONTRAST * other):
        return ()
    cuts = [at for at, gap in enumerate(gaps, 1) if gap >= least]
    return [segment(words[a:b]) for a, b in pairwise([0, *cuts, len(words)])]


def _cut_at_starts(words: Sequence[RawWord], columns: Sequence[Column], em: float) -> Sequence[Segment]:
    """Return a head cut where its words begin as the figures below do, none unless it does so over every column."""
    starts = [at for at, word in enumerate(words) if any(abs(word.x0 - c.x0) < _EVEN * em for c in columns[1:])]
    if len(starts) < len(columns) - 1 or not all(starts):
        return ()
    return [segment(words[a:b]) for a, b in pairwise([0, *starts, len(words)])]


def without_halves(rows: Sequence[Row], columns: Sequence[Column]) -> tuple[Column, ...]:
    """Join neighbours of figures that no row fills both, near each other: what stands for nothing is set elsewhere.

    A head over each would fill both.
    """
    kept, first = list(columns), next((at for at, row in enumerate(rows) if holds_sums(row)), 0)
    for at in range(len(columns) - 2, 0, -1):
        left, right = (_texts_by_row(rows, columns, col) for col in (at, at + 1))
        figures = all(is_figure(NOTE_CALL.sub("", text)) for text in (*left.values(), *right.values()))
        near = columns[at + 1].x0 - columns[at].x1 < _HALVES * rows[0].em
        figures = figures and all(max(texts, default=-1) >= first for texts in (left, right))
        if figures and near and not left.keys() & right.keys():
            kept[at : at + 2] = [Column(kept[at].x0, kept[at + 1].x1)]
    return tuple(kept)


def _texts_by_row(rows: Sequence[Row], columns: Sequence[Column], col: int) -> dict[int, str]:
    texts: dict[int, str] = {}
    for number, row in enumerate(rows):
        for part in row.segments:
            first, last = place(columns, part)
            if first <= col <= last:
                texts[number] = part.text
    return texts


def with_heads_cut(rows: Sequence[Row], columns: Sequence[Column]) -> list[Row]:
    """Return the rows of a table, those above its first sums cut where a text stands over several columns in order."""
    first = next((at for at, row in enumerate(rows) if holds_sums(row)), 0)
    return [_over_columns(row, columns) for row in rows[:first]] + list(rows[first:])


def _over_columns(row: Row, columns: Sequence[Column]) -> Row:
    parts: list[Segment] = []
    for part in row.segments:
        first, last = place(columns, part)
        own = columns[first : last + 1]
        cells = _cut_at_widest(part.words, len(own), row.em) or _cut_at_starts(part.words, own, row.em)
        parts += cells if cells and _stand_over(cells, own) else [part]
    return row._replace(segments=tuple(parts))


def holds_sums(row: Row) -> bool:
    """Tell whether a row holds figures after its first segment that are no years: it is no head."""
    return any(is_figure(part.text) and not _YEAR.fullmatch(part.text) for part in row.segments[1:])


def paired(heads: Sequence[Column], body: Sequence[Column]) -> tuple[Column, ...]:
    """Return columns made of a head and what stands below it, in order; none unless each keeps clear of the others.

    The column of labels may have no head.
    """
    bare = len(body) - len(heads)
    if bare not in (0, 1):
        return ()
    hulls = [Column(min(a.x0, b.x0), max(a.x1, b.x1)) for a, b in zip(heads, body[bare:], strict=True)]
    whole = (*body[:bare], *hulls)
    return whole if all(a.x1 < b.x0 for a, b in pairwise(whole)) else ()
