"""The flow: clean text out, and every match back to its place on the page."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace

from pipeline.extract.flow_build import build_flow
from pipeline.model import Box, Cell, Layer, Line, Page, Places, Reading, Region, Table
from tests.extract.helpers import book, flow_of, page_of


def quotes(pages: list[str], places: Places) -> list[str]:
    flow = flow_of(*pages)
    return [flow.reading.pages[s.page - 1].text[s.start : s.end] for s in flow.spans(places)]


@pytest.mark.parametrize(
    ("printed", "clean"),
    [
        ("l’État « fige »\u202f: 1\u00a0000\u202f€", "l'État « fige » : 1 000 €"),
        ("les ﬁnances eﬀectives", "les finances effectives"),
        ("la gestion budgé-\ntaire", "la gestion budgétaire"),
        ("l'UO 0163-DR99-\nABCD, gérée", "l'UO 0163-DR99-ABCD, gérée"),
        ("l'uo 0163-dr99-\nabcd, gérée", "l'uo 0163-dr99-abcd, gérée"),
        ("la sous-\npréfecture", "la sous-préfecture"),
        ("zéro\u200bespace", "zéroespace"),
        ("un  deux", "un deux"),
    ],
)
def test_cleaning(printed: str, clean: str) -> None:
    assert flow_of(printed).text == clean


def test_every_match_goes_back_to_the_page_it_came_from() -> None:
    pages = ["Le délégataire exerce la ges-\ntion des crédits", "et des UO 0163-DR99-\nABCD."]
    flow = flow_of(*pages)
    for word, expected in (("gestion", ["ges-", "tion"]), ("0163-DR99-ABCD", ["0163-DR99-", "ABCD"])):
        start = flow.text.index(word)
        assert quotes(pages, ((start, start + len(word)),)) == expected


def test_a_ligature_keeps_its_place() -> None:
    flow = flow_of("les ﬁnances")
    start = flow.text.index("finances")
    (span,) = flow.spans(((start, start + 8),))
    assert flow.reading.pages[0].text[span.start : span.end] == "ﬁnances"


def test_a_region_is_left_out_and_the_sentence_goes_on_over_it() -> None:
    first = "Le délégant met à disposition\nPage 1 / 2"
    region = Region("pied", first.index("Page"), len(first))
    reading = Reading("0" * 64, "native", (page_of(first, 1, (region,)), page_of("les crédits de 2023.", 2)))
    assert build_flow(reading, book()).text == "Le délégant met à disposition\nles crédits de 2023."


def test_a_table_at_the_top_of_a_page_begins_where_its_first_cell_does() -> None:
    flow = flow_of("Fait en deux exemplaires.", "Nom\tQualité\tDate\nA. Petit\tdirectrice\t18/05/2021")
    (grid,) = flow.grids
    assert flow.text[grid.start :].startswith("Nom\tQualité")


def test_the_heading_of_an_article_in_the_margin_is_one_line() -> None:
    heading, beside = "Article 2. Montant et\néchéancier", "Le montant est\nde 10 000 €."
    end = len(heading)
    cells = [Cell(0, 0, 0, end, Box(0, 0, 1, 1)), Cell(0, 1, end + 1, end + 1 + len(beside), Box(1, 0, 2, 1))]
    page = replace(
        page_of(f"{heading}\n{beside}"), tables=(Table(Box(0, 0, 2, 1), 1, 2, tuple(cells), False, layout=True),)
    )
    text = build_flow(Reading("0" * 64, "native", (page,)), book()).text
    assert [line for line in text.split("\n") if line] == [heading.replace("\n", " "), "Le montant est", "de 10 000 €."]


def test_table_cells_are_set_apart_and_found_again() -> None:
    text = "Crédits :\nAnnée\tAE\tCP\n2023\t10 000\t5 000\nEnsuite"
    (grid,) = flow_of(text).grids
    assert [[cell.text for cell in row if cell] for row in grid.rows()] == [
        ["Année", "AE", "CP"],
        ["2023", "10 000", "5 000"],
    ]
    flow = flow_of(text)
    cell = grid.at(1, 2)
    assert cell is not None
    assert flow.text[cell.start : cell.end] == "5 000"


def test_cutting_keeps_places_and_tables() -> None:
    flow = flow_of("Bulletin\nConvention A\nAE\tCP\n1\t2\nConvention B")
    start = flow.text.index("Convention A")
    part = flow.cut(start, flow.text.index("Convention B"))
    (grid,) = part.grids
    assert part.text[grid.cells[-1].start : grid.cells[-1].end] == "2"
    (span,) = part.spans(((0, 12),))
    assert flow.reading.pages[0].text[span.start : span.end] == "Convention A"


def test_the_box_of_part_of_a_word_is_cut_to_it() -> None:
    page: Page = page_of("« 0105-CRES-DNUM »,")
    flow = build_flow(Reading("0" * 64, "native", (page,)), book())
    start = flow.text.index("CRES")
    (span,) = flow.spans(((start, start + 4),))
    box = flow.box(span)
    assert box is not None
    assert (box.x0, box.x1) == pytest.approx((50 + span.start * 5, 50 + span.end * 5))


def test_blank_places_have_no_span() -> None:
    assert flow_of("a  b").spans(((1, 2),)) == ()


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("une mise à disposition de 90 000", "€ de CP intervient dès la signature"),
        ("une enveloppe de 1 250", "000 euros en AE"),
        ("le budget de la", "Direction des phares"),
        ("et prend fin le 31 décembre", "2020."),
        ("Le centre de coût est", "PRFSGAR059."),
        ("représenté par M. Luc-Marie", "D'Orval, préfet délégué"),
        ("domaine fonctionnel 0143-02-01, activité", "0143 02 01 01 05. Le centre"),
        ("domaine fonctionnel 0143-02-01, centre de coût", "PRFSGAR059, axe ministériel"),
    ],
)
def test_a_sentence_goes_on_over_a_page_break(above: str, below: str) -> None:
    assert f"{above}\n{below}" in flow_of(above, below).text


def test_a_sentence_that_ends_with_its_page_is_a_paragraph() -> None:
    assert "ci-dessous :\n\n90 000 €" in flow_of("Les crédits figurent ci-dessous :", "90 000 € en CP").text


def test_a_misread_small_word_is_undone_on_a_scan_alone() -> None:
    text = "Le comptable eët la payeuse ct le préfet"
    scan = msgspec.structs.replace(page_of(text), layer="ocr")
    assert build_flow(Reading("0" * 64, "ocr", (scan,)), book()).text == "Le comptable est la payeuse et le préfet"
    assert flow_of(text).text == text


def test_a_nature_misread_is_known_from_its_place_in_the_column() -> None:
    rows = [("UO 1", "AE", "1 200"), ("", "CR", "400"), ("UO 2", "AE", "900"), ("", "CP", "900"), ("UO 3", "AE", "0")]
    text = "\n".join("\t".join(row) for row in [("UO", "Nature", "2024"), *rows])
    page = page_of(text)
    [table] = page.tables
    assert [cell.text for cell in flow_of(text).grids[0].cells if cell.col == 1][2] == "CR"
    scan = msgspec.structs.replace(page, layer="ocr")
    read = build_flow(Reading("0" * 64, "ocr", (scan,)), book()).grids[0]
    assert [cell.text for cell in read.cells if cell.col == 1] == ["Nature", "AE", "CP", "AE", "CP", "AE"]
    assert table.n_rows == read.n_rows


@pytest.mark.parametrize(
    ("heads", "read"),
    [
        (("AE", "CP", "AE", "CB", "AE", "GP"), ("AE", "CP", "AE", "CP", "AE", "CP")),
        (("AE", "CP", "AE", "Coût", "AE", "CP"), ("AE", "CP", "AE", "Coût", "AE", "CP")),
        (("AE", "CB", "Total"), ("AE", "CB", "Total")),
    ],
)
def test_a_nature_misread_is_known_from_its_place_among_the_heads(
    heads: tuple[str, ...], read: tuple[str, ...]
) -> None:
    text = "\t".join(["Action", *heads]) + "\n" + "\t".join(["Récolement", *("1 200" for _ in heads)])
    scan = msgspec.structs.replace(page_of(text), layer="ocr")
    cells = build_flow(Reading("0" * 64, "ocr", (scan,)), book()).grids[0].cells
    assert tuple(cell.text for cell in cells if cell.row == 0)[1:] == read


def test_signs_at_the_beginning_of_a_line() -> None:
    scan = msgspec.structs.replace(page_of("$ 2 - Budget\n+ la Région\n$US"), layer="ocr")
    assert build_flow(Reading("0" * 64, "ocr", (scan,)), book()).text.split() == [
        "§",
        "2",
        "-",
        "Budget",
        "•",
        "la",
        "Région",
        "$US",
    ]


CUTTING = "Le délégant déter-\nmine les modali-\ntés de suivi."
"""A document that cuts its words."""


@pytest.mark.parametrize(
    ("above", "cut", "read"),
    [
        ("La DINUM passe les marchés.", "la DI-\nNUM", "la DINUM"),
        ("M. Paul Marsac", "Paul MAR-\nSAC", "Paul MARSAC"),
        ("les outre-mer", "les outre-\nmer", "les outre-mer"),
        ("la Martin-Dubois", "MARTIN-\nDUBOIS", "MARTIN-DUBOIS"),
        (CUTTING, "Ferréol de CASTELBA-\nJAC", "Ferréol de CASTELBAJAC"),
        ("Un texte qui ne coupe rien.", "Ferréol MARTIN-\nDUBOIS", "Ferréol MARTIN-DUBOIS"),
        (CUTTING, "SOUS-\nDIRECTION", "SOUS-DIRECTION"),
        (CUTTING, "ISSY-LES-\nMOULINEAUX", "ISSY-LES-MOULINEAUX"),
        (CUTTING, "Rhône-\nAlpes", "Rhône-Alpes"),
        (CUTTING, "0113-PEBC-\nELAB", "0113-PEBC-ELAB"),
        (CUTTING, "0113-\nPEBC-\nELAB", "0113-PEBC-ELAB"),
        ("L'UO 0113-PEBC-ELAB", "0113-PEBC-EL-\nAB", "0113-PEBC-ELAB"),
        ("le centre DLMNUMA075", "DLMNUMA-\n075", "DLMNUMA075"),
        ("l'activité 011301020304", "01130102-\n0304", "011301020304"),
        ("", "DLMNUMA-\n075", "DLMNUMA-075"),
        ("", "la présidente-\ndirectrice générale", "la présidente-directrice générale"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line(above: str, cut: str, read: str) -> None:
    assert flow_of(f"{above}\n\n{cut}").text.endswith(read)


@pytest.mark.parametrize(
    ("above", "below", "goes_on"),
    [
        ("VU LA LOI PORTANT CODE DES PHARES, NOTAMMENT SON", "ARTICLE 9 ;", True),
        ("Les crédits sont répartis par programme et par", "titre selon l'annexe.", True),
        ("La convention a pour objet les phares", "ARTICLE 2 – CRÉDITS", False),
        ("VU LE CODE DES PHARES ET", "VU LE DÉCRET DU 3 MAI 2020 ;", False),
    ],
)
def test_a_line_that_calls_for_more_is_followed_by_no_paragraph(above: str, below: str, goes_on: bool) -> None:
    text = flow_of(f"{above}\n{below}").text
    assert (f"{above}\n{below}" in text) == goes_on


def spaced(text: str, leading: float, blank: float, layer: Layer = "native") -> Page:
    """A page whose lines stand `leading` points below one another, an empty line being `blank` points more."""
    page, lines, top = page_of(text), [], 60.0
    for line in page.lines:
        said = page.text[line.start : line.end]
        if said:
            width = 440.0 if said[-1] not in ".;" else 150.0
            lines.append(Line(line.start, line.end, Box(60.0, top, 60.0 + width, top + 11.0)))
        top += leading if said else blank
    return replace(page, lines=tuple(lines), layer=layer)


SENTENCES = """La présente convention confie au délégataire la conduite
de l'opération, dans la limite des crédits que la direction du
numérique met à sa disposition, et en rend compte chaque
semestre à cette direction, sans préjudice de ce que le
Comptable public assignataire peut contrôler.

Elle est exécutée par le service chargé des achats."""


@pytest.mark.parametrize("layer", ["native", "ocr"])
@pytest.mark.parametrize("leading", [13.0, 22.0, 30.0])
def test_lines_set_far_apart_are_of_one_paragraph(leading: float, layer: Layer) -> None:
    page = spaced(SENTENCES, leading, leading / 2, layer)
    text = build_flow(Reading("0" * 64, layer, (page,)), book()).text
    assert text.count("\n\n") == 1
    assert "de ce que le\nComptable public" in text


def test_lines_far_apart_on_a_page_that_shows_none_go_by_the_other_pages() -> None:
    pages = (
        spaced(SENTENCES, 30.0, 15.0),
        replace(spaced("Le service fait est certifié par\nla Direction", 30.0, 15.0), number=2),
    )
    assert "certifié par\nla Direction" in build_flow(Reading("0" * 64, "native", pages), book()).text
