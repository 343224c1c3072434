"""Setting a scanned page straight: which way its lines run, and by how little they lean.

Text printed in lines makes sharp bands when ink is summed along the right direction. The sum over a few thousand
lower edges of ink is enough to tell the angle to a few hundredths of a degree in some ten milliseconds.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from pipeline.read.frame import Affine
from pipeline.read.image import Gray, PageImage, turn

_LARGEST = 5.0
"""Degrees: more than a scanner's feeder does; beyond, a page is taken as it is."""
_NEGLIGIBLE = 0.04
"""Degrees: a third of a point over the width of a page."""
_COARSE_DPI = 100
_SIDEWAYS = 1.3
"""How much sharper the bands must be across the page than along it before it is believed to lie on its side."""

_INK = 0.75
"""Share of the paper's level above which nothing is ink."""

Points = tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]


def straighten(image: PageImage) -> PageImage:
    """Return the image with its lines level: the right way up, or on its head, which only reading can tell."""
    across, along = _edges(image, 0), _edges(image, 1)
    angle, sharpness = _best_angle(across)
    side_angle, side_sharpness = _best_angle(along)
    if side_sharpness > _SIDEWAYS * sharpness:
        return _rotate(turn(image, 1), side_angle)
    return _rotate(image, angle)


def enlarge(image: PageImage, least_dpi: float) -> PageImage:
    """Return an image coarser than `least_dpi` at twice its size, any other as it is."""
    if image.dpi >= least_dpi:
        return image
    import cv2

    pixels = cv2.resize(image.pixels, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return PageImage(np.asarray(pixels, np.uint8), Affine.scale(0.5).then(image.to_page))


def is_blank(image: PageImage) -> bool:
    """Tell whether the page bears next to no ink."""
    return int(_edges(image, 0)[0].size) < 40


def _edges(image: PageImage, quarters: int) -> Points:
    """Return x and y (coarse pixels) of the lower edges of ink, once the page is turned by so many quarters."""
    step = max(1, round(image.dpi / _COARSE_DPI))
    pixels = image.pixels
    height, width = (side // step * step for side in pixels.shape)
    coarse = pixels[:height, :width].reshape(height // step, step, width // step, step).min(axis=(1, 3))
    ink = np.rot90(coarse, quarters) < _threshold(coarse)
    edges = ink[:-1] & ~ink[1:]
    rows, columns = np.nonzero(edges)
    return columns.astype(np.float32), rows.astype(np.float32)


def _threshold(pixels: Gray) -> int:
    """Return Otsu's level between ink and paper, well below the paper's own: the grain of a blank page is no ink."""
    counts = np.bincount(pixels.ravel(), minlength=256).astype(np.float64)
    levels = np.arange(256)
    below, mass = np.cumsum(counts), np.cumsum(counts * levels)
    total, whole = below[-1], mass[-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        between = (whole * below - mass * total) ** 2 / (below * (total - below))
    return min(int(np.nan_to_num(between).argmax()) + 1, int(_INK * np.median(pixels)))


def _best_angle(edges: Points) -> tuple[float, float]:
    """Return the lean in degrees (positive: lines go down to the right) and how sharp the bands are there."""
    if edges[0].size < 40:
        return 0.0, 0.0
    best, step = 0.0, 0.5
    candidates = np.arange(-_LARGEST, _LARGEST + step / 2, step)
    while step > 0.02:
        scores = [_sharpness(edges, float(angle)) for angle in candidates]
        best = float(candidates[int(np.argmax(scores))])
        step /= 4
        candidates = best + step * np.arange(-4, 5)
    return best, max(scores)


def _sharpness(edges: Points, degrees: float) -> float:
    """Return how unevenly edges fall into rows once the page is turned back by `degrees` (1.0: evenly)."""
    x, y = edges
    rows = y * math.cos(math.radians(degrees)) - x * math.sin(math.radians(degrees))
    counts = np.bincount((rows - rows.min()).astype(np.int32)).astype(np.float64)
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
