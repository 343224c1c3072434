"""What words take from the text objects they start in: size, boldness, direction, base line."""

from __future__ import annotations

import ctypes
import math
from functools import cache
from itertools import repeat
from operator import mul
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium_c

from pipeline.read.pdfium import Answers, calls, handle, pointer
from pipeline.read.view import Doubles, View

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_UPRIGHT = 0.95
"""Cosine from which a line of text is level as displayed."""
_SMALLER, _RAISED = 0.9, 0.15
"""Size and rise of a footnote's mark, as shares of the text's size."""
_BOLD = (b"bold", b"black", b"heavy", b"demi")
_MAX_FONT_NAME = 120


class Styles(NamedTuple):
    """The style of some words, an array of each trait."""

    size: Doubles
    """Font size as displayed, in points."""
    drop: Doubles
    """From the loose bottom of the first character up to its base line, in points."""
    turned: Flags
    bold: Flags


def read_styles(textpage: Any, starts: Ints, bottoms: Doubles, view: View) -> Styles:
    """Return the styles of the words whose first characters are `starts`, their boxes ending at `bottoms`.

    All the characters of one text object look alike: pdfium is asked once per object.
    """
    page = pointer(handle(textpage))
    owners = np.fromiter(map(calls().text_object, repeat(page), starts.tolist()), np.uintp, len(starts))
    first = np.concatenate(([0], np.flatnonzero(owners[1:] != owners[:-1]) + 1))
    times = np.diff(first, append=len(starts))
    size, drop, turned = _probe(page, starts[first].tolist(), bottoms[first], view)
    bold = _are_bold(textpage, owners[first].tolist(), starts[first].tolist())
    return Styles(np.repeat(size, times), np.repeat(drop, times), np.repeat(turned, times), np.repeat(bold, times))


def are_raised(textpage: Any, before: Ints, after: Ints, view: View) -> Flags:
    """Tell which characters `after` are drawn smaller and higher than those `before` them."""
    page, nowhere = pointer(handle(textpage)), np.zeros(len(before))
    usual, base, _ = _probe(page, before.tolist(), nowhere, view)
    size, drop, _ = _probe(page, after.tolist(), nowhere, view)
    raised: Flags = (size < _SMALLER * usual) & (drop - base > _RAISED * usual)
    return raised


def sizes_of(textpage: Any, numbers: Ints, view: View) -> Doubles:
    """Return the font size of some characters as displayed, in points."""
    return _probe(pointer(handle(textpage)), numbers.tolist(), np.zeros(len(numbers)), view)[0]


def _probe(page: Any, indexes: list[int], bottoms: Doubles, view: View) -> tuple[Doubles, Doubles, Flags]:
    """Return the size, the drop and the direction of some characters."""
    a, b, c, d, _, _ = _matrices().ask(calls().matrix, [page] * len(indexes), indexes).T.tolist()
    x, y = _origins().ask(calls().origin, [page] * len(indexes), indexes).T
    drops = bottoms - view.levels(x, y)
    scales = (math.hypot(*side) or 1.0 for side in zip(c, d, strict=True))
    sizes = map(mul, map(calls().font_size, repeat(page), indexes), scales)
    turned = (view.along(*side) < _UPRIGHT * math.hypot(*side) for side in zip(a, b, strict=True))
    return np.fromiter(sizes, np.float64), drops, np.fromiter(turned, np.bool_)


@cache
def _matrices() -> Answers:
    return Answers(ctypes.c_float, 6)


@cache
def _origins() -> Answers:
    return Answers(ctypes.c_double, 2, pointers=2)


def _are_bold(textpage: Any, owners: list[int], indexes: list[int]) -> Flags:
    """Tell boldness by the font's name: the weight pdfium reports is 400 for most embedded fonts."""
    fonts = list(map(calls().font, map(pointer, owners)))
    bold = {font: _is_bold(textpage, index) for font, index in dict(zip(fonts, indexes, strict=True)).items()}
    return np.fromiter(map(bold.__getitem__, fonts), np.bool_, len(fonts))


def _is_bold(textpage: Any, index: int) -> bool:
    name, flags = ctypes.create_string_buffer(_MAX_FONT_NAME), ctypes.c_int()
    pdfium_c.FPDFText_GetFontInfo(textpage, index, name, _MAX_FONT_NAME, flags)
    return any(mark in name.value.lower() for mark in _BOLD)
