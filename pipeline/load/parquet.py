"""Every table as a Parquet file (zstd): the same rows give the same bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb

from pipeline.load.ddl import literal, quoted
from pipeline.load.staging import row_bytes
from pipeline.metadata import Metadata, Table

_GROUP_BYTES = 16 * 2**20
_VECTOR, _LARGEST_GROUP = 2_048, 122_880


def export(con: duckdb.DuckDBPyConnection, metadata: Metadata, catalog: str, folder: Path) -> str:
    """Write `<table>.parquet` for every table of `catalog`; return the digest of them all."""
    folder.mkdir()
    whole = hashlib.sha256()
    for table in metadata:
        path = folder / f"{table.name}.parquet"
        con.execute(
            f"COPY {catalog}.{quoted(table.name)} TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd, "
            f"ROW_GROUP_SIZE {_group_rows(con, table, catalog)}, "
            f"KV_METADATA {{description: {literal(table.description)}, version: {literal(metadata.version)}}})"
        )
        with path.open("rb") as file:
            whole.update(f"{table.name}:{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return whole.hexdigest()


def _group_rows(con: duckdb.DuckDBPyConnection, table: Table, catalog: str) -> int:
    """Return how many rows of `table` make a row group of about `_GROUP_BYTES`: a group is held in memory whole."""
    [mean] = con.execute(f"SELECT avg({row_bytes(table)}) FROM {catalog}.{quoted(table.name)}").fetchone() or [None]
    wanted = int(_GROUP_BYTES / (mean or 1))
    return max(_VECTOR, min(_LARGEST_GROUP, wanted // _VECTOR * _VECTOR))
