"""What a sentence holds beside its sums: natures, budget years and units, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from pipeline.extract import codes, units
from pipeline.extract.amounts.passages import Span
from pipeline.extract.context import Context
from pipeline.extract.quantities import number_word
from pipeline.extract.rulebook import Rulebook
from pipeline.model import Places, Status

_BACK = 600
"""How far above 'le même exercice' the year was said, or the unit above 'la même UO', in characters."""
ALIKE = "montants.meme_somme"
"""The rule of a nature given to a sum that is not said again ('et la même somme en CP')."""
Axis = Literal["nature", "exercice", "uo", "financeur"]
AXES: tuple[Axis, ...] = ("nature", "exercice", "uo", "financeur")


class Mark(msgspec.Struct, frozen=True):
    """A nature ('AE', 'CP'), a year or a unit, where it stands in the convention's flow."""

    axis: Axis
    value: str | int
    start: int
    end: int
    rule: str
    status: Status = "exacte"

    @property
    def place(self) -> Span:
        """The half-open place."""
        return (self.start, self.end)

    def moved(self, by: int) -> Mark:
        """Return the same mark, `by` characters further."""
        return Mark(self.axis, self.value, self.start + by, self.end + by, self.rule, self.status)


class Units:
    """The units of a convention, and where one of them or its programme is named."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        facts = [f.values["uo"] for f in ctx.facts.get("unites_operationnelles", ()) if "uo" in f.values]
        self.known: dict[str, Places] = {str(f.value): f.places for f in facts}
        self._alike = {codes.skeleton(code): code for code in self.known}
        self._heads: dict[str, list[str]] = {}
        for code in self.known:
            self._heads.setdefault(code.split("-")[0], []).append(code)

    @property
    def single(self) -> str | None:
        """The unit of a convention that has only one."""
        return next(iter(self.known)) if len(self.known) == 1 else None

    def within(self, start: int, end: int) -> list[Mark]:
        """Return the marks of units in `[start, end)`, in order."""
        if not self._may_name_one(start, end):
            return []
        found = sorted([*self._codes(start, end), *self._programmes(start, end)], key=lambda m: (m.start, -m.end))
        return list(_first_of_overlaps(found))

    def same_in(self, start: int, end: int) -> Iterator[Mark]:
        """Yield where `[start, end)` means the unit said last ('sur la même UO')."""
        rule = self._ctx.book["montants.meme_uo"]
        for match in rule.finditer(self._ctx.text, start, end) if len(self.known) > 1 else ():
            if said := self.within(max(0, match.start() - _BACK), match.start()):
                yield Mark("uo", said[-1].value, *match.span(), rule.id, "deduite")

    def _may_name_one(self, start: int, end: int) -> bool:
        """Every name of a unit holds the digits of its programme (a scan may have them wrong)."""
        text = self._ctx.text[start:end]
        return bool(self.known) and (self._ctx.scanned or any(head[1:] in text for head in self._heads))

    def _codes(self, start: int, end: int) -> Iterator[Mark]:
        for rule in units.COMPLETE:
            for mention in units.mentions(self._ctx, rule, start, end):
                value = self._alike.get(codes.skeleton(mention.code.value))
                if value is not None:
                    status: Status = "normalisee" if mention.code.repairs else "exacte"
                    yield Mark("uo", value, mention.start, mention.end, rule, status)

    def _programmes(self, start: int, end: int) -> Iterator[Mark]:
        rule = self._ctx.book["montants.programme"]
        for match in rule.finditer(self._ctx.text, start, end):
            value = self._heads.get(codes.programme(match["programme"]).value, [])
            if len(value) == 1:
                yield Mark("uo", value[0], *match.span("programme"), rule.id, "deduite")


def natures_in(book: Rulebook, text: str) -> Iterator[Mark]:
    """Yield the natures in `text`, their places counted from its beginning."""
    rule = book["montants.nature"]
    for match in rule.finditer(text):
        group = "ae" if match["ae"] else "cp"
        by = rule.id if match.start() == match.start(group) else ALIKE
        yield Mark("nature", group.upper(), *match.span(), by, "normalisee")


def years_in(book: Rulebook, text: str, bare: bool = False) -> Iterator[Mark]:
    """Yield the budget years in `text`: those that words make one; in a heading or a cell, `bare` ones."""
    rule = book["montants.tab_annee" if bare else "montants.exercice"]
    for match in rule.finditer(text) if "20" in text else ():
        yield Mark("exercice", int(match["exercice"]), *match.span("exercice"), rule.id)
    spelt = book["montants.exercice_lettres"]
    for match in spelt.finditer(text) if "mille" in text and not bare else ():
        if (year := number_word(match["exercice"].replace("-", " "))) and 2000 < year < 2100:
            yield Mark("exercice", year, *match.span("exercice"), spelt.id, "normalisee")


def counted_years_in(ctx: Context, start: int, end: int) -> Iterator[Mark]:
    """Yield where `[start, end)` means the year said last, or one after it ('même exercice', 'année N+1')."""
    text = ctx.text[start:end]
    for rule in (ctx.book["montants.meme_exercice"], ctx.book["montants.exercice_suivant"]):
        for match in rule.finditer(text):
            at = start + match.start()
            said = list(ctx.book["montants.exercice"].finditer(ctx.text, max(0, at - _BACK), at))
            if said:
                later = int(match["rang"] or 1) if "rang" in match.groupdict() else 0
                yield Mark("exercice", int(said[-1]["exercice"]) + later, at, at + len(match[0]), rule.id, "deduite")


def _first_of_overlaps(marks: Iterable[Mark]) -> Iterator[Mark]:
    end = -1
    for mark in marks:
        if mark.start >= end:
            yield mark
            end = mark.end
