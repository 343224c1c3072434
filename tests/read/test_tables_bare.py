"""Tables shaded in part: heads above the first shade without a line over them, labels beside figures that alone are shaded."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest

from tests.read.pdf.drawing import PROSE, Sheet, check_page, grid_of, read_page, read_pages

XS, RIGHT, TOP, ROW = (60.0, 220.0, 320.0), 420.0, 140.0, 20.0
HEAD = ("Opération", "AE 2024", "CP 2024")
ROWS = (
    ("Hébergement", "20 000", "15 000"),
    ("Maintenance", "31 000", "22 000"),
    ("Formation", "12 000", "8 000"),
    ("Total", "63 000", "45 000"),
)


def _cells(sheet: Sheet, y: float, row: Sequence[str]) -> None:
    sheet.text(XS[0] + 4, y, row[0])
    for right, text in zip((XS[2], RIGHT), row[1:], strict=True):
        sheet.text(right - 6, y, text, right=True)


def _shaded(sheet: Sheet, ends: Sequence[float], rows: range) -> None:
    for number in rows:
        for left, right in pairwise(ends):
            sheet.box(left, TOP + ROW * number, right, TOP + ROW * (number + 1), 0.9)


@pytest.mark.parametrize("rule", [True, False], ids=["ruled", "not ruled"])
@pytest.mark.parametrize("head", [HEAD, ("", "AE 2024", "CP 2024")], ids=["three", "first bare"])
def test_heads_stand_above_the_first_shaded_row(head: Sequence[str], rule: bool) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 60, PROSE)
        _shaded(sheet, (*XS, RIGHT), range(0, len(ROWS), 2))
        if rule:
            sheet.rule(XS[0], TOP, RIGHT, TOP, 1.5)
        _cells(sheet, TOP - 16, head)
        for number, row in enumerate(ROWS):
            _cells(sheet, TOP + 5 + ROW * number, row)

    page = read_page(draw)
    check_page(page)
    (table,) = page.tables
    assert grid_of(page, table) == [list(row) for row in (head, *ROWS)]


def test_heads_of_two_lines_set_wide_are_whole() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 60, PROSE)
        _shaded(sheet, (*XS, RIGHT), range(0, len(ROWS), 2))
        _cells(sheet, TOP - 33, ("", "Autorisations", "Crédits de"))
        _cells(sheet, TOP - 16, ("Opération", "d'engagement", "paiement"))
        for number, row in enumerate(ROWS):
            _cells(sheet, TOP + 5 + ROW * number, row)

    page = read_page(draw)
    (table,) = page.tables
    above = grid_of(page, table)[: -len(ROWS)]
    heads = [" ".join(" ".join(texts).split()) for texts in zip(*above, strict=True)]
    assert heads == ["Opération", "Autorisations d'engagement", "Crédits de paiement"]


@pytest.mark.parametrize("shaded", [0, 1])
def test_labels_that_are_not_shaded_stand_in_the_rows_of_their_figures(shaded: int) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 60, PROSE)
        _shaded(sheet, (*XS[1:], RIGHT), range(shaded, len(ROWS), 2))
        sheet.rule(XS[0], TOP, RIGHT, TOP, 2)
        for x in (XS[1], RIGHT):
            sheet.rule(x, TOP, x, TOP + ROW * len(ROWS))
        _cells(sheet, TOP - 16, HEAD)
        for number, row in enumerate(ROWS):
            _cells(sheet, TOP + 5 + ROW * number, row)

    page = read_page(draw)
    check_page(page)
    (table,) = page.tables
    assert grid_of(page, table) == [list(row) for row in (HEAD, *ROWS)]


def test_a_paragraph_above_a_shaded_row_is_no_head() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.lines(60, TOP - 14 - 12 * len(PROSE), PROSE)
        _shaded(sheet, (*XS, RIGHT), range(0, len(ROWS), 2))
        for number, row in enumerate((HEAD, *ROWS[1:])):
            _cells(sheet, TOP + 5 + ROW * number, row)

    page = read_page(draw)
    assert [grid_of(page, table) for table in page.tables] == [[list(row) for row in (HEAD, *ROWS[1:])]]


@pytest.mark.parametrize("many", [2, 3])
def test_heads_stand_above_a_roll_whose_first_row_is_shaded(many: int) -> None:
    roll = (
        ("Nom", "Qualité", "Date"),
        ("Ondine VALMONT", "Directrice", "18/05/2021"),
        ("Aristide LEMERCIER", "Secrétaire général", "27/05/2021"),
        ("Sidonie ROCHEBRUNE", "Préfète", "28/05/2021"),
    )[: many + 1]

    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 60, PROSE)
        _shaded(sheet, (*XS, RIGHT), range(0, many, 2))
        for number, row in enumerate(roll):
            sheet.cells(XS, TOP - 16 + 21 * number, row)

    page = read_page(draw)
    (table,) = page.tables
    assert grid_of(page, table) == [list(row) for row in roll]


@pytest.mark.parametrize("page_break", [True, False], ids=["over a page break", "on the page"])
def test_a_cell_of_the_row_that_is_not_shaded_may_open_a_line_above_the_others(page_break: bool) -> None:
    head, first = ("Nom", "Qualité", "Date"), ("Ondine VALMONT", "Directrice", "18/05/2021")

    def row(sheet: Sheet, y: float) -> None:
        sheet.text(XS[1] + 4, y, "Secrétaire général")
        sheet.cells(XS, y + 11, ("Aristide LEMERCIER", "des services", "27/05/2021"))

    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 60, PROSE)
        top = 720 if page_break else TOP
        for number, texts in enumerate((head, first)):
            for left, right in pairwise((*XS, RIGHT)):
                sheet.box(left, top + ROW * number, right, top + ROW * (number + 1), 0.9)
            sheet.cells(XS, top + 5 + ROW * number, texts)
        if not page_break:
            row(sheet, top + 5 + 2 * ROW)

    def following(sheet: Sheet) -> None:
        if page_break:
            row(sheet, 60)
        sheet.lines(60, 500, PROSE)

    pages = read_pages(draw, following)
    rows = [cells for page in pages for table in page.tables for cells in grid_of(page, table)]
    assert rows[:2] == [list(head), list(first)]
    assert ["LEMERCIER" in cells[0] and cells[2] for cells in rows].pop() == "27/05/2021"
    assert [table.continues for page in pages for table in page.tables] == ([False, True] if page_break else [False])


def test_a_last_row_whose_label_alone_is_shaded_keeps_its_columns() -> None:
    rows = (("Pour l'ANCT", "Pour le GIP", "Pour la DINUM"), ("Le directeur", "La directrice", "La cheffe"))
    dates = ("Le : 03/06/2024", "Le : 27/05/2024", "Le : 10/06/2024")

    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 60, PROSE)
        for number, row in enumerate((*rows, dates)):
            top, ends = TOP + ROW * number, (*XS, RIGHT) if number < len(rows) else XS[:2]
            for left, right in pairwise(ends):
                sheet.box(left, top, right, top + ROW, 0.7)
            sheet.cells(XS, top + 5, row)
        for y in (TOP, TOP + ROW, TOP + ROW * 3):
            sheet.rule(XS[0], y, RIGHT, y, 1.5)

    page = read_page(draw)
    (table,) = page.tables
    assert all(date in [page.text[cell.start : cell.end] for cell in table.cells] for date in dates)
