"""Numbers and codes as narrow cells print them, over lines: the reader and the extraction ask the same of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

_BEGUN = re.compile(r"\d{1,3}(?:[ .]\d{3})*")
_UNIT = r"(?:[kKM]?€|(?i:euros?|eur))"
_ENDED = re.compile(rf"\d{{3}}|\d{{3}}(?:[ .]\d{{3}})*(?P<closed>,\d\d?(?:\s?{_UNIT})?|\s?{_UNIT})")
"""What goes on below in a narrow cell, and its end: three figures, or more where decimals or a unit close the sum."""
_BROKEN, _LAST = re.compile(r"\d{1,3}(?:[ .]\d{3})+,\d"), re.compile(rf"\d(?:\s?{_UNIT})?")
"""A sum cut within its decimals, of which it has two, and its last one."""
_CODE = re.compile(
    r"\d{3,4}-[A-Z0-9]{4}-[A-Z0-9]{4}|0\d{3}-\d{2}(?:-\d{2})?|0\d{3}[A-Z0-9]{8}|[A-Z]{6,8}\d{2,4}|\d{2}\.\d{2}\.\d{2}|\d-\d-\d{5}"
)
"""A unit, a domaine fonctionnel, an activité, a centre de coûts, a groupe de marchandises, a fonds."""
_COST_CENTRE, _LETTERS = 10, re.compile(r"[A-Z]{6}")
NumberEnd = Literal["closed", "open"]


def number_end(above: str, below: str) -> NumberEnd | None:
    """Tell whether two lines of a cell may make one number ('18' over '400,00'), None when they cannot.

    'closed': what closes a sum stands below alone, and two sums would each be closed; 'open': want of room must tell.
    """
    if _BROKEN.fullmatch(above):
        return "closed" if _LAST.fullmatch(below) else None
    match = _ENDED.fullmatch(below) if _BEGUN.fullmatch(above) else None
    if match is None:
        return None
    return "closed" if match["closed"] else "open"


def cut_code(lines: Sequence[str]) -> bool:
    """Tell whether the lines of a cell are one budget code that the cell was too narrow for, none of them being one."""
    return len(lines) > 1 and _is_code("".join(lines)) and not any(map(_is_code, lines))


def _is_code(text: str) -> bool:
    """Tell whether a text is a whole code; letters and figures alone are a centre de coûts of ten characters."""
    named = _LETTERS.match(text) is None or len(text) == _COST_CENTRE
    return named and _CODE.fullmatch(text) is not None
