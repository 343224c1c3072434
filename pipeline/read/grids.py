"""Frames drawn on a page -> tables whose columns are drawn (wholly, or in their head row only).

A frame without an inner vertical line is no grid: its horizontal rules are handed on, for they part the rows of
tables whose columns only blanks tell apart, and a box around a title or a paragraph bounds no cell at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from pipeline.model import Box
from pipeline.read.content import is_amount, is_article, is_figure
from pipeline.read.cuts import LEADING
from pipeline.read.drafts import Draft, holds
from pipeline.read.lattice import draft_of, inner_lines, parts_text, words_in
from pipeline.read.panels import Panel, panel_of
from pipeline.read.pieces import column_lines
from pipeline.read.raw import RawWord, Ruling
from pipeline.read.rows import em_of, lines_of, rows_of
from pipeline.read.spans import with_spans
from pipeline.read.strokes import Frame, Stroke, frames_of

_SAME = 4.0
"""Ends nearer than this (points) are the same."""
_HEAD_RULES = 3
"""Horizontal lines of a head of one or two rows."""
_OPEN_ROW = 1.5
"""Blank height (em) beyond which a line below the last rule is no row of the table."""
_UNSHADED = 2.5
"""Height of what stands between two shaded rows, compared to theirs, at most."""
_MAX_ROW = 40.0
"""Height (points) of a row of a few lines, at most."""
_UNLIKE = 3.5
"""By how much shaded rows differ in height, as a factor, at most."""
_MAX_ABOVE = 4
"""Lines above the first shaded row that may be of its table."""
_FEW_FILLED = 3
"""Columns that a row fills, at least, for a line above it to be the beginning of one of its cells."""
_MAX_HEAD = 6
"""Words of a head over several columns, at most."""
_MAX_BAND = 220.0
"""A lone rule further below (points) than this does not close the table above."""


class Drawn(NamedTuple):
    """What the rulings of a page bound."""

    drafts: list[Draft]
    """Tables whose columns are drawn."""
    panels: list[Panel]
    """The same, where they lay out text."""
    loose: list[RawWord]
    """The words outside these tables."""
    rules: list[Ruling]
    """Horizontal rules of no such table, from top to bottom."""
    boxes: list[Box]
    """Closed frames without an inner column."""


def find_grids(words: Sequence[RawWord], rulings: Sequence[Ruling]) -> Drawn:
    """Find the tables drawn on a page, and sort out what is left."""
    if not rulings:
        return Drawn([], [], list(words), [], [])
    frames = frames_of([*rulings, *column_lines(rulings, words)])
    drafts: list[Draft] = []
    panels: list[Panel] = []
    rest: list[Frame] = []
    loose = list(words)
    while frames:
        frame = frames.pop(0)
        if not inner_lines(frame):
            rest.append(frame)
            continue
        frame, frames = _extended(frame, frames, loose)
        frame, rest = _with_ruled_top(frame, rest, loose)
        frame = _with_open_head(_with_open_top(_with_open_body(frame, loose), loose), loose)
        draft = draft_of(frame, loose)
        if draft is None:
            rest.append(frame)
            continue
        nested = [other for other in frames if inner_lines(other) and holds(draft.box, _box(other))]
        panel = panel_of(draft, [_box(other) for other in nested], rulings)
        if panel is None:
            drafts.append(with_spans(draft))
        else:
            panels.append(panel)
            frames = [other for other in frames if not holds(panel.box, _box(other))]
        taken = set(map(id, draft.words))
        loose = [word for word in loose if id(word) not in taken]
    rules = [Ruling(s.start, s.at, s.end, s.at) for frame in rest for s in frame.across]
    boxes = [_box(f) for f in rest if len(f.across) > 1 and len(f.down) > 1]
    return Drawn(drafts, panels, loose, sorted(rules, key=lambda rule: rule.y0), _without_bands(boxes))


def _without_bands(boxes: Sequence[Box]) -> list[Box]:
    """Return the boxes that are frames, not shaded rows of one table: those with others of their width not far off."""
    return [box for box in boxes if not any(_are_bands(box, other) for other in boxes if other is not box)]


def _are_bands(one: Box, other: Box) -> bool:
    """Tell whether two boxes with the same sides stand no further apart than a row or two, one as low as a row."""
    low, high = sorted((one.height, other.height))
    apart = max(one.y0, other.y0) - min(one.y1, other.y1)
    same = abs(one.x0 - other.x0) < _SAME and abs(one.x1 - other.x1) < _SAME
    return same and low < _MAX_ROW and high < _UNLIKE * low and apart < _UNSHADED * low


def _box(frame: Frame) -> Box:
    return Box(frame.x0, frame.y0, frame.x1, frame.y1)


def _extended(frame: Frame, below: list[Frame], words: Sequence[RawWord]) -> tuple[Frame, list[Frame]]:
    """Add to a frame the rules just below that carry its columns on; return it and the frames that are left.

    A table may draw its columns in the shaded head row only, or shade every other row. What stands between the rules
    must then respect them. Another head so drawn opens the next table.
    """
    cuts = [s.at for s in inner_lines(frame)]
    ends = [frame.x0, *cuts, frame.x1]
    left = list(below)
    for other in below:
        fits = all(any(abs(x - end) < _SAME for end in ends) for x in (other.x0, other.x1))
        if not fits or not 0 < other.y0 - frame.y1 < _MAX_BAND:
            continue
        shaded = bool(inner_lines(other))
        if shaded and not _is_shaded_row(other, frame, cuts, words):
            break
        band = words_in(words, Box(frame.x0, frame.y1, frame.x1, other.y0))
        if not (band and _respects(band, cuts)) and not (shaded and _is_title(band)):
            break
        frame = Frame(tuple(sorted(frame.across + other.across)), tuple(sorted(frame.down + other.down)))
        left.remove(other)
    return frame, left


def _is_shaded_row(other: Frame, frame: Frame, cuts: Sequence[float], words: Sequence[RawWord]) -> bool:
    """Tell whether a frame is a row of the table above, shaded like every other one, not the head of the next table."""
    own = [s.at for s in inner_lines(other)]
    alike = len(own) == len(cuts) and all(abs(a - b) < _SAME for a, b in zip(own, cuts, strict=True))
    if not alike or other.y0 - frame.y1 > _UNSHADED * max(_bottom_row(frame).height, _bottom_row(other).height):
        return False
    said = words_in(words, _box(other))
    if said and is_article(" ".join(word.text for word in sorted(said, key=lambda word: word.x0)[:2])):
        return False
    head = [word.text for word in words_in(words, _top_row(frame))]
    return [word.text for word in said] != head and any(not word.bold or is_figure(word.text) for word in said)


def _top_row(frame: Frame) -> Box:
    return Box(frame.x0, frame.y0, frame.x1, min(y for y in _edges(frame) if y > frame.y0 + _SAME))


def _bottom_row(frame: Frame) -> Box:
    return Box(frame.x0, max(y for y in _edges(frame) if y < frame.y1 - _SAME), frame.x1, frame.y1)


def _edges(frame: Frame) -> list[float]:
    return [frame.y0, frame.y1, *(s.at for s in frame.across)]


def _sides(frame: Frame) -> tuple[float, ...]:
    """Return where a frame's sides are: the left one may not be drawn, beside labels that are not shaded."""
    left = any(abs(s.at - frame.x0) < _SAME for s in frame.down)
    return (frame.x0, frame.x1) if left else (frame.x1,)


