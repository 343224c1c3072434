"""What a page engine (pdfium's text layer, or OCR) hands to the layout: loose words and rulings, no order yet.

Both engines speak the same terms, so that columns, lines, tables, running heads and reading order are worked out
once, by the same code, whether the page was typed or scanned. Boxes as in `model.Box`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pipeline.errors import SourceError
from pipeline.model import Layer
from pipeline.read.frame import Frame


class RawWord(NamedTuple):
    """A run of glyphs without white space, where it stands, and how sure its reading is (0-1)."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float = 0.0
    """Font size in points (0: unknown)."""
    bold: bool = False
    confidence: float = 1.0
    after: str = " "
    """The blank printed after the word: a space, or the no-break space that holds the digits of an amount together."""
    turned: bool = False
    """True when the glyphs do not run from left to right as the page is displayed (watermark, text in the margin)."""
    alternative: str = ""
    """What another reader saw there, when it saw something else."""
    side: int = 0
    """By how many degrees the page is turned clockwise for the glyphs to run from left to right, when they run straight
    up (90) or down (270) as it is displayed."""


class Traits(NamedTuple):
    """Several words (at least one), a tuple for each of their traits: what is asked of all is asked in one call."""

    text: tuple[str, ...]
    x0: tuple[float, ...]
    y0: tuple[float, ...]
    x1: tuple[float, ...]
    y1: tuple[float, ...]
    size: tuple[float, ...]
    bold: tuple[bool, ...]
    confidence: tuple[float, ...]
    after: tuple[str, ...]
    turned: tuple[bool, ...]
    alternative: tuple[str, ...]
    side: tuple[int, ...]

    @property
    def em(self) -> float:
        """Usual font size (height where no size is known), in points."""
        if all(self.size):
            return median(self.size) or 1.0
        return median([size or y1 - y0 for size, y0, y1 in zip(self.size, self.y0, self.y1, strict=True)]) or 1.0


def traits_of(words: Iterable[RawWord]) -> Traits:
    """Return the traits of some words (at least one)."""
    return Traits(*zip(*words, strict=True))


def median(values: Iterable[float]) -> float:
    """Return the median of some numbers (at least one); `statistics` spends longer on asking what they are."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


class Ruling(NamedTuple):
    """A drawn straight line, horizontal when `y0 == y1`, vertical when `x0 == x1` (thickness dropped)."""

    x0: float
    y0: float
    x1: float
    y1: float


class RawPage(NamedTuple):
    """A page before layout."""

    number: int
    width: float
    height: float
    rotation: int
    layer: Layer
    quality: float
    words: tuple[RawWord, ...]
    rulings: tuple[Ruling, ...]
    warnings: tuple[str, ...] = ()
    frame: Frame | None = None
    """Set when the boxes are those of a straightened scan: `frame.restore` leads the finished page back."""
    failure: SourceError | None = None
    """Why the page's image could not be read, when it had to be."""
