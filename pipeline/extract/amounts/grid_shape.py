"""The shape of a table of figures: its heading rows, its label columns, its columns of figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from pipeline.extract.amounts.mentions import ANCHOR
from pipeline.extract.flow import Flow, Grid, GridCell
from pipeline.extract.rules import Rulebook

Row = tuple[GridCell | None, ...]

_EMPTY = regex.compile(r"[\s\-–—_./]*|(?i:s\.?\s?o\.?|sans\s+objet|n[ée]ant|non\s+concern[ée]|p\.?\s?m\.?)")
_YEAR = regex.compile(r"\s*(?:[Ee]xercice\s+|[Aa]nn[ée]e\s+)?20\d\d\s*(?:\([^)]*\))?\s*")


@dataclass(frozen=True, slots=True)
class Shape:
    """A table's rows, how many of them are headings, and which columns hold figures."""

    rows: tuple[Row, ...]
    headings: int
    figures: frozenset[int]

    @property
    def body(self) -> tuple[Row, ...]:
        """The rows below the headings."""
        return self.rows[self.headings :]

    def labels_of(self, column: int) -> list[int]:
        """Return the label columns of a column of figures: those between it and the figures left of it, else the first."""
        group: list[int] = []
        for at in range(column - 1, -1, -1):
            if at in self.figures:
                if group:
                    break
                continue
            group.insert(0, at)
        return group


def shape_of(grid: Grid, book: Rulebook) -> Shape | None:
    """Return the shape of a table, None when it holds no figures."""
    rows = tuple(grid.rows())
    headings = _heading_rows(rows, book)
    body = [row for row in rows[headings:] if not _same_text(row, rows[:headings])]
    figures = frozenset(
        column for column in range(grid.n_cols) if any(_holds_figure(row, column, book) for row in body)
    )  # fmt: skip
    figures -= _indexes(body, figures, book)
    return Shape((*rows[:headings], *body), headings, figures) if figures else None


def whole_grids(flow: Flow) -> Iterator[Grid]:
    """Yield the data tables, a heading that stands alone above a page break joined to the rows below it."""
    held: Grid | None = None
    for grid in sorted((g for g in flow.grids if not g.layout), key=lambda g: g.start):
        if held is not None and held.n_cols == grid.n_cols and not flow.text[held.end : grid.start].strip():
            moved = tuple(replace(c, row=c.row + held.n_rows) for c in grid.cells)
            held = replace(held, end=grid.end, n_rows=held.n_rows + grid.n_rows, cells=held.cells + moved)
            continue
        if held is not None:
            yield held
        held = grid
    if held is not None:
        yield held


def is_empty(cell: GridCell | None) -> bool:
    """Tell whether a cell says nothing: blank, a dash, 'sans objet'."""
    return cell is None or _EMPTY.fullmatch(cell.text) is not None


def is_figure(cell: GridCell | None, book: Rulebook) -> bool:
    """Tell whether a cell is a number, or holds a sum with its unit; a year is none."""
    if cell is None or _YEAR.fullmatch(cell.text):
        return False
    if book["montants.tab_nombre"].match(cell.text):
        return True
    return bool(ANCHOR.search(cell.text) and book["montants.chiffres"].search(cell.text))


def filled_headings(shape: Shape) -> Iterator[Row]:
    """Yield the heading rows with merged headings spread over the columns they stand for."""
    for index in range(shape.headings):
        row = shape.rows[index]
        yield _spread(row, shape) if index + 1 < shape.headings else row


def _heading_rows(rows: Sequence[Row], book: Rulebook) -> int:
    """Count the rows above the first that holds a figure beside a label."""
    for index, row in enumerate(rows):
        if any(is_figure(cell, book) for cell in row):
            return index
    return 0


def _holds_figure(row: Row, column: int, book: Rulebook) -> bool:
    return column < len(row) and is_figure(row[column], book)


def _indexes(body: Sequence[Row], figures: frozenset[int], book: Rulebook) -> frozenset[int]:
    """Leave out a first column that only numbers the rows (1, 2, 3 …)."""
    first = min(figures, default=-1)
    if first != 0 or len(figures) < 2:
        return frozenset()
    texts = [row[0].text.strip() for row in body if row[0] is not None and not is_empty(row[0])]
    numbering = all(regex.fullmatch(r"\d{1,2}", text) for text in texts)
    return frozenset({0}) if numbering else frozenset()


def _same_text(row: Row, headings: Sequence[Row]) -> bool:
    """A heading repeated on the next page."""
    texts = [c.text.split() for c in row if c is not None and not is_empty(c)]
    return bool(texts) and any(
        texts == [c.text.split() for c in head if c is not None and not is_empty(c)] for head in headings
    )


def _spread(row: Row, shape: Shape) -> Row:
    """Give each blank place of an upper heading row the heading it belongs to."""
    columns = sorted(shape.figures)
    shown = [c for c in dict.fromkeys(row[at] for at in columns) if c is not None and not is_empty(c)]
    filled = list(row)
    blanks = [at for at in columns if is_empty(row[at])]
    if not shown or not blanks:
        return row
    if len(columns) % len(shown) == 0 and len(set(columns)) > len(shown):
        width = len(columns) // len(shown)
        for position, at in enumerate(columns):
            filled[at] = shown[position // width]
        return tuple(filled)
    for at in blanks:
        left = [filled[c] for c in columns if c < at and not is_empty(filled[c])]
        filled[at] = left[-1] if left else row[at]
    return tuple(filled)
