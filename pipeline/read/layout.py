"""A raw page -> a page in reading order."""

from __future__ import annotations

from pipeline.model import Box, Line, Page, Word
from pipeline.read.raw import RawPage, RawWord


def layout(raw: RawPage) -> Page:
    """Put the words of a page in reading order and make its text."""
    parts: list[str] = []
    words: list[Word] = []
    lines: list[Line] = []
    at = 0
    for row in _rows(raw.words):
        if parts:
            parts.append("\n")
            at += 1
        start = at
        for i, word in enumerate(row):
            if i:
                parts.append(row[i - 1].after)
                at += 1
            words.append(Word(at, at + len(word.text), Box(word.x0, word.y0, word.x1, word.y1), word.confidence))
            parts.append(word.text)
            at += len(word.text)
        box = Box(min(w.x0 for w in row), min(w.y0 for w in row), max(w.x1 for w in row), max(w.y1 for w in row))
        size = max(w.size or w.y1 - w.y0 for w in row)
        lines.append(Line(start, at, box, sum(len(w.text) for w in row if w.bold) > (at - start) / 2, size))
    return Page(
        raw.number,
        raw.width,
        raw.height,
        raw.rotation,
        raw.layer,
        raw.quality,
        "".join(parts),
        tuple(words),
        tuple(lines),
    )


def _rows(words: tuple[RawWord, ...]) -> list[list[RawWord]]:
    rows: list[list[RawWord]] = []
    for word in sorted(words, key=lambda w: w.y0 + w.y1):
        middle = (word.y0 + word.y1) / 2
        if rows and rows[-1][0].y0 < middle < rows[-1][0].y1:
            rows[-1].append(word)
        else:
            rows.append([word])
    for row in rows:
        row.sort(key=lambda w: w.x0)
    return rows
