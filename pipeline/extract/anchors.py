"""Where in a text each rule may match, told from one pass over the text's words.

A rule cannot match without one of its literals (`literals.py`). Documents of one genre say the same words again and
again, so which literals a word holds is worked out once for all texts; a text is then so many words looked up.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import chain

from pipeline.extract.literals import Literals, fold

_HEAD = 3
"""Literals are looked up in a word by so many of their first characters, or by all of them when they are fewer."""
_WORDS = 50_000
"""Words remembered at most: codes, sums and misreadings are new in every document."""
_TEXTS = 32
"""Texts remembered at most: a document, its conventions, and their views."""


class Anchors:
    """The literals of a set of rules, and the texts last searched for them; all is worked out when first asked."""

    def __init__(self) -> None:
        self._rules: dict[str, Callable[[], Literals]] = {}
        self._texts: dict[str, _Text] = {}

    def add(self, rule: str, literals: Callable[[], Literals]) -> None:
        """Enter a rule by its id, with what tells its literals."""
        self._rules[rule] = literals

    def allow(self, rule: str, text: str, start: int, end: int) -> bool:
        """Tell whether a rule may match in `text[start:end]`; False is certain."""
        try:
            known = self._texts[text]
        except KeyError:
            known = self._search(text)
        try:
            places, least = known[rule]
        except KeyError:
            places, least = known.add(rule, self._literals[rule])
        if not places:
            return False
        i = bisect_left(places, start)
        return i < len(places) and places[i] + least <= end

    @cached_property
    def _literals(self) -> Mapping[str, Literals]:
        return {rule: literals() for rule, literals in self._rules.items()}

    @cached_property
    def _words(self) -> _Words:
        return _Words(frozenset(chain.from_iterable(self._literals.values())))

    def _search(self, text: str) -> _Text:
        if len(self._texts) >= _TEXTS:
            self._texts.clear()
        found: defaultdict[bytes, list[int]] = defaultdict(list)
        words, at = self._words, 0
        for word in fold(text).split(b" "):
            for literal, offset in words[word]:
                found[literal].append(at + offset)
            at += len(word) + 1
        known = self._texts[text] = _Text(found)
        return known


class _Text(dict[str, tuple[Sequence[int], int]]):
    """By rule, where its literals begin in one text, in order, and the length of the shortest."""

    def __init__(self, found: Mapping[bytes, Sequence[int]]) -> None:
        super().__init__()
        self._found = found

    def add(self, rule: str, literals: Literals) -> tuple[Sequence[int], int]:
        """Enter a rule that is asked for."""
        here = literals & self._found.keys()
        entry = self[rule] = sorted(chain.from_iterable(map(self._found.__getitem__, here))), min(map(len, literals))
        return entry


class _Words(dict[bytes, tuple[tuple[bytes, int], ...]]):
    """The literals that each word met so far holds, blanks around it among them, and where in it they begin."""

    def __init__(self, literals: Literals) -> None:
        super().__init__()
        self._by_head: defaultdict[bytes, list[bytes]] = defaultdict(list)
        for literal in sorted(literals):
            self._by_head[literal[:_HEAD]].append(literal)

    def __missing__(self, word: bytes) -> tuple[tuple[bytes, int], ...]:
        if len(self) >= _WORDS:
            self.clear()
        edged = b" " + word + b" "
        hits = self[word] = tuple(
            (literal, at - 1)
            for at in range(len(edged))
            for length in range(1, min(_HEAD, len(edged) - at) + 1)
            for literal in self._by_head.get(edged[at : at + length], ())
            if edged.startswith(literal, at)
        )
        return hits
