"""Rules of which every match begins with (`data.debuts`), or holds, one of a few words: tried where these words stand.

A pattern that is a choice between words is tried at every character; looking for the words themselves, one after the
other, takes a tenth of the time. The words are written in small letters, without accents, and stand for any form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import regex

from pipeline.extract.literals import fold
from pipeline.extract.rules import Rule


def led(rule: Rule, text: str, start: int = 0, end: int | None = None) -> Iterator[regex.Match[str]]:
    """Yield the matches in `text[start:end]` of a rule that says by which words they begin (`data.debuts`)."""
    end = len(text) if end is None else end
    at = start
    for place in places(rule.data["debuts"], text, start, end):
        if place >= at and (match := rule.match(text, place, end)):
            yield match
            at = match.end()


def places(words: Iterable[str], text: str, start: int, end: int) -> list[int]:
    """Return where the words stand in `text[start:end]`, whatever their case and accents, in order."""
    plain = folded(text)
    found: set[int] = set()
    for word in words:
        sought = word.encode("latin-1")
        at = plain.find(sought, start, end)
        while at >= 0:
            found.add(at)
            at = plain.find(sought, at + 1, end)
    return sorted(found)


def around(words: Iterable[str], text: str, *, before: int, after: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of `text` within so many characters of one of the words, those that touch joined."""
    zone: tuple[int, int] | None = None
    for place in places(words, text, 0, len(text)):
        start, end = max(0, place - before), min(len(text), place + after)
        if zone is not None and start <= zone[1]:
            zone = (zone[0], end)
            continue
        if zone is not None:
            yield zone
        zone = (start, end)
    if zone is not None:
        yield zone


folded = lru_cache(maxsize=32)(fold)
"""A document's text is looked at by many rules, one after the other."""
