"""Justified lines broken by hand: stretched from margin to margin, they are one text and no columns."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.pdfbase.pdfmetrics import stringWidth

from pipeline.read.raw import RawWord
from pipeline.read.rows import rows_of
from pipeline.read.stretched import with_lines_whole
from tests.read.pdf.drawing import LEADING, PROSE, SIZE, Sheet, check_page, read_page, read_pages

LEFT, RIGHT = 60.0, 535.0


def _stretch(sheet: Sheet, y: float, words: Sequence[str]) -> float:
    """Write words from margin to margin, the blanks between them alike (those inside one as printed)."""
    blank = (RIGHT - LEFT - sum(stringWidth(word, "Helvetica", SIZE) for word in words)) / max(len(words) - 1, 1)
    x = LEFT
    for word in words:
        sheet.text(x, y, word)
        x += stringWidth(word, "Helvetica", SIZE) + blank
    return y + LEADING


def _justified(sheet: Sheet, y: float) -> float:
    for line in PROSE:
        y = _stretch(sheet, y, line.split())
    return y


def _page(*rows: Sequence[str]) -> str:
    def draw(sheet: Sheet) -> None:
        y = _justified(sheet, 60) + LEADING
        for row in rows:
            y = _stretch(sheet, y, row)

    page = read_page(draw)
    check_page(page)
    assert page.tables == ()
    return page.text[len("\n".join(PROSE)) + 1 :]


def test_blanks_alike_from_margin_to_margin_are_of_one_text() -> None:
    rows = (("Année", "2023 :", "70 000 €", "(AE", "et", "CP)"), ("Année", "2024 :", "90 000 €", "(AE", "et", "CP)"))
    assert _page(*rows) == "Année 2023 : 70 000 € (AE et CP)\nAnnée 2024 : 90 000 € (AE et CP)"


def test_two_words_are_one_text_when_the_second_goes_on() -> None:
    assert _page(("Le", "délégant,")) == "Le délégant,"


def test_two_words_beside_a_stretched_line_are_one_text() -> None:
    rows = (("Signé", "électroniquement", "par"), ("Anouk", "VERLAINE"))
    assert _page(*rows) == "Signé électroniquement par\nAnouk VERLAINE"


def test_two_words_that_end_what_the_full_line_above_leaves_open_are_one_text() -> None:
    said = "Le directeur de la régie des bacs et des passages d'eau du littoral et des îles, représenté par Monsieur"
    open_line = said.split()
    assert _page(open_line, ("Anatole", "VERLAINE,")).endswith("Monsieur\nAnatole VERLAINE,")
    for apart in (("DÉLÉGANT", "DÉLÉGATAIRE"), ("DÉLÉGANT,", "DÉLÉGATAIRE,")):
        assert " ".join(apart) not in _page(open_line, apart)


def test_the_margins_are_those_of_the_other_pages_where_a_page_shows_none() -> None:
    rows = (("Signé", "électroniquement", "par"), ("Anouk", "VERLAINE"))
    pages = read_pages(
        lambda sheet: _justified(sheet, 60) and None,
        lambda sheet: [_stretch(sheet, 60 + 12 * i, r) for i, r in enumerate(rows)] and None,
    )
    assert pages[1].text == "Signé électroniquement par\nAnouk VERLAINE"


def test_texts_set_side_by_side_below_justified_text_stay_apart() -> None:
    def draw(sheet: Sheet) -> None:
        y = _justified(sheet, 60) + LEADING
        for left, right in (("Le délégant,", "Le délégataire,"), ("Anouk VERLAINE", "Lazare MONTFORT")):
            sheet.text(LEFT, y, left)
            sheet.text(RIGHT, y, right, right=True)
            y += LEADING

    [table] = read_page(draw).tables
    assert (table.layout, table.n_cols) == (True, 2)


def test_sums_set_right_below_justified_text_stay_apart() -> None:
    def draw(sheet: Sheet) -> None:
        y = _justified(sheet, 60) + LEADING
        for label, total in (("Subvention", "70 000 €"), ("Prestations", "9 000 €"), ("Total", "79 000 €")):
            sheet.text(LEFT, y, label)
            sheet.text(RIGHT, y, total, right=True)
            y += LEADING

    [table] = read_page(draw).tables
    assert (table.n_rows, table.n_cols) == (3, 2)


def _scanned(y: float, words: Sequence[str], blank: float, jitter: Sequence[float] = (0.0,)) -> list[RawWord]:
    """Return words as read on an image: no size, the blanks between them uneven by a little."""
    found, x = [], LEFT
    for at, word in enumerate(words):
        wide = stringWidth(word, "Helvetica", SIZE)
        found.append(RawWord(word, x, y, x + wide, y + 8.0))
        x += wide + blank + jitter[at % len(jitter)]
    return found


def _rows_of_scan(words: Sequence[str], right: float) -> list[str]:
    """Return the segments of a row of words that ends at `right`, below justified text, as read on an image."""
    width = sum(stringWidth(word, "Helvetica", SIZE) for word in words)
    jitter = (1.1, -1.1)
    blank = (right - LEFT - width - sum(jitter[at % 2] for at in range(len(words) - 1))) / (len(words) - 1)
    text = ["dans", "la", "limite", "des", "crédits", "ouverts", "par", "la", "loi"]
    gap = (RIGHT - LEFT - sum(stringWidth(word, "Helvetica", SIZE) for word in text)) / (len(text) - 1)
    page = [word for at in range(4) for word in _scanned(60.0 + LEADING * at, text, gap)]
    rows = rows_of([*page, *_scanned(60.0 + LEADING * 5, words, blank, jitter)])
    return [part.text for part in with_lines_whole(rows)[-1].segments]


def test_blanks_nearly_alike_on_an_image_are_of_one_text() -> None:
    words = ["3", "200", "000", "euros", "pour", "l'année", "2025"]
    assert _rows_of_scan(words, RIGHT) == [" ".join(words)]


def test_a_mark_lost_at_the_margin_of_an_image_leaves_the_line_whole() -> None:
    words = ["3", "200", "000", "euros", "pour", "l'année", "2025"]
    width = sum(stringWidth(word, "Helvetica", SIZE) for word in words)
    blank = (RIGHT - LEFT - width - 3.0) / len(words)
    assert _rows_of_scan(words, RIGHT - 3.0 - blank) == [" ".join(words)]


def test_headings_spread_over_an_image_stay_apart() -> None:
    words = ["Année", "AE", "CP", "Total"]
    assert _rows_of_scan(words, RIGHT) == words
