"""Does a postal code fit its town?

Known for the seats of administrations only (`communes.csv`); of other towns nothing is said. A Cedex code keeps the
department of its town, so its first digits can be checked like any other's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from pipeline.reference.names import normalised
from pipeline.reference.records import Record, records

COLUMNS = ("commune", "departements")
_ARRONDISSEMENT = re.compile(r"\s+\d{1,2}(?:er|e|ème)?$")


class Towns:
    """The departments of towns."""

    def __init__(self, rows: Sequence[Record]) -> None:
        """Take records of `COLUMNS`."""
        self.names = tuple(row["commune"] for row in rows)
        self._departments = {normalised(row["commune"]): tuple(row["departements"].split("|")) for row in rows}

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the list. Raises RuleError when it cannot be read or is malformed."""
        return records(path, COLUMNS, cls)

    def is_known(self, town: str) -> bool:
        """Tell whether `town` is one of the list."""
        return normalised(_ARRONDISSEMENT.sub("", town)) in self._departments

    def expected_department(self, code: str, town: str) -> str | None:
        """Return the department(s) that `town` would have, when the five-digit `code` is of none of them; else None."""
        known = self._departments.get(normalised(_ARRONDISSEMENT.sub("", town)), ())
        if not known or any(_begins(code, department) for department in known):
            return None
        return " ou ".join(known)


def _begins(code: str, department: str) -> bool:
    if department in ("2A", "2B"):
        return code.startswith("20")
    return code.startswith(department)
