"""Boxes on scanned pages: laid askew on the glass, or stored on their side, the lit box still holds the value.

The truth is not the OCR's: it is the printed page that was scanned, its characters turned as the paper was.
"""

from __future__ import annotations

import io
import math
import shutil
from difflib import SequenceMatcher
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By

from pipeline.compare import Dataset
from pipeline.publish.site import build_site
from pipeline.run import run
from pipeline.settings import load_settings
from tests.generator.document import build

DPI = 170
needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="TESSERACT IS MISSING: boxes on scanned pages are not tried"
)
Char = tuple[str, float, float]
"""A character of the printed page and its middle, as shares of the width and height of the page as shown."""


def scanned(native: bytes, angle: float, *, sideways: bool) -> bytes:
    """Scan every page, turned by `angle` degrees (anticlockwise); sideways pages are stored so, with a /Rotate."""
    document, out = pdfium.PdfDocument(native), io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for page in document:
        width, height = page.get_size()
        image = page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L")
        image = image.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)
        if sideways:
            image, width, height = image.rotate(90, expand=True), height, width
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(image), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return turned(out.getvalue()) if sideways else out.getvalue()


def turned(content: bytes) -> bytes:
    document, out = pdfium.PdfDocument(content), io.BytesIO()
    for page in document:
        page.set_rotation(90)
    document.save(out)
    return out.getvalue()


def printed(native: bytes, number: int, angle: float) -> list[Char]:
    """Return the characters of a page, where they are once the paper is turned about its middle."""
    page = pdfium.PdfDocument(native)[number - 1]
    width, height = page.get_size()
    text, turn = page.get_textpage(), math.radians(angle)
    found = []
    for index in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(index)
        x, y = (left + right) / 2 - width / 2, (height - (bottom + top) / 2) - height / 2
        x, y = x * math.cos(turn) + y * math.sin(turn), y * math.cos(turn) - x * math.sin(turn)
        found.append((text.get_text_range(index, 1), x / width + 0.5, y / height + 0.5))
    return found


@needs_tesseract
@pytest.mark.parametrize(("angle", "sideways"), [(1.6, False), (-1.1, True)], ids=["askew", "sideways"])
def test_a_lit_box_of_a_scan_holds_its_value(chromium: WebDriver, tmp_path: Path, angle: float, sideways: bool) -> None:
    native = build(51, "delegation").render("native")
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "numerisee.pdf").write_bytes(scanned(native, angle, sideways=sideways))
    flags = {"sources": [str(tmp_path / "source")], "data_dir": tmp_path / "data", "jobs": 1}
    settings = load_settings(flags, environment={})
    run(settings)
    index = build_site(settings).index
    with Dataset(settings.target) as opened:
        proofs = opened.rows(_PROOFS)
        [layer] = opened.rows("SELECT couche_texte FROM documents")
    assert layer["couche_texte"] == "ocr"
    assert {"montants", "conventions", "unites_operationnelles"} <= {proof["table_cible"] for proof in proofs}
    page = (index.parent / "conventions" / f"{proofs[0]['convention_id']}.html").as_uri()
    for proof in proofs:
        stem = _STEMS[proof["table_cible"]]
        place = (
            f"{stem}-{proof['colonne']}" if stem == "convention" else f"{stem}-{proof['ligne_no']}-{proof['colonne']}"
        )
        chromium.get(f"{page}#{place}")
        inside = [held(native, angle, number, share) for number, share in lit(chromium)]
        assert max(likeness(proof["texte"], one) for one in inside) > 0.8, (place, proof["texte"], inside)


_STEMS = {"montants": "montant", "conventions": "convention", "unites_operationnelles": "uo", "parties": "partie"}
_PROOFS = f"""
SELECT convention_id, table_cible, ligne_no, colonne, texte FROM preuves
WHERE table_cible IN {tuple(_STEMS)} AND ligne_no IS NOT NULL AND x0 IS NOT NULL AND colonne <> 'objet' ORDER BY ALL
"""


def held(native: bytes, angle: float, number: int, share: list[float]) -> str:
    """Return what is printed inside a box, given as shares of the page as shown."""
    left, top, right, bottom = share
    return "".join(c for c, x, y in printed(native, number, angle) if left <= x <= right and top <= y <= bottom)


def likeness(read: str, under: str) -> float:
    """Tell how alike what was read and what is printed are (0-1), spaces apart: an OCR may misread a letter."""
    one, other = ("".join(text.split()).casefold() for text in (read, under))
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def lit(browser: WebDriver) -> list[tuple[int, list[float]]]:
    """Return the page and the place, as shares of its picture, of each box that is lit."""
    assert browser.find_elements(By.CSS_SELECTOR, ".viewer a.lit")
    found: list[tuple[int, list[float]]] = browser.execute_script(
        "return [...document.querySelectorAll('.viewer a.lit')].map((lit) => {"
        "const figure = lit.closest('figure'), sheet = figure.querySelector('img').getBoundingClientRect(),"
        " r = lit.querySelector('rect').getBoundingClientRect();"
        "return [Number(figure.id.slice(5)), [(r.left - sheet.left) / sheet.width, (r.top - sheet.top) / sheet.height,"
        " (r.right - sheet.left) / sheet.width, (r.bottom - sheet.top) / sheet.height]]})"
    )
    return found