def _is_title(words: Sequence[RawWord]) -> bool:
    """Tell whether what stands between two shaded rows is nothing, or a title across the columns, no sentence."""
    rows = rows_of(words)
    if not rows:
        return True
    text = rows[0].segments[0].text
    return len(rows) == 1 and len(rows[0].segments) == 1 and not is_figure(text) and not text.endswith((".", ";"))


def _is_banded(frame: Frame) -> bool:
    """Tell whether a frame draws its columns in some of its rows only: those that are shaded."""
    lines = inner_lines(frame)
    return any(abs(a.at - b.at) < _SAME and b.start - a.end > _SAME for a in lines for b in lines)


def _with_open_body(frame: Frame, words: Sequence[RawWord]) -> Frame:
    """Add to a drawn head the rows below it, when they keep to its columns without a rule around them.

    To a table whose rows are ruled only rows of sums are added: its last one where the page ends, its total.
    """
    cuts = [s.at for s in inner_lines(frame)]
    ruled = len(frame.across) > _HEAD_RULES and not _is_banded(frame)
    left, right, bottom = frame.x0, frame.x1, frame.y1
    floor = bottom
    lines = chain(lines_of(word for word in words if word.y0 > bottom - 1), [()])
    for line, below in pairwise(lines):
        em = em_of(line)
        blank = min(word.y0 for word in line) - floor
        columns = {sum(cut < word.x0 + 1 for cut in cuts) for word in line}
        opens = bool(below) and (_opens_label(line, below, cuts) or _opens_cell(line, below, frame, cuts))
        if not _keeps(line, frame, cuts) or blank > _OPEN_ROW * em:
            break
        if len(columns) < 2 and (floor == bottom or blank > em / 2) and not opens:
            break
        if ruled and (blank > em or not (opens or _is_row_of_sums(line, cuts))):
            break
        floor = max(word.y1 for word in line)
    if floor == bottom:
        return frame
    end, top = Stroke(floor + 1, left, right), frame.y0
    sides = [Stroke(x, top, end.at) for x in _sides(frame)]
    return Frame((*frame.across, end), tuple(sorted((*frame.down, *sides))))


