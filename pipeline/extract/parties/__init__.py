"""Tables `parties` and `representants`: the organisations an act is passed between, and who represents them."""

from __future__ import annotations

from pipeline.extract.context import Context
from pipeline.extract.parties.decide import decide, settle
from pipeline.extract.parties.gather import Gathered, candidates
from pipeline.model import Decision

__all__ = ["Gathered", "candidates", "decide", "extract", "settled"]

_GATHERED = "parties"
"""Under this name the parties are kept for the convention's signatures, which are told apart by them."""


def extract(ctx: Context) -> Decision:
    """Return the parties of a convention and their representatives."""
    ctx.worked_out[_GATHERED] = gathered = candidates(ctx)
    return decide(ctx, gathered)


def settled(ctx: Context) -> Gathered:
    """Return the parties with their short names and roles, for who needs to tell them apart further down."""
    if isinstance(known := ctx.worked_out.get(_GATHERED), Gathered):
        return known
    gathered = candidates(ctx)
    settle(ctx, gathered)
    return gathered
