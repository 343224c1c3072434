"""Which amounts are added up and held against one another, once rows were corrected: what left, what came.

A part that now says another nature, year, unit or funder than its total is no part of it. A row that a person added, or
whose nature, year, unit, funder or role a person gave, is a part where it completes the sum: nothing is guessed of the
others. Amounts are the checks' business; here is only who goes with whom.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pipeline.corrections.draft import Draft, Line
from pipeline.model import Balance

TABLE = "montants"
_SAYS = ("nature", "exercice", "uo", "financeur")
_CREDITS = (None, "plafond", "echeance", "contribution")
"""Roles of the amounts that a unit commits or pays, told once."""
_Lines = Mapping[int, Line]


def add_up_again(rows: Sequence[dict[str, Any]], draft: Draft) -> None:
    """Write in the rows of `montants`, as corrected, the parts of each total by their present numbers."""
    numbers, lines = draft.numbers(TABLE), dict(draft.standing(TABLE))
    for row, total in zip(rows, lines.values(), strict=True):
        if old := row.pop("parts", None):
            kept = [numbers[part] for part in old if part in numbers]
            if parts := _parts(total, kept, lines):
                row["parts"] = parts


def balanced_again(balances: Sequence[Balance], draft: Draft) -> tuple[Balance, ...]:
    """Return the amounts that answer one another, unit by unit, as the corrected rows tell them."""
    numbers, lines = draft.numbers(TABLE), dict(draft.standing(TABLE))
    touched = {line.number for line in lines.values() if _touched(line)}
    units: dict[Any, list[int]] = {
        balance.uo: [numbers[n] for n in sorted((*balance.ae, *balance.cp)) if n in numbers and n not in touched]
        for balance in balances
    }
    for number, line in lines.items():
        if _touched(line) and line.current.get("role") in _CREDITS and line.current.get("nature"):
            units.setdefault(line.current.get("uo"), []).append(number)
    return tuple(Balance(uo, _of(members, "AE", lines), _of(members, "CP", lines)) for uo, members in units.items())


def _parts(total: Line, kept: Sequence[int], lines: _Lines) -> tuple[int, ...]:
    parts = tuple(number for number in kept if _agree(lines[number], total))
    came = tuple(number for number in _newcomers(total, lines) if number not in parts)
    whole = total.current.get("montant")
    if _sum(parts, lines) != whole == _sum(parts + came, lines):
        return tuple(sorted(parts + came))
    return parts


def _newcomers(total: Line, lines: _Lines) -> Iterator[int]:
    """Yield the rows that corrections may have made parts of a total."""
    for number, line in lines.items():
        alike = line is not total and line.current.get("nature") == total.current.get("nature")
        if alike and _touched(line) and line.current.get("role") in _CREDITS and _agree(line, total):
            yield number


def _agree(part: Line, total: Line) -> bool:
    """Tell whether nothing that was corrected makes the one say otherwise than the other."""
    corrected = [name for name in _SAYS if name in part.corrected or name in total.corrected or part.added]
    return all(total.current.get(name) in (None, part.current.get(name)) for name in corrected)


def _touched(line: Line) -> bool:
    """Tell whether a person said what the row is an amount of."""
    return line.added is not None or not line.corrected.keys().isdisjoint((*_SAYS, "role"))


def _of(members: Sequence[int], nature: str, lines: _Lines) -> tuple[int, ...]:
    return tuple(number for number in sorted(members) if lines[number].current.get("nature") == nature)


def _sum(numbers: Sequence[int], lines: _Lines) -> Decimal:
    return sum((Decimal(str(lines[number].current["montant"])) for number in numbers), Decimal(0))
