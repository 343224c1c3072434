"""Columns that only the joints of horizontal rules show: rules drawn cell by cell, with no vertical line between.

Word processors and browsers draw the rule below a row as one piece a cell. Where two pieces meet, row after row at the
same place, two columns meet, however near the figures set to the right stand to the next column's left-set head.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.model import Box
from pipeline.read.lattice import parts_text, words_in
from pipeline.read.raw import RawWord, Ruling
from pipeline.read.rows import Row, rows_of

_LEVEL = 1.0
"""Pieces whose heights differ by less (points) are of one rule."""
_MEET = 1.2
"""How far apart (points) two pieces that meet may end and start: the square of the corner is drawn by itself."""
_SAME = 2.0
"""Joints nearer than this (points) are of one column."""
_MIN_PIECE = 12.0
"""Shortest side of a cell, in points; shorter pieces are the dashes of a line."""
_MAX_BAND = 150.0
"""Highest row, in points."""
_INSIDE = 1.0
"""Blank between a cell's text and its sides (points), at least; by how much it may differ from cell to cell."""
_PADDING, _TIGHT = 2.0, 0.45
"""Highest blank (em) between the head and the first rule, and between two lines of the head."""


class _Pieced(NamedTuple):
    """A horizontal rule and where its pieces meet, in points."""

    y: float
    x0: float
    x1: float
    joints: tuple[float, ...]


def column_lines(rulings: Sequence[Ruling], words: Sequence[RawWord]) -> list[Ruling]:
    """Return the lines that rules drawn in pieces leave undrawn: those between columns, and the one above the head."""
    upright = [rule for rule in rulings if rule.x0 == rule.x1]
    lines: list[Ruling] = []
    rules = _pieced(rulings)
    for table in _tables(rules):
        first, last = table[0], table[-1]
        if not any(_stands_in(rule, first, last) for rule in upright) and not any(_is_part(r, table) for r in rules):
            lines += _between(table, words)
            lines += _above(table, words)
    return lines


def _pieced(rulings: Iterable[Ruling]) -> list[_Pieced]:
    """Return the horizontal rules, their touching pieces put together, from top to bottom."""
    found: list[_Pieced] = []
    across = sorted((round(rule.y0 / _LEVEL), rule.x0, rule) for rule in rulings if rule.y0 == rule.y1)
    for (level, _, rule), before in zip(across, [None, *across], strict=False):
        last = found[-1] if found and before is not None and before[0] == level else None
        if last is None or abs(rule.x0 - last.x1) > _MEET or min(rule.x1 - rule.x0, _piece(last)) < _MIN_PIECE:
            found.append(_Pieced(rule.y0, rule.x0, rule.x1, ()))
        else:
            found[-1] = _Pieced(last.y, last.x0, rule.x1, (*last.joints, rule.x0))
    return found


def _piece(rule: _Pieced) -> float:
    """Return the length of the last piece of a rule."""
    return rule.x1 - max((rule.x0, *rule.joints))


def _tables(rules: Sequence[_Pieced]) -> Iterator[list[_Pieced]]:
    """Yield the runs of rules one below the other with the same ends, two of which at least share their joints."""
    run: list[_Pieced] = []
    for rule in rules:
        if run and not _follows(run, rule):
            yield from _table(run)
            run = []
        run.append(rule)
    yield from _table(run)


def _follows(run: Sequence[_Pieced], rule: _Pieced) -> bool:
    """Tell whether a rule is drawn below others like them; joints of a row of joined cells are fewer."""
    last, fullest = run[-1], max((one.joints for one in run), key=len)
    few, many = sorted((fullest, rule.joints), key=len)
    agrees = all(any(abs(x - other) < _SAME for other in many) for x in few)
    same_ends = max(abs(last.x0 - rule.x0), abs(last.x1 - rule.x1)) < _SAME
    return agrees and same_ends and rule.y - last.y < _MAX_BAND


