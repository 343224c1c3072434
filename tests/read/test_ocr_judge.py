"""Which pages are read from their image, decided without reading it."""

from __future__ import annotations

import io

import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.read.native import read_page
from pipeline.read.ocr_judge import common_share, common_words, french_share, is_garbage, judge_text_layer
from tests.read.scans import HEIGHT, LINES, WIDTH, Look, photographed, scanned, typed, write


def judged(pdf: bytes) -> str:
    page = pdfium.PdfDocument(pdf)[0]
    return judge_text_layer(page, " ".join(word.text for word in read_page(page, 1).words)).source


def photograph() -> io.BytesIO:
    """A page as an image file."""
    picture = io.BytesIO()
    Image.fromarray(photographed(typed(), Look(dpi=50))).save(picture, "JPEG")
    return picture


def on_letterhead(lines: tuple[str, ...], *, image_last: bool = False) -> bytes:
    """A page typed over an image that fills it, or under it."""
    picture = io.BytesIO()
    Image.fromarray(photographed(typed([], table=False), Look(dpi=50))).save(picture, "JPEG")
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
    if not image_last:
        canvas.drawImage(ImageReader(picture), 0, 0, WIDTH, HEIGHT)
    write(canvas, lines, table=False)
    if image_last:
        canvas.drawImage(ImageReader(picture), 0, 0, WIDTH, HEIGHT)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("pdf", "source"),
    [
        pytest.param(typed(), "native", id="typed"),
        pytest.param(scanned(), "image", id="scan"),
        pytest.param(scanned(layer=LINES), "layer", id="scan with invisible text over it"),
        pytest.param(on_letterhead(LINES, image_last=True), "layer", id="scan with text under it"),
        pytest.param(on_letterhead(LINES), "native", id="typed on a letterhead"),
        pytest.param(scanned(stamp=["Signé électroniquement le 14/03/2023"]), "stamped", id="scan with a stamp"),
        pytest.param(typed([], table=False), "native", id="blank"),
        pytest.param(typed([], table=True), "native", id="a table of figures"),
    ],
)
def test_a_page_is_judged(pdf: bytes, source: str) -> None:
    assert judged(pdf) == source


def test_a_layer_inside_a_form_is_found() -> None:
    """Some tools put the invisible text in a form of its own."""
    picture, buffer = io.BytesIO(), io.BytesIO()
    Image.fromarray(photographed(typed(), Look())).save(picture, "JPEG")
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
    canvas.beginForm("layer")
    write(canvas, LINES, table=False, invisible=True)
    canvas.endForm()
    canvas.drawImage(ImageReader(picture), 0, 0, WIDTH, HEIGHT)
    canvas.doForm("layer")
    canvas.showPage()
    canvas.save()
    assert judged(buffer.getvalue()) == "layer"


@pytest.mark.parametrize(("hidden", "source"), [(True, "layer"), (False, "stamped")])
def test_a_scan_wrapped_into_a_form_is_one(hidden: bool, source: str) -> None:
    """Tools that sign or join files wrap each page, its image and its layer, into a form."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
    canvas.beginForm("page")
    canvas.drawImage(ImageReader(photograph()), 0, 0, WIDTH, HEIGHT)
    if hidden:
        write(canvas, LINES, table=False, invisible=True)
    canvas.endForm()
    canvas.doForm("page")
    if not hidden:
        write(canvas, ["Signé électroniquement le 14/03/2023"], table=False)
    canvas.showPage()
    canvas.save()
    assert judged(buffer.getvalue()) == source


@pytest.mark.parametrize(("strips", "source"), [(6, "layer"), (120, "layer"), (2, "native")])
def test_a_scan_in_strips_is_one(strips: int, source: str) -> None:
    """Six that make the page, more than are looked at from its ends, two pictures that do not fill half of it."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
    high = HEIGHT / max(strips, 6)
    for strip in range(strips):
        canvas.drawImage(ImageReader(photograph()), 0, strip * high, WIDTH, high)
    write(canvas, LINES, table=False, invisible=True)
    canvas.showPage()
    canvas.save()
    assert judged(buffer.getvalue()) == source


@pytest.mark.parametrize(
    ("text", "garbage"),
    [
        (" ".join(LINES), False),
        ("\ue001\ue002\ue003\ue004 \ue005\ue006 2023 \ue007\ue008", True),
        ("\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd de la \ufffd\ufffd\ufffd", True),
        ("Frqyhqwlrq gh géoéjdwlrq gh jhvwlrq hqwuh oh plqlvwèuh hw od gluhfwlrq " * 8, True),
        ("0362-CDIE-DR35 120 000 € 80 000 € " * 20, False),
        ("Annexe 3", False),
    ],
)
def test_garbage_is_told_from_french(text: str, garbage: bool) -> None:
    assert is_garbage(text) is garbage


def test_shares_of_common_words() -> None:
    french, noise = " ".join(LINES).split(), ["xqz", "wvk"] * 40
    assert french_share(french) > 0.25 > french_share(noise)
    assert common_share(french) == 1.0
    assert common_share(noise) == 0.0
    assert common_share(["120", "000", "PRFSGAR035"]) == 1.0
    assert common_words(["La", "convention", "xqz", "décret,"]) == 3
