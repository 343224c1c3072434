"""Loose words -> printed rows -> segments (the stretches of a row that a wide gap sets apart).

Everything the layout does (columns, tables, reading order) is worked out on segments. Distances are compared to the
row's *em*, its font size, so that the same figures hold for 8-point annexes and 24-point titles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import nan
from operator import itemgetter, sub
from typing import NamedTuple

from pipeline.read.raw import RawWord, Traits, median, traits_of

SURE_GAP = 1.6
"""From this gap on (em) two words stand in different columns, whatever the rest of the row."""
POSSIBLE_GAP = 0.8
"""Between this and `SURE_GAP` they do when the gap stands out among the row's others (a justified line's are alike)."""
NARROW_GAP = 0.4
"""Narrowest gap (em) between columns that other rows show."""
_RATHER_WIDE = 1.25
_AT = 0.35
"""How near (em) to a column's left a word starts it."""
_STANDS_OUT = 2.0
ALIKE = 0.2
"""Gaps that differ by less (em) come from justification."""
_MARKER = re.compile(
    r"[•●○◦▪▫■□►▶➢➤✓✔❖*\-–—−‐‑·o§\uf02d\uf06e\uf076\uf0a7\uf0b7\uf0d8\uf0e8\uf0fc]|\(?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,5})[.)°]|\d{1,2}(?:\.\d{1,2}){1,3}\.?|\d{1,2}°/?|[¹²³⁴-⁹]+"
)
"""What opens an item of a list, the signs of symbol fonts too: it belongs to the text, however far that stands."""
_NAMED = re.compile(r"art(?:icle|\.)|annexe|titre|chapitre|section", re.IGNORECASE)
_NUMBER = re.compile(r"(?:\d{1,2}(?:er)?|[IVX]+|premier|unique)[.:]?", re.IGNORECASE)
"""What names a heading and its number, which a letter-spaced heading sets as far apart as columns are."""
_ADVANCE, _SPACED = 0.65, 0.9
"""Usual width (em) of a capital, and from where on, over a line, they are set apart."""
_TELLING = 8
"""Letters of a line that tell it."""
_UNITS = frozenset(("€", "k€", "K€", "M€"))
_UNIT_REACH = 5.0
"""How far (em) the sign of the euro may stand from its figure: some tables set it in a column of its own."""
_MARKER_REACH = 5.0
"""How far (em) an item's text may stand from its marker."""


class Segment(NamedTuple):
    """Words of one row that belong together, from left to right."""

    x0: float
    y0: float
    x1: float
    y1: float
    words: tuple[RawWord, ...]

    @property
    def text(self) -> str:
        """The words, joined by a space."""
        return " ".join(word.text for word in self.words)


class Row(NamedTuple):
    """Everything printed on one base line, cut into segments from left to right."""

    x0: float
    y0: float
    x1: float
    y1: float
    em: float
    segments: tuple[Segment, ...]


def rows_of(words: Iterable[RawWord]) -> list[Row]:
    """Gather words into rows, from top to bottom."""
    return [_row(group) for group in group_lines(words)]


def group_lines(words: Iterable[RawWord]) -> list[list[RawWord]]:
    """Gather words that share a base line: each line from left to right, lines from top to bottom."""
    return list(lines_of(words))


def lines_of(words: Iterable[RawWord]) -> Iterator[list[RawWord]]:
    """Yield the lines of `group_lines` one by one."""
    line: list[RawWord] = []
    top = bottom = nan
    listed = list(words)
    if len(listed) < 2:
        if listed:
            yield listed
        return
    for word in sorted(listed, key=_twice_middle):
        if word.y0 == top and word.y1 == bottom:
            line.append(word)
            continue
        overlap = min(bottom, word.y1) - max(top, word.y0)
        if line and overlap >= 0.5 * min(bottom - top, word.y1 - word.y0):
            line.append(word)
            if word.y1 - word.y0 > bottom - top:
                top, bottom = word.y0, word.y1
        else:
            if line:
                yield sorted(line, key=_left)
            line = [word]
            top, bottom = word.y0, word.y1
    if line:
        yield sorted(line, key=_left)


def is_marker(word: RawWord) -> bool:
    """Tell whether a word is what opens an item of a list."""
    return _MARKER.fullmatch(word.text) is not None


def is_stretched(row: Row) -> bool:
    """Tell whether a row is one text stretched to the margin, its words as far apart as columns would be."""
    if len(row.segments) < 3:
        return False
    gaps = [b.x0 - a.x1 for a, b in pairwise(row.segments)]
    single = all(len(part.words) == 1 for part in row.segments)
    return single and max(gaps) - min(gaps) < ALIKE * row.em