def _table(run: list[_Pieced]) -> Iterator[list[_Pieced]]:
    while run and not run[-1].joints and not (len(run) > 1 and run[-2].joints):
        run = run[:-1]
    while run and not run[0].joints:
        run = run[1:]
    if sum(bool(rule.joints) for rule in run) > 1:
        yield run


def _is_part(rule: _Pieced, table: Sequence[_Pieced]) -> bool:
    """Tell whether a rule near a table is short of some of its columns: cells that span rows, not followed here."""
    first, last = table[0], table[-1]
    if not first.y - _MAX_BAND < rule.y < last.y + _MAX_BAND:
        return False
    ends = abs(rule.x0 - first.x0) < _SAME, abs(rule.x1 - first.x1) < _SAME
    inner = rule.x1 if ends[0] else rule.x0
    return sum(ends) == 1 and any(abs(inner - x) < _SAME for one in table for x in one.joints)


def _between(table: Sequence[_Pieced], words: Sequence[RawWord]) -> Iterator[Ruling]:
    """Yield the sides of cells: a row's are where the pieces of the rule below it meet, but in a text over them all."""
    for above, below in pairwise(table):
        over = _text_alone(words_in(words, Box(above.x0, above.y, above.x1, below.y)))
        for x in below.joints or above.joints:
            if parts_text(over, x):
                yield Ruling(x, above.y, x, below.y)


def _text_alone(words: Sequence[RawWord]) -> Sequence[RawWord]:
    """Return the words of a row of cells that holds a single text, none of a row of several."""
    return words if all(len(row.segments) == 1 for row in rows_of(words)) else ()


def _above(table: Sequence[_Pieced], words: Sequence[RawWord]) -> Iterator[Ruling]:
    """Yield the lines around the row printed above the first rule, when it keeps to the columns and fills several.

    The lines of its cells may stand between one another: those of a cell of two lines above and below the others.
    """
    first = table[0]
    floor, top, filled = first.y, None, set[int]()
    for row in reversed(rows_of(word for word in words if word.y1 < first.y + 1 and word.y0 > first.y - _MAX_BAND)):
        if floor - row.y1 > (_TIGHT if filled else _PADDING) * row.em or not _keeps(row, first):
            break
        label = not filled and _stands_like(row, table, words)
        filled |= {_column(word, first) for part in row.segments for word in part.words}
        floor = min(floor, row.y0)
        top = floor - 1 if label or top is not None or len(filled) > 1 else None
    if top is not None:
        yield Ruling(first.x0, top, first.x1, top)
        for x in first.joints:
            yield Ruling(x, top, x, first.y)


def _stands_like(row: Row, table: Sequence[_Pieced], words: Sequence[RawWord]) -> bool:
    """Tell whether a row above the first rule is a label alone, as far inside the table as the one below the rule."""
    first, second = table[0], table[1]
    below = rows_of(words_in(words, Box(first.x0, first.y, first.x1, second.y)))
    if not below or row.x0 - first.x0 < _INSIDE or abs(row.x0 - below[-1].x0) > _INSIDE:
        return False
    return abs((first.y - row.y1) - (second.y - below[-1].y1)) < _INSIDE


def _keeps(row: Row, rule: _Pieced) -> bool:
    """Tell whether a row stands above a rule, none of its words over a joint, no title running on across one."""
    words = [word for part in row.segments for word in part.words]
    inside = rule.x0 - 1 < row.x0 and row.x1 < rule.x1 + 1
    if not inside or any(word.x0 + 1 < x < word.x1 - 1 for word in words for x in rule.joints):
        return False
    return len(row.segments) > 1 or all(parts_text(words, x) for x in rule.joints)


def _column(word: RawWord, rule: _Pieced) -> int:
    return sum(x < (word.x0 + word.x1) / 2 for x in rule.joints)


def _stands_in(line: Ruling, first: _Pieced, last: _Pieced) -> bool:
    inside = first.x0 - _SAME < line.x0 < first.x1 + _SAME
    return inside and line.y0 < last.y and line.y1 > first.y
