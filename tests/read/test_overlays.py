"""What is laid over a page is read with it: the values of form fields, the visible part of a signature, typed notes."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObjectReference, xObjectName
from reportlab.pdfgen.canvas import Canvas

from pipeline.model import Page
from pipeline.read.options import ReadOptions
from pipeline.read.overlays import get_page
from pipeline.read.pdfium import open_document
from pipeline.read.reader import read_document

WIDTH, HEIGHT = A4
SEAL = ("Signé électroniquement par : Ondine VALMONT", "Le 12/03/2024 à 09:41:07")


def _pdf(draw: Callable[[Canvas], None]) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(60, 700, "Fait à Paris, le")
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _page(draw: Callable[[Canvas], None]) -> Page:
    return _read(_pdf(draw))


def _read(pdf: bytes) -> Page:
    return read_document(pdf, options=ReadOptions(ocr=False)).pages[0]


def _field(canvas: Canvas, value: str, x: float = 129, y: float = 696) -> None:
    canvas.acroForm.textfield(
        value=value, x=x, y=y, width=110, height=15, fontSize=10, fontName="Helvetica", borderWidth=0
    )


def _laid_over(canvas: Canvas, subtype: str, flags: int = 4) -> None:
    """Lay two lines over the page as an annotation whose appearance is a form of its own."""
    canvas.beginForm("seal", 0, 0, 220, 40)
    canvas.setFont("Helvetica", 8)
    for y, line in zip((24, 12), SEAL, strict=True):
        canvas.drawString(4, y, line)
    canvas.endForm()
    note = {
        "Type": PDFName("Annot"), "Subtype": PDFName(subtype), "F": flags, "Rect": PDFArray([60, 600, 280, 640]),
        "AP": PDFDictionary({"N": PDFObjectReference(xObjectName("seal"))}),
    }  # fmt: skip
    if subtype == "Widget":
        note["FT"] = PDFName("Sig")
    canvas._addAnnotation(PDFDictionary(note))


def test_the_value_of_a_field_stands_in_the_line_it_was_typed_in() -> None:
    page = _page(lambda canvas: _field(canvas, "12 mars 2024"))
    assert page.text.splitlines() == ["Fait à Paris, le 12 mars 2024"]
    (word,) = [word for word in page.words if page.text[word.start : word.end] == "mars"]
    assert 129 < word.box.x0 < 180
    assert HEIGHT - 712 < word.box.y0 < word.box.y1 < HEIGHT - 690


def test_the_value_of_a_field_that_no_program_has_drawn_is_read() -> None:
    pdf = _pdf(lambda canvas: _field(canvas, "12 mars 2024"))
    assert b"/AP" in pdf
    assert _read(pdf.replace(b"/AP", b"/XX")).text == "Fait à Paris, le 12 mars 2024"


@pytest.mark.parametrize("subtype", ["Widget", "Stamp", "FreeText"])
def test_what_a_signature_shows_is_read(subtype: str) -> None:
    assert _page(lambda canvas: _laid_over(canvas, subtype)).text.splitlines() == ["Fait à Paris, le", *SEAL]


@pytest.mark.parametrize(("subtype", "flags"), [("Stamp", 2), ("Widget", 2), ("Highlight", 4), ("Link", 4)])
def test_what_is_hidden_or_only_marks_the_text_is_not(subtype: str, flags: int) -> None:
    assert _page(lambda canvas: _laid_over(canvas, subtype, flags)).text == "Fait à Paris, le"


def test_a_page_with_nothing_laid_over_it_is_as_it_was() -> None:
    assert _page(lambda canvas: canvas.linkURL("https://exemple.fr", (60, 690, 120, 710))).text == "Fait à Paris, le"


def test_a_picture_of_the_page_shows_what_was_typed_in_a_field() -> None:
    with open_document(_pdf(lambda canvas: _field(canvas, "12 mars 2024")), ReadOptions()) as document:
        drawn = get_page(document, 0).render(grayscale=True, may_draw_forms=False).to_numpy()
    assert drawn[int(HEIGHT) - 712 : int(HEIGHT) - 694, 129:239].min() < 100
