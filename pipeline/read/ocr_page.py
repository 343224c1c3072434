"""Reading a page from its image: straighten it, find its rulings, let two readers read its words."""

from __future__ import annotations

import pypdfium2 as pdfium

from pipeline.read.frame import Affine, Frame
from pipeline.read.image import POINTS_PER_INCH, page_image
from pipeline.read.image_rulings import find_rulings, without_rulings
from pipeline.read.image_straighten import is_blank, straighten
from pipeline.read.ocr_judge import common_share
from pipeline.read.ocr_tesseract import PixelWord, read_words
from pipeline.read.options import ReadOptions
from pipeline.read.raw import RawPage, RawWord, Ruling
from pipeline.read.second_reader import confirm


def recognise(page: pdfium.PdfPage, number: int, options: ReadOptions) -> RawPage:
    """Read `page` (1-based `number`) from its image.

    Words and rulings are in points of the straightened page; `RawPage.frame` leads back to the displayed one.
    Raises TesseractMissing, LimitError (too many pixels) and SourceError (a page that cannot be drawn).
    """
    image = page_image(page, dpi=options.dpi, max_pixels=options.max_pixels)
    width, height = page.get_size()
    if is_blank(image):
        return RawPage(number, width, height, page.get_rotation(), "aucune", 1.0, (), ())
    straight, _ = straighten(image)
    rulings, mask = find_rulings(straight.pixels, straight.dpi)
    wiped = without_rulings(straight.pixels, mask, straight.dpi)
    words = confirm(read_words(wiped, dpi=round(straight.dpi)), straight.pixels, straight.dpi)
    scale = POINTS_PER_INCH / straight.dpi
    rows, columns = straight.pixels.shape
    return RawPage(
        number,
        round(columns * scale, 2),
        round(rows * scale, 2),
        page.get_rotation(),
        "ocr",
        quality_of(words),
        tuple(_raw_word(word, scale) for word in words),
        tuple(Ruling(*(round(value * scale, 2) for value in ruling)) for ruling in rulings),
        frame=Frame(width, height, Affine.scale(1 / scale).then(straight.to_page)),
    )


def _raw_word(word: PixelWord, scale: float) -> RawWord:
    x0, y0, x1, y1 = (round(value * scale, 2) for value in (word.x0, word.y0, word.x1, word.y1))
    return RawWord(word.text, x0, y0, x1, y1, confidence=round(word.confidence, 3), alternative=word.alternative)


def quality_of(words: list[PixelWord]) -> float:
    """Return how sure a page's reading is (0-1): its words' confidence, less where they are not French."""
    letters = sum(len(word.text) for word in words)
    if not letters:
        return 0.0
    confidence = sum(word.confidence * len(word.text) for word in words) / letters
    return round(min(1.0, confidence * (0.5 + 0.5 * common_share([word.text for word in words]))), 3)
