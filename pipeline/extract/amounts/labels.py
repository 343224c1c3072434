"""What a heading, a row label or the lines around a table say of the figures they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from pipeline.extract.amounts.cell_text import label_cells
from pipeline.extract.amounts.marks import Axis, Mark, years_in
from pipeline.extract.amounts.numbers import multiple_of
from pipeline.extract.amounts.reader import Reader
from pipeline.extract.amounts.sense import Cue, strongest
from pipeline.extract.amounts.types import words
from pipeline.extract.flow import GridCell
from pipeline.model import Found

Span = tuple[int, int]

_COMMON = frozenset(
    {"total", "totaux", "ensemble", "général", "générale", "ttc", "eur", "euros", "montants", "crédits", "coût"}
    | {"dépenses", "recettes", "unité", "opérationnelle", "exercice", "année", "nature", "part", "estimé", "coûts"}
    | {"prévisionnel"}
)
"""Words that labels of different things share."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit and where it is said."""

    multiple: Decimal
    place: Span


@dataclass(frozen=True, slots=True)
class Said:
    """What one or several labels say together."""

    marks: dict[Axis, tuple[Mark, ...]] = field(default_factory=dict)
    total: Found | None = None
    unit: Unit | None = None
    money: bool = False
    no_money: bool = False
    motif: str | None = None
    role: Cue | None = None
    label: frozenset[str] = frozenset()

    def values(self, axis: Axis) -> tuple[str | int, ...]:
        """Return the distinct values said on an axis, in order."""
        return tuple(dict.fromkeys(m.value for m in self.marks.get(axis, ())))


def read_label(reader: Reader, start: int, end: int) -> Said:
    """Read a heading or a label standing at `[start, end)` in the flow."""
    return reader.once("label", start, end, lambda a, b: _read_label(reader, a, b))


def _read_label(reader: Reader, start: int, end: int) -> Said:
    book = reader.ctx.book
    text = reader.ctx.text[start:end]
    total = book["montants.tab_total"].search(text)
    price = book["montants.tab_prix"].search(text)
    return Said(
        _marks(reader, start, end),
        Found("total", ((start + total.start(), start + total.end()),), "montants.tab_total") if total else None,
        unit_in(reader, start, end),
        book["montants.tab_argent"].search(text) is not None,
        book["montants.tab_exclu"].search(text) is not None,
        str(book["montants.tab_prix"].data["motif"]) if price else None,
        _role(reader, start, end),
        _label_words(reader, start, end),
    )


def together(said: Iterable[Said]) -> Said:
    """Join what several labels say: of marks, those of the last that has any on an axis win (the nearest)."""
    whole = Said()
    for one in said:
        whole = replace(
            whole,
            marks={**whole.marks, **one.marks},
            total=one.total or whole.total,
            unit=one.unit or whole.unit,
            money=one.money or whole.money,
            no_money=one.no_money or whole.no_money,
            motif=one.motif or whole.motif,
            role=strongest([c for c in (whole.role, one.role) if c]),
            label=whole.label | one.label,
        )
    return whole


def unit_in(reader: Reader, start: int, end: int) -> Unit | None:
    """Return the unit said in a stretch, the multiple rather than the plain euro where both are."""
    rule = reader.ctx.book["montants.tab_unite"]
    found = [
        Unit(multiple_of(m["unite"]), (start + m.start("unite"), start + m.end("unite")))
        for m in rule.finditer(reader.ctx.text[start:end])
        if not reader.ctx.text[: start + m.start()].rstrip()[-1:].isdigit()
    ]
    return max(found, key=lambda u: u.multiple, default=None)


def read_heads(reader: Reader, cells: list[GridCell]) -> Said:
    """Read the headings of a column, top down; a nature that they spell together ('Crédits de' / 'paiement') counts."""
    said = together(read_label(reader, c.start, c.end) for c in cells)
    if "nature" in said.marks or len(cells) < 2:
        return said
    whole = reader.ctx.book["montants.nature"].search(" ".join(c.text for c in cells))
    if whole is None:
        return said
    mark = Mark("nature", "AE" if whole["ae"] else "CP", cells[0].start, cells[0].end, "montants.nature", "deduite")
    return replace(said, marks={**said.marks, "nature": (mark,)})


def shared_heads(
    reader: Reader, row: Sequence[GridCell | None], columns: Sequence[int]
) -> dict[Axis, dict[int, Mark | None]]:
    """Return, by axis, the mark of each column where a heading cell holds those of several ('AE CP AE CP').

    As many marks as columns, or a whole part of it, are dealt out in order; a column without its own gets None.
    """
    cells = label_cells(row)
    said = {cell: _marks(reader, cell.start, cell.end) for cell in cells}
    axes: tuple[Axis, ...] = ("nature", "uo", "exercice")
    listed = {axis: [c for c in cells if _is_list(reader, said[c].get(axis, ()))] for axis in axes}
    dealt: dict[Axis, dict[int, Mark | None]] = {}
    for axis in axes:
        for cell in listed[axis]:
            own = [at for at in columns if row[at] == cell]
            if len(own) == len(said[cell][axis]):
                dealt.setdefault(axis, {}).update(zip(own, said[cell][axis], strict=True))
    scrambled = any(cells and not dealt.get(axis) for axis, cells in listed.items())
    if not scrambled:
        return dealt
    return {axis: _dealt_out([m for c in cells for m in said[c].get(axis, ())], columns) for axis in axes}


def _dealt_out(marks: Sequence[Mark], columns: Sequence[int]) -> dict[int, Mark | None]:
    """Deal marks out to columns in order, each to as many; None to all when they do not divide."""
    if len(marks) < 2:
        return {}
    width, rest = divmod(len(columns), len(marks))
    return {at: None if rest else marks[i // width] for i, at in enumerate(columns)}


def _is_list(reader: Reader, marks: Sequence[Mark]) -> bool:
    """Marks one after the other, nothing but space between ('AE CP'), are a list; 'AE = CP' is one heading of both."""
    links = [reader.ctx.text[a.end : b.start] for a, b in pairwise(marks)]
    return bool(links) and any(not link.strip() for link in links)


def _marks(reader: Reader, start: int, end: int) -> dict[Axis, tuple[Mark, ...]]:
    marks = [m for m in reader.marks(start, end) if m.axis in ("nature", "uo")]
    marks += years_in(reader.ctx, start, end, bare=True)
    by_axis: dict[Axis, tuple[Mark, ...]] = {}
    for mark in marks:
        by_axis[mark.axis] = (*by_axis.get(mark.axis, ()), mark)
    return by_axis


def _role(reader: Reader, start: int, end: int) -> Cue | None:
    book, text = reader.ctx.book, reader.ctx.text[start:end]
    cues = [c for c in reader.cues(start, end) if c.role and c.role != "octroi"]
    for name in ("montants.tab_estimation", "montants.tab_versement"):
        match = book[name].search(text)
        if match:
            cues.append(Cue(start + match.start(), start + match.end(), book[name]))
    return strongest(cues)


def _label_words(reader: Reader, start: int, end: int) -> frozenset[str]:
    """The words of a label that are not its year, its unit code or its nature."""
    text = list(reader.ctx.text[start:end])
    for marks in _marks(reader, start, end).values():
        for mark in marks:
            text[mark.start - start : mark.end - start] = " " * (mark.end - mark.start)
    return words("".join(text)) - _COMMON
