"""Figures of tables that could not be read: kept as left out, so that what is missing is said, not passed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from pipeline.extract.amounts.cell_text import is_figure
from pipeline.extract.amounts.numbers import euros, parse_number
from pipeline.extract.amounts.sum_reader import SumReader
from pipeline.extract.amounts.types import CONFUSED, NEGATIVE, UNREAD, Candidate
from pipeline.extract.flow import GridCell
from pipeline.extract.rulebook import Rulebook
from pipeline.model import Found


def confused_candidates(reader: SumReader) -> Iterator[Candidate]:
    """Yield, to be left out, a first sum of each cell whose rows could not be told apart."""
    rule = reader.ctx.book["montants.chiffres_de_case"]
    for cell in reader.tables.confused:
        match = rule.search(cell.text)
        number = parse_number(match["nombre"]) if match else None
        if match is not None and number is not None:
            found = Found(euros(number, Decimal(1)), ((cell.start, cell.end),), rule.id, "normalisee", 0.0)
            yield Candidate(found, {}, cell.start, 0, cell.start, "tableau", motif=CONFUSED)


def unread_candidates(cells: Iterable[GridCell], group: int, book: Rulebook) -> Iterator[Candidate]:
    """Yield, to be left out, the cells of which no number can be made; `group` is where their table begins."""
    rule = book["montants.tab_illisible"]
    for cell in cells:
        if rule.match(cell.text) and not _reads(cell, book):
            yield _shown(cell, group, rule.id, UNREAD)


def negative_candidates(cells: Iterable[GridCell], group: int) -> Iterator[Candidate]:
    """Yield, to be left out, the cells that take something away: no amount is negative, and none is what they print."""
    for cell in cells:
        yield _shown(cell, group, "montants.tab_negatif", NEGATIVE)


def _shown(cell: GridCell, group: int, rule: str, motif: str) -> Candidate:
    found = Found(" ".join(cell.text.split()), ((cell.start, cell.end),), rule, "exacte", 0.0)
    return Candidate(found, {}, group, 0, cell.start, "tableau", motif=motif)


def _reads(cell: GridCell, book: Rulebook) -> bool:
    """Tell whether a cell is a number, or holds a sum with its unit."""
    match = book["montants.tab_nombre"].match(cell.text)
    return parse_number(match["nombre"]) is not None if match else is_figure(cell, book)
