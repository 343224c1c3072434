"""The truth of one document, stated while it is composed, in the format of the gold annotations.

A list as a value gives the accepted alternatives; a column left out is not judged; `None` says that it must be NULL.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

TABLES = (
    "parties",
    "representants",
    "signatures",
    "unites_operationnelles",
    "imputations",
    "montants",
    "references_juridiques",
    "conventions_liees",
    "articles",
    "anomalies",
)


def alternatives(*values: Any) -> Any:
    """Return the distinct values as accepted alternatives: the value itself when there is only one."""
    distinct = list(dict.fromkeys(values))
    return distinct[0] if len(distinct) == 1 else distinct


class Gold:
    """Collects the rows of a document, convention by convention."""

    def __init__(self) -> None:
        self.conventions: list[dict[str, Any]] = []
        self.rows: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
        self.printed: list[str] = []
        """Every amount as the document prints it."""
        self.unjudged: set[str] = set()
        """Tables on which careful readers would differ."""
        self.acts: list[Any] = []
        """The acts written, for those that amend them."""
        self._stated: set[tuple[Any, ...]] = set()

    def convention(self, **columns: Any) -> None:
        """Open the next convention."""
        self.conventions.append(columns)
        self._stated.clear()

    def fix(self, **columns: Any) -> None:
        """Complete or change the row of the convention at hand."""
        self.conventions[-1].update(columns)

    def row(self, table: str, **columns: Any) -> None:
        """State a row of the convention at hand."""
        self.rows[table].append({"convention": len(self.conventions), **columns})

    def amount(self, printed: str, montant: int | Decimal, **columns: Any) -> None:
        """State an amount as it is printed; said again with the same nature, year, UO and role, it is the same fact."""
        self.printed.append(printed)
        number = int(montant) if montant == int(montant) else float(montant)
        role = str(columns.get("role"))
        key = (columns.get("nature"), number, str(columns.get("exercice")), str(columns.get("uo")), role)
        repeatable = "estimation" in role or "versement" in role
        if key in self._stated and not repeatable:
            return
        self._stated.add(key)
        self.row("montants", montant=number, **columns)

    def anomaly(self, *codes: str, optional: bool = False) -> None:
        """State what a careful reader must (or may) question; several codes are alternatives of one."""
        row: dict[str, Any] = {"code": alternatives(*codes)}
        if optional:
            row["_optional"] = True
        present = [r for r in self.rows["anomalies"] if r["convention"] == len(self.conventions)]
        if not any(r["code"] == row["code"] for r in present):
            self.row("anomalies", **row)

    def as_json(self, *, note: str = "") -> dict[str, Any]:
        """Return the gold file's content."""
        if not self.conventions:
            return {"documents": [{"statut": "hors_perimetre"}], "conventions": []}
        rows = {
            table: [self._plain(row) for row in rows] for table, rows in self.rows.items() if table not in self.unjudged
        }
        head: dict[str, Any] = {"_note": note} if note else {}
        return {**head, "documents": [{"statut": "extrait"}], "conventions": self.conventions, **rows}

    def _plain(self, row: dict[str, Any]) -> dict[str, Any]:
        return {k: v for k, v in row.items() if k != "convention" or len(self.conventions) > 1}
