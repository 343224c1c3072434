"""What is handed to the workers, and what comes back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from pipeline.read.options import ReadOptions
from pipeline.run.bases import Basis

if TYPE_CHECKING:
    from pipeline.run.links import Summary

WARM_RULES = "CONVENTIONS_WARM_RULES"
"""The variable that tells the server that workers are forked from which folder of rules to have ready."""


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
    traces: Path | None = None
    """Where what the rules were asked is kept, if it is."""
    basis: Basis | None = None
    """Rows that may stand for those to be made."""


Made = Literal["lu", "relu", "repris", "illisible"]
"""'lu': read and extracted; 'relu': extracted again from the kept reading; 'repris': rows that still stand under rules
that have changed; 'illisible': the file is at fault."""


class Done(NamedTuple):
    """What comes back of a document: how it went, and what the run must know of its rows (None up to `read`)."""

    made: Made
    summary: Summary | None = None
