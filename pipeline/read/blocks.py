"""Runs of rows that share corridors: tables without vertical rules, signature blocks, columns of text.

A run starts at a row cut into several segments and grows downwards as long as what follows leaves the corridors
free. Prose stops it: a full line crosses them. Rows of a single segment are taken in when they sit inside one
column (a cell's second line, an empty neighbour) and the run goes on, or stays close.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import regex as re

from pipeline.read.columns import Column, aligned, place, spread, survivors
from pipeline.read.content import is_amount, opens_section
from pipeline.read.fringe import (
    CLOSE,
    Block,
    bounds_table,
    holds_figures,
    is_ruled_head,
    usual_blank,
    widened,
    with_first_lines,
    within,
)
from pipeline.read.grids import Drawn
from pipeline.read.heads import headed, holds_sums, paired, without_halves
from pipeline.read.leaves import under_heads
from pipeline.read.rows import Row, Segment, is_stretched, recut
from pipeline.read.sharpen import fullest, joined
from pipeline.read.staggered import with_lines_above, with_staggered

_FAR = 2.5
"""Blank height (em) beyond which the next row belongs to something else."""
_RULED = 4.0
"""The same where a rule stands between the rows."""
_PADDING = 1.5
"""Blank height (em) between a rule and the rows it parts, at most (unless both keep as far from it)."""
_SIGNING_SPACE = 9.0
"""The same between two rows of names, for room is left to sign."""
_NAME = re.compile(
    r"(?:(?:M\.|MM\.|Mme|Mmes)\s)?\p{Lu}[\p{L}.'’-]*(?:\s(?:de|du|des|la|le|von|van|den|der|d['’]|\p{Lu}[\p{L}.'’-]*))+"
)
"""A person's name and nothing else."""
_ENDING = 0.8
"""Blank height (em) above the last paragraph of texts set side by side, at most."""
_MIN_LINES, _FEW = 5, 4
"""Lines side by side, and words in each, that make columns of text."""
_OUTDENT = 1.0
_WIDE = 3.0


class Known(NamedTuple):
    """Columns of a table on the page before or after, which may start or end with one row here."""

    columns: tuple[Column, ...]
    at_top: bool


def find_blocks(rows: Sequence[Row], drawn: Drawn, known: Sequence[Known] = ()) -> list[Block]:
    """Find the runs of rows set in columns, from top to bottom; the rules and boxes of `drawn` help to bound them."""
    blocks: list[Block] = []
    at = 0
    while at < len(rows):
        if len(rows[at].segments) < 2:
            at += 1
            continue
        run = _Run(list(rows), drawn, at)
        block = run.block(known)
        if block is None:
            at += 1
            continue
        floor = blocks[-1].last + 1 if blocks else 0
        block = block._replace(columns=without_halves(block.rows, block.columns))
        block = widened(run.rows, block, floor, drawn.boxes, drawn.rules)
        with_head = headed(run.rows, block, floor)
        block = with_head if with_head is block else with_first_lines(run.rows, with_head, floor, drawn.rules)
        block = under_heads(run.rows, block, floor)
        block = with_staggered(run.rows, _with_long_column(run.rows, block))
        blocks.append(with_lines_above(run.rows, block, floor))
        at = blocks[-1].last + 1
    return blocks


def _with_long_column(rows: Sequence[Row], block: Block) -> Block:
    """Return a block of two columns of text with what goes on of the first one where the second has ended."""
    side_by_side = [row for row in block.rows if len(row.segments) == 2]
    prose = sum(map(_is_prose, side_by_side))
    if len(block.columns) != 2 or prose < max(_MIN_LINES, 0.7 * len(side_by_side)):
        return block
    last = block.last
    while last + 1 < len(rows) and _goes_on(rows[last + 1], rows[last], *block.columns):
        last += 1
    if last + 1 < len(rows) and _crosses(rows[last + 1], rows[last], block.columns[1]):
        return block  # Short lines of the text below, which goes from side to side.
    return block._replace(last=last, rows=(*block.rows, *rows[block.last + 1 : last + 1]))


