"""What a guarded worker is asked in `test_warm`."""

from __future__ import annotations

from pathlib import Path

from pipeline.run.knowledge import knowledge


def loaded(rules: Path) -> bool:
    """Tell whether the rules were there, every pattern compiled, before this was asked."""
    met = knowledge.cache_info().currsize > 0
    patterned = (rule for rule in knowledge(rules).book if rule.source.pattern is not None)
    return met and all("compiled" in vars(rule) for rule in patterned)
