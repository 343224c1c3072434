"""The words that names of public bodies are made of: what tells a name read on a scan from one a letter off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex

from pipeline.reference.names import normalised

_WORD = regex.compile(r"\p{L}+(?:-\s?(?:[dlDL]['’]\s?)?\p{L}+)*")
_PLURAL = regex.compile(r"[sx]$")
_SHORT = 3
"""Letters of a word that is not looked up: an article, an acronym's beginning."""


class Words:
    """The words of some names, in the singular, compounds whole and in their parts."""

    def __init__(self, names: Iterable[str]) -> None:
        self._known = frozenset(form for name in names for form in _forms(name))

    def strange(self, name: str) -> Iterator[str]:
        """Yield the words of a name that none of the known names has.

        A compound that begins with a capital is the name of a place, known as a whole or not at all.
        """
        for match in _WORD.finditer(name):
            word = normalised(match[0])
            if len(word) <= _SHORT or _PLURAL.sub("", word) in self._known:
                continue
            parts = word.split()
            common = len(parts) > 1 and match[0][0].islower()
            if not (common and all(len(part) <= _SHORT or _PLURAL.sub("", part) in self._known for part in parts)):
                yield word


def _forms(name: str) -> Iterator[str]:
    for match in _WORD.finditer(name):
        word = normalised(match[0])
        yield from (_PLURAL.sub("", form) for form in (word, *word.split()))
