"""Who pays: the parties by any of their names, and other bodies by an acronym, where the words around say they pay."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import regex

from pipeline.extract.amounts.marks import Mark
from pipeline.extract.amounts.passages import Span
from pipeline.extract.context import Context
from pipeline.extract.leads import led
from pipeline.extract.rules import Rule
from pipeline.model import Status

BY_DELEGANT = "montants.tab_delegant"
"""Proves a funder whose name only stands over the credits: what they are (an instalment) is said by the rest."""
_AROUND = 70
_ITEM = regex.compile(r"\s*(?:[-–—•▪*]|\(?\w[.)°])?\s*(?:l[ae]\s+|l')?", regex.IGNORECASE)
"""What may stand before the name that labels an item."""
_ROLES = regex.compile(r"(?i:(?:co-?|premier |second |les )?d[ée]l[ée]g\w*|parties?|partenaires?|convention\w*)")
_ROLE_WORDS = {"delegant": "délégant", "delegataire": "délégataire"}
_ANYBODY = (
    regex.compile(r"(?<![\p{L}])[ÉE]tat(?!\p{L}|-major)"),
    regex.compile(
        r"\b(?:Région|Département|Métropole|Ville|Commune|Communauté (?:urbaine|d['’]agglomération|de communes))"
        r"\s+(?:(?:de|du|des)\s+(?:la\s+)?|d['’])?\p{Lu}[\p{L}-]+"
    ),
    regex.compile(r"(?<![\p{L}\d-])\p{Lu}[\p{Lu}\d]{2,}(?:-\p{Lu}{2,})*(?![\p{L}\d-])"),
)
"""The State, a territorial body by its name, and whoever goes by an acronym."""
_PREPOSITION = regex.compile(r"(?:\b(?:de|du|des|par|pour|avec)\s+(?:la\s+|le\s+|les\s+|l')?|[dl]')$", regex.IGNORECASE)
_SHORT = regex.compile(r"[\p{Lu}\d-]{2,}")
_THEN_A_SUM = regex.compile(r"\s+\d{1,3}(?:[ .]\d{3})*(?:,\d+)?\s?(?:[kM]?€|euros?|EUR)")
_NO_FUNDER = frozenset({"EUR", "TTC", "AE", "CP", "TVA", "UO", "BOP", "HT", "PARIS", "ARTICLE", "ANNEXE", "TOTAL"})
_ARTICLE = regex.compile(r"^(?:l'|la |le |les )", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Name:
    """A way to name a funder in this convention, and the name the dataset gives it."""

    surface: str
    value: str
    resolved: bool = False
    """True for a short name ('le Bénéficiaire') that stands for a party's own."""


