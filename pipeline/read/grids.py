"""Frames drawn on a page -> tables whose columns are drawn (wholly, or in their head row only).

A frame without an inner vertical line is no grid: its horizontal rules are handed on, for they part the rows of
tables whose columns only blanks tell apart, and a box around a title or a paragraph bounds no cell at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.model import Box
from pipeline.read.columns import Column
from pipeline.read.content import is_layout
from pipeline.read.cuts import LEADING, cut_rows
from pipeline.read.drafts import Draft, DraftCell
from pipeline.read.fringe import holds_figures
from pipeline.read.raw import RawWord, Ruling
from pipeline.read.rows import em_of, group_lines, rows_of
from pipeline.read.strokes import Frame, Stroke, frames_of

_SAME = 4.0
"""Ends nearer than this (points) are the same."""
_COVER = 0.7
"""Share of a cell's side that must be drawn for the side to be there."""
_RUNS_ON = 0.45
"""Gap (em) within which the text left and right of a position is one."""
_MIN_BAND = 5.0
_HEAD_RULES = 3
"""Horizontal lines of a head of one or two rows."""
_OPEN_ROW = 1.5
"""Blank height (em) beyond which a line below the last rule is no row of the table."""
_MAX_BAND = 220.0
"""A lone rule further below (points) than this does not close the table above."""


class _Lattice(NamedTuple):
    """Positions of rows and columns (edges included), the lines between them and the words inside."""

    xs: list[float]
    ys: list[float]
    frame: Frame
    words: list[RawWord]


class Drawn(NamedTuple):
    """What the rulings of a page bound."""

    drafts: list[Draft]
    """Tables whose columns are drawn."""
    loose: list[RawWord]
    """The words outside these tables."""
    rules: list[Ruling]
    """Horizontal rules of no such table, from top to bottom."""
    boxes: list[Box]
    """Closed frames without an inner column."""


def find_grids(words: Sequence[RawWord], rulings: Sequence[Ruling]) -> Drawn:
    """Find the tables drawn on a page, and sort out what is left."""
    if not rulings:
        return Drawn([], list(words), [], [])
    frames = frames_of(rulings)
    drafts: list[Draft] = []
    rest: list[Frame] = []
    loose = list(words)
    while frames:
        frame = frames.pop(0)
        if not _inner(frame):
            rest.append(frame)
            continue
        frame, frames = _extended(frame, frames, loose)
        frame = _with_open_body(frame, loose)
        draft = _draft(frame, loose)
        if draft is None:
            rest.append(frame)
            continue
        drafts.append(draft)
        taken = set(map(id, draft.words))
        loose = [word for word in loose if id(word) not in taken]
    rules = [Ruling(s.start, s.at, s.end, s.at) for frame in rest for s in frame.across]
    boxes = [Box(f.x0, f.y0, f.x1, f.y1) for f in rest if len(f.across) > 1 and len(f.down) > 1]
    return Drawn(drafts, loose, sorted(rules, key=lambda rule: rule.y0), boxes)


def _inner(frame: Frame) -> list[Stroke]:
    """Return the vertical lines between the frame's sides."""
    return [s for s in frame.down if frame.x0 + _SAME < s.at < frame.x1 - _SAME]


def _extended(frame: Frame, below: list[Frame], words: Sequence[RawWord]) -> tuple[Frame, list[Frame]]:
    """Add to a frame the rules just below that carry its columns on; return it and the frames that are left.

    A table may draw its columns in the shaded head row only. What stands between the rules must then respect them.
    """
    cuts = [s.at for s in _inner(frame)]
    ends = [frame.x0, *cuts, frame.x1]
    left = list(below)
    for other in below:
        fits = all(any(abs(x - end) < _SAME for end in ends) for x in (other.x0, other.x1))
        if not fits or _inner(other) or not 0 < other.y0 - frame.y1 < _MAX_BAND:
            continue
        band = _inside(words, Box(frame.x0, frame.y1, frame.x1, other.y0))
        if not band or not _respects(band, cuts):
            break
        frame = Frame(tuple(sorted(frame.across + other.across)), tuple(sorted(frame.down + other.down)))
        left.remove(other)
    return frame, left


