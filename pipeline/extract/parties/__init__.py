"""Tables `parties` and `representants`: the organisations an act is passed between, and who represents them."""

from __future__ import annotations

from pipeline.extract.context import Context
from pipeline.extract.flow import Flow
from pipeline.extract.parties.decide import decide, settle
from pipeline.extract.parties.gather import Gathered, candidates
from pipeline.model import Decision

__all__ = ["Gathered", "candidates", "decide", "extract", "settled"]


_latest: list[tuple[Flow, Gathered]] = []
"""The last convention's parties: its signatures, read next, are told apart by them."""


def extract(ctx: Context) -> Decision:
    """Return the parties of a convention and their representatives."""
    gathered = candidates(ctx)
    decision = decide(ctx, gathered)
    _latest[:] = [(ctx.flow, gathered)]
    return decision


def settled(ctx: Context) -> Gathered:
    """Return the parties with their short names and roles, for who needs to tell them apart further down."""
    for flow, gathered in _latest:
        if flow is ctx.flow:
            return gathered
    gathered = candidates(ctx)
    settle(ctx, gathered)
    return gathered
