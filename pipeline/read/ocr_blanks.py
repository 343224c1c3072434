"""Words in capitals that the first reader cuts in two ('SERV ANT'): no blank stands in the image where it set one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from pipeline.read.ocr_tesseract import PixelWord
from pipeline.read.pixels import Gray, paper_level

_UNSURE = 0.75
"""What the reader does not reach for one piece at least of a word that it cuts."""
_BLANK = 0.3
"""Heights of a capital that a blank is wide, at least; a thin foot (the L's) may be lost in less."""
_AROUND = 0.5
"""How far beyond its two boxes a cut is looked at, in heights: they end where the reader guessed."""
_PALE = 40
"""How much darker than the paper the thinnest stroke of a letter is."""


def rejoined(lines: Iterable[Sequence[PixelWord]], pixels: Gray) -> list[list[PixelWord]]:
    """Return the words of a page's lines, two pieces of one word in capitals being one again."""
    read = [list(line) for line in lines]
    if not any(_may_be_cut(*pair) for line in read for pair in pairwise(line)):
        return read
    darker = paper_level(pixels) - _PALE
    return [list(_rejoined(line, pixels, darker)) for line in read]


def _rejoined(line: Sequence[PixelWord], pixels: Gray, darker: int) -> Iterator[PixelWord]:
    last: PixelWord | None = None
    for word in line:
        if last is not None and _may_be_cut(last, word) and _widest_blank(last, word, pixels, darker) < _BLANK:
            y0, y1 = min(last.y0, word.y0), max(last.y1, word.y1)
            last = last._replace(text=last.text + word.text, x1=word.x1, y0=y0, y1=y1)
            continue
        if last is not None:
            yield last
        last = word
    if last is not None:
        yield last


def _may_be_cut(left: PixelWord, right: PixelWord) -> bool:
    unsure = min(left.confidence, right.confidence) < _UNSURE
    return unsure and all(len(one.text) > 1 and one.text.isalpha() and one.text.isupper() for one in (left, right))


def _widest_blank(left: PixelWord, right: PixelWord, pixels: Gray, darker: int) -> float:
    """Return how wide the widest blank about the cut is, in heights of its letters."""
    y0, y1 = min(left.y0, right.y0), max(left.y1, right.y1)
    around = round(_AROUND * (y1 - y0))
    x0, x1 = max(left.x0, left.x1 - around), min(right.x1, right.x0 + around)
    inked = np.flatnonzero((pixels[y0:y1, x0:x1] < darker).any(axis=0))
    edges = np.concatenate(([-1], inked, [max(x1 - x0, 0)]))
    return float(np.diff(edges).max() - 1) / max(y1 - y0, 1)
