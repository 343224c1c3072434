"""Where a sentence begins and ends in the flow."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

import regex

_END = regex.compile(
    r"[.!?](?=\s+(?![a-zà-ÿ(]))(?<!\.{4})"
    r"(?<!\b(?:M|MM|Mme|Mmes|Dr|Pr|art|Art|n|N|no|p|cf|al|ch|St|Ste|L|R|D|A|av|bd|min|fonct|dom|loc|réf|[A-Z]|(?i:janv|févr|avr|juil|sept|oct|nov|déc))[.!?])"
    r"|;|\n\s*\n(?!(?<=\p{L}\n\n)(?:\p{Ll}|\(\d{1,2}\)\s\p{Ll}))|:\s*\n(?=\s*[-–•*])"
)
"""A full stop after an abbreviation or an initial ends nothing, leader dots neither; a semicolon and a blank line end
a clause, unless it stands between a word and a small letter.

Each way to end begins with a sign of its own and is only then looked back from, which is three times as fast."""


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) of the sentences of `text[start:end]`, their stop included, white space left out."""
    end = len(text) if end is None else end
    at = start
    ends = _ends(text)
    for stop in ends[bisect_right(ends, start) : bisect_right(ends, end)]:
        yield from trimmed(text, at, stop)
        at = stop
    yield from trimmed(text, at, end)


@lru_cache(maxsize=8)
def _ends(text: str) -> tuple[int, ...]:
    """Return where sentences end in a whole text: a convention is cut again and again, by one family after another."""
    return tuple(match.end() for match in _END.finditer(text))


def sentence_at(text: str, index: int, start: int = 0, end: int | None = None) -> tuple[int, int]:
    """Return the (start, end) of the sentence of `text[start:end]` that holds character `index`."""
    end = len(text) if end is None else end
    low = max(start, index - 2000)
    found = (low, min(end, index + 1))
    for found in sentences(text, low, min(end, index + 2000)):
        if found[0] <= index < found[1]:
            return found
        if found[0] > index:
            break
    return found


def trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield `(start, end)` without the blanks at both ends; nothing when nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
