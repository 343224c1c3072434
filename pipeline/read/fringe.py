"""The rows around a run of columns that belong to its table without showing its corridors.

Above: the first lines of a head cell, the label rows whose other cells are empty ('Références Chorus :'). Around:
everything inside the box drawn around the table. Prose is never taken in: it does not keep the table's pitch.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.model import Box
from pipeline.read.columns import Column, place
from pipeline.read.content import is_amount, is_figure
from pipeline.read.raw import Ruling, median
from pipeline.read.rows import Row, recut

CLOSE = 0.5
"""Blank height (em) within which a lone segment continues the cell above."""
_REGULAR = 0.12
"""By how much (em) the blanks between a table's rows may differ."""
_HEAD_BLANK = 1.2
"""Blank height (em) below a head, at most."""
_MAX_LABEL = 6
"""Words of a label."""


class Block(NamedTuple):
    """Rows `first` to `last` (included) of a page, and their columns."""

    first: int
    last: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    """These rows, cut where the block as a whole shows a column."""


def widened(rows: list[Row], block: Block, floor: int, boxes: Sequence[Box], rules: Sequence[Ruling]) -> Block:
    """Return a block with the rows around it that are its own, none above row `floor`."""
    box = next((box for box in boxes if within(rows[block.first], box) and within(rows[block.last], box)), None)
    if box is not None:
        return _filled(rows, block, floor, box)
    blank = usual_blank(block.rows)
    labelled = _is_labelled(block.rows, block.columns)
    first = block.first
    while first > floor:
        above, row = recut(rows[first - 1], [column.x0 for column in block.columns[1:]]), rows[first]
        if _opens(above, row, block, blank):
            rows[first - 1] = above
        elif first == block.first and _opens_label(above, row, block):
            first -= 1
            break
        elif not _heads(above, row, block, rules) and not (labelled and _labels(above, row, block, blank)):
            break
        first -= 1
    return _block(rows, first, block.last, block.columns)


def _block(rows: Sequence[Row], first: int, last: int, columns: tuple[Column, ...]) -> Block:
    return Block(first, last, columns, tuple(rows[first : last + 1]))


def usual_blank(rows: Sequence[Row]) -> float:
    """Return the usual blank height (em) above the rows of several segments (1.0 when there are not two)."""
    blanks = [(b.y0 - a.y1) / b.em for a, b in pairwise(rows) if len(b.segments) > 1]
    return median(blanks) if blanks else 1.0


def holds_figures(row: Row) -> bool:
    """Tell whether a row holds an amount or a code after its first segment."""
    return any(is_figure(part.text) for part in row.segments[1:])


def bounds_table(rows: Sequence[Row], start: int, box: Box) -> bool:
    """Tell whether a box around row `start` frames a table: several rows in columns, of which one shows an amount."""
    if not within(rows[start], box):
        return False
    split = [row for row in rows[start:] if len(row.segments) > 1 and within(row, box)]
    if len(split) < 2:
        return False
    return any(is_amount(part.text) for row in split for part in row.segments[1:])


def _filled(rows: Sequence[Row], block: Block, floor: int, box: Box) -> Block:
    """Take in all the rows of a drawn box, as far as they keep to the columns."""
    first, last = block.first, block.last
    while first > floor and within(rows[first - 1], box) and _keeps(rows[first - 1], block.columns):
        first -= 1
    while last + 1 < len(rows) and within(rows[last + 1], box) and _keeps(rows[last + 1], block.columns):
        last += 1
    return _block(rows, first, last, block.columns)


def within(row: Row, box: Box) -> bool:
    """Tell whether a row is printed inside a box."""
    return box.y0 <= (row.y0 + row.y1) / 2 <= box.y1 and box.x0 <= row.x0 and row.x1 <= box.x1


def _keeps(row: Row, columns: Sequence[Column]) -> bool:
    return all(first == last for first, last in (place(columns, part) for part in row.segments))


def _is_labelled(rows: Sequence[Row], columns: Sequence[Column]) -> bool:
    """Tell whether the rows read as labels and their values."""
    split = [row for row in rows if len(row.segments) > 1]
    labels = sum(row.segments[0].text.endswith(":") for row in split)
    return len(columns) == 2 and (2 * labels >= len(split) or 2 * sum(map(holds_figures, split)) >= len(split))


def _opens(above: Row, row: Row, block: Block, blank: float) -> bool:
    """Tell whether a row just above fills several of the columns, each of its texts in one."""
    places = [place(block.columns, part) for part in above.segments]
    fits = len({a for a, _ in places}) == len(places) > 1 and all(a == b for a, b in places)
    return fits and (row.y0 - above.y1) / row.em <= max(_HEAD_BLANK, blank + _REGULAR)


def _heads(above: Row, row: Row, block: Block, rules: Sequence[Ruling]) -> bool:
    """Tell whether a row starts a head cell of several lines (never the first column's), or is a ruled head."""
    places = [place(block.columns, part) for part in above.segments]
    if not all(a == b and a > 0 for a, b in places):
        return False
    if is_ruled_head(above, row, rules):
        return True
    return row.y0 - above.y1 <= CLOSE * row.em and above.x1 <= block.columns[-1].x1 + row.em


def with_first_lines(rows: Sequence[Row], block: Block, floor: int, rules: Sequence[Ruling]) -> Block:
    """Return a block whose head has been found with the lines above it that begin its cells ('Charges' / 'dues')."""
    first = block.first
    while first > floor and _heads(rows[first - 1], rows[first], block, rules):
        first -= 1
    return block if first == block.first else _block(rows, first, block.last, block.columns)


def is_ruled_head(above: Row, row: Row, rules: Sequence[Ruling]) -> bool:
    """Tell whether a row stands right above another between two rules that run on over all of that one."""
    if row.y0 - above.y1 > 2 * _HEAD_BLANK * row.em:
        return False
    top, middle, bottom = above.y0 - _HEAD_BLANK * row.em, (above.y0 + above.y1) / 2, (row.y0 + row.y1) / 2
    over = [rule.y0 for rule in rules if rule.x0 <= min(row.x0, above.x0) and max(row.x1, above.x1) <= rule.x1]
    return any(top < y < middle for y in over) and any(middle < y < bottom for y in over)


def _opens_label(above: Row, row: Row, block: Block) -> bool:
    """Tell whether a line is the first of the label of the row of sums right below, which goes on in lower case."""
    part = above.segments[0]
    alone = len(above.segments) == 1 and place(block.columns, part) == (0, 0) and part.x1 < block.columns[1].x0
    starts = abs(part.x0 - row.x0) < 0.3 * row.em and abs(row.x0 - block.columns[0].x0) < 0.3 * row.em
    near = (row.y0 - above.y1) / row.em <= CLOSE and part.text[-1] not in ".:;"
    return alone and starts and near and row.segments[0].text[:1].islower() and _holds_sums(row)


def _holds_sums(row: Row) -> bool:
    return any(is_amount(part.text) for part in row.segments[1:])


def _labels(above: Row, row: Row, block: Block, blank: float) -> bool:
    """Tell whether a row is a label alone, set at the pitch of the table."""
    if len(above.segments) > 1 or blank < 2 * _REGULAR or abs((row.y0 - above.y1) / row.em - blank) > _REGULAR:
        return False
    part = above.segments[0]
    starts = abs(part.x0 - block.columns[0].x0) < 0.3 * row.em and place(block.columns, part) == (0, 0)
    return starts and part.text[:1].isupper() and len(part.words) <= _MAX_LABEL
