"""One cell of a table read into candidates: a bare figure, or a few words with sums in them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import regex
from msgspec.structs import replace

from pipeline.extract.amounts.attach import Chain, Statement, Tied, tie
from pipeline.extract.amounts.labels import Said
from pipeline.extract.amounts.marks import Axis, years_in
from pipeline.extract.amounts.mentions import Mention
from pipeline.extract.amounts.numbers import euros, multiple_of, parse_number
from pipeline.extract.amounts.sense import Cue, Sense
from pipeline.extract.amounts.statements import (
    by_nature,
    columns_of,
    condition_of,
    montant_of,
    several_of,
    total_of,
    words_of,
)
from pipeline.extract.amounts.sum_reader import SumReader
from pipeline.extract.amounts.surroundings import Around
from pipeline.extract.amounts.types import Candidate
from pipeline.extract.flow import GridCell
from pipeline.model import Found, Places

_NO_UNIT = "unité non dite par le tableau, lue en euros"
_TENTHS = regex.compile(r",\d$")
"""One decimal and no more: euros have two or none, thousands of euros have one."""


def cell_candidates(reader: SumReader, cell: GridCell, said: Said, around: Around, group: int) -> Iterator[Candidate]:
    """Yield the amounts of a cell; `said` is what headings, labels and surroundings say of it."""
    rule = reader.ctx.book["montants.tab_nombre"]
    match = rule.match(cell.text)
    if match is None:
        yield from _written(reader, cell, said, around, group)
        return
    number = parse_number(match["nombre"])
    if number is not None:
        found = _figure(cell, match, number, said)
        one = Tied(Mention(*found.places[0], number, rule.id), dict(said.marks))
        yield from by_nature(_candidate(found, one, said, around, group, said.role, said.total), one)


def _figure(cell: GridCell, match: regex.Match[str], number: Decimal, said: Said) -> Found:
    """Return a bare figure in euros, by its own unit or the one said for it; the unit's place is one of its proofs."""
    end = match.end("unite" if match["unite"] else "nombre")
    places: Places = ((cell.start + match.start("nombre"), cell.start + end),)
    if match["unite"]:
        return Found(euros(number, multiple_of(match["unite"])), places, "montants.tab_nombre", "normalisee", 0.96)
    if said.unit is None:
        sure = 0.9 if (number >= 1000 or number == 0) and not _TENTHS.search(match["nombre"]) else 0.6
        return Found(euros(number, Decimal(1)), places, "montants.tab_nombre", "normalisee", sure, _NO_UNIT)
    if said.unit.multiple != 1:
        places += (said.unit.place,)
    return Found(euros(number, said.unit.multiple), places, "montants.tab_nombre", "normalisee", 0.96)


def _written(reader: SumReader, cell: GridCell, said: Said, around: Around, group: int) -> Iterator[Candidate]:
    """Read a cell of words as a statement that its headings introduce."""
    sums = reader.sums(cell.start, cell.end)
    marks = [m for m in reader.marks(cell.start, cell.end) if m.axis != "exercice"]
    marks += (mark.moved(cell.start) for mark in years_in(reader.ctx.book, cell.text, bare=True))
    text = reader.ctx.text
    statement = Statement(text, cell.start, cell.end, sums, sorted(marks, key=lambda m: m.start))
    inherited: dict[Axis, Chain] = dict(said.marks)
    sense = Sense(text, cell.start, cell.end, sums, reader.ctx.book)
    for index, one in enumerate(tie(statement, reader.ctx.book, inherited)):
        role = sense.role(index) or said.role
        found = montant_of(one.mention, text, one.mention.rule)
        base = _candidate(found, one, said, around, group, role, total_of(one) or said.total)
        against = sense.motif(index)
        condition = condition_of(reader, statement, index, role)
        columns = {**base.columns, "condition": condition} if condition else base.columns
        motif = base.motif or (against.motif if against else None)
        yield from by_nature(replace(base, columns=columns, motif=motif), one)


def doubtful(found: Found, motif: str) -> Found:
    """Return a value made unsure, with the reason."""
    return Found(found.value, found.places, found.rule, found.status, min(found.confidence, 0.6), motif)


def _candidate(
    found: Found, one: Tied, said: Said, around: Around, group: int, role: Cue | None, total: Found | None
) -> Candidate:
    return Candidate(
        found, columns_of(one, role), group, around.section, one.mention.start, "tableau", said.label, total,
        several_of(one), around.level, said.motif, words_of(one.mention),
    )  # fmt: skip
