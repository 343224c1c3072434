"""Text laid out in a drawn table: a cell for each article, with tables of their own in some of them.

Such a frame bounds no data: what stands in a cell is read as a page is, its tables and columns included, the cells one
after the other. Rows of figures that the same frame draws stay rows of a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import regex

from pipeline.model import Box
from pipeline.read.content import is_figure
from pipeline.read.drafts import Draft, DraftCell, bounds, holds
from pipeline.read.raw import RawWord, Ruling
from pipeline.read.rows import group_lines

_ARTICLE = regex.compile(
    r"(?:art(?:icle|\.)\s*(?:\d{1,2}|1er|[ivx]+|premier|unique)|préambule|annexe|chapitre|titre)\b", regex.IGNORECASE
)
"""How the heading of an article's row begins."""
_NUMBERED = regex.compile(r"(?:\d{1,2}|[IVX]+)\s?[.):–—-]\s*[–—-]?\s*\p{L}")
"""The same without the word; one such row alone may be anything."""
_PROSE = 4
"""Words of an article's text, at least."""
_TITLE = 12
"""Words of its heading, at most, when it stands alone."""
_EDGE = 2.0
"""Rules nearer than this (points) to the side of a cell are the cell's own."""


class Inset(NamedTuple):
    """A cell read as a page of its own: its words, in any order, and the rules drawn inside it."""

    words: tuple[RawWord, ...]
    rulings: tuple[Ruling, ...]


class Panel(NamedTuple):
    """A drawn table that lays text out: its parts in reading order, tables of figures or cells of text."""

    box: Box
    parts: tuple[Draft | Inset, ...]

    @property
    def words(self) -> list[RawWord]:
        """The words of all parts."""
        return [word for part in self.parts for word in part.words]


def panel_of(draft: Draft, nested: Sequence[Box], rulings: Sequence[Ruling]) -> Panel | None:
    """Return a drawn table as what it lays out, None when it is a table of data.

    `nested` are the tables drawn inside its cells, `rulings` all that is drawn on the page.
    """
    rows = [[cell for cell in draft.cells if cell.row == row] for row in range(draft.n_rows)]
    named = any(_is_article(row, _ARTICLE) for row in rows)
    articles = named or sum(_is_article(row, _NUMBERED) for row in rows) > 1
    text = [_lays_out(row, nested, articles) for row in rows]
    if not any(text):
        return None
    parts = tuple(_parts(draft._replace(layout=draft.layout and not articles), rows, text, rulings))
    return Panel(draft.box, parts)


def _parts(
    draft: Draft, rows: Sequence[Sequence[DraftCell]], text: Sequence[bool], rulings: Sequence[Ruling]
) -> Iterator[Draft | Inset]:
    for is_text, group in groupby(range(len(rows)), key=text.__getitem__):
        cells = [cell for row in group for cell in rows[row]]
        if is_text:
            if draft.layout:
                cells.sort(key=lambda cell: (cell.col, cell.row))
            heads = {id(rows[row][0]) for row in {cell.row for cell in cells} if _is_headed(rows[row])}
            yield from (_heading(cell) if id(cell) in heads else _inset(cell, rulings) for cell in cells if cell.words)
        elif any(cell.words for cell in cells):
            first = cells[0].row
            moved = tuple(cell._replace(row=cell.row - first) for cell in cells)
            height = max(cell.row + cell.rowspan for cell in moved)
            yield Draft(bounds([cell.box for cell in cells]), height, draft.n_cols, moved, True, draft.layout)


def _heading(cell: DraftCell) -> Draft:
    """Return a heading as a cell alone: its lines are one."""
    return Draft(cell.box, 1, 1, (cell._replace(row=0, col=0, rowspan=1, colspan=1),), True)


def _inset(cell: DraftCell, rulings: Sequence[Ruling]) -> Inset:
    left, top, right, bottom = cell.box.x0 + _EDGE, cell.box.y0 + _EDGE, cell.box.x1 - _EDGE, cell.box.y1 - _EDGE
    inside = (r for r in rulings if left < r.x0 <= r.x1 < right and top < r.y0 <= r.y1 < bottom)
    return Inset(cell.words, tuple(inside))


def _lays_out(row: Sequence[DraftCell], nested: Sequence[Box], articles: bool) -> bool:
    """Tell whether a row holds text to be read cell by cell: a table in a cell, or text among articles."""
    if any(holds(cell.box, box) for cell in row for box in nested):
        return True
    return articles and not any(is_figure(_text(cell)) for cell in row if cell.words)


def _is_headed(row: Sequence[DraftCell]) -> bool:
    return _is_article(row, _ARTICLE) or _is_article(row, _NUMBERED)


def _is_article(row: Sequence[DraftCell], heading: regex.Pattern[str]) -> bool:
    """Tell whether a row is the heading of an article and its text, side by side, or the heading alone."""
    filled = [cell for cell in row if cell.words]
    if len(row) > 2 or not filled or not heading.match(title := _text(filled[0])):
        return False
    if len(filled) == 1:
        return bool(row[0].words) and len(title.split()) <= _TITLE
    text = _text(filled[1])
    return len(text.split()) >= _PROSE and not is_figure(text)


def _text(cell: DraftCell) -> str:
    return " ".join(word.text for line in group_lines(cell.words) for word in line)
