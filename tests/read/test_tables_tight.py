"""Tables without rules whose columns are as narrow as what they hold: heads and figures nearly touch."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from tests.read.pdf.drawing import PROSE, SIZE, Sheet, check_page, grid_of, read_page

GAP = 5.4
"""Blank between the widest cells of two columns: less than twice the one between words (2.8)."""


def _tight(sheet: Sheet, rows: Sequence[Sequence[str]], y: float = 140) -> None:
    """Write rows in columns as wide as their widest cell, labels set left and all else right; one cell spans all."""
    whole = [row for row in rows if len(row) > 1]
    widths = [max(stringWidth(text, "Helvetica", SIZE) for text in column) for column in zip(*whole, strict=True)]
    for row in rows:
        sheet.text(60, y, row[0])
        right = 60 + widths[0]
        for text, width in zip(row[1:], widths[1:], strict=False):
            right += GAP + width
            sheet.text(right, y, text, right=True)
        y += 15


def _grid(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The table read where `rows` are printed between two paragraphs."""

    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 60, PROSE)
        _tight(sheet, rows)
        sheet.lines(60, 260, PROSE)

    page = read_page(draw)
    check_page(page)
    (table,) = page.tables
    return grid_of(page, table)


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["Mesure", "AE 2023 (M€)", "CP 2023 (k€)", "CP 2024 (k€)"],
            ["Rénovation énergétique", "12,4", "3 100", "5 000"],
            ["Renaturation des villes", "6,05", "1 500", "2 500"],
        ],
        [
            ["UO", "Nature", "2023", "2024"],
            ["0177-D059-DR59", "AE", "900.000 €", "750.000 €"],
            ["0304-D059-DR59", "CP", "400.000 €", "700.000 €"],
            ["Total", "AE", "1.300.000 €", "1.450.000 €"],
        ],
        [
            ["Service", "UO", "2021", "2022", "2023"],
            ["DGP", "0175-CDGP-CANA", "250 000 €", "100 000 €", "150 000 €"],
            ["DEAU", "0113-CDEA-CANA", "400 000 €", "200 000 €", "300 000 €"],
        ],
        [
            ["Poste", "2021", "2022", "2023"],
            ["Développement", "820", "500", "610"],
            ["Hébergement", "160", "160", "160"],
            ["Total", "980", "660", "770"],
        ],
    ],
    ids=["heads as wide as columns", "natures", "two rows", "hundreds"],
)
def test_figures_stand_under_their_heads(rows: list[list[str]]) -> None:
    assert _grid(rows) == rows


def test_a_title_between_the_head_and_the_figures() -> None:
    head = ["Programme et UO", "2021", "2022", "2023"]
    body = [["0362-CDIE-DR57", "9 200 000", "1 300 000", "0"], ["0723-DR57-DD57", "850 000", "400 000", "450 000"]]
    grid = _grid([head, ["MOSELLE – Cité de Metz"], *body])
    assert (grid[0], grid[2:]) == (head, body)
    assert grid[1][0] == "MOSELLE – Cité de Metz"


def test_a_sum_with_the_call_of_a_note_is_one_of_two() -> None:
    rows = [
        ["Opération", "AE", "CP"],
        ["Cité", "1 200", "400"],
        ["Parking", "800", "900 (1)"],
        ["Total", "2 000", "1 300"],
    ]
    assert _grid(rows) == rows


@pytest.mark.parametrize("text", ["Soit 1 250 000 € au total", "12 500 000", "1 250 000,00 €"])
def test_the_blanks_inside_a_number_part_nothing(text: str) -> None:
    page = read_page(lambda sheet: sheet.lines(60, 60, [*PROSE, text, *PROSE]))
    assert f"\n{text}\n" in page.text
    assert not page.tables


def test_heads_that_touch_are_cut_where_the_figures_begin() -> None:
    """Columns as wide as their heads, which the blank of a word parts; heads and figures are set left."""
    rows = (
        ("Nature", "2020", "2021", "Total"),
        ("AE", "320", "150", "470"),
        ("CP", "120", "20", "140"),
        ("HT2", "1", "7", "8"),
    )
    xs = (60.0, 180.0, 205.0, 230.0)

    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 60, PROSE)
        for number, row in enumerate(rows):
            for x, text in zip(xs, row, strict=True):
                sheet.text(x, 140 + 15 * number, text)
        sheet.lines(60, 260, PROSE)

    page = read_page(draw)
    (table,) = page.tables
    assert grid_of(page, table) == [list(row) for row in rows]
