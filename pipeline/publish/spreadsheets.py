"""Tables as CSV: UTF-8, comma, ISO dates, an empty cell for NULL, and no cell that a spreadsheet would execute."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from pipeline.load.ddl import literal, quoted
from pipeline.metadata import Metadata
from pipeline.publish.schema import Field, table_fields, view_fields

FLAT_VIEW = "v_conventions"
FLAT_FILE = "conventions.csv"
_EXECUTED = r"^[\s\x00-\x1f]*[=+\-@＝＋－＠]"
"""How a cell begins that a spreadsheet would take for a formula."""


def write_tables(con: duckdb.DuckDBPyConnection, metadata: Metadata, folder: Path) -> None:
    """Write `<table>.csv` for every table of the current catalog."""
    folder.mkdir()
    for table in metadata:
        write_csv(con, table.name, table_fields(table), table.order, folder / f"{table.name}.csv")


def write_flat(con: duckdb.DuckDBPyConnection, metadata: Metadata, path: Path) -> None:
    """Write the flat view, one line a convention."""
    write_csv(con, FLAT_VIEW, view_fields(con, metadata, FLAT_VIEW), ("convention_id",), path)


def write_csv(
    con: duckdb.DuckDBPyConnection, name: str, fields: Sequence[Field], order: Sequence[str], path: Path
) -> None:
    """Write a table or view as one CSV file, sorted."""
    cells = ", ".join(f"{_cell(field)} AS {quoted(field.name)}" for field in fields)
    sort = ", ".join(f"t.{quoted(column)} ASC NULLS FIRST" for column in order)
    con.execute(
        f"COPY (SELECT {cells} FROM {quoted(name)} t ORDER BY {sort}) TO {literal(str(path))} "
        "(FORMAT csv, HEADER, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULLSTR '')"
    )


def _cell(field: Field) -> str:
    """Return the SQL expression of a cell's text. Lists are joined by ' ; '."""
    own = f"t.{quoted(field.name)}"
    if field.sql_type.endswith("[]"):
        own = f"array_to_string(list_transform({own}, lambda x: x::VARCHAR), ' ; ')"
    elif field.sql_type == "TIMESTAMP":
        return f"strftime({own}, '%Y-%m-%dT%H:%M:%SZ')"
    elif field.sql_type != "VARCHAR":
        return own
    return f"CASE WHEN regexp_matches({own}, {literal(_EXECUTED)}) THEN '''' || {own} ELSE {own} END"
