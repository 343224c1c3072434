"""Running heads and what looks like one."""

from __future__ import annotations

from pipeline.read.running import running_regions
from tests.extract.helpers import page_of
from tests.read.pdf.drawing import PROSE, Sheet, check_page, read_page, read_pages, regions_of

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
