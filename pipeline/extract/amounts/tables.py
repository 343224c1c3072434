"""Figures of tables, each with what headings, labels and the lines around the table say of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

import regex
from msgspec.structs import replace

from pipeline.extract.amounts.cell_text import Row, is_empty, is_figure, is_negative, label_cells
from pipeline.extract.amounts.cells import cell_candidates, doubtful
from pipeline.extract.amounts.grid_shape import Shape, shapes_of
from pipeline.extract.amounts.labels import Said, Unit, read_label, together
from pipeline.extract.amounts.lost import negative_candidates, unread_candidates
from pipeline.extract.amounts.marks import Axis, Mark
from pipeline.extract.amounts.payers import Payers
from pipeline.extract.amounts.places import GROUPED, Place, freed, of_one_nature, sums_of, with_parts, with_sums
from pipeline.extract.amounts.sense import Cue
from pipeline.extract.amounts.sum_reader import SumReader
from pipeline.extract.amounts.surroundings import Around, around
from pipeline.extract.amounts.table_columns import said_of_columns
from pipeline.extract.amounts.table_doubts import Doubts
from pipeline.extract.amounts.types import Candidate
from pipeline.extract.flow import Grid, GridCell
from pipeline.extract.superseded import MOTIF, is_superseded
from pipeline.model import Found

_A_YEAR = regex.compile(r"(?<!\d)20[1-4]\d(?!\d)")
_SHORT = 32
"""Characters; a longer moment tells of an event, not of a date."""
_WORDS = regex.compile(r"(?!euros?\b|EUR\b|TTC\b)\p{L}{3,}\P{L}+\p{L}{2,}\P{L}+\p{L}{3,}")
"""What says of its sums what they are."""
_PERCENT = regex.compile(r"\s*[\d ]+(?:[.,]\d+)?\s*%\s*")


class TableReader:
    """Reads one stretch of a table."""

    def __init__(self, reader: SumReader, grid: Grid, shape: Shape, surroundings: Around) -> None:
        self.reader, self.grid, self.shape, self.around = reader, grid, shape, surroundings
        self.book = reader.ctx.book
        self._payers = Payers(reader, shape, surroundings.role)
        self._columns = said_of_columns(reader, shape, surroundings.heads)
        places = with_sums(freed(with_parts(list(self._find_places())), self.book), self.book)
        self._places = places if self._says_nature() else of_one_nature(places)
        self._doubts = Doubts(reader, shape, self._columns, surroundings.heads, self._places)
        self._said = {axis for p in self._places for axis in p.said.marks}
        self._units = len({value for p in self._places for value in p.said.values("uo")})

    def candidates(self) -> Iterator[Candidate]:
        """Yield the figures of the table in order, then, to be left out, those among them that are no numbers."""
        money: set[int] = set()
        read: list[tuple[int, Candidate]] = []
        negative: list[GridCell] = []
        for place in self._places:
            said = self._complete(place)
            if self._is_money(place, said):
                money.add(place.column)
                if is_negative(place.cell, self.book):
                    negative.append(place.cell)
                    continue
                doubt = self._doubts.of(place)
                for found in cell_candidates(self.reader, place.cell, said, self.around, self.grid.start):
                    placed = self._doubts.weighed(self._placed(found, place), place)
                    placed = placed if doubt is None else replace(placed, montant=doubtful(placed.montant, doubt))
                    read.append((place.cell.start, placed))
        yield from _added_up(read)
        yield from negative_candidates(negative, self.grid.start)
        yield from self._left_out(money)

    def _left_out(self, money: Collection[int]) -> Iterator[Candidate]:
        """Yield the cells of columns of sums, read or headed as such, that are no numbers."""
        heads = enumerate(self._columns if money else ())
        columns = sorted({*money, *(at for at, said in heads if said.money or "nature" in said.marks)})
        cells = label_cells(row[at] for row in self.shape.body for at in columns)
        yield from unread_candidates(cells, self.grid.start, self.book)

    def _placed(self, found: Candidate, place: Place) -> Candidate:
        """Add what the row says beyond marks: who pays, when; and over how many values a total runs."""
        columns, several, total = dict(found.columns), set(found.several), found.total
        if place.column_total and not place.row_total and not self._adds_up(place):
            total = None
        if place.funder is not None and not place.row_total:
            columns.update(self._payers.of_row(place.funder))
            # Of a plan of funding, what each one brings in all; of credits in AE and CP, what its years make.
            total = total if place.column_total and place.said.values("nature") else None
        elif place.funder is None:
            columns.update(self._payers.of_column(place.column, place.labels))
        if place.moment is not None:
            shown, at = " ".join(place.moment.text.split()), (place.moment.start, place.moment.end)
            columns.setdefault("condition", Found(shown, (at,), "montants.tab_moment"))
        if total is not None:
            if "exercice" not in columns and "exercice" in self._said:
                several.add("exercice")
            if "uo" not in columns and self._units > 1:
                several.add("uo")
        sums = tuple(sums_of(place, self._of_money, self.book)) if total is not None else ()
        return replace(found, columns=columns, several=frozenset(several), total=total, sums=sums)

    @cached_property
    def _of_money(self) -> list[Place]:
        """The cells of sums, counts and measures left out."""
        return [place for place in self._places if self._is_money(place, self._complete(place))]

    def _adds_up(self, place: Place) -> bool:
        """Tell whether a table has other sums than those of a column headed as total, unit prices and counts aside."""
        others = (p for p in self._places if p.column != place.column)
        return any(not p.said.no_money and not p.said.motif and not self._counts(p.column) for p in others)

    def _complete(self, place: Place) -> Said:
        """Fill what neither headings nor labels say: from the captions above, then from the sentence above."""
        defaults = {axis: marks for axis, marks in self.around.defaults.items() if axis not in self._said}
        caption = {a: m for a, m in self.around.caption.marks.items() if not self._overtaken(a, place)}
        year: dict[Axis, tuple[Mark, ...]] = {"exercice": self.around.year} if self._of_that_year else {}
        marks = {**year, **defaults, **caption, **self._corner, **place.said.marks}
        said = replace(place.said, marks=marks)
        unit = said.unit or self._unit_of_headings() or self.around.unit or self._unit_of_total
        role = said.role or self._role_of_headings() or self.around.role
        old = MOTIF if is_superseded(self.reader.ctx, place.cell.start) else None
        return replace(said, unit=unit, role=role, motif=said.motif or self.around.motif or old)

    @cached_property
    def _unit_of_total(self) -> Unit | None:
        """The unit that the label of the total says, which is that of the sums it adds up ('Total en euros')."""
        return next((p.said.unit for p in self._places if p.row_total and p.said.unit), None)

    @cached_property
    def _of_that_year(self) -> bool:
        """True where the heading of the section gives a year, and the table names no other."""
        named = {value for p in self._places for value in p.said.values("exercice")}
        return bool(self.around.year) and named <= {mark.value for mark in self.around.year}

    def _overtaken(self, axis: Axis, place: Place) -> bool:
        """Tell whether a row above names another unit or year than the caption: it no longer speaks of this one."""
        if axis not in GROUPED:
            return False
        named = {value for p in self._places if p.row < place.row for value in p.said.values(axis)}
        return not named <= set(self.around.caption.values(axis))

    @cached_property
    def _corner(self) -> dict[Axis, tuple[Mark, ...]]:
        """Return what the heading above the labels says of the whole table: its year, its unit."""
        others = (self._columns[at] for at in range(self.shape.width) if at not in self.shape.figures)
        corner = together([*others, *self._fields()])
        axes: tuple[Axis, ...] = ("exercice", "uo")
        return {a: corner.marks[a] for a in axes if len(corner.values(a)) == 1 and a not in self._said}

    def _fields(self) -> Iterator[Said]:
        """Yield the year that a form gives in a row of its own ('Exercice | 2024'), for its sums."""
        for label, value in (label_cells(row) for row in self.grid.rows() if len(label_cells(row)) == 2):
            year = _A_YEAR.fullmatch(value.text.strip())
            if year and self.grid.n_cols == 2 and self.book["montants.tab_exercice"].match(label.text):
                start = value.start + value.text.index(year[0])
                yield Said({"exercice": (Mark("exercice", int(year[0]), start, start + 4, "montants.tab_exercice"),)})

    def _is_money(self, place: Place, said: Said) -> bool:
        number = self.book["montants.tab_nombre"].match(place.cell.text)
        if number is None or number["unite"]:
            return True
        if place.said.no_money and place.said.unit is None and not self._only_mentions(place):
            return False
        if number["nombre"].isdigit() and self._counts(place.column):
            return False
        code = number["nombre"].isdigit() and len(number["nombre"]) > 7
        folio = number["nombre"].isdigit() and 0 < int(number["nombre"]) < 100 and self._plain_euros(said)
        beside = any(column.money for column in self._columns) and not number["nombre"].isdigit()
        return not (code or folio) and bool(said.unit or said.money or beside or "nature" in said.marks)

    def _counts(self, at: int) -> bool:
        """Tell whether the heading of a column is the name of what it counts, persons or things."""
        return any(self.book["montants.tab_compte"].match(head.text) for head in self.shape.heads(at))

    def _only_mentions(self, place: Place) -> bool:
        """Tell whether the words for what is no money stand inside the label of a row of credits ('Mon Délai')."""
        head, rule = self._columns[place.column], self.book["montants.tab_exclu"]
        if head.no_money or "nature" not in head.marks:
            return False
        return not any(rule.match(cell.text.strip()) for _, cell in self._labels(place.row, place.column))

    def _plain_euros(self, said: Said) -> bool:
        """In euros (not k€), a whole number below a hundred is rather a folio or a count than an amount."""
        return said.unit is None or said.unit.multiple == 1

    def _says_nature(self) -> bool:
        """Tell whether the words around the table say whether its sums are AE or CP."""
        return "nature" in self.around.defaults or "nature" in self.around.caption.marks

    def _find_places(self) -> Iterator[Place]:
        group: list[GridCell] = []
        """The label of the last row above that holds nothing but a label."""
        totals: set[tuple[str | int, ...]] = set()
        """The natures of the totals that close this group; another total of one of them is of more than the group."""
        for index, row in enumerate(self.shape.body):
            closing = self._closing(row)
            group = [] if closing in totals else group
            totals |= {closing} if closing is not None and group else set()
            for column, cell in self._figures(row):
                labels = self._labels(index, column)
                bare = labels and index and all(is_empty(row[at]) for at, _ in labels)
                if bare and not _WORDS.search(cell.text):  # in words, it goes on from the row above a page break
                    if closing is None:
                        continue  # a stray number (a folio) under the table: the labels would be those of the row above
                    labels = self._first_label(row)
                said = together(self._label(c) for c in label_cells([*group, *(c for _, c in labels)]))
                head, moment = self._columns[column], self._moment(row)
                own = together(self._label(c) for at, c in labels if row[at] == c)
                aside = self._aside(row, column)
                said = together([self._year_of(moment), said]) if moment is not None else said
                yield Place(
                    cell, index, column, said.total is not None, head.total is not None, together([aside, said, head]),
                    together([aside, own, head]), self._payers.labelled(labels), moment, tuple(c for at, c in labels),
                )  # fmt: skip
            if self._is_group(row):
                group, totals = label_cells(row)[:1], set()

    def _closing(self, row: Row) -> tuple[str | int, ...] | None:
        """Return the natures that the label of a total gives it (none, mostly); None for a row that is no total."""
        first = next((cell for cell in row if cell is not None and not is_empty(cell)), None)
        said = self._label(first) if first is not None else None
        return said.values("nature") if said is not None and said.total is not None else None

    def _first_label(self, row: Row) -> list[tuple[int, GridCell]]:
        """Return the label at the head of a row, with its column."""
        found = ((at, cell) for at, cell in enumerate(row) if cell is not None and not is_empty(cell))
        return [next(found)]

    def _aside(self, row: Row, column: int) -> Said:
        """Return the one unit that a row names right of a figure."""
        named = together(self._label(c) for c in label_cells(row[column:]))
        return Said({"uo": named.marks["uo"]}) if len(named.values("uo")) == 1 else Said()

    def _label(self, cell: GridCell) -> Said:
        return read_label(self.reader, cell.start, cell.end)

    def _figures(self, row: Row) -> Iterator[tuple[int, GridCell]]:
        """Yield the cells of figures of a row, each once, with the first of its columns that bears a heading."""
        found: dict[GridCell, list[int]] = {}
        for column in sorted(self.shape.figures):
            cell = row[column]
            if cell is not None and not is_empty(cell) and is_figure(cell, self.book):
                found.setdefault(cell, []).append(column)
        for cell, columns in found.items():
            yield next((at for at in columns if self.shape.heads(at)), columns[0]), cell

    def _labels(self, index: int, column: int) -> list[tuple[int, GridCell]]:
        """Return the labels of a row for one of its figures, blanks filled from above, each with its column."""
        row, found, blank_so_far = self.shape.body[index], [], True
        for at in self.shape.labels_of(column):
            cell = row[at]
            if self._columns[at].no_money or (cell is not None and _PERCENT.fullmatch(cell.text)):
                continue
            if is_empty(cell) and blank_so_far:
                cell = self._above(index, at)
            elif not is_empty(cell):
                blank_so_far = False
            if cell is not None and not is_empty(cell):
                found.append((at, cell))
        return found

    def _above(self, index: int, at: int) -> GridCell | None:
        """Return the label that a blank one under it goes on from, unless a group row stands between."""
        for row in reversed(self.shape.body[:index]):
            if not is_empty(row[at]):
                return None if self._is_group(row) else row[at]
        return None

    def _is_group(self, row: Row) -> bool:
        cells = label_cells(c for c in row if not is_empty(c))
        return len(cells) == 1 and not is_figure(cells[0], self.book) and len(row) > 1 and row[0] == cells[0]

    def _moment(self, row: Row) -> GridCell | None:
        """Return the cell that says when a sum is paid, in the column whose heading says so."""
        return None if self._when is None or is_empty(row[self._when]) else row[self._when]

    def _year_of(self, moment: GridCell) -> Said:
        """Return the year in which a sum is paid, where its moment is a day, a month or a part of one year."""
        years = list(_A_YEAR.finditer(moment.text)) if len(moment.text) <= _SHORT else []
        if len({year[0] for year in years}) != 1:
            return Said()
        start = moment.start + years[0].start()
        mark = Mark("exercice", int(years[0][0]), start, start + 4, "montants.tab_moment", "deduite")
        return Said({"exercice": (mark,)})

    @cached_property
    def _when(self) -> int | None:
        rule, columns = self.book["montants.tab_moment"], range(self.shape.width - 1, -1, -1)
        others = (at for at in columns if at not in self.shape.figures)
        return next((at for at in others if any(rule.search(head.text) for head in self.shape.heads(at))), None)

    def _unit_of_headings(self) -> Unit | None:
        """Return the unit that headings say for all columns of figures, when they agree."""
        units = {s.unit.multiple: s.unit for s in self._columns if s.unit}
        return next(iter(units.values())) if len(units) == 1 else None

    def _role_of_headings(self) -> Cue | None:
        return next((said.role for said in self._columns if said.role), None)


def table_candidates(reader: SumReader) -> Iterator[Candidate]:
    """Yield the figures of every table of the convention, in order."""
    before: Around | None = None
    for grid, rows in reader.tables.grids:
        shapes = list(shapes_of(rows, reader.ctx.book))
        if shapes:
            before = around(reader, grid, before)
        for shape in shapes:
            assert before is not None
            yield from TableReader(reader, grid, shape, before).candidates()


def _added_up(read: Sequence[tuple[int, Candidate]]) -> Iterator[Candidate]:
    """Yield candidates, each with the cell it stands in; of those of one cell a total adds up its nature's."""
    orders: dict[int, dict[object, list[int]]] = {}
    for cell, found in read:
        orders.setdefault(cell, {}).setdefault(_nature(found), []).append(found.order)
    for _, found in read:
        nature = _nature(found)
        added = ([orders.get(cell, {}).get(nature, [cell]) for cell in cells] for cells in found.sums)
        sums = tuple(tuple(order for several in cells for order in several) for cells in added)
        yield replace(found, sums=sums) if sums != found.sums else found


def _nature(found: Candidate) -> object:
    return found.columns["nature"].value if "nature" in found.columns else None
