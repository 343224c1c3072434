"""Text set in columns like a newspaper's: it is read column after column, what runs over all of them in its place."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.model import Page
from tests.read.pdf.drawing import PROSE, Sheet, check_page, grid_of, read_page, read_pages

LEFT, RIGHT = 60.0, 310.0


def column(name: str, count: int) -> list[str]:
    return [f"colonne {name}, ligne {number} de ce qu'elle dit" for number in range(count)]


ONE, OTHER = column("de gauche", 24), column("de droite", 22)


def said(page: Page, lines: Sequence[str]) -> bool:
    return "\n".join(lines) in page.text


@pytest.mark.parametrize(("down", "leading"), [(0, 12), (6, 12.7)])
def test_columns_on_the_same_base_lines_and_on_others(down: float, leading: float) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.lines(LEFT, 40, PROSE)
        sheet.lines(LEFT, 110, ONE)
        sheet.lines(RIGHT, 110 + down, OTHER, leading=leading)
        sheet.lines(LEFT, 460, PROSE)

    page = read_page(draw)
    check_page(page)
    assert page.text == "\n".join([*PROSE, *ONE, *OTHER, *PROSE])


def test_what_is_read_in_a_column_stands_where_it_is_printed() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.lines(LEFT, 110, ONE)
        sheet.lines(RIGHT, 110, OTHER)

    page = read_page(draw)
    first = next(line for line in page.lines if page.text[line.start : line.end] == OTHER[0])
    assert (first.box.x0, first.box.y0) == (pytest.approx(RIGHT, abs=1), pytest.approx(110, abs=3))
    assert page.height == pytest.approx(842, abs=1)
    assert all(word.box.y1 < 420 for word in page.words)


def test_a_title_over_all_columns_comes_before_them_and_the_foot_after() -> None:
    title = "DÉLÉGATION DE GESTION DES CRÉDITS"

    def draw(sheet: Sheet) -> None:
        sheet.text(150, 60, title, size=16)
        sheet.lines(LEFT, 110, ONE)
        sheet.lines(RIGHT, 110, OTHER)
        sheet.text(470, 805, "page 3 sur 8", size=8)

    page = read_page(draw)
    assert page.text == "\n".join([title, *ONE, *OTHER, "page 3 sur 8"])


def test_a_line_between_columns_is_no_rule_of_a_table() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.lines(LEFT, 110, ONE)
        sheet.rule(300, 100, 300, 420)
        sheet.lines(RIGHT, 110, OTHER)

    page = read_page(draw)
    assert page.text == "\n".join([*ONE, *OTHER])
    assert not page.tables


def test_a_drawn_table_stays_in_its_column() -> None:
    rows = (("UO", "AE"), ("0152-CGGN-DNUM", "120 000"), ("0176-CPNM-DNUM", "80 000"))

    def draw(sheet: Sheet) -> None:
        sheet.lines(LEFT, 110, [*ONE, *column("encore de gauche", 10)])
        sheet.lines(RIGHT, 110, OTHER[:12])
        sheet.grid((RIGHT, 430, 520), (270, 288, 306, 324))
        for number, row in enumerate(rows):
            sheet.cells((RIGHT, 430), 274 + 18 * number, row)
        sheet.lines(RIGHT, 340, OTHER[12:])

    page = read_page(draw)
    check_page(page)
    (table,) = page.tables
    assert grid_of(page, table) == [list(row) for row in rows]
    assert table.box.x0 == pytest.approx(RIGHT, abs=2)
    assert said(page, [*ONE, *column("encore de gauche", 10), *OTHER[:12]])


def test_three_columns() -> None:
    columns = [[f"texte {name} qui dit ceci, {number}" for number in range(24)] for name in ("un", "deux", "trois")]

    def draw(sheet: Sheet) -> None:
        for x, lines in zip((40, 215, 390), columns, strict=True):
            sheet.lines(x, 110, lines)

    page = read_page(draw)
    check_page(page)
    assert page.text == "\n".join(line for lines in columns for line in lines)


def test_the_last_lines_of_a_document_go_on_in_columns() -> None:
    def full(sheet: Sheet) -> None:
        sheet.lines(LEFT, 110, ONE)
        sheet.lines(RIGHT, 110, OTHER)

    ends = [column(f"dernière {side}", count) for side, count in (("à gauche", 6), ("à droite", 4))]

    def last(sheet: Sheet) -> None:
        sheet.lines(LEFT, 60, ends[0])
        sheet.lines(RIGHT, 60, ends[1])

    assert read_pages(full, last)[1].text == "\n".join([*ends[0], *ends[1]])


def test_two_columns_of_a_drawn_table_are_rows() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.grid((LEFT - 4, RIGHT - 4, 540), [106 + 18 * number for number in range(23)])
        for number in range(22):
            sheet.text(LEFT, 110 + 18 * number, ONE[number])
            sheet.text(RIGHT, 110 + 18 * number, OTHER[number])

    page = read_page(draw)
    assert grid_of(page, page.tables[0])[3] == [ONE[3], OTHER[3]]


def test_labels_beside_figures_are_no_columns() -> None:
    labels = [f"Poste {number} : développement du service et des outils" for number in range(20)]

    def draw(sheet: Sheet) -> None:
        sheet.lines(LEFT, 110, labels)
        for number in range(20):
            sheet.text(520, 110 + 12 * number, f"{number + 1} 250,00 €", right=True)

    text = read_page(draw).text
    assert all(f"{label}\t{number + 1} 250,00 €" in text for number, label in enumerate(labels))
