"""Undoes what OCR makes of the small words and signs that rules look for, each character in its place."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import regex

from pipeline.extract.rulebook import Rulebook
from pipeline.model import Cell, Page, Table

_NATURES = {"AE": "CP", "CP": "AE"}
"""Each nature, and the one beside it in a table that gives both."""
_LEAST = 3
"""Cells of a column, or of a row, that must name a nature before what another of them names is known from its place."""
_LIKE = {"AE": regex.compile(r"(?!AE$)[AÀÂÄ4].{1,3}"), "CP": regex.compile(r"(?!CP$)[CcG€({\[@©].{1,3}")}
"""What each may be misread as."""
_LONGEST_HEAD = 3
"""Characters of a misread head: a column may be headed 'Coût' between two others."""


def meant(text: str, page: Page, book: Rulebook) -> str:
    """Return the text of a scanned page as long as it was, what was surely misread as it was printed."""
    for rule in book.family("lecture"):
        for match in list(rule.all_in(text)):
            text = text[: match.start()] + rule.data["pour"][match[0]] + text[match.end() :]
    for start, end, nature in (found for table in page.tables for found in _natures(text, table)):
        text = text[:start] + nature.ljust(end - start) + text[end:]
    return text


def _natures(text: str, table: Table) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, nature) of cells between others that name AE and CP in turn ('AE', 'CR', 'AE', 'CP')."""
    cells = sorted((cell for cell in table.cells if cell.end > cell.start), key=lambda cell: (cell.col, cell.row))
    found = [one for _, column in groupby(cells, key=lambda cell: cell.col) for one in _in_turn(text, list(column))]
    yield from found
    cells.sort(key=lambda cell: (cell.row, cell.col))
    for _, row in groupby(cells, key=lambda cell: cell.row):
        heads = (one for one in _in_turn(text, list(row)) if one[1] - one[0] <= _LONGEST_HEAD)
        yield from (one for one in heads if one not in found)


def _in_turn(text: str, cells: list[Cell]) -> Iterator[tuple[int, int, str]]:
    said = [text[cell.start : cell.end] for cell in cells]
    if sum(one in _NATURES for one in said) < _LEAST or not set(said) >= set(_NATURES):
        return
    for at, cell in enumerate(cells[1:], start=1):
        before, after = said[at - 1], said[at + 1] if at + 1 < len(said) else said[at - 1]
        if before in _NATURES and after == before and _LIKE[_NATURES[before]].fullmatch(said[at]):
            yield cell.start, cell.end, _NATURES[before]
