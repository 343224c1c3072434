"""Rules, reference lists and metadata, loaded once a run, and once a worker."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pipeline.extract.rulebook import Rulebook, load_rulebook
from pipeline.metadata import Metadata, load_metadata
from pipeline.reference import Reference, load_reference


class Knowledge(NamedTuple):
    """What the stages know besides the documents."""

    metadata: Metadata
    reference: Reference
    book: Rulebook


def load_knowledge(rules_dir: Path) -> Knowledge:
    """Load what is known under `rules_dir`. Raises RuleError when it is wrong."""
    metadata = load_metadata(rules_dir / "tables.yml")
    return Knowledge(metadata, load_reference(metadata, rules_dir / "reference"), load_rulebook(rules_dir))


@lru_cache(maxsize=2)
def knowledge(rules_dir: Path, version: str = "") -> Knowledge:
    """Return what is known under `rules_dir`, loaded once a process. Raises RuleError when it is wrong.

    A process that may outlive a change of the files says which `version` of them it wants; a worker does not.
    """
    return load_knowledge(rules_dir)
