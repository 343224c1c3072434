"""How wide words are, and where they may be cut."""

from __future__ import annotations

import re
from functools import lru_cache

from reportlab.pdfbase import pdfmetrics


@lru_cache(maxsize=65536)
def width_of(text: str, font: str) -> float:
    """Width of a text at one point."""
    return float(pdfmetrics.stringWidth(text, font, 1000)) / 1000


_SYLLABLE = re.compile(r"[aeiouyéèêàâîïôûù](?=[bcdfghjklmnpqrstvxz][aeiouyéèêàâîïôû])")


def hyphenated(word: str, room: float, font: str, size: float) -> tuple[str, str] | None:
    """Cut a plain long word after a syllable so that its head fits in `room`, or return None."""
    if len(word) < 8 or not word.isalpha() or word.isupper():
        return None
    for cut in reversed([m.end() for m in _SYLLABLE.finditer(word) if 2 < m.end() < len(word) - 2]):
        if width_of(word[:cut] + "-", font) * size <= room:
            return word[:cut] + "-", word[cut:]
    return None


def cut_at_hyphen(word: str, room: float, font: str, size: float) -> tuple[str, str] | None:
    """Cut after the last hyphen that fits, as a word processor does with codes and compounds."""
    for match in reversed(list(re.finditer(r"(?<=\w)-(?=[\w\[])", word))):
        if width_of(word[: match.end()], font) * size <= room:
            return word[: match.end()], word[match.end() :]
    return None
