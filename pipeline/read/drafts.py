"""What the table finders hand to the composer: cells that hold words, not yet offsets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.model import Box
from pipeline.read.raw import RawWord

_NEARLY = 0.9


class DraftCell(NamedTuple):
    """A cell and its words, in any order."""

    row: int
    col: int
    words: tuple[RawWord, ...]
    box: Box
    rowspan: int = 1
    colspan: int = 1
    sideways: tuple[RawWord, ...] = ()
    """Those that run up or down the page, in any order."""


class Draft(NamedTuple):
    """A grid on a page; every place of its `n_rows` × `n_cols` belongs to one cell. `layout` as in `model.Table`."""

    box: Box
    n_rows: int
    n_cols: int
    cells: tuple[DraftCell, ...]
    ruled: bool
    layout: bool = False

    @property
    def words(self) -> Iterable[RawWord]:
        """The words of all cells."""
        return (word for cell in self.cells for word in cell.words)


def bounds(boxes: Sequence[Box]) -> Box:
    """Return the smallest box around some boxes (at least one)."""
    return Box(
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )


def holds(outer: Box, inner: Box) -> bool:
    """Tell whether a box stands inside another, give or take its frame: its middle, and nearly all of its width."""
    x, y = (inner.x0 + inner.x1) / 2, (inner.y0 + inner.y1) / 2
    shared = min(outer.x1, inner.x1) - max(outer.x0, inner.x0)
    return outer.x0 < x < outer.x1 and outer.y0 < y < outer.y1 and shared > _NEARLY * (inner.x1 - inner.x0)
