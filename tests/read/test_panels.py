"""Acts laid out in a drawn table: the cells are read one after the other, each as a page is."""

from __future__ import annotations

import pytest

from pipeline.model import Page
from tests.read.pdf.drawing import PROSE, Sheet, check_page, grid_of, read_page

SIDES = (60.0, 160.0, 540.0)
NESTED = (170.0, 270.0, 340.0, 410.0)
FIGURES = [["UO", "2023", "2024"], ["0217-CDIN-CNUM", "120 000", "80 000"], ["0352-CTAL-DNUM", "60 000", "0"]]
TEXTS = (
    ("Le délégant confie au délégataire la conduite de l'opération,", "qui l'accepte."),
    ("Elle prend effet à sa signature et s'achève le 31 décembre", "2024."),
)


def _articles(sheet: Sheet, heads: tuple[str, str]) -> None:
    sheet.grid(SIDES, (100, 140, 180))
    for y, head, text in zip((104, 144), heads, TEXTS, strict=True):
        sheet.lines(64, y, head.split("|"))
        sheet.lines(164, y, text)


@pytest.mark.parametrize(
    "heads", [("Article 1er –|Objet", "Article 2 –|Durée"), ("1. Objet de|la convention", "2. Durée")]
)
def test_articles_in_the_rows_of_a_frame_are_text(heads: tuple[str, str]) -> None:
    page = read_page(lambda sheet: _articles(sheet, heads))
    check_page(page)
    parts = [part for head, text in zip(heads, TEXTS, strict=True) for part in (*head.split("|"), *text)]
    assert page.text == "\n".join(parts)
    assert all(table.n_cols == 1 for table in page.tables)


def test_the_names_of_an_article_stay_together() -> None:
    page = read_page(lambda sheet: _articles(sheet, ("Article 1er –|Objet", "Article 2 –|Durée")))
    assert [grid_of(page, table) for table in page.tables] == [[["Article 1er –\nObjet"]], [["Article 2 –\nDurée"]]]


def _nested(heads: tuple[str, str]) -> Page:
    def draw(sheet: Sheet) -> None:
        sheet.grid(SIDES, (100, 210, 250))
        sheet.lines(64, 104, (heads[0],))
        sheet.lines(164, 104, TEXTS[0])
        sheet.grid(NESTED, (135, 150, 165, 180))
        for y, row in zip((137, 152, 167), FIGURES, strict=True):
            sheet.cells(NESTED[:3], y, row)
        sheet.lines(164, 190, ("Ces crédits sont fongibles.",))
        sheet.lines(64, 214, (heads[1],))
        sheet.lines(164, 214, TEXTS[1])
        sheet.lines(60, 300, PROSE)

    page = read_page(draw)
    check_page(page)
    return page


@pytest.mark.parametrize("heads", [("Article 2", "Article 3"), ("Moyens", "Calendrier")])
def test_a_table_drawn_in_a_cell_is_a_table(heads: tuple[str, str]) -> None:
    page = _nested(heads)
    assert FIGURES in [grid_of(page, table) for table in page.tables]
    assert page.text.index("qui l'accepte.") < page.text.index("UO\t2023") < page.text.index("fongibles")
    assert page.text.index("fongibles") < page.text.index(heads[1])


def test_rows_of_figures_in_the_frame_of_articles_stay_a_table() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.grid(SIDES, (100, 140, 160, 180))
        sheet.lines(64, 104, ("Article 4",))
        sheet.lines(164, 104, TEXTS[0])
        for y, row in zip((144, 164), (("Montant en AE", "120 000 €"), ("Montant en CP", "80 000 €")), strict=True):
            sheet.cells(SIDES[:2], y, row)

    page = read_page(draw)
    check_page(page)
    assert [["Montant en AE", "120 000 €"], ["Montant en CP", "80 000 €"]] in [grid_of(page, t) for t in page.tables]


def test_a_table_of_labels_and_texts_is_no_act() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.grid(SIDES, (100, 140, 180))
        for y, head, text in zip((104, 144), ("Pilotage", "Suivi"), TEXTS, strict=True):
            sheet.lines(64, y, (head,))
            sheet.lines(164, y, text)

    page = read_page(draw)
    (table,) = page.tables
    assert (table.n_rows, table.n_cols) == (2, 2)


def test_a_code_that_goes_on_below_its_hyphen_is_one_cell() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.grid((60, 140, 240, 340), (100, 120, 150, 180))
        sheet.cells((60, 140, 240), 104, ("UO", "Produit", "AE"))
        for y, (above, below) in zip((122, 152), (("0203-CDGI-", "MOBI"), ("0203-CDGI-", "VTCS")), strict=True):
            sheet.cells((60, 140, 240), y, (above, "Preuve de", "500 000"))
            sheet.cells((60, 140, 240), y + 12, (below, "service", ""))

    page = read_page(draw)
    (table,) = page.tables
    assert [row[0] for row in grid_of(page, table)] == ["UO", "0203-CDGI-\nMOBI", "0203-CDGI-\nVTCS"]
