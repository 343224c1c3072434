"""Parties and signatures set side by side whose lines stand at other heights, each text in the middle of its cell.

Where no rule parts such cells, hardly a row of the page shows both columns: their lines fall between one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise, takewhile

from pipeline.read.columns import spread
from pipeline.read.content import opens_party, opens_section
from pipeline.read.fringe import CLOSE, Block, holds_figures
from pipeline.read.raw import median
from pipeline.read.rows import Row, Segment

_FAR = 2.5
"""Blank height (em) beyond which the next row belongs to something else."""
_CORRIDOR = 0.8
"""Blank (em) between the two columns, at least."""
_FEW, _REGULAR = 3, 1.15
"""Lines that tell how far apart they stand, at least, and how much further another may."""
_EVEN = 0.3
"""How far (em) the starts of two lines of one text stand from each other, at most."""


def with_staggered(rows: Sequence[Row], block: Block) -> Block:
    """Return two columns of parties or of signatures with the lines of theirs that follow, on one side or the other."""
    if len(block.columns) != 2:
        return block
    middle = block.columns[0].x1 + block.columns[1].x0
    sides = _sides((part for row in block.rows for part in row.segments), middle)
    if not all(any(opens_party(part.text) for part in side) for side in sides):
        return block
    last, alone = block.last, [False, False]
    for number in range(block.last + 1, len(rows)):
        row, above = rows[number], rows[number - 1]
        own = _sides(row.segments, middle)
        for side, parts in zip(sides, own, strict=True):
            side += parts
        if not _follows(row, above) or not _apart(*sides, row.em):
            break
        if len(row.segments) == 1:
            alone[bool(own[1])] = True
        if all(alone) and (own[1] or _is_close(row, above)):
            last = number
    if last == block.last:
        return block
    taken = tuple(rows[block.first : last + 1])
    columns = spread((), [part for row in taken for part in row.segments], rows[block.first].em)
    return Block(block.first, last, tuple(columns), taken) if len(columns) == 2 else block


def with_lines_above(rows: Sequence[Row], block: Block, floor: int) -> Block:
    """Return two columns with the lines that begin the longer text above them, none above row `floor`.

    A text longer than the one beside it has as many lines more below as above when both stand in the middle of their
    cells, and all of them above when they stand at the foot; a title above figures would be neither.
    """
    first, side = block.first, _side(rows[block.first - 1], block) if block.first else None
    if side is None or len(block.columns) != 2:
        return block
    below = sum(1 for _ in takewhile(lambda row: _side(row, block) == side, reversed(block.rows)))
    figures, pitch = any(map(holds_figures, block.rows)), _pitch(block.rows)
    while first > floor and _begins(rows[first - 1], rows[first], block, side, pitch):
        ended = rows[first - 1].segments[-1].text[-1] in ".:;"
        if block.first - first >= below and (figures or ended):
            break
        first -= 1
    if first == block.first:
        return block
    return block._replace(first=first, rows=(*rows[first : block.first], *block.rows))


def _side(row: Row, block: Block) -> int | None:
    """Return which column a line stands alone in, None when it does in neither."""
    if len(row.segments) > 1:
        return None
    return 0 if row.x1 < block.columns[1].x0 else 1 if row.x0 > block.columns[0].x1 else None


def _begins(row: Row, below: Row, block: Block, side: int, pitch: float) -> bool:
    """Tell whether a row is a line of a column's text, as near to the one below as the lines of a text are."""
    column = block.columns[side]
    even = abs(row.x0 - column.x0) < _EVEN * row.em or abs(row.x0 + row.x1 - column.x0 - column.x1) < _EVEN * row.em
    near = _is_close(below, row) or _down(row, below) < _REGULAR * pitch
    return even and near and _side(row, block) == side and not opens_section(row.segments[0].text)


def _pitch(rows: Sequence[Row]) -> float:
    """Return the usual height from one line to the next: a scan's lines are as high as their ink, not as their font."""
    return median([_down(above, row) for above, row in pairwise(rows)]) if len(rows) >= _FEW else 0.0


def _down(above: Row, row: Row) -> float:
    return (row.y0 + row.y1 - above.y0 - above.y1) / 2


def _sides(parts: Iterable[Segment], middle: float) -> tuple[list[Segment], list[Segment]]:
    """Return what stands left and right of a place, given as the sum of two ends."""
    found: tuple[list[Segment], list[Segment]] = ([], [])
    for part in parts:
        found[part.x0 + part.x1 > middle].append(part)
    return found


def _apart(left: Sequence[Segment], right: Sequence[Segment], em: float) -> bool:
    return min(part.x0 for part in right) - max(part.x1 for part in left) >= _CORRIDOR * em


def _follows(row: Row, above: Row) -> bool:
    near = row.y0 - above.y1 <= _FAR * row.em and len(row.segments) <= 2
    return near and not holds_figures(row) and not opens_section(row.segments[0].text)


def _is_close(row: Row, above: Row) -> bool:
    return row.y0 - above.y1 <= CLOSE * row.em
