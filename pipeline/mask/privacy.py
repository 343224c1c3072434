"""What a published text may not hold, and the masking of it: letter for letter, so that every offset still holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec
import regex

from pipeline.extract.names import same_name
from pipeline.extract.rulebook import load_rulebook
from pipeline.extract.rules import Rule
from pipeline.mask.erasures import Eraser, Erasure, plain
from pipeline.metadata import BLOCK

Profile = Literal["interne", "public", "sans-noms"]
"""`interne`: what no dataset keeps (contact and certificate data, erasures); `public`: the names of persons who
neither represent nor sign as well; `sans-noms`: every name."""

STRANGER = "nom d'une personne qui ne représente ni ne signe"
NAMED = "nom d'une personne (profil sans-noms)"
ERASED = "effacement demandé"

_TITLED = ("personnes.titre_nom", "personnes.grade_nom")
_PARTICLES = frozenset({"de", "du", "des", "le", "la", "les", "d", "l", "et"})
_WORD = regex.compile(r"[\p{L}]+")
_FUNCTION = regex.compile(r"(?<!\p{L})(?!(?:le|la|du|au|par|et|mme|monsieur|madame)\s)\p{L}{2,}\s+$", regex.IGNORECASE)
"""A word that 'général' may qualify, at the end of what stands before."""


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
        self.eraser = Eraser(erasures)
        inside = profile == "interne"
        rules = (rule for rule in load_rulebook(rules_dir / "publication") if not (inside and rule.data.get("nom")))
        self._rules = tuple((rule, tuple(rule.data.get("amorces", ()))) for rule in rules)
        self._persons = () if inside else tuple(map(load_rulebook(rules_dir).__getitem__, _TITLED))
        self._names = dict(names or {})
        self._strangers: dict[str, tuple[str, ...]] = {}
        self.count: Counter[tuple[str, str, str]] = Counter()
        """(table.column, document, reason) to the number of masks."""

    def meet(self, document_id: str, texts: Iterable[str], names: Iterable[str] = ()) -> None:
        """Learn who is named in a document, to hide a name in full wherever it stands: what announces it may not."""
        met = {name for name in names if not self.holder(document_id, name)}
        for text in texts if self._persons else ():
            met.update(text[mask.start : mask.end] for mask in self._announced(document_id, text))
        self._strangers[document_id] = tuple(sorted(met))

    def masked(self, document_id: str, text: str, where: str = "", more: Sequence[Mask] = ()) -> str:
        """Return `text` with all that may not be published hidden; its length does not change."""
        masks = sorted({*self.masks(document_id, text), *more})
        for mask in masks:
            self.count[where, document_id, mask.motif] += 1
        return hidden(text, masks)

    def erased(self, text: str) -> str:
        """Return a text that is of no document in particular, without what is to be erased in any."""
        return hidden(text, [Mask(*place) for place in self.eraser.find(None, text)])

    def masks(self, document_id: str, text: str) -> Iterator[Mask]:
        """Yield what is to be hidden in a text of a document."""
        small = text.casefold()
        for rule, leads in self._rules:
            if not leads or any(lead in small for lead in leads):
                yield from self._of_rule(rule, document_id, text)
        yield from self._announced(document_id, text)
        yield from mentions(text, self._strangers.get(document_id, ()), STRANGER, fewest=2)
        for start, end, motif in self.eraser.find(document_id, text):
            yield Mask(start, end, motif)
        if self.profile == "sans-noms":
            yield from mentions(text, self._names.get(document_id, ()), NAMED)

    def may_name(self, document_id: str, name: str) -> bool:
        """Tell whether a name may stand in its own column."""
        return self.profile != "sans-noms" and not any(self.eraser.find(document_id, name))

    def holder(self, document_id: str, name: str) -> bool:
        """Tell whether a name is that of a representative or signatory of the document."""
        return any(same_name(name, known) for known in self._names.get(document_id, ()))

    def _announced(self, document_id: str, text: str) -> Iterator[Mask]:
        """Yield the names that a civility or a rank announces."""
        for rule in self._persons:
            for match in rule.finditer(text):
                if not (_adjective(match) or self._may_stay(document_id, match["nom"])):
                    yield Mask(*match.span("nom"), NAMED if self.holder(document_id, match["nom"]) else STRANGER)

    def _of_rule(self, rule: Rule, document_id: str, text: str) -> Iterator[Mask]:
        for match in rule.all_in(text):
            group = "m" if "m" in match.re.groupindex else 0
            if not (rule.data.get("nom") and self._may_stay(document_id, match[group])):
                yield Mask(*match.span(group), str(rule.data["motif"]))

    def _may_stay(self, document_id: str, name: str) -> bool:
        return self.profile == "public" and self.holder(document_id, name)


def _adjective(match: regex.Match[str]) -> bool:
    """Tell whether what looks like a general's rank belongs to the word before: 'secrétariat général'."""
    rank = match.groupdict().get("grade") or ""
    return (
        rank.casefold().startswith("général")
        and _FUNCTION.search(match.string, max(0, match.start() - 40), match.start()) is not None
    )


def hidden(text: str, masks: Sequence[Mask]) -> str:
    """Return `text` with the stretches masked."""
    if not masks:
        return text
    letters = list(text)
    for mask in masks:
        for at in range(mask.start, min(mask.end, len(letters))):
            letters[at] = letters[at] if letters[at].isspace() else BLOCK
    return "".join(letters)


def mentions(text: str, names: Sequence[str], motif: str, fewest: int = 1) -> Iterator[Mask]:
    """Yield where persons are named: their surname, with what else of their name stands beside it; their login as well.

    `fewest` words of the name must stand together: a surname alone may be that of a place.
    """
    for name in names:
        pattern, surnames = _pattern(name)
        for match in pattern.finditer(text) if pattern else ():
            words = {plain(word) for word in _WORD.findall(match[0])} - _PARTICLES
            if words & surnames and len(words) >= fewest:
                yield Mask(*match.span(), motif)


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
    run = rf"(?:{one})(?:[\s.'’-]+(?:(?i:{particles})[\s'’]+)?(?:{one}))*"
    part = "|".join(sorted(map(plain, words), key=len, reverse=True))
    login = rf"(?:{part})(?:[._-](?:{part}))+"  # 'odile.vaneau', as a signing service prints who signed.
    return regex.compile(rf"(?<![\p{{L}}\d])(?:{run}|{login})(?![\p{{L}}\d])"), frozenset(map(plain, surnames))
