"""Tables whose lines are drawn: wholly, in part, or in their head only."""

from __future__ import annotations

from itertools import pairwise

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
