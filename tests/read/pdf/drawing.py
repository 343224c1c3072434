"""What the makers share: a canvas that counts from the page's top, and how a reading is told."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from pipeline.model import Page, Table
from pipeline.read.options import ReadOptions
from pipeline.read.reader import read_document

WIDTH, HEIGHT = A4
SIZE = 10.0
LEADING = 12.0
PROSE = (
    "La présente convention confie au délégataire la conduite de l'opération décrite en annexe, pour le",
    "compte du délégant, dans le respect des règles de la comptabilité publique et dans la limite des",
    "crédits mis à sa disposition. Elle précise aussi les modalités de son suivi par les deux parties et",
    "les conditions dans lesquelles il peut y être mis fin avant son terme, sans indemnité d'aucune sorte.",
)


def prose(subject: str) -> tuple[str, ...]:
    """Return a paragraph of its own for each subject: pages do not repeat one another."""
    return (
        f"Le volet « {subject} » de l'opération est conduit par le délégataire, qui passe les marchés utiles",
        f"et rend compte de {subject} au délégant, chaque trimestre et dès qu'un écart est constaté par lui.",
        f"Les parties conviennent que {subject} fait l'objet d'un bilan, remis dans les six mois de la clôture",
        f"des comptes de {subject} et publié sous une licence ouverte.",
    )


class Sheet:
    """A page being drawn; y counts downwards, in points, and is the top of a line of text."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    def text(self, x: float, y: float, words: str, size: float = SIZE, bold: bool = False, right: bool = False) -> None:
        """Write one line; `right` makes `x` its right end."""
        font = "Helvetica-Bold" if bold else "Helvetica"
        self.canvas.setFont(font, size)
        at = x - stringWidth(words, font, size) if right else x
        self.canvas.drawString(at, HEIGHT - y - 0.76 * size, words)

    def lines(self, x: float, y: float, lines: Iterable[str], leading: float = LEADING, size: float = SIZE) -> float:
        """Write lines one below the other; return where the next one would stand."""
        for line in lines:
            self.text(x, y, line, size)
            y += leading
        return y

    def rule(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5) -> None:
        """Draw a straight line."""
        self.canvas.setLineWidth(width)
        self.canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)

    def box(self, x0: float, y0: float, x1: float, y1: float, shade: float | None = None) -> None:
        """Draw a frame, or a shaded box without one."""
        self.canvas.setFillGray(shade if shade is not None else 0)
        self.canvas.rect(x0, HEIGHT - y1, x1 - x0, y1 - y0, stroke=shade is None, fill=shade is not None)
        self.canvas.setFillGray(0)

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        """Draw every line of a grid."""
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)

    def cells(self, xs: Sequence[float], y: float, texts: Sequence[str], **style: bool) -> None:
        """Write a row of one-line cells, each 4 points right of its column's left."""
        for x, text in zip(xs, texts, strict=True):
            if text:
                self.text(x + 4, y, text, **style)


def pdf(*draw: Callable[[Sheet], None], rotation: int = 0) -> bytes:
    """Return a PDF with one page for each function."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    for page in draw:
        canvas.setPageRotation(rotation)
        page(Sheet(canvas))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def read_pages(*draw: Callable[[Sheet], None], rotation: int = 0) -> tuple[Page, ...]:
    """Draw pages and read them."""
    return read_document(pdf(*draw, rotation=rotation), options=ReadOptions(ocr=False)).pages


def read_page(draw: Callable[[Sheet], None]) -> Page:
    """Draw one page and read it."""
    return read_pages(draw)[0]


def grid_of(page: Page, table: Table) -> list[list[str]]:
    """Return the texts of a table by row and column; a merged cell's stands at its top left."""
    grid = [[""] * table.n_cols for _ in range(table.n_rows)]
    for cell in table.cells:
        grid[cell.row][cell.col] = page.text[cell.start : cell.end]
    return grid


def regions_of(page: Page) -> list[tuple[str, str]]:
    """Return the kinds and texts of a page's regions."""
    return [(region.kind, page.text[region.start : region.end]) for region in page.regions]


def check_page(page: Page) -> None:
    """Assert what holds for every page: offsets slice to what they name, in order, and the text holds nothing else."""
    left, last = [], 0
    for word in page.words:
        assert last <= word.start < word.end
        assert not any(character.isspace() for character in page.text[word.start : word.end])
        left.append(page.text[last : word.start])
        last = word.end
    left.append(page.text[last:])
    assert set("".join(left)) <= set(" \n\t\u00a0\u202f")
    spans = [(line.start, line.end) for line in page.lines]
    assert spans == sorted(spans)
    assert all("\n" not in page.text[a:b] and "\t" not in page.text[a:b] for a, b in spans)
    starts = [region.start for region in page.regions]
    assert starts == sorted(starts)
    for table in page.tables:
        _check_table(page, table)


def _check_table(page: Page, table: Table) -> None:
    covered = [
        (row, col)
        for cell in table.cells
        for row in range(cell.row, cell.row + cell.rowspan)
        for col in range(cell.col, cell.col + cell.colspan)
    ]
    assert sorted(covered) == [(row, col) for row in range(table.n_rows) for col in range(table.n_cols)]
    for cell in table.cells:
        text = page.text[cell.start : cell.end]
        assert text == text.strip()
        assert "\t" not in text
