"""Does a postal code fit its town?

Known for the seats of administrations only (`rules/reference/communes.csv`); of other towns nothing is said. A Cedex
code keeps the department of its town, so its first digits can be checked like any other's.
"""

from __future__ import annotations

import csv
from functools import cache

import regex

from pipeline.reference import normalised
from pipeline.settings import RULES

_ARRONDISSEMENT = regex.compile(r"\s+\d{1,2}(?:er|e|ème)?$")


def expected_department(code: str, town: str) -> str | None:
    """Return the department(s) that `town` would have, when the five-digit `code` is of none of them; else None."""
    known = _towns().get(normalised(_ARRONDISSEMENT.sub("", town)), ())
    if not known or any(_begins(code, department) for department in known):
        return None
    return " ou ".join(known)


def _begins(code: str, department: str) -> bool:
    if department in ("2A", "2B"):
        return code.startswith("20")
    return code.startswith(department)


@cache
def _towns() -> dict[str, tuple[str, ...]]:
    with (RULES / "reference" / "communes.csv").open(encoding="utf-8", newline="") as file:
        return {normalised(row["commune"]): tuple(row["departements"].split("|")) for row in csv.DictReader(file)}
