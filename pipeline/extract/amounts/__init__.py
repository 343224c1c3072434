"""The family of the amounts: `candidates` gathers every sum that could be one, `decide` makes rows of them."""

from __future__ import annotations

from pipeline.extract.amounts.decide import decide
from pipeline.extract.amounts.effects import with_effects
from pipeline.extract.amounts.legibility import with_reading
from pipeline.extract.amounts.lost import confused_candidates
from pipeline.extract.amounts.marks import Units
from pipeline.extract.amounts.statements import statement_candidates
from pipeline.extract.amounts.sum_reader import SumReader
from pipeline.extract.amounts.tables import table_candidates
from pipeline.extract.amounts.types import Candidate
from pipeline.extract.context import Context
from pipeline.model import Decision

__all__ = ["candidates", "decide", "extract"]


def candidates(ctx: Context) -> tuple[Candidate, ...]:
    """Return every sum of the convention with what is said of it, in order, those to leave out included."""
    reader = SumReader(ctx)
    found = [*statement_candidates(reader), *table_candidates(reader), *confused_candidates(reader)]
    if ctx.scanned:
        found = [with_reading(ctx, c) for c in found]
    if kind_of(ctx) == "avenant":
        found = list(with_effects(ctx, found))
    return tuple(sorted(found, key=lambda c: c.order))


def extract(ctx: Context) -> Decision:
    """Return the convention's amounts."""
    return decide(candidates(ctx), Units(ctx), kind_of(ctx))


def kind_of(ctx: Context) -> str | None:
    """Return the convention's type, as the identity's family decided it."""
    for fact in ctx.facts.get("conventions", ()):
        if "type" in fact.values:
            return str(fact.values["type"].value)
    return None
