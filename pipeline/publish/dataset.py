"""The dataset as it may be published: the same tables and views, every text masked, in a file written anew.

A file is written anew because DuckDB keeps the bytes of what is updated. Texts are masked letter for letter, so the
offsets of `preuves` still hold; the text of a proof is cut out of its masked page.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import duckdb

from pipeline.errors import UsageError
from pipeline.load.checks import verify
from pipeline.load.database import ROW_GROUP, STORAGE
from pipeline.load.ddl import columns_of, comments, create_table, literal, quoted
from pipeline.load.parquet import export
from pipeline.load.views import create_views
from pipeline.mask.columns import is_prose, personal_columns
from pipeline.mask.privacy import ERASED, NAMED, STRANGER, Mask, Masker
from pipeline.mask.veil import MASKS, listed
from pipeline.metadata import Column, Metadata, Table

SOURCE, PUBLIC = "source", "public_"
_DOCUMENT = "document_id"


def publishable(source: Path, target: Path, parquet: Path | None, metadata: Metadata, masker: Masker) -> str | None:
    """Write the publishable copy of `source` as `target` and as Parquet files (unless `parquet` is None); return
    the digest of these.

    What was masked is added to its table `masquages`. Raises IntegrityError when the copy is not as sound as the
    original, UsageError when that one was made by another version of the programme.
    """
    with _same_version(source), contextlib.closing(duckdb.connect(config={"threads": 1})) as con:
        con.execute(f"ATTACH {literal(str(source))} AS {SOURCE} (READ_ONLY)")
        storage = f"STORAGE_VERSION {literal(STORAGE)}, ROW_GROUP_SIZE {ROW_GROUP}"
        con.execute(f"ATTACH {literal(str(target))} AS {PUBLIC} ({storage})")
        _meet(con, metadata, masker)
        _functions(con, masker, _spans(con, metadata, masker))
        con.execute(f"USE {PUBLIC}")
        staged = {table.name: _copy(con, table, metadata) for table in metadata if table.name != MASKS}
        staged[MASKS] = _listed(con, metadata.table(MASKS), masker, metadata)
        create_views(con, metadata)
        con.execute("BEGIN TRANSACTION")
        for statement in comments(metadata):
            con.execute(statement)
        con.execute("COMMIT")
        con.execute(f"CHECKPOINT {PUBLIC}")
        verify(con, metadata, staged)
        return export(con, metadata, PUBLIC, parquet) if parquet else None


@contextlib.contextmanager
def _same_version(source: Path) -> Iterator[None]:
    try:
        yield
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        said = str(error).splitlines()[0]
        raise UsageError(f"{source} vient d'une autre version, « conventions run » le refait ({said})") from None


def names_by_document(source: Path, metadata: Metadata) -> dict[str, tuple[str, ...]]:
    """Return the names of representatives and signatories, by document."""
    found: dict[str, set[str]] = defaultdict(set)
    with contextlib.closing(duckdb.connect(str(source), read_only=True)) as con:
        for table, column in personal_columns(metadata):
            if column.name != "nom":
                continue
            sql = f"SELECT DISTINCT document_id, nom FROM {table.name} JOIN conventions USING (convention_id)"
            for document_id, name in con.execute(f"{sql} WHERE nom IS NOT NULL").fetchall():
                found[document_id].add(name)
    return {document_id: tuple(sorted(names)) for document_id, names in found.items()}


def _functions(con: duckdb.DuckDBPyConnection, masker: Masker, spans: dict[tuple[str, int], list[Mask]]) -> None:
    """Lend the masker to SQL."""

    def text(document_id: str, where: str, value: str) -> str:
        return masker.masked(document_id, value, where)

    def page(document_id: str, number: int, value: str) -> str:
        return masker.masked(document_id, value, "pages.texte", spans.get((document_id, number), ()))

    def name(document_id: str, where: str, value: str) -> str:
        if masker.may_name(document_id, value):
            return value
        masker.count[where, document_id, NAMED if masker.profile == "sans-noms" else ERASED] += 1
        return ""

    con.create_function("masque", text, ["VARCHAR", "VARCHAR", "VARCHAR"], "VARCHAR")
    con.create_function("masque_page", page, ["VARCHAR", "INTEGER", "VARCHAR"], "VARCHAR")
    con.create_function("masque_nom", name, ["VARCHAR", "VARCHAR", "VARCHAR"], "VARCHAR")


def _meet(con: duckdb.DuckDBPyConnection, metadata: Metadata, masker: Masker) -> None:
    """Let the masker know whom each document names: on its pages, and among the candidates that lost."""
    lost = con.execute(
        f"SELECT document_id, list(DISTINCT texte) FROM {SOURCE}.preuves"
        f" WHERE (table_cible, colonne) IN ({_targets(metadata)}) AND statut = 'ecartee' AND colonne = 'nom' GROUP BY 1"
    )
    names = dict(lost.fetchall())
    pages = con.execute(f"SELECT document_id, list(texte) FROM {SOURCE}.pages WHERE texte IS NOT NULL GROUP BY 1")
    while row := pages.fetchone():
        masker.meet(row[0], row[1], names.get(row[0], ()))


def _targets(metadata: Metadata) -> str:
    pairs = ((literal(table.name), literal(column.name)) for table, column in personal_columns(metadata))
    return ", ".join(f"({table}, {column})" for table, column in pairs)


def _spans(con: duckdb.DuckDBPyConnection, metadata: Metadata, masker: Masker) -> dict[tuple[str, int], list[Mask]]:
    """Return what is to be masked on pages because a proof, or a candidate that lost, says that it is a name."""
    found = con.execute(
        f"SELECT document_id, page, debut, fin, texte, statut FROM {SOURCE}.preuves"
        f" WHERE (table_cible, colonne) IN ({_targets(metadata)}) AND page IS NOT NULL"
    ).fetchall()
    spans: dict[tuple[str, int], list[Mask]] = defaultdict(list)
    for document_id, page, start, end, text, status in found:
        if masker.profile == "sans-noms":
            spans[document_id, page].append(Mask(start, end, NAMED))
        elif status == "ecartee" and not masker.holder(document_id, text):
            spans[document_id, page].append(Mask(start, end, STRANGER))
    return spans


def _copy(con: duckdb.DuckDBPyConnection, table: Table, metadata: Metadata) -> int:
    """Make a table and fill it; return its number of rows."""
    con.execute(create_table(table, metadata))
    joins, keep = "", ""
    if table.name == "preuves":
        joins = f" LEFT JOIN {PUBLIC}.pages g ON g.document_id = t.document_id AND g.page = t.page"
        keep = f" WHERE {' AND '.join(_proves(table, column) for table, column in personal_columns(metadata))}"
    elif _DOCUMENT not in table.column_names and "convention_id" in table.column_names:
        joins = f" LEFT JOIN {SOURCE}.conventions c ON c.convention_id = t.convention_id"
    document = f"t.{_DOCUMENT}" if _DOCUMENT in table.column_names else "c.document_id" if joins else "''"
    values = ", ".join(_value(table, column, f"coalesce({document}, '')") for column in table.columns)
    order = ", ".join(f"t.{quoted(name)} ASC NULLS FIRST" for name in table.order)
    names = columns_of(table.column_names)
    con.execute(
        f"INSERT INTO {PUBLIC}.{quoted(table.name)} ({names}) "
        f"SELECT {values} FROM {SOURCE}.{quoted(table.name)} t{joins}{keep} ORDER BY {order}"
    )
    [count] = con.execute(f"SELECT count(*) FROM {PUBLIC}.{quoted(table.name)}").fetchone() or [0]
    return int(count)


def _listed(con: duckdb.DuckDBPyConnection, table: Table, masker: Masker, metadata: Metadata) -> int:
    """Fill the list of what is masked: by the dataset already, and by this copy; return its number of rows."""
    con.execute(create_table(table, metadata))
    names, order = columns_of(table.column_names), columns_of(table.order)
    con.execute(f"CREATE TEMP TABLE masques AS SELECT {names} FROM {SOURCE}.{quoted(table.name)}")
    if rows := listed(masker, metadata):
        con.executemany(f"INSERT INTO masques VALUES ({', '.join('?' * len(table.columns))})", rows)
    con.execute(
        f"INSERT INTO {PUBLIC}.{quoted(table.name)} ({names}) SELECT document_id, table_cible, colonne, motif,"
        f" sum(nombre) FROM masques GROUP BY ALL ORDER BY {order}"
    )
    [count] = con.execute(f"SELECT count(*) FROM {PUBLIC}.{quoted(table.name)}").fetchone() or [0]
    return int(count)


def _value(table: Table, column: Column, document: str) -> str:
    """Return the SQL expression of a published value."""
    own, where = f"t.{quoted(column.name)}", literal(f"{table.name}.{column.name}")
    if column.personal:
        return f"nullif(masque_nom({document}, {where}, {own}), '')"
    if not is_prose(table, column):
        return own
    if (table.name, column.name) == ("pages", "texte"):
        return f"masque_page({document}, t.page, {own})"
    masked = f"masque({document}, {where}, {own})"
    if (table.name, column.name) == ("preuves", "texte"):
        return f"CASE WHEN t.page IS NULL THEN {masked} ELSE substr(g.texte, t.debut + 1, t.fin - t.debut) END"
    return masked


def _proves(table: Table, column: Column) -> str:
    """Return the SQL condition under which a proof about a name stays: the name does, or lost."""
    gone = (
        f"SELECT 1 FROM {PUBLIC}.{quoted(table.name)} n WHERE n.convention_id = t.convention_id "
        f"AND n.{quoted(table.row_number or '')} = t.ligne_no AND n.{quoted(column.name)} IS NULL"
    )
    target = f"t.table_cible = {literal(table.name)} AND t.colonne = {literal(column.name)}"
    return f"NOT ({target} AND EXISTS ({gone}))"
