"""What a heading, a row label or the lines around a table say of the figures they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

import msgspec
from msgspec.structs import replace

from pipeline.extract.amounts.cell_text import label_cells
from pipeline.extract.amounts.marks import Axis, Mark, natures_in, years_in
from pipeline.extract.amounts.numbers import multiple_of
from pipeline.extract.amounts.sense import Cue, cues_in, strongest
from pipeline.extract.amounts.sum_reader import SumReader
from pipeline.extract.amounts.types import words
from pipeline.extract.flow import GridCell
from pipeline.extract.remembered import remembered
from pipeline.extract.rulebook import Rulebook
from pipeline.model import Found

Span = tuple[int, int]

_LONGEST_CUT = 14
"""Characters of a cell that may be one word cut in two."""
_COMMON = frozenset(
    {"total", "totaux", "ensemble", "général", "générale", "ttc", "eur", "euros", "montants", "crédits", "coût"}
    | {"dépenses", "recettes", "unité", "opérationnelle", "exercice", "année", "nature", "part", "estimé", "coûts"}
    | {"prévisionnel"}
)
"""Words that labels of different things share."""


class Unit(msgspec.Struct, frozen=True):
    """A unit and where it is said."""

    multiple: Decimal
    place: Span


class Said(msgspec.Struct, frozen=True):
    """What one or several labels say together."""

    marks: dict[Axis, tuple[Mark, ...]] = msgspec.field(default_factory=dict)
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


_SILENT = Said()


def read_label(reader: SumReader, start: int, end: int) -> Said:
    """Read a heading or a label standing at `[start, end)` in the flow."""
    return reader.once("label", start, end, lambda a, b: _read_label(reader, a, b))


def _read_label(reader: SumReader, start: int, end: int) -> Said:
    wording = _wording(reader.ctx.book, reader.ctx.text[start:end])
    marks = _marks(reader, start, end)
    return Said(
        marks,
        Found("total", (_moved(wording.total, start),), "montants.tab_total") if wording.total else None,
        unit_in(reader, start, end),
        wording.money,
        wording.no_money,
        wording.motif,
        Cue(*_moved((wording.role.start, wording.role.end), start), wording.role.rule) if wording.role else None,
        wording.words if "uo" not in marks else _label_words(reader.ctx.text[start:end], start, marks),
    )


class _Wording(msgspec.Struct, frozen=True):
    """What the words of a label say by themselves, in whatever convention; places count from its beginning."""

    total: Span | None
    money: bool
    no_money: bool
    motif: str | None
    role: Cue | None
    natures: tuple[Mark, ...]
    years: tuple[Mark, ...]
    words: frozenset[str]


@remembered(4096)
def _wording(book: Rulebook, text: str) -> _Wording:
    """Read a label's words: the same few hundred labels come back in every table."""
    total = book["montants.tab_total"].search(text)
    against = (book["montants.tab_prix"], book["montants.tab_depense"])
    natures, years = tuple(natures_in(book, text)), tuple(years_in(book, text, bare=True))
    return _Wording(
        total.span() if total else _cut_total(book, text),
        book["montants.tab_argent"].search(text) is not None,
        book["montants.tab_exclu"].search(text) is not None,
        next((str(rule.data["motif"]) for rule in against if rule.search(text)), None),
        _role(book, text),
        natures,
        years,
        _label_words(text, 0, {"nature": natures, "exercice": years}),
    )


def _cut_total(book: Rulebook, text: str) -> Span | None:
    """Return the place of the word for a total that a narrow cell cuts in two ('Ensembl' / 'e')."""
    words_of_it = text.split() if len(text) <= _LONGEST_CUT else []
    whole = book["montants.tab_total"].match("".join(words_of_it)) if len(words_of_it) == 2 else None
    return (0, len(text)) if whole and whole.end() == len("".join(words_of_it)) else None


