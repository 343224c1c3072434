"""What a scanner sees around a sheet and through it: the black beyond its edges, the holes of a binder.

Left on the page, the first are rules of a table as large as the page, and the second words of a column of their own.
"""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.read.image import PageImage
from pipeline.read.pixels import Gray, paper_level

_COARSE_DPI = 50
_DARK = 0.45
"""Share of the paper's level below which what fills a coarse pixel is no paper."""
_SOLID = 3
"""Coarse pixels, both ways, that are dark together: strokes of letters and rules are thinner."""
_EDGE = 0.3
"""Inches from the edge of the image: a band of colour across a page has its words farther in."""
_MARGIN = 0.8
"""Inches from the left or the right edge within which a sheet is punched."""
_HOLE = (0.12, 0.4)
"""Inches: least and greatest width and height of a hole."""
_ROUND = 0.6
"""Share of its box that a hole fills at least."""


def without_edges(image: PageImage) -> PageImage:
    """Return the page with the black around its sheet and the holes in it painted over (`image` itself without any)."""
    pixels, scale = image.pixels, _COARSE_DPI / image.dpi
    paper = paper_level(pixels)
    coarse = cv2.resize(pixels[::2, ::2], None, fx=2 * scale, fy=2 * scale, interpolation=cv2.INTER_AREA)
    dark = (coarse < _DARK * paper).astype(np.uint8)
    block = np.ones((_SOLID, _SOLID), np.uint8)
    # Beyond its edge the image is taken to be dark as well: a thin black border is solid with it.
    eroded = cv2.erode(dark, block, borderType=cv2.BORDER_CONSTANT, borderValue=1)
    solid = np.asarray(cv2.dilate(eroded, block), np.uint8) & dark
    if not solid.any():
        return image
    found = _beyond(solid) | _holes(solid)
    if not found.any():
        return image
    grown = cv2.dilate(found, np.ones((3, 3), np.uint8))
    height, width = pixels.shape
    page = pixels.copy()
    page[cv2.resize(grown, (width, height), interpolation=cv2.INTER_NEAREST) > 0] = paper
    return image._replace(pixels=page)


def _beyond(solid: Gray) -> Gray:
    """Return 1 on what reaches an edge of the image, as far in as such things go."""
    strip, found = round(_EDGE * _COARSE_DPI), np.zeros_like(solid)
    for quarters in range(4):
        side = np.rot90(solid, quarters)[:strip]
        _, labels = cv2.connectedComponents(np.ascontiguousarray(side))
        reaching = np.setdiff1d(labels[:2], 0)
        np.rot90(found, quarters)[:strip] |= np.isin(labels, reaching).astype(np.uint8)
    return found


def _holes(solid: Gray) -> Gray:
    """Return 1 on round solid spots near the left and the right edge."""
    found, margin = np.zeros_like(solid), round(_MARGIN * _COARSE_DPI)
    least, most = (side * _COARSE_DPI for side in _HOLE)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(solid)
    for index, (x, _, width, height, area) in enumerate(stats.tolist()):
        sized = least <= min(width, height) and max(width, height) <= most
        aside = x + width <= margin or x >= solid.shape[1] - margin
        if index and sized and aside and area >= _ROUND * width * height:
            found[labels == index] = 1
    return found