def _with_ruled_top(frame: Frame, above: list[Frame], words: Sequence[RawWord]) -> tuple[Frame, list[Frame]]:
    """Add to shaded rows the rules and bands right above, as long as they are, where what they part is of the table.

    The head of such a table stands between two rules, its first row may be one that is not shaded, and a title across
    the columns is a band of its own.
    """
    cuts = [s.at for s in inner_lines(frame)]
    left = list(above)
    for other in reversed(above) if _is_banded(frame) or _is_lone_band(frame) else ():
        same = abs(other.x0 - frame.x0) < _SAME and abs(other.x1 - frame.x1) < _SAME
        high = max(_MAX_ROW, _UNSHADED * _top_row(frame).height)
        if not same or not 0 < frame.y0 - other.y1 < high or other.y1 - other.y0 > _MAX_ROW:
            break
        band = words_in(words, Box(frame.x0, other.y1, frame.x1, frame.y0))
        if not (band and _respects(band, cuts)) and not _stands_over(band):
            break
        sides = [Stroke(x, other.y0, frame.y0) for x in _sides(frame)]
        frame = Frame(tuple(sorted(other.across + frame.across)), tuple(sorted((*frame.down, *sides))))
        left.remove(other)
    return frame, left


def _stands_over(words: Sequence[RawWord]) -> bool:
    """Tell whether what a band holds is a row of short heads, some over several columns."""
    rows = rows_of(words)
    parts = [part for row in rows for part in row.segments]
    short = all(len(part.words) <= _MAX_HEAD and not is_figure(part.text) for part in parts)
    return len(rows) == 1 and len(parts) > 1 and short


def _is_lone_band(frame: Frame) -> bool:
    return len(frame.across) <= _HEAD_RULES


def _with_open_top(frame: Frame, words: Sequence[RawWord]) -> Frame:
    """Add to shaded rows of sums the row of sums right above the first, and the head above.

    Every other row is shaded, and on a next page the first may be another one.
    """
    cuts = [s.at for s in inner_lines(frame)]
    first = words_in(words, _top_row(frame))
    if not _is_banded(frame) or not any(_is_row_of_sums(line, cuts) for line in lines_of(first)):
        return frame
    tops = _tops_above(frame, first, words)
    if not tops:
        return frame
    across = [Stroke(top, frame.x0, frame.x1) for top in tops]
    sides = [Stroke(x, tops[-1], frame.y0) for x in _sides(frame)]
    return Frame(tuple(sorted((*across, *frame.across))), tuple(sorted((*frame.down, *sides))))


def _with_open_head(frame: Frame, words: Sequence[RawWord]) -> Frame:
    """Add to rows that are shaded, or whose left side is not drawn, the heads that stand above them without a line."""
    bare = len(_sides(frame)) == 1
    if not (bare or _is_banded(frame) or _is_lone_band(frame)):
        return frame
    heads = _heads_above(frame, words)
    places = [s.at for s in inner_lines(frame)]
    cuts = [places[0], *(b for a, b in pairwise(places) if b - a > _SAME)]
    if not heads or not (_are_heads(heads, cuts) or (bare and _are_wide_heads(heads))):
        return frame
    across = Stroke(min(word.y0 for word in heads) - 1, frame.x0, frame.x1)
    sides = [Stroke(x, across.at, frame.y0) for x in _sides(frame)]
    return Frame((across, *frame.across), tuple(sorted((*frame.down, *sides))))


def _heads_above(frame: Frame, words: Sequence[RawWord]) -> list[RawWord]:
    """Return the words of the lines right above a frame that are set as tight as those of one cell."""
    found: list[RawWord] = []
    floor = frame.y0
    cuts = [s.at for s in inner_lines(frame)]
    for line in _lines_above(frame, words):
        blank = (floor - max(word.y1 for word in line)) / em_of(line)
        near = LEADING if not _is_head(line, cuts) or not _respects(line, cuts) else _OPEN_ROW / 2
        if blank > (near if found else _OPEN_ROW):
            break
        if line[0].x0 < frame.x0 - em_of(line) or line[-1].x1 > frame.x1 + em_of(line):
            return []
        floor = min(word.y0 for word in line)
        found += line
    return found