def _with_open_body(frame: Frame, words: Sequence[RawWord]) -> Frame:
    """Add to a drawn head the rows below it, when they keep to its columns without a rule around them."""
    cuts = [s.at for s in _inner(frame)]
    if len(frame.across) > _HEAD_RULES:
        return frame
    floor = frame.y1
    for line in group_lines(word for word in words if word.y0 > frame.y1 - 1):
        em = em_of(line)
        blank = min(word.y0 for word in line) - floor
        columns = {sum(cut < word.x0 + 1 for cut in cuts) for word in line}
        inside = line[0].x0 > frame.x0 - em and line[-1].x1 < frame.x1 + em and _respects(line, cuts)
        if not inside or blank > _OPEN_ROW * em or (len(columns) < 2 and (floor == frame.y1 or blank > em / 2)):
            break
        floor = max(word.y1 for word in line)
    if floor == frame.y1:
        return frame
    end = Stroke(floor + 1, frame.x0, frame.x1)
    sides = (Stroke(frame.x0, frame.y0, end.at), Stroke(frame.x1, frame.y0, end.at))
    return Frame((*frame.across, end), tuple(sorted(frame.down + sides)))


def _respects(words: Sequence[RawWord], cuts: Sequence[float]) -> bool:
    """Tell whether text keeps to columns, hardly a word being printed across a cut."""
    crossing = sum(word.x0 + 1 < cut < word.x1 - 1 for word in words for cut in cuts)
    return crossing <= max(1, len(words) // 20) and all(_parts_text(words, cut) for cut in cuts)


def _parts_text(words: Sequence[RawWord], x: float) -> bool:
    """Tell whether no line of text runs on across position `x`."""
    for line in group_lines(words):
        for a, b in pairwise(line):
            if a.x1 - 1 <= x <= b.x0 + 1 and b.x0 - a.x1 < _RUNS_ON * (a.size or a.y1 - a.y0):
                return False
    return not any(word.x0 + 1 < x < word.x1 - 1 for word in words)


def _inside(words: Sequence[RawWord], box: Box) -> list[RawWord]:
    """Return the words whose middle is in `box`."""
    return [
        word
        for word in words
        if box.x0 <= (word.x0 + word.x1) / 2 <= box.x1 and box.y0 <= (word.y0 + word.y1) / 2 <= box.y1
    ]


def _draft(frame: Frame, words: Sequence[RawWord]) -> Draft | None:
    """Return the table a frame draws, None when it holds fewer than two texts."""
    inside = _inside(words, Box(frame.x0, frame.y0, frame.x1, frame.y1))
    xs = _positions([s.at for s in frame.down] + [frame.x0, frame.x1])
    ys = _positions([s.at for s in frame.across] + [frame.y0, frame.y1])
    lattice = _Lattice(xs, ys, frame, inside)
    lattice = lattice._replace(ys=_with_unruled_rows(lattice))
    cells = list(_cells(lattice))
    if sum(bool(cell.words) for cell in cells) < 2:
        return None
    n_rows, n_cols = len(lattice.ys) - 1, len(xs) - 1
    box = Box(xs[0], lattice.ys[0], xs[-1], lattice.ys[-1])
    return Draft(box, n_rows, n_cols, tuple(cells), True, is_layout(_texts(cells, n_rows, n_cols), ruled=True))


def _positions(values: Sequence[float]) -> list[float]:
    """Return the distinct positions, those nearer than a cell can be being one."""
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > _MIN_BAND:
            kept.append(value)
    return kept


def _with_unruled_rows(lattice: _Lattice) -> list[float]:
    """Return the rows' positions, with those of a body whose rows no rule parts (head and body only are drawn)."""
    if not 2 <= len(lattice.ys) <= 4:
        return lattice.ys
    ys = [lattice.ys[0]]
    for top, bottom in pairwise(lattice.ys):
        ys += [*_row_cuts(lattice, top, bottom), bottom]
    return ys


def _row_cuts(lattice: _Lattice, top: float, bottom: float) -> list[float]:
    words = _inside(lattice.words, Box(lattice.xs[0], top, lattice.xs[-1], bottom))
    if not words:
        return []
    columns = [Column(a + 1, b - 1) for a, b in pairwise(lattice.xs)]
    rows = rows_of(words)
    groups = cut_rows(rows, columns, ())
    filled = [
        {_column(lattice.xs, word) for row in group for part in row.segments for word in part.words} for group in groups
    ]
    labelled = sum(0 in cols for cols in filled)
    enough = labelled == len(groups) or (len(groups) > 2 and labelled >= 0.45 * len(groups))
    if len(groups) < 2 or not enough or sum(len(cols) > 1 for cols in filled) < 0.7 * len(groups):
        return []
    figures = sum(any(map(holds_figures, group)) for group in groups)
    if 2 * figures < len(groups) and any(b[0].y0 - a[-1].y1 < LEADING * b[0].em for a, b in pairwise(groups)):
        return []
    return [(a[-1].y1 + b[0].y0) / 2 for a, b in pairwise(groups)]


def _column(xs: Sequence[float], word: RawWord) -> int:
    middle = (word.x0 + word.x1) / 2
    return max(0, min(sum(x <= middle for x in xs) - 1, len(xs) - 2))


def _cells(lattice: _Lattice) -> Iterator[DraftCell]:
    """Yield the cells, row-major: elementary places joined where no line is drawn between them."""
    n_rows, n_cols = len(lattice.ys) - 1, len(lattice.xs) - 1
    taken: set[tuple[int, int]] = set()
    for row in range(n_rows):
        for col in range(n_cols):
            if (row, col) in taken:
                continue
            wide = 1
            while col + wide < n_cols and (row, col + wide) not in taken and not _side(lattice, row, col + wide):
                wide += 1
            high = 1
            while (
                row + high < n_rows
                and all(
                    (row + high, c) not in taken and not _floor(lattice, row + high, c) for c in range(col, col + wide)
                )
                and not any(_side(lattice, row + high, c) for c in range(col + 1, col + wide))
            ):
                high += 1
            taken.update((r, c) for r in range(row, row + high) for c in range(col, col + wide))
            box = Box(lattice.xs[col], lattice.ys[row], lattice.xs[col + wide], lattice.ys[row + high])
            yield DraftCell(row, col, tuple(_inside(lattice.words, box)), box, high, wide)


def _side(lattice: _Lattice, row: int, col: int) -> bool:
    """Tell whether a line, or at least a blank, parts the places left and right of position `col` in a row."""
    x, top, bottom = lattice.xs[col], lattice.ys[row], lattice.ys[row + 1]
    if _covered([s for s in lattice.frame.down if abs(s.at - x) < _SAME], top, bottom):
        return True
    if any(_covered([s], top, bottom) for s in _inner(lattice.frame)):
        return False
    return _parts_text(_inside(lattice.words, Box(lattice.xs[0], top, lattice.xs[-1], bottom)), x)


def _floor(lattice: _Lattice, row: int, col: int) -> bool:
    """Tell whether a line parts the places above and below position `row` in a column."""
    y, left, right = lattice.ys[row], lattice.xs[col], lattice.xs[col + 1]
    lines = [s for s in lattice.frame.across if abs(s.at - y) < _SAME]
    return not lines or _covered(lines, left, right)


def _covered(strokes: Sequence[Stroke], start: float, end: float) -> bool:
    drawn = sum(max(0.0, min(s.end, end) - max(s.start, start)) for s in strokes)
    return drawn >= _COVER * (end - start)


def _texts(cells: Sequence[DraftCell], n_rows: int, n_cols: int) -> list[list[str]]:
    grid = [[""] * n_cols for _ in range(n_rows)]
    for cell in cells:
        grid[cell.row][cell.col] = " ".join(word.text for line in group_lines(cell.words) for word in line)
    return grid
