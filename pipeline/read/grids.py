"""Frames drawn on a page -> tables whose columns are drawn (wholly, or in their head row only).

A frame without an inner vertical line is no grid: its horizontal rules are handed on, for they part the rows of
tables whose columns only blanks tell apart, and a box around a title or a paragraph bounds no cell at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.model import Box
from pipeline.read.content import is_article, is_figure
from pipeline.read.drafts import Draft, holds
from pipeline.read.grid_lines import respects
from pipeline.read.lattice import draft_of, inner_lines, words_in
from pipeline.read.panels import Panel, panel_of
from pipeline.read.pieces import column_lines
from pipeline.read.raw import RawWord, Ruling
from pipeline.read.rows import rows_of
from pipeline.read.spans import with_spans
from pipeline.read.strokes import Frame, frames_of
from pipeline.read.undrawn_rows import (
    MAX_ROW,
    UNSHADED,
    bottom_row,
    top_row,
    with_open_body,
    with_open_head,
    with_open_top,
    with_ruled_top,
)

_SAME = 4.0
"""Ends nearer than this (points) are the same."""
_UNLIKE = 3.5
"""By how much shaded rows differ in height, as a factor, at most."""
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
        frame, rest = with_ruled_top(frame, rest, loose)
        frame = with_open_head(with_open_top(with_open_body(frame, loose), loose), loose)
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
    return same and low < MAX_ROW and high < _UNLIKE * low and apart < UNSHADED * low


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
        if not (band and respects(band, cuts)) and not (shaded and _is_title(band)):
            break
        frame = Frame(tuple(sorted(frame.across + other.across)), tuple(sorted(frame.down + other.down)))
        left.remove(other)
    return frame, left


def _is_shaded_row(other: Frame, frame: Frame, cuts: Sequence[float], words: Sequence[RawWord]) -> bool:
    """Tell whether a frame is a row of the table above, shaded like every other one, not the head of the next table."""
    own = [s.at for s in inner_lines(other)]
    alike = len(own) == len(cuts) and all(abs(a - b) < _SAME for a, b in zip(own, cuts, strict=True))
    if not alike or other.y0 - frame.y1 > UNSHADED * max(bottom_row(frame).height, bottom_row(other).height):
        return False
    said = words_in(words, _box(other))
    if said and is_article(" ".join(word.text for word in sorted(said, key=lambda word: word.x0)[:2])):
        return False
    head = [word.text for word in words_in(words, top_row(frame))]
    return [word.text for word in said] != head and any(not word.bold or is_figure(word.text) for word in said)


def _is_title(words: Sequence[RawWord]) -> bool:
    """Tell whether what stands between two shaded rows is nothing, or a title across the columns, no sentence."""
    rows = rows_of(words)
    if not rows:
        return True
    text = rows[0].segments[0].text
    return len(rows) == 1 and len(rows[0].segments) == 1 and not is_figure(text) and not text.endswith((".", ";"))
