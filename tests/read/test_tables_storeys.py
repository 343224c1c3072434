"""Heads in two storeys, of which no line shows how far the upper ones reach: each sum is under its own, or none is said."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise, product

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from pipeline.model import Page, Table
from tests.read.pdf.drawing import SIZE, Sheet, read_page

LEFT, ROW, LABELS, PITCH = 40.0, 18.0, 110.0, 58.0
Heads = Sequence[tuple[str, Sequence[str]]]
HEADS: dict[str, Heads] = {
    "years": [("2024", ["AE", "CP"]), ("2025", ["AE", "CP"])],
    "words": [("Exercice 2024", ["AE", "CP"]), ("Exercice 2025", ["AE", "CP"])],
    "natures": [("AE", ["2023", "2024", "2025"]), ("CP", ["2023", "2024", "2025"])],
    "uneven years": [("2023", ["CP"]), ("2024", ["AE", "CP"]), ("2025", ["AE", "CP"])],
    "uneven natures": [("AE", ["2024"]), ("CP", ["2024", "2025", "2026"])],
    "totals": [("2024", ["AE", "CP", "Total"]), ("2025", ["AE", "CP", "Total"])],
    "a total": [("2024", ["AE", "CP"]), ("2025", ["AE", "CP"]), ("Total", [""])],
}


def _set(sheet: Sheet, sides: tuple[float, float], y: float, text: str, align: str) -> None:
    left, right = sides[0] + 4, sides[1] - 4
    width = stringWidth(text, "Helvetica", SIZE)
    sheet.text({"left": left, "right": right - width, "centre": (left + right - width) / 2}[align], y, text)


def _sums(heads: Heads, row: int) -> list[str]:
    return [f"{10 * row + number + 11} 000" for number, _ in enumerate(low for _, lows in heads for low in lows)]


def _draw(sheet: Sheet, heads: Heads, align: str, rules: str) -> None:
    lows = [low for _, group in heads for low in group]
    edges = [LEFT, *(LEFT + LABELS + PITCH * number for number in range(len(lows) + 1))]
    starts = list(accumulate((len(group) for _, group in heads), initial=1))
    for (text, _), (first, last) in zip(heads, pairwise(starts), strict=True):
        _set(sheet, (edges[first], edges[last]), 104, text, align)
    for sides, low in zip(pairwise(edges[1:]), lows, strict=True):
        _set(sheet, sides, 104 + ROW, low, align)
    for row in range(3):
        _set(sheet, (LEFT, edges[1]), 104 + ROW * (row + 2), f"Opération {'ABC'[row]}", "left")
        for sides, text in zip(pairwise(edges[1:]), _sums(heads, row), strict=True):
            _set(sheet, sides, 104 + ROW * (row + 2), text, "centre" if align == "centre" else "right")
    for number in {"none": (), "ends": (0, 2, 5), "all": range(6)}[rules]:
        sheet.rule(LEFT, 100 + ROW * number, edges[-1], 100 + ROW * number)


def _heads_of(page: Page, table: Table, text: str) -> list[str]:
    """Return what stands above the cell of a table that holds a text, each head over the columns that its cell spans."""
    cell = next(cell for cell in table.cells if page.text[cell.start : cell.end] == text)
    above = [one for one in table.cells if one.row < 2 and one.col <= cell.col < one.col + one.colspan]
    return [page.text[one.start : one.end] for one in above if one.start < one.end]


@pytest.mark.parametrize("rules", ["none", "ends", "all"])
@pytest.mark.parametrize("align", ["left", "centre", "right"])
@pytest.mark.parametrize("name", HEADS)
def test_each_sum_stands_under_its_own_heads(name: str, align: str, rules: str) -> None:
    heads = HEADS[name]
    page = read_page(lambda sheet: _draw(sheet, heads, align, rules))
    [table] = page.tables
    own = [[head for head in (text, low) if head] for text, lows in heads for low in lows]
    for row, number in product(range(3), range(len(own))):
        assert _heads_of(page, table, _sums(heads, row)[number]) == own[number]
