"""One page of a PDF -> `RawPage`: words of its text layer and the straight lines drawn on it."""

from __future__ import annotations

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipeline.model import Layer
from pipeline.read.glyphs import View, read_words
from pipeline.read.raw import RawPage
from pipeline.read.rulings import read_rulings


def read_page(page: pdfium.PdfPage, number: int) -> RawPage:
    """Read the text layer of `page`; its `layer` is 'aucune' when there is not one word in it."""
    view = view_of(page)
    textpage = page.get_textpage()
    try:
        words = read_words(textpage.raw, view)
    finally:
        textpage.close()
    layer: Layer = "native" if words else "aucune"
    quality = 1.0 if words else 0.0
    rulings = read_rulings(page.raw, view) if words else ()
    return RawPage(number, view.width, view.height, view.rotation, layer, quality, words, rulings)


def view_of(page: pdfium.PdfPage) -> View:
    """Return the part of the page that is displayed, and how it is turned."""
    box = pdfium_c.FS_RECTF()
    pdfium_c.FPDF_GetPageBoundingBox(page.raw, box)
    return View(box.left, box.bottom, box.right, box.top, page.get_rotation() % 360)
