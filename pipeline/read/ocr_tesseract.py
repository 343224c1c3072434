"""The first reader: Tesseract through the `tesserocr` wheel, its French model loaded once a process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from pipeline.read.pixels import Gray
from pipeline.read.tessdata import LANGUAGE, TesseractMissing, tessdata


class PixelWord(NamedTuple):
    """A word where it stands in the image, in pixels, with its confidence (0-1)."""

    text: str
    x0: int
    y0: int
    x1: int
    y1: int
    confidence: float
    alternative: str = ""
    """Another reader's reading, when it differed."""


def read_lines(pixels: Gray, *, dpi: int) -> list[list[PixelWord]]:
    """Return the words Tesseract reads in `pixels`, line by line as it cuts them, in no order to rely on.

    The page is taken as one column: columns and tables are the layout's affair, and Tesseract's own search for them
    is slower and loses words. Raises TesseractMissing.
    """
    engine = _engine()
    height, width = pixels.shape
    engine.SetImageBytes(pixels.tobytes(), width, height, 1, width)
    engine.SetSourceResolution(dpi)
    try:
        engine.Recognize()
        return list(_lines(engine.GetIterator()))
    finally:
        engine.Clear()


def _lines(iterator: Any) -> Iterator[list[PixelWord]]:
    import tesserocr

    if iterator is None:
        return
    line: list[PixelWord] = []
    for item in tesserocr.iterate_level(iterator, tesserocr.RIL.WORD):
        if line and item.IsAtBeginningOf(tesserocr.RIL.TEXTLINE):
            yield line
            line = []
        line += _word(item, tesserocr.RIL.WORD)
    yield line


def _word(item: Any, level: Any) -> Iterator[PixelWord]:
    """Yield the word where the iterator stands."""
    box = item.BoundingBox(level)
    text = item.GetUTF8Text(level).strip() if box is not None else ""
    if text:
        x0, y0, x1, y1 = box
        yield PixelWord(text, x0, y0, x1, y1, item.Confidence(level) / 100)


@lru_cache(maxsize=1)
def _engine() -> Any:
    folder = tessdata()
    # Debian's build spends its time in thread switches unless told otherwise; read when the library is loaded.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    try:
        import tesserocr
    except ImportError as error:
        if "failed to map segment" in str(error):  # The library is there, the memory to load it is not.
            raise MemoryError(str(error)) from error
        raise TesseractMissing from error
    if folder is None:
        raise TesseractMissing
    try:
        return tesserocr.PyTessBaseAPI(path=str(folder), lang=LANGUAGE, psm=tesserocr.PSM.SINGLE_COLUMN)
    except RuntimeError as error:
        raise TesseractMissing from error
