"""Parties and signatures set side by side whose lines stand at other heights, each text in the middle of its cell.

Where no rule parts such cells, hardly a row of the page shows both columns: their lines fall between one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.read.columns import spread
from pipeline.read.content import opens_party, opens_section
from pipeline.read.fringe import CLOSE, Block, holds_figures
from pipeline.read.rows import Row, Segment

_FAR = 2.5
"""Blank height (em) beyond which the next row belongs to something else."""
_CORRIDOR = 0.8
"""Blank (em) between the two columns, at least."""


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
