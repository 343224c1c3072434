"""What is laid over a page (values of form fields, visible signatures, typed notes) made part of what is printed on it.

A person sees it like the rest, but pdfium keeps it out of the page's text: the date typed in the field left for it, the
sum of a fillable schedule, 'Signé électroniquement par …' would all be lost.
"""

from __future__ import annotations

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

_PRINTED = (pdfium_c.FPDF_ANNOT_WIDGET, pdfium_c.FPDF_ANNOT_STAMP, pdfium_c.FPDF_ANNOT_FREETEXT)
"""What says something itself; links, highlights and the marks of comments do not."""


def get_page(document: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    """Return a page (0-based `index`) with what is laid over it printed on it.

    Raises `PdfiumError` for a damaged page.
    """
    page = document[index]
    count = pdfium_c.FPDFPage_GetAnnotCount(page.raw)
    if count <= 0 or not _keep_printed(page, count):
        return page
    flattened = pdfium_c.FPDFPage_Flatten(page.raw, pdfium_c.FLAT_NORMALDISPLAY) == pdfium_c.FLATTEN_SUCCESS
    if not flattened:
        return page
    page.close()
    return document[index]


def _keep_printed(page: pdfium.PdfPage, count: int) -> bool:
    """Take away the annotations that print nothing (a highlight would be a shaded cell); tell whether any is left."""
    printed = [_prints(page, at) for at in range(count)]
    if not any(printed):
        return False
    for at in reversed(range(count)):
        if not printed[at]:
            pdfium_c.FPDFPage_RemoveAnnot(page.raw, at)
    return True


def _prints(page: pdfium.PdfPage, at: int) -> bool:
    """Tell whether an annotation shows something of its own: an invisible signature does not."""
    note = pdfium_c.FPDFPage_GetAnnot(page.raw, at)
    if not note:
        return False
    try:
        return pdfium_c.FPDFAnnot_GetSubtype(note) in _PRINTED and pdfium_c.FPDFAnnot_GetObjectCount(note) > 0
    finally:
        pdfium_c.FPDFPage_CloseAnnot(note)
