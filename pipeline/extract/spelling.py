"""Undoes single-letter misreadings of OCR in titles (Obiet, Movens), by the words of the document and of the genre."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import regex

_WORD = regex.compile(r"[\p{L}0]{4,}")
_CONFUSED = ("ij", "il", "vy", "aq", "gq", "np", "nu", "un", "ce", "eo", "0o", "ao", "ft", "hb", "lt", "ré", "eé", "rt")
"""Letters that OCR takes for one another."""


class Speller:
    """Corrects words of one document. A word that is known as it stands is never touched."""

    def __init__(self, text: str, genre: Iterable[str]) -> None:
        counts = Counter(match[0].casefold() for match in _WORD.finditer(text))
        self._known = {word for word, count in counts.items() if count > 2} | set(genre)
        self._genre = set(genre)

    def corrected(self, text: str) -> str:
        """Return `text` with its misread words replaced, case kept."""
        return _WORD.sub(lambda match: self._word(match[0]), text)

    def _word(self, word: str) -> str:
        plain = word.casefold()
        if plain in self._genre or (plain in self._known and not plain.count("0")):
            return word
        found = {other for other in _neighbours(plain) if other in self._known}
        return _cased(found.pop(), word) if len(found) == 1 else word


def _neighbours(word: str) -> Iterator[str]:
    for i, letter in enumerate(word):
        for pair in _CONFUSED:
            if letter in pair:
                yield word[:i] + pair.replace(letter, "", 1) + word[i + 1 :]


def _cased(word: str, like: str) -> str:
    if like.isupper():
        return word.upper()
    return word.capitalize() if like[0].isupper() or like[0] == "0" else word
