"""A dataset as its documents and their rows, whether it lies in a DuckDB file or is being made."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import duckdb

from pipeline.errors import OperationError, UsageError

Content = Mapping[str, Sequence[Mapping[str, Any]]]
"""A document's rows by table, in row order, as columns to values; its own row is under `documents`."""


class Version(Protocol):
    """Something whose documents can be looked at, one by one."""

    def documents(self) -> Mapping[str, Mapping[str, Any]]:
        """Return the rows of `documents` by `document_id`."""

    def contents(self, document_ids: Iterable[str], tables: Sequence[str]) -> Iterator[tuple[str, Content]]:
        """Yield the rows of each document in the tables named, in the order given."""


class Dataset:
    """A published DuckDB file, read-only. Use it with `with`."""

    def __init__(self, path: Path) -> None:
        """Open `path`. Raises UsageError when it is not there, OperationError when it is no dataset."""
        if not path.is_file():
            raise UsageError(f"pas de jeu de données à {path}")
        try:
            self._con = duckdb.connect(str(path), read_only=True)
            self._columns = self._described()
        except duckdb.Error as error:
            raise OperationError(f"{path} ne peut être ouvert : {' '.join(str(error).split())}") from None
        if "documents" not in self._columns:
            raise UsageError(f"{path} n'est pas un jeu de données : la table documents n'y est pas")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        with contextlib.suppress(duckdb.Error):
            self._con.close()

    def __contains__(self, table: str) -> bool:
        return table in self._columns

    def documents(self) -> Mapping[str, Mapping[str, Any]]:
        """Return the rows of `documents` by id, in the order of their file names."""
        rows = self.rows("SELECT * FROM documents ORDER BY fichier, document_id")
        return {row["document_id"]: row for row in rows}

    def content(self, document_id: str, tables: Sequence[str]) -> Content:
        """Return the rows of one document in the tables named, those of `conventions` in the order of their pages."""
        return self._of_documents([document_id], tables)[document_id]

    def contents(self, document_ids: Iterable[str], tables: Sequence[str]) -> Iterator[tuple[str, Content]]:
        """Yield the rows of each document, in the order given; some documents at a time, which costs far less."""
        ids = iter(document_ids)
        while some := list(islice(ids, _AT_A_TIME)):
            yield from self._of_documents(some, tables).items()

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Return the answer to `sql` as columns to values."""
        cursor = self._con.execute(sql, list(values))
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _of_documents(self, document_ids: Sequence[str], tables: Sequence[str]) -> dict[str, Content]:
        found: dict[str, dict[str, list[dict[str, Any]]]] = {
            document_id: {table: [] for table in tables if table in self} for document_id in document_ids
        }
        for table in tables:
            for row in self._table_of(table, document_ids) if table in self else ():
                found[row.pop(_OWNER)][table].append(row)
        return dict(found)

    def _table_of(self, table: str, document_ids: Sequence[str]) -> list[dict[str, Any]]:
        """Return the rows of a table that belong to some documents; `_OWNER` says to which."""
        columns = self._columns[table]
        owner, origin = "t.document_id", f"{table} t"
        if "document_id" not in columns:
            owner, origin = "c.document_id", f"{table} t JOIN conventions c USING (convention_id)"
        order = _ORDER.get(table) or [c for c in columns if c == "convention_id" or c.endswith("_no")]
        return self.rows(
            f"SELECT t.*, {owner} AS {_OWNER} FROM {origin} WHERE {owner} IN (SELECT unnest(?))"
            f" ORDER BY {', '.join(f't.{name}' for name in order) or 1}",
            [list(document_ids)],
        )

    def _described(self) -> dict[str, list[str]]:
        rows = self._con.execute(
            "SELECT table_name, list(column_name ORDER BY ordinal_position) FROM information_schema.columns"
            " WHERE table_schema = 'main' GROUP BY table_name"
        ).fetchall()
        return {str(name): list(columns) for name, columns in rows}


_AT_A_TIME = 50
"""Documents whose rows are held in memory at once."""
_OWNER = "document_de_la_ligne"
"""A column that no table has."""
_ORDER = {
    "conventions": ("page_debut", "convention_id"),
    "preuves": ("convention_id", "table_cible", "ligne_no", "colonne", "page", "debut", "preuve_id"),
    "pages": ("page",),
    "representants": ("convention_id", "representant_no"),
}
"""Orders that the columns' names (`convention_id`, then the row's number) do not give."""
