"""The load: batches of rows to a DuckDB file, checked, and put in place of the old one in one instant."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import duckdb

from pipeline.load.checks import verify
from pipeline.load.ddl import comments, create_table, literal
from pipeline.load.faults import load_faults
from pipeline.load.parquet import export
from pipeline.load.parts import Part, holders
from pipeline.load.staging import STAGE, copy_files, fill, stage, stage_files
from pipeline.load.swap import remove, swap_file, swap_folder
from pipeline.load.types import Batch, Finding, LoadReport
from pipeline.load.views import create_views
from pipeline.metadata import Metadata, Table
from pipeline.reference import Reference

CATALOG = "jeu"
"""Name under which the dataset being built is attached."""
STORAGE = "v1.2.0"
"""Storage version of the file: clients since DuckDB 1.2 open it."""
MEMORY, THREADS = "128MiB", 4
"""What DuckDB may hold in memory while it builds (beyond it, it spills to disk), and on how many threads at most."""
ROW_GROUP = 8_192
"""Rows that DuckDB compresses together, and holds in memory together: few, for tables of whole pages of text."""
SLOW_COMPRESSION = "fsst"
"""A compression that DuckDB is not to try: it costs 40 % of filling `preuves`, and what it would compress is no larger
without it (dictionaries, zstd) and scanned twice as fast."""
_UNSURE = """
WITH kept AS (SELECT convention_id, table_cible, ligne_no, colonne, confiance FROM preuves WHERE statut <> 'ecartee')
SELECT count(*) FROM (SELECT DISTINCT * EXCLUDE confiance FROM kept WHERE confiance < 0.9)
ANTI JOIN (SELECT * EXCLUDE confiance FROM kept WHERE confiance >= 0.9)
USING (convention_id, table_cible, ligne_no, colonne)
"""
"""How many values have no proof of 0.9 or more."""


def load(
    batches: Iterable[Batch],
    *,
    target: Path,
    metadata: Metadata,
    reference: Reference,
    about: Mapping[str, str] | None = None,
    parquet: Path | None = None,
    parts: Sequence[Part] = (),
    stale: float = 0.0,
) -> LoadReport:
    """Build the dataset from all its rows and publish it as `target`, with a Parquet folder beside it.

    `batches` come in any order and are read once, as a stream; the rows of `parts` are added to theirs. `about` goes
    into the table `a_propos`. `parquet` is `<target's stem>-parquet` unless given; the folder published before stays
    for who reads it, unless it was made before `stale` (POSIX seconds). Raises IntegrityError when the rows are not fit
    to be published, OperationError when the disk refuses, and whatever reading `batches` raises; `target` is then
    untouched.
    """
    folder = parquet or target.with_name(f"{target.stem}-parquet")
    work = target.with_name(f".{target.name}.construction")
    with load_faults(), _working_folder(work):
        rows = chain(batches, [reference.rows, _about(metadata, about or {})])
        counts, unsure, digest, warnings = _build(rows, parts, work, metadata)
        swap_folder(work / "parquet", folder, digest[:16], work, stale=stale)
        swap_file(work / "jeu.duckdb", target)
    return LoadReport(target, folder, counts, unsure, digest, warnings)


def _build(
    batches: Iterable[Batch], parts: Sequence[Part], work: Path, metadata: Metadata
) -> tuple[dict[str, int], int, str, tuple[Finding, ...]]:
    unsorted, dataset = work / "etape.duckdb", work / "jeu.duckdb"
    with contextlib.closing(_connection(work)) as con:
        _attach(con, unsorted, STAGE)
        staged = stage(con, batches, metadata)
        _attach(con, dataset, CATALOG)
        con.execute(f"USE {CATALOG}")
        _in_one(con, (create_table(table, metadata) for table in metadata))
        for table in metadata:
            staged[table.name] += _fill(con, table, parts, staged[table.name])
        create_views(con, metadata)
        _in_one(con, comments(metadata))
        con.execute(f"CHECKPOINT {CATALOG}")
    with contextlib.closing(_connection(work)) as con:
        # What is checked and exported is the file as a reader will open it.
        con.execute(f"ATTACH {literal(str(dataset))} AS {CATALOG} (READ_ONLY)")
        con.execute(f"USE {CATALOG}")
        warnings = verify(con, metadata, staged)
        [unsure] = con.execute(_UNSURE).fetchone() or [0]
        digest = export(con, metadata, CATALOG, work / "parquet")
    return staged, unsure, digest, warnings


def _fill(con: duckdb.DuckDBPyConnection, table: Table, parts: Sequence[Part], staged: int) -> int:
    """Fill a table from its staged rows and those of the parts; return how many rows the parts had.

    Parts that follow one another are sorted already: sorting is what costs most, and they are spared it.
    """
    found, sorted_already = holders(parts, table)
    files = [part.file(table.name) for part in found]
    if files and sorted_already and not staged:
        with _one_thread(con):
            copy_files(con, table, CATALOG, files)
    else:
        if files:
            stage_files(con, table, files)
        fill(con, table, CATALOG)
    return sum(part.tables[table.name].rows for part in found)


@contextlib.contextmanager
def _one_thread(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Fill row groups to the brim: several threads leave gaps between files, and the Parquet files tell."""
    con.execute("SET threads = 1")
    try:
        yield
    finally:
        con.execute(f"SET threads = {_threads()}")


def _in_one(con: duckdb.DuckDBPyConnection, statements: Iterable[str]) -> None:
    """Execute statements in one transaction: one write to disk, not hundreds."""
    con.execute("BEGIN TRANSACTION")
    for statement in statements:
        con.execute(statement)
    con.execute("COMMIT")


def _connection(work: Path) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(config={"memory_limit": MEMORY, "threads": _threads(), "temp_directory": str(work / "debord")})
    # In the configuration above it would have no effect.
    con.execute(f"SET disabled_compression_methods = {literal(SLOW_COMPRESSION)}")
    return con


def _threads() -> int:
    return min(os.cpu_count() or 1, THREADS)


def _attach(con: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    con.execute(
        f"ATTACH {literal(str(path))} AS {name} (STORAGE_VERSION {literal(STORAGE)}, ROW_GROUP_SIZE {ROW_GROUP})"
    )


def _about(metadata: Metadata, about: Mapping[str, str]) -> Batch:
    entries = {"version_contrat": metadata.version, **about}
    return {"a_propos": [metadata.table("a_propos").row({"cle": k, "valeur": v}) for k, v in entries.items()]}


@contextlib.contextmanager
def _working_folder(work: Path) -> Iterator[None]:
    """Make the folder where everything is built, on the target's own disk; nothing of it is left, whatever happens."""
    remove(work)
    work.mkdir(parents=True)
    try:
        yield
    finally:
        remove(work)
