"""Characters of pdfium's text layer -> words where they are displayed.

pdfium invents blanks where it sees gaps, and misses some. Here a word ends at a printed blank, at a jump (another
line, another column), or at a gap that is wide for the line's letter-spacing; an invented blank without such a gap
does not split ("dé pense"). Boxes are in displayed points from the top-left (`model.Box`).
"""

from __future__ import annotations

import ctypes
import math
from collections import deque
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium_c

from pipeline.read.pdfium import calls, handle
from pipeline.read.raw import RawWord

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]

_HYPHENS = (2, 0xFFFE)
"""What pdfium writes for a hyphen at a line's end."""
_BLANKS = np.array([0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000], np.uint32)
_IGNORED = np.array([0x200B, 0x2060, 0xFEFF], np.uint32)
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
_MARK_SIZE = 0.82
"""Size of a footnote's mark, as a share of the text's, at most."""
_UNMARKED = tuple(map(ord, "mM([{/\\-+=_."))
"""Characters that no footnote's mark follows."""
_UPRIGHT = 0.95
"""Cosine from which a line of text is level as displayed."""
_BOLD = (b"bold", b"black", b"heavy", b"demi")
_MAX_FONT_NAME = 120


class View(NamedTuple):
    """How user space is displayed: the page's visible box (left, bottom, right, top) and its clockwise rotation."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @property
    def width(self) -> float:
        """Displayed width, in points."""
        return self.top - self.bottom if self.rotation % 180 else self.right - self.left

    @property
    def height(self) -> float:
        """Displayed height, in points."""
        return self.right - self.left if self.rotation % 180 else self.top - self.bottom

    def show(self, rect: Floats) -> Floats:
        """Turn rows of (left, top, right, bottom) in user space into displayed (x0, y0, x1, y1)."""
        left, top, right, bottom = rect[:, 0], rect[:, 1], rect[:, 2], rect[:, 3]
        sides = {
            0: (left - self.left, self.top - top, right - self.left, self.top - bottom),
            90: (bottom - self.bottom, left - self.left, top - self.bottom, right - self.left),
            180: (self.right - right, bottom - self.bottom, self.right - left, top - self.bottom),
            270: (self.top - top, self.right - right, self.top - bottom, self.right - left),
        }[self.rotation]
        return np.stack(sides, axis=1)

    def level(self, x: float, y: float) -> float:
        """Return how far below the top a point of user space is displayed."""
        return (self.top - y, x - self.left, y - self.bottom, self.right - x)[self.rotation // 90]


class Style(NamedTuple):
    """What all the characters of one text object share."""

    size: float
    """Font size as displayed, in points."""
    bold: bool
    turned: bool
    drop: float
    """From a character's loose bottom up to its base line, in points."""


def read_words(textpage: Any, view: View) -> tuple[RawWord, ...]:
    """Read every word of a text page, in pdfium's order."""
    count = pdfium_c.FPDFText_CountChars(textpage)
    if count <= 0:
        return ()
    codes, boxes = _codes(textpage, count), view.show(_boxes(textpage, count))
    code_is_hyphen = np.isin(codes, _HYPHENS)
    blank = ((codes <= 32) | (codes == 127) | np.isin(codes, _BLANKS)) & ~code_is_hyphen
    inked = np.flatnonzero(~blank & ~np.isin(codes, _IGNORED))
    if not len(inked):
        return ()
    starts = _starts(codes, boxes, inked, code_is_hyphen)
    return tuple(_words(textpage, view, codes, boxes, inked, starts))


