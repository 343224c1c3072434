"""Questions to a published dataset, read-only."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from pipeline.errors import OperationError, UsageError

if TYPE_CHECKING:
    import pandas as pd


def query(db: Path, sql: str) -> pd.DataFrame:
    """Return the answer to `sql`. Nothing can be written, and no file or address outside the dataset be read.

    Raises UsageError when there is no dataset or the SQL is wrong, OperationError when the file cannot be opened.
    """
    if not db.is_file():
        raise UsageError(f"no dataset at {db}")
    try:
        con = duckdb.connect(str(db), read_only=True, config={"enable_external_access": "false"})
    except duckdb.Error as error:
        raise OperationError(f"{db} cannot be opened: {' '.join(str(error).split())}") from None
    with contextlib.closing(con):
        try:
            if not duckdb.extract_statements(sql):
                raise UsageError("no SQL was given")
            return con.execute(sql).df()
        except duckdb.Error as error:
            raise UsageError(" ".join(str(error).split())) from None
