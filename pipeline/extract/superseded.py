"""The old wording that a table sets beside the new one ('Rédaction en vigueur | Nouvelle rédaction')."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.extract.context import Context
from pipeline.extract.flow import Grid

MOTIF = "ancienne rédaction, que le tableau donne à côté de la nouvelle"
_KEPT = "ancienne rédaction"

Span = tuple[int, int]


def superseded(ctx: Context) -> tuple[Span, ...]:
    """Return the places of the cells that say what the text was before."""
    if _KEPT not in ctx.worked_out:
        ctx.worked_out[_KEPT] = tuple(span for grid in ctx.flow.grids for span in _old_cells(ctx, grid))
    found: tuple[Span, ...] = ctx.worked_out[_KEPT]
    return found


def is_superseded(ctx: Context, at: int) -> bool:
    """Tell whether what stands at `at` is old wording."""
    return any(start <= at < end for start, end in superseded(ctx))


def _old_cells(ctx: Context, grid: Grid) -> Iterator[Span]:
    heads = [cell for cell in grid.cells if cell.row == 0]
    old = {cell.col for cell in heads if ctx.book["decoupe.redaction_ancienne"].fullmatch(cell.text)}
    if not old or not any(ctx.book["decoupe.redaction_nouvelle"].fullmatch(cell.text) for cell in heads):
        return
    yield from ((cell.start, cell.end) for cell in grid.cells if cell.col in old and cell.row > 0)
