"""How a page's user space is displayed: which part of it, which way up."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]


class View(NamedTuple):
    """The page's visible box (left, bottom, right, top) in user space, and its clockwise rotation."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @property
    def width(self) -> float:
        """Displayed width, in points."""
        return self.top - self.bottom if self.rotation % 180 else self.right - self.left

    @property
    def height(self) -> float:
        """Displayed height, in points."""
        return self.right - self.left if self.rotation % 180 else self.top - self.bottom

    def show(self, rects: Floats) -> Floats:
        """Turn rows of (left, top, right, bottom) in user space into displayed x0, y0, x1, y1: an array of each."""
        left, top, right, bottom = rects.T
        match self.rotation:
            case 0:
                sides = left - self.left, self.top - top, right - self.left, self.top - bottom
            case 90:
                sides = bottom - self.bottom, left - self.left, top - self.bottom, right - self.left
            case 180:
                sides = self.right - right, bottom - self.bottom, self.right - left, top - self.bottom
            case _:
                sides = self.top - top, self.right - right, self.top - bottom, self.right - left
        return np.array(sides)

    def levels(self, x: Doubles, y: Doubles) -> Doubles:
        """Return how far below the top points of user space are displayed."""
        match self.rotation:
            case 0:
                return self.top - y
            case 90:
                return x - self.left
            case 180:
                return y - self.bottom
            case _:
                return self.right - x

    def along(self, a: float, b: float) -> float:
        """Return how far a step of (a, b) in user space goes to the right as displayed."""
        return (a, b, -a, -b)[self.rotation // 90]
