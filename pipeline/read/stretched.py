"""Lines of justified text that end before their margin, yet are stretched to it: each is one text, not columns.

A line that was broken by hand in a justified paragraph has its few words set as far apart as columns are, all the
blanks alike but those that may not stretch (the no-break ones). It starts and ends where the full lines of the page
do, which columns do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import regex as re

from pipeline.model import Page
from pipeline.read.content import is_amount
from pipeline.read.raw import RawWord, median
from pipeline.read.rows import ALIKE, Row, is_marker, segment

_LONG, _FULL = 6, 3
"""Words of a line that tells where the margins are, and such lines, at least."""
_SHORT_OF = 5.0
"""How far (em) short of the margin a line may end that was not stretched to it."""
_JUSTIFIED = 0.6
"""Share of the lines ending near the margin that end on it, in justified text."""
_ON = 0.15
"""How near (em) a justified line ends to its margin."""
_INDENT = 4.0
"""Widest indent (em) of a first line, or of an item of a list."""
_PITCH = 1.2
"""Blank height (em) between two lines of one paragraph, at most."""
_PRINTED, _WIDE = 0.4, 0.6
"""Width (em) of a blank as printed, at most, and of one that was stretched beyond doubt, at least."""
_NEARLY, _SEVERAL, _MANY = 0.12, 3, 6
"""Share of their width by which the blanks of one line differ on an image, at most; so many of them at least, and from
how many on the narrowest may be left out (a speck was read beside a word)."""
_ENDS = re.compile(r".*[.,;:!?»)]")
_NO_BREAK = re.compile(r"(?:.*[«°\d]|(?:.*\P{L})?(?:M|Mme|art|p)\.?) .*|.* (?:[;:!?»%]|[kM]?€).*", re.IGNORECASE)
"""Two words between which a blank may not break a line, nor stretch in some (other writers print it as any blank)."""


class Margins(NamedTuple):
    """Where the lines of justified text start and end, in points."""

    left: float
    right: float


class _Extent(NamedTuple):
    """A line of text: where it starts and ends (points), its font size, its words."""

    x0: float
    x1: float
    em: float
    words: int


def with_lines_whole(rows: Sequence[Row], others: Margins | None = None) -> list[Row]:
    """Return the rows of a page, each line that was stretched to the margin as one segment.

    `others` are the margins of the document's other pages, for a page that has too little text to show its own.
    """
    margins = _own(rows) or others if any(len(row.segments) > 1 for row in rows) else None
    if margins is None:
        return list(rows)
    whole = {at for at, row in enumerate(rows) if _is_sure(row, margins)}
    whole.update(at for at in range(1, len(rows)) if _ends_sentence(rows[at], rows[at - 1], margins))
    whole.update(_beside(rows, whole, margins))
    return [_joined(row) if at in whole else row for at, row in enumerate(rows)]


def margins_beyond(pages: Sequence[Page]) -> dict[int, Margins]:
    """Return, by page number, the other pages' margins for a page of the same width that shows none of its own."""
    asking = [page for page in pages if any(not table.ruled for table in page.tables)]
    found: dict[int, Margins] = {}
    for page in asking:
        alike = [one for one in pages if one.width == page.width]
        shown = None if _of_text(_extents([page])) else _of_text(_extents(alike))
        if shown is not None:
            found[page.number] = shown
    return found


def _own(rows: Sequence[Row]) -> Margins | None:
    return _of_text([_Extent(row.x0, row.x1, row.em, len(_words(row))) for row in rows if len(row.segments) == 1])


def _extents(pages: Sequence[Page]) -> list[_Extent]:
    return [
        _Extent(line.box.x0, line.box.x1, line.box.height, page.text.count(" ", line.start, line.end) + 1)
        for page in pages
        for line in page.lines
    ]


