"""Tables `parties` and `representants`: the organisations an act is passed between, and who represents them."""

from __future__ import annotations

from pipeline.extract.context import Context
from pipeline.extract.parties.decide import decide
from pipeline.extract.parties.gather import Gathered, candidates
from pipeline.model import Decision

__all__ = ["Gathered", "candidates", "decide", "extract"]


def extract(ctx: Context) -> Decision:
    """Return the parties of a convention and their representatives."""
    return decide(ctx, candidates(ctx))
