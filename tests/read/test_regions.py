"""Running heads and feet, footnotes, stamps: set apart, never lost; what may be body stays body."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.model import Page
from pipeline.read.layout import layout
from pipeline.read.raw import RawPage, RawWord
from pipeline.read.regions import mark_regions
from tests.read.pdf.drawing import PROSE, Sheet, check_page, prose, read_pages, regions_of

Draw = Callable[[Sheet], None]
SUBJECTS = ("levé", "atlas", "guichet", "relevé", "forage", "balisage")


def _pages(count: int, head: str = "", foot: str = "", foot_y: float = 800) -> tuple[Page, ...]:
    """Return pages of prose of unlike lengths; `#` in a head or foot is the page's number."""

    def page(number: int) -> Draw:
        def draw(sheet: Sheet) -> None:
            if head:
                sheet.text(60, 30, head.replace("#", str(number)), size=8)
            y = sheet.lines(
                60, 70, [line for part in SUBJECTS[: number + 1] for line in prose(f"{part} {SUBJECTS[number]}")]
            )
            if foot:
                sheet.text(60, foot_y or y + 4, foot.replace("#", str(number)))

        return draw

    pages = read_pages(*(page(number + 1) for number in range(count)))
    for one in pages:
        check_page(one)
    return pages


@pytest.mark.parametrize(
    "foot", ["Page # / 3", "page # sur 3", "#/3", "- # -", "– # –", "Page #", "#", "• # -", "p. #/3"]
)
@pytest.mark.parametrize("y", [800, 0], ids=["at the bottom", "under the last line"])
def test_folios(foot: str, y: float) -> None:
    pages = _pages(3, foot=foot, foot_y=y)
    assert [regions_of(page) for page in pages] == [[("numero_page", foot.replace("#", str(n)))] for n in (1, 2, 3)]


@pytest.mark.parametrize("foot", ["DGPR / DREAL Grand Est #/3", "Convention TRACE – page # sur 3", "DINUM/2020-#"])
def test_running_feet_with_a_number(foot: str) -> None:
    pages = _pages(3, foot=foot, foot_y=0)
    assert [regions_of(page) for page in pages] == [[("pied", foot.replace("#", str(n)))] for n in (1, 2, 3)]


def test_running_heads_and_feet_in_the_same_words() -> None:
    pages = _pages(4, head="Guichet du littoral – Convention de partenariat", foot="Version du 3 mars 2023")
    for page in pages:
        assert regions_of(page) == [
            ("entete", "Guichet du littoral – Convention de partenariat"),
            ("pied", "Version du 3 mars 2023"),
        ]
        assert page.text.startswith("Guichet du littoral – Convention de partenariat\nLe volet")


def test_a_head_that_starts_on_the_second_page() -> None:
    def first(sheet: Sheet) -> None:
        sheet.text(120, 60, "CONVENTION DE PARTENARIAT", size=16, bold=True)
        sheet.lines(60, 100, PROSE)

    def other(subject: str) -> Draw:
        def draw(sheet: Sheet) -> None:
            sheet.text(60, 30, "Convention de partenariat", size=8)
            sheet.lines(60, 70, prose(subject))

        return draw

    pages = read_pages(first, other("levé"), other("atlas"))
    assert [regions_of(page) for page in pages] == [[], *[[("entete", "Convention de partenariat")]] * 2]


def test_headings_that_open_every_page_are_body() -> None:
    def page(number: int) -> Draw:
        def draw(sheet: Sheet) -> None:
            sheet.text(60, 60, f"ANNEXE {number}", bold=True)
            sheet.lines(60, 80, prose(SUBJECTS[number]))

        return draw

    assert [regions_of(page) for page in read_pages(page(1), page(2), page(3))] == [[], [], []]


def test_signature_stamps_that_close_two_pages_are_body() -> None:
    def page(moment: str) -> Draw:
        def draw(sheet: Sheet) -> None:
            sheet.lines(60, 60, (*prose(moment[-5:-3]), f"Signé le {moment} UTC"))

        return draw

    pages = read_pages(page("01/10/2019 | 12:50:17"), page("01/10/2019 | 13:46:21"), page("02/10/2019 | 15:02:44"))
    assert [regions_of(page) for page in pages] == [[], [], []]


def test_rows_alike_at_a_page_s_end_are_body() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 60, (*PROSE, "Lu et approuvé", "Lu et approuvé"))

    assert regions_of(read_pages(draw)[0]) == []


def test_a_year_alone_is_no_folio() -> None:
    def page(year: int) -> Draw:
        def draw(sheet: Sheet) -> None:
            sheet.lines(60, 60, (*prose(str(year)), str(year)))

        return draw

    assert [regions_of(page) for page in read_pages(page(2023), page(2024), page(2025))] == [[], [], []]


def test_a_foot_glued_to_the_last_words_of_the_body() -> None:
    def page(number: int, last: str) -> Draw:
        def draw(sheet: Sheet) -> None:
            sheet.lines(60, 60, (*prose(SUBJECTS[number]), f"{last}Page {number} / 3"))

        return draw

    pages = read_pages(page(1, ""), page(2, "Il examine l'avance-"), page(3, ""))
    for one in pages:
        check_page(one)
    assert regions_of(pages[1]) == [("numero_page", "Page 2 / 3")]
    texts = [pages[1].text[line.start : line.end] for line in pages[1].lines]
    assert texts[-2:] == ["Il examine l'avance-", "Page 2 / 3"]
    glued = [pages[1].text[w.start : w.end] for w in pages[1].words][-5:]
    assert glued == ["l'avance-", "Page", "2", "/", "3"]


