"""Characters of pdfium's text layer -> words where they are displayed.

pdfium invents blanks where it sees gaps, and misses some. Here a word ends at a printed blank, at a jump (another
line, another column), or at a gap that is wide for the line's letter-spacing; an invented blank without such a gap
does not split ("dé pense"). Boxes are in displayed points from the top-left (`model.Box`).
"""

from __future__ import annotations

import ctypes
from functools import cache
from itertools import pairwise, repeat
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium_c

from pipeline.read.characters import BLANK, DIGIT, HYPHEN, NO_BREAK, STAR, UNINKED, UNMARKED, Codes, Kinds, kinds_of
from pipeline.read.pdfium import Answers, calls, handle, pointer
from pipeline.read.raw import RawWord, median
from pipeline.read.styles import Styles, are_raised, read_styles, sizes_of
from pipeline.read.view import Doubles, Floats, View

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_KEPT_BLANKS = {0xA0: "\u00a0", 0x202F: "\u202f"}

_ASCENT, _DESCENT = 0.76, 0.22
"""Share of the font size above and below the base line: one height for all the words of a line, whatever their font."""
_SPLIT_GAP = 0.14
"""Gap (share of a character's height) that parts two words where no blank was printed."""
_LIKELY_GAP = 0.09
"""The same where pdfium sees a blank too, and between two digits: these are never kerned apart, and thousands are
often set apart by a thin space only."""
_MAX_LETTER_SPACING = 0.6
"""Letters further apart (share of their height) are words of their own."""
_EVEN = 1.15
"""The boxes of one line's letters differ in height by no more than this, unless they hold the ink alone."""
_DOUBTED = 0.45
"""A gap wider than this (share of the higher letter's height: a hyphen is low) parts words in any case."""
_INK_ALONE = 0.85
"""A box lower than this share of its font's size holds the ink alone."""
_MARK_SIZE = 0.9
"""Size of a footnote's mark, as a share of the text's, at most."""

_N, _CAPITAL_N = ord("n"), ord("N")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Glyphs(NamedTuple):
    """The characters of a page that leave ink, in pdfium's order: an array of each trait."""

    number: Ints
    """The character's place among all those of the page."""
    code: Codes
    kind: Kinds
    x0: Floats
    y0: Floats
    x1: Floats
    y1: Floats
    after_blank: Flags
    """A blank that is drawn (it has a width) stands before, not one that pdfium invented."""


class Spread(NamedTuple):
    """How every glyph but the first stands to the one before it: an array of each trait."""

    size: Floats
    """Height of the lower of the two, in points."""
    jump: Flags
    """It stands on another line or in another column."""
    gap: Floats
    """Blank between the two, as a share of `size`."""
    wide: Flags
    """The gap parts two words."""
    broken: Flags
    """The one before is a hyphen at a line's end."""


def read_words(textpage: Any, view: View) -> tuple[RawWord, ...]:
    """Read every word of a text page, in pdfium's order."""
    count = pdfium_c.FPDFText_CountChars(textpage)
    if count <= 0:
        return ()
    codes = _codes(textpage, count)
    glyphs = _with_numero_signs(_glyphs(codes, view.show(_boxes(textpage, count))))
    if not len(glyphs.number):
        return ()
    spread = _spread(glyphs)
    starts, marks = _starts(
        spread, glyphs, _note_marks(textpage, glyphs, view), _narrow(spread, glyphs, textpage, view)
    )
    styles = read_styles(textpage, glyphs.number[starts], glyphs.y1[starts].astype(np.float64), view)
    words = _words(glyphs, starts, styles, _blanks_after(codes, glyphs, starts))
    for at in np.flatnonzero(marks).tolist():
        words[at] = words[at]._replace(text=_raised(words[at].text))
    return tuple(words)


def _raised(text: str) -> str:
    """Write a footnote's number as it is printed, so that nobody takes it for a figure of the text."""
    number = text[: len(text) - len(text.lstrip("0123456789"))]
    return number.translate(_RAISED) + text[len(number) :]


def _codes(textpage: Any, count: int) -> Codes:
    """Return one code point per character; hyphens at line ends keep pdfium's mark."""
    units = np.empty(count + 1, np.uint16)
    if calls().text(pointer(handle(textpage)), 0, count, pointer(units.ctypes.data)) == count + 1:
        units = units[:count]
        if not ((units & 0xF800) == 0xD800).any():
            return units.astype(np.uint32)
    one_by_one = np.fromiter(map(pdfium_c.FPDFText_GetUnicode, repeat(textpage, count), range(count)), np.uint32, count)
    return np.where((one_by_one == 0) | (one_by_one > 0x10FFFF), 0xFFFD, one_by_one).astype(np.uint32)


