"""Tables whose lines are drawn: wholly, in part, or in their head only."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest

from pipeline.model import Page
from tests.read.pdf.drawing import PROSE, Sheet, check_page, grid_of, read_page

COLUMNS = (60.0, 220.0, 320.0, 420.0)
ROWS = (100.0, 118.0, 136.0, 154.0)
TEXTS = (("UO", "2023", "2024"), ("0217-CDIN-CNUM", "120 000 €", "80 000 €"), ("0352-CTAL-DNUM", "60 000 €", "0 €"))


def _fill(sheet: Sheet, texts: tuple[tuple[str, ...], ...] = TEXTS) -> None:
    for y, row in zip(ROWS, texts, strict=False):
        sheet.cells(COLUMNS[: len(row)], y + 4, row)


def _surround(sheet: Sheet) -> None:
    sheet.lines(60, 40, PROSE)
    sheet.lines(60, 170, PROSE)


def _assert_only_table(page: Page, ruled: bool = True) -> None:
    check_page(page)
    (table,) = page.tables
    assert grid_of(page, table) == [list(row) for row in TEXTS]
    assert (table.ruled, table.layout, table.continues) == (ruled, False, False)
    inside = [page.text[c.start : c.end] for c in table.cells]
    assert all(line not in text for line in PROSE for text in inside)
    assert all(line in page.text for line in PROSE)


def test_full_grid() -> None:
    def draw(sheet: Sheet) -> None:
        _surround(sheet)
        sheet.grid(COLUMNS, ROWS)
        _fill(sheet)

    page = read_page(draw)
    _assert_only_table(page)
    assert "\nUO\t2023\t2024\n0217-CDIN-CNUM\t120 000 €\t80 000 €\n" in page.text


def test_grid_of_boxes_around_each_cell() -> None:
    def draw(sheet: Sheet) -> None:
        _surround(sheet)
        for top, bottom in pairwise(ROWS):
            for left, right in pairwise(COLUMNS):
                sheet.box(left + 0.5, top + 0.5, right - 0.5, bottom - 0.5)
        _fill(sheet)

    _assert_only_table(read_page(draw))


def test_horizontal_rules_only() -> None:
    def draw(sheet: Sheet) -> None:
        _surround(sheet)
        for y in ROWS:
            sheet.rule(60, y, 420, y)
        _fill(sheet)

    _assert_only_table(read_page(draw))


def test_outer_frame_and_head_rule() -> None:
    def draw(sheet: Sheet) -> None:
        _surround(sheet)
        sheet.box(60, 100, 420, 154)
        sheet.rule(60, 118, 420, 118)
        _fill(sheet)

    _assert_only_table(read_page(draw))


def test_shaded_head_above_rows_without_any_rule() -> None:
    def draw(sheet: Sheet) -> None:
        _surround(sheet)
        for left, right in pairwise(COLUMNS):
            sheet.box(left, 100, right, 118, shade=0.85)
        _fill(sheet)

    _assert_only_table(read_page(draw))


def test_columns_drawn_but_not_the_rows_of_the_body() -> None:
    def draw(sheet: Sheet) -> None:
        _surround(sheet)
        sheet.grid(COLUMNS, (100, 118, 154))
        _fill(sheet)

    _assert_only_table(read_page(draw))


def test_merged_cells_know_how_far_they_reach() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.grid((60, 220, 320, 420), (100, 118))
        sheet.grid((220, 320, 420), (118, 136, 154))
        sheet.rule(60, 118, 60, 154)
        sheet.rule(60, 154, 220, 154)
        sheet.cells((60, 220, 320), 104, ("UO", "Nature", "Montant"))
        sheet.text(64, 132, "0217-CDIN-CNUM")
        sheet.cells((220, 320), 122, ("AE", "10 000"))
        sheet.cells((220, 320), 140, ("CP", "4 000"))

    page = read_page(draw)
    check_page(page)
    (table,) = page.tables
    uo = next(c for c in table.cells if (c.row, c.col) == (1, 0))
    assert (uo.rowspan, uo.colspan) == (2, 1)
    assert page.text[uo.start : uo.end] == "0217-CDIN-CNUM"
    assert grid_of(page, table)[2] == ["", "CP", "4 000"]


def test_a_head_that_spans_two_columns() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.grid((60, 160, 360), (100, 118))
        sheet.grid((60, 160, 260, 360), (118, 136, 154))
        sheet.cells((60, 160), 104, ("Exercice", "0217-CDIN-CNUM"))
        sheet.cells((60, 160, 260), 122, ("", "AE", "CP"))
        sheet.cells((60, 160, 260), 140, ("2024", "10 000", "4 000"))

    page = read_page(draw)
    (table,) = page.tables
    wide = next(c for c in table.cells if (c.row, c.col) == (0, 1))
    assert (wide.colspan, page.text[wide.start : wide.end]) == (2, "0217-CDIN-CNUM")
    assert grid_of(page, table)[2] == ["2024", "10 000", "4 000"]


def test_lines_and_paragraphs_of_a_cell_stay_in_it() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.grid((60, 160, 420), (100, 160, 180))
        sheet.lines(64, 104, ("0113-", "PEBC-", "ELAB"))
        sheet.lines(164, 104, ("140 000 EUR au titre de l'année 2020", "et sans reconduction"))
        sheet.text(164, 136, "80 000 EUR au titre de l'avenant")
        sheet.cells((60, 160), 164, ("0181-CPRI", "100 000 EUR"))

    page = read_page(draw)
    (table,) = page.tables
    assert grid_of(page, table)[0] == [
        "0113-\nPEBC-\nELAB",
        "140 000 EUR au titre de l'année 2020\net sans reconduction\n80 000 EUR au titre de l'avenant",
    ]
    check_page(page)


def test_an_empty_cell_is_a_cell() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.grid((60, 220, 420), (100, 118, 136, 154))
        for y, row in zip(
            ROWS, (("Centre de coût", "DIRNUM075"), ("Axe ministériel 1", ""), ("Fonds", "")), strict=False
        ):
            sheet.cells((60, 220), y + 4, row)

    page = read_page(draw)
    (table,) = page.tables
    assert grid_of(page, table) == [["Centre de coût", "DIRNUM075"], ["Axe ministériel 1", ""], ["Fonds", ""]]
    assert "Axe ministériel 1\t\nFonds\t" in page.text


def test_a_box_around_a_title_or_a_paragraph_is_no_table() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.box(50, 40, 545, 70)
        sheet.text(150, 48, "CONVENTION DE DÉLÉGATION DE GESTION", bold=True)
        sheet.box(50, 100, 545, 160)
        sheet.lines(60, 104, PROSE)

    page = read_page(draw)
    assert page.tables == ()
    assert page.text == "CONVENTION DE DÉLÉGATION DE GESTION\n" + "\n".join(PROSE)


def test_underlined_headings_are_no_table() -> None:
    def draw(sheet: Sheet) -> None:
        y = 60.0
        for title in ("Article 1 - Objet", "Article 2 - Durée", "Article 3 - Suivi"):
            sheet.text(60, y, title, bold=True)
            sheet.rule(60, y + 13, 535, y + 13)
            y = sheet.lines(60, y + 20, PROSE[:2]) + 12

    page = read_page(draw)
    assert page.tables == ()
    assert page.text.startswith(f"Article 1 - Objet\n{PROSE[0]}\n")


def test_a_border_around_the_whole_page_bounds_no_cell() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.box(15, 15, 580, 827)
        _surround(sheet)
        sheet.grid(COLUMNS, ROWS)
        _fill(sheet)

    _assert_only_table(read_page(draw))


def _grids(page: Page) -> list[list[list[str]]]:
    check_page(page)
    return [grid_of(page, table) for table in page.tables]


def _ruled(sheet: Sheet, y: float, rows: Sequence[Sequence[str]], closed: bool = True) -> None:
    """Draw a rule above every row, and below the last one if the table is closed."""
    for number in range(len(rows) + closed):
        sheet.rule(60, y + 18 * number, 420, y + 18 * number)
    for number, row in enumerate(rows):
        sheet.cells((60, 300), y + 4 + 18 * number, row)


def test_two_shaded_heads_are_two_tables() -> None:
    first = (("Exercice", "AE = CP"), ("2023", "120 000 €"), ("2024", "80 000 €"))
    second = (("Exercice", "AE = CP"), ("2023", "60 000 €"), ("2024", "0 €"))

    def draw(sheet: Sheet) -> None:
        for y, rows in ((100, first), (186, second)):
            for left, right in ((60, 300), (300, 420)):
                sheet.box(left, y, right, y + 18, shade=0.85)
            _ruled(sheet, y, rows)
        sheet.text(60, 168, "UO 0352-CTAL-DNUM", bold=True)

    page = read_page(draw)
    assert _grids(page) == [[list(row) for row in first], [list(row) for row in second]]
    assert "80 000 €\nUO 0352-CTAL-DNUM\nExercice" in page.text


def test_two_boxes_are_two_tables() -> None:
    rows = (("", "AE = CP"), ("2023", "120 000 €"), ("2024", "0 €"))

    def draw(sheet: Sheet) -> None:
        for top, right in ((100, 400.0), (186, 520.0)):
            sheet.box(60, top, right, top + 54)
            sheet.rule(60, top + 18, right, top + 18)
            sheet.text((60 + right) / 2, top + 4, "AE = CP")
            for number, (year, amount) in enumerate(rows[1:], 1):
                sheet.text(64, top + 4 + 18 * number, year)
                sheet.text(right - 4, top + 4 + 18 * number, amount, right=True)
        sheet.text(60, 168, "UO 0352-CTAL-DNUM", bold=True)

    assert _grids(read_page(draw)) == [[list(row) for row in rows]] * 2


def test_a_row_alone_under_a_ruled_head() -> None:
    def draw(sheet: Sheet) -> None:
        _surround(sheet)
        _ruled(sheet, 110, (("", "AE = CP"), ("2023", "120 000 €")))

    assert _grids(read_page(draw)) == [[["", "AE = CP"], ["2023", "120 000 €"]]]


def test_a_last_row_left_open_at_the_page_end() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 640, PROSE)
        sheet.grid((60, 220, 320, 420), (700, 718, 736, 754))
        sheet.cells((60, 220, 320), 704, ("Nature", "2023", "2024"))
        sheet.cells((60, 220, 320), 722, ("AE", "120 000", "80 000"))
        sheet.cells((60, 220, 320), 740, ("CP", "60 000", "140 000"))
        sheet.cells((60, 220, 320), 758, ("Total", "180 000", "220 000"))
        sheet.text(280, 810, "Page 1/2")

    (grid,) = _grids(read_page(draw))
    assert [row[0] for row in grid] == ["Nature", "AE", "CP", "Total"]
    assert grid[-1] == ["Total", "180 000", "220 000"]


def test_centred_heads_go_with_the_figures_set_right_that_are_nearest() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.box(60, 100, 520, 154)
        sheet.rule(60, 118, 520, 118)
        for x, year in ((210, "2023"), (330, "2024"), (450, "2025")):
            sheet.text(x, 104, year)
        for y, row in ((122, ("AE", "790 000", "0", "0")), (140, ("CP", "300 000", "140 000", "350 000"))):
            sheet.text(64, y, row[0])
            for right, amount in zip((276, 396, 516), row[1:], strict=True):
                sheet.text(right, y, amount, right=True)

    assert _grids(read_page(draw)) == [
        [["", "2023", "2024", "2025"], ["AE", "790 000", "0", "0"], ["CP", "300 000", "140 000", "350 000"]]
    ]


def test_a_table_ends_at_its_last_rule_and_begins_at_its_first() -> None:
    schedule = (("", "2023"), ("AE", "120 000"), ("CP", "120 000"))
    codes = (("Centre financier", "0352-CTAL-DNUM"), ("Domaine fonctionnel", "0352-01"), ("Activité", "035201020304"))

    def draw(sheet: Sheet) -> None:
        sheet.cells((60, 480), 66, ("Paraphes :", "2 / 3"))
        _ruled(sheet, 100, schedule)
        sheet.text(60, 176, "Références Chorus", bold=True)
        _ruled(sheet, 196, codes)

    assert _grids(read_page(draw)) == [[list(row) for row in schedule], [list(row) for row in codes]]


def test_centred_heads_over_one_ruled_row_set_left() -> None:
    rows = (("Centre financier", "Domaine fonctionnel", "Activité"), ("0352-CTAL-DNUM", "0352-01", "035201020304"))

    def draw(sheet: Sheet) -> None:
        for y in (100, 118, 136):
            sheet.rule(60, y, 520, y)
        for x, head in zip((95, 245, 420), rows[0], strict=True):
            sheet.text(x, 104, head)
        sheet.cells((60, 220, 370), 122, rows[1])
        sheet.text(250, 160, "4 - Date d'effet")
        sheet.lines(60, 190, PROSE)

    assert _grids(read_page(draw)) == [[list(row) for row in rows]]


def _dashed(sheet: Sheet, x0: float, y0: float, x1: float, y1: float, dash: float) -> None:
    """Draw the frame of a cell as filled dashes, each a small rectangle."""
    for at in range(int((x1 - x0) / (1.7 * dash)) + 1):
        left = min(x0 + 1.7 * dash * at, x1 - dash)
        for y in (y0, y1 - 0.75):
            sheet.box(left, y, left + dash, y + 0.75, shade=0)
    for at in range(int((y1 - y0) / (1.7 * dash)) + 1):
        top = min(y0 + 1.7 * dash * at, y1 - dash)
        for x in (x0, x1 - 0.75):
            sheet.box(x, top, x + 0.75, top + dash, shade=0)


@pytest.mark.parametrize("dash", [2.2, 0.75])
def test_cells_framed_by_dashes_or_dots(dash: float) -> None:
    def draw(sheet: Sheet) -> None:
        _surround(sheet)
        for top, bottom in pairwise(ROWS):
            for left, right in pairwise(COLUMNS):
                _dashed(sheet, left + 1, top + 1, right - 1, bottom - 1, dash)
        _fill(sheet)

    _assert_only_table(read_page(draw))


BANDED = (
    ("UO", "Nature", "2023"),
    ("0217-CDIN-CNUM", "AE", "120 000 €"),
    ("", "CP", "80 000 €"),
    ("0352-CTAL-DNUM", "AE", "60 000 €"),
    ("", "CP", "40 000 €"),
    ("Total", "", "300 000 €"),
)


@pytest.mark.parametrize("shaded", [0, 1])
def test_rows_told_apart_by_the_shade_of_every_other_one(shaded: int) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 40, PROSE)
        for number, row in enumerate(BANDED):
            top = 100 + 16 * number
            if number == 0 or number % 2 == shaded:
                for left, right in pairwise(COLUMNS):
                    sheet.box(left, top, right, top + 16, shade=0.8 if number == 0 else 0.95)
            sheet.cells(COLUMNS[:3], top + 3, row, bold=number == 0)
        sheet.lines(60, 210, PROSE)

    page = read_page(draw)
    check_page(page)
    [table] = page.tables
    assert grid_of(page, table) == [list(row) for row in BANDED]
