"""Evening out the light of a photographed or badly lit page: shadows towards a spine, an edge or a corner.

Readers set one level between ink and paper for a whole page; where the paper is as dark as the ink is elsewhere, they
lose whole lines, and rules of tables with them.
"""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.read.image import PageImage
from pipeline.read.pixels import Gray, paper_level

_COARSE_DPI = 25
_LARGEST_INK = 0.35
"""Inches: what is dark over more than this, both ways, is taken for shaded paper."""
_SOFT = 0.6
"""Inches over which the light is taken to be the same."""
_UNEVEN = 0.1
"""Difference of light between the darkest and the lightest parts of the paper (shares of the lightest) that counts."""
_SHARES = (0.05, 0.95)
"""Which parts of the paper, in order of their light, stand for the darkest and the lightest."""
_TILE = 0.3
"""Inches, sides of the pieces of a page whose darkest pixels tell how dark its print is."""
_PRINTED, _PALE = 0.85, 0.55
"""Shares of the paper's light: a tile with a pixel below the first is printed on, ink above the second is faint."""
_BLACK, _SOME = 0.45, 0.1
"""Share of the paper's light of ink that is not faint; the share of what is printed that may be of such ink."""
_DEVIATION, _GRAINS = 1.48, 6.0
"""The grain of the paper is so many times its median deviation; what is darker by so many grains is print."""
_WHITE = 0.85
"""Where between ink and paper the paper begins: what is lighter is grain."""
_GRAIN = 0.004
"""Inches over which faint letters are smoothed."""


def even_light(image: PageImage) -> PageImage:
    """Return the page as if its paper were lit evenly (`image` itself when it is)."""
    paper = _paper(image.pixels, image.dpi)
    dark, light = np.quantile(paper, _SHARES)
    if light - dark <= _UNEVEN * light:
        return image
    height, width = image.pixels.shape
    lit = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    even = np.clip(image.pixels * (light / np.maximum(lit, 1)), 0, 255)
    return image._replace(pixels=np.asarray(even, np.uint8))


def _paper(pixels: Gray, dpi: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Return how light the paper is, at `_COARSE_DPI`."""
    scale = _COARSE_DPI / dpi
    coarse = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    side = 2 * round(_LARGEST_INK * _COARSE_DPI / 2) + 1
    without_ink = cv2.morphologyEx(coarse, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    soft = cv2.GaussianBlur(without_ink, (0, 0), _SOFT * _COARSE_DPI / 2)
    return np.asarray(soft, np.float32)


def deep_ink(image: PageImage) -> PageImage:
    """Return a page printed faintly, for want of toner, as if its ink were black (`image` itself when it is).

    Pale letters come with gaps and grain: they are smoothed over the width of a stroke as they are darkened.
    """
    paper, ink = paper_level(image.pixels), _usual_ink(image)
    if ink <= _PALE * paper:
        return image
    smooth = cv2.GaussianBlur(image.pixels, (0, 0), max(_GRAIN * image.dpi, 0.5))
    white = _WHITE * paper + (1 - _WHITE) * ink
    levels = np.clip((np.arange(256) - ink) * (255 / (white - ink)), 0, 255)
    return image._replace(pixels=np.asarray(cv2.LUT(smooth, levels.astype(np.uint8)), np.uint8))


def _usual_ink(image: PageImage) -> float:
    """Return how dark print usually is where next to none is black, else 0: pictures and borders take few tiles."""
    paper, sample = paper_level(image.pixels), image.pixels[::4, ::4]
    if np.count_nonzero(sample < _BLACK * paper) > _SOME * np.count_nonzero(sample < _PRINTED * paper):
        return 0.0
    half = cv2.resize(image.pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    side = max(1, round(_TILE * image.dpi / 2))
    darkest = cv2.erode(half, np.ones((side, side), np.uint8))[side // 2 :: side, side // 2 :: side]
    grain = _DEVIATION * float(np.median(np.abs(half[::4, ::4].astype(np.float32) - paper)))
    printed = darkest[darkest < min(_PRINTED * paper, paper - _GRAINS * grain)]
    if not printed.size or np.mean(printed < _BLACK * paper) > _SOME:
        return 0.0
    return float(np.median(printed))
