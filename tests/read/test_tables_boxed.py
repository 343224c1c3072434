"""Tables in a box whose rows no line parts but the head's and the total's; headings of articles in boxes of two cells."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.read.pdf.drawing import PROSE, Sheet, check_page, grid_of, read_page

XS, RIGHT, TOP, ROW = (60.0, 200.0, 330.0, 430.0), 520.0, 130.0, 18.0
HEAD = ("Délégante", "UO", "AE", "CP")
ROWS = (
    ("Préfecture de l'Isère", "0354-DR69-DP38", "48 000", "46 500"),
    ("Préfecture de la Drôme", "0354-DR69-DP26", "31 200", "31 200"),
    ("Préfecture de l'Ardèche", "0354-DR69-DP07", "22 750", "22 000"),
)
TOTAL = ("Total", "", "101 950", "99 700")


def _row(sheet: Sheet, y: float, row: Sequence[str]) -> None:
    sheet.cells(XS[:2], y, row[:2])
    for right, text in zip((XS[3] - 8, RIGHT - 8), row[2:], strict=True):
        sheet.text(right, y, text, right=True)


def test_rows_between_the_rule_of_the_head_and_the_one_of_the_total_are_rows_of_their_own() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 60, PROSE)
        y = TOP
        for row in (HEAD, *ROWS, TOTAL):
            _row(sheet, y + 4, row)
            y += ROW
        sheet.box(XS[0], TOP, RIGHT, y)
        for rule in (TOP + ROW, y - ROW):
            sheet.rule(XS[0], rule, RIGHT, rule)

    page = read_page(draw)
    check_page(page)
    (table,) = page.tables
    assert grid_of(page, table) == [list(row) for row in (HEAD, *ROWS, TOTAL)]


def test_codes_that_go_on_below_in_narrow_cells_end_no_row() -> None:
    xs = (60.0, 140.0, 210.0, 290.0, 360.0, 400.0, 470.0)
    heads = ("UO", "Domaine", "Activité", "Centre", "Année", "AE (€)", "CP (€)")
    rows = (
        ("0181-BRET-\nPR35", "0181-10", "01811001030\n1", "EALBRE003\n5", "2023", "240 000", "90 000"),
        ("0181-BRET-\nPR35", "0181-10", "01811001030\n1", "EALBRE003\n5", "2024", "0", "150 000"),
    )

    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 60, PROSE)
        sheet.cells(xs, TOP, heads)
        for number, row in enumerate(rows):
            for x, text in zip(xs, row, strict=True):
                sheet.lines(x + 4, TOP + 14 + 25 * number, text.split("\n"))

    page = read_page(draw)
    (table,) = page.tables
    assert grid_of(page, table) == [list(row) for row in (heads, *rows)]


@pytest.mark.parametrize("text", ["La convention prend effet à sa date de signature.", "Elle est conclue pour un an ;"])
def test_headings_of_articles_in_boxes_of_two_cells_are_no_rows_of_one_table(text: str) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 60, PROSE)
        for number, title in enumerate(("Objet", "Durée", "Publicité"), 1):
            y = 90 + 50.0 * number
            sheet.box(60, y, 160, y + ROW, 0.9)
            sheet.grid((60, 160, 520), (y, y + ROW))
            sheet.cells((60, 160), y + 4, (f"Article {number}", title))
            sheet.text(60, y + ROW + 8, text)

    page = read_page(draw)
    said = page.text.splitlines()
    assert said[len(PROSE) :] == [
        part
        for number, title in enumerate(("Objet", "Durée", "Publicité"), 1)
        for part in (f"Article {number}", title, text)
    ]


def test_the_end_of_a_code_is_no_row_though_the_rows_stand_further_apart_than_the_lines_of_the_head() -> None:
    xs = (60.0, 160.0, 230.0, 330.0)

    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 60, PROSE)
        sheet.cells(xs, TOP, ("UO", "Domaine", "AE", "CP"))
        sheet.cells(xs, TOP + 11, ("", "fonctionnel", "2023", "2023"))
        for number, row in enumerate(
            (("0181-BRET-", "0181-10", "240 000", "90 000"), ("0354-DR69-", "0354-05", "0", "150 000"))
        ):
            sheet.cells(xs, TOP + 26 + 28 * number, row)
            sheet.text(xs[0] + 4, TOP + 39 + 28 * number, ("PR35", "DP38")[number])

    page = read_page(draw)
    (table,) = page.tables
    assert [row[0] for row in grid_of(page, table)][-2:] == ["0181-BRET-\nPR35", "0354-DR69-\nDP38"]


def test_a_heading_in_a_box_above_a_short_table_is_none_of_its_rows() -> None:
    rows = (("Poste", "Montant (€)"), ("Développement", "138 000"))

    def draw(sheet: Sheet) -> None:
        sheet.box(XS[0], 100, RIGHT, 120)
        sheet.text(270, 104, "ANNEXE")
        sheet.text(60, 132, "Budget prévisionnel de la phase")
        sheet.grid((XS[0], XS[3], RIGHT), (150, 168, 186))
        for number, row in enumerate(rows):
            sheet.cells((XS[0], XS[3]), 154 + ROW * number, row)

    page = read_page(draw)
    check_page(page)
    assert grid_of(page, page.tables[-1]) == [list(row) for row in rows]
    assert page.text.startswith("ANNEXE\nBudget prévisionnel de la phase\n")
