"""What the dataset's views say of each convention's amounts: which add up, its chain, what is in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.compare import Dataset

Row = Mapping[str, Any]


class Credits:
    """The views' rows, asked for once: a view over a whole dataset costs as much for one convention as for all."""

    def __init__(self, dataset: Dataset) -> None:
        self._adding = _grouped(dataset, "v_montants_additionnables", "convention_id", "montant_no")
        self._chains = _grouped(dataset, "v_chaines", "racine_id", "rang")
        self._in_force = _grouped(dataset, "v_montants_en_vigueur", "racine_id", "rang, convention_id, montant_no")

    def adding(self, convention_id: str) -> dict[int, bool]:
        """Tell, by `montant_no`, which amounts of a convention add up."""
        return {row["montant_no"]: row["s_additionne"] for row in self._adding.get(convention_id, ())}

    def chain(self, act: Row) -> Sequence[Row]:
        """Return the acts of an act's chain, the first convention and then its avenants."""
        return self._chains.get(act["racine_id"], ())

    def in_force(self, act: Row) -> Sequence[Row]:
        """Return the amounts of an act's chain with the days they are in force."""
        return self._in_force.get(act["racine_id"], ())


def _grouped(dataset: Dataset, view: str, key: str, order: str) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in dataset.rows(f"SELECT * FROM {view} ORDER BY {order}"):
        rows[row[key]].append(row)
    return dict(rows)
