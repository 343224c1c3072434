"""Tables → strips: rows of cells with their rules, spans and repeated headers."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from math import fsum  # since Python 3.12 `sum` rounds otherwise: the same bytes on every version
from typing import Protocol

from .blocks import Block, Cell, Grid, Text
from .pages import Fill, Line, Mark, Strip, Typography, shifted


class GridSetter(Protocol):
    """What sets the text of cells."""

    typo: Typography

    def set(self, block: Block, width: float) -> list[Strip]:
        """Set one block in a frame of the given width."""
        ...


def set_grid(setter: GridSetter, grid: Grid, width: float) -> list[Strip]:
    edges = [0.0]
    for share in grid.widths:
        edges.append(edges[-1] + share * width)
    rows = [_row(setter, grid, i, edges) for i in range(len(grid.rows))]
    header = tuple(rows[: grid.header]) if grid.repeat else ()
    body = [replace(row, header=header if i >= grid.header else ()) for i, row in enumerate(rows)]
    body = [replace(row, keep=_keeps(grid, i)) for i, row in enumerate(body)]
    return [Strip(grid.before, blank=True, keep=True), *body, Strip(grid.after, blank=True)]


def _row(setter: GridSetter, grid: Grid, index: int, edges: list[float]) -> Strip:
    pad, size = 3.2, setter.typo.size * grid.scale
    columns = _columns_of(grid)[index]
    filled = []
    for cell, col in zip(grid.rows[index], columns, strict=True):
        x0, x1 = edges[col], edges[min(col + cell.colspan, len(edges) - 1)]
        strips = _cell(setter, cell, x1 - x0 - 2 * pad, index < grid.header, grid.scale)
        filled.append((cell, x0, x1, strips))
    height = max((fsum(s.height for s in strips) for cell, _, _, strips in filled if cell.rowspan == 1), default=0)
    height = max(height, size * setter.typo.leading) + 2 * pad
    marks: list[Mark] = []
    for _, x0, x1, strips in filled:
        if grid.shaded and index < grid.header:
            marks.append(Fill(x0, 0, x1, height))
        y = pad - size * 0.1
        for strip in strips:
            marks += [shifted(m, x0 + pad, y) for m in strip.marks]
            y += strip.height
    marks += _row_rules(grid, index, edges, columns, height)
    return Strip(height, tuple(marks))


def _cell(setter: GridSetter, cell: Cell, width: float, bold: bool, scale: float) -> list[Strip]:
    strips: list[Strip] = []
    for line in cell.text.split("\n"):
        strips += setter.set(Text(line, align=cell.align, bold=bold or cell.bold, scale=scale, after=0), width)
    return strips


def _keeps(grid: Grid, index: int) -> bool:
    last = len(grid.rows) - 1
    if index == last:
        return False
    spans = any(cell.rowspan > 1 for cell in grid.rows[index])
    return spans or index < grid.header or (not grid.loose and (index == 0 or last <= 6))


@lru_cache(maxsize=256)
def _columns_of(grid: Grid) -> tuple[tuple[int, ...], ...]:
    """For every row, the column each of its cells starts in."""
    taken: set[tuple[int, int]] = set()
    rows = []
    for i, row in enumerate(grid.rows):
        starts, col = [], 0
        for cell in row:
            while (i, col) in taken:
                col += 1
            starts.append(col)
            taken |= {(i + a, col + b) for a in range(cell.rowspan) for b in range(cell.colspan)}
            col += cell.colspan
        rows.append(tuple(starts))
    return tuple(rows)


def _row_rules(grid: Grid, index: int, edges: list[float], columns: tuple[int, ...], height: float) -> list[Mark]:
    if grid.rules == "none":
        return []
    right, last = edges[-1], index == len(grid.rows) - 1
    if grid.rules == "box":
        marks: list[Mark] = [Line(0, 0, 0, height), Line(right, 0, right, height)]
        if index in (0, grid.header):
            marks.append(Line(0, 0, right, 0))
        return marks + ([Line(0, height, right, height)] if last else [])
    marks = [
        Line(edges[c], 0, edges[min(c + cell.colspan, len(edges) - 1)], 0)
        for c, cell in zip(columns, grid.rows[index], strict=True)
    ]
    if last:
        marks.append(Line(0, height, right, height))
    if grid.rules == "full":
        inner = {c for c, cell in zip(columns, grid.rows[index], strict=True)}
        covered = {c + k for c, cell in zip(columns, grid.rows[index], strict=True) for k in range(1, cell.colspan)}
        verticals = ({*range(len(edges))} - covered) | inner
        marks += [Line(edges[c], 0, edges[c], height) for c in sorted(verticals)]
    return marks
