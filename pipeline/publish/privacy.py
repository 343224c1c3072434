"""What a published text may not hold, and the masking of it: letter for letter, so that every offset still holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec
import regex

from pipeline.extract.names import same_name
from pipeline.extract.rules import load_rulebook
from pipeline.publish.erasures import Erasure

Profile = Literal["public", "sans-noms"]

BLOCK = "█"
"""What stands in the place of each masked character; white space stays."""
STRANGER = "nom d'une personne qui ne représente ni ne signe"
NAMED = "nom d'une personne (profil sans-noms)"

_NAMED = ("personnes.titre_nom", "personnes.grade_nom")
_PARTICLES = frozenset({"de", "du", "des", "le", "la", "les", "d", "l", "et"})
_WORD = regex.compile(r"[\p{L}]+")


class Mask(msgspec.Struct, frozen=True, order=True):
    """A stretch of a text that is hidden, half-open, and why (French)."""

    start: int
    end: int
    motif: str


class Masker:
    """Masks texts, document by document, and counts what it masked."""

    def __init__(
        self,
        rules_dir: Path,
        profile: Profile,
        erasures: Sequence[Erasure] = (),
        names: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        """`names` are those of the representatives and signatories, by document."""
        self.profile = profile
        self._rules = tuple(load_rulebook(rules_dir / "publication"))
        book = load_rulebook(rules_dir)
        self._persons = tuple(book[rule] for rule in _NAMED)
        self._erasures = tuple((erasure, erasure.pattern) for erasure in erasures)
        self._names = dict(names or {})
        self.count: Counter[tuple[str, str, str]] = Counter()
        """(table.column, document, reason) to the number of masks."""

    def masked(self, document_id: str, text: str, where: str = "", more: Sequence[Mask] = ()) -> str:
        """Return `text` with all that may not be published hidden; its length does not change."""
        masks = sorted({*self.masks(document_id, text), *more})
        if not masks:
            return text
        for mask in masks:
            self.count[where, document_id, mask.motif] += 1
        letters = list(text)
        for mask in masks:
            for at in range(mask.start, min(mask.end, len(letters))):
                letters[at] = letters[at] if letters[at].isspace() else BLOCK
        return "".join(letters)

    def masks(self, document_id: str, text: str) -> Iterator[Mask]:
        """Yield what is to be hidden in a text of a document."""
        for rule in self._rules:
            for match in rule.finditer(text):
                group = "m" if "m" in match.re.groupindex else 0
                if not (rule.data.get("nom") and self._may_stay(document_id, match[group])):
                    yield Mask(*match.span(group), str(rule.data["motif"]))
        for rule in self._persons:
            for match in rule.finditer(text):
                if not self._may_stay(document_id, match["nom"]):
                    yield Mask(*match.span("nom"), STRANGER)
        for erasure, pattern in self._erasures:
            if erasure.document_id in (None, document_id):
                yield from (Mask(*match.span(), erasure.motif) for match in pattern.finditer(text))
        if self.profile == "sans-noms":
            yield from _mentions(text, self._names.get(document_id, ()))

    def may_name(self, document_id: str, name: str) -> bool:
        """Tell whether a name may stand in its own column."""
        asked = any(e.document_id in (None, document_id) and pattern.search(name) for e, pattern in self._erasures)
        return self.profile == "public" and not asked

    def holder(self, document_id: str, name: str) -> bool:
        """Tell whether a name is that of a representative or signatory of the document."""
        return any(same_name(name, known) for known in self._names.get(document_id, ()))

    def _may_stay(self, document_id: str, name: str) -> bool:
        return self.profile == "public" and self.holder(document_id, name)


def _mentions(text: str, names: tuple[str, ...]) -> Iterator[Mask]:
    """Yield where persons are named: their surname, with what else of their name stands beside it."""
    for name in names:
        pattern, surnames = _pattern(name)
        for match in pattern.finditer(text) if pattern else ():
            if {word.casefold() for word in _WORD.findall(match[0])} & surnames:
                yield Mask(*match.span(), NAMED)


@lru_cache(maxsize=4096)
def _pattern(name: str) -> tuple[regex.Pattern[str] | None, frozenset[str]]:
    """Return a pattern for runs of the words of a name, as names are printed, and which of them are surnames."""
    words = [word for word in _WORD.findall(name) if word.casefold() not in _PARTICLES]
    capitals = [word for word in words if word.isupper() and len(word) > 1]
    surnames = capitals if 0 < len(capitals) < len(words) else words[1:] or words
    if not surnames:
        return None, frozenset()
    forms = {form for word in words for form in (word, word.upper(), word.title())}
    one = "|".join(sorted(map(regex.escape, forms), key=len, reverse=True))
    particles = "|".join(sorted(_PARTICLES))
    run = rf"(?<![\p{{L}}\d])(?:{one})(?:[\s.'’-]+(?:(?i:{particles})[\s'’]+)?(?:{one}))*(?![\p{{L}}\d])"
    return regex.compile(run), frozenset(word.casefold() for word in surnames)
