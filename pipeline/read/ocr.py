"""Reading a page from its image: straighten it, find its rulings, let Tesseract read the words."""

from __future__ import annotations

import pypdfium2 as pdfium

from pipeline.errors import SourceError
from pipeline.read.frame import Affine, Frame
from pipeline.read.image import POINTS_PER_INCH, PageImage, page_image
from pipeline.read.image_rulings import PixelRuling, find_rulings, without_rulings
from pipeline.read.image_straighten import is_blank, straighten
from pipeline.read.ocr_judge import judge_text_layer
from pipeline.read.ocr_tesseract import PixelWord, read_words
from pipeline.read.options import ReadOptions
from pipeline.read.raw import RawPage, RawWord, Ruling
from pipeline.read.second_reader import confirm
from pipeline.read.tessdata import TesseractMissing

__all__ = ["TesseractMissing", "complete", "recognise"]


def complete(page: pdfium.PdfPage, raw: RawPage, options: ReadOptions) -> RawPage:
    """Return `raw`, the page's text layer, or what its image says when the layer is missing or useless.

    A page whose image cannot be read keeps no words and says why (`failure`): the others may still be read.
    """
    judgement = judge_text_layer(page, " ".join(word.text for word in raw.words))
    if judgement.source == "native":
        return raw
    if judgement.source == "layer":
        return raw._replace(layer="ocr")
    try:
        return recognise(page, raw.number, options)
    except SourceError as error:
        return raw._replace(layer="aucune", quality=0.0, words=(), warnings=(str(error),), failure=error)


def recognise(page: pdfium.PdfPage, number: int, options: ReadOptions) -> RawPage:
    """Read `page` (1-based `number`) from its image.

    Words and rulings are in points of the straightened page; `RawPage.frame` leads back to the displayed one.
    Raises TesseractMissing, LimitError (too many pixels) and SourceError (a page that cannot be drawn).
    """
    image = page_image(page, dpi=options.dpi, max_pixels=options.max_pixels)
    width, height = page.get_size()
    rotation = page.get_rotation()
    if is_blank(image):
        return RawPage(number, width, height, rotation, "aucune", 1.0, (), ())
    straight, _ = straighten(image)
    scale = POINTS_PER_INCH / straight.dpi
    rulings, mask = find_rulings(straight.pixels, straight.dpi)
    words = read_words(without_rulings(straight.pixels, mask, straight.dpi), dpi=round(straight.dpi))
    words = confirm(words, straight.pixels, straight.dpi)
    rows, columns = straight.pixels.shape
    return RawPage(
        number,
        round(columns * scale, 2),
        round(rows * scale, 2),
        rotation,
        "ocr",
        _quality(words),
        tuple(_raw_word(word, scale) for word in words),
        tuple(_raw_ruling(ruling, scale) for ruling in rulings),
        frame=_frame(straight, scale, width, height),
    )


def _frame(straight: PageImage, scale: float, width: float, height: float) -> Frame:
    return Frame(width, height, Affine.scale(1 / scale).then(straight.to_page))


def _raw_word(word: PixelWord, scale: float) -> RawWord:
    x0, y0, x1, y1 = (round(value * scale, 2) for value in (word.x0, word.y0, word.x1, word.y1))
    return RawWord(word.text, x0, y0, x1, y1, confidence=round(word.confidence, 3), alternative=word.alternative)


def _raw_ruling(ruling: PixelRuling, scale: float) -> Ruling:
    return Ruling(*(round(value * scale, 2) for value in ruling))


def _quality(words: list[PixelWord]) -> float:
    if not words:
        return 0.0
    letters = sum(len(word.text) for word in words)
    return round(sum(word.confidence * len(word.text) for word in words) / letters, 3)
