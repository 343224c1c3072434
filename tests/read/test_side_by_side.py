"""Text set side by side: parties, signatures. It is read column by column."""

from __future__ import annotations

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from pipeline.read.columns import Column
from pipeline.read.fringe import Block
from pipeline.read.raw import RawWord
from pipeline.read.rows import Row, segment
from pipeline.read.staggered import with_lines_above
from tests.read.pdf.drawing import PROSE, Sheet, check_page, grid_of, read_page

LEFT = ("Pour le délégant,", "La directrice des affaires", "financières,", "Solène MARCHADIER")
RIGHT = ("Pour le délégataire,", "Le directeur du numérique,", "Yannig LE BOURDONNEC")


def _two_columns(page_text: str) -> bool:
    return page_text.find("\n".join(LEFT)) >= 0 and page_text.find("\n".join(RIGHT)) > page_text.find(LEFT[-1])


def test_signatures_placed_by_a_tab() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 40, PROSE)
        sheet.lines(60, 120, LEFT)
        sheet.lines(320, 120, RIGHT)

    page = read_page(draw)
    check_page(page)
    assert _two_columns(page.text)
    (table,) = page.tables
    assert (table.layout, table.n_rows, table.n_cols) == (True, 1, 2)
    assert grid_of(page, table) == [["\n".join(LEFT), "\n".join(RIGHT)]]


def test_signatures_centred_in_their_halves() -> None:
    def draw(sheet: Sheet) -> None:
        for x, lines in ((170, LEFT), (420, RIGHT)):
            for number, line in enumerate(lines):
                sheet.text(x - stringWidth(line, "Helvetica", 10) / 2, 120 + 12 * number, line)

    assert _two_columns(read_page(draw).text)


def test_room_to_sign_does_not_part_a_name_from_its_block() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 120, LEFT[:3])
        sheet.lines(320, 120, RIGHT[:2])
        sheet.text(320, 200, RIGHT[2])
        sheet.text(60, 215, LEFT[3])

    assert _two_columns(read_page(draw).text)


def test_a_drawn_table_of_signatures() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.grid((60, 300, 540), (100, 120, 160))
        sheet.cells((60, 300), 104, (LEFT[0], RIGHT[0]))
        sheet.lines(64, 124, LEFT[1:])
        sheet.lines(304, 124, RIGHT[1:])

    page = read_page(draw)
    check_page(page)
    assert _two_columns(page.text)
    (table,) = page.tables
    assert (table.layout, table.ruled, table.n_rows) == (True, True, 2)


def test_a_drawn_table_of_parties_under_a_head() -> None:
    rows = (
        ("LE DÉLÉGANT", "LE DÉLÉGATAIRE"),
        ("Direction générale de la prévention", "Direction régionale de l'environnement"),
        ("12 place des Tanneurs, 92800 Puteaux", "2 rue du Moulin, 57070 Metz"),
        ("représentée par M. Gaspard Woerlé", "représentée par son directeur"),
    )

    def draw(sheet: Sheet) -> None:
        sheet.grid((60, 300, 540), (100, 118, 136, 154, 172))
        for number, row in enumerate(rows):
            sheet.cells((60, 300), 104 + 18 * number, row)

    page = read_page(draw)
    assert page.tables[0].layout
    assert page.text == "\n".join(row[col] for col in (0, 1) for row in rows)


def test_three_signatures() -> None:
    blocks = (("Le délégant,", "A. Morvan"), ("Le délégataire,", "B. Quéré"), ("Le comptable,", "C. Tanguy"))

    def draw(sheet: Sheet) -> None:
        for x, block in zip((60, 230, 400), blocks, strict=True):
            sheet.lines(x, 120, block)

    page = read_page(draw)
    assert page.text == "\n".join(line for block in blocks for line in block)
    assert page.tables[0].layout


