"""What looks like columns and is not."""

from __future__ import annotations

from reportlab.pdfbase.pdfmetrics import stringWidth

from tests.read.pdf.drawing import PROSE, Sheet, check_page, read_page


def _justified(sheet: Sheet, y: float, line: str, width: float = 475) -> None:
    """Write a line stretched to both margins."""
    words = line.split()
    room = (width - sum(stringWidth(word, "Helvetica", 10) for word in words)) / (len(words) - 1)
    x = 60.0
    for word in words:
        sheet.text(x, y, word)
        x += stringWidth(word, "Helvetica", 10) + room


def test_stretched_lines() -> None:
    lines = (
        "L'accident survenu le 26 septembre a montré",
        "que les installations ont besoin d'un outil",
        "plus simple",
    )

    def draw(sheet: Sheet) -> None:
        for number, line in enumerate(lines):
            _justified(sheet, 60 + 12 * number, line)

    page = read_page(draw)
    assert page.tables == ()
    assert page.text.split("\n")[:2] == list(lines[:2])


def test_bulleted_and_numbered_lists() -> None:
    items = ("nomme un correspondant unique ;", "met à disposition 30 000 € en 2024 ;", "rend compte chaque année.")

    def draw(sheet: Sheet) -> None:
        for number, item in enumerate(items):
            sheet.text(60, 60 + 14 * number, "•")
            sheet.text(80, 60 + 14 * number, item)
            sheet.text(60, 160 + 14 * number, f"{number + 1}.")
            sheet.text(95, 160 + 14 * number, item)
            sheet.text(60, 260 + 14 * number, f"{'abc'[number]})")
            sheet.text(85, 260 + 14 * number, item)

    page = read_page(draw)
    assert page.tables == ()
    assert page.text.split("\n")[0] == "• nomme un correspondant unique ;"
    assert "2. met à disposition 30 000 € en 2024 ;" in page.text
    assert "c) rend compte chaque année." in page.text


def test_an_address_block() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.lines(330, 60, ("Direction du numérique", "20 avenue des Tilleuls", "75007 Paris"))
        sheet.lines(60, 130, PROSE)

    page = read_page(draw)
    assert page.tables == ()
    assert page.text.startswith("Direction du numérique\n20 avenue des Tilleuls\n75007 Paris\nLa présente")


def test_a_short_line_after_a_table_is_not_of_it() -> None:
    def draw(sheet: Sheet) -> None:
        for number, row in enumerate((("2023", "10 000 €"), ("2024", "20 000 €"), ("Total", "30 000 €"))):
            sheet.cells((60, 200), 60 + 17 * number, row)
        sheet.text(60, 125, "Fait à Paris, le 3 mars 2023")

    page = read_page(draw)
    check_page(page)
    assert page.tables[0].n_rows == 3
    assert page.text.endswith("Total\t30 000 €\nFait à Paris, le 3 mars 2023")


def test_one_row_alone_is_two_lines() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(60, 60, "Paris, le 3 mars 2023")
        sheet.text(400, 60, "N° 2023-118")
        sheet.lines(60, 100, PROSE)

    page = read_page(draw)
    assert page.tables == ()
    assert page.text.startswith("Paris, le 3 mars 2023\nN° 2023-118\nLa présente")
