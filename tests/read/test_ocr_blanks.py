"""Words in capitals that the reader cut: the image tells whether a blank stands there."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.read.ocr_blanks import rejoined
from pipeline.read.ocr_tesseract import PixelWord
from pipeline.read.pixels import Gray

CUT = [PixelWord("SERV", 20, 10, 80, 30, 0.35), PixelWord("ANT", 88, 10, 130, 30, 0.35)]


def strokes(*, blank: int, first: int = 20, last: int = 130) -> Gray:
    """Paper with a letter's stroke every six pixels but for a blank of so many about the middle of the cut."""
    pixels = np.full((40, 200), 240, np.uint8)
    pixels[10:30, first:last:6] = 60
    pixels[10:30, 84 - blank // 2 : 84 + blank // 2] = 240
    return pixels


@pytest.mark.parametrize(
    ("line", "blank", "said"),
    [
        (CUT, 0, ["SERVANT"]),
        (CUT, 12, ["SERV", "ANT"]),
        ([one._replace(confidence=0.9) for one in CUT], 0, ["SERV", "ANT"]),
        ([CUT[0], CUT[1]._replace(text="ant")], 0, ["SERV", "ant"]),
        ([CUT[0]._replace(text="À"), CUT[1]], 0, ["À", "ANT"]),
    ],
)
def test_pieces_of_one_word_are_joined_where_no_blank_stands(
    line: list[PixelWord], blank: int, said: list[str]
) -> None:
    [found] = rejoined([line], strokes(blank=blank))
    assert [one.text for one in found] == said


def test_what_is_joined_has_the_box_of_both() -> None:
    [[whole, after]] = rejoined([[*CUT, PixelWord("le", 160, 12, 175, 30, 0.9)]], strokes(blank=0))
    assert (whole.x0, whole.x1, whole.confidence, after.text) == (20, 130, 0.35, "le")