def test_a_table_below_signatures_is_not_read_with_them() -> None:
    labels = ("Nature", "Études", "Construction", "Équipements", "Essais", "Formation", "Total")
    costs = list(zip(labels, ("Coût (k€)", "12", "32", "61", "6", "9", "120"), strict=True))

    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 200, PROSE)
        for x, y, line in (
            (60, 270, "À Paris, le"),
            (320, 284, "Pour le délégataire,"),
            (60, 298, "Pour le délégant,"),
            (320, 312, RIGHT[-1]),
            (60, 326, LEFT[-1]),
            (320, 340, "signé électroniquement"),
            (60, 380, "ANNEXE - Coûts"),
        ):
            sheet.text(x, y, line)
        for number, row in enumerate(costs):
            sheet.text(64, 410 + 16 * number, row[0])
            sheet.text(330, 410 + 16 * number, row[1])

    page = read_page(draw)
    check_page(page)
    assert grid_of(page, page.tables[-1]) == [list(row) for row in costs]


def test_the_last_line_of_the_longer_text_stays_in_its_column() -> None:
    left = (
        "La Direction des affaires financières",
        "12 rue des Écoles",
        "74000 Annecy",
        "représentée par sa directrice,",
    )
    right = ("Le Service du numérique", "3 rue du Port", "ci-après « le SN », délégant")

    def draw(sheet: Sheet) -> None:
        sheet.text(60, 40, "Entre :")
        for x, lines in ((60, left), (320, right)):
            for number, line in enumerate(lines):
                sheet.text(x, 60 + 13 * number, line)
        sheet.text(60, 115, "ci-après « le délégataire »")
        sheet.lines(60, 150, PROSE)

    page = read_page(draw)
    check_page(page)
    assert "représentée par sa directrice,\nci-après « le délégataire »\n" in page.text.replace("\t", "\n")
    assert page.text.index("le délégataire »") < page.text.index("Le Service du numérique")


def test_a_line_below_the_longer_text_is_not_of_the_shorter_one() -> None:
    def draw(sheet: Sheet) -> None:
        for number, line in enumerate(LEFT[:3]):
            sheet.text(60, 60 + 13 * number, line)
        for number, line in enumerate((*RIGHT, "ci-après « le délégataire »", "prestataire")):
            sheet.text(320, 60 + 13 * number, line)
        sheet.text(60, 128, "Vu le code de la commande publique ;")
        sheet.lines(60, 165, PROSE)

    text = read_page(draw).text
    assert text.index("Vu le code") > text.index("prestataire")


def test_heads_centred_over_texts_of_several_lines() -> None:
    left = ("Service des sports", "95 avenue de France", "représentée par M. Gaspard Lenoir, directeur des")
    right = ("Plateforme des transports", "", "ayant pour représentante Mme Odile Imbert")

    def draw(sheet: Sheet) -> None:
        for y in (60, 78, 96, 114, 146):
            sheet.rule(60, y, 530, y)
        sheet.text(158, 64, "Délégant")
        sheet.text(390, 64, "Délégataire")
        for number, (one, other) in enumerate(zip(left, right, strict=True)):
            sheet.text(64, 82 + 18 * number, one)
            sheet.text(300, 82 + 18 * number, other)
        sheet.text(64, 130, "sports")
        sheet.text(300, 130, "cheffe de la plateforme")
        sheet.lines(60, 210, PROSE)

    page = read_page(draw)
    check_page(page)
    (table,) = page.tables
    assert grid_of(page, table)[0] == [
        "\n".join(("Délégant", *left, "sports")),
        "\n".join(("Délégataire", right[0], right[2], "cheffe de la plateforme")),
    ]


_DELEGANTE = (
    "La Direction des affaires maritimes",
    "12 rue des Écoles du Port",
    "74000 Annecy le Vieux",
    "représentée par sa directrice",
    "ci-après nommée la délégante seule",
)
_DELEGATAIRE = (
    "Le Service commun du numérique",
    "3 rue du Vieux Port Neuf",
    "44000 Nantes Cedex Deux",
    "représenté par son chef de service",
    "ci-après nommé le second délégataire",
)


