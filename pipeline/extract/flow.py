"""The flow: a document's clean running text, with the way back to its pages.

Rules are written for the flow and for nothing else. It is made from `Page.text` by leaving out the regions
(running heads, folios, footnotes) and by cleaning: one kind of space, apostrophe and hyphen, ligatures undone,
words hyphenated at a line end rejoined (codes keep their dash). What remains of the page's shape:

- a line break is ``\\n``, a paragraph break ``\\n\\n`` (write ``\\s+`` in rules);
- in a data table, cells are separated by ``\\t`` and rows by ``\\n``; line breaks inside a cell are spaces.

Every character knows the page and offset it came from, so any match has its places on the pages.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from operator import attrgetter

import numpy as np
import numpy.typing as npt
import regex

from pipeline.model import Box, Places, Reading, Span, Word

Edges = tuple[list[int], list[int]]
Offsets = npt.NDArray[np.int32]
_sides = attrgetter("x0", "y0", "x1", "y1")
_PRINTED = regex.compile(r"[^\n\t]*[^\s]")
_BLANKS = "".join(regex.findall(r"\s", "".join(map(chr, range(0x3001)))))
"""What `\\s` is in patterns; `str.strip` takes away some control characters as well."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a grid: its clean text and its half-open place in the flow."""

    text: str
    start: int
    end: int
    row: int
    col: int
    page: int
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as a reader sees it: pieces on consecutive pages joined, row-major, in the flow's offsets."""

    start: int
    end: int
    n_rows: int
    n_cols: int
    cells: tuple[GridCell, ...]
    ruled: bool = True
    layout: bool = False

    def at(self, row: int, col: int) -> GridCell | None:
        """Return the cell that covers (row, col), merged cells included."""
        for cell in self.cells:
            if cell.row <= row < cell.row + cell.rowspan and cell.col <= col < cell.col + cell.colspan:
                return cell
        return None

    def rows(self) -> Iterator[tuple[GridCell | None, ...]]:
        """Yield each row as the cells that cover its columns."""
        table: dict[tuple[int, int], GridCell] = {}
        for cell in self.cells:
            for row in range(cell.row, cell.row + cell.rowspan):
                for col in range(cell.col, cell.col + cell.colspan):
                    table.setdefault((row, col), cell)
        for row in range(self.n_rows):
            yield tuple(table.get((row, col)) for col in range(self.n_cols))


@dataclass(frozen=True, slots=True)
class Flow:
    """Clean running text of a document, or of one convention in it (`cut`)."""

    text: str
    pages: Offsets
    """Page number (1-based) of each character of `text`."""
    offsets: Offsets
    """Offset in that page's text of each character of `text`."""
    grids: tuple[Grid, ...]
    reading: Reading
    _breaks: list[int] = field(init=False, repr=False, compare=False)
    """Positions where a new run begins: the page changes, or something longer than a line end was left out."""
    _edges: dict[int, Edges] = field(init=False, repr=False, compare=False, default_factory=dict)
    """By page number, where its words begin and end."""

    def __post_init__(self) -> None:
        steps = np.diff(self.offsets)
        jumps = (np.diff(self.pages) != 0) | (steps > 4) | (steps < 0)
        object.__setattr__(self, "_breaks", (np.flatnonzero(jumps) + 1).tolist())

    def cut(self, start: int, end: int) -> Flow:
        """Return the flow of `text[start:end]`, its grids and offsets counted from `start`."""
        if start == 0 and end == len(self.text):
            return self
        grids = tuple(_shift(g, -start) for g in self.grids if start <= g.start and g.end <= end)
        return replace(
            self, text=self.text[start:end], pages=self.pages[start:end], offsets=self.offsets[start:end], grids=grids
        )

    def page_at(self, index: int) -> int:
        """Return the page (1-based) on which character `index` stands; the last page for the end of the text."""
        if not len(self.pages):
            return 1
        return int(self.pages[min(index, len(self.pages) - 1)])

    def spans(self, places: Places) -> tuple[Span, ...]:
        """Return the page spans of `places`, one for each printed line touched, in reading order, without repeats."""
        found: dict[Span, None] = {}
        for start, end in places:
            for page, first, last in self._page_runs(start, end):
                for span in _lines(self.reading.pages[page - 1].text, page, first, last):
                    found[span] = None
        return tuple(found)

    def box(self, span: Span) -> Box | None:
        """Return the union of the boxes of the words that `span` touches, cut to the characters it covers."""
        page = self.reading.pages[span.page - 1]
        edges = self._edges.get(span.page)
        if edges is None:
            edges = self._edges[span.page] = [word.start for word in page.words], [word.end for word in page.words]
        starts, ends = edges
        first = bisect_right(ends, span.start)
        return _union(page.words[first : bisect_left(starts, span.end, lo=first)], span)

    def _page_runs(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Yield page, start and end of the runs of `[start, end)` that are contiguous on one page but for cleaning."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        if start >= end:
            return
        inside = self._breaks[bisect_right(self._breaks, start) : bisect_left(self._breaks, end)]
        for first, after in pairwise((start, *inside, end)):
            yield self.pages.item(first), self.offsets.item(first), self.offsets.item(after - 1) + 1


def _union(words: Sequence[Word], span: Span) -> Box | None:
    if not words:
        return None
    boxes = [word.box for word in words]
    if words[0].start < span.start:
        boxes[0] = _part(words[0], span)
    if len(words) == 1 or words[-1].end > span.end:
        boxes[-1] = _part(words[-1], span)
    if len(boxes) == 1:
        return boxes[0]
    lefts, tops, rights, bottoms = zip(*map(_sides, boxes), strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def _part(word: Word, span: Span) -> Box:
    """Cut a word's box to the share of its characters that the span covers (a code inside parentheses)."""
    if span.start <= word.start and word.end <= span.end:
        return word.box
    box = word.box
    step = box.width / (word.end - word.start)
    return Box(
        box.x0 + step * max(span.start - word.start, 0), box.y0, box.x1 - step * max(word.end - span.end, 0), box.y1
    )


def _lines(text: str, page: int, start: int, end: int) -> Iterator[Span]:
    """Split a stretch of a page's text at its line and cell breaks, white space trimmed."""
    said = text[start:end]
    if "\n" in said or "\t" in said:
        stretches = [match.span() for match in _PRINTED.finditer(text, start, end)]
    else:
        printed = said.rstrip(_BLANKS)
        stretches = [(start, start + len(printed))] if printed else []
    for first, last in stretches:
        bare = text[first:last].lstrip()
        yield Span(page, last - len(bare), last)


def _shift(grid: Grid, by: int) -> Grid:
    cells = tuple(replace(c, start=c.start + by, end=c.end + by) for c in grid.cells)
    return replace(grid, start=grid.start + by, end=grid.end + by, cells=cells)
