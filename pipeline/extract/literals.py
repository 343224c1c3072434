"""What a pattern cannot match without: a few literals, one of which stands in whatever it matches or looks ahead at.

Derived from the pattern itself, so that no rule can forget to say it. The derivation knows the part of the syntax that
rules use; of anything else it claims nothing, and a pattern of which nothing can be claimed is simply tried everywhere.
Literals are *folded* (`fold`: no case, no accent, one character for one) and are looked for in folded text. A space at
an end of one stands for any blank: there a word begins or ends; none stands inside.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product

Literals = frozenset[bytes]

_MANY = 24
"""Beyond so many wordings, a piece of a pattern is cut in two."""
_MOST = 64
"""Beyond so many literals, none is claimed."""
_FREQUENT = 0.0055
"""A set of literals that is met about as often as 'de' tells nothing."""
_OFTEN = {
    **dict(zip(b"esaitnrulodcpmvqfbghjxyz", (15, 8, 8, 8, 7, 7, 7, 6, 6, 5, 4, 3, 3, 3, 2, *[1] * 9), strict=True)),
    **dict(zip(b" ,.-0123456789", (16, 1.5, 1.2, 0.3, 1.2, *[0.5] * 9), strict=True)),
}
"""How many of a hundred characters of these documents each is, roughly; any other is one in a thousand."""
_COMMON = """
    de 92 la 59 le 42 et 38 des 36 les 31 du 30 en 22 par 16 pour 13 au 13 convention 12 dans 11 est 10 sur 10
    article 8 service 8 delegataire 8 delegant 7 gestion 7 delegation 7 un 6 aux 6 credits 6 une 5 services 5 qui 5 n° 5
    vu 5 sont 5 numerique 4 ou 4 centre 4 il 4 presente 4 l'equipe 4 decret 4 que 3 depenses 3 sa 3 comptable 3 entre 3
    direction 3 ce 3 relatif 3 mise 3 mois 3 signature 3 ci-apres 3 budgetaire 3 notamment 3 paris 3 son 3
