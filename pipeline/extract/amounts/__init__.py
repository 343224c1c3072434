"""The family of the amounts: `candidates` gathers every sum that could be one, `decide` makes rows of them."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace

from pipeline.extract.amounts.decide import decide
from pipeline.extract.amounts.effects import with_effects
from pipeline.extract.amounts.legibility import with_reading
from pipeline.extract.amounts.listed import with_listed_parts
from pipeline.extract.amounts.lost import confused_candidates
from pipeline.extract.amounts.marks import Units
from pipeline.extract.amounts.promised import promised
from pipeline.extract.amounts.statements import statement_candidates
from pipeline.extract.amounts.sum_reader import SumReader
from pipeline.extract.amounts.tables import table_candidates
from pipeline.extract.amounts.types import Candidate
from pipeline.extract.context import Context
from pipeline.model import Decision, Found

__all__ = ["candidates", "decide", "extract"]

_YEAR_OF_ACT = 0.85
"""A year that no sum is told by itself is one that a person should look at."""


def candidates(ctx: Context) -> tuple[Candidate, ...]:
    """Return every sum of the convention with what is said of it, in order, those to leave out included."""
    reader = SumReader(ctx)
    found = [*with_listed_parts(statement_candidates(reader)), *table_candidates(reader), *confused_candidates(reader)]
    if ctx.scanned:
        found = [with_reading(ctx, c) for c in found]
    if kind_of(ctx) == "avenant":
        found = list(with_effects(ctx, found))
    return tuple(sorted(found, key=lambda c: c.order))


def extract(ctx: Context) -> Decision:
    """Return the convention's amounts."""
    found = candidates(ctx)
    decision = decide(found, Units(ctx), kind_of(ctx), partial(_year_of, ctx))
    return replace(decision, doubts=(*decision.doubts, *promised(ctx, found)))


def _year_of(ctx: Context) -> Found | None:
    """Return the budget year that the title or the clause on duration gives to the act, none where they differ."""
    rule = ctx.book["montants.exercice_de_l_acte"]
    floor = next((s.start for s in ctx.of_kind("annexe")), len(ctx.text))
    said = list(rule.finditer(ctx.text, 0, floor))
    if len({match["exercice"] for match in said}) != 1:
        return None
    places = tuple(match.span("exercice") for match in said)
    return Found(int(said[0]["exercice"]), places, rule.id, "deduite", _YEAR_OF_ACT, "exercice de l'acte entier")


def kind_of(ctx: Context) -> str | None:
    """Return the convention's type, as the identity's family decided it."""
    for fact in ctx.facts.get("conventions", ()):
        if "type" in fact.values:
            return str(fact.values["type"].value)
    return None
