"""One page of a PDF -> `RawPage`: words of its text layer and the straight lines drawn on it."""

from __future__ import annotations

from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipeline.model import Layer
from pipeline.read.glyphs import read_words
from pipeline.read.raw import RawPage, RawWord
from pipeline.read.rulings import read_rulings
from pipeline.read.sideways import frame_of, with_sides
from pipeline.read.view import View

_MOSTLY = 0.6
"""Share of turned words from which a page was set sideways (a wide table on an upright page)."""


def read_page(page: pdfium.PdfPage, number: int) -> RawPage:
    """Read the text layer of `page`; its `layer` is 'aucune' when there is not one word in it.

    Text set sideways is read upright, and `frame` then leads back to the page as displayed.
    """
    shown = view_of(page)
    textpage = page.get_textpage()
    try:
        view, words = _upright(textpage.raw, shown)
        rulings = read_rulings(page.raw, view) if words else ()
        if rulings and any(word.turned for word in words):
            words = with_sides(textpage.raw, view, words, rulings)
    finally:
        textpage.close()
    layer: Layer = "native" if words else "aucune"
    quality = 1.0 if words else 0.0
    frame = None if view is shown else frame_of(shown, view)
    rotation = shown.rotation
    return RawPage(number, view.width, view.height, rotation, layer, quality, words, rulings, frame=frame)


def view_of(page: pdfium.PdfPage) -> View:
    """Return the part of the page that is displayed, and how it is turned."""
    box = pdfium_c.FS_RECTF()
    pdfium_c.FPDF_GetPageBoundingBox(page.raw, box)
    return View(box.left, box.bottom, box.right, box.top, page.get_rotation() % 360)


def _upright(textpage: Any, shown: View) -> tuple[View, tuple[RawWord, ...]]:
    """Return the words of a page, and the view in which most of them run from left to right."""
    words = read_words(textpage, shown)
    if _turned(words) < _MOSTLY:
        return shown, words
    others = [shown._replace(rotation=(shown.rotation + turn) % 360) for turn in (90, 180, 270)]
    readings = [(view, read_words(textpage, view)) for view in others]
    return min([(shown, words), *readings], key=lambda reading: _turned(reading[1]))


def _turned(words: tuple[RawWord, ...]) -> float:
    return sum(word.turned for word in words) / len(words) if words else 0.0
