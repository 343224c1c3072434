"""Parts: the rows of some documents as sorted Parquet files, made once, loaded as they are at every rebuild.

A part is a folder with `<table>.parquet` for each table it has rows of, and `part.json`, which says how many, between
which values of the table's first sort column, and what the file's bytes must be. It is a cache: one that is missing,
cut short or damaged is made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import duckdb
import msgspec

from pipeline.errors import UNDECODABLE
from pipeline.load.ddl import literal, quoted
from pipeline.load.faults import load_faults
from pipeline.load.staging import STAGE, ordering, stage
from pipeline.load.swap import remove
from pipeline.load.types import Batch
from pipeline.metadata import Metadata, Table

_MANIFEST = "part.json"
_MEMORY = "128MiB"


class PartTable(msgspec.Struct, frozen=True):
    """The rows of one table in a part."""

    rows: int
    first: str
    """The least value of the table's first sort column, as text."""
    last: str
    """The greatest."""
    sha256: str
    """Of the file's bytes."""


class Part(msgspec.Struct, frozen=True):
    """A part that is whole."""

    folder: Path
    tables: Mapping[str, PartTable]

    def file(self, table: str) -> Path:
        """Return where the rows of `table` are."""
        return _file(self.folder, table)


def write_part(folder: Path, batches: Iterable[Batch], metadata: Metadata) -> None:
    """Write all rows of `batches` as the part `folder`, in one instant.

    Raises IntegrityError for rows that fit no table, OperationError when the disk refuses.
    """
    beside = folder.with_name(f".{folder.name}.{os.getpid()}")
    with load_faults():
        remove(beside)
        beside.mkdir(parents=True)
        try:
            tables = _write(beside, batches, metadata)
            (beside / _MANIFEST).write_bytes(msgspec.json.encode(tables))
            remove(folder)
            beside.replace(folder)
        finally:
            remove(beside)


def read_part(folder: Path) -> Part | None:
    """Return the part kept in `folder`, None when there is none that can be believed."""
    try:
        tables = msgspec.json.decode((folder / _MANIFEST).read_bytes(), type=dict[str, PartTable])
        whole = all(_sha256(_file(folder, name)) == table.sha256 for name, table in tables.items())
    except (OSError, *UNDECODABLE):
        return None
    return Part(folder, tables) if whole else None


def holders(parts: Sequence[Part], table: Table) -> tuple[list[Part], bool]:
    """Return the parts that hold rows of `table`, in its order, and whether the rows of one all come before the next's.

    Rows of such parts are sorted when they are taken part by part.
    """
    found = sorted((part for part in parts if table.name in part.tables), key=lambda p: p.tables[table.name].first)
    ranges = [part.tables[table.name] for part in found]
    apart = all(one.last < other.first for one, other in pairwise(ranges))
    return found, apart and table.column(table.order[0]).type == "VARCHAR"


def _write(folder: Path, batches: Iterable[Batch], metadata: Metadata) -> dict[str, PartTable]:
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1, "memory_limit": _MEMORY, "temp_directory": str(folder / "debord")
    }  # fmt: skip
    with contextlib.closing(duckdb.connect(config=config)) as con:
        con.execute(f"ATTACH ':memory:' AS {STAGE}")
        counts = stage(con, batches, metadata)
        return {table.name: _write_table(con, folder, table) for table in metadata if counts[table.name]}


def _write_table(con: duckdb.DuckDBPyConnection, folder: Path, table: Table) -> PartTable:
    name, first, path = quoted(table.name), quoted(table.order[0]), _file(folder, table.name)
    con.execute(f"COPY (FROM {name} ORDER BY {ordering(table)}) TO {literal(str(path))} (FORMAT parquet)")
    sql = f"SELECT count(*), min({first})::VARCHAR, max({first})::VARCHAR FROM {name}"
    rows, least, greatest = con.execute(sql).fetchone() or (0, "", "")
    return PartTable(rows, least, greatest, _sha256(path))


def _file(folder: Path, table: str) -> Path:
    return folder / f"{table}.parquet"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
