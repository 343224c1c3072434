"""A drawn frame -> its cells: places between its lines, joined where no line is drawn between them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

import regex

from pipeline.figures import cut_code, number_end
from pipeline.model import Box
from pipeline.read.columns import Column
from pipeline.read.content import is_amount, is_layout
from pipeline.read.cuts import LEADING, cut_rows
from pipeline.read.drafts import Draft, DraftCell
from pipeline.read.fringe import holds_figures
from pipeline.read.raw import RawWord
from pipeline.read.rows import POSSIBLE_GAP, Row, em_of, group_lines, rows_of
from pipeline.read.strokes import Frame, Stroke

_SAME = 4.0
"""Positions nearer than this (points) are the same."""
_COVER = 0.7
"""Share of a cell's side that must be drawn for the side to be there."""
_RUNS_ON = 0.45
"""Gap (em) within which the text left and right of a position is one."""
_MIN_BAND = 5.0
"""Least height or width of a cell, in points."""
_HYPHENED = regex.compile(r"\w ?[-–—\u2010\u2011\u00ad]$")
_BLANK, _PADDING = 0.25, 3.0
"""Blank between the groups of a number (em), and the least left on both sides of a cell's text together (points)."""
_FEW_SIDES = 3
"""Sides of two columns."""
_FEW_ROWS = 3
"""A frame of no more rows may have drawn its head and its body only."""


def draft_of(frame: Frame, words: Sequence[RawWord]) -> Draft | None:
    """Return the table a frame draws, None when it holds fewer than two texts."""
    lattice = _Lattice(frame, words)
    cells = tuple(lattice.cells())
    if sum(bool(cell.words) for cell in cells) < 2:
        return None
    n_rows, n_cols = len(lattice.ys) - 1, len(lattice.xs) - 1
    box = Box(lattice.xs[0], lattice.ys[0], lattice.xs[-1], lattice.ys[-1])
    return Draft(box, n_rows, n_cols, cells, True, is_layout(texts_of(cells, n_rows, n_cols), ruled=True))


def inner_lines(frame: Frame) -> list[Stroke]:
    """Return the vertical lines between the frame's sides."""
    left, right = frame.x0 + _SAME, frame.x1 - _SAME
    return [s for s in frame.down if left < s.at < right]


def words_in(words: Sequence[RawWord], box: Box) -> list[RawWord]:
    """Return the words whose middle is in `box`."""
    left, top, right, bottom = 2 * box.x0, 2 * box.y0, 2 * box.x1, 2 * box.y1
    return [word for word in words if top <= word.y0 + word.y1 <= bottom and left <= word.x0 + word.x1 <= right]


def parts_text(words: Sequence[RawWord], x: float) -> bool:
    """Tell whether no line of text runs on across position `x`."""
    if any(word.x0 + 1 < x < word.x1 - 1 for word in words):
        return False
    if not any(-1 <= x - word.x1 < _RUNS_ON * _height(word) + 1 for word in words):
        return True
    for line in group_lines(words):
        for a, b in pairwise(line):
            if a.x1 - 1 <= x <= b.x0 + 1 and b.x0 - a.x1 < _RUNS_ON * _height(a):
                return False
    return True


def _height(word: RawWord) -> float:
    return word.size or word.y1 - word.y0