def _boxes(textpage: Any, count: int) -> Floats:
    """Return rows of (left, top, right, bottom) in user space: advance width by font height."""
    return _room().ask(calls().loose_box, [pointer(handle(textpage))] * count, range(count))


@cache
def _room() -> Answers:
    return Answers(ctypes.c_float, 4)


def _glyphs(codes: Codes, shown: Floats) -> Glyphs:
    """Keep the characters that leave ink; `shown` holds x0, y0, x1, y1 of each character."""
    kinds = kinds_of(codes)
    inked = np.flatnonzero((kinds & UNINKED) == 0)
    blanks = np.flatnonzero(kinds & BLANK)
    drawn = blanks[shown[2, blanks] - shown[0, blanks] > 0.01]
    after_blank = np.zeros(len(inked) + 1, np.bool_)
    after_blank[np.searchsorted(inked, drawn)] = True
    x0, y0, x1, y1 = shown[:, inked]
    return Glyphs(inked, codes[inked], kinds[inked], x0, y0, x1, y1, after_blank[:-1])


def _with_numero_signs(glyphs: Glyphs) -> Glyphs:
    """Return the glyphs, the small raised 'o' of 'no' (numéro) written as the sign it stands for: 'n°'."""
    raised = (glyphs.code == ord("o")).nonzero()[0]
    raised = raised[raised > 0]
    before = glyphs.code[raised - 1]
    at = raised[(before == _N) | (before == _CAPITAL_N)]
    if not len(at):
        return glyphs
    heights = glyphs.y1 - glyphs.y0
    smaller = heights[at] < _MARK_SIZE * heights[at - 1]
    up = glyphs.y1[at] < glyphs.y1[at - 1] - 0.15 * heights[at]
    codes = glyphs.code.copy()
    codes[at[smaller & up]] = ord("°")
    return glyphs._replace(code=codes)


def _spread(glyphs: Glyphs) -> Spread:
    """Measure how every glyph but the first stands to the one before it."""
    x0, x1, y0, y1 = glyphs.x0, glyphs.x1, glyphs.y0, glyphs.y1
    heights = y1 - y0
    size = np.maximum(np.minimum(heights[:-1], heights[1:]), 0.1)
    overlap = np.minimum(y1[:-1], y1[1:]) - np.maximum(y0[:-1], y0[1:])
    jump = (overlap < 0.4 * size) | (x0[1:] < x0[:-1] - 0.5 * size) | (x0[1:] > x1[:-1] + 3 * size)
    gap = (x0[1:] - x1[:-1]) / size
    digit, skipped = (glyphs.kind & DIGIT) != 0, np.diff(glyphs.number) > 1
    enough = np.where((digit[:-1] & digit[1:]) | skipped, _LIKELY_GAP, _SPLIT_GAP)
    wide = gap - _letter_spacing(gap, jump, glyphs.after_blank[1:]) > enough
    return Spread(size, jump, gap, wide, skipped & ((glyphs.kind[:-1] & HYPHEN) != 0))


def _starts(spread: Spread, glyphs: Glyphs, marks: Flags, narrow: Flags) -> tuple[Ints, Flags]:
    """Return the positions in `glyphs` where a word starts, and which of these words are a footnote's mark."""
    apart = spread.wide & ~narrow
    starts = np.flatnonzero(spread.jump | glyphs.after_blank[1:] | apart | spread.broken | marks)
    return np.concatenate(([0], starts + 1)), np.concatenate(([False], (marks & ~spread.jump)[starts]))


def _narrow(spread: Spread, glyphs: Glyphs, textpage: Any, view: View) -> Flags:
    """Tell which gaps are wide beside low letters only, for want of the boxes that tell the height of a font.

    The boxes of some fonts (drawn glyph by glyph, as small capitals may be) hold the ink alone: the gap is then
    compared with the size of the font.
    """
    heights, line = glyphs.y1 - glyphs.y0, np.concatenate(([0], np.cumsum(spread.jump)))
    first = np.flatnonzero(np.diff(line, prepend=-1))
    uneven = np.maximum.reduceat(heights, first) > _EVEN * np.minimum.reduceat(heights, first)
    near = spread.gap * spread.size < _DOUBTED * np.maximum(heights[:-1], heights[1:])
    asked = spread.wide & ~spread.jump & ~glyphs.after_blank[1:] & near & uneven[line[1:]]
    doubted = np.flatnonzero(asked)
    narrow = np.zeros(len(spread.gap), np.bool_)
    if len(doubted):
        sizes = np.maximum(sizes_of(textpage, glyphs.number[doubted + 1], view), spread.size[doubted])
        narrow[doubted] = spread.gap[doubted] * spread.size[doubted] < _SPLIT_GAP * sizes
        narrow[doubted] &= spread.size[doubted] < _INK_ALONE * sizes
    return narrow


