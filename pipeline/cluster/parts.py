"""A part: what a worker made of a batch of documents, as a Parquet file of the store. One row a document.

`lignes` holds the document's rows as the cache of rows keeps them; the other columns say how it went, and can be
queried on the store while a run is on.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import duckdb

from pipeline import errors
from pipeline.errors import PipelineError, SourceError
from pipeline.load.ddl import literal
from pipeline.read.guard import LimitKind, Outcome

_TABLE = """
CREATE TABLE partie (
  document_id VARCHAR, cle VARCHAR, ouvrier VARCHAR, secondes DOUBLE, fait VARCHAR, faute VARCHAR, erreur VARCHAR,
  limite VARCHAR, trace VARCHAR, lignes BLOB
)"""


class Kept(NamedTuple):
    """A row of a part, in the order of its columns."""

    document_id: str
    rows_key: str
    worker: str
    seconds: float
    result: str | None
    fault: str | None
    """Class of the error that stands for the document."""
    error: str | None
    limit: LimitKind | None
    trace: str
    rows: bytes | None
    """None when a limit kept the rows from being made."""

    def outcome(self) -> Outcome[str]:
        """Return what the guard said of the document."""
        error: PipelineError | None = None
        if self.fault is not None:
            kind = getattr(errors, self.fault, SourceError)
            error = kind(self.error or "")
        return Outcome(self.document_id, self.result, error, self.limit, self.trace, self.seconds)


def kept(outcome: Outcome[str], rows_key: str, worker: str, rows: bytes | None) -> Kept:
    """Return the row of a document."""
    error = outcome.error
    return Kept(
        outcome.key,
        rows_key,
        worker,
        outcome.seconds,
        outcome.result,
        type(error).__name__ if error else None,
        str(error) if error else None,
        outcome.limit,
        outcome.trace,
        rows,
    )


def pack(rows: Sequence[Kept]) -> bytes:
    """Return a part as Parquet."""
    with tempfile.TemporaryDirectory(prefix="partie-") as folder:
        path, con = Path(folder) / "partie.parquet", _database()
        con.execute("DELETE FROM partie")
        appender = con.appender("partie")
        appender.append_rows(rows)
        appender.flush()
        con.execute(f"COPY partie TO {literal(str(path))} (FORMAT parquet)")
        return path.read_bytes()


def unpack(data: bytes) -> list[Kept]:
    """Return the rows of a part. Raises duckdb.Error for one that is none."""
    with tempfile.TemporaryDirectory(prefix="partie-") as folder:
        path = Path(folder) / "partie.parquet"
        path.write_bytes(data)
        return [Kept(*row) for row in _database().execute("FROM read_parquet(?)", [str(path)]).fetchall()]


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """Return this process's own database: opening one takes longer than all that is asked of it."""
    con = duckdb.connect(config={"threads": 1})
    con.execute(_TABLE)
    return con
