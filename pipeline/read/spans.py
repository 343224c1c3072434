"""Heads printed over several columns ('2024' over 'AE' and 'CP'), no line showing how far they reach, as cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.model import Box
from pipeline.read.columns import Column
from pipeline.read.content import is_amount
from pipeline.read.drafts import Draft, DraftCell
from pipeline.read.leaves import LEAF, TOTAL
from pipeline.read.raw import RawWord
from pipeline.read.reach import Groups, Place, groups_of
from pipeline.read.rows import Row, Segment, em_of, rows_of, segment

_MAX_COLUMNS, _MAX_LINES = 14, 3
_MIN_COLUMNS = 3


def with_spans(draft: Draft) -> Draft:
    """Return a table whose upper heads are cells as wide as the columns they stand over, as far as that is sure.

    Columns that hold nothing but such a head are none. A table without such heads, or in doubt, comes back as it is.
    """
    if draft.layout or draft.n_cols < _MIN_COLUMNS:
        return draft
    head = _head_of(draft)
    return draft if head is None else _respanned(draft, head) or draft


class _Head(NamedTuple):
    """The words of a head in two storeys: those of the lower one, and those above it."""

    rows: int
    """How many rows of the table it takes."""
    lower: list[RawWord]
    upper: list[RawWord]


def _head_of(draft: Draft) -> _Head | None:
    """Return the head of a table when it has two storeys, the upper one with columns left blank."""
    rows: list[list[DraftCell]] = [[] for _ in range(draft.n_rows)]
    for cell in draft.cells:
        rows[cell.row].append(cell)
    sums = next((at for at, row in enumerate(rows) if any(is_amount(_text(cell.words)) for cell in row[1:])), 0)
    for at in range(sums - 1, -1, -1):
        split = _split(rows[: at + 1], draft)
        if split is not None:
            return split
    return None


def _split(rows: Sequence[Sequence[DraftCell]], draft: Draft) -> _Head | None:
    """Part the head that ends with a row of a table: above that row, or between its lines when it is the only one."""
    last = [word for cell in rows[-1] for word in cell.words]
    above = [word for row in rows[:-1] for cell in row for word in cell.words]
    if len(rows) > 1 and _are_leaves(_by_column(last, draft)):
        return _Head(len(rows), last, above) if above and not _is_whole(rows[:-1]) else None
    lines = rows_of(last) if len(rows) == 1 else []
    for at in range(len(lines) - 1, max(0, len(lines) - 1 - _MAX_LINES), -1):
        lower = [word for row in lines[at:] for part in row.segments for word in part.words]
        if _are_leaves(_by_column(lower, draft)):
            return _Head(1, lower, [word for row in lines[:at] for part in row.segments for word in part.words])
    return None


def _is_whole(rows: Sequence[Sequence[DraftCell]]) -> bool:
    """Tell whether each cell of upper heads, labels apart, holds texts of its own."""
    if any(not cell.words and cell.col for row in rows for cell in row):
        return False
    cells = {id(word): id(cell) for row in rows for cell in row for word in cell.words}
    parts = (part for row in rows for line in rows_of(w for cell in row for w in cell.words) for part in line.segments)
    return all(len({cells[id(word)] for word in part.words}) == 1 for part in parts)


def _are_leaves(texts: dict[int, str]) -> bool:
    """Tell whether columns are headed by natures or years, totals apart, from the first that is so on."""
    said = [at for at, text in texts.items() if at and LEAF.fullmatch(text)]
    rest = [text for at, text in texts.items() if said and at > said[0] and at not in said]
    return len(said) > 1 and all(map(TOTAL.fullmatch, rest))


def _by_column(words: Sequence[RawWord], draft: Draft) -> dict[int, str]:
    edges = _edges(draft)
    found: dict[int, list[RawWord]] = {}
    for word in words:
        found.setdefault(_column(edges, word), []).append(word)
    return {at: _text(found[at]) for at in sorted(found)}


def _text(words: Sequence[RawWord]) -> str:
    return " ".join(word.text for row in rows_of(words) for part in row.segments for word in part.words)


def _edges(draft: Draft) -> list[float]:
    """Return the left edge of each column, the first apart."""
    lefts = {cell.col: cell.box.x0 for cell in draft.cells}
    return [lefts[col] for col in range(1, draft.n_cols) if col in lefts]


def _column(edges: Sequence[float], word: RawWord) -> int:
    return sum(edge <= (word.x0 + word.x1) / 2 for edge in edges)


def _respanned(draft: Draft, head: _Head) -> Draft | None:
    """Return a table with the head's cells set anew, None when it is in doubt how far they reach."""
    table = _Columns(draft, head)
    if not 1 < len(table.places) <= _MAX_COLUMNS:
        return None
    storeys = table.storeys()
    return None if storeys is None else table.draft(storeys)


