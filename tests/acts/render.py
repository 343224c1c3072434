"""Acts written by hand, each in habits of its own, laid out as PDF: `hands/*.yml` hold the text and its truth.

A block of `texte` is one of `titre`, `intertitre`, `alinea` (reportlab's inline tags allowed), `tableau` (rows of cells; `cadre`,
`largeurs` in points, `fusions` the rows whose first cell spans them all, `repeter` the heading rows said again on a next page), `blanc`
(points of blank), `page` (a page break), `colonne` (the next column) or `gabarit` (a new page laid out otherwise: `page`, `paysage`,
`colonnes`, or `bandeau`, two columns below a band). An act begins with its own `gabarit`, under its `tete` and above its `pied`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from tests.generator.fonts import register

HANDS = Path(__file__).with_name("hands")


@dataclass(frozen=True)
class Look:
    """A typeface, its size, and the blank below a paragraph, in points."""

    face: str
    size: float
    below: float

    @property
    def styles(self) -> dict[str, ParagraphStyle]:
        """The styles of the blocks of text."""
        body = ParagraphStyle(
            "alinea", fontName=self.face, fontSize=self.size, leading=1.2 * self.size, spaceAfter=self.below
        )
        return {
            "alinea": body,
            "titre": _larger(body, "titre", 3, alignment=TA_CENTER),
            "intertitre": _larger(body, "intertitre", 2, spaceBefore=8),
        }


LOOKS = {"aéré": Look("Vera", 9, 6), "serré": Look("Times-Roman", 11, 0), "ample": Look("Helvetica", 12, 10)}


def _larger(body: ParagraphStyle, name: str, by: float, **more: float) -> ParagraphStyle:
    size = body.fontSize + by
    return ParagraphStyle(name, parent=body, fontSize=size, leading=1.2 * size, **more)


def render(folder: Path, look: Look) -> Path:
    """Write every act as a PDF into `folder`, and its truth into `folder/gold`; return that one."""
    register()
    gold = folder / "gold"
    gold.mkdir(parents=True, exist_ok=True)
    for path in sorted(HANDS.glob("*.yml")):
        act = yaml.safe_load(path.read_text("utf-8"))
        _build(act, look.styles, folder / f"{path.stem}.pdf")
        truth = {"documents": [{"statut": "extrait"}]} | act["verite"]
        (gold / f"{path.stem}.json").write_text(json.dumps(truth, ensure_ascii=False), "utf-8")
    return gold


def _build(act: dict[str, Any], styles: dict[str, ParagraphStyle], path: Path) -> None:
    def margins(canvas: Canvas, document: Any) -> None:
        canvas.setFont(styles["alinea"].fontName, 8)
        canvas.drawString(60, 25, act.get("pied", "").replace("#", str(document.page)))
        canvas.drawString(60, document.pageTemplate.pagesize[1] - 40, act.get("tete", ""))

    template = BaseDocTemplate(str(path), pagesize=A4, invariant=1)
    first = act.get("gabarit", "page")
    template.addPageTemplates(sorted(_templates(margins), key=lambda one: one.id != first))
    template.build([part for block in act["texte"] for part in _flowables(block, styles)])


def _templates(margins: Any) -> list[PageTemplate]:
    wide, high = A4
    left, right = (Frame(x, 72, (wide - 140) / 2, high - 144, id=str(x)) for x in (60, 60 + (wide - 100) / 2))
    short_left, short_right = (Frame(one.x1, 72, one.width, high - 294, id=one.id) for one in (left, right))
    frames = {
        "page": ([Frame(60, 72, wide - 120, high - 144)], A4),
        "paysage": ([Frame(60, 72, high - 120, wide - 144)], landscape(A4)),
        "colonnes": ([left, right], A4),
        "bandeau": ([Frame(60, high - 222, wide - 120, 150), short_left, short_right], A4),
    }
    following = {"bandeau": "colonnes"}
    return [
        PageTemplate(name, parts, onPage=margins, pagesize=size, autoNextPageTemplate=following.get(name))
        for name, (parts, size) in frames.items()
    ]


def _flowables(block: dict[str, Any], styles: dict[str, ParagraphStyle]) -> list[Flowable]:
    if "gabarit" in block:
        return [NextPageTemplate(block["gabarit"]), PageBreak()]
    return [_flowable(block, styles)]


def _flowable(block: dict[str, Any], styles: dict[str, ParagraphStyle]) -> Flowable:
    if "tableau" in block:
        return _table(block, styles["alinea"])
    if "blanc" in block:
        return Spacer(1, block["blanc"])
    if "page" in block or "colonne" in block:
        return PageBreak() if "page" in block else FrameBreak()
    [(style, text)] = block.items()
    return Paragraph(text, styles[style])


def _table(block: dict[str, Any], style: ParagraphStyle) -> Table:
    rows = [[Paragraph(cell, style) for cell in row] for row in block["tableau"]]
    table = Table(rows, colWidths=block.get("largeurs"), repeatRows=block.get("repeter", 0))
    table.setStyle([("SPAN", (0, row), (-1, row)) for row in block.get("fusions", [])])
    if block.get("cadre", True):
        table.setStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
    return table


def acts() -> Iterator[str]:
    """Yield the names of the acts."""
    yield from sorted(path.stem for path in HANDS.glob("*.yml"))
