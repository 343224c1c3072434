"""The shape of a table of figures: its heading rows, its label columns, its columns of figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import regex

from pipeline.extract.amounts.cell_text import Row, is_empty, is_figure, label_cells
from pipeline.extract.flow import GridCell
from pipeline.extract.rulebook import Rulebook

_RANK = regex.compile(r"\d{1,2}")
_UNREAD = regex.compile(r"[^\p{L}]*\d[^\p{L}%-]*\d[^\p{L}%-]*")
_A_YEAR = regex.compile(r"(?<!\d)20[1-4]\d(?!\d)")
_CODE = regex.compile(r"\d{1,4}")
_PROGRAMME = regex.compile(r"0?(\d{3})")
_UNIT = regex.compile(r"(?<![\p{L}\d-])0?(\d{3})\s?-\s?[A-Z\d]{4}\s?-")


@dataclass(frozen=True)
class Shape:
    """A stretch of a table under one set of headings, and which of its columns hold figures."""

    headings: tuple[Row, ...]
    body: tuple[Row, ...]
    figures: frozenset[int]
    guessed: frozenset[GridCell] = frozenset()
    """Headings of which nothing shows over how many columns they stand."""

    def labels_of(self, column: int) -> list[int]:
        """Return the label columns of a column of figures: those up to the figures on its left, else the first."""
        group: list[int] = []
        for at in range(column - 1, -1, -1):
            if at in self.figures and group:
                break
            if at not in self.figures and not self.bare(at):
                group.insert(0, at)
        return group

    def heads(self, at: int) -> list[GridCell]:
        """Return the headings of a column, top down."""
        return self.headed.get(at, [])

    @cached_property
    def headed(self) -> dict[int, list[GridCell]]:
        """The headings by column; those set askew, over a bare column, go in order to the columns that have none."""
        own = {at: label_cells(row[at] for row in self.headings) for at in range(self.width)}
        askew = [at for at in own if own[at] and self.bare(at)]
        lacking = [at for at in own if not own[at] and not self.bare(at)]
        for at, near in _paired(lacking, askew) or _paired([a for a in lacking if a in self.figures], askew):
            own[at] = own[near]
        return own

    @property
    def width(self) -> int:
        """How many columns the table has."""
        return len(self.body[0])

    def bare(self, at: int) -> bool:
        """Tell whether a column holds nothing of its own below its heading."""
        return at in self._bare

    @cached_property
    def _bare(self) -> frozenset[int]:
        columns = range(self.width)
        return frozenset(at for at in columns if all(is_empty(row[at]) or row[at] in row[:at] for row in self.body))


def _paired(lacking: Sequence[int], askew: Sequence[int]) -> list[tuple[int, int]]:
    """Pair columns without a heading with the askew headings: in order when as many and near, else neighbours."""
    if len(lacking) == len(askew) and all(abs(a - b) <= 2 for a, b in zip(lacking, askew, strict=True)):
        return list(zip(lacking, askew, strict=True))
    pairs = [(at, near) for at in lacking for near in (at - 1, at + 1) if near in askew]
    once = len({at for at, _ in pairs}) == len({near for _, near in pairs}) == len(pairs)
    return pairs if once else []


def shapes_of(rows: Sequence[Row], book: Rulebook) -> Iterator[Shape]:
    """Yield the shapes of a table, one for each set of headings; none when it holds no figures."""
    headings: list[Row] = []
    body: list[Row] = []
    for row in rows:
        ends = body and _is_heading(row, book) and _ends_row(body[-1], row, book)
        if ends or any(is_figure(cell, book) for cell in row):
            body.append(row)
        elif _is_heading(row, book) and not _same_text(row, headings) and not (body and _holds_a_number(row)):
            if any(any(is_figure(c, book) for c in r) for r in body):
                yield from _shape(headings, body, book)
                kept = [r for r in body[-1:] if not any(is_figure(c, book) for c in r)]
                headings, body = [row], kept
            else:
                headings.append(row)
        elif not _same_text(row, headings):
            body.append(row)
    yield from _shape(headings, body, book)


def _ends_row(above: Row, row: Row, book: Rulebook) -> bool:
    """Tell whether a row is the end of one that a page break cuts: its cells go on from words, none from a figure."""
    pairs = [(upper, cell) for upper, cell in zip(above, row, strict=True) if cell is not None and not is_empty(cell)]
    if not any(is_figure(cell, book) for cell in above):
        return False
    return bool(pairs) and all(
        upper is not None
        and upper.page < cell.page
        and (not is_figure(upper, book) or _ends_in_words(upper.text))
        and _is_cut(upper.text, cell.text)
        for upper, cell in pairs
    )


def _ends_in_words(text: str) -> bool:
    """Tell whether words follow the sum of a cell, which say what it is for, the last one not ended."""
    last = text.split()[-1]
    return last.isalpha() and last.islower() and not last.startswith("euro")


def _is_cut(above: str, below: str) -> bool:
    """Tell whether a text goes on from the one above: a code after its hyphen, a word after a small letter."""
    return above.rstrip().endswith("-") or (above.strip() != "" and below.lstrip()[:1].islower())


def _shape(headings: Sequence[Row], body: Sequence[Row], book: Rulebook) -> Iterator[Shape]:
    width = max((len(row) for row in body), default=0)
    figures = frozenset(at for at in range(width) if any(is_figure(row[at], book) for row in body))
    figures -= _indexes(body, figures) | _codes(headings, body, figures, book)
    if figures:
        headings = _shifted(headings, figures, book)
        spread = [_spread(row, figures) for row in headings[:-1]] + list(headings[-1:])
        guessed = frozenset(cell for row in headings[:-1] for cell in _guessed(row, figures))
        yield Shape(tuple(spread), tuple(body), figures, guessed)


def _shifted(headings: Sequence[Row], figures: frozenset[int], book: Rulebook) -> Sequence[Row]:
    """Move the headings of figures read one column too far to the left ('AE | CP |' above '2024 | 10 | 8')."""
    if len(headings) != 1:
        return headings
    row, columns = headings[0], sorted(figures)
    shown = [at for at, cell in enumerate(row) if not is_empty(cell)]
    first = row[shown[0]] if shown else None
    astray = first is not None and shown[0] not in figures and book["montants.nature"].search(first.text)
    if not astray or len(shown) != len(columns):
        return headings
    moved: list[GridCell | None] = [None] * len(row)
    for at, column in zip(shown, columns, strict=True):
        moved[column] = row[at]
    return [tuple(moved)]


def _is_heading(row: Row, book: Rulebook) -> bool:
    """A row of headings has two and more, or stands for columns rather than for a row."""
    cells = label_cells(c for c in row if not is_empty(c))
    return len(cells) > 1 or (len(cells) == 1 and row[0] != cells[0])


def _holds_a_number(row: Row) -> bool:
    """Tell whether a cell is a number that could not be read, years apart: its row heads nothing."""
    return any(_UNREAD.fullmatch(cell.text) and not _A_YEAR.search(cell.text) for cell in label_cells(row))


def _indexes(body: Sequence[Row], figures: frozenset[int]) -> frozenset[int]:
    """Leave out a first column that only numbers the rows (1, 2, 3 …), the total's label apart."""
    if min(figures, default=-1) != 0 or len(figures) < 2:
        return frozenset()
    texts = [row[0].text.strip() for row in body if row[0] is not None and not is_empty(row[0])]
    ranks = [text for text in texts if any(map(str.isdigit, text))]
    in_order = len(ranks) > 1 and ranks == [str(rank) for rank in range(1, len(ranks) + 1)]
    numbering = all(_RANK.fullmatch(text) for text in texts) or in_order
    return frozenset({0}) if numbering else frozenset()