class _Columns:
    """The columns of a table below the upper heads: those that hold something, what stands in each."""

    def __init__(self, draft: Draft, head: _Head) -> None:
        self.table, self.head = draft, head
        self.body = [cell for cell in draft.cells if cell.row >= head.rows]
        edges = _edges(draft)
        lower: dict[int, list[RawWord]] = {}
        for word in head.lower:
            lower.setdefault(_column(edges, word), []).append(word)
        filled = {cell.col for cell in self.body if cell.words} | lower.keys()
        self.kept = [at for at in range(draft.n_cols) if draft.ruled or at in filled or at == 0]
        self.lower = lower
        leaves = [at for at in self.kept if at and at in lower and LEAF.fullmatch(_text(lower[at]))]
        self.first = leaves[0]
        self.em = em_of(head.lower)
        lefts = dict(enumerate([draft.box.x0, *edges]))
        before = max(at for at in self.kept if at < self.first)
        lefts[self.first] = lefts[before + 1]
        ends = [*(lefts[at] for at in self.kept[1:]), draft.box.x1]
        self.boxes = {at: Column(lefts[at], end) for at, end in zip(self.kept, ends, strict=True)}
        self.places = [self._place(at) for at in self.kept if at >= self.first]

    def _place(self, at: int) -> Place:
        inside = [word for cell in self.body if cell.col == at and cell.colspan == 1 for word in cell.words]
        own = self.lower.get(at, [])
        box = self.boxes[at]
        hull = _hull([*inside, *own]) or box
        number = self.kept.index(at)
        return Place(number, number, _text(own), _hull(own) or hull, hull, box)

    def storeys(self) -> list[list[tuple[Segment, int, int]]] | None:
        """Return the upper heads over figures, storey by storey from the lowest, each with its columns."""
        left = self.boxes[self.first].x0
        rows = [self._over_figures(row, left) for row in rows_of(self.head.upper)]
        places, found = self.places, []
        for heads in _storeys([row for row in rows if row]):
            groups = groups_of([Column(h.x0, h.x1) for h in heads], places, self.em)
            if groups is None:
                return None
            found.append([(h, places[a].first, places[b].last) for h, (a, b) in zip(heads, groups, strict=True)])
            places = _grouped(places, heads, groups)
        return found or None

    def _over_figures(self, row: Row, left: float) -> list[Segment]:
        return [part for part in row.segments if (part.x0 + part.x1) / 2 > left]

    def draft(self, storeys: Sequence[Sequence[tuple[Segment, int, int]]]) -> Draft:
        """Return the table with its head in as many rows as it has storeys, and without the columns that are none."""
        table, high = self.table, len(storeys) + 1
        taken = {id(word) for storey in storeys for head, _, _ in storey for word in head.words}
        labels = [word for word in self.head.upper if id(word) not in taken]
        cells = list(self._labels(labels, high))
        for number, storey in enumerate(reversed(storeys)):
            cells += self._storey(number, storey)
        for at in self.kept:
            if at >= self.first:
                cells.append(self._cell(high - 1, self.kept.index(at), self.lower.get(at, [])))
        moved = (self._moved(cell, high - self.head.rows) for cell in self.body)
        cells += (cell for cell in moved if cell is not None)
        return table._replace(n_rows=table.n_rows - self.head.rows + high, n_cols=len(self.kept), cells=tuple(cells))

    def _labels(self, words: Sequence[RawWord], high: int) -> Iterator[DraftCell]:
        """Yield the cells of the head over the columns of labels."""
        edges = [self.boxes[at].x0 for at in self.kept[1:]]
        for number in range(self.kept.index(self.first)):
            own = [word for word in words if _column(edges, word) == number]
            yield self._cell(0, number, [*own, *self.lower.get(self.kept[number], [])], high)

    def _storey(self, row: int, heads: Sequence[tuple[Segment, int, int]]) -> Iterator[DraftCell]:
        starts = {first: (head, last) for head, first, last in heads}
        number = self.kept.index(self.first)
        while number < len(self.kept):
            head, last = starts.get(number, (None, number))
            yield self._cell(row, number, head.words if head else (), 1, last - number + 1)
            number = last + 1

    def _cell(self, row: int, col: int, words: Sequence[RawWord], high: int = 1, wide: int = 1) -> DraftCell:
        first, last = self.boxes[self.kept[col]], self.boxes[self.kept[col + wide - 1]]
        y0, y1 = self.table.box.y0, max(cell.box.y1 for cell in self.table.cells if cell.row < self.head.rows)
        top, bottom = (min(w.y0 for w in words), max(w.y1 for w in words)) if words else (y0, y1)
        return DraftCell(row, col, tuple(words), Box(first.x0, top, last.x1, bottom), high, wide)

    def _moved(self, cell: DraftCell, by: int) -> DraftCell | None:
        """Return a cell of the body where it stands now, None when its column is none."""
        inside = [n for n, at in enumerate(self.kept) if cell.col <= at < cell.col + cell.colspan]
        if not inside:
            return None
        box = cell.box
        wide = Box(self.boxes[self.kept[inside[0]]].x0, box.y0, self.boxes[self.kept[inside[-1]]].x1, box.y1)
        return cell._replace(row=cell.row + by, col=inside[0], colspan=len(inside), box=wide)


