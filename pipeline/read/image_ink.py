"""Stamps and signatures in coloured ink, taken off a page that was scanned in colour before its words are read.

What they cross is printed in black and stays: where the two meet the page is dark and has no colour. Coloured headings,
rules and bands stay as well: letters are small, rules straight, bands thick.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.read.pixels import Colours, Gray, outlines

_CHROMA = 40
"""Gray between the strongest and the weakest of a pixel's three colours, beyond the paper's own, that make it ink."""
_DARKER = 0.87
"""Share of the paper's level below which a pixel is ink at all."""
_LEAST = 0.0004
"""Share of the page that such ink covers at least: less is the fringe that compression leaves around letters."""
_SAMPLE = 3
"""Pixels from one to the next of those that tell whether there is any: strokes are as thick."""
_STROKE = 0.06
"""Inches: a pen and a stamp draw thinner lines, bands of colour are thicker."""
_STRAIGHT = 0.3
"""Inches: what runs level or upright for as long is a rule."""
_GAP = 0.02
"""Inches by which a stroke may be cut, where it crosses print."""
_TALL, _LARGEST = 0.27, 3.3
"""Inches, both ways: printed letters are smaller, tables larger than signatures and the rings of stamps."""
_CURVED = 0.5
"""Share of such a piece that is no straight line, at least."""
_NEAR = 0.12
"""Inches around such strokes within which others are parts of the same stamp or signature."""


def without_coloured_ink(colours: Colours, gray: Gray, dpi: float) -> Gray:
    """Return `gray` (H×W) without the stamps and signatures that `colours` (H×W×3) shows, `gray` itself without any.

    A stamp is taken off with the letters inside it.
    """
    paper = np.median(colours[::8, ::8].reshape(-1, 3), axis=0)
    level, chroma = float(np.median(gray[::8, ::8])), float(np.ptp(paper)) + _CHROMA
    few = _ink(colours[::_SAMPLE, ::_SAMPLE], gray[::_SAMPLE, ::_SAMPLE], level, chroma)
    if np.count_nonzero(few) < _LEAST * few.size:
        return gray
    ink = _ink(colours, gray, level, chroma)
    drawn = _drawn(ink, dpi)
    if not drawn.any():
        return gray
    around = cv2.dilate(drawn, np.ones((3, 3), np.uint8)) > 0
    page = gray.copy()
    page[around & ((ink > 0) | (gray > level / 2))] = round(level)
    return page


def _ink(colours: Colours, gray: Gray, level: float, chroma: float) -> Gray:
    """Return 1 where a pixel is darker than the paper and more coloured."""
    first, second, third = cv2.split(np.ascontiguousarray(colours))
    spread = cv2.subtract(cv2.max(cv2.max(first, second), third), cv2.min(cv2.min(first, second), third))
    return ((spread > chroma) & (gray < _DARKER * level)).astype(np.uint8)


def _drawn(ink: Gray, dpi: float) -> Gray:
    """Return 1 where ink was drawn by a pen or a stamp."""
    thick = _opened(ink, _block(_STROKE, _STROKE, dpi))
    strokes = _levels(cv2.subtract(ink, cv2.dilate(thick, np.ones((3, 3), np.uint8))))
    whole = _levels(cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, _block(_GAP, _GAP, dpi)))
    curved = _levels(cv2.subtract(whole, _straight(whole, dpi)))
    near, within = round(_NEAR * dpi), np.zeros_like(ink)
    for _, (x, y, width, height) in outlines(whole):
        window = slice(y, y + height), slice(x, x + width)
        sized = _TALL * dpi <= min(width, height) and max(width, height) <= _LARGEST * dpi
        if sized and np.count_nonzero(curved[window]) >= _CURVED * np.count_nonzero(whole[window]):
            within[max(0, y - near) : y + height + near, max(0, x - near) : x + width + near] = 1
    for _, (x, y, width, height) in outlines(within):
        within[y : y + height, x : x + width] = 1
    return strokes & within


def _straight(mask: Gray, dpi: float) -> Gray:
    """Return 1 on what runs level or upright, give or take a pixel's lean."""
    thicker = _levels(cv2.dilate(mask, np.ones((2, 2), np.uint8)))
    return _opened(thicker, _block(_STRAIGHT, 0, dpi)) | _opened(thicker, _block(0, _STRAIGHT, dpi))


def _opened(mask: Gray, block: Gray) -> Gray:
    return _levels(cv2.morphologyEx(mask, cv2.MORPH_OPEN, block))


def _levels(pixels: npt.ArrayLike) -> Gray:
    return np.asarray(pixels, np.uint8)


def _block(width: float, height: float, dpi: float) -> Gray:
    return np.ones((max(1, round(height * dpi)), max(1, round(width * dpi))), np.uint8)
