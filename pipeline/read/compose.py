"""Lines and tables in reading order -> the text of a page, and the offsets of everything in it.

The text is written once, here. Between two words stand the blank read there, a line feed between lines, a tab
between the cells of a table row; nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, compress
from operator import add, itemgetter

from pipeline.model import Box, Cell, Line, Page, Region, RegionKind, Table, Word
from pipeline.read.drafts import Draft, DraftCell, holds
from pipeline.read.raw import RawPage, RawWord, traits_of
from pipeline.read.rows import group_lines
from pipeline.read.sideways import side_lines


class Composer:
    """Writes a page from top to bottom."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._at = 0
        self._words: list[Word] = []
        self._lines: list[Line] = []
        self._tables: list[Table] = []
        self._regions: list[Region] = []
        self._alternatives: list[tuple[int, int, str]] = []

    def line(self, words: Sequence[RawWord]) -> None:
        """Write one printed line (at least one word, from left to right)."""
        self._separate("\n")
        self._write_line(words)

    def aside(self, kind: RegionKind, lines: Iterable[Sequence[RawWord]]) -> None:
        """Write lines that stand outside the running text, as a region."""
        self._separate("\n")
        start = self._at
        self._write_lines(lines)
        self._regions.append(Region(kind, start, self._at))

    def table(self, draft: Draft, inside: Sequence[Draft] = ()) -> None:
        """Write a table: row by row, or column by column when it only places text, with the tables `inside`."""
        self._separate("\n")
        self._write_table(draft, inside)

    def _write_table(self, draft: Draft, inside: Sequence[Draft] = ()) -> None:
        cells = list(self._by_columns(draft, inside) if draft.layout else self._by_rows(draft))
        cells.sort(key=lambda c: (c.row, c.col))
        self._tables.append(
            Table(draft.box, draft.n_rows, draft.n_cols, tuple(cells), draft.ruled, layout=draft.layout)
        )

    def page(self, raw: RawPage) -> Page:
        """Return what was written, as the page `raw` laid out."""
        return Page(
            raw.number,
            raw.width,
            raw.height,
            raw.rotation,
            raw.layer,
            raw.quality,
            "".join(self._parts),
            tuple(self._words),
            tuple(self._lines),
            tuple(self._tables),
            tuple(self._regions),
            tuple(self._alternatives),
        )

    def _by_rows(self, draft: Draft) -> Iterator[Cell]:
        row = 0
        for number, cell in enumerate(draft.cells):
            if number:
                self._put("\n" if cell.row != row else "\t")
            row = cell.row
            yield self._cell(cell)

    def _by_columns(self, draft: Draft, inside: Sequence[Draft]) -> Iterator[Cell]:
        started = False
        for cell in sorted(draft.cells, key=lambda c: (c.col, c.row)):
            tables = [table for table in inside if holds(cell.box, table.box)]
            if cell.words or tables:
                if started:
                    self._put("\n")
                started = True
            yield self._cell(cell, tables)

    def _cell(self, cell: DraftCell, tables: Sequence[Draft] = ()) -> Cell:
        start = self._at
        above = 0
        lines = group_lines(cell.words)
        for table in sorted(tables, key=lambda t: t.box.y0):
            below = next((i for i, line in enumerate(lines) if line[0].y0 > table.box.y0), len(lines))
            self._write_lines(lines[above:below])
            self._put("\n" if below else "")
            self._write_table(table)
            self._put("\n" if below < len(lines) else "")
            above = below
        self._write_lines([*lines[above:], *side_lines(cell.sideways)] if cell.sideways else lines[above:])
        return Cell(cell.row, cell.col, start, self._at, cell.box, cell.rowspan, cell.colspan)

    def _write_lines(self, lines: Iterable[Sequence[RawWord]]) -> None:
        for number, words in enumerate(lines):
            if number:
                self._put("\n")
            self._write_line(words)

    def _write_line(self, words: Sequence[RawWord]) -> None:
        traits, start = traits_of(words), self._at
        lengths = list(map(len, traits.text))
        starts = list(accumulate(map(add, lengths, map(len, traits.after)), initial=start))[:-1]
        ends = list(map(add, starts, lengths))
        boxes = map(Box, traits.x0, traits.y0, traits.x1, traits.y1)
        self._words += map(Word, starts, ends, boxes, traits.confidence)
        if any(traits.alternative):
            self._alternatives += filter(itemgetter(2), zip(starts, ends, traits.alternative, strict=True))
        self._at = end = ends[-1]
        self._parts.append("".join(chain.from_iterable(zip(traits.text, traits.after, strict=True)))[: end - start])
        box = Box(min(traits.x0), min(traits.y0), max(traits.x1), max(traits.y1))
        bold = sum(compress(lengths, traits.bold))
        self._lines.append(Line(start, end, box, 2 * bold > end - start, traits.em))

    def _separate(self, mark: str) -> None:
        if self._at:
            self._put(mark)

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._at += len(text)
