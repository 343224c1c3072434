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
"""Cells of a column that must name a nature before what another cell of it names is known from its place."""
_LIKE = {"AE": regex.compile(r"[AÀÂÄ4](?!E$).{1,3}"), "CP": regex.compile(r"[CcG€({\[](?!P$).{1,3}")}
"""What each may be misread as."""


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
    for _, column in groupby(cells, key=lambda cell: cell.col):
        yield from _natures_of_column(text, list(column))


def _natures_of_column(text: str, column: list[Cell]) -> Iterator[tuple[int, int, str]]:
    said = [text[cell.start : cell.end] for cell in column]
    if sum(one in _NATURES for one in said) < _LEAST or not set(said) >= set(_NATURES):
        return
    for at, cell in enumerate(column[1:], start=1):
        above, below = said[at - 1], said[at + 1] if at + 1 < len(said) else said[at - 1]
        if above in _NATURES and below == above and _LIKE[_NATURES[above]].fullmatch(said[at]):
            yield cell.start, cell.end, _NATURES[above]
