"""Lines above and below the rules of a drawn table: rows of sums, heads, the beginnings of a cell or of a label."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.read.content import is_amount, is_figure
from pipeline.read.cuts import LEADING
from pipeline.read.lattice import parts_text
from pipeline.read.raw import RawWord
from pipeline.read.rows import em_of, rows_of
from pipeline.read.strokes import Frame

_FEW_FILLED = 3
"""Columns that a row fills, at least, for a line above it to be the beginning of one of its cells."""
_MAX_HEAD = 6
"""Words of a head over several columns, at most."""


def stands_over(words: Sequence[RawWord]) -> bool:
    """Tell whether what a band holds is a row of short heads, some over several columns."""
    rows = rows_of(words)
    parts = [part for row in rows for part in row.segments]
    short = all(len(part.words) <= _MAX_HEAD and not is_figure(part.text) for part in parts)
    return len(rows) == 1 and len(parts) > 1 and short


def are_heads(words: Sequence[RawWord], cuts: Sequence[float]) -> bool:
    """Tell whether words are heads, one over each column but perhaps the first."""
    texts = [""] * (len(cuts) + 1)
    for word in words:
        texts[sum(cut < word.x0 + 1 for cut in cuts)] += word.text + " "
    short = all(len(text.split()) <= _MAX_HEAD and not is_amount(text) for text in texts)
    several = len(texts) > 2 or (all(texts) and all(word.bold for word in words))
    return several and short and all(texts[1:]) and respects(words, cuts)


def are_wide_heads(words: Sequence[RawWord]) -> bool:
    """Tell whether words are short heads on one line, some perhaps over several columns."""
    rows = rows_of(words)
    parts = [part for row in rows for part in row.segments]
    short = all(len(part.words) <= _MAX_HEAD and not is_amount(part.text) for part in parts)
    return len(rows) == 1 and len(parts) > 1 and short


def is_head(line: Sequence[RawWord], cuts: Sequence[float]) -> bool:
    """Tell whether a line has texts over several columns, none of them a sum."""
    return len({sum(cut < word.x0 + 1 for cut in cuts) for word in line}) > 1 and not is_row_of_sums(line, cuts)


def keeps(line: Sequence[RawWord], frame: Frame, cuts: Sequence[float]) -> bool:
    """Tell whether a line stands within a frame's sides and keeps to its columns."""
    em = em_of(line)
    return line[0].x0 > frame.x0 - em and line[-1].x1 < frame.x1 + em and respects(line, cuts)


def opens_label(line: Sequence[RawWord], below: Sequence[RawWord], cuts: Sequence[float]) -> bool:
    """Tell whether a line right above a row of sums begins its label, which goes on there in lower case."""
    alone = all(word.x1 < min(cuts) + 1 for word in line)
    near = min(word.y0 for word in below) - max(word.y1 for word in line) <= em_of(line) / 2
    return alone and near and below[0].text[:1].islower() and is_row_of_sums(below, cuts)


def opens_cell(line: Sequence[RawWord], below: Sequence[RawWord], frame: Frame, cuts: Sequence[float]) -> bool:
    """Tell whether a line in one column right above a row opens its cell there, which goes on in lower case."""
    columns = [sum(cut < word.x0 + 1 for cut in cuts) for word in line]
    beside = [sum(cut < word.x0 + 1 for cut in cuts) for word in below]
    if len(set(columns)) > 1 or len(set(beside)) < _FEW_FILLED or columns[0] not in beside:
        return False
    near = min(word.y0 for word in below) - max(word.y1 for word in line) <= LEADING * em_of(line)
    return near and below[beside.index(columns[0])].text[:1].islower() and keeps(below, frame, cuts)


def is_row_of_sums(line: Sequence[RawWord], cuts: Sequence[float]) -> bool:
    """Tell whether a line has a label and, after the first column, a sum."""
    texts = [""] * (len(cuts) + 1)
    for word in line:
        at = sum(cut < word.x0 + 1 for cut in cuts)
        texts[at] = f"{texts[at]} {word.text}".strip()
    return any(map(is_amount, texts[1:])) and not all(is_figure(text) for text in texts if text)


def respects(words: Sequence[RawWord], cuts: Sequence[float]) -> bool:
    """Tell whether text keeps to columns, hardly a word being printed across a cut."""
    crossing = sum(word.x0 + 1 < cut < word.x1 - 1 for word in words for cut in cuts)
    return crossing <= max(1, len(words) // 20) and all(parts_text(words, cut) for cut in cuts)
