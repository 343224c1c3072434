"""A rule: a pattern composed of named atoms, compiled once, and what it answers. Whoever asks it may be heard."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

import msgspec
import regex

from pipeline.errors import RuleError
from pipeline.extract.anchors import Anchors
from pipeline.extract.compiled import Compiled, Kept
from pipeline.extract.literals import Derivation, Literals
from pipeline.extract.questions import How, Listener, Question

_FLAGS = {"ignorecase": regex.IGNORECASE, "multiline": regex.MULTILINE, "dotall": regex.DOTALL}
_SHORT = 200
"""Characters; a shorter text is searched faster than it is indexed."""
Stretch = tuple[str, int, int]
"""A text, and half-open offsets in it."""

_ATOM = regex.compile(r"(?<![\\pPN])\{([a-z][a-z0-9_]*)\}")


class RuleSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule as written in its file."""

    id: str
    note: str
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    pattern: str | None = None
    tokens: tuple[tuple[dict[str, Any], ...], ...] | None = None
    flags: tuple[str, ...] = ()
    data: dict[str, Any] = {}


class Patterns:
    """Shared by a folder's rules: atoms, where in the last texts each may match, and who hears what they are asked.

    `kept` is where their compiled patterns may be.
    """

    def __init__(self, atoms: Mapping[str, str], kept: Kept | None = None) -> None:
        self.atoms = atoms
        self.anchors = Anchors()
        self.literals = Derivation(atoms).required
        self.kept = kept
        self.listener: Listener | None = None
        self.hear: Callable[[Question], object] = _nobody

    @cached_property
    def ready(self) -> Mapping[str, Compiled]:
        """What was worked out before, by the rules' ids."""
        return self.kept.read() if self.kept else {}

    def listen(self, listener: Listener | None) -> Listener | None:
        """Let `listener` hear from now on what rules are asked; return the one before."""
        before, self.listener = self.listener, listener
        self.hear = listener.questions.append if listener else _nobody
        return before


def _nobody(_: Question) -> None:
    """Hear a question when nobody listens."""


