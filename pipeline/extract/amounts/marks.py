"""What a sentence holds beside its sums: natures, budget years and units, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from pipeline.extract import codes, units
from pipeline.extract.amounts.passages import Span
from pipeline.extract.context import Context
from pipeline.model import Places, Status

Axis = Literal["nature", "exercice", "uo", "financeur"]
AXES: tuple[Axis, ...] = ("nature", "exercice", "uo", "financeur")


@dataclass(frozen=True, slots=True)
class Mark:
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


@dataclass(frozen=True, slots=True)
class Units:
    """The units of a convention and every place where one of them, or its programme, is named."""

    known: dict[str, Places] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()

    @property
    def single(self) -> str | None:
        """The unit of a convention that has only one."""
        return next(iter(self.known)) if len(self.known) == 1 else None

    def within(self, start: int, end: int) -> Iterator[Mark]:
        """Yield the marks in `[start, end)`."""
        return (m for m in self.marks if start <= m.start and m.end <= end)


def units_of(ctx: Context) -> Units:
    """Return the units that the codes' family decided on, with their places and those of their programmes."""
    facts = [f.values["uo"] for f in ctx.facts.get("unites_operationnelles", ()) if "uo" in f.values]
    known = {str(f.value): f.places for f in facts}
    marks = [*_codes(ctx, known), *_programmes(ctx, known)]
    return Units(known, tuple(_first_of_overlaps(sorted(marks, key=lambda m: (m.start, -m.end)))))


def marks_in(ctx: Context, own: Units, start: int, end: int) -> list[Mark]:
    """Return the marks of `[start, end)` in order."""
    text = ctx.text[start:end]
    found = [*_natures(ctx, text, start), *_years(ctx, text, start), *own.within(start, end)]
    return sorted(found, key=lambda m: m.start)


def _natures(ctx: Context, text: str, offset: int) -> Iterator[Mark]:
    rule = ctx.book["montants.nature"]
    for match in rule.finditer(text):
        value = "AE" if match["ae"] else "CP"
        yield Mark("nature", value, offset + match.start(), offset + match.end(), rule.id, "normalisee")


def _years(ctx: Context, text: str, offset: int) -> Iterator[Mark]:
    rule = ctx.book["montants.exercice"]
    for match in rule.finditer(text):
        place = match.span("exercice")
        yield Mark("exercice", int(match["exercice"]), offset + place[0], offset + place[1], rule.id)


def _codes(ctx: Context, known: dict[str, Places]) -> Iterator[Mark]:
    alike = {codes.skeleton(code): code for code in known}
    for rule in ("codes.uo", "codes.uo_minuscules", "codes.uo_espaces"):
        for mention in units.mentions(ctx, rule):
            value = alike.get(codes.skeleton(mention.code.value))
            if value is not None:
                status: Status = "normalisee" if mention.code.repairs else "exacte"
                yield Mark("uo", value, mention.start, mention.end, rule, status)


def _programmes(ctx: Context, known: dict[str, Places]) -> Iterator[Mark]:
    heads: dict[str, list[str]] = {}
    for code in known:
        heads.setdefault(code.split("-")[0], []).append(code)
    rule = ctx.book["montants.programme"]
    for match in rule.finditer(ctx.text):
        value = heads.get(codes.programme(match["programme"]).value, [])
        if len(value) == 1:
            yield Mark("uo", value[0], *match.span("programme"), rule.id, "deduite")


def _first_of_overlaps(marks: Iterable[Mark]) -> Iterator[Mark]:
    end = -1
    for mark in marks:
        if mark.start >= end:
            yield mark
            end = mark.end
