"""Ruled lines found in the pixels of a straightened scan: the skeleton of its tables."""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt
from cv2.typing import MatLike

from pipeline.read.image import Gray, paper_level

_SHORTEST = 0.28
"""Inches: longer than any stroke of a letter in running text, shorter than the side of a table's cell."""
_THICKEST = 0.05
"""Inches: a rule is thin; a band of colour is not a rule."""
_CROSSING = 0.08
"""Inches: a stroke that goes on within this much on the other side of a rule crosses it."""
_STAIRS = 0.003
"""Rise of a rule over its length that the straightening may have left."""
_FULL = 0.3
"""Share of a rule's box that is ink at least."""


class PixelRuling(NamedTuple):
    """A straight run in pixels; horizontal when `y0 == y1`, vertical when `x0 == x1`."""

    x0: float
    y0: float
    x1: float
    y1: float


def find_rulings(pixels: Gray, dpi: float) -> tuple[list[PixelRuling], Gray]:
    """Return the rulings of the page and the mask (255 on a rule) of their pixels."""
    ink = ink_of(pixels, dpi)
    runs: list[PixelRuling] = []
    mask = np.zeros_like(ink)
    for horizontal in (True, False):
        turned = ink if horizontal else np.ascontiguousarray(ink.T)
        found, traced = _horizontal(turned, dpi)
        runs += found if horizontal else [PixelRuling(r.y0, r.x0, r.y1, r.x1) for r in found]
        mask |= traced if horizontal else traced.T
    return runs, mask


def without_rulings(pixels: Gray, mask: Gray, dpi: float) -> Gray:
    """Return the page with the rulings of `mask` painted over, save where a letter crosses them.

    Tesseract reads the words of a ruled table better when the rules are gone; the tail of an underlined g must stay.
    """
    if not mask.any():
        return pixels
    wiped = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    letters = cv2.bitwise_and(ink_of(pixels, dpi), cv2.bitwise_not(wiped))
    reach = max(5, round(dpi * _CROSSING)) | 1
    crossing = cv2.morphologyEx(letters, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    page = pixels.copy()
    page[(wiped > 0) & (crossing == 0)] = paper_level(pixels)
    return page


def components(mask: MatLike, least: int) -> tuple[npt.NDArray[np.integer[Any]], npt.NDArray[np.int32]]:
    """Return which component of a mask each pixel belongs to (0: none), and the components' statistics, as OpenCV does.

    Labels of 16 bits are found three times as fast: they do when components, of `least` pixels at least each with the
    blank below, cannot be too many.
    """
    labels = cv2.CV_16U if mask.size < least * np.iinfo(np.uint16).max else cv2.CV_32S
    _, labelled, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=labels)
    return np.asarray(labelled), np.asarray(stats, np.int32)


def ink_of(pixels: Gray, dpi: float) -> Gray:
    """Return 255 where a pixel is darker than its surroundings: pale rules on grey paper count as well."""
    window = round(dpi * 0.12) | 1
    return np.asarray(
        cv2.adaptiveThreshold(pixels, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, window, 16), np.uint8
    )


def _horizontal(ink: Gray, dpi: float) -> tuple[list[PixelRuling], Gray]:
    shortest = round(dpi * _SHORTEST)
    # A lean of a few hundredths of a degree makes stairs of a long rule: thicken it before looking for runs.
    joined = cv2.dilate(ink, np.ones((2, 1), np.uint8))
    long_runs = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, shortest), np.uint8))
    if not cv2.countNonZero(long_runs):
        return [], np.asarray(long_runs, np.uint8)
    labels, stats = components(long_runs, least=3 * shortest)
    thickest = max(3.0, dpi * _THICKEST)
    found: list[PixelRuling] = []
    kept = np.zeros(len(stats), np.uint8)
    for index, (x, y, width, height, area) in enumerate(stats.tolist()):
        thin = height <= thickest + _STAIRS * width and width >= 4 * height
        if index and thin and area >= _FULL * width * min(height, 2):
            found.append(PixelRuling(float(x), y + height / 2, float(x + width), y + height / 2))
            kept[index] = 255
    # To pick the pixels of some runs takes as long as finding them all: done only when one was refused.
    return found, np.asarray(long_runs if kept[1:].all() else kept[labels], np.uint8)
