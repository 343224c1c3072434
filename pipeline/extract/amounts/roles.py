"""The role of a row: `total` if it sums others, else `echeance` by a schedule, else `plafond`, else by the words."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.amounts.funders import BY_DELEGANT
from pipeline.extract.amounts.merge import Row
from pipeline.extract.amounts.totals import Verdict
from pipeline.model import Found


def role_of(row: Row, rows: Sequence[Row], verdict: Verdict | None) -> Found:
    """Return the role of a row among the others; `verdict` is what adding up said of it."""
    said = row.found("role")
    if row.total is not None and (verdict is not None or (_word(said) != "estimation" and _has_parts(row, rows))):
        return row.total
    if _brought(row) and _word(said) not in ("versement", "plafond"):
        return _named("contribution", row, said)
    if row.said("nature") is not None:
        return _of_credits(row, rows, verdict, said)
    if _word(said) in ("versement", "plafond", "contribution", "estimation") and said is not None:
        return said
    if row.total is not None:
        return row.total
    return _named("echeance" if row.said("exercice") is not None else "plafond", row, said)


def _of_credits(row: Row, rows: Sequence[Row], verdict: Verdict | None, said: Found | None) -> Found:
    if _brought(row):
        return _named("contribution", row, said)
    if _word(said) == "versement" and said is not None and row.said("exercice") is None:
        return said
    if verdict is not None and verdict.agrees and row.said("financeur") is None:
        return _named("total", row, None, "somme d'autres montants de la convention")
    if row.said("exercice") is not None and _scheduled(row, rows):
        return _named("echeance", row, row.found("exercice"))
    return _named("plafond", row, said)


def _brought(row: Row) -> bool:
    """Tell whether somebody is said to pay the row; a name over a délégant's credits says no more than whose."""
    payer = row.found("financeur")
    return payer is not None and payer.rule != BY_DELEGANT


def _scheduled(row: Row, rows: Sequence[Row]) -> bool:
    """A year is a due date where a table gives it, or where there are several years."""
    if any(m.origin == "tableau" for m in row.members):
        return True
    return len({r.said("exercice") for r in rows if r.said("exercice") is not None}) > 1


def _has_parts(row: Row, rows: Sequence[Row]) -> bool:
    alike = [r for r in rows if r is not row and r.said("nature") == row.said("nature") and r.value <= row.value]
    return bool(alike)


def _word(found: Found | None) -> str | None:
    return str(found.value) if found else None


def _named(role: str, row: Row, basis: Found | None, motif: str | None = None) -> Found:
    """Return a role that is not the very word of the text, proved by what it was drawn from."""
    if basis is not None and basis.value == role:
        return basis
    places = basis.places if basis is not None else row.members[0].montant.places[:1]
    rule = basis.rule if basis is not None else "montants.role_deduit"
    return Found(role, places, rule, "deduite", 0.92, motif)
