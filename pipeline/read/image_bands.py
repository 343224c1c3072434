"""White letters on a dark band, as in the head of many tables, turned into dark letters on paper.

Readers trained on black on white lose such heads, and with them what the columns below mean.
"""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.read.pixels import Gray, paper_level

_DARK = 0.62
"""Share of the paper's level below which a pixel may belong to a dark band."""
_SOLID = (0.3, 0.025)
"""Inches, width and height: above and below its letters a band is solid over this much, no letter is."""
_LETTERS = 0.2
"""Inches a band's letters may open it by."""
_LEAST = (0.4, 0.12)
"""Inches, width and height, of a band at least."""
_FULL = 0.75
"""Share of its own box that a band fills at least: a picture or a scrawl does not."""


def lighten_bands(pixels: Gray, dpi: float) -> Gray:
    """Return the page with its dark bands inverted to the level of the paper (`pixels` itself when there is none)."""
    paper = paper_level(pixels)
    page = pixels
    for x, y, width, height, inside in _bands(pixels, paper, dpi):
        if page is pixels:
            page = pixels.copy()
        window = page[y : y + height, x : x + width]
        level = max(1, 255 - int(np.median(window[inside])))
        inverted = (255 - window.astype(np.float32)) * (paper / level)
        window[inside] = inverted.clip(0, 255).astype(np.uint8)[inside]
    return page


def _bands(pixels: Gray, paper: int, dpi: float) -> list[tuple[int, int, int, int, Gray]]:
    """Return x, y, width, height of each dark band, and which of the pixels there are its own."""
    smooth = cv2.blur(pixels, (3, 3))
    dark = (smooth < _DARK * paper).astype(np.uint8)
    solid = cv2.morphologyEx(dark, cv2.MORPH_OPEN, _block(_SOLID, dpi))
    if not solid.any():
        return []
    filled = cv2.morphologyEx(solid, cv2.MORPH_CLOSE, _block((_LETTERS, _LETTERS), dpi))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(filled, connectivity=4)
    found = []
    for index, (x, y, width, height, area) in enumerate(stats.tolist()):
        large = width >= _LEAST[0] * dpi and height >= _LEAST[1] * dpi
        if index and large and area >= _FULL * width * height:
            found.append((x, y, width, height, labels[y : y + height, x : x + width] == index))
    return found


def _block(inches: tuple[float, float], dpi: float) -> Gray:
    width, height = (max(3, round(side * dpi)) for side in inches)
    return np.ones((height, width), np.uint8)
