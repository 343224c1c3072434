"""Table `signatures`, and when and where the convention was signed."""

from __future__ import annotations

from pipeline.extract.context import Context
from pipeline.extract.signatures.decide import decide
from pipeline.extract.signatures.gather import Gathered, candidates
from pipeline.model import Decision

__all__ = ["Gathered", "candidates", "decide", "extract"]


def extract(ctx: Context) -> Decision:
    """Return the signatures of a convention, its date and its place of signature."""
    return decide(ctx, candidates(ctx))
