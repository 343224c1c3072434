"""pdfium, kept at arm's length: opening untrusted bytes, its words in French, its fastest calls.

pdfium is not thread-safe: one process reads one document at a time. The per-character calls are bound a second
time with plain pointers, which halves what `ctypes` spends on each of a page's thousands of characters.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipeline.errors import LimitError, SourceError
from pipeline.read.options import ReadOptions

_REFUSALS = {
    pdfium_c.FPDF_ERR_FORMAT: "fichier endommagé ou qui n'est pas un PDF",
    pdfium_c.FPDF_ERR_PASSWORD: "PDF protégé par un mot de passe",
    pdfium_c.FPDF_ERR_SECURITY: "PDF chiffré par un procédé non pris en charge",
}


class Calls(NamedTuple):
    """pdfium functions bound with plain pointers (an `int` address where a handle or an out-parameter goes)."""

    loose_box: Any
    """`(textpage, index, FS_RECTF address) -> bool`."""
    text_object: Any
    """`(textpage, index) -> address of the text object the character comes from`."""
    page_object: Any
    """`(page, index) -> address of the page object`."""
    object_type: Any
    """`(page object) -> one of pdfium's FPDF_PAGEOBJ_*`."""


@cache
def calls() -> Calls:
    """Bind the fast calls, once per process."""
    pointer, number = ctypes.c_void_p, ctypes.c_int
    box = ctypes.CFUNCTYPE(number, pointer, number, pointer)
    text = ctypes.CFUNCTYPE(pointer, pointer, number)
    return Calls(
        box(_address(pdfium_c.FPDFText_GetLooseCharBox)),
        text(_address(pdfium_c.FPDFText_GetTextObject)),
        text(_address(pdfium_c.FPDFPage_GetObject)),
        ctypes.CFUNCTYPE(number, pointer)(_address(pdfium_c.FPDFPageObj_GetType)),
    )


def _address(function: Any) -> int:
    return ctypes.cast(function, ctypes.c_void_p).value or 0


def handle(thing: Any) -> int:
    """Return the address behind one of pypdfium2's handles."""
    return ctypes.cast(thing, ctypes.c_void_p).value or 0


@contextmanager
def open_document(data: bytes, options: ReadOptions) -> Iterator[pdfium.PdfDocument]:
    """Open a PDF held in memory.

    Raises `SourceError` for what pdfium refuses or holds no page, `LimitError` beyond `options.max_pages`.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise SourceError(_refusal(error, data)) from error
    try:
        _check_length(len(document), options.max_pages)
        yield document
    finally:
        document.close()


def _refusal(error: pdfium.PdfiumError, data: bytes) -> str:
    """Say why a file was refused; pdfium may still give the reason of the file before (it sets none for no page)."""
    code = getattr(error, "err_code", None)
    if code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY) and b"/Encrypt" not in data:
        code = None
    return _REFUSALS.get(code, "PDF illisible ou sans aucune page")


def _check_length(pages: int, limit: int) -> None:
    if not pages:
        raise SourceError("PDF sans aucune page")
    if pages > limit:
        raise LimitError(f"document de {pages} pages, la limite est de {limit}")