def _codes(textpage: Any, count: int) -> Codes:
    """Return one code point per character; hyphens at line ends keep pdfium's mark."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium_c.FPDFText_GetText(textpage, 0, count, buffer)
    if written == count + 1:
        codes: Codes = np.ctypeslib.as_array(buffer)[:count].astype(np.uint32)
        if not ((codes >= 0xD800) & (codes < 0xE000)).any():
            return codes
    one_by_one = np.fromiter(map(pdfium_c.FPDFText_GetUnicode, repeat(textpage, count), range(count)), np.uint32, count)
    return np.where((one_by_one == 0) | (one_by_one > 0x10FFFF), 0xFFFD, one_by_one).astype(np.uint32)


def _boxes(textpage: Any, count: int) -> Floats:
    """Return rows of (left, top, right, bottom) in user space: advance width by font height."""
    out = np.zeros((count, 4), np.float32)
    base, step = out.ctypes.data, out.strides[0]
    addresses = range(base, base + step * count, step)
    deque(map(calls().loose_box, repeat(handle(textpage), count), range(count), addresses), maxlen=0)
    return out


def _starts(codes: Codes, boxes: Floats, inked: Ints, hyphen: Flags) -> Ints:
    """Return the positions in `inked` where a word starts."""
    before, after = inked[:-1], inked[1:]
    a, b = boxes[before], boxes[after]
    heights = boxes[inked, 3] - boxes[inked, 1]
    size = np.maximum(np.minimum(heights[:-1], heights[1:]), 0.1)
    overlap = np.minimum(a[:, 3], b[:, 3]) - np.maximum(a[:, 1], b[:, 1])
    jump = (overlap < 0.4 * size) | (b[:, 0] < a[:, 0] - 0.5 * size) | (b[:, 0] > a[:, 2] + 3 * size)
    printed = _printed_blank_before(codes, boxes, inked)
    gap = (b[:, 0] - a[:, 2]) / size
    digit = (codes[inked] >= 48) & (codes[inked] <= 57)
    enough = np.where((digit[:-1] & digit[1:]) | (after - before > 1), _LIKELY_GAP, _SPLIT_GAP)
    wide = gap - _letter_spacing(gap, jump, printed) > enough
    cut = jump | printed | wide | (hyphen[before] & (after - before > 1)) | _note_marks(codes[inked], a, b, size)
    return np.flatnonzero(np.concatenate(([True], cut)))


def _note_marks(inked: Codes, a: Floats, b: Floats, size: Floats) -> Flags:
    """Tell which characters but the first are a footnote's mark: a small raised figure after a word.

    Left in the word, it would turn 30 000 € into 30 000 €1. The 2 of m² is no mark.
    """
    digit = (inked >= 48) & (inked <= 57) | (inked == 42)
    smaller = (b[:, 3] - b[:, 1]) < _MARK_SIZE * (a[:, 3] - a[:, 1])
    raised = b[:, 3] < a[:, 3] - 0.15 * size
    marks: Flags = digit[1:] & smaller & raised & ~np.isin(inked[:-1], _UNMARKED)
    return marks


def _printed_blank_before(codes: Codes, boxes: Floats, inked: Ints) -> Flags:
    """Tell which characters but the first follow a blank that is drawn (it has a width), not invented by pdfium."""
    drawn = np.zeros(len(codes) + 1, np.int64)
    drawn[1:] = np.cumsum((boxes[:, 2] - boxes[:, 0] > 0.01) & ((codes == 32) | np.isin(codes, _BLANKS)))
    seen: Ints = drawn[inked]
    return seen[1:] > seen[:-1]


def _letter_spacing(gap: Floats, jump: Flags, printed: Flags) -> Floats:
    """Return what to take off each gap: the usual gap of its line where most letters stand apart."""
    spacing = np.zeros_like(gap)
    line = np.cumsum(jump)
    inner = ~jump & ~printed
    pairs = np.bincount(line, inner)
    apart = np.bincount(line, inner & (gap > 0.08))
    for number in np.flatnonzero((pairs >= 5) & (apart > 0.6 * pairs)):
        here = line == number
        usual = float(np.median(gap[here & inner]))
        if usual < _MAX_LETTER_SPACING:
            spacing[here] = usual
    return spacing


def _words(textpage: Any, view: View, codes: Codes, boxes: Floats, inked: Ints, starts: Ints) -> list[RawWord]:
    ends = np.append(starts[1:], len(inked))
    first, last = inked[starts], inked[ends - 1]
    shown = np.where(np.isin(codes, _HYPHENS), ord("-"), codes)[inked].astype("<u4")
    text = shown.tobytes().decode("utf-32-le", "replace")
    glyphs = boxes[inked]
    x0 = np.minimum.reduceat(glyphs[:, 0], starts).tolist()
    y0 = np.minimum.reduceat(glyphs[:, 1], starts).tolist()
    x1 = np.maximum.reduceat(glyphs[:, 2], starts).tolist()
    y1 = np.maximum.reduceat(glyphs[:, 3], starts).tolist()
    bottoms = boxes[first, 3].tolist()
    following = codes[np.minimum(last + 1, len(codes) - 1)].tolist()
    styles = _styles(textpage, view, first.tolist(), bottoms)
    kept = kept_blanks(codes)
    words = []
    for i, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        style, top, bottom = styles[i], y0[i], y1[i]
        if not style.turned:
            base = bottoms[i] - style.drop
            top, bottom = base - _ASCENT * style.size, base + _DESCENT * style.size
        after = kept.get(following[i], " ")
        box = (x0[i], top, x1[i], bottom)
        words.append(RawWord(text[start:end], *box, style.size, style.bold, 1.0, after, style.turned))
    return words


def kept_blanks(codes: Codes) -> dict[int, str]:
    """Return the blanks worth keeping: none when a font that gives one code to all its spaces calls them no-break."""
    return _KEPT_BLANKS if (codes == 0xA0).sum() < (codes == 32).sum() else {0x202F: "\u202f"}


def _styles(textpage: Any, view: View, indexes: list[int], bottoms: list[float]) -> list[Style]:
    """Return the style of the words that start at `indexes`; pdfium is asked once per text object."""
    address, text_object = handle(textpage), calls().text_object
    probe = _Probe(textpage, view)
    styles: list[Style] = []
    current: int | None = None
    for index, bottom in zip(indexes, bottoms, strict=True):
        owner = text_object(address, index)
        if owner != current or not owner:
            styles.append(probe.style(index, bottom))
            current = owner
        else:
            styles.append(styles[-1])
    return styles


class _Probe:
    """Asks pdfium for the style of single characters; keeps its out-parameters and the fonts already met."""

    def __init__(self, textpage: Any, view: View) -> None:
        self._textpage, self._view = textpage, view
        self._matrix = pdfium_c.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._name, self._flags = ctypes.create_string_buffer(_MAX_FONT_NAME), ctypes.c_int()
        self._bold: dict[bytes, bool] = {}

    def style(self, index: int, bottom: float) -> Style:
        """Return the style of a character whose box ends at `bottom`, as displayed."""
        matrix, view = self._matrix, self._view
        pdfium_c.FPDFText_GetMatrix(self._textpage, index, matrix)
        a, b = matrix.a, matrix.b
        size = pdfium_c.FPDFText_GetFontSize(self._textpage, index) * (math.hypot(matrix.c, matrix.d) or 1.0)
        along = (a, b, -a, -b)[view.rotation // 90]
        pdfium_c.FPDFText_GetCharOrigin(self._textpage, index, self._x, self._y)
        drop = bottom - view.level(self._x.value, self._y.value)
        return Style(size, self._is_bold(index), along < _UPRIGHT * math.hypot(a, b), drop)

    def _is_bold(self, index: int) -> bool:
        """Tell boldness by the font's name: the weight pdfium reports is 400 for most embedded fonts."""
        pdfium_c.FPDFText_GetFontInfo(self._textpage, index, self._name, _MAX_FONT_NAME, self._flags)
        name = self._name.value
        if name not in self._bold:
            self._bold[name] = any(mark in name.lower() for mark in _BOLD)
        return self._bold[name]
