"""The same two questions asked of both datasets: which amounts and which UO codes does each document hold?"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

Values = dict[str, set[Any]]
"""Distinct values by document (file name without its suffix)."""
_NAIVE = {"montants": "SELECT fichier, montant FROM montants", "UO": "SELECT fichier, uo FROM uos"}
_JOINED = "JOIN conventions USING (convention_id) JOIN documents USING (document_id)"
_OURS = {
    "montants": f"SELECT fichier, montant::DOUBLE FROM montants {_JOINED}",
    "UO": f"SELECT fichier, uo FROM unites_operationnelles {_JOINED}",
}
_GOLD = {"montants": ("montants", "montant"), "UO": ("unites_operationnelles", "uo")}


@dataclass(frozen=True, slots=True)
class Score:
    """Right values over values given, and over values there are."""

    precision: float
    recall: float

    def __str__(self) -> str:
        return f"{self.precision:.1%} / {self.recall:.1%}"


def scores(naive: Path, ours: Path, gold: Path, files: Iterable[Path]) -> dict[str, tuple[Score, Score]]:
    """Return what is asked -> (the naive script's score, ours) over the annotated `files`."""
    names = [file.stem for file in files]
    found = {}
    for what, (table, column) in _GOLD.items():
        truth = {name: _truth(gold / f"{_bare(name)}.json", table, column) for name in names}
        found[what] = (_score(_values(naive, _NAIVE[what]), truth), _score(_values(ours, _OURS[what]), truth))
    return found


def _bare(name: str) -> str:
    """Leave out the look ('.native') that a generated file's name ends with."""
    return name.rsplit(".", 1)[0]


def _truth(path: Path, table: str, column: str) -> set[Any]:
    rows = json.loads(path.read_text("utf-8")).get(table, ())
    values = (row.get(column) for row in rows if not row.get("_optional"))
    return {value[0] if isinstance(value, list) else value for value in values} - {None}


def _values(dataset: Path, sql: str) -> Values:
    found: Values = {}
    with duckdb.connect(str(dataset), read_only=True) as con:
        for file, value in con.execute(sql).fetchall():
            found.setdefault(Path(file).stem, set()).add(value)
    return found


def _score(found: Values, truth: Values) -> Score:
    right = sum(len(found.get(name, set()) & wanted) for name, wanted in truth.items())
    given = sum(len(found.get(name, set())) for name in truth)
    wanted = sum(map(len, truth.values()))
    return Score(right / max(given, 1), right / max(wanted, 1))
