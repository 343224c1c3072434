"""When two wordings are the name of one person."""

from __future__ import annotations

from pipeline.reference import normalised


def same_name(one: str, other: str) -> bool:
    """Compare two names: the same words, one the surname of the other, or initials that stand for given names."""
    a, b = normalised(one).split(), normalised(other).split()
    if sorted(a) == sorted(b):
        return True
    short, long = sorted((a, b), key=lambda words: len("".join(words)))
    surname = [word for word in short if len(word) > 1]
    initials = [word for word in short if len(word) == 1]
    if not surname or not set(surname) <= set(long):
        return False
    rest = [word for word in long if word not in surname]
    return all(any(word.startswith(letter) for word in rest) for letter in initials)