class _Lattice:
    """Positions of a frame's rows and columns (edges included), and the words of each place between them."""

    def __init__(self, frame: Frame, words: Sequence[RawWord]) -> None:
        self.frame = frame
        self.inner = inner_lines(frame)
        self.xs = _positions([s.at for s in frame.down] + [frame.x0, frame.x1])
        self.ys = _positions([s.at for s in frame.across] + [frame.y0, frame.y1])
        self.bare = not any(abs(s.at - frame.x0) < _SAME for s in frame.down)
        """The left side is not drawn."""
        inside = words_in(words, Box(frame.x0, frame.y0, frame.x1, frame.y1))
        if len(self.ys) - 1 <= _FEW_ROWS:
            self.ys = self._with_undrawn_rows(inside)
        self.down = [_near(frame.down, x) for x in self.xs]
        self.across = [_near(frame.across, y) for y in self.ys]
        """What is drawn at each position."""
        self.places: dict[tuple[int, int], list[RawWord]] = defaultdict(list)
        for word in inside:
            self.places[_index(self.ys, word.y0 + word.y1), self._column(word)].append(word)

    def cells(self) -> Iterator[DraftCell]:
        """Yield the cells, row-major."""
        taken: set[tuple[int, int]] = set()
        for row in range(len(self.ys) - 1):
            for col in range(len(self.xs) - 1):
                if (row, col) not in taken:
                    high, wide = self._reach(row, col, taken)
                    covered = [(r, c) for r in range(row, row + high) for c in range(col, col + wide)]
                    taken.update(covered)
                    words = [word for place in covered for word in self.places.get(place, ())]
                    box = Box(self.xs[col], self.ys[row], self.xs[col + wide], self.ys[row + high])
                    yield DraftCell(row, col, tuple(words), box, high, wide)

    def _reach(self, row: int, col: int, taken: set[tuple[int, int]]) -> tuple[int, int]:
        """Return how many rows and columns the cell that starts here spans."""
        wide = 1
        while col + wide < len(self.xs) - 1 and (row, col + wide) not in taken and not self._side(row, col + wide):
            wide += 1
        high = 1
        while row + high < len(self.ys) - 1 and self._joins(row + high, range(col, col + wide)):
            high += 1
        return high, wide

    def _joins(self, row: int, cols: range) -> bool:
        """Tell whether no line parts the places of `row` from those above, nor from each other."""
        return not any(self._ceiling(row, col) for col in cols) and not any(self._side(row, col) for col in cols[1:])

    def _side(self, row: int, col: int) -> bool:
        """Tell whether a line, or at least a blank, parts the places left and right of position `col` in a row."""
        x, top, bottom = self.xs[col], self.ys[row], self.ys[row + 1]
        if _covered(self.down[col], top, bottom):
            return True
        if any(_covered([s], top, bottom) for s in self.inner):
            return self._stand_apart(row, col)
        return parts_text([word for c in range(len(self.xs) - 1) for word in self.places.get((row, c), ())], x)

    def _stand_apart(self, row: int, col: int) -> bool:
        """Tell whether the texts left and right of a position are columns: a row that is not shaded as its neighbours.

        The side of the one cell that is shaded, joined with those above, is then all that is drawn in it; or of the
        first one, shaded in every row, as heads are.
        """
        left, right = self.places.get((row, col - 1)), self.places.get((row, col))
        if not left or not right:
            return False
        full = len(self.xs) > _FEW_SIDES and all(self.places.get((row, at)) for at in range(len(self.xs) - 1))
        if not (full or self._is_banded(col) or (_is_sum(left) and _is_sum(right))):
            return False
        gap = min(word.x0 for word in right) - max(word.x1 for word in left)
        return gap >= (_RUNS_ON if full else POSSIBLE_GAP) * em_of(left)

    def _is_banded(self, col: int) -> bool:
        """Tell whether the line at a position is drawn in pieces."""
        return len(self.down[col]) > 1

    def _ceiling(self, row: int, col: int) -> bool:
        """Tell whether a line parts a place from the one above (a row that is not drawn parts all).

        What stands left of all that is drawn is parted as the rest: the labels of rows whose figures alone are shaded.
        """
        if self.bare and col == 0:
            return True
        lines = self.across[row]
        return not lines or _covered(lines, self.xs[col], self.xs[col + 1])

    def _column(self, word: RawWord) -> int:
        return _index(self.xs, word.x0 + word.x1)

    def _with_undrawn_rows(self, words: Sequence[RawWord]) -> list[float]:
        """Return the rows' positions, with those of a body whose rows no line parts."""
        ys = [self.ys[0]]
        for top, bottom in pairwise(self.ys):
            band = words_in(words, Box(self.xs[0], top, self.xs[-1], bottom))
            ys += [*self._row_cuts(band), bottom]
        return ys

    def _row_cuts(self, words: Sequence[RawWord]) -> list[float]:
        if not words:
            return []
        columns = [Column(a + 1, b - 1) for a, b in pairwise(self.xs)]
        groups = cut_rows(rows_of(words), columns, ())
        if not self._are_rows(groups):
            return []
        return [(a[-1].y1 + b[0].y0) / 2 for a, b in pairwise(groups)]

    def _are_rows(self, groups: Sequence[Sequence[Row]]) -> bool:
        """Tell whether groups of lines are rows of their own: labelled, filled, and of figures when set tight."""
        filled = [{self._column(w) for row in group for s in row.segments for w in s.words} for group in groups]
        labelled = sum(0 in cols for cols in filled)
        enough = labelled == len(groups) or (len(groups) > 2 and labelled >= 0.45 * len(groups))
        if len(groups) < 2 or not enough or sum(len(cols) > 1 for cols in filled) < 0.7 * len(groups):
            return False
        if any(self._breaks_word(a[-1], b[0]) or self._breaks_number(a[-1], b[0]) for a, b in pairwise(groups)):
            return False
        if self._breaks_code(groups):
            return False
        figures = sum(any(map(holds_figures, group)) for group in groups)
        tight = any(b[0].y0 - a[-1].y1 < LEADING * b[0].em for a, b in pairwise(groups))
        return not tight or 2 * figures > len(groups)

    def _breaks_word(self, above: Row, below: Row) -> bool:
        """Tell whether a code or a heading goes on below its dash: '0105-CRES-' over 'DNUM'."""
        ahead, rest = self._by_column(above), self._by_column(below)
        return any(_HYPHENED.search(ahead.get(col, "")) and text[0].isalnum() for col, text in rest.items())

    def _breaks_number(self, above: Row, below: Row) -> bool:
        """Tell whether numbers too wide for their cells go on below: '50.000,0' over '0', '18' over '400,00'."""
        ahead, rest = self._by_column(above), self._by_column(below)
        figures = [col for col, text in rest.items() if text[0].isdigit()]
        if not figures:
            return False
        ends = [number_end(ahead.get(col, ""), rest[col]) for col in figures]
        if None in ends:
            return False
        label_goes_on = ahead.get(0, "")[:1].isupper() and rest.get(0, "")[:1].islower()
        return "closed" in ends or label_goes_on or any(self._lacks_room(col, above, below) for col in figures)

    def _breaks_code(self, groups: Sequence[Sequence[Row]]) -> bool:
        """Tell whether a column's lines are one code, its cell too narrow for it ('0113-CDL' over 'M-NUMA')."""
        lines = [self._by_column(row) for group in groups for row in group]
        return any(
            cut_code([line[col] for line in lines if col in line]) for col in {c for line in lines for c in line}
        )

    def _lacks_room(self, col: int, above: Row, below: Row) -> bool:
        """Tell whether what a column holds in two lines would not fit into one."""
        widths = []
        for row in (above, below):
            words = [word for part in row.segments for word in part.words if self._column(word) == col]
            widths.append(max(word.x1 for word in words) - min(word.x0 for word in words))
        return sum(widths) + _BLANK * above.em > self.xs[col + 1] - self.xs[col] - _PADDING

    def _by_column(self, row: Row) -> dict[int, str]:
        found: dict[int, str] = {}
        for word in (word for segment in row.segments for word in segment.words):
            column = self._column(word)
            found[column] = f"{found[column]} {word.text}" if column in found else word.text
        return found


