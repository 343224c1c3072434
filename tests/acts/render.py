"""Acts written by hand, each in habits of its own, laid out as PDF: `hands/*.yml` hold the text and its truth.

A block of `texte` is one of `titre`, `intertitre`, `alinea` (reportlab's inline tags allowed), `tableau` (rows of cells; `cadre`,
`largeurs` in points, `fusions` the rows whose first cell spans them all, `reunis` the row, first and last column of cells made one,
`filets` the rules drawn, of all rows (`tous`) or around the head's two and the whole (`bouts`), instead of a grid, `bandes` for every
other row shaded from end to end instead, `centre` for all but the first column, `repeter` the heading rows said again on a next page), `blanc`
(points of blank), `page` (a page break), `colonne` (the next column) or `gabarit` (a new page laid out otherwise: `page`, `paysage`,
`colonnes`, or `bandeau`, two columns below a band). An act begins with its own `gabarit`, under its `tete` and above its `pied`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
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

_SHADES = (colors.Color(0.77, 0.85, 0.94), colors.Color(0.95, 0.95, 0.95))
"""Of a table's head, and of the rows below it."""
_FINE = tuple(
    (re.compile(pattern), printed)
    for pattern, printed in (
        (r"(?<=\d) (?=\d{3}(?!\d))", "\u202f"),
        (r"(?<=\d) (?=(?:€|k€|M€|%|euros))| (?=[;:!?»])|(?<=[«°]) ", "\u00a0"),
        (r"\bn°", "n<super>o</super>"),
        (r"\b1er\b", "1<super>er</super>"),
        (r"'", "’"),
    )
)
_TEXT = re.compile(r"[^<>]+(?![^<]*>)")
"""What stands outside the tags."""
HANDS = Path(__file__).with_name("hands")


@dataclass(frozen=True)
class Look:
    """A typeface, its size, and the blank below a paragraph, in points; and the habits of the writer of the file."""

    face: str
    size: float
    below: float
    justified: bool = False
    """Lines go from margin to margin, those broken by hand too."""
    banded: bool = False
    """Tables draw no line: their head is shaded, and every other row."""
    light: bool = False
    """Tables have their head between two rules, a rule below, and every other row shaded from the first on."""
    ruled: bool = False
    """Tables have a rule below each row, drawn cell by cell, and the texts of a row stand in the middle of its height."""
    capitals: bool = False
    """Titles are in capitals."""
    fine: bool = False
    """Blanks are no-break ones where French typography asks for them, apostrophes are curly, the o of n° is raised."""

    @property
    def styles(self) -> dict[str, ParagraphStyle]:
        """The styles of the blocks of text."""
        body = ParagraphStyle(
            "alinea", fontName=self.face, fontSize=self.size, leading=1.2 * self.size, spaceAfter=self.below
        )
        stretched = {"alignment": TA_JUSTIFY, "justifyBreaks": 1, "justifyLastLine": 0} if self.justified else {}
        return {
            "cellule": body,
            "alinea": ParagraphStyle("alinea", parent=body, **stretched),
            "titre": _larger(body, "titre", 3, alignment=TA_CENTER),
            "intertitre": _larger(body, "intertitre", 2, spaceBefore=8),
        }


PRODUCERS = {
    "justifié": Look("Times-Roman", 11, 6, justified=True),
    "ombré": Look("Vera", 9, 6, banded=True, fine=True),
    "tramé": Look("Vera", 9, 6, light=True, capitals=True),
    "ligné": Look("Vera", 9, 6, ruled=True),
}
"""What other writers make of the same text."""
LOOKS = {"aéré": Look("Vera", 9, 6), "serré": Look("Times-Roman", 11, 0), "ample": Look("Helvetica", 12, 10)}


def _larger(body: ParagraphStyle, name: str, by: float, **more: float) -> ParagraphStyle:
    size = body.fontSize + by
    return ParagraphStyle(name, parent=body, fontSize=size, leading=1.2 * size, **more)


def render(folder: Path, look: Look, names: Iterable[str] = ()) -> Path:
    """Write acts (all but where `names` are given) as PDF into `folder`, their truth into `folder/gold`; return it."""
    register()
    gold = folder / "gold"
    gold.mkdir(parents=True, exist_ok=True)
    for path in (HANDS / f"{name}.yml" for name in names or acts()):
        act = yaml.safe_load(path.read_text("utf-8"))
        _build(act, look, folder / f"{path.stem}.pdf")
        truth = {"documents": [{"statut": "extrait"}]} | act["verite"]
        (gold / f"{path.stem}.json").write_text(json.dumps(truth, ensure_ascii=False), "utf-8")
    return gold


