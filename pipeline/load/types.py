"""What the load takes and hands back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

Row = tuple[Any, ...]
"""A row in the column order of its table, as `metadata.Table.row` makes it."""
Batch = Mapping[str, Sequence[Row]]
"""Rows by table: usually all that one document gave."""


Severity = Literal["erreur", "avertissement", "remarque"]


class Finding(msgspec.Struct, frozen=True):
    """What a check found: `erreur` refuses the dataset, `avertissement` is said by the run, `remarque` by its log."""

    severity: Severity
    check: str
    count: int
    message: str
    """One line, in French."""


class LoadReport(msgspec.Struct, frozen=True):
    """What was published."""

    target: Path
    parquet: Path
    counts: Mapping[str, int]
    """Rows by table."""
    unsure: int
    """Values whose surest proof is below 0.9."""
    digest: str
    """SHA-256 over the Parquet files: the same for the same content."""
    warnings: tuple[Finding, ...] = ()
