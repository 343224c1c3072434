"""Rules, reference lists and metadata, loaded once a process."""

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


@lru_cache(maxsize=2)
def knowledge(rules_dir: Path, version: str = "") -> Knowledge:
    """Return what is known under `rules_dir`. Raises RuleError when it is wrong.

    A process that may outlive a change of the files says which `version` of them it wants; a worker does not.
    """
    metadata = load_metadata(rules_dir / "tables.yml")
    return Knowledge(metadata, load_reference(metadata, rules_dir / "reference"), load_rulebook(rules_dir))
