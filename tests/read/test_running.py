"""Running heads and what looks like one."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from pipeline.read.running import running_regions
from tests.extract.helpers import page_of
from tests.read.pdf.drawing import PROSE, Sheet, check_page, prose, read_page, read_pages, regions_of

HEAD = "Convention de délégation de gestion"
BODIES = (
    "Les phares sont allumés.\nLe gardien veille.\nLa mer est calme.",
    "Le délégant confie.\nLe délégataire rend compte.\nLe comptable paie.",
    "Durée.\nTerme.\nFin.",
)


def test_a_title_below_a_head_that_says_the_same_stays_in_the_text() -> None:
    first, *others = BODIES
    pages = [page_of(f"{HEAD}\n{HEAD}\n{first}", 1)]
    pages += [page_of(f"{HEAD}\n{body}", number) for number, body in enumerate(others, start=2)]
    found = {number: [(r.kind, r.start) for r in regions] for number, regions in running_regions(pages).items()}
    assert found == {1: [("entete", 0)], 2: [("entete", 0)], 3: [("entete", 0)]}


def test_a_folio_whose_total_was_left_out() -> None:
    pages = [page_of(f"{body}\n{body}\n{HEAD}\n{number}/", number) for number, body in enumerate(BODIES, start=1)]
    assert {r.kind for regions in running_regions(pages).values() for r in regions} == {"pied", "numero_page"}


def test_a_head_that_a_scan_misreads_once_runs_as_the_others_do() -> None:
    heads = ("Préfet des Trois-Vallées", "Préfet des Trois-Vallées", "Préfet des Trois-Vai 1 ées")
    pages = [
        page_of(f"{head}\n{body}", number) for number, (head, body) in enumerate(zip(heads, BODIES, strict=True), 1)
    ]
    assert not any(running_regions(pages).values())
    scans = [msgspec.structs.replace(page, layer="ocr") for page in pages]
    assert [[r.kind for r in regions] for regions in running_regions(scans).values()] == [["entete"]] * 3


def test_a_foot_that_begins_like_a_heading_is_one_by_its_folio() -> None:
    feet = {1: "Avenant n° 2 – Phares – p. 1", 2: "Avenant n° 2 – Phares – p. 2"}
    pages = [page_of(f"{BODIES[number]}\n{foot}", number) for number, foot in feet.items()]
    found = running_regions(pages)
    assert {n: [pages[n - 1].text[r.start : r.end] for r in rs] for n, rs in found.items()} == {
        n: [foot] for n, foot in feet.items()
    }


def test_headings_that_count_with_the_pages_are_no_heads() -> None:
    pages = [page_of(f"Annexe {number}\n{BODIES[number]}", number) for number in (1, 2)]
    assert not any(running_regions(pages).values())


def test_small_print_in_the_margins_of_a_page_alone_is_none_of_its_text() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(60, 30, "Réf. : DAF/SB2", size=8)
        sheet.text(380, 30, "Version du 03/05/2017, 999 999 €", size=8)
        sheet.lines(60, 80, PROSE, size=11)
        sheet.text(60, 805, "Imprimé le 14/02/2019 à 17:32", size=8)

    page = read_page(draw)
    check_page(page)
    assert regions_of(page) == [
        ("entete", "Version du 03/05/2017, 999 999 €"),
        ("pied", "Imprimé le 14/02/2019 à 17:32"),
    ]


def test_the_number_of_an_act_in_the_margin_of_its_only_page_stays() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(60, 30, "NOR : TREX2401234X", size=8)
        sheet.lines(60, 80, PROSE, size=11)

    assert regions_of(read_page(draw)) == []


def test_a_head_set_left_and_right_above_names_is_no_column_of_theirs() -> None:
    def head(sheet: Sheet) -> None:
        sheet.text(60, 32, "RÉGION NORMANDIE", size=8)
        sheet.text(330, 32, "Version du 03/05/2017, 999 999 €", size=8)

    def first(sheet: Sheet) -> None:
        head(sheet)
        sheet.lines(60, 80, PROSE, size=11)

    def last(sheet: Sheet) -> None:
        head(sheet)
        for y, names in (
            (76, ("Le recteur,", "La secrétaire générale,")),
            (110, ("Évariste QUESNEL", "Lucrèce DAMBREVILLE")),
        ):
            sheet.text(60, y, names[0], size=11)
            sheet.text(330, y, names[1], size=11)

    for page in read_pages(first, last):
        assert [kind for kind, _ in regions_of(page)] == ["entete", "entete"]


def test_titles_numbered_as_the_pages_are_no_head() -> None:
    pages = [page_of(f"Décision n° 2022-1{number}\n{body}", number) for number, body in enumerate(BODIES, start=1)]
    assert not any(running_regions(pages).values())


def test_a_head_keeps_the_number_of_its_act_and_counts_the_pages() -> None:
    pages = [
        page_of(f"Convention n° 12 - Page {number}\n{body}", number) for number, body in enumerate(BODIES, start=1)
    ]
    assert all(len(regions) == 1 for regions in running_regions(pages).values())


def test_titles_of_acts_that_follow_one_another_are_no_head() -> None:
    pages = [page_of(f"{HEAD}\nEntre les phares et le port :\n{body}", n) for n, body in enumerate(BODIES, start=1)]
    assert not any(running_regions(pages).values())


def test_a_head_stays_one_where_a_single_page_names_the_parties() -> None:
    bodies = (f"Entre les phares et le port :\n{BODIES[0]}", *BODIES[1:])
    pages = [page_of(f"{HEAD}\n{body}", number) for number, body in enumerate(bodies, start=1)]
    assert all(regions for regions in running_regions(pages).values())


def test_a_head_above_the_titles_of_acts_that_follow_one_another_stays_one() -> None:
    titles = [f"Convention relative aux {object_}" for object_ in ("bouées", "digues à la mer", "feux")]
    bodies = [f"{title}\nEntre les phares et le port :\n{body}" for title, body in zip(titles, BODIES, strict=True)]
    pages = [page_of(f"{HEAD}\n{body}", number) for number, body in enumerate(bodies, start=1)]
    assert [[r.start for r in regions] for regions in running_regions(pages).values()] == [[0]] * 3


def test_who_signs_several_acts_is_no_foot() -> None:
    pages = [page_of(f"{body}\n{body}\nFait à Brest\nRose MAINVILLE", n) for n, body in enumerate(BODIES, start=1)]
    assert not any(region.kind == "pied" for regions in running_regions(pages).values() for region in regions)


def test_blocks_of_a_letterhead_side_by_side_above_every_page_are_a_head() -> None:
    def head(sheet: Sheet) -> None:
        for x, lines in (
            (60, ("RÉPUBLIQUE", "FRANÇAISE")),
            (240, ("Ministère de la mer", "Secrétariat général")),
            (420, ("Service des phares", "Bureau des feux")),
        ):
            for y, text in zip((26, 37), lines, strict=True):
                sheet.text(x, y, text, size=8)

    def drawn(lines: tuple[str, ...]) -> Callable[[Sheet], None]:
        def draw(sheet: Sheet) -> None:
            head(sheet)
            sheet.lines(60, 90, lines, size=11)

        return draw

    pages = read_pages(*(drawn(prose(subject)) for subject in ("phares", "balises", "bouées")))
    for page in pages:
        check_page(page)
        assert [kind for kind, _ in regions_of(page)] == ["entete"] * 6


def test_a_form_that_opens_with_as_many_rows_alike_has_no_head() -> None:
    form = "Fiche de suivi\nNom du phare\nNom du gardien\nDate"
    pages = [page_of(f"{form}\n{body}", number) for number, body in enumerate(BODIES, start=1)]
    assert not any(running_regions(pages).values())