class Funders:
    """The names under which the convention's parties may pay."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        names = (*_party_names(ctx), *_short_names(ctx), *_role_names(ctx))
        self.names = {_bare(name.surface).casefold(): name for name in reversed(names)}
        """The names by their words, without the article that some begin with."""

    @property
    def _ellipse(self) -> Rule:
        """What stands before who pays next, the verb not said again."""
        return self._ctx.book["montants.financeur_ellipse"]

    @cached_property
    def _named(self) -> list[Span]:
        """Where the names stand in the text, those of parties before others that begin there, the longest first."""
        text = self._ctx.text
        others = (match.span() for pattern in _ANYBODY for match in pattern.finditer(text))
        places = [*sorted(_places_of(self.names.values(), text), key=_length, reverse=True), *others]
        return sorted(dict.fromkeys(places), key=_start)

    def within(self, start: int, end: int) -> Iterator[Mark]:
        """Yield the funders that the words around say pay, in `[start, end)`."""
        before, after = self._ctx.book["montants.financeur_avant"], self._ctx.book["montants.financeur_apres"]
        for first, last in self._within(start, end):
            name = self._ctx.text[first:last]
            if name.upper() in _NO_FUNDER:
                continue
            head = self._ctx.text[max(start, first - _AROUND) : first]
            tail = self._ctx.text[last : min(end, last + _AROUND)]
            rule = before if before.search(head) else after if after.search(tail) else None
            if rule is None and self._ellipse.search(head) and _THEN_A_SUM.match(tail) and self.knows(name):
                rule = self._ellipse
            if rule is before and self._ctx.book["montants.besoin"].search(self._ctx.text, start, first):
                continue
            if rule is not None and self._believed(name, head):
                yield self._mark(first, last, rule.id)
            elif rule is None and _ITEM.fullmatch(self._ctx.text, start, first) and (label := self._label(name, tail)):
                yield self._mark(first, last, label)

    def _label(self, name: str, tail: str) -> str | None:
        """Return the rule by which a name at the head of an item ('– DGT : 20 000 €') is that of who pays its sum.

        One délégant alone need not be told: whose the credits are goes without saying.
        """
        rule = self._ctx.book["montants.financeur_puce"]
        if not self.pays(name) or not rule.match(tail):
            return None
        if not self.gives(name):
            return rule.id
        return BY_DELEGANT if self._givers > 1 else None

    def _within(self, start: int, end: int) -> Iterator[Span]:
        """Yield the names in `[start, end)`; of those that begin together a party's wins, the longest of them."""
        at = start
        low, high = (bisect_left(self._named, border, key=_start) for border in (start, end))
        for place in self._named[low:high]:
            if place[0] >= at and place[1] <= end:
                yield place
                at = place[1]

    def _believed(self, name: str, head: str) -> bool:
        """A name that no party bears is believed after a preposition, or when the State's lists know it."""
        if any(self.knows(part) for part in (name, *name.split("-"))) or _PREPOSITION.search(head):
            return True
        known = self._ctx.reference.organisation(name)
        return known.found is not None or bool(known.candidates)

    def _mark(self, start: int, end: int, rule: str) -> Mark:
        """Return the mark of a funder; of two names joined by a hyphen, one of them a party's, the other is meant."""
        shown = self._ctx.text[start:end]
        parts = shown.split("-")
        others = [part for part in parts if not self.knows(part)]
        if len(parts) == 2 and len(others) == 1 and not self.knows(shown):
            start += shown.index(others[0])
            end = start + len(others[0])
        name = self.named(self._ctx.text[start:end])
        status: Status = "deduite" if name.resolved else "exacte"
        return Mark("financeur", name.value, start, end, rule, status)

    def knows(self, text: str) -> bool:
        """Tell whether a party bears this name."""
        return _bare(text).casefold() in self.names

    def pays(self, text: str) -> bool:
        """Tell whether this is the name of a party that may pay: any but a délégataire."""
        return self.knows(text) and self.named(text).value not in self._paid

    def gives(self, text: str) -> bool:
        """Tell whether this is the name of a délégant, who gives the credits that stand under it."""
        return self.knows(text) and self.named(text).value in self._giving

    @cached_property
    def _paid(self) -> frozenset[str]:
        """The names of the délégataires, whom others give credits."""
        return self._in_role("delegataire")

    @cached_property
    def _giving(self) -> frozenset[str]:
        return self._in_role("delegant")

    @cached_property
    def _givers(self) -> int:
        """How many délégants there are."""
        parties = (fact.values for fact in self._ctx.facts.get("parties", ()))
        return sum("role" in values and values["role"].value == "delegant" for values in parties)

    def _in_role(self, role: str) -> frozenset[str]:
        found = [f.values for f in self._ctx.facts.get("parties", ()) if "role" in f.values]
        own = [values for values in found if values["role"].value == role]
        return frozenset(str(v[c].value) for v in own for c in ("sigle", "organisation") if c in v)

    def named(self, text: str) -> Name:
        """Return the name that `text` is, leading article and case aside; itself when no party bears it."""
        plain = _bare(text)
        return self.names.get(plain.casefold(), Name(plain, plain))


def _bare(text: str) -> str:
    """Return a name on one line, without the article it begins with."""
    return _ARTICLE.sub("", " ".join(text.split()))


def _places_of(names: Iterable[Name], text: str) -> Iterator[Span]:
    """Yield the places of whole names in `text`, whatever their case there."""
    small = text.replace("İ", "I").lower()  # the one letter that would not stay one
    for name in names:
        sought = name.surface.lower()
        at = small.find(sought)
        while at >= 0:
            end = at + len(sought)
            if not (text[max(0, at - 1) : at].isalpha() or text[end : end + 1].isalpha()):
                yield at, end
            at = small.find(sought, at + 1)


def _start(place: Span) -> int:
    return place[0]


def _length(place: Span) -> int:
    return place[1] - place[0]


def _party_names(ctx: Context) -> Iterator[Name]:
    for fact in ctx.facts.get("parties", ()):
        sigle, full = fact.values.get("sigle"), fact.values.get("organisation")
        for found in (sigle, full):
            if found is not None:
                text = str(found.value)
                yield Name(text, text)


def _role_names(ctx: Context) -> Iterator[Name]:
    """Yield the words for a role that one party alone has ('le délégataire apporte 20 000 €')."""
    found = [f.values for f in ctx.facts.get("parties", ()) if "role" in f.values and "organisation" in f.values]
    for role, surface in _ROLE_WORDS.items():
        own = [values for values in found if values["role"].value == role]
        if len(own) == 1:
            yield Name(surface, str(own[0].get("sigle", own[0]["organisation"]).value), True)


def _short_names(ctx: Context) -> Iterator[Name]:
    """Yield the short names given in the heading, each standing for the party named last before it."""
    parties = [(f.values["organisation"], f.values.get("sigle")) for f in ctx.facts.get("parties", ()) if f.values]
    placed = sorted((org.places[0][0], str((sigle or org).value)) for org, sigle in parties if org.places)
    for match in led(ctx.book["montants.surnom"], ctx.text):
        alias = " ".join(match["surnom"].split())
        before = [name for start, name in placed if start < match.start()]
        if _ROLES.fullmatch(alias) or not before or match.start() - placed[0][0] > 6000:
            continue
        acronym = _SHORT.fullmatch(alias) is not None or "tat" in alias.casefold()[-4:]
        yield Name(alias, alias if acronym else before[-1], not acronym)
