"""Where a run of printed rows is cut into table rows: a cell may hold several lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise

from pipeline.figures import cut_code, number_end
from pipeline.read.columns import Column, place
from pipeline.read.content import is_amount, is_figure
from pipeline.read.raw import Ruling
from pipeline.read.rows import Row

LEADING = 0.45
"""Highest blank (em) between two lines of one cell."""
_TIGHT = 0.12
"""Blanks below this (em) are alike: some columns' lines are set at other heights than their neighbours'."""
_STEP = 0.18
"""By how much (em) the blank between table rows exceeds the one between lines."""
_PROSE = 4
"""Words from which the text of a cell is a paragraph."""


def cut_rows(rows: Sequence[Row], columns: Sequence[Column], rules: Sequence[Ruling]) -> list[list[Row]]:
    """Gather printed rows into table rows: at the rules when they part all rows, else at the higher blanks."""
    parted = [_ruled_between(rules, a, b) for a, b in pairwise(rows)]
    if sum(parted) >= 2 and sum(parted) * 3 >= len(rows):
        return [lines for group in _gather(rows, parted) for lines in _apart(group, columns)]
    blanks = [_blank(rows, i) for i in range(1, len(rows))]
    limit = _limit(blanks)
    if (
        limit is not None
        and any(parted)
        and _limit([b for b, cut in zip(blanks, parted, strict=True) if not cut]) is None
    ):
        limit = None if _are_sums(rows[parted.index(True) + 1 :]) else limit
    if limit is not None:
        groups = _gather(rows, [cut or blank > limit for cut, blank in zip(parted, blanks, strict=True)])
        return _rejoined(groups, columns)
    alike = [cut or not _goes_on(a, b, columns) for cut, (a, b) in zip(parted, pairwise(rows), strict=True)]
    return _gather(rows, alike)


def _apart(group: list[Row], columns: Sequence[Column]) -> Iterator[list[Row]]:
    """Yield the rows that rules leave together, below a head and above a total: each line a label and whole sums."""
    texts = [{place(columns, part)[0]: part.text for part in row.segments} for row in group]
    labelled = all(0 in row and any(map(is_amount, islice(row.values(), 1, None))) for row in texts)
    if len(group) > 1 and labelled and not any(_breaks_number(a, b) for a, b in pairwise(texts)):
        yield from ([row] for row in group)
    else:
        yield group


def _breaks_number(above: Mapping[int, str], below: Mapping[int, str]) -> bool:
    return any(col in above and number_end(above[col], text) is not None for col, text in below.items() if col)


def _are_sums(rows: Sequence[Row]) -> bool:
    """Tell whether lines set alike below a rule are rows of their own: most hold a sum, or another figure."""
    figures = sum(any(is_figure(part.text) for part in row.segments[1:]) for row in rows)
    return len(rows) > 1 and 2 * figures > len(rows)


def _blank(rows: Sequence[Row], at: int) -> float:
    """Return the blank height (em) above row `at`, below everything printed before it."""
    reach = max(row.y1 for row in rows[max(0, at - 3) : at])
    return (rows[at].y0 - reach) / rows[at].em


def _limit(blanks: Sequence[float]) -> float | None:
    """Return the blank that parts lines of a cell from rows, None when all are alike."""
    ordered = sorted(max(blank, _TIGHT) for blank in blanks)
    for low, high in pairwise(ordered):
        if low <= LEADING and high - low >= _STEP:
            return (low + high) / 2
    return None


def _ruled_between(rules: Sequence[Ruling], above: Row, below: Row) -> bool:
    top, bottom = (above.y0 + above.y1) / 2, (below.y0 + below.y1) / 2
    return any(top < rule.y0 < bottom for rule in rules)


def _goes_on(above: Row, row: Row, columns: Sequence[Column]) -> bool:
    """Tell whether a row set as tight as the others only ends a cell of the row above."""
    if row.y0 - above.y1 > LEADING * row.em:
        return False
    if len(row.segments) > 1:
        return _ends_codes(above, row, columns)
    part = row.segments[0]
    if place(columns, part)[0] == 0:
        return False
    return not part.words[0].text[:1].isdigit()


def _ends_codes(above: Row, row: Row, columns: Sequence[Column]) -> bool:
    """Tell whether a row only ends codes that cells of the row above are too narrow for ('0105-CRES-' over 'DNUM')."""
    over = {place(columns, part)[0]: part.text for part in above.segments}
    under = {place(columns, part)[0]: part.text for part in row.segments}
    if row.y0 - above.y1 > LEADING * row.em or len(under) >= len(over) or not under.keys() <= over.keys():
        return False
    return any(cut_code([over[col], text]) for col, text in under.items())


def _rejoined(groups: Sequence[list[Row]], columns: Sequence[Column]) -> list[list[Row]]:
    """Give back to the row above what only goes on with its cells: the ends of codes, or prose beside no label."""
    kept: list[list[Row]] = []
    for group in groups:
        parts = [part for row in group for part in row.segments]
        filled = {place(columns, part)[0] for part in parts}
        prose = sum(len(part.words) for part in parts) >= _PROSE * len(filled)
        goes_on = 0 not in filled and prose and not any(is_figure(part.text) for part in parts)
        if kept and (goes_on or (len(group) == 1 and _ends_codes(kept[-1][-1], group[0], columns))):
            kept[-1] = [*kept[-1], *group]
        else:
            kept.append(group)
    return kept


def _gather(rows: Sequence[Row], cuts: Sequence[bool]) -> list[list[Row]]:
    groups = [[rows[0]]]
    for row, cut in zip(rows[1:], cuts, strict=True):
        if cut:
            groups.append([row])
        else:
            groups[-1].append(row)
    return groups
