"""How far apart the lines of a document stand: from where on a blank between two of them ends a paragraph.

Most acts are set with less than a line's height between their lines, some with as much as a draft to be written into.
What a document's own lines show within a sentence, full to the margin and the next in lower case, tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from pipeline.model import Box, Page

_TYPED, _SCANNED = 0.75, 1.6
"""From where on lines are far apart, in heights of a line: the blank between two that are typed; from the middle of one
to the next on a scan, whose boxes are as tall as their ink."""
_MORE = 0.25
"""By how much (heights of a line) that must exceed what the lines within a sentence show."""
_SHOWN = 3
"""So many pairs of lines show it, at least."""
_FULL, _LEFT = 0.08, 0.02
"""How far from the margin the end of a full line stands, and how far from the line above the next begins, at most
(shares of the page's width)."""


class Spacing:
    """The spacing of the lines of a document: of each page as it shows, else of all pages."""

    def __init__(self, pages: Sequence[Page]) -> None:
        shown = {page.number: list(_shown(page)) for page in pages}
        every = _usual([one for page in shown.values() for one in page])
        self._usual = {number: _usual(page) or every for number, page in shown.items()}
        self._heights = {page.number: _height(page) for page in pages}

    def is_far(self, page: Page, box: Box, above: Box) -> bool:
        """Tell whether a line stands further below another than the lines of a paragraph do."""
        height = max(min(box.height, above.height), self._heights[page.number])
        least = _SCANNED if page.layer == "ocr" else _TYPED
        return _apart(page, box, above) > max(least, self._usual[page.number] + _MORE) * height


def _height(page: Page) -> float:
    """Return how high the lines of a page are at least (points): on a scanned one, what half of them reach."""
    return max(1.0, median(line.box.height for line in page.lines)) if page.layer == "ocr" and page.lines else 1.0


def _usual(shown: Sequence[float]) -> float:
    return median(shown) if len(shown) >= _SHOWN else 0.0


def _shown(page: Page) -> Iterator[float]:
    """Yield how far apart, in heights of a line, lines stand that go on from one to the next within a sentence."""
    right = max((line.box.x1 for line in page.lines), default=page.width)
    for above, line in pairwise(page.lines):
        full = right - above.box.x1 < _FULL * page.width and abs(line.box.x0 - above.box.x0) < _LEFT * page.width
        if full and page.text[line.start].islower() and line.box.y0 > above.box.y0:
            yield _apart(page, line.box, above.box) / max(above.box.height, 1.0)


def _apart(page: Page, box: Box, above: Box) -> float:
    return (box.y0 + box.y1 - above.y0 - above.y1) / 2 if page.layer == "ocr" else box.y0 - above.y1
