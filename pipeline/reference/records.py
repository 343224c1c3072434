"""Lists that are no table of the dataset: what they hold is text, and their columns are known to their reader."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from pipeline.errors import RuleError

Record = dict[str, str]
"""Column name -> cell, empty where the file says nothing."""
Made = TypeVar("Made")


def records(path: Path, columns: Sequence[str], make: Callable[[Sequence[Record]], Made]) -> Made:
    """Return what `make` makes of the records of a CSV file.

    Raises RuleError (file, what) when it cannot be read, has other columns, or `make` raises ValueError.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            found = list(csv.DictReader(file, restval=""))
        if any(set(record) != set(columns) for record in found):
            raise ValueError(f"les colonnes ne sont pas {', '.join(columns)}")
        return make(found)
    except OSError as error:
        raise RuleError(f"{path.name} : {error.strerror}") from None
    except ValueError as error:
        raise RuleError(f"{path.name} : {error}") from None
