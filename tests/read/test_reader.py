"""The stage as a whole: what it refuses, what it promises of any document."""

from __future__ import annotations

import hashlib
import io
import re

import pypdfium2 as pdfium
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import LimitError, SourceError
from pipeline.model import Reading
from pipeline.read.options import ReadOptions
from pipeline.read.reader import read_document
from tests.read.pdf.drawing import PROSE, Sheet, check_page, pdf

NO_OCR = ReadOptions(ocr=False)


def _two_pages() -> bytes:
    return pdf(lambda sheet: sheet.lines(60, 60, PROSE), lambda sheet: sheet.text(60, 60, "Fait à Paris"))


def test_a_reading_is_named_by_the_bytes_it_comes_from() -> None:
    data = _two_pages()
    reading = read_document(data, options=NO_OCR)
    assert reading.document_id == hashlib.sha256(data).hexdigest()
    assert (reading.layer, len(reading.pages), reading.warnings) == ("native", 2, ())
    assert [page.number for page in reading.pages] == [1, 2]


def test_reading_twice_gives_the_same() -> None:
    data = _two_pages()
    assert read_document(data, options=NO_OCR) == read_document(data, options=NO_OCR)


def test_a_page_without_text_stays_without_when_ocr_is_off() -> None:
    reading = read_document(pdf(lambda sheet: sheet.text(60, 60, "Texte"), lambda sheet: None), options=NO_OCR)
    assert [page.layer for page in reading.pages] == ["native", "aucune"]
    assert (reading.layer, reading.pages[1].text, reading.pages[1].words) == ("native", "", ())


@pytest.mark.parametrize("data", [b"", b"<html>Erreur 404</html>", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(SourceError, match="endommagé") as caught:
        read_document(data, options=NO_OCR)
    assert "\n" not in str(caught.value)


def test_a_file_cut_short_is_refused() -> None:
    with pytest.raises(SourceError, match=r"endommagé|page"):
        read_document(_two_pages()[:400], options=NO_OCR)


def test_an_encrypted_file_is_refused_for_what_it_is() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption("secret", ownerPassword="autre"))
    Sheet(canvas).text(60, 60, "Texte")
    canvas.save()
    with pytest.raises(SourceError, match="mot de passe"):
        read_document(buffer.getvalue(), options=NO_OCR)


def test_a_file_without_a_page_is_refused() -> None:
    document = pdfium.PdfDocument.new()
    buffer = io.BytesIO()
    document.save(buffer)
    with pytest.raises(SourceError, match="page"):
        read_document(buffer.getvalue(), options=NO_OCR)


def _with_damaged_pages(*numbers: int) -> bytes:
    """Return a three-page PDF whose entries in the page tree lead nowhere for some pages."""
    data = pdf(*(lambda sheet: sheet.text(60, 60, "Fait à Paris"),) * 3)
    kids = re.search(rb"/Kids \[([^\]]+)\]", data)
    assert kids is not None
    entries = kids[1].split(b"R")
    for number in numbers:
        entries[number - 1] = re.sub(rb"\d+ 0 ", b"99 0 ", entries[number - 1], count=1)
    return data.replace(kids[1], b"R".join(entries))


def test_a_damaged_page_costs_itself_only() -> None:
    reading = read_document(_with_damaged_pages(2), options=NO_OCR)
    assert [page.text for page in reading.pages] == ["Fait à Paris", "", "Fait à Paris"]
    assert reading.warnings == ("page 2 : page endommagée, illisible",)


def test_a_document_of_damaged_pages_is_refused() -> None:
    with pytest.raises(SourceError, match="endommagée"):
        read_document(_with_damaged_pages(1, 2, 3), options=NO_OCR)


def test_too_many_pages_is_a_limit() -> None:
    with pytest.raises(LimitError, match="2 pages, la limite est de 1"):
        read_document(_two_pages(), options=ReadOptions(ocr=False, max_pages=1))


def test_too_many_characters_is_a_limit() -> None:
    with pytest.raises(LimitError, match="100 caractères"):
        read_document(_two_pages(), options=ReadOptions(ocr=False, max_chars=100))


def test_what_every_page_promises() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(60, 30, "Convention de gestion")
        sheet.lines(60, 60, PROSE)
        sheet.grid((60, 200, 320), (130, 148, 166))
        sheet.cells((60, 200), 134, ("Année", "AE"))
        sheet.cells((60, 200), 152, ("2024", ""))
        sheet.lines(60, 200, ("Pour le délégant,", "A. Morvan"))
        sheet.lines(320, 200, ("Pour le délégataire,", "B. Quéré"))
        sheet.text(280, 800, "1/1")

    reading: Reading = read_document(pdf(draw), options=NO_OCR)
    (page,) = reading.pages
    check_page(page)
    assert page.text == "\n".join(
        [
            "Convention de gestion",
            *PROSE,
            "Année\tAE",
            "2024\t",
            "Pour le délégant,",
            "A. Morvan",
            "Pour le délégataire,",
            "B. Quéré",
            "1/1",
        ]
    )
