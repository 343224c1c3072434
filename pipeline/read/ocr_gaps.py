"""Ink no word covers: a lone figure in a table's cell, which the first reader takes for dirt now and then."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from pipeline.read.image_rulings import ink_of
from pipeline.read.ocr_tesseract import PixelWord
from pipeline.read.pixels import Gray, outlines
from pipeline.read.second_reader import SETTLED, is_latin, read_crops

_SURE = 0.9
"""What the reader must reach for a word nobody else saw."""
_AROUND = 0.03
"""Inches around a known word, or between two letters of a lost one."""
_LETTER = (0.05, 0.4)
"""Inches: least and greatest height of a printed letter or figure."""
_INK = 0.002
"""Square inches of ink at least: less is dirt."""
_EDGE = 0.02
"""Share of the page at each edge where scanners leave shadows."""
_MOST = 20
"""Gaps looked at on a page: more is a picture."""


def lost_words(wiped: Gray, words: Sequence[PixelWord], dpi: float) -> list[PixelWord]:
    """Return the words the second reader sees in the ink that `words` leave uncovered (`wiped`: without rulings).

    Only figures and words of two letters or more count: a lone stroke is as likely a remnant of a rule.
    """
    boxes = _uncovered(wiped, words, dpi)
    if len(boxes) > _MOST:
        return []
    margin = round(dpi * _AROUND / 2)
    readings = read_crops([wiped[y0 - margin : y1 + margin, x0 - margin : x1 + margin] for x0, y0, x1, y1 in boxes])
    return [
        PixelWord("".join(reading.text.split()), *box, SETTLED)
        for box, reading in zip(boxes, readings, strict=True)
        if reading.confidence >= _SURE and _is_word(reading.text) and not _is_end(reading.text, box, words, margin)
    ]


def _is_end(text: str, box: tuple[int, int, int, int], words: Sequence[PixelWord], margin: int) -> bool:
    """Tell whether the ink is the end of a word whose box is too narrow ('Adre' for 'Adresse')."""
    x0, y0, _, y1 = box
    return any(
        word.text.endswith(text) and word.x0 < x0 <= word.x1 + 4 * margin and word.y0 < (y0 + y1) / 2 < word.y1
        for word in words
    )


def _is_word(text: str) -> bool:
    return is_latin(text) and (any(map(str.isdigit, text)) or sum(map(str.isalpha, text)) >= 2)


def _uncovered(wiped: Gray, words: Sequence[PixelWord], dpi: float) -> list[tuple[int, int, int, int]]:
    """Return the boxes (x0, y0, x1, y1) of letter-sized ink outside every word."""
    ink, around = ink_of(wiped, dpi), round(dpi * _AROUND)
    for word in words:
        ink[max(0, word.y0 - around) : word.y1 + around, max(0, word.x0 - around) : word.x1 + around] = 0
    ink = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)), np.uint8)
    joined = cv2.dilate(ink, np.ones((3, 2 * around), np.uint8))
    height, width = wiped.shape
    boxes = []
    for _, (x, y, across, down) in outlines(joined):
        inside = _EDGE * width < x and x + across < (1 - _EDGE) * width
        inside = inside and _EDGE * height < y and y + down < (1 - _EDGE) * height
        if inside and _LETTER[0] * dpi < down < _LETTER[1] * dpi and across < 2 * dpi:
            dark = int(np.count_nonzero(ink[y : y + down, x : x + across]))
            if dark > _INK * dpi * dpi:
                boxes.append((x, y, x + across, y + down))
    return boxes
