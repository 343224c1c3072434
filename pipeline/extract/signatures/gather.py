"""Everything the foot of an act says, and the parties it is about."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from pipeline.extract import parties
from pipeline.extract.context import Context
from pipeline.extract.flow import Grid
from pipeline.extract.parties.types import Candidate
from pipeline.extract.sides import sides_view
from pipeline.extract.signatures.collapsed import unfolded
from pipeline.extract.signatures.items import items_of, own_dates
from pipeline.extract.signatures.sentence import spread
from pipeline.extract.signatures.signers import signers_of
from pipeline.extract.signatures.types import Item, Signer
from pipeline.extract.view import View, is_form
from pipeline.reference import normalised

_LONGEST = 1500
"""Where no section was told apart, how far from the end of the articles a block of signatures may begin."""

_BEGIN = ("signatures.fait", "signatures.lieu_date", "signatures.pour", "roles.etiquette")
_LINE = regex.compile(r"[^\n]+")
_DATE = regex.compile(r"\s*date\b", regex.IGNORECASE)
_SHORT = 110
"""Characters; a longer line is prose."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The block of signatures, read: `view` is what places refer to."""

    view: View
    items: tuple[Item, ...]
    signers: tuple[Signer, ...]
    parties: tuple[Candidate, ...]


def candidates(ctx: Context) -> Gathered:
    """Gather signatories, dates and places from the section of signatures."""
    start, end = _zone(ctx)
    start = min([start, *(g.start for g in ctx.flow.grids if g.start < start < g.end and _is_dated_form(g))])
    end = max([end, *(g.end for g in ctx.flow.grids if g.layout and start <= g.start < end)])
    known = parties.settled(ctx).parties
    announced = [person.nom.text for party in known for person in party.people if person.nom]
    view = spread(sides_view(ctx.flow, start, end, lambda line: _opens(ctx, line)), ctx.book)
    view = unfolded(view, ctx.book, announced)
    items = own_dates(view, items_of(view, ctx.book, _own_names(known), announced))
    return Gathered(view, items, signers_of(view, items), known)


def _zone(ctx: Context) -> tuple[int, int]:
    """Return the section of signatures, taken back to blocks that stand before its first closing sentence."""
    sections = list(ctx.of_kind("signature"))
    body = [s for s in ctx.sections if s.kind == "article"]
    start = body[-1].body[0] if body else 0
    if sections:
        floor = max(start, sections[0].start - _LONGEST)
        return _with_office(ctx, floor, _taken_back(ctx, floor, sections[0].start)), sections[-1].end
    end = next((s.start for s in ctx.of_kind("annexe", "hors_texte") if s.start > start), len(ctx.text))
    floor = max(start, end - _LONGEST)
    return _from_first_column(ctx, _with_office(ctx, floor, min(_beginnings(ctx, floor, end), default=end))), end


def _is_dated_form(grid: Grid) -> bool:
    """Tell whether a grid has a row for each thing it says of those who sign, their dates among them."""
    labels = (row[0].text for row in grid.rows() if row[0] is not None)
    return is_form(grid) and any(_DATE.match(label) for label in labels)


def _from_first_column(ctx: Context, start: int) -> int:
    """Return where the columns begin in one of which `start` stands, where nothing but signatures stands before it.

    Only where no section was told apart: its first line ('Fait à …') is known to open the block.
    """
    begin = min((g.start for g in ctx.flow.grids if g.layout and g.start < start < g.end), default=start)
    lines = ctx.text[begin:start].strip().split("\n")
    return begin if all(_short(ctx, line) for line in lines) else start


def _with_office(ctx: Context, floor: int, start: int) -> int:
    """Return where the block begins: at the office printed on the line above what opens it, if one is."""
    above = ctx.text[floor:start].rstrip()
    line = floor + above.rfind("\n") + 1
    office = ctx.book["personnes.fonction"].match(ctx.text, line, floor + len(above))
    return line if office is not None and _short(ctx, ctx.text[line : floor + len(above)]) else start


def _opens(ctx: Context, line: str) -> bool:
    return any(ctx.book[rule].match(line) for rule in _BEGIN)


def _taken_back(ctx: Context, floor: int, start: int) -> int:
    """Return the earliest beginning of a block from which nothing but short lines leads to `start`."""
    for begin in sorted(_beginnings(ctx, floor, start)):
        if all(_short(ctx, line) for line in ctx.text[begin:start].strip().split("\n")):
            return begin
    return start


def _short(ctx: Context, line: str) -> bool:
    """Tell whether a line may stand among signatures: no sentence, nor a line of prose; a table's cells count apart."""
    if "\t" in line:
        return all(len(cell) < 2 * _SHORT for cell in line.split("\t"))
    return len(line) < _SHORT and (_opens(ctx, line) or not line.rstrip().endswith("."))


def _beginnings(ctx: Context, start: int, end: int) -> list[int]:
    rules = (*_BEGIN, "signatures.tampon")
    found = [match.start() for rule in rules for match in ctx.book[rule].finditer(ctx.text, start, end)]
    title = ctx.book["decoupe.signatures_titre"]
    lines = _LINE.finditer(ctx.text, start, end)
    return found + [line.start() for line in lines if title.fullmatch(line[0].strip())]


def _own_names(known: tuple[Candidate, ...]) -> frozenset[str]:
    """Return every run of words of the parties' names, folded: none of them is a person."""
    runs: set[str] = set()
    for party in known:
        for alias in party.aliases:
            words = normalised(alias).split()
            runs.update(" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1))
    return frozenset(runs)