"""
_WORDS = tuple(
    (b" %s " % word.encode("latin-1"), int(often) / 10_000)
    for word, often in zip(_COMMON.split()[::2], _COMMON.split()[1::2], strict=True)
)
"""Their commonest words, and how many times one of their characters begins each."""
_OUTSIDE = {
    **dict(zip("€–—•…œŒ«»’ᵉʳ", "\x80\x81\x82\x83\x84\x86\x86\x87\x88\x89\x8a\x8b", strict=True)),
    **dict(zip("ſıİ\u212a\u212bŸ", "siikay", strict=True)),
    **dict.fromkeys("\u1680\u2028\u2029\u202f\u205f\u3000", " "),
    **dict.fromkeys(map(chr, range(0x2000, 0x200B)), " "),
}
"""What is outside Latin-1 and stands in patterns, under bytes that no text uses; then what is the same letter as one
inside when case does not count; then blanks."""


def _folded_byte(code: int) -> int:
    if chr(code).isspace():
        return 0x20
    if 0x80 <= code < 0xA0 or not chr(code).isprintable():
        return code if code >= 0x20 else 0x20
    return unicodedata.normalize("NFD", chr(code).lower())[0].encode("latin-1")[0]


_FOLD = bytes(map(_folded_byte, range(256)))
_LITERAL = frozenset(_FOLD) - frozenset("?ßþðæøµª".encode("latin-1"))
"""Bytes that say which characters they stand for: not what no byte was kept for, nor letters with forms outside."""


def fold(text: str) -> bytes:
    """Return `text` without case nor French accents, one byte for each character, blanks as spaces."""
    if not text.isascii():
        for char, stand_in in _OUTSIDE.items():
            text = text.replace(char, stand_in)
    return text.encode("latin-1", "replace").translate(_FOLD)


class Derivation:
    """Tells the literals of patterns that share named fragments (`{name}`), each fragment being read once."""

    def __init__(self, atoms: Mapping[str, str]) -> None:
        self._atoms = atoms
        self._known: dict[str, _Known] = {}

    def required(self, pattern: str) -> Literals:
        """Return literals one of which stands in whatever the verbose `pattern` matches; none when nothing is sure."""
        try:
            found = _Parser(pattern, self._atom).whole().literals()
        except _UnknownError:
            return frozenset()
        return found if found is not None and _frequency(found) <= _FREQUENT else frozenset()

    def _atom(self, name: str) -> _Known:
        if name not in self._atoms:
            raise _UnknownError
        if name not in self._known:
            self._known[name] = _ANYTHING  # for a circle, which is refused where patterns are compiled
            self._known[name] = _Parser(self._atoms[name], self._atom).whole()
        return self._known[name]


class _UnknownError(Exception):
    """The pattern uses syntax that the derivation does not know."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a piece of pattern: all that it can match, when that is little (blanks in a row as one space),
    and literals one of which it holds or sees ahead.
    """

    exact: Literals | None = None
    must: Literals | None = None

    def literals(self) -> Literals | None:
        """Return the literals one of which it holds or sees ahead."""
        return self.must if self.exact is None else _rarer(_shortest(self.exact), self.must)


_ANYTHING = _Known()
_NOTHING = _Known(exact=frozenset({b""}))
_BLANK = _Known(exact=frozenset({b" "}))


class _Parser:
    """Reads a pattern as `regex` does (verbose, version 0), keeping what is known of each of its pieces."""

    def __init__(self, pattern: str, atom: Callable[[str], _Known]) -> None:
        self._pattern = pattern
        self._atom = atom
        self._at = 0

    def whole(self) -> _Known:
        """Return what is known of the whole pattern."""
        known = self._alternatives()
        if self._at < len(self._pattern):
            raise _UnknownError
        return known

    def _peek(self) -> str:
        """Return the next character that counts, '' at the end."""
        while self._at < len(self._pattern):
            char = self._pattern[self._at]
            if char == "#":
                end = self._pattern.find("\n", self._at)
                self._at = end if end >= 0 else len(self._pattern)
            elif char.isspace():
                self._at += 1
            else:
                return char
        return ""

    def _take(self) -> str:
        if self._at >= len(self._pattern):
            raise _UnknownError
        self._at += 1
        return self._pattern[self._at - 1]

    def _taken(self, text: str) -> bool:
        found = self._pattern.startswith(text, self._at)
        self._at += len(text) * found
        return found

    def _until(self, mark: str) -> str:
        """Return what stands before the next `mark`, and pass over both."""
        end = self._pattern.find(mark, self._at)
        if end < 0:
            raise _UnknownError
        said, self._at = self._pattern[self._at : end], end + len(mark)
        return said

    def _alternatives(self) -> _Known:
        branches = [self._sequence()]
        while self._peek() == "|":
            self._at += 1
            branches.append(self._sequence())
        return _either(branches) if len(branches) > 1 else branches[0]

    def _sequence(self) -> _Known:
        parts = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repeated(self._one()))
        return _together(parts)

    def _one(self) -> _Known:
        char = self._take()
        if char == "(":
            return self._conditional() if self._taken("?(") else self._group()
        if char == "[":
            return self._set()
        if char == "\\":
            return self._escape()
        if char in "^$":
            return _NOTHING
        if char == "{":
            return self._atom(self._until("}"))
        if char in "*+?":
            raise _UnknownError
        return _ANYTHING if char == "." else _character(char)

    def _group(self) -> _Known:
        looks = None
        if self._taken("?"):
            looks = next((mark for mark in ("<=", "<!", "=", "!") if self._taken(mark)), None)
            if not looks and not self._taken(":") and not self._taken(">"):
                self._name_or_flags()
        inside = self._alternatives()
        if self._take() != ")":
            raise _UnknownError
        if looks == "=":
            return _Known(_NOTHING.exact, inside.literals())
        return _NOTHING if looks else inside

    def _conditional(self) -> _Known:
        """Pass over `(?(name)yes|no)`: what it matches depends on what was matched before."""
        self._until(")")
        self._alternatives()
        if self._take() != ")":
            raise _UnknownError
        return _ANYTHING

    def _name_or_flags(self) -> None:
        """Pass over `P<name>`, or over flags up to their colon."""
        named = self._taken("P<") or self._taken("<")
        said = self._until(">" if named else ":")
        if not (said.isidentifier() if named else said and set(said) <= set("imsw-")):
            raise _UnknownError

    def _escape(self) -> _Known:
        char = self._take()
        if char in "bBGAZ":
            return _NOTHING
        if char in "pP" and self._taken("{"):
            self._until("}")
            return _ANYTHING
        if char in "sntfr":
            return _BLANK
        if char in "dDSwW":
            return _ANYTHING
        if char.isalnum():
            raise _UnknownError
        return _character(char)

    def _set(self) -> _Known:
        negated, members, whole = self._taken("^"), set[_Known](), True
        while not self._taken("]"):
            char = self._take()
            if char == "[" or (char == "]" and not members):
                raise _UnknownError
            if char == "\\":
                members.add(self._escape())
            elif self._pattern.startswith("-", self._at) and not self._pattern.startswith("-]", self._at):
                self._at += 1
                last = self._take()
                whole = whole and last != "\\" and ord(last) - ord(char) < _MANY
                members |= {_character(chr(code)) for code in range(ord(char), ord(last) + 1)} if whole else set()
            else:
                members.add(_character(char))
        return _either(members) if members and whole and not negated else _ANYTHING

    def _repeated(self, known: _Known) -> _Known:
        while quantifier := self._quantifier():
            least, most = quantifier
            if least == 0:
                known = _either([known, _NOTHING]) if most == 1 and known != _BLANK else _ANYTHING
            elif known == _BLANK:
                continue
            elif most != least or least > 4:
                known = _Known(must=known.literals())
            else:
                known = _together([known] * least)
        return known

    def _quantifier(self) -> tuple[int, int | None] | None:
        char = self._peek()
        named = self._pattern[self._at + 1 : self._at + 2].isalpha()
        if char not in ("*", "+", "?", "{") or (char == "{" and named):
            return None
        self._at += 1
        bounds: tuple[int, int | None] = (int(char == "+"), 1 if char == "?" else None)
        if char == "{":
            low, comma, high = self._until("}").partition(",")
            bounds = _number(low or "0"), (_number(high) if high else None) if comma else _number(low)
        if self._pattern.startswith(("?", "+"), self._at):  # lazy, possessive: the same matches or fewer
            self._at += 1
        return bounds


@cache
def _character(char: str) -> _Known:
    folded = fold(char)
    return _Known(exact=frozenset({folded})) if folded[0] in _LITERAL else _ANYTHING


def _number(text: str) -> int:
    if not text.isdecimal():
        raise _UnknownError
    return int(text)


def _either(branches: Iterable[_Known]) -> _Known:
    """Join alternatives: what each can match, and what each must hold."""
    branches = list(branches)
    exact = [branch.exact for branch in branches if branch.exact is not None]
    must = [found for branch in branches if (found := branch.literals()) is not None]
    union = frozenset[bytes]().union(*exact)
    return _Known(
        union if len(exact) == len(branches) and len(union) <= _MOST else None,
        _shortest(frozenset().union(*must)) if len(must) == len(branches) else None,
    )


def _together(parts: Iterable[_Known]) -> _Known:
    """Join pieces that follow one another: their wordings one after the other as long as they are few."""
    run: Literals = frozenset({b""})
    best: Literals | None = None
    broken = False
    for part in parts:
        best = _rarer(best, part.must)
        if part.exact is not None and len(run) * len(part.exact) <= _MANY:
            run = frozenset(a + b for a, b in product(run, part.exact))
            continue
        broken = True
        best = _rarer(best, _shortest(run))
        run = part.exact if part.exact is not None else frozenset({b""})
    return _Known(None, _rarer(best, _shortest(run))) if broken else _Known(run, best)


def _shortest(found: Literals) -> Literals | None:
    """Take each wording's rarest word, drop those that hold another; None when one is blank or there are too many."""
    kept: list[bytes] = []
    for literal in sorted(map(_rarest_word, found), key=len):
        if not any(other in literal for other in kept):
            kept.append(literal)
    return None if any(not literal.strip() for literal in kept) or len(kept) > _MOST else frozenset(kept)


@cache
def _rarest_word(wording: bytes) -> bytes:
    """Return of a wording's words the one that is met least, with a space where a blank is before or after it."""
    words = wording.split(b" ")
    edged = [b" " * (i > 0) + word + b" " * (i < len(words) - 1) for i, word in enumerate(words) if word]
    return min(edged, key=lambda word: (_frequency((word,)), word), default=b" ")


def _rarer(one: Literals | None, other: Literals | None) -> Literals | None:
    if one is None or other is None:
        return other if one is None else one
    return min(one, other, key=lambda found: (_frequency(found), sorted(found)))


def _frequency(found: Iterable[bytes]) -> float:
    """Return how often a character of these documents begins one of the literals, about."""
    return sum(map(_met, found))


@cache
def _met(literal: bytes) -> float:
    by_letters = math.prod(_OFTEN.get(char, 0.1) / 100 for char in literal)
    return max(by_letters, sum(often for word, often in _WORDS if literal in word))