def _hull(words: Sequence[RawWord]) -> Column | None:
    return Column(min(word.x0 for word in words), max(word.x1 for word in words)) if words else None


def _storeys(rows: Sequence[Sequence[Segment]]) -> Iterator[list[Segment]]:
    """Yield the storeys of the upper heads, from the lowest: a head over several is above, lines of one are one."""
    storey: list[Segment] = []
    for row in reversed(rows):
        if any(sum(_meet(part, below) for below in storey) > 1 for part in row):
            yield sorted(storey)
            storey = []
        for part in row:
            below = next((one for one in storey if _meet(part, one)), None)
            if below is not None:
                storey.remove(below)
            storey.append(_stacked(part, below))
    yield sorted(storey)


def _meet(one: Segment, other: Segment) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1


def _stacked(part: Segment, below: Segment | None) -> Segment:
    return part if below is None else segment([*part.words, *below.words])


def _grouped(places: Sequence[Place], heads: Sequence[Segment], groups: Groups) -> list[Place]:
    """Return the places that heads make of those below them; places without a head stay as they are."""
    over = {first: (head, last) for head, (first, last) in zip(heads, groups, strict=True)}
    found: list[Place] = []
    at = 0
    while at < len(places):
        head, last = over.get(at, (None, at))
        own, end = places[at], places[last]
        if head is not None:
            hull = Column(min(own.hull.x0, head.x0), max(end.hull.x1, head.x1))
            box = Column(own.box.x0, end.box.x1)
            own = Place(own.first, end.last, " ".join(w.text for w in head.words), Column(head.x0, head.x1), hull, box)
        found.append(own)
        at = last + 1
    return found
