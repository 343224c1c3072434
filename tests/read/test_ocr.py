"""Scanned pages: every word read, and in its place on the page as displayed."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import LimitError
from pipeline.model import Box
from pipeline.read import ocr_tesseract
from pipeline.read.frame import restore
from pipeline.read.native import read_page
from pipeline.read.ocr import complete
from pipeline.read.ocr_page import recognise
from pipeline.read.options import ReadOptions
from pipeline.read.raw import RawPage, RawWord
from pipeline.read.reader import read_document
from pipeline.read.tessdata import TesseractMissing, tessdata
from tests.read.scans import COLUMNS, HEIGHT, LINES, ROW, TABLE, TABLE_TOP, WIDTH, Look, scanned, typed, words_of

needs_tesseract = pytest.mark.skipif(
    tessdata() is None, reason="TESSERACT AND ITS FRENCH DATA ARE MISSING: nothing that reads scans is tested here"
)


def read(pdf: bytes) -> RawPage:
    return recognise(pdfium.PdfDocument(pdf)[0], 1, ReadOptions())


def found(page: RawPage) -> float:
    """Share of the typed words that were read."""
    typed_words = Counter(words_of())
    return (typed_words & Counter(word.text for word in page.words)).total() / typed_words.total()


def displayed(page: RawPage, word: RawWord) -> Box:
    assert page.frame is not None
    return page.frame.place(Box(word.x0, word.y0, word.x1, word.y1))


def shown(pdf: bytes) -> Any:
    """The page as a viewer shows it, two pixels a point."""
    pixels = pdfium.PdfDocument(pdf)[0].render(scale=2, grayscale=True).to_numpy()
    return pixels.reshape(pixels.shape[:2])


def the(page: RawPage, text: str) -> RawWord:
    return next(word for word in page.words if word.text == text)


@needs_tesseract
@pytest.mark.parametrize(
    "look",
    [
        pytest.param(Look(), id="plain"),
        pytest.param(Look(tilt=1.3), id="tilted"),
        pytest.param(Look(tilt=-3.0), id="very tilted"),
        pytest.param(Look(dpi=300, tilt=0.4), id="fine"),
        pytest.param(Look(dpi=100), id="fax"),
        pytest.param(Look(noise=25.0), id="grainy"),
        pytest.param(Look(noise=10.0, shadow=0.55), id="in the shadow"),
        pytest.param(Look(dpi=200, tilt=0.4, specks=0.001), id="dusty"),
        pytest.param(Look(quarters=1), id="on its left side"),
        pytest.param(Look(quarters=2), id="on its head"),
        pytest.param(Look(quarters=3), id="on its right side"),
    ],
)
def test_every_word_is_read(look: Look) -> None:
    page = read(scanned(look))
    assert page.layer == "ocr"
    assert found(page) >= 0.98
    assert page.quality > 0.9


@needs_tesseract
def test_a_speckled_page_is_read_and_doubted() -> None:
    page = read(scanned(Look(dpi=200, tilt=0.4, specks=0.003)))
    assert found(page) >= 0.98
    assert page.quality < 0.88
    [warning] = page.warnings
    assert warning.startswith("page tachée")


@needs_tesseract
@pytest.mark.parametrize("tilt", [0.0, 1.3, -2.0])
def test_lines_are_level_for_the_layout(tilt: float) -> None:
    page = read(scanned(Look(tilt=tilt)))
    middles = [(the(page, text).y0 + the(page, text).y1) / 2 for text in ("Vu", "décret", "services", "l'État,")]
    assert max(middles) - min(middles) < 3.0


@needs_tesseract
@pytest.mark.parametrize(
    ("quarters", "rotation"), [(0, 0), (1, 0), (2, 0), (3, 0), (1, 90), (2, 180), (3, 270), (0, 90)]
)
def test_boxes_lie_on_the_page_as_displayed(quarters: int, rotation: int) -> None:
    """Where the typed word stood, followed through the scanner's turn and the page's own."""
    pdf = scanned(Look(quarters=quarters), rotation=rotation)
    page = read(pdf)
    box = displayed(page, the(page, "PRFSGAR035,"))
    ink = shown(pdf)
    inside = ink[round(box.y0 * 2) : round(box.y1 * 2), round(box.x0 * 2) : round(box.x1 * 2)]
    assert 0.1 < (inside < 128).mean() < 0.5
    lies = (quarters - rotation // 90) % 4
    typed_at = 72 + 20 * LINES.index("unité opérationnelle 0362-CDIE-DR35, centre de coût PRFSGAR035,")
    middle = (box.x0 + box.x1) / 2 if lies % 2 else (box.y0 + box.y1) / 2
    assert middle == pytest.approx(typed_at if lies < 2 else HEIGHT - typed_at, abs=6)


@needs_tesseract
def test_the_words_of_a_tilted_page_cover_their_ink() -> None:
    pdf = scanned(Look(tilt=1.5))
    page = read(pdf)
    ink = shown(pdf) < 128
    covered = ink & False
    for word in page.words:
        box = displayed(page, word)
        covered[round(box.y0 * 2) - 2 : round(box.y1 * 2) + 2, round(box.x0 * 2) - 2 : round(box.x1 * 2) + 2] = True
    text = ink.copy()
    text[round(TABLE_TOP * 2 - 40) :] = False
    assert (text & covered).sum() / text.sum() > 0.98
    assert covered.mean() < 0.2


@needs_tesseract
def test_the_rules_of_a_table_are_found_where_they_are() -> None:
    page = read(scanned(Look(tilt=0.0)))
    across = sorted(ruling.y0 for ruling in page.rulings if ruling.y0 == ruling.y1)
    down = sorted(ruling.x0 for ruling in page.rulings if ruling.x0 == ruling.x1)
    assert across == pytest.approx([TABLE_TOP + ROW * n for n in range(len(TABLE) + 1)], abs=1.5)
    assert down == pytest.approx(COLUMNS, abs=1.5)


@needs_tesseract
def test_a_scanned_table_comes_out_cell_by_cell() -> None:
    reading = read_document(scanned(Look(tilt=0.8)))
    (table,) = reading.pages[0].tables
    text = reading.pages[0].text
    cells = {(cell.row, cell.col): text[cell.start : cell.end].replace(" ", "") for cell in table.cells}
    assert cells == {(r, c): cell.replace(" ", "") for r, row in enumerate(TABLE) for c, cell in enumerate(row)}


@needs_tesseract
def test_a_code_is_read_with_its_zeros() -> None:
    """The first reader takes the 0 of a centre de coût for an O; the second does not."""
    lines = [f"centre de coût {code} du service" for code in ("DDTMHER034", "SGSIFAB075", "DREALGE067", "AGRDRNA033")]
    page = read(scanned(Look(dpi=150), lines, table=False))
    assert [word.text for word in page.words if word.text.isupper() and len(word.text) == 10] == [
        "DDTMHER034",
        "SGSIFAB075",
        "DREALGE067",
        "AGRDRNA033",
    ]


@needs_tesseract
def test_white_letters_on_a_dark_band_are_read() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
    canvas.setFillGray(0.3)
    canvas.rect(70, 600, 400, 22, stroke=0, fill=1)
    canvas.setFillGray(1)
    canvas.setFont("Helvetica-Bold", 11)
    for x, head in ((80, "Exercice"), (220, "AE"), (350, "CP")):
        canvas.drawString(x, 607, head)
    canvas.setFillGray(0)
    canvas.setFont("Helvetica", 11)
    canvas.drawString(80, 560, "Les montants sont exprimés en euros.")
    canvas.showPage()
    canvas.save()
    from tests.read import scans

    pixels = scans.photographed(buffer.getvalue(), Look())
    page = read(scans.wrapped(pixels))
    assert {"Exercice", "AE", "CP"} <= {word.text for word in page.words}


@needs_tesseract
def test_a_blank_scan_is_no_failure() -> None:
    page = read(scanned(Look(), [], table=False))
    assert (page.words, page.layer, page.failure) == ((), "aucune", None)


@needs_tesseract
def test_a_document_of_both_kinds_is_mixed() -> None:
    document = pdfium.PdfDocument.new()
    for pdf in (typed(), scanned()):
        document.import_pages(pdfium.PdfDocument(pdf))
    buffer = io.BytesIO()
    document.save(buffer)
    reading = read_document(buffer.getvalue())
    assert (reading.layer, [page.layer for page in reading.pages]) == ("mixte", ["native", "ocr"])
    assert reading.pages[1].width == pytest.approx(WIDTH)


@needs_tesseract
def test_a_poor_layer_is_replaced_by_our_reading() -> None:
    poor = ["C0NVENTI0N DE DELEGATI0N", "dlrection des systémes d'lnformation", "1 25O OOO eur0s"]
    reading = read_document(scanned(Look(), layer=poor))
    assert reading.layer == "ocr"
    assert "1 250 000 euros" in reading.pages[0].text
    assert "C0NVENTI0N" not in reading.pages[0].text


@needs_tesseract
def test_a_layer_that_read_more_than_we_can_is_kept_and_flagged() -> None:
    reading = read_document(scanned(Look(dpi=110, noise=150.0), layer=LINES))
    assert reading.layer == "ocr"
    assert "1 250 000 euros" in reading.pages[0].text
    assert "couche de texte" in reading.warnings[0]
    assert all(word.confidence < 0.6 for word in reading.pages[0].words)


@needs_tesseract
def test_a_stamp_typed_over_a_scan_does_not_hide_the_scan() -> None:
    reading = read_document(scanned(Look(), stamp=["", "", "", "", "", "", "Signé le 14/03/2023"]))
    assert "autorisations d'engagement" in reading.pages[0].text


def test_a_typed_page_is_not_read_from_its_image(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr_tesseract, "read_lines", None)
    reading = read_document(typed())
    assert (reading.layer, reading.pages[0].quality) == ("native", 1.0)


def test_too_many_pixels_are_refused_before_they_are_decoded() -> None:
    with pytest.raises(LimitError, match=r"1240 × 175\d pixels"):
        recognise(pdfium.PdfDocument(scanned())[0], 1, ReadOptions(max_pixels=1_000_000))


def test_without_french_data_a_scan_says_so_and_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    _without_tesseract(monkeypatch)
    with pytest.raises(TesseractMissing, match="apt install tesseract-ocr"):
        read_document(scanned())


def test_without_french_data_the_typed_pages_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    _without_tesseract(monkeypatch)
    document = pdfium.PdfDocument.new()
    for pdf in (typed(), scanned()):
        document.import_pages(pdfium.PdfDocument(pdf))
    buffer = io.BytesIO()
    document.save(buffer)
    reading = read_document(buffer.getvalue())
    assert "1 250 000 euros" in reading.pages[0].text
    assert reading.pages[1].text == ""
    assert reading.warnings[0].startswith("page 2 : reconnaissance de caractères indisponible")


def test_without_french_data_a_layer_is_kept_and_flagged(monkeypatch: pytest.MonkeyPatch) -> None:
    _without_tesseract(monkeypatch)
    reading = read_document(scanned(layer=LINES))
    assert "1 250 000 euros" in reading.pages[0].text
    assert "non vérifiée" in reading.warnings[0]
    assert reading.pages[0].quality < 0.6


def _without_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr_tesseract, "tessdata", lambda: None)
    ocr_tesseract._engine.cache_clear()


@needs_tesseract
def test_restore_gives_back_the_displayed_page() -> None:
    pdf = scanned(Look(quarters=1))
    raw = complete(pdfium.PdfDocument(pdf)[0], read_page(pdfium.PdfDocument(pdf)[0], 1), ReadOptions())
    reading = read_document(pdf)
    page = reading.pages[0]
    assert (page.width, page.height) == (HEIGHT, WIDTH)
    assert raw.width < raw.height
    assert restore(page, None) is page
    assert all(0 <= w.box.x0 <= w.box.x1 <= HEIGHT and 0 <= w.box.y0 <= w.box.y1 <= WIDTH for w in page.words)


@needs_tesseract
@pytest.mark.parametrize("inline", [False, True], ids=["in a worker", "inline"])
def test_reading_a_scan_leaves_nothing_at_home(inline: bool, tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from pipeline.read.guard import Guard, Item\n"
        "from tests.read.guard_tasks import read_at_home\n"
        "if __name__ == '__main__':\n"
        f"    with Guard(1, preload=(), inline={inline}) as guard:\n"
        "        outcome = guard.run(read_at_home, Item('a', (Path(sys.argv[1]).read_bytes(),)))\n"
        "    print(outcome.result, outcome.error)\n"
    )
    for name, content in (("main.py", script.encode()), ("scan.pdf", scanned())):
        (tmp_path / name).write_bytes(content)
    (tmp_path / "home").mkdir()
    environment = {
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path / "home"),
    }
    command = [sys.executable, str(tmp_path / "main.py"), str(tmp_path / "scan.pdf")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "[] None\n"
