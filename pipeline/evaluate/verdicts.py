"""What is said of one value or one row, and the counts that verdicts add up to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import msgspec

Kind = Literal["juste", "vide", "faux", "manquant", "en_trop"]
"""`vide`: rightly NULL. `faux`: a value where another was wanted, so both missing and spurious."""


class Verdict(msgspec.Struct, frozen=True, omit_defaults=True):
    """The verdict on a value (`whole` False) or on a row: was it found, was it wanted."""

    document: str
    """File name."""
    layer: str
    """`documents.couche_texte`."""
    table: str
    kind: Kind
    row: str = ""
    """What the row is known by, in words: the annotation's key values, or the dataset's."""
    column: str | None = None
    """None for a row, or for a value that no column can be named for."""
    convention: int = 1
    whole: bool = False
    wanted: Any = None
    given: Any = None
    proven: bool | None = None
    """For a right value: it has evidence. None where evidence is not asked for."""
    grounded: bool | None = None
    """For a right value with evidence: the page says it at that place. None when the file was not looked at."""
    silent: bool = False
    """Wrong, yet nothing says that a person should look."""
    sure: bool = False
    """All its evidence has a confidence of 0.9 or more."""
    rules: tuple[str, ...] = ()
    """The rules that made the value."""

    @property
    def subject(self) -> tuple[str, str, int, str, str, bool]:
        """What the verdict is on: the same in two evaluations of the same annotation."""
        return (self.document, self.table, self.convention, self.row, self.column or "", self.whole)

    @property
    def wrong(self) -> bool:
        """Whether something is missing or spurious."""
        return self.kind in ("faux", "manquant", "en_trop")


class Count(msgspec.Struct):
    """Right, missing and spurious; a wrong value is both missing and spurious."""

    right: int = 0
    missing: int = 0
    spurious: int = 0

    def add(self, kind: Kind) -> None:
        """Count one verdict."""
        self.right += kind == "juste"
        self.missing += kind in ("faux", "manquant")
        self.spurious += kind in ("faux", "en_trop")

    @property
    def precision(self) -> float:
        """Share of right among the given; 1 when nothing was given."""
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        """Share of found among the wanted; 1 when nothing was wanted."""
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def given(self) -> int:
        """How many were given."""
        return self.right + self.spurious

    @property
    def wanted(self) -> int:
        """How many were wanted."""
        return self.right + self.missing


def count(verdicts: Iterable[Verdict]) -> Count:
    """Add verdicts up."""
    total = Count()
    for verdict in verdicts:
        total.add(verdict.kind)
    return total