def _codes(headings: Sequence[Row], body: Sequence[Row], figures: frozenset[int], book: Rulebook) -> frozenset[int]:
    """Return the columns of bare numbers of programmes or of actions: under a heading that says so, or beside units."""
    said = frozenset(at for at in figures if _headed_by_codes(headings, at, book))
    said = said if all(_are_codes(row[at] for row in body) for at in said) else frozenset()
    said |= frozenset(at for at in figures if _are_programmes(body, at))
    return said if said < figures else frozenset()


def _are_programmes(body: Sequence[Row], at: int) -> bool:
    """Tell whether each number of a column is the programme of the unit that its row names."""
    rows = [(cell, row) for row in body if (cell := row[at]) is not None and cell.text.strip()[:1].isdigit()]
    return bool(rows) and all(_is_programme(cell.text.strip(), row) for cell, row in rows)


def _is_programme(number: str, row: Row) -> bool:
    match = _PROGRAMME.fullmatch(number)
    units = (unit for cell in row if cell is not None for unit in _UNIT.findall(cell.text))
    return match is not None and match[1] in units


def _headed_by_codes(headings: Sequence[Row], at: int, book: Rulebook) -> bool:
    shown = [cell.text for cell in (row[at] for row in headings if at < len(row)) if cell is not None]
    # A narrow cell cuts a long word in two ('Programm e').
    return any(book["montants.tab_code"].match(said) for text in shown for said in (text, "".join(text.split())))


def _are_codes(cells: Iterable[GridCell | None]) -> bool:
    texts = [cell.text.strip() for cell in cells if cell is not None and not is_empty(cell)]
    return all(_CODE.fullmatch(text) for text in texts if text[0].isdigit())


def _same_text(row: Row, headings: Sequence[Row]) -> bool:
    """A heading repeated on the next page."""
    texts = [c.text.split() for c in row if c is not None and not is_empty(c)]
    return bool(texts) and any(
        texts == [c.text.split() for c in head if c is not None and not is_empty(c)] for head in headings
    )


def _spread(row: Row, figures: frozenset[int]) -> Row:
    """Give each blank place of an upper heading row the heading it belongs to."""
    columns = sorted(figures)
    shown = label_cells(row[at] for at in columns if not is_empty(row[at]))
    filled = list(row)
    blanks = [at for at in columns if is_empty(row[at])]
    if not shown or not blanks:
        return row
    if len(columns) % len(shown) == 0:
        width = len(columns) // len(shown)
        for position, at in enumerate(columns):
            filled[at] = shown[position // width]
        return tuple(filled)
    for at in blanks:
        left = [filled[c] for c in columns if c < at and not is_empty(filled[c])]
        filled[at] = left[-1] if left else row[at]
    return tuple(filled)


def _guessed(row: Row, figures: frozenset[int]) -> list[GridCell]:
    """Return the headings of a row with blanks that do not stand at the first of as many columns each."""
    columns = sorted(figures)
    at = {cell: place for place, cell in reversed(list(enumerate(row[col] for col in columns))) if not is_empty(cell)}
    width, rest = divmod(len(columns), len(at)) if at else (0, 0)
    covered = sum(not is_empty(row[col]) for col in columns) == len(columns)
    regular = not rest and sorted(at.values()) == list(range(0, len(columns), width or 1))
    return [] if covered or regular else [cell for cell in at if cell is not None]
