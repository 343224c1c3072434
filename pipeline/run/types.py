"""What is handed to the workers, and what comes back."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple

from pipeline.read.options import ReadOptions


class Job(NamedTuple):
    """One document to work on, and where its results go."""

    document_id: str
    path: Path
    options: ReadOptions
    rules_dir: Path
    readings: Path
    reading_key: str
    rows: Path
    rows_key: str
    read_only: bool = False
    """Stop after the `read` stage."""


Made = Literal["lu", "relu", "illisible"]
"""'lu': read and extracted; 'relu': extracted again from the kept reading; 'illisible': the file is at fault."""