def _note_marks(textpage: Any, glyphs: Glyphs, view: View) -> Flags:
    """Tell which glyphs but the first are a footnote's mark: a small raised figure after a word.

    Left in the word, it would turn 30 000 € into 30 000 €1. The 2 of m² is no mark. The boxes of a font's characters
    say which may be one; what they are drawn with says which are, for the figures of another font stand otherwise too.
    """
    heights = glyphs.y1 - glyphs.y0
    figure, marked = (glyphs.kind[1:] & (DIGIT | STAR)) != 0, (glyphs.kind[:-1] & UNMARKED) == 0
    smaller = heights[1:] < _MARK_SIZE * heights[:-1]
    raised = glyphs.y1[1:] < glyphs.y1[:-1] - 0.15 * np.maximum(np.minimum(heights[:-1], heights[1:]), 0.1)
    marks: Flags = figure & smaller & raised & marked
    likely = np.flatnonzero(marks)
    if len(likely):
        marks[likely] = are_raised(textpage, glyphs.number[likely], glyphs.number[likely + 1], view)
    return marks


def _letter_spacing(gap: Floats, jump: Flags, printed: Flags) -> Floats:
    """Return what to take off each gap: the usual gap of its line where most letters stand apart."""
    spacing = np.zeros_like(gap)
    line = np.cumsum(jump)
    inner = ~jump & ~printed
    pairs = np.bincount(line, inner)
    apart = np.bincount(line, inner & (gap > 0.08))
    for number in np.flatnonzero((pairs >= 5) & (apart > 0.6 * pairs)):
        here = line == number
        usual = median(gap[here & inner].tolist())
        if usual < _MAX_LETTER_SPACING:
            spacing[here] = usual
    return spacing


def _words(glyphs: Glyphs, starts: Ints, styles: Styles, after: list[str]) -> list[RawWord]:
    shown = np.where((glyphs.kind & HYPHEN) != 0, ord("-"), glyphs.code).astype("<u4")
    text = shown.tobytes().decode("utf-32-le", "replace")
    bounds = [*starts.tolist(), len(text)]
    base = glyphs.y1[starts] - styles.drop
    top, bottom = base - _ASCENT * styles.size, base + _DESCENT * styles.size
    if styles.turned.any():
        top = np.where(styles.turned, np.minimum.reduceat(glyphs.y0, starts), top)
        bottom = np.where(styles.turned, np.maximum.reduceat(glyphs.y1, starts), bottom)
    columns: list[Doubles | Floats | Flags] = [
        np.minimum.reduceat(glyphs.x0, starts),
        top,
        np.maximum.reduceat(glyphs.x1, starts),
        bottom,
        styles.size,
        styles.bold,
    ]
    x0, y0, x1, y1, size, bold = (column.tolist() for column in columns)
    texts = [text[start:end] for start, end in pairwise(bounds)]
    return list(map(RawWord, texts, x0, y0, x1, y1, size, bold, repeat(1.0), after, styles.turned.tolist()))


def _blanks_after(codes: Codes, glyphs: Glyphs, starts: Ints) -> list[str]:
    """Return what is printed after each word: a space, or the no-break blank that stands there."""
    last = glyphs.number[np.append(starts[1:], len(glyphs.number)) - 1]
    following = codes[np.minimum(last + 1, len(codes) - 1)]
    if not (kinds_of(following) & NO_BREAK).any():
        return [" "] * len(starts)
    kept = kept_blanks(codes)
    return [kept.get(code, " ") for code in following.tolist()]


def kept_blanks(codes: Codes) -> dict[int, str]:
    """Return the blanks worth keeping: none when a font that gives one code to all its spaces calls them no-break."""
    return _KEPT_BLANKS if (codes == 0xA0).sum() < (codes == 32).sum() else {0x202F: "\u202f"}
