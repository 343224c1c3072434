"""A correction as read, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

import msgspec

from pipeline.scalars import Value

Outcome = Literal["appliquee", "retiree", "rouverte", "sans_document"]
Key = Mapping[str, Value | None]


class Correction(msgspec.Struct, frozen=True):
    """One line of a file of corrections, its values typed."""

    document_id: str
    convention: int
    """Rank in the document, from 1."""
    table: str
    key: Key
    """Columns to values that designate the row; the row itself when it is to be added."""
    column: str | None
    """None: the correction is about the row as a whole."""
    value: Value | None
    """The right value; None says that the document gives none. Not read for a whole row."""
    present: bool
    """For a whole row: True when it exists and was missed, False when it does not exist."""
    auteur: str
    date: dt.date
    motif: str
    page: int | None
    passage: str | None
    """Fingerprint of the passage that it was made on."""
    where: str
    """File and line, for messages."""

    @property
    def named(self) -> str:
        """What it is about, in one line: `montants.montant (AE, 60000.00)`."""
        target = f"{self.table}.{self.column}" if self.column else self.table
        known = ", ".join(str(value) for value in self.key.values() if value is not None)
        return f"{target} ({known})" if known else target

    @property
    def said(self) -> str:
        """Why, who and when, for `preuves.motif`."""
        return f"{self.motif} ({self.auteur}, {self.date.isoformat()})"


class Treated(msgspec.Struct, frozen=True):
    """What became of a correction, and why when it was not applied (French)."""

    correction: Correction
    outcome: Outcome
    why: str | None = None


class Corrections(msgspec.Struct, frozen=True):
    """All corrections, by document, oldest first; `digest` changes with any of the files."""

    by_document: Mapping[str, tuple[Correction, ...]]
    digest: str

    def of(self, document_id: str) -> tuple[Correction, ...]:
        """Return the corrections of one document, oldest first."""
        return self.by_document.get(document_id, ())