def _parties(sheet: Sheet) -> None:
    for number, lines in enumerate(zip(_DELEGANTE, _DELEGATAIRE, strict=True)):
        for x, line in zip((60, 320), lines, strict=True):
            sheet.text(x, 60 + 13 * number, line)


def test_what_stands_below_the_end_of_the_shorter_column_is_not_its_own() -> None:
    def draw(sheet: Sheet) -> None:
        _parties(sheet)
        sheet.text(320, 125, "prestataire")
        sheet.text(60, 155, "Vu le code de la commande publique ;")
        sheet.lines(60, 210, PROSE)

    text = read_page(draw).text
    assert text.index("Vu le code") > text.index("prestataire")


def test_short_lines_of_the_text_below_are_not_of_the_first_column() -> None:
    def draw(sheet: Sheet) -> None:
        _parties(sheet)
        sheet.text(60, 132, "Vu le code de la commande publique ;")
        sheet.lines(60, 145, PROSE)

    text = read_page(draw).text
    assert text.index("Vu le code") > text.index("ci-après nommé le second")


def test_a_column_of_text_that_ends_with_a_colon_is_no_label() -> None:
    left = ("Entre la préfecture de la région, représentée par Mme", "Daphné Lorquet, préfète,", "Il a été convenu :")
    right = (
        "ARTICLE UNIQUE",
        "L'article 7 de la convention est remplacé.",
        "Fait à Brest, le 3 mars 2021",
        "La préfète",
    )

    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 120, left)
        sheet.lines(340, 120, right)

    page = read_page(draw)
    assert page.text == "\n".join((*left, *right))


@pytest.mark.parametrize("last", [2, 5], ids=["two articles", "five"])
def test_headings_of_articles_in_the_margin_stand_before_their_texts(last: int) -> None:
    articles = (
        ("Article 1. Objet", PROSE[:3]),
        ("Article 2. Montant et\néchéancier", PROSE[1:]),
        ("Article 3. Suivi", ("Un état est transmis chaque trimestre au délégant.",)),
        ("Article 4. Durée", PROSE[:2]),
        ("Article 5. Publicité", ("La convention est publiée au bulletin officiel.",)),
    )[:last]

    def draw(sheet: Sheet) -> None:
        y = 60.0
        for heading, text in articles:
            sheet.lines(60, y, heading.split("\n"))
            y = sheet.lines(190, y, [line[:70] for line in text]) + 14
        sheet.text(60, y, "Fait à Paris, le 3 mai 2024")

    page = read_page(draw)
    said = [
        part for heading, text in articles for part in (*heading.split("\n"), *(line[:70].strip() for line in text))
    ]
    assert [line.strip() for line in page.text.splitlines()] == [*said, "Fait à Paris, le 3 mai 2024"]
    assert len([table for table in page.tables if table.layout]) == last
    assert all("Fait" not in page.text[cell.start : cell.end] for table in page.tables for cell in table.cells)


def test_columns_of_text_whose_articles_begin_in_the_first_one_are_columns() -> None:
    first = ["Article 1. Objet", *(line[:44] for line in PROSE), "Article 2. Durée", *(line[44:88] for line in PROSE)]

    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 60, first)
        sheet.lines(310, 60, [line[10:54] for line in (*PROSE, *PROSE, *PROSE)][: len(first)])

    said = read_page(draw).text.splitlines()
    assert [line.strip() for line in said[: len(first)]] == [line.strip() for line in first]


