"""An act in the form that most take, to vary: what tests of sections and of segmentation share."""

from __future__ import annotations

from pipeline.extract.context import Context
from pipeline.extract.segment import Segmentation, segment
from tests.extract.helpers import book, flow_of, reference

TITLE = "CONVENTION DE DÉLÉGATION DE GESTION\nrelative à l'inventaire des phares"
PARTIES = (
    "Entre\n\nLa Direction des phares (DPH), 3 rue du Môle, 29200 Brest, représentée par Mme Ada Kerloc'h, directrice,\n"
    "ci-après dénommée « le délégant »,\n\nEt\n\nLe Service des balises, représenté par M. Yann Prat, chef de service,\n"
    "ci-après dénommé « le délégataire »,"
)
VISAS = (
    "Vu le décret n° 2004-1085 du 14 octobre 2004 relatif à la délégation de gestion ;\n\nIl est convenu ce qui suit :"
)
SIGNED = "Fait à Brest, le 3 mai 2021\n\nLe délégant,\nAda KERLOC'H\n\nLe délégataire,\nYann PRAT"
BODIES = (
    "Le délégant confie au délégataire l'inventaire des phares en service sur la côte.",
    "Le délégant met les crédits à disposition du délégataire dans la limite de son budget.",
    "La convention prend effet à sa signature et s'achève le 31 décembre 2021.",
)


def act(*articles: str, title: str = TITLE, parties: str = PARTIES, end: str = SIGNED) -> str:
    return "\n\n".join([title, parties, VISAS, *articles, end])


def cut(*pages: str) -> Segmentation:
    return segment(flow_of(*pages), book(), reference(), scanned=False)


def only(*pages: str) -> Context:
    found = cut(*pages)
    assert len(found.contexts) == 1, found.reason
    return found.contexts[0]


def headings(ctx: Context) -> list[tuple[str | None, str | None]]:
    return [(s.numero, s.intitule) for s in ctx.of_kind("preambule", "article", "annexe") if s.numero]


def kinds(ctx: Context) -> list[str]:
    return [s.kind for s in ctx.sections]
