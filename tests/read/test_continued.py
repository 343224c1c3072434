"""Tables over a page break."""

from __future__ import annotations

from collections.abc import Callable

from tests.read.pdf.drawing import PROSE, Sheet, check_page, grid_of, prose, read_pages

XS = (60.0, 200.0, 300.0, 400.0)
HEAD = ("Exercice", "AE", "CP")


def _rows(sheet: Sheet, y: float, rows: tuple[tuple[str, ...], ...], grid: bool) -> None:
    if grid:
        sheet.grid(XS, [y + 18 * number for number in range(len(rows) + 1)])
    for number, row in enumerate(rows):
        sheet.cells(XS[:3], y + 4 + 18 * number, row)


def _first(grid: bool) -> Callable[[Sheet], None]:
    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 60, PROSE)
        _rows(sheet, 700, (HEAD, ("2022", "350 000", "105 000")), grid)
        sheet.text(280, 810, "1/2")

    return draw


def test_a_drawn_table_goes_on() -> None:
    def second(sheet: Sheet) -> None:
        _rows(sheet, 60, (("2023", "–", "140 000"), ("2024", "–", "105 000")), True)
        sheet.lines(60, 120, PROSE)
        sheet.text(280, 810, "2/2")

    one, two = read_pages(_first(True), second)
    assert [t.continues for t in (*one.tables, *two.tables)] == [False, True]
    assert grid_of(two, two.tables[0]) == [["2023", "–", "140 000"], ["2024", "–", "105 000"]]


def test_a_head_printed_again_is_kept_as_a_row() -> None:
    def second(sheet: Sheet) -> None:
        _rows(sheet, 60, (HEAD, ("2023", "–", "140 000")), True)
        sheet.text(280, 810, "2/2")

    _, two = read_pages(_first(True), second)
    assert two.tables[0].continues
    assert grid_of(two, two.tables[0])[0] == list(HEAD)


def test_a_single_undrawn_row_goes_on_the_table_of_the_page_before() -> None:
    def second(sheet: Sheet) -> None:
        _rows(sheet, 60, (("2023", "0", "245 000"),), False)
        sheet.lines(60, 120, PROSE)
        sheet.text(280, 810, "2/2")

    one, two = read_pages(_first(False), second)
    for page in (one, two):
        check_page(page)
    assert [t.continues for t in (*one.tables, *two.tables)] == [False, True]
    assert two.text.startswith("2023\t0\t245 000\nLa présente")


def test_a_head_alone_at_a_page_s_end_starts_the_table_of_the_next() -> None:
    def first(sheet: Sheet) -> None:
        sheet.lines(60, 60, PROSE)
        _rows(sheet, 760, (HEAD,), False)
        sheet.text(280, 810, "1/2")

    def second(sheet: Sheet) -> None:
        _rows(sheet, 60, (("2023", "0", "245 000"), ("2024", "0", "0")), False)
        sheet.text(280, 810, "2/2")

    one, two = read_pages(first, second)
    assert grid_of(one, one.tables[0]) == [list(HEAD)]
    assert two.tables[0].continues


def test_text_between_them_parts_two_tables() -> None:
    def second(sheet: Sheet) -> None:
        sheet.lines(60, 60, prose("levé"))
        _rows(sheet, 120, (("2023", "–", "140 000"), ("2024", "–", "105 000")), True)

    _, two = read_pages(_first(True), second)
    assert not two.tables[0].continues


def test_other_columns_are_another_table() -> None:
    def second(sheet: Sheet) -> None:
        sheet.grid((60, 300, 500), (60, 78, 96))
        sheet.cells((60, 300), 64, ("Poste", "Montant"))
        sheet.cells((60, 300), 82, ("Études", "12 000"))

    _, two = read_pages(_first(True), second)
    assert not two.tables[0].continues


WORDS = (("0218-CDIN", "140 000 euros dus", "90 000 euros dus"), ("0348-CDIN", "l'avenant", "le solde"))


def _sums_in_words(sheet: Sheet) -> None:
    _rows(sheet, 60, WORDS, True)
    sheet.text(280, 810, "2/2")


def test_drawn_cells_of_text_go_on_the_table_whose_head_stands_alone_above() -> None:
    def first(sheet: Sheet) -> None:
        sheet.lines(60, 60, PROSE)
        _rows(sheet, 760, (HEAD,), True)
        sheet.text(280, 810, "1/2")

    one, two = read_pages(first, _sums_in_words)
    for page in (one, two):
        check_page(page)
    assert not two.tables[0].layout
    assert two.tables[0].continues
    assert grid_of(two, two.tables[0]) == [list(row) for row in WORDS]


def test_signatures_below_a_page_break_do_not_go_on_the_table_above() -> None:
    def second(sheet: Sheet) -> None:
        _rows(sheet, 60, (("", "Le directeur du fret", "La préfète"), ("", "Jean Tissot", "Anne Rolland")), True)

    _, two = read_pages(_first(True), second)
    assert two.tables[0].layout
    assert not two.tables[0].continues
