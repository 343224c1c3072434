"""Second look at the columns of a run, once all its rows are known.

A head that spans two columns hides the corridor between them, and a narrow one may be no wider than the gaps of a
stretched line. The fullest rows, taken together, show both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from pipeline.read.columns import Column, place, spread
from pipeline.read.content import is_figure
from pipeline.read.fringe import holds_figures
from pipeline.read.heads import NOTE_CALL, holds_sums, paired, with_heads_cut, without_halves
from pipeline.read.raw import RawWord, median
from pipeline.read.rows import Row, Segment, segment

_FULL = 0.75
"""A row with this share of the most segments counts as full."""
_WITNESSES = 3
"""Full rows that must agree on a corridor which no row shows by itself."""
_GROUPING = 0.8
"""Blank (em) inside a number, at most."""
_LEADING, _THREE = re.compile(r"\d{1,3}"), re.compile(r"\d{3}(?!\d)")
_DASHES = ("-", "–", "—")
"""What stands for nothing, often not where the figures of its column stand."""
_MIN_BODY = 3
"""Columns of a table whose heads and figures are paired in order."""
_SUM_ENDS = frozenset("0123456789€-–—)¹²³⁴⁵⁶⁷⁸⁹")
_APART, _LEAST = 1.3, 0.35
"""Blank between two sums: by how much it exceeds those inside them, as a factor, and its width (em), at least."""
_HEAD_ROWS = 2
"""Printed lines that a head may take."""


def sharpened(rows: Sequence[Row], columns: Sequence[Column]) -> tuple[list[Row], tuple[Column, ...]]:
    """Return the rows and their columns, with the corridors that only the fullest rows show.

    A head and the cells below it that stand side by side, never both filled, are one column.
    """
    cut, seen = _sharpened(rows, columns)
    return cut, _in_order(cut, seen)


def _sharpened(rows: Sequence[Row], columns: Sequence[Column]) -> tuple[list[Row], tuple[Column, ...]]:
    full, em = fullest(rows), rows[0].em
    for shown, more in ((full, 1), ([row for row in full if holds_sums(row)], 0)):
        seen = spread((), [part for row in shown for part in row.segments], em)
        columns = seen if len(shown) > 1 and len(seen) >= len(columns) + more else columns
    columns = without_halves(rows, columns)
    rows = with_heads_cut(rows, columns)
    if len(full) >= _WITNESSES and any(map(holds_figures, full)):
        words = [segment([word]) for row in full for part in row.segments for word in part.words]
        fine = _without_grouping(full, spread((), words, em))
        if len(fine) > len(columns) and _witnessed(full, fine):
            return [_recut(row, fine) for row in rows], joined(rows, fine)
    return list(rows), joined(rows, columns)


def _in_order(rows: Sequence[Row], columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return the columns as heads and figures pair up from left to right, where `columns` part a head from its figures.

    A head set left in its cell stands nearer to the figures of the column before, set right, than to its own.
    """
    first = next((at for at, row in enumerate(rows) if holds_sums(row)), 0)
    below = [row for row in rows[first:] if len(row.segments) > 1]
    body = _body(below, rows[0].em)
    if first == 0 or len(body) < _MIN_BODY:
        return columns
    for above in (rows[first - 1 : first], rows[:first]):
        heads = spread((), [part for row in above for part in row.segments], rows[0].em)
        pairs = paired(heads, body)
        if pairs and any(_part(columns, head, own) for head, own in zip(heads, body[-len(heads) :], strict=True)):
            return pairs
    return columns


def _body(rows: Sequence[Row], em: float) -> list[Column]:
    """Return the columns of the rows below a head; labels set left and right of each other are one column."""
    body = spread((), [part for row in rows for part in row.segments if part.text not in _DASHES], em)
    if len(body) <= _MIN_BODY:
        return body
    filled = [{place(body, part)[0] for part in row.segments} for row in rows]
    both = any({0, 1} <= cols for cols in filled)
    return body if both else [Column(body[0].x0, body[1].x1), *body[2:]]


def _part(columns: Sequence[Column], head: Column, own: Column) -> bool:
    """Tell whether a head and its figures are placed in columns of which none is the same."""
    first, last = place(columns, head)
    left, right = place(columns, own)
    return last < left or right < first


