"""Numbers as narrow cells print them, over two lines: the reader and the extraction ask the same question of them."""

from __future__ import annotations

import re
from typing import Literal

_BEGUN = re.compile(r"\d{1,3}(?:[ .]\d{3})*")
_UNIT = r"(?:[kKM]?€|(?i:euros?|eur))"
_ENDED = re.compile(rf"\d{{3}}|\d{{3}}(?:[ .]\d{{3}})*(?P<closed>,\d\d?(?:\s?{_UNIT})?|\s?{_UNIT})")
"""What goes on below in a narrow cell, and its end: three figures, or more where decimals or a unit close the sum."""
NumberEnd = Literal["closed", "open"]


def number_end(above: str, below: str) -> NumberEnd | None:
    """Tell whether two lines of a cell may make one number ('18' over '400,00'), None when they cannot.

    'closed': what closes a sum stands below alone, and two sums would each be closed; 'open': want of room must tell.
    """
    match = _ENDED.fullmatch(below) if _BEGUN.fullmatch(above) else None
    if match is None:
        return None
    return "closed" if match["closed"] else "open"
