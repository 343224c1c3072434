"""Which columns may hold words of a document, and which name natural persons."""

from __future__ import annotations

from pipeline.metadata import Column, Metadata, Table

_PLACES = {("couverture", "ressource_id")}
"""Identifiers that may be a path or an address: names of files."""


def personal_columns(metadata: Metadata) -> list[tuple[Table, Column]]:
    """Return the columns that name natural persons."""
    return [(table, column) for table in metadata for column in table.columns if column.personal]


def is_prose(table: Table, column: Column) -> bool:
    """Tell whether a column may hold words of a document: not a code, a key, a term of a list, a reference list."""
    if (table.name, column.name) in _PLACES:
        return True
    keys = {*table.key, *(name for reference in table.references for name in reference.columns)}
    closed = column.vocabulary or column.pattern or column.name in keys or column.name.endswith("_id")
    own = table.group == "reference" or table.name in ("a_propos", "masquages")
    return column.type == "VARCHAR" and not closed and not own
