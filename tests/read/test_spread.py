"""Two pages side by side on one sheet."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from pipeline.model import Page
from pipeline.read.options import ReadOptions
from pipeline.read.reader import read_document
from tests.read.pdf.drawing import check_page

WIDE, HIGH = landscape(A4)
LEFT = [f"La ligne {n} de la première page dit ce que le délégant confie." for n in range(1, 9)]
RIGHT = [f"La ligne {n} de la seconde page dit ce que rend le délégataire." for n in range(1, 9)]


def _sheet(draw: Callable[[Canvas], None]) -> Page:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDE, HIGH), invariant=1)
    canvas.setFont("Helvetica", 10)
    draw(canvas)
    canvas.save()
    (page,) = read_document(buffer.getvalue(), options=ReadOptions(ocr=False)).pages
    check_page(page)
    return page


def _two_pages(canvas: Canvas) -> None:
    for x, lines in ((50, LEFT), (WIDE / 2 + 50, RIGHT)):
        for number, line in enumerate(lines):
            canvas.drawString(x, HIGH - 60 - 15 * number, line)


def test_the_right_page_of_a_sheet_is_read_after_the_left_one() -> None:
    page = _sheet(_two_pages)
    assert page.text == "\n".join([*LEFT, *RIGHT])
    assert (page.width, page.height) == (pytest.approx(WIDE, abs=0.1), pytest.approx(HIGH, abs=0.1))


def test_what_is_read_on_the_right_page_stands_where_it_is_printed() -> None:
    page = _sheet(_two_pages)
    first = next(line for line in page.lines if page.text[line.start : line.end] == RIGHT[0])
    assert first.box.x0 == pytest.approx(WIDE / 2 + 50, abs=0.5)
    assert first.box.y1 == pytest.approx(62, abs=1)
    assert all(word.box.x1 <= WIDE and word.box.y1 <= HIGH for word in page.words)


def test_a_table_ruled_over_the_middle_of_a_landscape_page_is_one() -> None:
    def draw(canvas: Canvas) -> None:
        for number, line in enumerate(LEFT):
            canvas.drawString(50, HIGH - 60 - 15 * number, line)
            canvas.drawString(WIDE / 2 + 50, HIGH - 60 - 15 * number, f"{number + 1} 500,00 €")
        for number in range(9):
            canvas.line(40, HIGH - 48 - 15 * number, WIDE - 40, HIGH - 48 - 15 * number)

    assert f"{LEFT[0]}\t1 500,00 €\n{LEFT[1]}\t2 500,00 €" in _sheet(draw).text
