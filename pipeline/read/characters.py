"""What pdfium's characters are, before anyone asks what they say: blanks, marks, hyphens at a line's end."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]
Kinds = npt.NDArray[np.uint8]

HYPHEN = 1
"""What pdfium writes for a hyphen at a line's end."""
BLANK = 2
"""White space that a font may give a width."""
CONTROL = 4
IGNORED = 8
"""Nothing at all: joiners, byte-order marks."""
NO_BREAK = 16
"""The blanks that hold an amount together."""
DIGIT = 32
STAR = 64
UNMARKED = 128
"""Characters that no footnote's mark follows."""
UNINKED = BLANK | CONTROL | IGNORED

_LAST = 0x10FFFF
_MEMBERS: dict[int, Iterable[int]] = {
    HYPHEN: (2, 0xFFFE),
    BLANK: (0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000),
    CONTROL: (0, 1, *range(3, 0x20), 0x7F),
    IGNORED: (0x200B, 0x2060, 0xFEFF),
    NO_BREAK: (0xA0, 0x202F),
    DIGIT: range(0x30, 0x3A),
    STAR: (0x2A,),
    UNMARKED: map(ord, "mM([{/\\-+=_."),
}


def _table() -> Kinds:
    table = np.zeros(_LAST + 1, np.uint8)
    for kind, members in _MEMBERS.items():
        table[list(members)] |= kind
    return table


_KINDS = _table()
"""By code point: one look-up instead of a search for each kind."""


def kinds_of(codes: Codes) -> Kinds:
    """Return the kinds of each character (the constants of this module, summed; 0 for any other character)."""
    kinds: Kinds = _KINDS[codes]
    return kinds
