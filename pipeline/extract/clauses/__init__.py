"""Effect, end, duration, renewal, notice and accountant: the clauses that say for how long and under whom.

Each clause is looked for sentence by sentence. The rule is always kept (`regle_effet`, `regle_fin`); the date only
where the document alone gives it. Two clauses that disagree are both kept as candidates and make a doubt.
"""

from __future__ import annotations

from pipeline.extract.clauses.candidates import candidates
from pipeline.extract.clauses.decide import decide
from pipeline.extract.context import Context
from pipeline.model import Decision

__all__ = ["candidates", "decide", "extract"]


def extract(ctx: Context) -> Decision:
    """Return the clauses' columns of the convention."""
    return decide(ctx, candidates(ctx))
