"""Pages of known words, as a scanner would deliver them: typed, photographed, tilted, turned, soiled."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595.0, 842.0
Gray = npt.NDArray[np.uint8]

LINES = (
    "CONVENTION DE DÉLÉGATION DE GESTION",
    "Entre la direction des systèmes d'information, délégant,",
    "et le service à compétence nationale, délégataire,",
    "Vu le décret relatif à la délégation de gestion dans les services de l'État,",
    "il est convenu ce qui suit :",
    "Article 1er - Objet de la convention",
    "Le délégant confie au délégataire la gestion des crédits du programme 0362,",
    "unité opérationnelle 0362-CDIE-DR35, centre de coût PRFSGAR035,",
    "pour un montant de 1 250 000 euros en autorisations d'engagement",
    "et de 985 250 euros en crédits de paiement au titre de l'exercice 2023.",
    "Article 2 - Durée",
    "La présente convention prend effet à la date de sa signature.",
    "Elle est conclue pour une durée de trois ans, jusqu'au 31/12/2025.",
    "Fait à Rennes, le 14 mars 2023, en deux exemplaires.",
)
TABLE = (("UO", "2023", "2024"), ("0362-CDIE-DR35", "120 000", "80 000"), ("0348-DR35-DP35", "45 000", "0"))
TABLE_TOP, ROW, COLUMNS = 500.0, 24.0, (70.0, 250.0, 370.0, 490.0)


@dataclass(frozen=True)
class Look:
    """What happened to the page between the printer and the file."""

    dpi: int = 150
    tilt: float = 0.0
    """Degrees the sheet lay askew, clockwise."""
    quarters: int = 0
    """Quarter turns counter-clockwise the sheet went through the scanner with."""
    noise: float = 6.0
    """Standard deviation of the grain."""
    shadow: float = 0.0
    """Share of the light that is missing along the left edge; it comes back towards the right one."""
    specks: float = 0.0
    """Share of pixels a photocopier turned: the page is black and white, thin rules have gaps."""


def typed(lines: Sequence[str] = LINES, *, table: bool = True, invisible: bool = False) -> bytes:
    """Return a typed page of `lines`, from 72 points below the top, 20 points apart, then the table."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
    write(canvas, lines, table=table, invisible=invisible)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def write(canvas: Canvas, lines: Sequence[str], *, table: bool, invisible: bool = False) -> None:
    """Write the lines and the table on the current page."""
    text = canvas.beginText(70, HEIGHT - 72)
    text.setFont("Helvetica", 11)
    text.setLeading(20)
    text.setTextRenderMode(3 if invisible else 0)
    for line in lines:
        text.textLine(line)
    canvas.drawText(text)
    if not table:
        return
    for number, row in enumerate(TABLE):
        for x, cell in zip(COLUMNS, row, strict=False):
            canvas.drawString(x + 6, HEIGHT - TABLE_TOP - ROW * number - 16, cell)
    bottom = TABLE_TOP + ROW * len(TABLE)
    for number in range(len(TABLE) + 1):
        canvas.line(COLUMNS[0], HEIGHT - TABLE_TOP - ROW * number, COLUMNS[-1], HEIGHT - TABLE_TOP - ROW * number)
    for x in COLUMNS:
        canvas.line(x, HEIGHT - TABLE_TOP, x, HEIGHT - bottom)


def photographed(pdf: bytes, look: Look, *, seed: int = 0) -> Gray:
    """Return the first page as the scanner saw it."""
    page = pdfium.PdfDocument(pdf)[0]
    picture = page.render(scale=look.dpi / 72, grayscale=True).to_pil().convert("L")
    picture = picture.rotate(-look.tilt, resample=Image.Resampling.BICUBIC, fillcolor=255)
    pixels = np.asarray(picture, dtype=np.float64) * 0.92 + 8
    pixels *= 1 - look.shadow * np.linspace(1, 0, pixels.shape[1])
    random = np.random.default_rng(seed)
    pixels += random.normal(0, look.noise, pixels.shape)
    if look.specks:
        pixels = np.where(pixels < 160, 0.0, 255.0)
        dark, light = (random.random(pixels.shape) < share for share in (look.specks, 20 * look.specks))
        pixels[dark], pixels[light & ~dark & _thin(pixels)] = 0, 255
    return np.ascontiguousarray(np.rot90(pixels.clip(0, 255).astype(np.uint8), look.quarters))


def _thin(pixels: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Return where ink has paper on both sides, above and below or left and right: there a photocopier loses it."""
    paper = np.pad(pixels > 128, 2, constant_values=True)
    rows, columns = paper[:-4, 2:-2] & paper[4:, 2:-2], paper[2:-2, :-4] & paper[2:-2, 4:]
    return np.asarray((rows | columns) & (pixels < 128))


def scanned(
    look: Look | None = None,
    lines: Sequence[str] = LINES,
    *,
    table: bool = True,
    rotation: int = 0,
    layer: Sequence[str] | None = None,
    stamp: Sequence[str] = (),
) -> bytes:
    """Return a PDF of one scanned page; `layer` is invisible text over it, `stamp` visible text."""
    pixels = photographed(typed(lines, table=table), look or Look())
    return wrapped(pixels, rotation=rotation, layer=layer, stamp=stamp)


def wrapped(pixels: Gray, *, rotation: int = 0, layer: Sequence[str] | None = None, stamp: Sequence[str] = ()) -> bytes:
    """Return a PDF of one A4 page that is all image."""
    width, height = (HEIGHT, WIDTH) if pixels.shape[1] > pixels.shape[0] else (WIDTH, HEIGHT)
    buffer, picture = io.BytesIO(), io.BytesIO()
    Image.fromarray(pixels).save(picture, "JPEG", quality=85)
    # reportlab takes the size of the page as displayed, then draws on the sheet before it is turned.
    canvas = Canvas(buffer, pagesize=(height, width) if rotation % 180 else (width, height), invariant=1)
    canvas.setPageRotation(rotation)
    canvas.drawImage(ImageReader(picture), 0, 0, width, height)
    if layer is not None:
        write(canvas, layer, table=False, invisible=True)
    if stamp:
        write(canvas, stamp, table=False)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def words_of(lines: Sequence[str] = LINES, *, table: bool = True) -> list[str]:
    """Return the words that were typed, in reading order."""
    cells = [cell for row in TABLE for cell in row] if table else []
    return " ".join([*lines, *cells]).split()
