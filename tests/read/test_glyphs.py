"""Words from pdfium's characters: where one ends, and where it stands on the page as displayed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from pipeline.model import Page, Word
from pipeline.read.glyphs import kept_blanks
from tests.read.pdf.drawing import HEIGHT, WIDTH, Sheet, check_page, read_page, read_pages


def _word(page: Page, text: str) -> Word:
    return next(word for word in page.words if page.text[word.start : word.end] == text)


def test_a_word_stands_where_it_is_drawn() -> None:
    page = read_page(lambda sheet: sheet.text(100, 200, "Objet de la délégation", size=12))
    word = _word(page, "délégation")
    x0 = 100 + stringWidth("Objet de la ", "Helvetica", 12)
    assert page.text == "Objet de la délégation"
    assert word.box.x0 == pytest.approx(x0, abs=0.5)
    assert word.box.x1 == pytest.approx(x0 + stringWidth("délégation", "Helvetica", 12), abs=0.5)
    assert (word.box.y0, word.box.y1) == (pytest.approx(200, abs=0.5), pytest.approx(211.8, abs=0.5))
    assert page.lines[0].size == pytest.approx(12)


def test_bold_is_told_by_the_font() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(60, 60, "Article 1 - Objet", bold=True)
        sheet.text(60, 80, "La présente convention")

    assert [line.bold for line in read_page(draw).lines] == [True, False]


def test_words_placed_without_a_space_between_them_are_apart() -> None:
    def draw(sheet: Sheet) -> None:
        x = 60.0
        for word in ("crédits", "de", "paiement"):
            sheet.text(x, 60, word)
            x += stringWidth(word, "Helvetica", 10) + 2.5

    assert read_page(draw).text == "crédits de paiement"


def test_letters_of_one_word_placed_one_by_one_stay_together() -> None:
    def draw(sheet: Sheet) -> None:
        x = 60.0
        for letter in "dépense":
            sheet.text(x, 60, letter)
            x += stringWidth(letter, "Helvetica", 10) + 0.3

    assert read_page(draw).text == "dépense"


def test_a_letter_spaced_title_keeps_its_words() -> None:
    def draw(sheet: Sheet) -> None:
        text = sheet.canvas.beginText(60, HEIGHT - 100)
        text.setFont("Helvetica-Bold", 16)
        text.setCharSpace(4)
        text.textLine("CONVENTION DE GESTION")
        sheet.canvas.drawText(text)

    assert read_page(draw).text == "CONVENTION DE GESTION"


def test_words_of_a_letter_spaced_title_are_no_columns() -> None:
    def draw(sheet: Sheet) -> None:
        text = sheet.canvas.beginText(60, HEIGHT - 100)
        text.setFont("Helvetica-Bold", 12)
        text.setCharSpace(4.5)
        text.textLine("MILLIONS D'EUROS)")
        sheet.canvas.drawText(text)

    page = read_page(draw)
    assert (page.text, page.tables, len(page.lines)) == ("MILLIONS D'EUROS)", (), 1)


def test_letters_printed_apart_by_spaces_stay_as_printed() -> None:
    assert read_page(lambda sheet: sheet.text(60, 60, "N O R : E C O X 2 3")).text == "N O R : E C O X 2 3"


def test_a_thin_gap_parts_thousands() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(60, 60, "1")
        sheet.text(60 + 5.56 + 1.6, 60, "250")
        sheet.text(60 + 4 * 5.56 + 3.2, 60, "000 euros")

    assert read_page(draw).text == "1 250 000 euros"


def test_no_break_spaces_are_kept() -> None:
    codes = np.array([ord(c) for c in "soit 30\u202f000\u00a0€ en AE"], np.uint32)
    assert set(kept_blanks(codes).values()) == {"\u00a0", "\u202f"}


def test_a_font_whose_only_space_is_no_break_gives_plain_spaces() -> None:
    codes = np.array([ord(c) for c in "une\u00a0ligne\u00a0entière"], np.uint32)
    assert "\u00a0" not in kept_blanks(codes).values()


def test_a_hyphen_at_a_line_end_and_its_break_are_kept() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 60, ["centre financier 0352-CDIN-", "CNUM et activité de mainte-", "nance"])

    assert read_page(draw).text == "centre financier 0352-CDIN-\nCNUM et activité de mainte-\nnance"


@pytest.mark.parametrize(("word", "mark", "text"), [("30 000 €", "1", "30 000 € ¹"), ("120 m", "2", "120 m2")])
def test_a_footnote_mark_is_no_part_of_the_word_before(word: str, mark: str, text: str) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(60, 60, word)
        sheet.text(60 + stringWidth(word, "Helvetica", 10), 58, mark, size=6.5)

    assert read_page(draw).text == text


def test_a_raised_ordinal_stays_in_its_word() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(60, 60, "Article 1")
        sheet.text(60 + stringWidth("Article 1", "Helvetica", 10), 58, "er", size=6.5)

    assert read_page(draw).text == "Article 1er"


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_are_those_of_the_page_as_displayed(rotation: int) -> None:
    """The text is drawn upright for the reader: whatever the page's rotation, it stands at the same place.

    (reportlab swaps the sides of the media box of a page turned by 90°, so that it is displayed as A4 upright.)
    """

    def draw(sheet: Sheet) -> None:
        canvas = sheet.canvas
        origin = {0: (0, HEIGHT), 90: (0, 0), 180: (WIDTH, 0), 270: (HEIGHT, WIDTH)}[rotation]
        canvas.translate(*origin)
        canvas.rotate(rotation)
        canvas.setFont("Helvetica", 10)
        canvas.drawString(100, -60, "Préfecture de la région")

    (page,) = read_pages(draw, rotation=rotation)
    first = page.words[0].box
    assert page.text == "Préfecture de la région"
    assert page.rotation == rotation
    assert (page.width, page.height) == (pytest.approx(WIDTH, abs=0.1), pytest.approx(HEIGHT, abs=0.1))
    assert first.x0 == pytest.approx(100, abs=0.6)
    assert first.y1 == pytest.approx(62.2, abs=0.6)


@pytest.mark.parametrize("turn", [90, 270])
def test_a_page_set_sideways_is_read_upright_and_its_boxes_stay_as_displayed(turn: int) -> None:
    def draw(sheet: Sheet) -> None:
        canvas = sheet.canvas
        canvas.translate(*((WIDTH, 0) if turn == 90 else (0, HEIGHT)))
        canvas.rotate(turn)
        canvas.setFont("Helvetica", 10)
        for row, cells in enumerate([("Année", "AE", "CP"), ("2023", "10 000", "5 000"), ("2024", "0", "5 000")]):
            for col, cell in enumerate(cells):
                canvas.drawString(80 + 100 * col, 400 - 18 * row, cell)

    (page,) = read_pages(draw)
    check_page(page)
    assert page.text == "Année\tAE\tCP\n2023\t10 000\t5 000\n2024\t0\t5 000"
    assert (page.width, page.height) == (pytest.approx(WIDTH, abs=0.1), pytest.approx(HEIGHT, abs=0.1))
    box = _word(page, "Année").box
    assert box.height > box.width
    x = WIDTH - 400 if turn == 90 else 400
    assert box.x0 - 3 < x < box.x1 + 3


def test_turned_words_are_a_watermark_after_the_text() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 60, ["La présente convention est conclue", "pour une durée de deux ans."])
        sheet.canvas.rotate(45)
        sheet.canvas.setFont("Helvetica", 60)
        sheet.canvas.drawString(300, 200, "PROJET")

    page = read_page(draw)
    check_page(page)
    assert page.text == "La présente convention est conclue\npour une durée de deux ans.\nPROJET"
    assert [(r.kind, page.text[r.start : r.end]) for r in page.regions] == [("filigrane", "PROJET")]


def _small_capitals(sheet: Sheet, text: str, x: float, gaps: Sequence[float]) -> None:
    """Write small letters as capitals, each said to be what it stands for, a gap (points) after each one."""
    for letter, gap in zip(text, gaps, strict=True):
        said = letter.encode("utf-16-be").hex()
        sheet.canvas.addLiteral(f"/Span <</ActualText <feff{said}>>> BDC", escaped=0)
        sheet.text(x, 60, letter.upper(), size=8)
        sheet.canvas.addLiteral("EMC", escaped=0)
        x += stringWidth(letter.upper(), "Helvetica", 8) + gap


@pytest.mark.parametrize(("gap", "said"), [(-0.4, "délégataire"), (2.2, "délé gataire")])
def test_letters_whose_boxes_hold_the_ink_alone_are_parted_by_the_size_of_their_font(gap: float, said: str) -> None:
    def draw(sheet: Sheet) -> None:
        _small_capitals(sheet, "délégataire", 60, (*[-0.4] * 3, gap, *[-0.4] * 7))

    assert read_page(draw).text == said


def test_a_hyphen_whose_box_holds_its_ink_alone_parts_no_word() -> None:
    def draw(sheet: Sheet) -> None:
        _small_capitals(sheet, "mar-bray", 60, (-0.4,) * 8)

    assert read_page(draw).text == "mar-bray"


@pytest.mark.parametrize(("raised", "read"), [(True, "décret n° 2004-1085"), (False, "décret no 2004-1085")])
def test_a_small_raised_o_after_n_is_the_sign_of_a_number(raised: bool, read: str) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(60, 60, "décret n", size=12)
        x = 60 + stringWidth("décret n", "Helvetica", 12)
        size = 8.0 if raised else 12.0
        sheet.text(x, 59 if raised else 60, "o", size=size)
        sheet.text(x + stringWidth("o ", "Helvetica", size), 60, "2004-1085", size=12)

    assert read_page(draw).text == read
