"""What the dataset says of its own values: their evidence, and whether a person is told to look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

SURE = 0.9
"""Confidence below which a value says that a person should look."""

Proof = Mapping[str, Any]
"""A row of `preuves`."""
Grounds = Callable[[Iterable[Proof]], bool]


class Evidence:
    """The proofs and the anomalies of one convention, by what they are about."""

    def __init__(
        self, proofs: Iterable[Proof], anomalies: Iterable[Mapping[str, Any]], grounds: Grounds | None
    ) -> None:
        """Keep the proofs that stand (not `ecartee`); `grounds` reads them back from the file, when it is there."""
        self._proofs: dict[tuple[str, int, str], list[Proof]] = defaultdict(list)
        for proof in proofs:
            if proof["statut"] != "ecartee":
                self._proofs[proof["table_cible"], proof["ligne_no"], proof["colonne"]].append(proof)
        self._anomalies = list(anomalies)
        self._grounds = grounds

    def proofs(self, table: str, line: int, column: str | None) -> Sequence[Proof]:
        """Return the proofs of a value."""
        return self._proofs.get((table, line, column), ()) if column else ()

    def grounded(self, proofs: Sequence[Proof]) -> bool | None:
        """Tell whether the file says what the proofs quote; None when it cannot be asked, or there is no proof."""
        return self._grounds(proofs) if self._grounds and proofs else None

    def sure(self, proofs: Sequence[Proof]) -> bool:
        """Tell whether there are proofs and none is doubtful."""
        return bool(proofs) and all((proof["confiance"] or 0) >= SURE for proof in proofs)

    def flagged(self, table: str, line: int, column: str | None) -> bool:
        """Tell whether an anomaly points at a value, or one of its proofs is doubtful. None: at the row as such."""
        pointed = any(
            flag["table_cible"] == table and flag["ligne_no"] in (line, None) and flag["colonne"] in (column, None)
            for flag in self._anomalies
        )
        return pointed or any((proof["confiance"] or 0) < SURE for proof in self.proofs(table, line, column))
