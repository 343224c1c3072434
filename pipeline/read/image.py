"""A page as an upright grey image, and the map from its pixels to the displayed page.

A scan's own image is taken as it is: rendering it again would blur it and cost five times as much. Everything else
(several images, drawn text, stamps over a scan) is rendered. Both ways bound the pixels before any are decoded.
"""

from __future__ import annotations

import ctypes
import math
from typing import Any, NamedTuple

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipeline.errors import LimitError, SourceError
from pipeline.read.frame import Affine
from pipeline.read.image_ink import without_coloured_ink
from pipeline.read.pixels import Gray

POINTS_PER_INCH = 72.0
_COVERS = 0.85
"""Share of the page that a scan's one image fills at least."""
_SIDE_BY_SIDE = 1e-3
"""How far from upright (relative) an image's matrix may be and still count as a quarter turn."""


class PageImage(NamedTuple):
    """Pixels (H×W, 0 black to 255 white) and the affine from pixel corners to points of the displayed page."""

    pixels: Gray
    to_page: Affine

    @property
    def dpi(self) -> float:
        """Pixels per inch of the displayed page."""
        return POINTS_PER_INCH / math.hypot(self.to_page.a, self.to_page.b)


def page_image(page: pdfium.PdfPage, *, dpi: int, max_pixels: int) -> PageImage:
    """Return the page's one embedded image, or the page rendered at `dpi` (less on a very large page).

    Raises LimitError when the embedded image holds more than `max_pixels`, SourceError when nothing can be drawn.
    """
    scan = _only_image(page)
    if scan is not None:
        taken = _embedded(page, scan, max_pixels)
        if taken is not None:
            return taken
    return _rendered(page, dpi, max_pixels)


def page_to_display(page: pdfium.PdfPage) -> Affine:
    """Return the map from PDF user space to points of the displayed page (origin at its top-left)."""
    width, height = page.get_size()
    unit = 1000
    size_x, size_y = round(width * unit), round(height * unit)
    dx, dy = ctypes.c_int(), ctypes.c_int()

    def place(x: float, y: float) -> tuple[float, float]:
        pdfium_c.FPDF_PageToDevice(page, 0, 0, size_x, size_y, 0, x, y, dx, dy)
        return dx.value / unit, dy.value / unit

    (e, f), (x1, y1), (x2, y2) = place(0, 0), place(1000, 0), place(0, 1000)
    return Affine((x1 - e) / 1000, (y1 - f) / 1000, (x2 - e) / 1000, (y2 - f) / 1000, e, f)


def _only_image(page: pdfium.PdfPage) -> pdfium.PdfImage | None:
    """Return the image that fills the page when nothing else is drawn on it (invisible text aside)."""
    found: pdfium.PdfImage | None = None
    for item in page.get_objects(max_depth=1):
        if item.type == pdfium_c.FPDF_PAGEOBJ_TEXT:
            if pdfium_c.FPDFTextObj_GetTextRenderMode(item) != pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE:
                return None
        elif item.type != pdfium_c.FPDF_PAGEOBJ_IMAGE or found is not None:
            return None
        else:
            found = item
    return found if found is not None and _coverage(page, found) >= _COVERS else None


def _coverage(page: pdfium.PdfPage, item: Any) -> float:
    left, bottom, right, top = item.get_bounds()
    width, height = page.get_size()
    return float((right - left) * (top - bottom) / max(width * height, 1.0))


def _embedded(page: pdfium.PdfPage, scan: pdfium.PdfImage, max_pixels: int) -> PageImage | None:
    """Decode the image; None when it is sheared, mirrored or unreadable (the page is then rendered)."""
    width, height = scan.get_px_size()
    if width * height > max_pixels:
        raise LimitError(f"image de {width} × {height} pixels : au-delà de la limite de {max_pixels // 10**6} millions")
    matrix = Affine(*scan.get_matrix().get()).then(page_to_display(page))
    to_page = Affine(1 / width, 0, 0, -1 / height, 0, 1).then(matrix)
    turns = _quarter_turns(to_page)
    if turns is None:
        return None
    try:
        pixels = _gray(scan.get_bitmap(render=False), POINTS_PER_INCH / math.hypot(to_page.a, to_page.b))
    except (pdfium.PdfiumError, ValueError):
        return None
    return turn(PageImage(pixels, to_page), turns)


def _quarter_turns(to_page: Affine) -> int | None:
    """Return the quarter turns (counter-clockwise, as `numpy.rot90`) that set the image upright, None for a shear."""
    a, b, c, d, _, _ = to_page
    if a * d - b * c <= 0:
        return None
    if max(abs(b), abs(c)) <= _SIDE_BY_SIDE * max(abs(a), abs(d)):
        return 0 if a > 0 else 2
    if max(abs(a), abs(d)) <= _SIDE_BY_SIDE * max(abs(b), abs(c)):
        return 3 if b > 0 else 1
    return None


def turn(image: PageImage, quarters: int) -> PageImage:
    """Return the image turned counter-clockwise by so many quarters; its pixels still map to the same places."""
    pixels, to_page = image
    for _ in range(quarters % 4):
        width = pixels.shape[1]
        # A pixel (x, y) of the turned image was (width - y, x).
        to_page = Affine(0, 1, -1, 0, width, 0).then(to_page)
        pixels = np.rot90(pixels)
    return PageImage(np.ascontiguousarray(pixels), to_page)


def _rendered(page: pdfium.PdfPage, dpi: int, max_pixels: int) -> PageImage:
    width, height = page.get_size()
    scale = min(dpi / POINTS_PER_INCH, math.sqrt(max_pixels / max(width * height, 1.0)))
    if min(width, height) * scale < 1:
        raise SourceError(f"page de {width:.0f} × {height:.0f} points : impossible à dessiner")
    try:
        bitmap = page.render(scale=scale)
    except pdfium.PdfiumError as error:
        raise SourceError("page impossible à dessiner") from error
    pixels = _gray(bitmap, scale * POINTS_PER_INCH)
    return PageImage(pixels, Affine(width / pixels.shape[1], 0, 0, height / pixels.shape[0]))


def _gray(bitmap: pdfium.PdfBitmap, dpi: float) -> Gray:
    """Return the bitmap as grey levels, without stamps and signatures in coloured ink; a copy that outlives it."""
    pixels: Gray = bitmap.to_numpy()
    if pixels.ndim == 2:
        return pixels.copy()
    if pixels.shape[2] == 1:
        return pixels[:, :, 0].copy()
    blue, green, red = pixels[:, :, 0], pixels[:, :, 1], pixels[:, :, 2]
    # Integer luma: three quarters cheaper than a float product over a whole page.
    weighted = red.astype(np.uint16) * 77 + green.astype(np.uint16) * 150 + blue.astype(np.uint16) * 29
    gray: Gray = (weighted >> 8).astype(np.uint8)
    return without_coloured_ink(pixels[:, :, :3], gray, dpi)
