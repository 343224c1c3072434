"""From the frame in which a page was read back to the page as it is displayed.

A scan is read upright and straight, so that its lines are level for the layout; every box that leaves the `read`
stage must point to the page a person sees, which may be turned or tilted. `Frame` carries the way back.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from operator import itemgetter
from typing import NamedTuple, Self

from msgspec.structs import replace

from pipeline.model import Box, Page, Table


class Affine(NamedTuple):
    """`x' = a·x + c·y + e`, `y' = b·x + d·y + f` (the order PDF uses)."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    @classmethod
    def scale(cls, factor: float) -> Self:
        """Return the map that multiplies both coordinates by `factor`."""
        return cls(a=factor, d=factor)

    @classmethod
    def rotation(cls, degrees: float) -> Self:
        """Return the rotation about the origin that takes the x axis towards the y axis."""
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        return cls(cos, sin, -sin, cos)

    def then(self, other: Affine) -> Affine:
        """Return the map that applies this one, then `other`."""
        a, b = other.a * self.a + other.c * self.b, other.b * self.a + other.d * self.b
        c, d = other.a * self.c + other.c * self.d, other.b * self.c + other.d * self.d
        e, f = other.point(self.e, self.f)
        return Affine(a, b, c, d, e, f)

    def inverse(self) -> Affine:
        """Return the map that undoes this one (ZeroDivisionError when it is flat)."""
        det = self.a * self.d - self.b * self.c
        a, b, c, d = self.d / det, -self.b / det, -self.c / det, self.a / det
        return Affine(a, b, c, d, -(a * self.e + c * self.f), -(b * self.e + d * self.f))

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Map a point."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def box(self, box: Box) -> Box:
        """Return the upright box around the image of `box`."""
        corners = [self.point(x, y) for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
        xs, ys = zip(*corners, strict=True)
        return Box(min(xs), min(ys), max(xs), max(ys))


class Move(NamedTuple):
    """What is read below `below`, down to the next move, is printed so far to the right, and so far up."""

    below: float
    right: float
    up: float


class Frame(NamedTuple):
    """Where a straightened page lies on the displayed one: `width` × `height` points, and the map onto it."""

    width: float
    height: float
    to_page: Affine
    moves: tuple[Move, ...] = ()
    """What stands side by side was read one below the other (`strips`): how that is undone, from top to bottom."""

    def place(self, box: Box) -> Box:
        """Return the part of the displayed page that `box` covers, rounded to a hundredth of a point."""
        placed = self.to_page.box(self._put_back(box))
        return Box(
            _within(placed.x0, self.width),
            _within(placed.y0, self.height),
            _within(placed.x1, self.width),
            _within(placed.y1, self.height),
        )

    def _put_back(self, box: Box) -> Box:
        at = bisect_right(self.moves, (box.y0 + box.y1) / 2, key=itemgetter(0))
        if not at:
            return box
        _, right, up = self.moves[at - 1]
        return Box(box.x0 + right, box.y0 - up, box.x1 + right, box.y1 - up)


def _within(value: float, limit: float) -> float:
    return round(min(max(value, 0.0), limit), 2)


def restore(page: Page, frame: Frame | None) -> Page:
    """Return `page`, laid out in `frame`, with its size and every box as displayed (unchanged without a frame)."""
    if frame is None:
        return page
    return replace(
        page,
        width=frame.width,
        height=frame.height,
        words=tuple(replace(word, box=frame.place(word.box)) for word in page.words),
        lines=tuple(replace(line, box=frame.place(line.box)) for line in page.lines),
        tables=tuple(_restore_table(table, frame) for table in page.tables),
    )


def _restore_table(table: Table, frame: Frame) -> Table:
    cells = tuple(replace(cell, box=frame.place(cell.box)) for cell in table.cells)
    return replace(table, box=frame.place(table.box), cells=cells)
