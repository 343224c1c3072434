"""Questions to a published dataset, read-only."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from pipeline.errors import OperationError, UsageError

if TYPE_CHECKING:
    import pandas as pd


def query(db: Path, sql: str) -> pd.DataFrame:
    """Return the answer to `sql` as a data frame. Nothing can be written, and no file or address outside be read.

    Raises UsageError when there is no dataset or the SQL is wrong, OperationError when the file cannot be opened.
    """
    with _answer(db, sql) as cursor:
        return cursor.df()


def rows(db: Path, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the answer to `sql` as column names and rows of Python values; raises as `query` does."""
    with _answer(db, sql) as cursor:
        return [column[0] for column in cursor.description or ()], cursor.fetchall()


@contextlib.contextmanager
def _answer(db: Path, sql: str) -> Iterator[duckdb.DuckDBPyConnection]:
    if not db.is_file():
        raise UsageError(f"pas de jeu de données à {db}")
    try:
        con = duckdb.connect(str(db), read_only=True, config={"enable_external_access": "false"})
    except duckdb.Error as error:
        raise OperationError(f"{db} ne peut être ouvert : {' '.join(str(error).split())}") from None
    with contextlib.closing(con):
        try:
            if not con.extract_statements(sql):
                raise UsageError("aucune requête SQL donnée")
            yield con.execute(sql)
        except duckdb.Error as error:
            raise UsageError(" ".join(str(error).split())) from None
