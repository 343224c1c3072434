"""What a check looks at: one convention's rows, their values typed, and the text they came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from pipeline.metadata import Metadata
from pipeline.model import ConventionRows, Proof
from pipeline.reference import Reference


class Convention:
    """One convention under check; read-only."""

    def __init__(self, rows: ConventionRows, metadata: Metadata, reference: Reference) -> None:
        self.rows = rows
        self.reference = reference
        self._metadata = metadata
        self._revived: dict[str, tuple[Mapping[str, Any], ...]] = {}

    def table(self, name: str) -> Sequence[Mapping[str, Any]]:
        """Return the rows of a table; columns that are NULL are left out."""
        if name not in self._revived:
            columns = {column.name: column for column in self._metadata.table(name).columns}
            self._revived[name] = tuple(
                {key: columns[key].convert(value) for key, value in row.items() if value is not None}
                for row in self.rows.tables.get(name, ())
            )
        return self._revived[name]

    @property
    def identity(self) -> Mapping[str, Any]:
        """The row of `conventions`."""
        return next(iter(self.table("conventions")), {})

    @property
    def type(self) -> str:
        """The kind of convention ('autre' when it could not be told)."""
        return str(self.identity.get("type", "autre"))

    @cached_property
    def text(self) -> str:
        """The titles and the text of its articles and annexes, one after the other."""
        rows = self.table("articles")
        return "\n\n".join(str(row[name]) for row in rows for name in ("intitule", "texte") if name in row)

    def proofs(self, table: str, row: int, column: str) -> list[Proof]:
        """Return the places that a value was read from."""
        wanted = (table, row, column)
        return [p for p in self.rows.proofs if (p.table, p.row, p.column) == wanted and p.status != "ecartee"]
