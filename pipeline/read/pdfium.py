"""pdfium, kept at arm's length: opening untrusted bytes, its words in French, its fastest calls.

pdfium is not thread-safe: one process reads one document at a time. The calls made for each of a page's thousands
of characters are bound a second time, at less than half of what they cost through `pypdfium2.raw`.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
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
    """pdfium functions that take plain integers as they are, and pointers as `pointer` or `Answers` make them."""

    text: Any
    """`(textpage, start, count, room for count + 1 UTF-16 units) -> units written`."""
    loose_box: Any
    """`(textpage, index, FS_RECTF)`."""
    text_object: Any
    """`(textpage, index) -> address of the text object the character comes from`."""
    matrix: Any
    """`(textpage, index, FS_MATRIX)`."""
    origin: Any
    """`(textpage, index, double, double)`."""
    font_size: Any
    """`(textpage, index) -> size, the matrix apart`."""
    font: Any
    """`(text object) -> address of its font`."""
    page_object: Any
    """`(page, index) -> address of the page object`."""
    object_type: Any
    """`(page object) -> one of pdfium's FPDF_PAGEOBJ_*`."""
    matrix_of: Any
    """`(page object, FS_MATRIX)`."""
    draw_mode: Any
    """`(path, int for how it is filled, int for whether it is stroked)`."""
    fill_colour: Any
    """`(page object, int for red, for green, for blue, for alpha)`."""
    stroke_colour: Any
    """The same."""
    count_segments: Any
    """`(path) -> how many`."""
    segment: Any
    """`(path, index) -> address`."""
    segment_type: Any
    """`(segment) -> one of pdfium's FPDF_SEGMENT_*`."""
    segment_point: Any
    """`(segment, float, float)`."""


@cache
def calls() -> Calls:
    """Bind the fast calls, once per process."""
    address, number = ctypes.c_size_t, ctypes.c_int
    return Calls(
        text=_bound(pdfium_c.FPDFText_GetText, number),
        loose_box=_bound(pdfium_c.FPDFText_GetLooseCharBox, None),
        text_object=_bound(pdfium_c.FPDFText_GetTextObject, address),
        matrix=_bound(pdfium_c.FPDFText_GetMatrix, None),
        origin=_bound(pdfium_c.FPDFText_GetCharOrigin, None),
        font_size=_bound(pdfium_c.FPDFText_GetFontSize, ctypes.c_double),
        font=_bound(pdfium_c.FPDFTextObj_GetFont, address),
        page_object=_bound(pdfium_c.FPDFPage_GetObject, address),
        object_type=_bound(pdfium_c.FPDFPageObj_GetType, number),
        matrix_of=_bound(pdfium_c.FPDFPageObj_GetMatrix, None),
        draw_mode=_bound(pdfium_c.FPDFPath_GetDrawMode, None),
        fill_colour=_bound(pdfium_c.FPDFPageObj_GetFillColor, None),
        stroke_colour=_bound(pdfium_c.FPDFPageObj_GetStrokeColor, None),
        count_segments=_bound(pdfium_c.FPDFPath_CountSegments, number),
        segment=_bound(pdfium_c.FPDFPath_GetPathSegment, address),
        segment_type=_bound(pdfium_c.FPDFPathSegment_GetType, number),
        segment_point=_bound(pdfium_c.FPDFPathSegment_GetPoint, None),
    )


def _bound(function: Any, result: Any) -> Any:
    """Bind a function without telling `ctypes` its arguments, and holding on to the interpreter's lock.

    What `ctypes` spends on checking three arguments, and on handing over the lock, is twice what the call takes.
    """
    return ctypes.PYFUNCTYPE(result)(handle(function))


pointer = ctypes.c_void_p.from_param
"""`(address) -> argument of a fast call`."""


def handle(thing: Any) -> int:
    """Return the address behind one of pypdfium2's handles."""
    return ctypes.cast(thing, ctypes.c_void_p).value or 0


def page_objects(page: Any) -> list[tuple[int, int]]:
    """Return the address and the type (pdfium's FPDF_PAGEOBJ_*) of what is drawn on a page, in drawing order."""
    count = pdfium_c.FPDFPage_CountObjects(page)
    found = list(map(calls().page_object, repeat(pointer(handle(page))), range(count)))
    return list(zip(found, map(calls().object_type, map(pointer, found)), strict=True))


class Answers:
    """Room that pdfium writes its answers to, made once per process and used again for each page."""

    _MOST = 4096
    """Answers held at once."""

    def __init__(self, kind: Any, width: int, pointers: int = 1) -> None:
        """Make room for answers of `width` numbers of a `ctypes` kind, which a call takes in so many pointers."""
        self._room = (kind * (width * self._MOST))()
        self._rows = np.ctypeslib.as_array(self._room).reshape(self._MOST, width)
        step, part = width * ctypes.sizeof(kind), width * ctypes.sizeof(kind) // pointers
        self._pointers = [
            [ctypes.byref(self._room, step * row + part * rank) for row in range(self._MOST)]
            for rank in range(pointers)
        ]

    def ask(self, call: Any, *arguments: Sequence[Any]) -> npt.NDArray[Any]:
        """Make a call for each tuple of arguments and return a row of numbers for each, zeros where it gave none."""
        chunks = range(0, len(arguments[0]), self._MOST)
        found = [self._some(call, [sequence[at : at + self._MOST] for sequence in arguments]) for at in chunks]
        return found[0] if len(found) == 1 else np.concatenate(found)

    def _some(self, call: Any, arguments: Sequence[Sequence[Any]]) -> npt.NDArray[Any]:
        rows = self._rows[: len(arguments[0])]
        rows[:] = 0
        deque(map(call, *arguments, *self._pointers), maxlen=0)
        return rows.copy()


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
        document.init_forms()  # Fields that were filled without an image of their values are given one.
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