def together(said: Iterable[Said]) -> Said:
    """Join what several labels say: of marks, those of the last that has any on an axis win (the nearest)."""
    several = [one for one in said if one is not _SILENT]
    if len(several) < 2:
        return several[0] if several else _SILENT
    marks: dict[Axis, tuple[Mark, ...]] = {}
    role: Cue | None = None
    for one in several:
        marks.update(one.marks)
        role = strongest([cue for cue in (role, one.role) if cue]) if one.role else role
    last_first = several[::-1]
    return Said(
        marks,
        next((one.total for one in last_first if one.total), None),
        next((one.unit for one in last_first if one.unit), None),
        any(one.money for one in several),
        any(one.no_money for one in several),
        next((one.motif for one in last_first if one.motif), None),
        role,
        frozenset().union(*(one.label for one in several)),
    )


def unit_in(reader: SumReader, start: int, end: int) -> Unit | None:
    """Return the unit said in a stretch, the multiple rather than the plain euro where both are.

    The unit of one figure ('472 k€') is none of the stretch, unless words make it so ('gestion 2023 en k€').
    """
    rule = reader.ctx.book["montants.tab_unite"]
    found = [
        Unit(multiple_of(m["unite"]), (start + m.start("unite"), start + m.end("unite")))
        for m in rule.finditer(reader.ctx.text[start:end])
        if m.start() < m.start("unite") or not reader.ctx.text[: start + m.start()].rstrip()[-1:].isdigit()
    ]
    return max(found, key=lambda u: u.multiple, default=None)


def read_heads(reader: SumReader, cells: list[GridCell]) -> Said:
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
    reader: SumReader, row: Sequence[GridCell | None], columns: Sequence[int]
) -> dict[Axis, dict[int, Mark | None]]:
    """Return, by axis, the mark of each column where a heading cell holds those of several ('AE CP AE CP').

    As many marks as columns, or a whole part of it, are dealt out in order; a column without its own gets None.
    """
    cells = label_cells(row)
    said = {cell: _marks(reader, cell.start, cell.end) for cell in cells}
    axes: tuple[Axis, ...] = ("nature", "uo", "exercice")
    listed = {axis: [c for c in cells if is_list(reader, said[c].get(axis, ()))] for axis in axes}
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


def is_list(reader: SumReader, marks: Sequence[Mark]) -> bool:
    """Tell a list (marks with nothing but space between, 'AE CP') from one heading of both ('AE = CP')."""
    links = [reader.ctx.text[a.end : b.start] for a, b in pairwise(marks)]
    return bool(links) and any(not link.strip() for link in links)


def _marks(reader: SumReader, start: int, end: int) -> dict[Axis, tuple[Mark, ...]]:
    wording = _wording(reader.ctx.book, reader.ctx.text[start:end])
    natures = (mark.moved(start) for mark in wording.natures)
    marks = sorted([*natures, *reader.units.within(start, end)], key=lambda m: m.start)
    marks += (mark.moved(start) for mark in wording.years)
    by_axis: dict[Axis, tuple[Mark, ...]] = {}
    for mark in marks:
        by_axis[mark.axis] = (*by_axis.get(mark.axis, ()), mark)
    return by_axis


def _role(book: Rulebook, text: str) -> Cue | None:
    cues = [c for c in cues_in(book, text) if c.role and c.role != "octroi"]
    for name in ("montants.tab_estimation", "montants.tab_versement"):
        match = book[name].search(text)
        if match:
            cues.append(Cue(*match.span(), book[name]))
    return strongest(cues)


def _label_words(text: str, start: int, marks: Mapping[Axis, Sequence[Mark]]) -> frozenset[str]:
    """The words of a label (`text`, at `start`) that are not its year, its unit code or its nature."""
    for mark in (mark for chain in marks.values() for mark in chain):
        text = text[: mark.start - start] + " " * (mark.end - mark.start) + text[mark.end - start :]
    return words(text) - _COMMON


def _moved(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by
