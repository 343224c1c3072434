"""Ruled lines found in the pixels of a straightened scan: the skeleton of its tables."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from pipeline.read.pixels import Gray, outlines, paper_level

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
        turned = ink if horizontal else np.asarray(cv2.transpose(ink), np.uint8)
        found, traced = _horizontal(turned, dpi)
        runs += found if horizontal else [PixelRuling(r.y0, r.x0, r.y1, r.x1) for r in found]
        mask |= traced if horizontal else np.asarray(cv2.transpose(traced), np.uint8)
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
    thickest = max(3.0, dpi * _THICKEST)
    found: list[PixelRuling] = []
    for outline, (x, y, width, height) in outlines(long_runs):
        thin = height <= thickest + _STAIRS * width and width >= 4 * height
        area = cv2.countNonZero(long_runs[y : y + height, x : x + width])
        if thin and area >= _FULL * width * min(height, 2):
            found.append(PixelRuling(float(x), y + height / 2, float(x + width), y + height / 2))
        else:
            cv2.drawContours(long_runs, [outline], -1, 0, cv2.FILLED)
    return found, np.asarray(long_runs, np.uint8)