def _is_prose(row: Row) -> bool:
    return not holds_figures(row) and sum(len(part.words) for part in row.segments) >= _FEW


def _goes_on(row: Row, above: Row, first: Column, second: Column) -> bool:
    inside = len(row.segments) == 1 and first.x0 - row.em < row.x0 and row.x1 < second.x0
    return inside and above.x0 < second.x0 and row.y0 - above.y1 < _FAR * row.em


def _crosses(row: Row, above: Row, second: Column) -> bool:
    """Tell whether a row close below runs over the corridor before the second column."""
    return any(part.x0 < second.x0 < part.x1 for part in row.segments) and row.y0 - above.y1 < _FAR * row.em


class _Run:
    """A block in the making."""

    def __init__(self, rows: list[Row], drawn: Drawn, start: int) -> None:
        self.rows, self.rules, self.start = rows, drawn.rules, start
        self.em = rows[start].em
        self.box = next((box for box in drawn.boxes if bounds_table(rows, start, box)), None)
        """The frame drawn around the table, outside which nothing is its own."""
        self.columns = spread((), rows[start].segments, self.em)
        self.members = [start]
        self.split = 1
        """How many members have several segments."""
        self.paired = False
        """The columns are heads paired with figures in order, however near the next ones stand."""

    def block(self, known: Sequence[Known]) -> Block | None:
        """Grow the run and return it when it holds together, else None."""
        waiting: list[int] = []
        for number in range(self.start + 1, len(self.rows)):
            row = self.rows[number]
            if self._is_far(number, waiting) or (self.box is not None and not within(row, self.box)):
                break
            row = self.rows[number] = self._recut(row)
            if len(row.segments) > 1 and self._admits(number):
                self.members += [*waiting, number]
                waiting.clear()
            elif len(row.segments) == 1 and self._may_hold(number):
                waiting.append(number)
            else:
                break
        self.members += self._tail(waiting)
        if not self._holds(known):
            return None
        last = self.members[-1]
        return Block(self.start, last, tuple(self.columns), tuple(self.rows[self.start : last + 1]))

    def _recut(self, row: Row) -> Row:
        """Cut a row that shows no column by itself at the columns of the rows above, when it keeps to them."""
        cut = recut(row, [column.x0 for column in self.columns[1:]])
        whole = len(spread(self.columns, cut.segments, self.em)) < len(self.columns)
        return row if whole else cut

    def _is_far(self, number: int, waiting: Sequence[int]) -> bool:
        """Tell whether the blank above a row is too high for it to belong here."""
        row, above = self.rows[number], self.rows[number - 1]
        blank = (row.y0 - above.y1) / self.em
        if blank <= CLOSE or (blank < _RULED and self._ruled_between(above, row)):
            return False
        names = not holds_figures(row) and not any(holds_figures(self.rows[member]) for member in self.members)
        if len(row.segments) == 1:
            if names and self._lines_up(row.segments[0]):
                return blank > _SIGNING_SPACE
            return blank > max(1.0, self._usual_blank() + 0.35)
        if names and not waiting and len(row.segments) == len(self.columns) and len(above.segments) > 1:
            return blank > _SIGNING_SPACE
        return blank > max(_FAR, 2 * self._usual_blank())

    def _lines_up(self, part: Segment) -> bool:
        """Tell whether a segment starts or stands in the middle of its column like the others."""
        first, last = place(self.columns, part)
        column = self.columns[first]
        starts = abs(part.x0 - column.x0) < 0.5 * self.em
        centred = abs(part.x0 + part.x1 - column.x0 - column.x1) < self.em
        return first == last and (starts or centred)

    def _ruled_between(self, above: Row, below: Row) -> bool:
        """Tell whether a rule parts two rows of a table; one that stands far from one of them bounds a table."""
        top, bottom = (above.y0 + above.y1) / 2, (below.y0 + below.y1) / 2
        found = [r.y0 for r in self.rules if top < r.y0 < bottom and r.x0 < below.x1 and below.x0 < r.x1]
        if not found:
            return False
        over, under = min(found) - above.y1, below.y0 - max(found)
        return under <= max(_PADDING * self.em, 2 * over) and over <= max(_PADDING * self.em, 2 * under)

    def _usual_blank(self) -> float:
        return usual_blank([self.rows[number] for number in self.members])

    def _admits(self, number: int) -> bool:
        """Take in a row of several segments, once heads set apart from their cells are joined to them if need be."""
        row = self.rows[number]
        return self._heads(row) or self._fits(row) or self._joins(number, self._fits)

    def _heads(self, row: Row) -> bool:
        """Take in the first row of figures below a head whose cells pair up with its own in order, though set askew."""
        members = [self.rows[member] for member in self.members]
        if not holds_sums(row) or any(map(holds_sums, members)) or len(row.segments) < _FEW:
            return False
        if len(spread(self.columns, row.segments, self.em)) >= len(self.columns):
            return False
        heads, body = (spread((), one.segments, self.em) for one in (members[-1], row))
        pairs = paired(heads, body)
        if not pairs:
            return False
        self.columns, self.paired = list(pairs), True
        self.split += 1
        return True

    def _joins(self, number: int, fits: Callable[[Row], bool]) -> bool:
        """Join heads to the columns below them, kept joined if a row then fits."""
        if self.paired:
            return False
        row, apart = self.rows[number], self.columns
        self.columns = list(joined([*(self.rows[member] for member in self.members), row], apart))
        if len(self.columns) < len(apart) and fits(row):
            return True
        self.columns = apart
        return False

    def _fits(self, row: Row) -> bool:
        """Take in a row of several segments if the corridors stay free for it (or nearly)."""
        if self.paired:
            places = [place(self.columns, part) for part in row.segments]
            inside = all(a == b for a, b in places[1:]) and len({a for a, _ in places}) == len(places)
            self.split += inside
            return inside
        merged = spread(self.columns, row.segments, self.em)
        lost = len(self.columns) - 1 - survivors(self.columns, merged)
        spans = sum(a != b for a, b in (place(self.columns, part) for part in row.segments))
        if len(merged) < 2 or (lost and self.split > 1 and (spans > 1 or lost * 2 > len(self.columns) - 1)):
            return False
        if not lost or self.split == 1:
            self.columns = merged
        self.split += 1
        return True

    def _may_hold(self, number: int) -> bool:
        """Tell whether a lone segment sits inside one column, or spans them between two rows that agree."""
        part = self.rows[number].segments[0]
        if part.x0 < self.columns[0].x0 - _OUTDENT * self.em or self._is_heading(number, part):
            return False
        if self._is_inside(self.rows[number]) or self._joins(number, self._is_inside):
            return True
        return self._is_title_inside(number, part)

    def _is_inside(self, row: Row) -> bool:
        if self.paired:
            return all(a == b for a, b in (place(self.columns, part) for part in row.segments))
        return len(spread(self.columns, row.segments, self.em)) >= len(self.columns)

    def _is_heading(self, number: int, part: Segment) -> bool:
        """Tell whether a lone segment below names, not figures, opens what comes next."""
        blank = part.y0 - self.rows[number - 1].y1
        if blank <= CLOSE * self.em or any(holds_figures(self.rows[member]) for member in self.members):
            return False
        return opens_section(part.text) or all(word.bold for word in part.words)

    def _is_title_inside(self, number: int, part: Segment) -> bool:
        if self.split < 2 or number + 1 >= len(self.rows) or part.x1 > self.columns[-1].x1 + self.em:
            return False
        following = self.rows[number + 1]
        agrees = survivors(self.columns, spread(self.columns, following.segments, self.em)) == len(self.columns) - 1
        near = following.y0 - part.y1 < (self._usual_blank() + 0.35) * self.em
        return agrees and near and len(following.segments) == len(self.columns)

    def _tail(self, waiting: Sequence[int]) -> list[int]:
        """Return those of the last lone segments that still belong to the run."""
        kept: list[int] = []
        last = self.members[-1]
        for number in waiting:
            row, above = self.rows[number], self.rows[last]
            blank = (row.y0 - above.y1) / self.em
            aside = place(self.columns, row.segments[0])[0] > 0
            regular = self.split > 2 and abs(blank - self._usual_blank()) < 0.25 and blank > 0
            if not aside and not self._lines_up(row.segments[0]):
                break
            name = blank < _SIGNING_SPACE and _NAME.fullmatch(row.segments[0].text) is not None
            ended = blank <= _ENDING and self._ends_text(number)
            if not (aside or name or blank <= CLOSE or regular or ended or self._ruled_around(above, row)):
                break
            kept.append(number)
            last = number
        return kept

    def _ends_text(self, number: int) -> bool:
        """Tell whether a line ends the longer of texts set side by side, none of figures, close below its column."""
        row, above, below = self.rows[number], self.rows[number - 1], self.rows[number + 1 : number + 2]
        if not below or any(holds_figures(self.rows[member]) for member in self.members):
            return False
        own = place(self.columns, row.segments[0])
        goes_on = any(place(self.columns, part) == own for part in above.segments)
        return goes_on and below[0].y0 - row.y1 > 2 * (row.y0 - above.y1)

    def _ruled_around(self, above: Row, row: Row) -> bool:
        below = any(0 <= rule.y0 - row.y1 < 2 * self.em and rule.x0 < row.x0 < rule.x1 for rule in self.rules)
        return below and self._ruled_between(above, row)

    def _holds(self, known: Sequence[Known]) -> bool:
        rows = [self.rows[number] for number in self.members]
        if len(self.columns) < 2:
            return False
        if self.split > 1:
            full = fullest(rows)
            columns = spread((), [part for row in full for part in row.segments], self.em)
            ruled = holds_figures(rows[1]) and is_ruled_head(rows[0], rows[1], self.rules)
            return ruled or aligned(self.columns, rows) or aligned(columns, full) or _set_apart(rows)
        if is_stretched(rows[0]):
            return False
        if len(rows) > 1:
            return any(row.x0 > self.columns[0].x1 for row in rows[1:]) or _set_apart(rows[:1])
        return self._is_headed() or any(_continues(rows[0], hint, self._at_edge(hint)) for hint in known)

    def _is_headed(self) -> bool:
        """Tell whether a row alone is the body of a ruled table: sums under a ruled head that leaves its label bare."""
        row, above = self.rows[self.start], self.rows[self.start - 1]
        sums = any(is_amount(part.text) for part in row.segments[1:])
        if not self.start or not sums or above.x0 <= self.columns[0].x1:
            return False
        return is_ruled_head(above, row, self.rules)

    def _at_edge(self, hint: Known) -> bool:
        return self.start < 3 if hint.at_top else self.start > len(self.rows) - 4


def _continues(row: Row, hint: Known, at_edge: bool) -> bool:
    """Tell whether a row alone at a page's edge fits the columns of the table on the other side of the break."""
    if not at_edge or len(row.segments) > len(hint.columns):
        return False
    places = [place(hint.columns, part) for part in row.segments]
    return all(a == b for a, b in places) and len(set(places)) == len(places)


def _set_apart(rows: Sequence[Row]) -> bool:
    """Tell whether text, not figures, stands far apart in every row (blocks placed by tabs or spaces)."""
    split = [row for row in rows if len(row.segments) > 1]
    far = all(
        b.x0 - a.x1 > _WIDE * row.em for row in split for a, b in zip(row.segments, row.segments[1:], strict=False)
    )
    return far and not any(holds_figures(row) or row.segments[0].text.endswith(":") for row in split)
