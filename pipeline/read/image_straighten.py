"""Setting a scanned page straight: which way its lines run, and by how little they lean.

Text printed in lines makes sharp bands when ink is summed along the right direction. The sum over a few thousand
lower edges of ink is enough to tell the angle to a few hundredths of a degree in some ten milliseconds.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.read.frame import Affine
from pipeline.read.image import PageImage, turn
from pipeline.read.pixels import Gray

_LARGEST = 5.0
"""Degrees: more than a scanner's feeder does; beyond, a page is taken as it is."""
_NEGLIGIBLE = 0.04
"""Degrees: a third of a point over the width of a page."""
_COARSEST, _FINEST = 0.5, 0.03
"""Degrees between the angles tried first, and last."""
_ENOUGH_EDGES = 15_000
"""Edges that tell an angle as well as all of them."""
_COARSE_DPI = 100
_SIDEWAYS = 1.3
"""How much sharper the bands must be across the page than along it before it is believed to lie on its side."""

_LEAST_INK = 40
"""Edges (coarse pixels) below which a page is blank."""
_INK = 0.75
"""Share of the paper's level above which nothing is ink."""

_ANGLES = np.arange(-_LARGEST, _LARGEST + _COARSEST / 2, _COARSEST)

Mask = npt.NDArray[np.bool_]
Points = tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]


def straighten(image: PageImage) -> PageImage | None:
    """Return the image with its lines level: the right way up, or on its head, which only reading can tell.

    None for a blank page.
    """
    ink = _coarse_ink(image)
    across = _lower_edges(ink)
    if across[0].size < _LEAST_INK:
        return None
    along = _lower_edges(np.rot90(ink))
    lean, sharpness = _sharpest(across, _ANGLES)
    side_lean, side_sharpness = _sharpest(along, _ANGLES)
    height, width = ink.shape
    if side_sharpness * width / _reach(along) > _SIDEWAYS * sharpness * height / _reach(across):
        return _rotate(turn(image, 1), _refined(along, side_lean))
    return _rotate(image, _refined(across, lean))


def enlarge(image: PageImage, least_dpi: float) -> PageImage:
    """Return an image coarser than `least_dpi` at twice its size, any other as it is."""
    if image.dpi >= least_dpi:
        return image
    import cv2

    pixels = cv2.resize(image.pixels, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return PageImage(np.asarray(pixels, np.uint8), Affine.scale(0.5).then(image.to_page))


def _coarse_ink(image: PageImage) -> Mask:
    """Return where there is ink, at `_COARSE_DPI` or a little finer."""
    import cv2

    step = max(1, int(image.dpi / _COARSE_DPI))
    darkest = cv2.erode(image.pixels, np.ones((step, step), np.uint8))
    coarse = np.ascontiguousarray(darkest[::step, ::step], np.uint8)
    mask: Mask = coarse < _threshold(coarse)
    return mask


def _lower_edges(ink: Mask) -> Points:
    """Return x and y (coarse pixels) of the lower edges of ink."""
    places = np.flatnonzero(np.ascontiguousarray(ink[:-1] & ~ink[1:]))  # Five times as fast as in two dimensions.
    rows, columns = np.divmod(places[:: 1 + places.size // _ENOUGH_EDGES], ink.shape[1])
    return columns.astype(np.float32), rows.astype(np.float32)


def _threshold(pixels: Gray) -> int:
    """Return Otsu's level between ink and paper, well below the paper's own: the grain of a blank page is no ink."""
    counts = np.bincount(pixels.ravel(), minlength=256).astype(np.float64)
    levels = np.arange(256)
    below, mass = np.cumsum(counts), np.cumsum(counts * levels)
    total, whole = below[-1], mass[-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        between = (whole * below - mass * total) ** 2 / (below * (total - below))
    paper = int(np.searchsorted(below, total / 2))  # The median level: most of a page is paper.
    return min(int(np.nan_to_num(between).argmax()) + 1, int(_INK * paper))


def _reach(edges: Points) -> float:
    """Return how many rows the edges take up: the letters of a lone line are bands to one who sees nothing else."""
    return 1 + float(np.ptp(edges[1])) if edges[1].size else 1.0


def _refined(edges: Points, lean: float) -> float:
    """Return the lean to `_FINEST`, looked for around a first guess."""
    step = _COARSEST
    while step > _FINEST:
        step /= 4
        lean, _ = _sharpest(edges, lean + step * np.arange(-4, 5))
    return lean


def _sharpest(edges: Points, angles: npt.NDArray[np.floating[Any]]) -> tuple[float, float]:
    """Return the angle (degrees, positive: lines go down to the right) with the sharpest bands, and how sharp."""
    if edges[0].size < _LEAST_INK:
        return 0.0, 0.0
    scores = [_sharpness(edges, float(angle)) for angle in angles]
    best = int(np.argmax(scores))
    return float(angles[best]), scores[best]


def _sharpness(edges: Points, degrees: float) -> float:
    """Return how unevenly edges fall into rows once the page is turned back by `degrees` (1.0: evenly)."""
    x, y = edges
    rows = y * math.cos(math.radians(degrees)) - x * math.sin(math.radians(degrees))
    rows -= rows.min()
    whole = rows.astype(np.int32)
    # Shared between two neighbouring bins: whole rows alone would make one plateau of all small angles.
    lower, size = rows - whole, int(np.max(whole)) + 2
    counts = np.bincount(whole, 1 - lower, size) + np.bincount(whole + 1, lower, size)
    return float((counts**2).mean() / counts.mean() ** 2)


def _rotate(image: PageImage, degrees: float) -> PageImage:
    """Turn the image back by `degrees` on a canvas just large enough, the new corners white."""
    if abs(degrees) < _NEGLIGIBLE or abs(degrees) >= _LARGEST:
        return image
    import cv2

    height, width = image.pixels.shape
    sin, cos = abs(math.sin(math.radians(degrees))), math.cos(math.radians(degrees))
    new_width, new_height = math.ceil(width * cos + height * sin), math.ceil(width * sin + height * cos)
    centred = Affine(e=-width / 2, f=-height / 2).then(Affine.rotation(-degrees))
    forward = centred.then(Affine(e=new_width / 2, f=new_height / 2))
    # OpenCV maps pixel centres, this project pixel corners: half a pixel apart on both sides.
    a, b, c, d, e, f = Affine(e=0.5, f=0.5).then(forward).then(Affine(e=-0.5, f=-0.5))
    turned = cv2.warpAffine(
        image.pixels,
        np.array([[a, c, e], [b, d, f]]),
        (new_width, new_height),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=255,
    )
    return PageImage(np.asarray(turned, dtype=np.uint8), forward.inverse().then(image.to_page))
