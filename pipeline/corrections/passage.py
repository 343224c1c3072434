"""The passage that a correction was made on: the lines around a value, known by their fingerprint.

Offsets move when a page is read anew; the lines do not. A passage still stands as long as lines of that fingerprint are
somewhere on its page.
"""

from __future__ import annotations

import hashlib
import re

from pipeline.metadata import BLOCK

_LINE = re.compile(r"[^\n]+")


def fingerprint(text: str, start: int, end: int) -> str:
    """Return the fingerprint (16 hex) of the lines of a page that `[start, end)` touches; blanks are all alike.

    Lines that are masked in part have none (empty): they are not those that were read.
    """
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    lines = text[first : last if last >= 0 else len(text)]
    return "" if BLOCK in lines else _digest(lines)


def locate(text: str, passage: str) -> tuple[int, int] | None:
    """Return where on a page the lines of that fingerprint stand, None when they are not there."""
    lines = [match.span() for match in _LINE.finditer(text)]
    for first in range(len(lines)):
        for last in range(first, len(lines)):
            start, end = lines[first][0], lines[last][1]
            if _digest(text[start:end]) == passage:
                return start, end
    return None


def _digest(passage: str) -> str:
    return hashlib.sha256(" ".join(passage.split()).encode()).hexdigest()[:16]
