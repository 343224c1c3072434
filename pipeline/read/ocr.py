"""Reading a page from its image: straighten it, find its rulings, let two readers read its words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pypdfium2 as pdfium

from pipeline.errors import SourceError
from pipeline.read.frame import Affine, Frame
from pipeline.read.image import POINTS_PER_INCH, Gray, PageImage, page_image
from pipeline.read.image_rulings import PixelRuling, find_rulings, without_rulings
from pipeline.read.image_straighten import is_blank, straighten
from pipeline.read.ocr_judge import agreement, common_share, judge_text_layer
from pipeline.read.ocr_tesseract import PixelWord, read_words
from pipeline.read.options import ReadOptions
from pipeline.read.raw import RawPage, RawWord, Ruling
from pipeline.read.second_reader import confirm
from pipeline.read.tessdata import TesseractMissing

__all__ = ["TesseractMissing", "complete", "recognise"]

_LAYER_CONFIDENCE = 0.9
"""Of a word of an OCR layer that agrees with a sample of our own; figures are read again one by one."""
_AGREES = 0.95
"""Share of words on which the layer and the sample must agree for the layer to be kept."""
_BAND = 0.15
"""Height of the sample, as a share of the page."""


class Scan(NamedTuple):
    """A page's image made ready: upright and straight, with its rulings, and once more without them."""

    image: PageImage
    rulings: list[PixelRuling]
    wiped: Gray
    width: float
    """Of the displayed page, points."""
    height: float
    rotation: int


def complete(page: pdfium.PdfPage, raw: RawPage, options: ReadOptions) -> RawPage:
    """Return `raw`, the page's text layer, or what its image says when the layer is missing or useless.

    A page whose image cannot be read keeps no words and says why (`failure`): the others may still be read.
    """
    judgement = judge_text_layer(page, " ".join(word.text for word in raw.words))
    if judgement.source == "native":
        return raw
    try:
        if judgement.source == "layer":
            return weigh_layer(page, raw, options)
        return recognise(page, raw.number, options)
    except SourceError as error:
        return raw._replace(layer="aucune", quality=0.0, words=(), warnings=(str(error),), failure=error)


def recognise(page: pdfium.PdfPage, number: int, options: ReadOptions) -> RawPage:
    """Read `page` (1-based `number`) from its image.

    Words and rulings are in points of the straightened page; `RawPage.frame` leads back to the displayed one.
    Raises TesseractMissing, LimitError (too many pixels) and SourceError (a page that cannot be drawn).
    """
    scan = prepare(page, options)
    if scan is None:
        width, height = page.get_size()
        return RawPage(number, width, height, page.get_rotation(), "aucune", 1.0, (), ())
    return _read(scan, number)


def weigh_layer(page: pdfium.PdfPage, raw: RawPage, options: ReadOptions) -> RawPage:
    """Return the OCR layer that came with a scan, its figures read again, or our own reading where it is poor.

    The layer is compared with our own OCR of one band of the page. Without Tesseract it is kept, and the page says
    so. Raises LimitError and SourceError as `recognise` does.
    """
    scan = prepare(page, options)
    if scan is None:
        return raw._replace(layer="ocr", quality=0.0, warnings=("couche de texte sur une page blanche",))
    words = _layer_words(raw.words, scan)
    top, bottom = _telling_band(words, scan)
    theirs = [word.text for word in words if top <= (word.y0 + word.y1) / 2 < bottom]
    try:
        ours = [word.text for word in read_words(scan.wiped[top:bottom], dpi=round(scan.image.dpi))]
    except TesseractMissing as error:
        kept = _raw_page(scan, raw.number, confirm(words, scan.image.pixels, scan.image.dpi))
        return kept._replace(warnings=(f"couche de texte livrée avec le scan, non vérifiée : {error}",))
    if agreement(theirs, ours) >= _AGREES:
        return _raw_page(scan, raw.number, confirm(words, scan.image.pixels, scan.image.dpi))
    return _read(scan, raw.number)


def prepare(page: pdfium.PdfPage, options: ReadOptions) -> Scan | None:
    """Return the page's image made ready for reading, None when it is blank."""
    image = page_image(page, dpi=options.dpi, max_pixels=options.max_pixels)
    if is_blank(image):
        return None
    straight, _ = straighten(image)
    rulings, mask = find_rulings(straight.pixels, straight.dpi)
    wiped = without_rulings(straight.pixels, mask, straight.dpi)
    return Scan(straight, rulings, wiped, *page.get_size(), page.get_rotation())


def _read(scan: Scan, number: int) -> RawPage:
    words = read_words(scan.wiped, dpi=round(scan.image.dpi))
    return _raw_page(scan, number, confirm(words, scan.image.pixels, scan.image.dpi))


def _layer_words(words: Iterable[RawWord], scan: Scan) -> list[PixelWord]:
    """Return the layer's words where they stand in the straightened image."""
    to_pixels = scan.image.to_page.inverse()
    placed = []
    for word in words:
        # A tilted box mapped back grows at both ends: follow its middle line instead.
        middle = (word.y0 + word.y1) / 2
        x0, y0 = to_pixels.point(word.x0, middle)
        x1, y1 = to_pixels.point(word.x1, middle)
        half = (word.y1 - word.y0) * scan.image.dpi / POINTS_PER_INCH / 2
        box = (round(min(x0, x1)), round(min(y0, y1) - half), round(max(x0, x1)), round(max(y0, y1) + half))
        placed.append(PixelWord(word.text, *box, _LAYER_CONFIDENCE, 2 * half))
    return placed


def _telling_band(words: list[PixelWord], scan: Scan) -> tuple[int, int]:
    """Return the band (rows of pixels) that tells most of a layer: where the rules and the figures are."""
    height = scan.image.pixels.shape[0]
    size = round(height * _BAND)
    marks = [(word.y0 + word.y1) / 2 for word in words for _ in range(3 if any(map(str.isdigit, word.text)) else 1)]
    marks += [rule.y0 for rule in scan.rulings if rule.y0 == rule.y1 for _ in range(5)]
    tops = range(0, max(1, height - size), max(1, size // 4))
    top = max(tops, key=lambda start: sum(start <= mark < start + size for mark in marks))
    return top, min(height, top + size)


def _raw_page(scan: Scan, number: int, words: list[PixelWord]) -> RawPage:
    scale = POINTS_PER_INCH / scan.image.dpi
    rows, columns = scan.image.pixels.shape
    return RawPage(
        number,
        round(columns * scale, 2),
        round(rows * scale, 2),
        scan.rotation,
        "ocr",
        quality_of(words),
        tuple(_raw_word(word, scale) for word in words),
        tuple(Ruling(*(round(value * scale, 2) for value in ruling)) for ruling in scan.rulings),
        frame=Frame(scan.width, scan.height, Affine.scale(1 / scale).then(scan.image.to_page)),
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
