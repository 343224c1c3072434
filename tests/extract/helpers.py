"""Invented texts as readings, flows and contexts, without a PDF: one page a string, cells of a table set apart by tabs."""

from __future__ import annotations

from functools import cache

import regex

from pipeline.extract.context import Context, Section
from pipeline.extract.flow import Flow
from pipeline.extract.flow_build import build_flow
from pipeline.extract.rulebook import Rulebook, load_rulebook
from pipeline.metadata import load_metadata
from pipeline.model import Box, Cell, Line, Page, Reading, Region, Table, Word
from pipeline.reference import Reference, load_reference
from pipeline.settings import ROOT

_CHAR, _LINE = 5.0, 12.0


@cache
def book() -> Rulebook:
    return load_rulebook(ROOT / "rules")


@cache
def reference() -> Reference:
    return load_reference(load_metadata())


def page_of(text: str, number: int = 1, regions: tuple[Region, ...] = ()) -> Page:
    """A page whose lines are those of `text`; consecutive lines that hold tabs are one ruled table."""
    lines, words = [], []
    at = 0
    for row, line in enumerate(text.split("\n")):
        y = 40 + row * _LINE
        for part in regex.finditer(r"[^\t]+", line):
            lines.append(Line(at + part.start(), at + part.end(), _box(part.start(), part.end(), y)))
        for word in regex.finditer(r"\S+", line):
            words.append(Word(at + word.start(), at + word.end(), _box(word.start(), word.end(), y)))
        at += len(line) + 1
    tables = tuple(_tables(text))
    return Page(number, 595.0, 842.0, 0, "native", 1.0, text, tuple(words), tuple(lines), tables, regions)


def reading_of(*pages: str) -> Reading:
    return Reading("0" * 64, "native", tuple(page_of(text, i) for i, text in enumerate(pages, start=1)))


def flow_of(*pages: str) -> Flow:
    return build_flow(reading_of(*pages), book())


def context_of(*pages: str, kind: str = "article") -> Context:
    """A context whose whole text is one section."""
    flow = flow_of(*pages)
    return Context(flow, (Section(kind, 0, len(flow.text)),), book(), reference())  # type: ignore[arg-type]


def _box(start: int, end: int, y: float) -> Box:
    return Box(50 + start * _CHAR, y, 50 + end * _CHAR, y + 10)


def _tables(text: str) -> list[Table]:
    found, rows, at = [], [], 0
    for row, line in enumerate([*text.split("\n"), ""]):
        if "\t" in line:
            rows.append((row, at, line))
        elif rows:
            found.append(_table(rows))
            rows = []
        at += len(line) + 1
    return found


def _table(rows: list[tuple[int, int, str]]) -> Table:
    cells = []
    for r, (y, at, line) in enumerate(rows):
        start = 0
        for col, part in enumerate(line.split("\t")):
            box = _box(start, start + len(part), 40 + y * _LINE)
            cells.append(Cell(r, col, at + start, at + start + len(part), box))
            start += len(part) + 1
    box = cells[0].box
    for cell in cells:
        box = box.union(cell.box)
    return Table(box, len(rows), max(c.col for c in cells) + 1, tuple(cells))
