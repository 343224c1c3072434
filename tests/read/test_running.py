"""Running heads and what looks like one."""

from __future__ import annotations

from pipeline.read.running import running_regions
from tests.extract.helpers import page_of

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
