"""Legal texts known by heart (`rules/reference/textes.csv`): the date of a number, the codes, the acronyms."""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache
from pathlib import Path

from pipeline.errors import RuleError
from pipeline.reference import normalised
from pipeline.settings import RULES


class KnownTexts:
    """Lookups over the list; a text that is not in it is simply not known."""

    def __init__(self, rows: list[dict[str, str]]) -> None:
        self._dates = {(r["type"], r["numero"]): dt.date.fromisoformat(r["date"]) for r in rows if r["date"]}
        self._codes = {normalised(r["intitule"]): r["intitule"] for r in rows if r["type"] == "code"}
        self._sigles = {sigle: r for r in rows for sigle in r["sigles"].split("|") if sigle}
        self.sigles = tuple(self._sigles)
        self.code_names = tuple(self._codes.values())
        self.longest_code = max((len(name.split()) for name in self._codes), default=0)

    def date(self, kind: str, numero: str) -> dt.date | None:
        """Return the date of the text of that kind and number."""
        return self._dates.get((kind, numero))

    def numbers(self, kind: str, date: dt.date) -> tuple[str, ...]:
        """Return the numbers of the texts of that kind and date."""
        return tuple(number for (own, number), day in self._dates.items() if own == kind and day == date)

    def code(self, name: str) -> str | None:
        """Return the name of a code as it is written, whatever the case and accents of `name`."""
        return self._codes.get(normalised(name))

    def sigle(self, sigle: str) -> tuple[str, str, str] | None:
        """Return (type, number, name) of the text that goes by this acronym."""
        row = self._sigles.get(sigle)
        return (row["type"], row["numero"], row["intitule"]) if row else None


@cache
def known_texts(path: Path = RULES / "reference" / "textes.csv") -> KnownTexts:
    """Read the list, once a process. Raises RuleError when it cannot be read or is malformed."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return KnownTexts(list(csv.DictReader(file)))
    except (OSError, KeyError, ValueError) as error:
        raise RuleError(f"{path.name}: {' '.join(str(error).split())}") from error