def test_a_foot_that_ran_on_over_a_line_end() -> None:
    def page(number: int, first: str, last: str) -> Draw:
        def draw(sheet: Sheet) -> None:
            text = prose(SUBJECTS[number])
            sheet.lines(60, 60, (*text, first, last) if first else (*text, last))

        return draw

    foot = "DITP – DGFiP / BOIS – page {} sur 3"
    pages = read_pages(
        page(1, "Le tableau est remplacé par DITP – DGFiP /", "BOIS – page 1 sur 3"),
        page(2, "", foot.format(2)),
        page(3, "", foot.format(3)),
    )
    assert regions_of(pages[0]) == [("pied", "DITP – DGFiP /\nBOIS – page 1 sur 3")]
    assert "Le tableau est remplacé par" in [pages[0].text[x.start : x.end] for x in pages[0].lines]


def test_footnotes_in_small_type_at_the_bottom() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 60, PROSE)
        sheet.text(60, 740, "1")
        sheet.lines(
            68, 741, ("Accord-cadre n° 2022-11, dont le prix moyen est donné", "pour mémoire."), size=7.5, leading=9
        )

    (page,) = read_pages(draw)
    check_page(page)
    assert regions_of(page) == [("note", "1 Accord-cadre n° 2022-11, dont le prix moyen est donné\npour mémoire.")]


def test_small_type_that_opens_no_note_is_body() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 60, PROSE)
        sheet.lines(60, 200, ("Copie : contrôleur budgétaire", "Direction du budget"), size=8)

    assert regions_of(read_pages(draw)[0]) == []


def test_a_note_with_a_raised_figure_amid_the_text() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 60, PROSE)
        sheet.text(60, 125, "¹ Voir le guide publié en 2018.")
        sheet.lines(60, 150, PROSE)

    (page,) = read_pages(draw)
    assert regions_of(page) == [("note", "¹ Voir le guide publié en 2018.")]


def test_stamps_of_the_prefecture() -> None:
    stamp = "Accusé de réception en préfecture – 059-200000000-20230213-CONV-0047-DE"

    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 60, PROSE)
        sheet.text(60, 400, stamp)

    assert regions_of(read_pages(draw)[0]) == [("cachet", stamp)]


def test_stamps_of_a_register_and_what_they_hold() -> None:
    def draw(sheet: Sheet) -> None:
        for row, line in enumerate(("ARRIVÉ LE", "12 MARS 2024", "N° 2024-01187")):
            sheet.text(400, 60 + 14 * row, line)
        sheet.lines(60, 150, PROSE)
        sheet.text(60, 400, "Reçu le 14/03/2024")
        sheet.text(60, 500, "Brest, le 3 mars 2024")

    stamps = "ARRIVÉ LE", "12 MARS 2024", "N° 2024-01187", "Reçu le 14/03/2024"
    assert regions_of(read_pages(draw)[0]) == [("cachet", stamp) for stamp in stamps]


def test_what_prose_says_was_received_is_no_stamp() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 60, ["Le rapport est arrivé le 12 mars 2024 et", "reçu le 14 mars par le comptable."])

    assert regions_of(read_pages(draw)[0]) == []


def test_a_head_misread_on_one_page_of_a_scan_is_known_by_the_others() -> None:
    heads = ["Guichet du littoral - Convention"] * 4
    heads[1] = "Guichet du 1ittoraI - Convcntion"
    raws = [_raw(number, head) for number, head in enumerate(heads, 1)]
    pages = mark_regions([layout(raw) for raw in raws])
    assert [regions_of(page) for page in pages] == [[("entete", head)] for head in heads]


def _raw(number: int, head: str) -> RawPage:
    """A scanned page: a head, and a paragraph of its own."""
    words = []
    for y, line in ((30.0, head), *((100.0 + 12 * at, line) for at, line in enumerate(prose(SUBJECTS[number])))):
        x = 60.0
        for text in line.split():
            words.append(RawWord(text, x, y, x + 5.0 * len(text), y + 8.0, confidence=0.9))
            x += 5.0 * len(text) + 3.0
    return RawPage(number, 595.0, 842.0, 0, "ocr", 0.9, tuple(words), ())


def test_footnotes_set_apart_from_their_numbers_are_no_columns() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 70, [line for part in SUBJECTS[:3] for line in prose(part)], size=11)
        for y, number, text in (
            (770, "2", "Voir les définitions rappelées en préambule."),
            (785, "3", "Voir l'annexe."),
        ):
            sheet.text(60, y, number, size=10)
            sheet.text(78, y, text, size=10)

    (page,) = read_pages(draw)
    check_page(page)
    notes = "2 Voir les définitions rappelées en préambule.\n3 Voir l'annexe."
    assert regions_of(page) == [("note", notes)]
    assert not page.tables
