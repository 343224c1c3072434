"""The lower of two heads of a table of figures: natures of credits, years, totals, with what stands right above them.

Set left over figures set right, they share no column with these, and what stands over several of them shows no column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.read.columns import Column
from pipeline.read.content import is_amount
from pipeline.read.fringe import Block
from pipeline.read.heads import holds_sums
from pipeline.read.raw import RawWord
from pipeline.read.rows import Row, Segment, segment

LEAF = re.compile(
    r"""(?:en\s|montants?\s(?:en\s)?)?(?:
        a\.?e\.? | c\.?p\.? | autorisations?\sd\s?.engagements? | cr[ée]dits?\sde\spaiements?
        | (?:ann[ée]e\s|exercice\s)?20\d\d)(?:\s\(?a\.?e\.?\)?|\s\(?c\.?p\.?\)?)?
    (?:\s?\(?(?:en\s)?(?:k?€|k?euros|ttc|ht)\)?)?""",
    re.VERBOSE | re.IGNORECASE,
)
"""What the lower of two heads says: a nature of credits, or a year."""
TOTAL = re.compile(r"(?:sous-)?total\b.*|ensemble", re.IGNORECASE)
_MIN_COLUMNS, _MAX_WORDS = 3, 6
_BLANK = 1.2
"""Blank height (em) between two storeys of a head, at most."""


def under_heads(rows: list[Row], block: Block, floor: int) -> Block:
    """Return a block of figures with the natures or years right above it, and the heads over several of those.

    None is taken above row `floor`.
    """
    block = _with_leaves(rows, block, floor)
    if not _begins_with_leaves(block):
        return block
    first = at = block.first
    while at > floor and _may_stand_over(rows[at - 1], rows[at], block):
        at -= 1
        first = at if len(rows[at].segments) > 1 or _is_leaf(rows[at].segments[0]) else first
    return block._replace(first=first, rows=(*rows[first : block.first], *block.rows))


def _with_leaves(rows: list[Row], block: Block, floor: int) -> Block:
    """Return a block of sums with the natures or years above it, each over the column in whose cell it stands."""
    if block.first <= floor or not holds_sums(block.rows[0]) or len(block.columns) < _MIN_COLUMNS:
        return block
    row = _cut_in_leaves(rows[block.first - 1], block.columns[0])
    if row is None or not _may_stand_over(row, block.rows[0], block):
        return block
    columns = _with_heads(row.segments, block.columns)
    if columns is None:
        return block
    rows[block.first - 1] = row
    return Block(block.first - 1, block.last, columns, (row, *block.rows))


def _cut_in_leaves(row: Row, labels: Column) -> Row | None:
    """Return a row of natures, years and totals, each a segment, after a head of the labels or none; else None."""
    parts = [one for part in row.segments for one in ([part] if _is_leaf(part) else map(_alone, part.words))]
    first = next((at for at, part in enumerate(parts) if _is_leaf(part)), len(parts))
    ahead = [word for part in parts[:first] for word in part.words]
    parts = [*([segment(ahead)] if ahead else []), *parts[first:]]
    heads = parts[bool(ahead) :]
    if len(heads) < 2 or not all(_is_leaf(part) or TOTAL.fullmatch(part.text) for part in heads):
        return None
    return row._replace(segments=tuple(parts)) if not ahead or parts[0].x0 <= labels.x1 else None


def _alone(word: RawWord) -> Segment:
    return segment([word])


def _with_heads(parts: Sequence[Segment], columns: Sequence[Column]) -> tuple[Column, ...] | None:
    """Return the columns with the heads that stand in their cells, None when these leave a doubt."""
    found, taken = list(columns), set[int]()
    for part in parts:
        at = next((n for n, column in enumerate(columns) if column.x1 > (part.x0 + part.x1) / 2), None)
        if at is None or at in taken:
            return None
        taken.add(at)
        found[at] = Column(min(part.x0, columns[at].x0), max(part.x1, columns[at].x1))
    return tuple(found) if all(a.x1 < b.x0 for a, b in pairwise(found)) else None


def _begins_with_leaves(block: Block) -> bool:
    row = block.rows[0]
    leaves = [part for part in row.segments if _is_leaf(part)]
    rest = [part for part in row.segments if part not in leaves and part.x0 > row.segments[0].x1]
    return len(leaves) > 1 and all(TOTAL.fullmatch(part.text) for part in rest)


def _is_leaf(part: Segment) -> bool:
    return LEAF.fullmatch(part.text) is not None


def _may_stand_over(above: Row, row: Row, block: Block) -> bool:
    """Tell whether a row right above is made of short texts within the table, none a sentence or a sum."""
    if (row.y0 - above.y1) / row.em > _BLANK:
        return False
    left, right = block.columns[0].x0 - row.em, block.columns[-1].x1 + row.em
    inside = left < above.x0 and above.x1 < right
    short = all(len(part.words) <= _MAX_WORDS and part.text[-1] not in ".:;," for part in above.segments)
    return inside and short and not any(is_amount(part.text) for part in above.segments)
