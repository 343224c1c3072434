"""Acts written by hand, each in habits of its own, laid out as PDF: `hands/*.yml` hold the text and its truth.

A block of `texte` is one of `titre`, `intertitre`, `alinea` (reportlab's inline tags allowed), `tableau` (rows of cells; `cadre`,
`largeurs` in points), `blanc` (points of blank) or `page` (a page break).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from tests.generator.fonts import register

HANDS = Path(__file__).with_name("hands")
_BODY = ParagraphStyle("alinea", fontName="Vera", fontSize=9, leading=12, spaceAfter=6)
STYLES = {
    "alinea": _BODY,
    "titre": ParagraphStyle("titre", parent=_BODY, alignment=TA_CENTER, fontSize=12, leading=14),
    "intertitre": ParagraphStyle("intertitre", parent=_BODY, fontSize=11, spaceBefore=8),
}


def render(folder: Path) -> Path:
    """Write every act as a PDF into `folder`, and its truth into `folder/gold`; return that one."""
    register()
    gold = folder / "gold"
    gold.mkdir(parents=True, exist_ok=True)
    for path in sorted(HANDS.glob("*.yml")):
        act = yaml.safe_load(path.read_text("utf-8"))
        _build(act, folder / f"{path.stem}.pdf")
        truth = {"documents": [{"statut": "extrait"}]} | act["verite"]
        (gold / f"{path.stem}.json").write_text(json.dumps(truth, ensure_ascii=False), "utf-8")
    return gold


def _build(act: dict[str, Any], path: Path) -> None:
    def foot(canvas: Canvas, document: Any) -> None:
        canvas.setFont("Vera", 8)
        canvas.drawString(60, 25, act.get("pied", "").replace("#", str(document.page)))

    template = SimpleDocTemplate(str(path), pagesize=A4, leftMargin=60, rightMargin=60, invariant=1)
    template.build([_flowable(block) for block in act["texte"]], onFirstPage=foot, onLaterPages=foot)


def _flowable(block: dict[str, Any]) -> Flowable:
    if "tableau" in block:
        return _table(block)
    if "blanc" in block:
        return Spacer(1, block["blanc"])
    if "page" in block:
        return PageBreak()
    [(style, text)] = block.items()
    return Paragraph(text, STYLES[style])


def _table(block: dict[str, Any]) -> Table:
    rows = [[Paragraph(cell, _BODY) for cell in row] for row in block["tableau"]]
    table = Table(rows, colWidths=block.get("largeurs"))
    if block.get("cadre", True):
        table.setStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
    return table


def acts() -> Iterator[str]:
    """Yield the names of the acts."""
    yield from sorted(path.stem for path in HANDS.glob("*.yml"))
