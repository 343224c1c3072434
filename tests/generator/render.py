"""Pages of marks → PDF bytes, as a printer, a scanner or a scanner with a poor reader would make them."""

from __future__ import annotations

import io
import random
from collections.abc import Collection, Sequence

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from .fonts import register
from .measure import width_of
from .pages import Fill, Line, Mark, Page, Run

LOOKS = ("native", "scan", "ocr", "mixte")
"""`scan` has no text layer, `ocr` has one full of misreadings, `mixte` has one scanned page among native ones."""


def render(pages: Sequence[Page], look: str, seed: int, *, dpi: int = 170) -> bytes:
    """Return the document in one of `LOOKS`; the same arguments give the same bytes."""
    register()
    native = _pdf(pages, {})
    if look == "native":
        return native
    rng = random.Random(f"{seed}/{look}")
    chosen: Collection[int] = range(len(pages))
    if look == "mixte":
        chosen = {rng.randrange(len(pages))}
    images = {i: _scanned(native, i, dpi, rng) for i in chosen}
    return _pdf(pages, images, misread=rng if look == "ocr" else None)


def _pdf(pages: Sequence[Page], images: dict[int, bytes], misread: random.Random | None = None) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(pages[0].width, pages[0].height), invariant=1, pageCompression=1)
    canvas.setTitle("Acte")
    rate = misread.choice((0.006, 0.015, 0.03)) if misread else 0.0
    for index, page in enumerate(pages):
        _orient(canvas, page)
        if index in images:
            canvas.drawImage(ImageReader(io.BytesIO(images[index])), 0, 0, page.width, page.height)
            if misread:
                runs = [_garbled(mark, misread, rate) for mark in page.marks if isinstance(mark, Run)]
                _write(canvas, page, runs, invisible=True)
        else:
            _write(canvas, page, page.marks)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _orient(canvas: Canvas, page: Page) -> None:
    if page.rotated:
        canvas.setPageSize((page.height, page.width))
        canvas.setPageRotation(90)
        canvas.transform(0, 1, -1, 0, page.height, 0)
    else:
        canvas.setPageSize((page.width, page.height))
        canvas.setPageRotation(0)


def _write(canvas: Canvas, page: Page, marks: Sequence[Mark], *, invisible: bool = False) -> None:
    for mark in marks:
        if isinstance(mark, Fill):
            canvas.setFillGray(mark.grey)
            canvas.rect(mark.x0, page.height - mark.y1, mark.x1 - mark.x0, mark.y1 - mark.y0, stroke=0, fill=1)
            canvas.setFillGray(0)
        elif isinstance(mark, Line):
            canvas.setLineWidth(mark.width)
            canvas.line(mark.x0, page.height - mark.y0, mark.x1, page.height - mark.y1)
    text = canvas.beginText()
    if invisible:
        text.setTextRenderMode(3)
    for mark in marks:
        if isinstance(mark, Run):
            _show(text, mark, page.height)
    canvas.drawText(text)


def _show(text: object, run: Run, height: float) -> None:
    text.setFont(run.font, run.size)  # type: ignore[attr-defined]
    text.setCharSpace(run.tracking)  # type: ignore[attr-defined]
    if run.spacing and run.font.startswith("Vera"):
        _show_spaced(text, run, height)
        return
    text.setWordSpace(run.spacing)  # type: ignore[attr-defined]
    text.setTextOrigin(run.x, height - run.y)  # type: ignore[attr-defined]
    text.textOut(run.text)  # type: ignore[attr-defined]


def _show_spaced(text: object, run: Run, height: float) -> None:
    """Word spacing has no effect on the embedded faces: place every word, its space after it."""
    x = run.x
    for word in run.text.split(" "):
        text.setTextOrigin(x, height - run.y)  # type: ignore[attr-defined]
        text.textOut(word + " ")  # type: ignore[attr-defined]
        x += (width_of(word, run.font) + width_of(" ", run.font)) * run.size + run.spacing


def _scanned(native: bytes, index: int, dpi: int, rng: random.Random) -> bytes:
    """Print a page, lay it askew on the glass, and return the scanner's JPEG."""
    document = pdfium.PdfDocument(native)
    image = document[index].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
    document.close()
    image = image.rotate(rng.uniform(-0.7, 0.7), resample=Image.Resampling.BICUBIC, fillcolor=252)
    image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 0.7)))
    image = _worn(image, rng)
    noise = np.random.default_rng(rng.randrange(2**32)).normal(0, rng.uniform(3, 7), (image.height, image.width))
    grey = np.clip(np.asarray(image, dtype=np.float32) * rng.uniform(0.93, 1.0) + noise, 0, 255)
    out = io.BytesIO()
    Image.fromarray(grey.astype(np.uint8)).save(out, "JPEG", quality=rng.randint(45, 62))
    return out.getvalue()


def _worn(image: Image.Image, rng: random.Random) -> Image.Image:
    """Add what a tired copier adds, sometimes: a dark edge, specks, faded ink."""
    draw = ImageDraw.Draw(image)
    if rng.random() < 0.25:
        draw.rectangle((0, 0, rng.randint(4, 14), image.height), fill=rng.randint(20, 90))
    for _ in range(rng.choice((0, 0, 0, 60, 160))):
        x, y, r = rng.randrange(image.width), rng.randrange(image.height), rng.randint(0, 1)
        draw.ellipse((x, y, x + r, y + r), fill=rng.randint(60, 170))
    if rng.random() < 0.25:
        image = ImageEnhance.Contrast(image).enhance(rng.uniform(0.62, 0.85))
    return image


_MISREADINGS = {
    "l": "I1", "I": "l1", "1": "lI", "0": "O", "O": "0", "5": "S", "S": "5", "8": "B", "B": "8", "m": ("rn",),
    "é": "eè", "è": "é", "ê": "e", "à": "a", "É": "E", "c": "e", "e": "c", "n": "u", "i": "l", "t": "f",
    "«": ("<<",), "»": (">>",), "°": "*o", "’": "' ", "€": "E", ".": ",", ",": ".", " ": ("", "  "), "-": ("–", "- "),
    "/": "I",
}  # fmt: skip


def _garbled(run: Run, rng: random.Random, rate: float) -> Run:
    """Return the run as a poor reader would have read it."""
    text = "".join(
        rng.choice(_MISREADINGS[c]) if c in _MISREADINGS and rng.random() < rate else c for c in run.text
    )  # fmt: skip
    return Run(run.x, run.y, text, "Helvetica" if not run.font.startswith("Cour") else "Courier", run.size * 0.97)
