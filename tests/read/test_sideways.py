"""Words that run up or down the page: the heads of narrow columns, the label that several rows share, a watermark."""

from __future__ import annotations

import pytest

from tests.read.pdf.drawing import HEIGHT, PROSE, Sheet, check_page, grid_of, read_page, regions_of

XS = (60.0, 220.0, 270.0, 320.0, 370.0)
YS = (130.0, 230.0, 248.0, 266.0, 284.0)
ROWS = (
    ("Serveur", "12 000", "8 000", "4 000"),
    ("Portail", "1 000", "800", "200"),
    ("Total", "13 000", "8 800", "4 200"),
)
HEADS = ("AE 2024", "CP 2024", "CP 2025")


def _turned(sheet: Sheet, x: float, y: float, words: str, degrees: float) -> None:
    """Write a line that starts at a point and runs up (90), down (-90) or askew."""
    canvas = sheet.canvas
    canvas.saveState()
    canvas.translate(x, HEIGHT - y)
    canvas.rotate(degrees)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(0, 0, words)
    canvas.restoreState()


def _table(sheet: Sheet) -> None:
    sheet.lines(60, 60, PROSE)
    sheet.grid(XS, YS)
    for y, row in zip(YS[1:], ROWS, strict=False):
        sheet.cells(XS[:4], y + 4, row)


@pytest.mark.parametrize("degrees", [90, -90])
def test_heads_that_run_up_or_down_are_the_heads_of_their_columns(degrees: float) -> None:
    def draw(sheet: Sheet) -> None:
        _table(sheet)
        sheet.text(64, 216, "Opération")
        for x, head in zip(XS[1:], HEADS, strict=False):
            for line, words in enumerate((head, "en euros")):
                left, right = x + 18 + 12 * line, x + 32 - 12 * line
                _turned(sheet, left if degrees > 0 else right, 225 if degrees > 0 else 135, words, degrees)

    page = read_page(draw)
    check_page(page)
    (table,) = page.tables
    heads = [f"{head}\nen euros" for head in HEADS]
    assert grid_of(page, table) == [["Opération", *heads], *map(list, ROWS)]
    word = next(word for word in page.words if page.text[word.start : word.end] == "AE")
    assert XS[1] < word.box.x0 < word.box.x1 < XS[2]
    assert word.box.height > word.box.width


def test_a_label_along_the_rows_that_share_it_is_in_their_cell() -> None:
    def draw(sheet: Sheet) -> None:
        _table(sheet)
        sheet.rule(40, YS[0], 40, YS[-1])
        for y in (YS[0], YS[1], YS[-1]):
            sheet.rule(40, y, 60, y)
        sheet.cells(XS[:4], YS[0] + 40, ("Opération", *HEADS))
        _turned(sheet, 53, 282, "Lot 1", 90)

    page = read_page(draw)
    (table,) = page.tables
    assert [row[0] for row in grid_of(page, table)] == ["", "Lot 1", "", ""]


def test_what_runs_askew_or_stands_in_no_cell_is_kept_out_of_the_text() -> None:
    def draw(sheet: Sheet) -> None:
        _table(sheet)
        sheet.cells(XS[:4], YS[0] + 40, ("Opération", *HEADS))
        _turned(sheet, 300, 600, "PROJET", 45)
        _turned(sheet, 30, 700, "Imprimé en 2024", 90)

    page = read_page(draw)
    assert [kind for kind, _ in regions_of(page)] == ["filigrane"]
    assert grid_of(page, page.tables[0])[0] == ["Opération", *HEADS]