class Rule:
    """A rule ready to use. `id` is what `preuves.regle` will say."""

    def __init__(self, source: RuleSource, family: str, patterns: Patterns) -> None:
        self.source = source
        self.id = source.id
        self.family = family
        self._patterns = patterns
        patterns.anchors.add(self.id, lambda: self.literals)

    def __repr__(self) -> str:
        return f"Rule({self.id})"

    @property
    def data(self) -> Mapping[str, Any]:
        """What goes with the rule."""
        self._patterns.hear((self.id, "data", "", 0, 0))
        return self.source.data

    @property
    def bare(self) -> RuleSource:
        """All that what it recognises, and what comes of that, depends on: no note, no example, atoms written out."""
        pattern = self.source.pattern and expand(self.source.pattern, self._patterns.atoms, self.id)
        return msgspec.structs.replace(self.source, note="", examples=(), counter_examples=(), pattern=pattern)

    @cached_property
    def compiled(self) -> regex.Pattern[str]:
        """The compiled pattern. Raises RuleError when it does not compile or names an unknown atom."""
        if self.source.pattern is None:
            raise RuleError(f"{self.id}: a rule of tokens has no regex")
        if (known := self._patterns.ready.get(self.id)) is not None:
            return known.pattern
        flags = regex.VERBOSE | regex.V0
        for name in self.source.flags:
            if name not in _FLAGS:
                raise RuleError(f"{self.id}: unknown flag {name!r}")
            flags |= _FLAGS[name]
        try:
            return regex.compile(expand(self.source.pattern, self._patterns.atoms, self.id), flags)
        except regex.error as error:
            raise RuleError(f"{self.id}: {error}") from error

    @cached_property
    def literals(self) -> Literals:
        """Literals one of which stands, folded, in whatever the rule matches; none when that cannot be told."""
        if (known := self._patterns.ready.get(self.id)) is not None:
            return known.literals
        return self._patterns.literals(self.source.pattern) if self.source.pattern else frozenset()

    def work_out(self) -> Compiled:
        """Make at once what is otherwise made when first asked for; the words of the examples are met besides.

        Raises RuleError for a pattern that is wrong.
        """
        known = Compiled(self.compiled, self.literals)
        for text in self.source.examples:
            self.may_match(text, 0, len(text))
        return known

    def may_match(self, text: str, start: int, end: int) -> bool:
        """Tell, for much less than a search, whether the rule may match in `text[start:end]`; False is certain."""
        return not self.literals or self._patterns.anchors.allow(self.id, text, start, end)

    @property
    def groups(self) -> Mapping[str, int]:
        """The names that the pattern gives to what it matches, each with the group's number."""
        return self.compiled.groupindex

    def finditer(
        self, text: str, start: int = 0, end: int | None = None, *, of: Stretch | None = None
    ) -> Iterator[regex.Match[str]]:
        """Yield the matches in `text[start:end]` (offsets count from the text's beginning).

        `of` is a stretch that holds all that is looked at, of a longer text that other rules are tried on as well.
        """
        end = len(text) if end is None else end
        self._patterns.hear((self.id, "all", text, start, end))
        return self.unheard(text, start, end, of)

    def unheard(self, text: str, start: int, end: int, of: Stretch | None) -> Iterator[regex.Match[str]]:
        """Yield the matches as `finditer` does; for a family, which tells what it is asked itself."""
        return self.compiled.finditer(text, start, end) if self._worth_it(text, start, end, of) else iter(())

    def search(
        self, text: str, start: int = 0, end: int | None = None, *, of: Stretch | None = None
    ) -> regex.Match[str] | None:
        """Return the first match in `text[start:end]`; `of` as for `finditer`."""
        end = len(text) if end is None else end
        self._patterns.hear((self.id, "first", text, start, end))
        if not self._worth_it(text, start, end, of):
            return None
        return self.compiled.search(text, start, end)

    def _worth_it(self, text: str, start: int, end: int, of: Stretch | None) -> bool:
        return self.may_match(*of) if of else len(text) <= _SHORT or self.may_match(text, start, end)

    def stands_in(self, text: str) -> bool:
        """Tell whether the rule matches in a text that few rules are tried on: indexing its words would cost more."""
        self._patterns.hear((self.id, "first", text, 0, len(text)))
        return self.compiled.search(text) is not None

    def all_in(self, text: str) -> Iterator[regex.Match[str]]:
        """Yield the matches in a text that few rules are tried on, as `stands_in` does."""
        self._patterns.hear((self.id, "all", text, 0, len(text)))
        return self.compiled.finditer(text)

    def match(self, text: str, start: int = 0, end: int | None = None) -> regex.Match[str] | None:
        """Return the match that begins at `start`."""
        end = len(text) if end is None else end
        self._patterns.hear((self.id, "at", text, start, end))
        return self.compiled.match(text, start, end)

    def fullmatch(self, text: str) -> regex.Match[str] | None:
        """Return the match of the whole `text`."""
        self._patterns.hear((self.id, "whole", text, 0, len(text)))
        return self.compiled.fullmatch(text)

    def cased_match(self, text: str) -> regex.Match[str] | None:
        """Return the match that `text` begins with, letters being of the case that the pattern writes."""
        self._patterns.hear((self.id, "cased", text, 0, len(text)))
        return self._cased.match(text)

    @cached_property
    def _cased(self) -> regex.Pattern[str]:
        return regex.compile(self.compiled.pattern, regex.VERBOSE)

    def answer(self, how: How, text: str, start: int, end: int) -> object:
        """Return what a question got, as what can be compared with another rule's answer to it."""
        if how == "data":
            return self.source.data
        if how == "all":
            return [_told(match) for match in self.compiled.finditer(text, start, end)]
        pattern = self._cased if how == "cased" else self.compiled
        ask = {"first": pattern.search, "at": pattern.match, "whole": pattern.fullmatch, "cased": pattern.match}[how]
        return _told(ask(text, start, end))


def _told(match: regex.Match[str] | None) -> object:
    return match and (match.regs, match.lastindex)


def expand(pattern: str, atoms: Mapping[str, str], where: str, depth: int = 0) -> str:
    """Replace `{name}` by the atom's pattern, grouped. Raises RuleError for an unknown atom or a circle."""
    if depth > 12:
        raise RuleError(f"{where}: atoms that refer to one another in a circle")

    def atom(match: regex.Match[str]) -> str:
        if match[1] not in atoms:
            raise RuleError(f"{where}: unknown atom {{{match[1]}}}")
        return f"(?:{expand(atoms[match[1]], atoms, where, depth + 1)})"

    return _ATOM.sub(atom, pattern)
