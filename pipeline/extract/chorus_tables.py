"""The 'Références Chorus' in tables: cell by cell, because two blocks often stand side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import regex

from pipeline.extract.chorus import Item, Label, labels, read_value, row_items, text_items
from pipeline.extract.context import Context
from pipeline.extract.flow import Grid, GridCell
from pipeline.extract.remembered import remembered
from pipeline.extract.rulebook import Rulebook

_CODE_LIKE, _WORD = regex.compile(r"\d{3}"), regex.compile(r"\p{L}{2}")
_ASIDE = regex.compile(r"\s*\(([^()]{2,60})\)\s*")
_LONGEST = 24
"""Characters that may stand in a cell beside its label ('Code', '(action)', 'Références')."""


def items(ctx: Context) -> tuple[Item, ...]:
    """Return every labelled item of the convention, tables first by their cells, in order of the text."""
    found: list[Item] = []
    tables: list[tuple[int, int]] = []
    for number, grid in enumerate(ctx.flow.grids):
        if read := list(grid_items(ctx, grid, number)) or list(_below_cut_head(ctx, grid, number)):
            found += read
            tables.append((grid.start, grid.end))
    found += text_items(ctx, tables)
    found += list(row_items(ctx, tables, found))
    return tuple(sorted(found, key=lambda item: (item.start, item.block)))


def _below_cut_head(ctx: Context, grid: Grid, number: int) -> Iterator[Item]:
    """Read a table whose head stands alone at the foot of the page above."""
    above = ctx.flow.grids[number - 1] if number else None
    if above is None or above.n_cols != grid.n_cols or above.n_rows > 2:
        return
    if above.end <= grid.start and not ctx.text[above.end : grid.start].strip():
        moved = tuple(replace(cell, row=cell.row + above.n_rows) for cell in grid.cells)
        whole = replace(grid, start=above.start, n_rows=above.n_rows + grid.n_rows, cells=above.cells + moved)
        yield from grid_items(ctx, whole, number)


def grid_items(ctx: Context, grid: Grid, number: int) -> Iterator[Item]:
    """Read a table whose first column holds labels (blocks side by side) or whose head does (a block a row)."""
    rows = {cell.row: label for cell in grid.cells if cell.col == 0 and (label := _label(ctx, [cell]))}
    if len(rows) >= 2 and grid.n_cols >= 2:
        yield from _by_rows(ctx, grid, number, rows)
        return
    table = list(grid.rows())
    for top in range(grid.n_rows):
        below = _head_end(table, top)
        columns = _heads(ctx, table[top:below])
        if len(columns) >= 2:
            yield from _by_columns(ctx, grid, number, columns, below)
            return


def _head_end(table: list[tuple[GridCell | None, ...]], top: int) -> int:
    """Return the row after a head that begins in `top`: a head may take several rows, none of which holds a code."""
    below = top + 1
    while below < len(table) and not any(cell and _CODE_LIKE.search(cell.text) for cell in table[below]):
        below += 1
    return below if below < len(table) else top + 1


def _heads(ctx: Context, rows: list[tuple[GridCell | None, ...]]) -> dict[int, Label]:
    """Return the label of each column, its words gathered from the rows of the head."""
    found = {}
    for col in range(len(rows[0])):
        stacked = dict.fromkeys(row[col] for row in rows)
        if label := _label(ctx, [cell for cell in stacked if cell and cell.text.strip()]):
            found[col] = label
    return found


def _label(ctx: Context, cells: list[GridCell]) -> Label | None:
    """Return the label that a cell is (or a few cells, one above the other), when they say little else."""
    label = _label_of(ctx.book, " ".join(cell.text for cell in cells))
    return label._replace(start=cells[0].start, end=cells[0].end) if label else None


@remembered(4096)
def _label_of(book: Rulebook, text: str) -> Label | None:
    """Return the label that a text is: tables say the same few over and over, in narrow cells that cut their words."""
    found = labels(book, text) if _WORD.search(text) else []
    if not found and _LONGEST >= len(whole := "".join(text.split())) < len(text.strip()):
        text, found = whole, labels(book, whole)
    if len({label.column for label in found}) != 1 or found[0].column == "programme":
        return None
    rest = text[: found[0].start] + text[found[-1].end :]
    return None if len(rest.strip(" :()*•-\n\t")) > _LONGEST or _CODE_LIKE.search(rest) else found[0]


def _by_rows(ctx: Context, grid: Grid, number: int, rows: dict[int, Label]) -> Iterator[Item]:
    replaced = _replaced_columns(ctx, grid, rows)
    for cell in grid.cells:
        label = rows.get(cell.row)
        if label and cell.col > 0 and cell.col not in replaced:
            # A value cell merged over several blocks belongs to each of them.
            for col in range(cell.col, cell.col + cell.colspan):
                yield read_value(ctx, label, cell.start, cell.end, whole=True)._replace(block=(number, col))
    if all(label.column != "centre_financier" for label in rows.values()):
        yield from _headed(ctx, grid, number, rows)


def _replaced_columns(ctx: Context, grid: Grid, rows: dict[int, Label]) -> frozenset[int]:
    """Return the columns of references that those of another column replace ('Ancienne référence')."""
    old, new = ctx.book["chorus.tete_ancienne"], ctx.book["chorus.tete_nouvelle"]
    heads = [cell for cell in grid.cells if cell.row not in rows and cell.col > 0 and grid.n_cols > 2]
    earlier = frozenset(cell.col for cell in heads if old.match(cell.text))
    return earlier if earlier and any(new.match(cell.text) for cell in heads) else frozenset()


def _headed(ctx: Context, grid: Grid, number: int, rows: dict[int, Label]) -> Iterator[Item]:
    """Read the units that head the blocks of a table with no row for them ('Références Chorus : 0113-PEBC-ELAB')."""
    rule = ctx.book["chorus.centre_financier"]
    heads = [cell for cell in grid.cells if grid.n_cols == 2 and cell.col == 0 and cell.row not in rows]
    for cell in heads:
        label = Label("centre_financier", cell.start, cell.start, rule)
        item = read_value(ctx, label, cell.start, cell.end, whole=False)
        if item.value:
            yield item._replace(block=(number, 1))


def _by_columns(ctx: Context, grid: Grid, number: int, columns: dict[int, Label], below: int) -> Iterator[Item]:
    """A block a row; a row that holds asides only ('(pôle achats)') goes on with the row above it."""
    asides = {row for row in range(below, grid.n_rows) if _only_asides(grid, row)}
    for cell in grid.cells:
        label = columns.get(cell.col)
        if not label or cell.row < below or cell.row in asides:
            continue
        item = read_value(ctx, label, cell.start, cell.end, whole=True)
        under = grid.at(cell.row + 1, cell.col) if cell.row + 1 in asides else None
        if item.value and not item.libelle and under and (match := _ASIDE.fullmatch(under.text)):
            item = item._replace(libelle=(match[1], under.start + match.start(1), under.start + match.end(1)))
        for row in range(cell.row, cell.row + cell.rowspan):
            yield item._replace(block=(number, row), start=cell.start)


def _only_asides(grid: Grid, row: int) -> bool:
    texts = [cell.text.strip() for cell in grid.cells if cell.row == row and cell.text.strip()]
    return bool(texts) and all(_ASIDE.fullmatch(text) for text in texts)
