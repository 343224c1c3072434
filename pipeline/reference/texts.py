"""Legal texts known by heart (`textes.csv`): the date of a number, the codes, the acronyms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from pipeline.reference.names import normalised
from pipeline.reference.records import Record, records

COLUMNS = ("type", "numero", "date", "intitule", "sigles", "source")


class KnownTexts:
    """Lookups over the list; a text that is not in it is simply not known."""

    def __init__(self, rows: Sequence[Record]) -> None:
        """Take records of `COLUMNS`. Raises ValueError for a date that is none."""
        self._dates = {(r["type"], r["numero"]): dt.date.fromisoformat(r["date"]) for r in rows if r["date"]}
        self._titles = {(r["type"], r["date"]): normalised(r["intitule"]) for r in rows if r["date"] and r["intitule"]}
        self._codes = {normalised(r["intitule"]): r["intitule"] for r in rows if r["type"] == "code"}
        self._sigles = {sigle: r for r in rows for sigle in r["sigles"].split("|") if sigle}
        self.sigles = tuple(self._sigles)
        self.code_names = tuple(self._codes.values())
        self.longest_code = max((len(name.split()) for name in self._codes), default=0)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the list. Raises RuleError when it cannot be read or is malformed."""
        return records(path, COLUMNS, cls)

    def date(self, kind: str, numero: str) -> dt.date | None:
        """Return the date of the text of that kind and number."""
        return self._dates.get((kind, numero))

    def title(self, kind: str, date: dt.date) -> str | None:
        """Return the title, folded, of the text of that kind and date."""
        return self._titles.get((kind, date.isoformat()))

    def code(self, name: str) -> str | None:
        """Return the name of a code as it is written, whatever the case and accents of `name`."""
        return self._codes.get(normalised(name))

    def sigle(self, sigle: str) -> tuple[str, str, str] | None:
        """Return (type, number, name) of the text that goes by this acronym."""
        row = self._sigles.get(sigle)
        return (row["type"], row["numero"], row["intitule"]) if row else None
