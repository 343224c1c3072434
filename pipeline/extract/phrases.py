"""Sentences of a stretch of clean text, by their places."""

from __future__ import annotations

import regex

_END = regex.compile(r"(?P<stop>[.!?][»\")]?)(?=\s+[\p{Lu}«\"\d(]|\s*$)|\n\n+")
_ABBREVIATION = regex.compile(
    r"(?:(?<!\p{L})(?:M|MM|Mr|Dr|Pr|n|no|art|al|cf|p|pp|ex|etc|St|Ste|L|R|D|A|J|[\p{Lu}])|\b(?:janv|févr|avr|juil|sept|oct|nov|déc))\.$",
    regex.IGNORECASE,
)


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the half-open places of the sentences of `text[start:end]`, blanks trimmed."""
    found = []
    at = start
    for match in _END.finditer(text, start, end):
        if match["stop"] and _ABBREVIATION.search(text, max(at, match.start() - 8), match.start() + 1):
            continue
        found.append(_trimmed(text, at, match.end("stop") if match["stop"] else match.start()))
        at = match.end()
    found.append(_trimmed(text, at, end))
    return [place for place in found if place[0] < place[1]]


def flat(text: str) -> str:
    """Return `text` on one line, its white space collapsed."""
    return " ".join(text.split())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
