"""Specks of a noisy scan (photocopies, faxes, dust) taken off the page before it is read, its broken rules mended.

Readers take specks for full stops, accents and quotation marks, and words with such a mark beside them for taller
ones. What makes specks out of paper makes gaps in thin rules: pieces that stand in a line are a rule.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.read.image import PageImage
from pipeline.read.pixels import Gray, paper_level

_SPECK = 0.011
"""Inches, both ways: a full stop is larger."""
_MANY = 20
"""Specks a square inch that make a page noisy: fewer are left alone."""
_INK = 0.7
"""Share of the paper's level below which a pixel is ink."""
_THIN, _LETTER = 0.045, 0.5
"""Inches: a letter, or a word whose letters touch, is thicker than a rule, and not as long as a cell's side."""
_GAP, _RULE = 0.06, 0.5
"""Inches: the widest gap in a broken rule, and the least length of one."""
_DASH = 0.02
"""Inches: a piece at least as long, and no speck near it, is where a rule begins or ends."""

_STRIP, _STEP = 0.4, 4
"""Inches: height of a strip looked at first, and how many such heights there is one in."""

Mask = npt.NDArray[np.bool_]
Sizes = npt.NDArray[np.int32]


class Cleaned(NamedTuple):
    """A page without its specks, and how many it had a square inch."""

    image: PageImage
    specks: float


class _Pieces(NamedTuple):
    """Pixels of ink that touch: which piece each pixel belongs to (0: paper), and the pieces' places, in pixels."""

    labels: npt.NDArray[np.int32]
    top: Sizes
    width: Sizes
    height: Sizes


def without_specks(image: PageImage) -> Cleaned:
    """Return a noisy page without its specks, its broken rules whole (`image` itself when specks are few)."""
    pixels, dpi = image.pixels, image.dpi
    paper = paper_level(pixels)
    density = _density_in_strips(pixels, paper, dpi)
    if density < _MANY / 2:
        return Cleaned(image, density)
    ink = pixels < _INK * paper
    pieces = _pieces(ink)
    speck = _specks(pieces, dpi)
    density = float(speck.sum() / (pixels.size / dpi**2))
    if density < _MANY:
        return Cleaned(image, density)
    rules = _rules(ink, pieces, dpi)
    kept = ink & (~speck[pieces.labels] | rules)
    page = pixels.copy()
    page[_grown(ink & ~kept) & ~kept] = paper
    page[rules] = np.minimum(page[rules], int(_INK * paper) // 2)
    return Cleaned(image._replace(pixels=page), density)


def _density_in_strips(pixels: Gray, paper: int, dpi: float) -> float:
    """Return how many specks a square inch one strip in `_STEP` has: on a clean page that is enough to know.

    What a strip's edge cuts is not counted: it may be the dot or the tip of a letter.
    """
    high, count = max(1, round(_STRIP * dpi)), 0
    strips = [pixels[y : y + high] for y in range(0, len(pixels), _STEP * high)]
    for strip in strips:
        pieces = _pieces(strip < _INK * paper)
        whole = (pieces.top > 0) & (pieces.top + pieces.height < len(strip))
        count += int((_specks(pieces, dpi) & whole).sum())
    return count / (sum(strip.size for strip in strips) / dpi**2)


def _pieces(ink: Mask) -> _Pieces:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    _, top, width, height, _ = np.asarray(stats, np.int32).T
    return _Pieces(np.asarray(labels, np.int32), top, width, height)


def _specks(pieces: _Pieces, dpi: float) -> Mask:
    """Return which pieces are no larger than a speck."""
    side = max(1, int(_SPECK * dpi))
    small: Mask = np.maximum(pieces.width, pieces.height) <= side
    return small


def _rules(ink: Mask, pieces: _Pieces, dpi: float) -> Mask:
    """Return where pieces in a line make a rule, the gaps between them included."""
    found = np.zeros_like(ink)
    width, height = pieces.width, pieces.height
    for across, along, turn in ((height, width, False), (width, height, True)):
        letter = (across > _THIN * dpi) & (along < _LETTER * dpi)
        thin = (ink & ~letter[pieces.labels]).astype(np.uint8)
        lines = _lines(np.ascontiguousarray(thin.T) if turn else thin, dpi)
        found |= lines.T if turn else lines
    return found


def _lines(pieces: Gray, dpi: float) -> Mask:
    """Return the level runs of pieces with no gap too wide; they may lean by a pixel."""
    thick = cv2.dilate(pieces, np.ones((2, 1), np.uint8))
    joined = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones((1, round(_GAP * dpi) | 1), np.uint8))
    long = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, round(_RULE * dpi)), np.uint8))
    dashes = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, max(3, round(_DASH * dpi))), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(long, connectivity=8)
    rules = np.zeros(long.shape, np.bool_)
    for index, (x, y, width, height, _) in enumerate(stats[1:].tolist(), start=1):
        own = labels[y : y + height, x : x + width] == index
        filled = np.flatnonzero((own & (dashes[y : y + height, x : x + width] > 0)).any(axis=0))
        if filled.size and filled[-1] - filled[0] >= _RULE * dpi:
            own[:, : filled[0]] = own[:, filled[-1] + 1 :] = False
            rules[y : y + height, x : x + width] |= own
    return rules


def _grown(mask: Mask) -> Mask:
    """Return a mask with the pixels around, which a picture's compression has greyed."""
    return np.asarray(cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)
