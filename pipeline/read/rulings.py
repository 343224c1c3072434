"""Paths drawn on a page -> straight lines (`Ruling`): strokes, hairline rectangles, sides of frames and shaded cells.

Only what can bound a table cell is kept: nothing white, nothing curved, nothing the size of the page. Boxes as in
`model.Box`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from pipeline.read.paths import Corners, read_paths
from pipeline.read.raw import Ruling
from pipeline.read.view import View

_HAIRLINE = 3.0
"""Up to this thickness (points) a rectangle is a line."""
_MIN_LENGTH = 5.0
_LONGER = 1.5
"""A dash is longer than wide by this factor; else it is a dot."""
_MAX_SHARE = 0.9
"""A box that covers this share of the page both ways is its background or its border."""


class _Rect(NamedTuple):
    left: float
    bottom: float
    right: float
    top: float


def read_rulings(page: Any, view: View) -> tuple[Ruling, ...]:
    """Return the straight lines drawn on a page, as displayed."""
    return tuple(_shown([side for pieces in read_paths(page) for side in _sides_of(pieces)], view))


def _sides_of(pieces: Sequence[Corners]) -> Iterator[_Rect]:
    """Yield the lines of a path as thin rectangles in user space."""
    if len(pieces) == 2 and (ring := _ring(pieces[0], pieces[1])) is not None:
        yield from ring
        return
    for points in pieces:
        box = _bounds(points)
        if _is_line(box):
            yield box
        elif _is_dash(box):
            yield from _dash(box)
        elif _is_rectangle(points):
            yield from _frame(box)
        else:
            yield from filter(_is_line, (_bounds([a, b]) for a, b in pairwise(points)))


def _ring(one: Corners, other: Corners) -> list[_Rect] | None:
    """Return the drawn sides of a border made of two nested rectangles, None when it is not one."""
    if not (_is_rectangle(one) and _is_rectangle(other)):
        return None
    a, b = _bounds(one), _bounds(other)
    outside, inside = (a, b) if a.right - a.left >= b.right - b.left else (b, a)
    left, bottom, right, top = outside
    if not (left - 0.1 <= inside.left and inside.right <= right + 0.1 and bottom - 0.1 <= inside.bottom):
        return None
    sides = [
        (inside.left - left, _Rect(left, bottom, inside.left, top)),
        (right - inside.right, _Rect(inside.right, bottom, right, top)),
        (inside.bottom - bottom, _Rect(left, bottom, right, inside.bottom)),
        (top - inside.top, _Rect(left, inside.top, right, top)),
    ]
    return [side for thickness, side in sides if 0.05 < thickness <= _HAIRLINE]


def _is_rectangle(points: Corners) -> bool:
    upright = all(abs(p[0] - q[0]) < 0.1 or abs(p[1] - q[1]) < 0.1 for p, q in pairwise(points))
    return upright and len(points) in (4, 5)


def _is_line(box: _Rect) -> bool:
    width, height = box.right - box.left, box.top - box.bottom
    return min(width, height) <= _HAIRLINE and max(width, height) >= _MIN_LENGTH


def _is_dash(box: _Rect) -> bool:
    return 0 < max(box.right - box.left, box.top - box.bottom) < _MIN_LENGTH


def _dash(box: _Rect) -> Iterator[_Rect]:
    """Yield a piece of a dashed or dotted line, along its length; a dot may be of a line of either direction."""
    left, bottom, right, top = box
    width, height = right - left, top - bottom
    if width > _LONGER * height or height > _LONGER * width:
        yield box
        return
    x, y = (left + right) / 2, (bottom + top) / 2
    yield _Rect(left, y, right, y)
    yield _Rect(x, bottom, x, top)


def _frame(box: _Rect) -> Iterator[_Rect]:
    left, bottom, right, top = box
    yield _Rect(left, bottom, right, bottom)
    yield _Rect(left, top, right, top)
    yield _Rect(left, bottom, left, top)
    yield _Rect(right, bottom, right, top)


def _bounds(points: Corners) -> _Rect:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return _Rect(min(xs), min(ys), max(xs), max(ys))


def _shown(sides: list[_Rect], view: View) -> Iterator[Ruling]:
    """Turn thin rectangles into displayed lines, those of the page's own size left out."""
    if not sides:
        return
    rects = np.array([(s.left, s.top, s.right, s.bottom) for s in sides], np.float32)
    for x0, y0, x1, y1 in view.show(rects).T.tolist():
        if x1 - x0 >= y1 - y0:
            if x1 - x0 <= _MAX_SHARE * view.width or 0.02 * view.height < y0 < 0.98 * view.height:
                middle = (y0 + y1) / 2
                yield Ruling(x0, middle, x1, middle)
        elif y1 - y0 <= _MAX_SHARE * view.height or 0.02 * view.width < x0 < 0.98 * view.width:
            middle = (x0 + x1) / 2
            yield Ruling(middle, y0, middle, y1)
