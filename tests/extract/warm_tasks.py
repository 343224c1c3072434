"""What a guarded worker is asked in `test_warm`."""

from __future__ import annotations

from pipeline.run.knowledge import knowledge
from pipeline.settings import ROOT


def loaded() -> bool:
    """Tell whether the rules were there, every pattern compiled, before this was asked."""
    met = knowledge.cache_info().currsize > 0
    patterned = (rule for rule in knowledge(ROOT / "rules").book if rule.source.pattern is not None)
    return met and all("compiled" in vars(rule) for rule in patterned)