def _lines_above(frame: Frame, words: Sequence[RawWord]) -> list[list[RawWord]]:
    """Return the last lines above a frame, from the lowest."""
    floor = frame.y0 + 1
    return list(lines_of(word for word in words if word.y1 < floor))[-1 : -_MAX_ABOVE - 1 : -1]


def _are_heads(words: Sequence[RawWord], cuts: Sequence[float]) -> bool:
    """Tell whether words are heads, one over each column but perhaps the first."""
    texts = [""] * (len(cuts) + 1)
    for word in words:
        texts[sum(cut < word.x0 + 1 for cut in cuts)] += word.text + " "
    short = all(len(text.split()) <= _MAX_HEAD and not is_amount(text) for text in texts)
    several = len(texts) > 2 or (all(texts) and all(word.bold for word in words))
    return several and short and all(texts[1:]) and _respects(words, cuts)


def _are_wide_heads(words: Sequence[RawWord]) -> bool:
    """Tell whether words are short heads on one line, some perhaps over several columns."""
    rows = rows_of(words)
    parts = [part for row in rows for part in row.segments]
    short = all(len(part.words) <= _MAX_HEAD and not is_amount(part.text) for part in parts)
    return len(rows) == 1 and len(parts) > 1 and short


def _tops_above(frame: Frame, first: Sequence[RawWord], words: Sequence[RawWord]) -> list[float]:
    """Return the upper edges of the rows above the first shaded one that are of its table, from the lowest."""
    cuts = [s.at for s in inner_lines(frame)]
    tops: list[float] = []
    below, floor = first, frame.y0
    for line in _lines_above(frame, words):
        sums = not tops and _is_row_of_sums(line, cuts)
        label = _opens_label(line, below, cuts)
        near = _keeps(line, frame, cuts) and floor - max(word.y1 for word in line) <= em_of(line)
        if not near or not (sums or label or _is_head(line, cuts)):
            break
        below, floor = line, min(word.y0 for word in line)
        tops = [*tops[:-1], floor - 1] if label else [*tops, floor - 1]
    return tops


def _is_head(line: Sequence[RawWord], cuts: Sequence[float]) -> bool:
    """Tell whether a line has texts over several columns, none of them a sum."""
    return len({sum(cut < word.x0 + 1 for cut in cuts) for word in line}) > 1 and not _is_row_of_sums(line, cuts)


def _keeps(line: Sequence[RawWord], frame: Frame, cuts: Sequence[float]) -> bool:
    em = em_of(line)
    return line[0].x0 > frame.x0 - em and line[-1].x1 < frame.x1 + em and _respects(line, cuts)


def _opens_label(line: Sequence[RawWord], below: Sequence[RawWord], cuts: Sequence[float]) -> bool:
    """Tell whether a line right above a row of sums begins its label, which goes on there in lower case."""
    alone = all(word.x1 < min(cuts) + 1 for word in line)
    near = min(word.y0 for word in below) - max(word.y1 for word in line) <= em_of(line) / 2
    return alone and near and below[0].text[:1].islower() and _is_row_of_sums(below, cuts)


def _opens_cell(line: Sequence[RawWord], below: Sequence[RawWord], frame: Frame, cuts: Sequence[float]) -> bool:
    """Tell whether a line in one column right above a row opens its cell there, which goes on in lower case."""
    columns = [sum(cut < word.x0 + 1 for cut in cuts) for word in line]
    beside = [sum(cut < word.x0 + 1 for cut in cuts) for word in below]
    if len(set(columns)) > 1 or len(set(beside)) < _FEW_FILLED or columns[0] not in beside:
        return False
    near = min(word.y0 for word in below) - max(word.y1 for word in line) <= LEADING * em_of(line)
    return near and below[beside.index(columns[0])].text[:1].islower() and _keeps(below, frame, cuts)


def _is_row_of_sums(line: Sequence[RawWord], cuts: Sequence[float]) -> bool:
    """Tell whether a line has a label and, after the first column, a sum."""
    texts = [""] * (len(cuts) + 1)
    for word in line:
        at = sum(cut < word.x0 + 1 for cut in cuts)
        texts[at] = f"{texts[at]} {word.text}".strip()
    return any(map(is_amount, texts[1:])) and not all(is_figure(text) for text in texts if text)


def _respects(words: Sequence[RawWord], cuts: Sequence[float]) -> bool:
    """Tell whether text keeps to columns, hardly a word being printed across a cut."""
    crossing = sum(word.x0 + 1 < cut < word.x1 - 1 for word in words for cut in cuts)
    return crossing <= max(1, len(words) // 20) and all(parts_text(words, cut) for cut in cuts)