def _is_sum(words: Sequence[RawWord]) -> bool:
    return is_amount(" ".join(word.text for word in words))


def _index(edges: Sequence[float], twice: float) -> int:
    """Return which interval between `edges` holds a middle, given as the sum of two ends."""
    return max(0, min(bisect_right(edges, twice / 2) - 1, len(edges) - 2))


def _positions(values: Sequence[float]) -> list[float]:
    """Return the distinct positions, those nearer than a cell can be being one."""
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > _MIN_BAND:
            kept.append(value)
    return kept


def _near(strokes: Sequence[Stroke], at: float) -> list[Stroke]:
    return [stroke for stroke in strokes if abs(stroke.at - at) < _SAME]


def _covered(strokes: Sequence[Stroke], start: float, end: float) -> bool:
    drawn = sum(max(0.0, min(s.end, end) - max(s.start, start)) for s in strokes)
    return drawn >= _COVER * (end - start)


def texts_of(cells: Sequence[DraftCell], n_rows: int, n_cols: int) -> list[list[str]]:
    """Return the texts of a grid, row by row; of a cell that spans others, at its first place."""
    grid = [[""] * n_cols for _ in range(n_rows)]
    for cell in cells:
        grid[cell.row][cell.col] = " ".join(word.text for line in group_lines(cell.words) for word in line)
    return grid