def _build(act: dict[str, Any], look: Look, path: Path) -> None:
    styles = look.styles

    def margins(canvas: Canvas, document: Any) -> None:
        canvas.setFont(styles["alinea"].fontName, 8)
        canvas.drawString(60, 25, act.get("pied", "").replace("#", str(document.page)))
        canvas.drawString(60, document.pageTemplate.pagesize[1] - 40, act.get("tete", ""))

    template = BaseDocTemplate(str(path), pagesize=A4, invariant=1)
    first = act.get("gabarit", "page")
    template.addPageTemplates(sorted(_templates(margins), key=lambda one: one.id != first))
    template.build([part for block in act["texte"] for part in _flowables(block, look)])


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


def _flowables(block: dict[str, Any], look: Look) -> list[Flowable]:
    if "gabarit" in block:
        return [NextPageTemplate(block["gabarit"]), PageBreak()]
    return [_flowable(block, look)]


def _flowable(block: dict[str, Any], look: Look) -> Flowable:
    if "tableau" in block:
        return _table(block, look)
    if "blanc" in block:
        return Spacer(1, block["blanc"])
    if "page" in block or "colonne" in block:
        return PageBreak() if "page" in block else FrameBreak()
    [(style, text)] = block.items()
    if look.capitals and style in ("titre", "intertitre"):
        text = _TEXT.sub(lambda said: said[0].upper(), text)
    return Paragraph(_typeset(text, look), look.styles[style])


def _typeset(text: str, look: Look) -> str:
    """Return a text as the writer of the file prints it, its tags left as they are."""
    if not look.fine:
        return text
    for pattern, printed in _FINE:
        text = pattern.sub(printed, text)
    return text


def _table(block: dict[str, Any], look: Look) -> Table:
    style = look.styles["cellule"]
    middle = _larger(style, "centre", 0, alignment=TA_CENTER) if block.get("centre") else style
    rows = [
        [Paragraph(_typeset(cell, look), middle if at else style) for at, cell in enumerate(row)]
        for row in block["tableau"]
    ]
    table = Table(rows, colWidths=block.get("largeurs"), repeatRows=block.get("repeter", 0))
    table.setStyle([("SPAN", (0, row), (-1, row)) for row in block.get("fusions", [])])
    table.setStyle([("SPAN", (first, row), (last, row)) for row, first, last in block.get("reunis", [])])
    if "filets" in block or "bandes" in block:
        table.setStyle(list(_lines(block, len(rows))))
    elif block.get("cadre", True) and look.ruled:
        table.setStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *_pieces(rows)])
    elif block.get("cadre", True) and look.light:
        table.setStyle(list(_light(rows)))
    elif block.get("cadre", True) and look.banded:
        table.setStyle([("BACKGROUND", cell, cell, _SHADES[cell[1] > 0]) for cell in _shaded(rows)])
    elif block.get("cadre", True):
        table.setStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
    return table


def _lines(block: dict[str, Any], high: int) -> Iterator[tuple[Any, ...]]:
    """Yield the rules, or the shaded rows, of a table without a grid."""
    for row in range(0, high, 2) if block.get("bandes") else ():
        yield "BACKGROUND", (0, row), (-1, row), _SHADES[row > 0]
    below = {"tous": range(high), "bouts": (1, high - 1)}.get(block.get("filets", ""), ())
    for row in below:
        yield "LINEBELOW", (0, row), (-1, row), 0.5, colors.black
    if below:
        yield "LINEABOVE", (0, 0), (-1, 0), 0.5, colors.black


def _light(rows: Sequence[Sequence[Flowable]]) -> Iterator[tuple[Any, ...]]:
    """Yield the rules of a table and its shaded rows, drawn cell by cell."""
    for number, row in enumerate(rows):
        yield from (("BACKGROUND", (col, number), (col, number), _SHADES[0]) for col in range(len(row)) if number % 2)
    yield "LINEABOVE", (0, 0), (-1, 0), 1, colors.black
    yield from (("LINEBELOW", (0, row), (-1, row), 1, colors.black) for row in (0, len(rows) - 1))


def _pieces(rows: Sequence[Sequence[Flowable]]) -> Iterator[tuple[Any, ...]]:
    """Yield the rules below the rows of a table, a piece a cell."""
    for number, row in enumerate(rows):
        yield from (("LINEBELOW", (col, number), (col, number), 0.5, colors.black) for col in range(len(row)))


def _shaded(rows: Sequence[Sequence[Flowable]]) -> Iterator[tuple[int, int]]:
    """Yield the columns and rows of the cells that a banded table shades."""
    for number, row in enumerate(rows):
        yield from ((col, number) for col in range(len(row)) if number == 0 or number % 2)


def acts() -> Iterator[str]:
    """Yield the names of the acts."""
    yield from sorted(path.stem for path in HANDS.glob("*.yml"))
