"""What the cells of a table hold: nothing, a figure, a label."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import regex

from pipeline.extract.amounts.mentions import ANCHOR
from pipeline.extract.flow import GridCell
from pipeline.extract.remembered import remembered
from pipeline.extract.rulebook import Rulebook

Row = tuple[GridCell | None, ...]

_EMPTY = regex.compile(
    r"[^\p{L}\p{N}]*|\s*\p{L}\s*|(?i:s\.?\s?o\.?|sans\s+objet|n[ée]ant|non\s+concern[ée]|p\.?\s?m\.?)"
)
_SIGNS = ("-", "–", "—", "−", "(")
"""What a negative figure begins with."""
_DIGIT = regex.compile(r"\d")
_YEAR = regex.compile(r"\s*(?:[Ee]xercice\s+|[Aa]nn[ée]e\s+)?20\d\d\s*(?:\([^)]*\))?\s*")


def label_cells(cells: Iterable[GridCell | None]) -> list[GridCell]:
    """Return the cells that hold something, each once."""
    return list(dict.fromkeys(c for c in cells if c is not None and c.text.strip()))


def is_empty(cell: GridCell | None) -> bool:
    """Tell whether a cell says nothing: blank, a dash, 'sans objet'."""
    return cell is None or _says_nothing(cell.text)


@lru_cache(maxsize=4096)
def _says_nothing(text: str) -> bool:
    return _EMPTY.fullmatch(text) is not None


def is_figure(cell: GridCell | None, book: Rulebook) -> bool:
    """Tell whether a cell is a number, or holds a sum with its unit; a year is none."""
    return cell is not None and _shows_figure(book, cell.text)


def is_negative(cell: GridCell, book: Rulebook) -> bool:
    """Tell whether a cell is a figure behind a minus sign, or in the parentheses that accountants write for one."""
    return _is_signed(cell.text, book)


def _is_signed(text: str, book: Rulebook) -> bool:
    return text.lstrip(' \n*«"').startswith(_SIGNS) and book["montants.tab_negatif"].match(text) is not None


@remembered(4096)
def _shows_figure(book: Rulebook, text: str) -> bool:
    if not _DIGIT.search(text) or _YEAR.fullmatch(text):
        return False
    if book["montants.tab_nombre"].match(text) or _is_signed(text, book):
        return True
    return bool(ANCHOR.search(text) and book["montants.chiffres"].search(text))