def _of_text(lines: Sequence[_Extent]) -> Margins | None:
    """Return the margins that most of some long lines end on, None where the text is not justified."""
    long = sorted((line for line in lines if line.words >= _LONG), key=lambda line: line.x1)
    best: Sequence[_Extent] = ()
    first = 0
    for last, line in enumerate(long):
        while line.x1 - long[first].x1 > 2 * _ON * line.em:
            first += 1
        best = max(best, long[first : last + 1], key=len)
    if len(best) < _FULL:
        return None
    right = best[len(best) // 2].x1
    near = sum(abs(line.x1 - right) < _SHORT_OF * line.em for line in long)
    return Margins(min(line.x0 for line in best), right) if len(best) >= _JUSTIFIED * near else None


def _is_sure(row: Row, margins: Margins) -> bool:
    """Tell whether a row cut in parts is one text: two stretched blanks alike, or one before a word that goes on."""
    gaps = _gaps(row) if len(row.segments) > 1 else []
    if not gaps or not (_touches(row, margins) or _lacks_mark(row, gaps, margins)):
        return False
    if max(gaps) - min(gaps) >= ALIKE * row.em:
        return len(gaps) >= _SEVERAL and _goes_on(row) and _nearly_alike(row, gaps)
    return len(gaps) > 1 or row.segments[-1].text[0].islower()


def _ends_sentence(row: Row, above: Row, margins: Margins) -> bool:
    """Tell whether two words from margin to margin end what a full line right above them leaves open."""
    words, before = _words(row), _words(above)
    if (
        len(words) != 2
        or len(row.segments) != 2
        or not _ENDS.fullmatch(words[1].text)
        or _ENDS.fullmatch(words[0].text)
    ):
        return False
    open_above = len(above.segments) == 1 and len(before) >= _LONG and not _ENDS.fullmatch(before[-1].text)
    near = row.y0 - above.y1 < _PITCH * row.em
    return near and open_above and _touches(row, margins) and _touches(above, margins)


def _nearly_alike(row: Row, gaps: Sequence[float]) -> bool:
    """Tell whether blanks measured on an image, from ink to ink, are alike."""
    scanned = all(word.size == 0 for word in _words(row))
    ranked = sorted(gaps)[len(gaps) >= _MANY :]
    return scanned and ranked[-1] - ranked[0] <= _NEARLY * median(ranked)


def _goes_on(row: Row) -> bool:
    return any(word.text[0].islower() for word in _words(row)[1:])


def _lacks_mark(row: Row, gaps: Sequence[float], margins: Margins) -> bool:
    """Tell whether a row ends where a mark that the reader lost, set apart by a like blank, would be at the margin."""
    if len(gaps) < _SEVERAL or abs(row.x0 - margins.left) > _INDENT * row.em or not _nearly_alike(row, gaps):
        return False
    return abs(row.x1 + median(gaps) - margins.right) <= row.em


def _beside(rows: Sequence[Row], sure: set[int], margins: Margins) -> Iterator[int]:
    """Yield the rows of a single blank, from margin to margin, next to a stretched line of the same paragraph."""
    stretched = sure | {at for at, row in enumerate(rows) if _is_wide(row, margins)}
    for order in (range(1, len(rows)), range(len(rows) - 2, -1, -1)):
        for at in order:
            before = at - order.step
            if at not in stretched and before in stretched and _is_like(rows[at], rows[before], margins):
                stretched.add(at)
                yield at


def _is_wide(row: Row, margins: Margins) -> bool:
    """Tell whether a line left whole was stretched beyond what full lines are."""
    gaps = _gaps(row) if len(row.segments) == 1 else []
    return bool(gaps) and min(gaps) > _WIDE * row.em and _touches(row, margins)


def _is_like(row: Row, other: Row, margins: Margins) -> bool:
    near = max(row.y0, other.y0) - min(row.y1, other.y1) < _PITCH * row.em
    gaps = _gaps(row)
    alone = (len(row.segments) == 2 and len(gaps) == 1) or (len(row.segments) > 2 and _nearly_alike(row, gaps))
    return near and alone and _touches(row, margins) and not is_amount(row.segments[-1].text)


def _touches(row: Row, margins: Margins) -> bool:
    """Tell whether a row goes from margin to margin, indented or not (or less than the long lines are)."""
    on, near = abs(row.x1 - margins.right) <= 2 * _ON * row.em, abs(row.x0 - margins.left) <= _INDENT * row.em
    return on and near


def _gaps(row: Row) -> list[float]:
    """Return the blanks of a row that may be stretched, in points; the one after the marker of an item is set apart."""
    words = _words(row)
    gaps = [b.x0 - a.x1 for a, b in pairwise(words) if not _is_fixed(a, b, row.em)]
    return gaps[1:] if len(gaps) > 1 and is_marker(words[0]) else gaps


def _is_fixed(a: RawWord, b: RawWord, em: float) -> bool:
    """Tell whether the blank between two words is one that does not stretch."""
    return b.x0 - a.x1 < _PRINTED * em and (a.after != " " or _NO_BREAK.fullmatch(f"{a.text} {b.text}") is not None)


def _words(row: Row) -> list[RawWord]:
    return [word for part in row.segments for word in part.words]


def _joined(row: Row) -> Row:
    return row._replace(segments=(segment(_words(row)),))
