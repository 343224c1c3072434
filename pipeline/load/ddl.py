"""From the metadata to SQL: tables with their keys and vocabularies, comments in French."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.metadata import Column, Metadata, Table, Vocabulary


def quoted(name: str) -> str:
    """Return an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return an SQL text literal."""
    return "'" + text.replace("'", "''") + "'"


def columns_of(names: tuple[str, ...]) -> str:
    """Return identifiers as a list."""
    return ", ".join(quoted(name) for name in names)


def create_table(table: Table, metadata: Metadata) -> str:
    """Return the CREATE TABLE with its constraints (without keys when the table is not indexed)."""
    lines = [_column(column) for column in table.columns]
    if table.key and table.indexed:
        lines.append(f"PRIMARY KEY ({columns_of(table.key)})")
    for reference in table.references if table.indexed else ():
        target = metadata.table(reference.table)
        lines.append(
            f"FOREIGN KEY ({columns_of(reference.columns)}) REFERENCES {quoted(target.name)} ({columns_of(target.key)})"
        )
    return f"CREATE TABLE {quoted(table.name)} (\n  " + ",\n  ".join(lines) + "\n)"


def create_bare_table(table: Table) -> str:
    """Return the CREATE TABLE without any constraint, for rows that are still to be sorted."""
    return f"CREATE TABLE {quoted(table.name)} ({', '.join(f'{quoted(c.name)} {c.type}' for c in table.columns)})"


def comments(metadata: Metadata) -> Iterator[str]:
    """Yield the COMMENT ON statements of tables, views and their columns."""
    for table in metadata:
        yield f"COMMENT ON TABLE {quoted(table.name)} IS {literal(table.description)}"
        for column in table.columns:
            yield _comment_on_column(table.name, column.name, described(column))
    for view in metadata.views:
        if view.parameters:
            yield f"COMMENT ON MACRO TABLE {quoted(view.name)} IS {literal(view.description)}"
            continue
        yield f"COMMENT ON VIEW {quoted(view.name)} IS {literal(view.description)}"
        for name, description in view.columns.items():
            yield _comment_on_column(view.name, name, description)


def described(column: Column) -> str:
    """Return a column's description with its unit and vocabulary."""
    text = column.description
    if column.unit:
        text += f" [{column.unit}]"
    if column.vocabulary:
        meanings = " ; ".join(f"{value} : {meaning}" for value, meaning in column.vocabulary.values.items())
        text += f". Valeurs : {meanings}"
    return text


def _column(column: Column) -> str:
    parts = [quoted(column.name), column.type]
    if column.required:
        parts.append("NOT NULL")
    if column.vocabulary:
        parts.append(_check(column, column.vocabulary))
    return " ".join(parts)


def _check(column: Column, vocabulary: Vocabulary) -> str:
    values = ", ".join(literal(value) for value in vocabulary.values)
    if column.type.endswith("[]"):
        return f"CHECK (list_has_all([{values}], {quoted(column.name)}))"
    return f"CHECK ({quoted(column.name)} IN ({values}))"


def _comment_on_column(owner: str, name: str, text: str) -> str:
    return f"COMMENT ON COLUMN {quoted(owner)}.{quoted(name)} IS {literal(text)}"