def with_figures_apart(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of a page, runs full of figures cut where a corridor runs through all of them."""
    cut: list[Row] = []
    for figures, group in groupby(_with_sums_apart(rows), key=_is_figures):
        run = list(group)
        if figures and len(run) >= _WITNESSES:
            fine = spread((), [segment([w]) for row in run for part in row.segments for w in part.words], run[0].em)
            if len(fine) > _WITNESSES and _witnessed(run, fine):
                run = [_recut(row, fine) for row in run]
        cut.extend(run)
    return cut


def _with_sums_apart(rows: Sequence[Row]) -> list[Row]:
    """Cut rows where their wider blanks part nothing but whole sums and their label ('AE  250 000 €  100 000 €')."""
    likely = [at for at, row in enumerate(rows) if any(map(_may_be_sums, row.segments))]
    if not likely:
        return list(rows)
    cut, usual = list(rows), _usual_gap(rows)
    for at in likely:
        row = rows[at]
        parts = [piece for part in row.segments for piece in _sums_of(part, row.em, usual)]
        cut[at] = row._replace(segments=tuple(parts))
    return cut


def _may_be_sums(part: Segment) -> bool:
    return len(part.words) > 1 and part.words[-1].text[-1] in _SUM_ENDS


def _usual_gap(rows: Sequence[Row]) -> float:
    """Return the usual blank between words, in em."""
    gaps = [(b.x0 - a.x1) / row.em for row in rows for part in row.segments for a, b in pairwise(part.words)]
    return median(gaps) if gaps else 0.0


def _sums_of(part: Segment, em: float, usual: float) -> list[Segment]:
    """Return the sums that a segment is made of, itself when it is anything else or its blanks are usual ones."""
    gaps = [b.x0 - a.x1 for a, b in pairwise(part.words)]
    cuts = [at for at, gap in enumerate(gaps, 1) if gap >= max(_APART * usual, _LEAST) * em]
    inner = max((gap for at, gap in enumerate(gaps, 1) if at not in cuts), default=0.0)
    if not cuts or min(gaps[at - 1] for at in cuts) < _APART * inner:
        return [part]
    pieces = [segment(part.words[a:b]) for a, b in pairwise([0, *cuts, len(part.words)])]
    sums = [is_figure(NOTE_CALL.sub("", piece.text)) for piece in pieces]
    return pieces if all(sums) or (len(sums) > 2 and all(sums[1:])) else [part]


def _is_figures(row: Row) -> bool:
    """Tell whether half of the words of a row of one segment hold a digit."""
    words = row.segments[0].words
    if len(row.segments) > 1 or len(words) < 2:
        return False
    mixed = [word.text for word in words if not word.text.isalpha()]
    return 2 * len(mixed) >= len(words) and 2 * sum(any(map(str.isdigit, text)) for text in mixed) >= len(words)


def fullest(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with nearly the most segments."""
    most = max(len(row.segments) for row in rows)
    return [row for row in rows if len(row.segments) >= max(2, _FULL * most)]


def joined(rows: Sequence[Row], columns: Sequence[Column]) -> tuple[Column, ...]:
    """Join heads that stand over no cell of theirs to the columns below that have none, in order from left to right.

    Where the order leaves a doubt about figures, none is joined.
    """
    filled: list[set[int]] = [set() for _ in columns]
    figures: set[int] = set()
    spanned: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        for part in row.segments:
            at, last = place(columns, part)
            filled[at].add(number)
            if is_figure(part.text):
                figures.add(at)
                spanned.add((at, last))
    kept = list(columns)
    for left, right in sorted(_pairs(filled, figures, spanned, columns), reverse=True) if len(rows) > 2 else ():
        kept[left : right + 1] = [Column(kept[left].x0, kept[right].x1)]
    return tuple(kept)


def _pairs(
    filled: Sequence[set[int]], figures: set[int], spanned: set[tuple[int, int]], columns: Sequence[Column]
) -> list[tuple[int, int]]:
    """Return the neighbours that are one column; `filled` are the rows of each.

    They are the halves of one, which a long figure spans, or one is but a head and the other a column without one.
    """
    apart = [(a, b) for a, b in pairwise(range(len(filled))) if filled[a] and filled[b] and not filled[a] & filled[b]]
    halves = [pair for pair in apart if pair in spanned]
    taken = {at for half in halves for at in half}
    left = [pair for pair in apart if not taken & {*pair}]
    return [*halves, *_headed(filled, figures, left, columns, taken)]


def _headed(
    filled: Sequence[set[int]],
    figures: set[int],
    apart: Sequence[tuple[int, int]],
    columns: Sequence[Column],
    taken: set[int],
) -> list[tuple[int, int]]:
    """Return, of the neighbours that no row fills both, those that are a head and the column below it."""
    heads = sorted({at for pair in apart for at in pair if max(filled[at]) < _HEAD_ROWS})
    headed = {row for at in heads for row in filled[at]}
    bare = [at for at, rows in enumerate(filled) if rows and at not in {*heads, *taken} and not rows & headed]
    for lacking in (bare, [at for at in bare if at in figures], bare[1:]):
        pairs = [(min(pair), max(pair)) for pair in zip(heads, lacking, strict=False)]
        if len(lacking) == len(heads) and set(pairs) <= set(apart):
            return pairs
    if figures & set(bare):
        return []
    near = [(columns[b].x0 - columns[a].x1, a, b) for a, b in apart if len({a, b} & set(heads)) == 1]
    return [(a, b) for _, a, b in sorted(near)[:1]]


def _without_grouping(rows: Sequence[Row], columns: Sequence[Column]) -> list[Column]:
    """Close the corridors that part nothing but the thousands of numbers printed one below the other."""
    kept = list(columns)
    pairs = [pair for row in rows for pair in pairwise(word for part in row.segments for word in part.words)]
    for at in range(len(columns) - 2, -1, -1):
        beside = [pair for pair in pairs if [place(columns, segment([word]))[0] for word in pair] == [at, at + 1]]
        if beside and all(_is_one_number(*pair, rows[0].em) for pair in beside):
            kept[at : at + 2] = [Column(kept[at].x0, kept[at + 1].x1)]
    return kept


def _is_one_number(left: RawWord, right: RawWord, em: float) -> bool:
    near = right.x0 - left.x1 < _GROUPING * em
    return near and _LEADING.fullmatch(left.text) is not None and _THREE.match(right.text) is not None


def _witnessed(rows: Sequence[Row], columns: Sequence[Column]) -> bool:
    """Tell whether every corridor has text on both sides in several rows."""
    filled = [{place(columns, segment([w]))[0] for part in row.segments for w in part.words} for row in rows]
    return all(sum(col in cols and col + 1 in cols for cols in filled) >= _WITNESSES for col in range(len(columns) - 1))


def _recut(row: Row, columns: Sequence[Column]) -> Row:
    """Cut the segments of a row where a corridor runs between their words."""
    parts: list[Segment] = []
    for part in row.segments:
        groups = [[part.words[0]]]
        for before, word in pairwise(part.words):
            if place(columns, segment([before]))[1] < place(columns, segment([word]))[0]:
                groups.append([word])
            else:
                groups[-1].append(word)
        parts.extend(map(segment, groups))
    return row._replace(segments=tuple(parts))
