"""A convention's amounts as the schedule they came from, with their totals and what these are checked against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.publish.site.facts import Line, Section
from pipeline.publish.site.labels import figure, word

Row = Mapping[str, Any]
NATURES = ("AE", "CP", None)


@dataclass(frozen=True, slots=True)
class Cell:
    """An amount of the schedule: the place it leads to, and how it reads."""

    id: str
    text: str
    note: str
    doubtful: bool
    counted: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the schedule: one unit and one year; its cells by nature, in the order of the schedule's natures."""

    uo: str
    exercice: str
    cells: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A printed total held against the sum of its parts."""

    id: str
    text: str
    holds: bool | None
    """None when the parts are not given."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The schedule: natures in their order, one sum for each, and the checks of the totals that are printed."""

    natures: tuple[str, ...]
    steps: tuple[Step, ...]
    sums: tuple[str, ...]
    checks: tuple[Check, ...]


def schedule(section: Section, adding: Mapping[int, bool]) -> Schedule:
    """Lay the amounts out by unit and year. `adding` tells, by `montant_no`, which amounts add up."""
    natures = [nature for nature in NATURES if any(line.row["nature"] == nature for line in section.lines)]
    parts = [line for line in section.lines if line.row["role"] != "total" or adding.get(line.number)]
    keys = sorted({_step(line) for line in parts}, key=lambda key: (key[0] or "", key[1] or 9999))
    steps = tuple(
        Step(uo or "sans UO", str(year or "toute la durée"), tuple(
            tuple(_cell(line, adding) for line in parts if _step(line) == (uo, year) and line.row["nature"] == nature)
            for nature in natures))
        for uo, year in keys
    )  # fmt: skip
    sums = tuple(figure(_sum(line for line in parts if line.row["nature"] == n and adding.get(line.number)))
                 for n in natures)  # fmt: skip
    totals = [line for line in section.lines if line.row["role"] == "total"]
    numbered = {line.number: line for line in section.lines}
    checks = tuple(_check(line, numbered) for line in totals)
    return Schedule(tuple(nature or "sans nature" for nature in natures), steps, sums, checks)


def _step(line: Line) -> tuple[str | None, int | None]:
    return line.row["uo"], line.row["exercice"]


def _cell(line: Line, adding: Mapping[int, bool]) -> Cell:
    value = line.values["montant"]
    role = line.row["role"]
    about = ("" if role in ("echeance", None) else word(role), line.row["financeur"], line.row["condition"])
    note = ", ".join(part for part in about if part)
    return Cell(value.id, value.text, note, value.doubtful, bool(adding.get(line.number)))


def _check(total: Line, lines: Mapping[int, Line]) -> Check:
    """Show a printed total with the parts that the dataset gives it."""
    nature = total.row["nature"] or "sans nature"
    printed = f"Total imprimé ({nature}) : {total.values['montant'].text} €"
    name = total.values["montant"].id
    parts = [lines[number] for number in total.row.get("parts") or ()]
    if not parts:
        return Check(name, f"{printed} ; ses parts ne sont pas connues.", None)
    found = _sum(parts)
    if found == total.row["montant"]:
        return Check(name, f"{printed} = somme de ses {len(parts)} parts.", True)
    return Check(name, f"{printed} ≠ {figure(found)} €, somme des {len(parts)} parts lues.", False)


def _sum(lines: Any) -> Decimal:
    return sum((line.row["montant"] for line in lines), Decimal(0))
