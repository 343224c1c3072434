"""The views: SQL in `views/<name>.sql`, listed and described in `rules/tables.yml`, in the order they are created."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipeline.errors import RuleError
from pipeline.load.ddl import quoted
from pipeline.metadata import Metadata, View

FOLDER = Path(__file__).parent / "views"


def create_views(con: duckdb.DuckDBPyConnection, metadata: Metadata) -> None:
    """Create every view in the current catalog. Raises RuleError when a view and its description disagree."""
    described = {view.name for view in metadata.views}
    written = {path.stem for path in FOLDER.glob("*.sql")}
    if described != written:
        raise RuleError(f"views described but not written, or the reverse: {', '.join(sorted(described ^ written))}")
    for view in metadata.views:
        _create(con, view)


def _create(con: duckdb.DuckDBPyConnection, view: View) -> None:
    sql = (FOLDER / f"{view.name}.sql").read_text(encoding="utf-8").rstrip().removesuffix(";")
    if view.parameters:
        parameters = ", ".join(quoted(name) for name in view.parameters)
        statement = f"CREATE MACRO {quoted(view.name)}({parameters}) AS TABLE {sql}"
        call = f"{quoted(view.name)}({', '.join('NULL' for _ in view.parameters)})"
    else:
        statement = f"CREATE VIEW {quoted(view.name)} AS {sql}"
        call = quoted(view.name)
    try:
        con.execute(statement)
        shown = [column[0] for column in con.execute(f"DESCRIBE FROM {call}").fetchall()]
    except duckdb.Error as error:
        raise RuleError(f"view {view.name}: {' '.join(str(error).split())}") from None
    if shown != list(view.columns):
        raise RuleError(f"view {view.name}: its columns are {', '.join(shown)}, not those described")