def test_parties_in_the_middle_of_their_cells() -> None:
    left = ("LE DÉLÉGANT", "Direction des affaires", "financières (DAF)", "12 rue des Écoles, 75005", "Paris")
    right = ("LE DÉLÉGATAIRE", "Direction du numérique, de", "l'innovation et des usages", "(DNIU)", "2 rue du Moulin")

    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 40, PROSE)
        for x, lines, places in ((60, left, (120, 145, 157, 182, 194)), (300, right, (120, 139, 151, 163, 188))):
            for y, line in zip(places, lines, strict=True):
                sheet.text(x, y, line)
        sheet.lines(60, 220, PROSE)

    page = read_page(draw)
    check_page(page)
    assert page.text == "\n".join([*PROSE, *left, *right, *PROSE])


def test_short_lines_below_signatures_are_no_more_of_them() -> None:
    after = ("Copie à :", "la directrice du budget", "le comptable")

    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 120, LEFT)
        sheet.lines(320, 120, RIGHT)
        sheet.lines(60, 190, after)

    page = read_page(draw)
    assert _two_columns(page.text)
    assert page.text.endswith("\n".join(after))
    assert grid_of(page, page.tables[0]) == [["\n".join(LEFT), "\n".join(RIGHT)]]


def test_the_first_lines_of_the_longer_party_stand_above_the_other() -> None:
    left = (
        "La Direction générale des affaires et",
        "des moyens, 12 rue des Écoles, 75005",
        "Paris, représentée par sa directrice,",
    )
    right = ("La Direction du numérique,",)

    def draw(sheet: Sheet) -> None:
        sheet.text(60, 80, "ENTRE")
        sheet.lines(60, 100, (*left, "Mme Solène Marchadier,", "ci-après « le délégant »,"))
        sheet.lines(320, 124, (*right,))
        sheet.lines(60, 180, PROSE)

    page = read_page(draw)
    check_page(page)
    text = "\n".join((*left, "Mme Solène Marchadier,", "ci-après « le délégant »,"))
    assert grid_of(page, page.tables[0]) == [[text, right[0]]]


@pytest.mark.parametrize("down", [0, 12, 24])
def test_the_longer_text_may_be_the_second_and_stand_in_the_middle_of_its_lines(down: float) -> None:
    """The shorter text stands at the top of its cell, in its middle or at its foot; both are centred."""
    left = ("La Direction du numérique,", "représentée par sa cheffe")
    right = (
        "Direction interministérielle des",
        "phares et balises, 3 quai du",
        "Port, représentée par",
        "son directeur",
    )

    def draw(sheet: Sheet) -> None:
        for middle, top, lines in ((160, 120 + down, left), (420, 120, right)):
            for number, line in enumerate(lines):
                sheet.text(middle - stringWidth(line, "Helvetica", 10) / 2, top + 12 * number, line)
        sheet.lines(60, 200, PROSE)

    page = read_page(draw)
    check_page(page)
    assert grid_of(page, page.tables[0]) == [["\n".join(left), "\n".join(right)]]


def _inked(y: float, *texts: tuple[float, str]) -> Row:
    """A row of a scan: its words as high as their ink, half of what the lines stand apart."""
    parts = [segment([RawWord(text, x, y, x + 5.0 * len(text), y + 6, 6)]) for x, text in texts]
    return Row(parts[0].x0, y, parts[-1].x1, y + 6, 6, tuple(parts))


def test_the_first_lines_of_a_scan_stand_as_far_apart_as_the_others() -> None:
    left = ("La_Direction_générale_des", "affaires_et_des_moyens,", "représentée_par_sa", "directrice,", "d'une_part,")
    rows = [
        _inked(60, (60, "ENTRE_:")),
        *(_inked(100 + 12 * at, (60, left[at])) for at in (0, 1)),
        _inked(124, (60, left[2]), (320, "La_Direction_du_numérique,")),
        _inked(136, (60, left[3]), (320, "représentée_par_son_chef,")),
        _inked(148, (60, left[4])),
    ]
    columns = (Column(60, 190), Column(320, 450))
    block = with_lines_above(rows, Block(3, 5, columns, tuple(rows[3:])), 0)
    assert (block.first, block.last) == (1, 5)