def recut(row: Row, starts: Sequence[float]) -> Row:
    """Cut the segments of a row where a word starts a column (at one of `starts`) after more than its usual gap."""
    parts = [piece for part in row.segments for piece in _cut_at(part.words, row.em, starts)]
    return row if len(parts) == len(row.segments) else row._replace(segments=tuple(parts))


def _cut_at(words: Sequence[RawWord], em: float, starts: Sequence[float]) -> list[Segment]:
    gaps = [b.x0 - a.x1 for a, b in pairwise(words)]
    if not gaps:
        return [segment(words)]
    least = NARROW_GAP * em if len(gaps) == 1 else max(NARROW_GAP * em, _RATHER_WIDE * median(gaps))
    parts, start = [], 0
    for i, gap in enumerate(gaps, 1):
        if gap >= least and any(abs(words[i].x0 - x) < _AT * em for x in starts):
            parts.append(segment(words[start:i]))
            start = i
    return [*parts, segment(words[start:])]


def em_of(words: Sequence[RawWord]) -> float:
    """Return the usual font size of some words (their height where no size is known), in points."""
    return traits_of(words).em


def segment(words: Sequence[RawWord]) -> Segment:
    """Return the segment made of `words` (at least one), from left to right."""
    if len(words) == 1:
        (word,) = words
        return Segment(word.x0, word.y0, word.x1, word.y1, (word,))
    return _segment(words, traits_of(words))


def _segment(words: Sequence[RawWord], traits: Traits) -> Segment:
    return Segment(min(traits.x0), min(traits.y0), max(traits.x1), max(traits.y1), tuple(words))


def _twice_middle(word: RawWord) -> float:
    return word.y0 + word.y1


_left = itemgetter(RawWord._fields.index("x0"))


def _row(words: list[RawWord]) -> Row:
    traits = traits_of(words)
    em = traits.em
    segments = _segments(words, traits, em)
    return Row(
        segments[0].x0,
        min(part.y0 for part in segments),
        max(part.x1 for part in segments),
        max(part.y1 for part in segments),
        em,
        tuple(segments),
    )


def _is_justified(gaps: list[float], em: float) -> bool:
    """Tell whether a line was stretched to the margin: all its gaps are alike, however wide."""
    return len(gaps) > 2 and max(gaps) - min(gaps) < ALIKE * em


def _spacing(traits: Traits, em: float) -> float:
    """Return by how much the letters of a line are spaced out, its blanks with them, as a factor."""
    letters = sum(map(len, traits.text))
    advance = sum(map(sub, traits.x1, traits.x0)) / letters
    return advance / (_ADVANCE * em) if letters >= _TELLING and advance > _SPACED * em else 1.0


def _opens_text(words: Sequence[RawWord]) -> bool:
    """Tell whether the first word of a row marks the item or names the heading that follows."""
    if is_marker(words[0]):
        return True
    return _NAMED.fullmatch(words[0].text) is not None and _NUMBER.fullmatch(words[1].text) is not None


def _segments(words: list[RawWord], traits: Traits, em: float) -> list[Segment]:
    gaps = list(map(sub, traits.x0[1:], traits.x1))
    if gaps and max(gaps) >= POSSIBLE_GAP * em:
        em *= _spacing(traits, em)
    if not gaps or max(gaps) < POSSIBLE_GAP * em or _is_justified(gaps, em):
        return [_segment(words, traits)]
    usual = median(gap for gap in gaps if gap < SURE_GAP * em) if min(gaps) < SURE_GAP * em else 0.0
    enough = min(max(POSSIBLE_GAP * em, _STANDS_OUT * usual), SURE_GAP * em)
    all_wide = min(gaps) >= POSSIBLE_GAP * em and max(gaps) >= SURE_GAP * em
    if usual >= POSSIBLE_GAP * em and (len(gaps) < 3 or all_wide):
        enough = POSSIBLE_GAP * em
    parts, start, joined = [], 0, 0
    for i, gap in enumerate(gaps, 1):
        if gap < POSSIBLE_GAP * em:
            continue
        if words[i].text in _UNITS and gap < _UNIT_REACH * em and words[i - 1].text[-1].isdigit():
            joined = i
        elif gap < enough and not 0 < joined == i - 1:
            continue
        elif not (i == 1 and gap < _MARKER_REACH * em and _opens_text(words)):
            parts.append(segment(words[start:i]))
            start = i
    parts.append(segment(words[start:]))
    return parts
