"""What outlives a run beside the ledger: one line a run (`executions.jsonl`), and what the published dataset is.

Neither is worth failing for when it is damaged: a line that cannot be read is left out, a state that cannot be
believed means that the dataset is made again.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
from pathlib import Path

import msgspec

from pipeline.errors import UNDECODABLE, OperationError, UsageError
from pipeline.load import rows
from pipeline.load.swap import log_of
from pipeline.run.report import RunReport
from pipeline.settings import Settings

_READ = "SELECT document_id FROM documents WHERE statut <> 'illisible'"


class Execution(msgspec.Struct, frozen=True):
    """A row of `executions`: one run that published. Moments are naive UTC; counts are of documents."""

    execution_id: str
    debut: dt.datetime
    fin: dt.datetime
    version: str
    empreinte_regles: str
    vus: int
    nouveaux: int
    inchanges: int
    extraits: int
    illisibles: int
    hors_perimetre: int
    retires: int
    empreinte_programme: str | None = None
    """None for the runs before it was noted."""


class State(msgspec.Struct, frozen=True):
    """What the published dataset was made from, what was said of it, and the file as it was left."""

    digest: str
    report: RunReport
    files: str
    """Sizes and dates of the DuckDB file and of the Parquet ones: others in their places are not those published."""


def past_executions(settings: Settings) -> list[Execution]:
    """Return the earlier runs; a line cut short by a kill, or damaged, is left out."""
    try:
        lines = _journal(settings).read_bytes().splitlines()
    except OSError:
        return []
    found = {}
    for line in lines:
        with contextlib.suppress(*UNDECODABLE):
            execution = msgspec.json.decode(line, type=Execution)
            found[execution.execution_id] = execution
    return list(found.values())


def append_execution(settings: Settings, execution: Execution) -> None:
    """Add a run to the journal, on a line of its own whatever the last run left. Raises OSError."""
    with _journal(settings).open("a+b") as journal:
        if journal.tell():
            journal.seek(-1, os.SEEK_END)
            if journal.read(1) != b"\n":
                journal.write(b"\n")
        journal.write(msgspec.json.encode(execution) + b"\n")


def read_state(settings: Settings) -> State | None:
    """Return the state of the published dataset, None when there is none or its files are not those it speaks of."""
    try:
        state = msgspec.json.decode(_state(settings).read_bytes(), type=State)
        whole = state.files == _stamp(settings, state.report)
    except (OSError, *UNDECODABLE):
        return None
    return state if whole else None


def published_documents(settings: Settings) -> set[str]:
    """Return the documents that were read into the dataset in place; none when there is none that can be read."""
    with contextlib.suppress(UsageError, OperationError):
        return {document_id for [document_id] in rows(settings.target, _READ)[1]}
    return set()


def write_state(settings: Settings, digest: str, report: RunReport) -> None:
    """Record what was just published. Raises OSError."""
    path = _state(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}")
    beside.write_bytes(msgspec.json.encode(State(digest, report, _stamp(settings, report))))
    beside.replace(path)


def _journal(settings: Settings) -> Path:
    return settings.data_dir / "executions.jsonl"


def _state(settings: Settings) -> Path:
    name = hashlib.sha256(str(settings.target).encode()).hexdigest()[:16]
    return settings.work_dir / f"published-{name}.json"


def _stamp(settings: Settings, report: RunReport) -> str:
    folder = [Path(report.parquet)] if report.parquet else []
    logs = [log for log in (log_of(settings.target),) if log.exists()]
    files = (settings.target, *logs, *(path for place in folder for path in sorted(place.iterdir())))
    stats = ((path.name, path.stat()) for path in files)
    return " ".join(f"{name}:{stat.st_size}:{stat.st_mtime_ns}" for name, stat in stats)
