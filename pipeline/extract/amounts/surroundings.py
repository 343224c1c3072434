"""What the lines around a table say of it: its unit, its year, its unit of credits, what it is for."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from pipeline.extract.amounts.labels import Said, Unit, read_label, unit_in
from pipeline.extract.amounts.marks import Axis, Mark
from pipeline.extract.amounts.passages import Span, statements
from pipeline.extract.amounts.sense import Cue, Sense, cues_in, strongest
from pipeline.extract.amounts.statements import Reader, level_of, section_start
from pipeline.extract.amounts.types import Level
from pipeline.extract.context import Section
from pipeline.extract.flow import Grid

_REACH = 600
_AFTER = 160


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a table."""

    defaults: dict[Axis, tuple[Mark, ...]]
    unit: Unit | None
    role: Cue | None
    motif: str | None
    level: Level
    section: int


def around(reader: Reader, grid: Grid) -> Around:
    """Read the heading, the lines above and the line below a table."""
    section = reader.ctx.section_at(grid.start)
    lines = _lines_above(reader, grid, section)
    heading = [section.heading] if section and section.heading else []
    said = [read_label(reader, *span) for span in (*heading, *lines)]
    last = _last_statement(reader, lines)
    return Around(
        _defaults(reader, last), _unit(reader, grid, said), _role(reader, [*reversed(lines), *heading]),
        _motif(reader, last), level_of(reader.ctx, section), section_start(section),
    )  # fmt: skip


def _lines_above(reader: Reader, grid: Grid, section: Section | None) -> list[Span]:
    """Return the last two paragraphs above the table in its section, not reaching into another table."""
    floor = max(section.start if section else 0, grid.start - _REACH)
    floor = max([floor, *(g.end for g in reader.ctx.flow.grids if g.end <= grid.start and not g.layout)])
    text = reader.ctx.text
    spans = [(m.start(), m.end()) for m in regex.finditer(r"\S(?:[^\n]|\n(?!\s*\n))*", text, pos=floor, endpos=grid.start)]
    return spans[-2:]


def _last_statement(reader: Reader, lines: list[Span]) -> Span | None:
    """Return the sentence that leads to the table."""
    return list(statements(reader.ctx.text, *lines[-1]))[-1] if lines else None


def _defaults(reader: Reader, last: Span | None) -> dict[Axis, tuple[Mark, ...]]:
    """Return what the sentence above says of every figure: natures together, one year, one unit."""
    if last is None:
        return {}
    by_axis: dict[Axis, tuple[Mark, ...]] = {}
    for mark in reader.marks(*last):
        by_axis[mark.axis] = (*by_axis.get(mark.axis, ()), mark)
    one = {axis: marks for axis, marks in by_axis.items() if len({m.value for m in marks}) == 1}
    if "nature" in by_axis:
        one["nature"] = by_axis["nature"]
    return one


def _unit(reader: Reader, grid: Grid, said: list[Said]) -> Unit | None:
    above = [one.unit for one in said if one.unit]
    if above:
        return above[-1]
    end = min(len(reader.ctx.text), grid.end + _AFTER)
    below = reader.ctx.text[grid.end : end]
    note = regex.match(r"\s*[*(]?\s*(?:montants?|sommes?|chiffres?|données|crédits)?\s*(?:exprimés?\s+)?en\s[^.\n]*", below)
    return unit_in(reader, grid.end, grid.end + note.end()) if note else None


def _role(reader: Reader, spans: list[Span]) -> Cue | None:
    """Return the role that the nearest lines give."""
    for span in spans:
        cues = [c for c in cues_in(reader.ctx.text, *span, reader.ctx.book) if c.role]
        label = read_label(reader, *span).role
        if found := strongest([*cues, *([label] if label else [])]):
            return found
    return None


def _motif(reader: Reader, last: Span | None) -> str | None:
    """Return why the whole table is left out: the sentence above tells of the past, or says that it is recalled."""
    if last is None or not reader.ctx.text[slice(*last)].rstrip().endswith(":"):
        return None
    book = reader.ctx.book
    if book["montants.effet_remplace"].search(reader.ctx.text[slice(*last)]):
        return None
    sense = Sense(reader.ctx.text, *last, (), book)
    told = [c for c in sense.cues if c.motif and c.of is None]
    verb = book["montants.verbe_nouveau"]
    text = reader.ctx.text[slice(*last)]
    told = [c for c in told if not any(m.start() + last[0] >= c.end for m in verb.finditer(text))]
    return told[0].motif if told else None
