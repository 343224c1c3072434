"""Reading a page from its image: straighten it, find its rulings, let two readers read its words."""

from __future__ import annotations

import pypdfium2 as pdfium

from pipeline.errors import SourceError
from pipeline.read.frame import Affine, Frame
from pipeline.read.image import POINTS_PER_INCH, page_image
from pipeline.read.image_rulings import find_rulings, without_rulings
from pipeline.read.image_straighten import is_blank, straighten
from pipeline.read.ocr_judge import Judgement, common_share, common_words, judge_text_layer
from pipeline.read.ocr_tesseract import PixelWord, read_words
from pipeline.read.options import ReadOptions
from pipeline.read.raw import RawPage, RawWord, Ruling
from pipeline.read.second_reader import confirm
from pipeline.read.tessdata import TesseractMissing

__all__ = ["TesseractMissing", "complete", "recognise"]

_UNCHECKED = 0.55
"""Confidence in the words of an OCR layer that came with a scan and that nothing here confirms."""
_RICHER = 1.15
"""How many times more French words than our own reading such a layer must hold to be preferred."""
_STAMPED = 1.5
"""How many times more words than the typed ones the image must hold to be what the page is about."""


def complete(page: pdfium.PdfPage, raw: RawPage, options: ReadOptions) -> RawPage:
    """Return `raw`, the page's text layer, or what its image says when the layer is missing, useless or an OCR's.

    A page whose image cannot be read keeps no words and says why (`failure`): the others may still be read.
    """
    judgement = judge_text_layer(page, " ".join(word.text for word in raw.words))
    if judgement.source == "native":
        return raw
    try:
        own = recognise(page, raw.number, options)
    except SourceError as error:
        return _without_image(raw, judgement, error)
    if judgement.source == "layer":
        return _richer(raw, own)
    if judgement.source == "stamped":
        return own if len(own.words) > _STAMPED * len(raw.words) else raw
    return own


def _without_image(raw: RawPage, judgement: Judgement, error: SourceError) -> RawPage:
    if judgement.source == "layer":
        return _unchecked(raw, f"couche de texte livrée avec le scan, non vérifiée : {error}")
    if judgement.source == "stamped":
        return raw._replace(warnings=(f"seul le texte ajouté sur le scan est lu : {error}",))
    return raw._replace(layer="aucune", quality=0.0, words=(), warnings=(str(error),), failure=error)


def _richer(layer: RawPage, own: RawPage) -> RawPage:
    """Return our own reading, whose words have a place and a confidence, unless the layer plainly read more."""
    theirs, ours = (common_words([word.text for word in raw.words]) for raw in (layer, own))
    if theirs <= _RICHER * ours:
        return own
    return _unchecked(
        layer, f"couche de texte livrée avec le scan, plus complète que notre lecture ({theirs} / {ours})"
    )


def _unchecked(layer: RawPage, warning: str) -> RawPage:
    words = tuple(word._replace(confidence=_UNCHECKED) for word in layer.words)
    return layer._replace(layer="ocr", quality=_UNCHECKED, words=words, warnings=(warning,))


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
