"""Rows in, in any order; rows out, sorted, whatever their number: the two passes of a rebuild.

Batches are appended to bare tables in a file of their own, then inserted into the real ones in the order that the
metadata gives. Sorting texts takes memory in proportion to what is sorted, so a large table passes in slices of its
first sort column: memory does not grow with the number of documents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb

from pipeline.errors import IntegrityError
from pipeline.load.ddl import columns_of, create_bare_table, literal, quoted
from pipeline.load.types import Batch
from pipeline.metadata import Metadata, Table

STAGE = "etape"
"""Name under which the file of unsorted rows is attached."""

_FLUSH_ROWS = 10_000
_SLICE_BYTES = 32 * 2**20


def stage(con: duckdb.DuckDBPyConnection, batches: Iterable[Batch], metadata: Metadata) -> dict[str, int]:
    """Append all batches to the bare tables of STAGE; return the number of rows by table.

    Raises IntegrityError for a table that is none, or a row that does not fit its table.
    """
    con.execute(f"USE {STAGE}")
    for table in metadata:
        con.execute(create_bare_table(table))
    counts = Counter({table.name: 0 for table in metadata})
    con.execute("BEGIN TRANSACTION")
    appenders = {table.name: con.appender(table.name) for table in metadata}
    pending = 0
    for batch in batches:
        for name, rows in batch.items():
            if name not in appenders:
                raise IntegrityError(f"lignes d'une table qui n'existe pas : {name}")
            _append(appenders[name], name, rows)
            counts[name] += len(rows)
            pending += len(rows)
        if pending >= _FLUSH_ROWS:
            _flush(appenders)
            pending = 0
    _flush(appenders)
    con.execute("COMMIT")
    return dict(counts)


def stage_files(con: duckdb.DuckDBPyConnection, table: Table, files: Sequence[Path]) -> None:
    """Add rows of `table` kept in Parquet files to those of STAGE."""
    con.execute(f"INSERT INTO {STAGE}.{quoted(table.name)} {_from_files(table, files)}")


def copy_files(con: duckdb.DuckDBPyConnection, table: Table, catalog: str, files: Sequence[Path]) -> None:
    """Insert the rows of Parquet files, sorted already, into the table of that name in `catalog`, as they come."""
    con.execute(f"INSERT INTO {catalog}.{quoted(table.name)} {_from_files(table, files)}")


def ordering(table: Table) -> str:
    """Return the sort of a table's rows, as the metadata gives it; where rows could tie, by every other column too."""
    names = table.order
    if not table.key or set(table.key) - set(names):
        names += tuple(name for name in table.column_names if name not in names)
    return ", ".join(f"{quoted(name)} ASC NULLS FIRST" for name in names)


def fill(con: duckdb.DuckDBPyConnection, table: Table, catalog: str) -> None:
    """Insert the staged rows of `table` into the table of that name in `catalog`, sorted."""
    names = columns_of(table.column_names)
    order = ordering(table)
    first = quoted(table.order[0])
    for low, high in _slices(con, table):
        bounds, values = [], []
        for bound, value in ((f"{first} > ?", low), (f"{first} <= ?", high)):
            if value is not None:
                bounds.append(bound)
                values.append(value)
        where = f"WHERE {' AND '.join(bounds)}" if bounds else ""
        con.execute(
            f"INSERT INTO {catalog}.{quoted(table.name)} ({names}) "
            f"SELECT {names} FROM {STAGE}.{quoted(table.name)} {where} ORDER BY {order}",
            values,
        )


def row_bytes(table: Table) -> str:
    """Return an SQL expression for the approximate size of a row of `table` in bytes."""
    texts = [f"coalesce(strlen({quoted(c.name)}), 0)" for c in table.columns if c.type == "VARCHAR"]
    return " + ".join([str(8 * len(table.columns)), *texts])


def _from_files(table: Table, files: Sequence[Path]) -> str:
    listed = ", ".join(literal(str(file)) for file in files)
    return f"({columns_of(table.column_names)}) SELECT {columns_of(table.column_names)} FROM read_parquet([{listed}])"


def _slices(con: duckdb.DuckDBPyConnection, table: Table) -> Iterator[tuple[Any, Any]]:
    """Yield ranges (above, up to and including) of the first sort column, each of about `_SLICE_BYTES`."""
    staged = f"{STAGE}.{quoted(table.name)}"
    [total] = con.execute(f"SELECT coalesce(sum({row_bytes(table)}), 0) FROM {staged}").fetchone() or [0]
    if total <= _SLICE_BYTES:
        yield None, None
        return
    first = quoted(table.order[0])
    groups = con.execute(f"SELECT {first}, sum({row_bytes(table)}) FROM {staged} GROUP BY 1 ORDER BY 1").fetchall()
    low, size = None, 0
    for value, weight in groups[:-1]:
        size += weight
        if size >= _SLICE_BYTES:
            yield low, value
            low, size = value, 0
    yield low, None


def _append(appender: duckdb.Appender, name: str, rows: Any) -> None:
    try:
        appender.append_rows(rows)
    except (duckdb.InvalidInputException, duckdb.ConversionException, TypeError) as error:
        raise IntegrityError(f"{name}: {' '.join(str(error).split())}") from None


def _flush(appenders: dict[str, duckdb.Appender]) -> None:
    for name, appender in appenders.items():
        try:
            appender.flush()
        except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
            raise IntegrityError(f"{name}: {' '.join(str(error).split())}") from None
