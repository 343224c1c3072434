"""A run of rows set in columns -> a grid of cells (`Draft`), for tables whose columns no rule parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.model import Box
from pipeline.read.columns import Column, boundaries, place
from pipeline.read.content import is_article, is_layout
from pipeline.read.cuts import LEADING, cut_rows
from pipeline.read.drafts import Draft, DraftCell, bounds
from pipeline.read.raw import RawWord, Ruling
from pipeline.read.rows import Row, Segment
from pipeline.read.sharpen import sharpened
from pipeline.read.spans import with_spans

_LABELS, _SIDES, _FILLED = 2, 2, 0.7
"""Rows and columns that labelled rows exceed, and the share of these rows that are filled, at least."""

_TEXT = 6
"""Words beside the heading of an article, on average and at least."""
_HEADING = 10
"""Words of such a heading, on average and at most."""


def tabulate(rows: Sequence[Row], columns: Sequence[Column], rules: Sequence[Ruling]) -> Draft:
    """Set rows in a grid; text that only stands side by side becomes one row, a cell for each column."""
    rows, columns = sharpened(rows, columns)
    groups = cut_rows(rows, columns, rules)
    parts = [[part for row in group for part in row.segments] for group in groups]
    texts = [_texts(group, columns) for group in parts]
    if is_layout(texts, bool(rules)):
        if not (rules and _is_labelled(texts)):
            parts = [[part for group in parts for part in group]]
        return _draft(parts, columns, bool(rules), layout=True)
    return with_spans(_draft(parts, columns, bool(rules), layout=False))


def by_articles(rows: Sequence[Row], columns: Sequence[Column]) -> tuple[list[Draft], int]:
    """Return text whose articles have their headings in the margin, an article each, and how many rows it takes.

    None when the rows are not that. What follows in the margin alone, below a blank, is of the text that comes next.
    """
    if len(columns) != _SIDES:
        return [], 0
    starts = [at for at, row in enumerate(rows) if is_article(row.segments[0].text) and _is_in_margin(row, columns)]
    beside = sum(len(part.words) for row in rows for part in row.segments if place(columns, part)[0])
    if not starts or len(rows) == len(starts) > 1 or beside < _TEXT * len(starts):
        return [], 0
    margin = sum(len(row.segments[0].words) for row in rows if place(columns, row.segments[0]) == (0, 0))
    if margin > _HEADING * len(starts):
        return [], 0  # Columns of text, articles in the first one.
    end = next((at for at in range(starts[-1] + 1, len(rows)) if _is_below(rows[at - 1], rows[at], columns)), len(rows))
    cuts = sorted({0, *starts, end})
    groups = [[part for row in rows[a:b] for part in row.segments] for a, b in pairwise(cuts)]
    return [_draft([group], columns, ruled=False, layout=True) for group in groups], end


def _is_below(above: Row, row: Row, columns: Sequence[Column]) -> bool:
    alone = len(row.segments) == 1 and place(columns, row.segments[0]) == (0, 0)
    return alone and row.y0 - above.y1 > LEADING * row.em


def _is_in_margin(row: Row, columns: Sequence[Column]) -> bool:
    return len(row.segments) == _SIDES and place(columns, row.segments[0]) == (0, 0)


def _is_labelled(texts: Sequence[Sequence[str]]) -> bool:
    """Tell whether the rows say, each under a label of its own, the same of several ('Adresse', of both parties)."""
    full = sum(all(row) for row in texts[1:])
    return len(texts) > _LABELS and len(texts[0]) > _SIDES and full >= _FILLED * (len(texts) - 1)


def _texts(parts: Sequence[Segment], columns: Sequence[Column]) -> list[str]:
    texts = [""] * len(columns)
    for part in parts:
        col = place(columns, part)[0]
        texts[col] = f"{texts[col]} {part.text}".strip()
    return texts


def _draft(groups: Sequence[Sequence[Segment]], columns: Sequence[Column], ruled: bool, layout: bool) -> Draft:
    box = bounds([Box(p.x0, p.y0, p.x1, p.y1) for group in groups for p in group])
    tops = [min(part.y0 for part in group) for group in groups]
    ends = [max(part.y1 for part in group) for group in groups]
    cuts = [box.y0, *((a + b) / 2 for a, b in zip(ends, tops[1:], strict=False)), box.y1]
    sides = [box.x0, *boundaries(columns), box.x1]
    cells = [
        cell
        for row, group in enumerate(groups)
        for cell in _cells(row, group, columns, sides, (cuts[row], cuts[row + 1]), layout)
    ]
    return Draft(box, len(groups), len(columns), tuple(cells), ruled, layout)


def _cells(
    row: int,
    parts: Sequence[Segment],
    columns: Sequence[Column],
    sides: Sequence[float],
    height: tuple[float, float],
    layout: bool,
) -> Iterator[DraftCell]:
    """Yield the cells of one table row, one for each column but those that a spanning text covers."""
    words: list[list[RawWord]] = [[] for _ in columns]
    reach = list(range(len(columns)))
    for part in parts:
        first, last = place(columns, part)
        words[first].extend(part.words)
        reach[first] = max(reach[first], last)
    col = 0
    while col < len(columns):
        last = col
        while not layout and last < reach[col] and not words[last + 1]:
            last += 1
        box = Box(sides[col], height[0], sides[last + 1], height[1])
        yield DraftCell(row, col, tuple(words[col]), box, 1, last - col + 1)
        col = last + 1
