"""Reading a page from its image: straighten it, find its rulings, let two readers read its words."""

from __future__ import annotations

from typing import NamedTuple

import pypdfium2 as pdfium

from pipeline.read.frame import Affine, Frame
from pipeline.read.image import POINTS_PER_INCH, PageImage, page_image, turn
from pipeline.read.image_bands import lighten_bands
from pipeline.read.image_edges import without_edges
from pipeline.read.image_light import deep_ink, even_light
from pipeline.read.image_rulings import PixelRuling, find_rulings, without_rulings
from pipeline.read.image_specks import without_specks
from pipeline.read.image_straighten import enlarge, straighten
from pipeline.read.ocr_blanks import rejoined
from pipeline.read.ocr_gaps import lost_words
from pipeline.read.ocr_judge import common_share
from pipeline.read.ocr_tesseract import PixelWord, read_lines
from pipeline.read.ocr_tidy import tidied
from pipeline.read.options import ReadOptions
from pipeline.read.pixels import Gray
from pipeline.read.raw import RawPage, RawWord, Ruling
from pipeline.read.second_reader import confirm

_LEAST_DPI = 130
"""A coarser image (a fax) is enlarged: Tesseract glues its words together."""
_WORDLESS = 0.5
"""Quality of a page with ink and no word: a picture, or writing nobody could read."""
_UPSIDE_DOWN = 0.5
"""Share of surely read letters below which the page may lie on its head (right way up, nine in ten are sure)."""
_SURE = 0.8
"""Confidence from which a word counts as surely read."""
_SPECKS = 50
"""Specks a square inch beyond which what cleaning leaves, or takes away, shows in the words."""
_SOILED = 0.9
"""What the quality of a page full of specks, or pale, is worth: one value in thirty is misread, whatever its words."""
_SPECKLED = "page tachée (photocopie, télécopie), nettoyée avant d'être lue : ses valeurs sont à vérifier"
_FADED = "page imprimée trop pâle, foncée avant d'être lue : ses valeurs sont à vérifier"


class Scan(NamedTuple):
    """A page's image, upright and straight, its rulings, the image without them, and what Tesseract reads there."""

    image: PageImage
    rulings: list[PixelRuling]
    wiped: Gray
    words: list[PixelWord]


def recognise(page: pdfium.PdfPage, number: int, options: ReadOptions) -> RawPage:
    """Read `page` (1-based `number`) from its image.

    Words and rulings are in points of the straightened page; `RawPage.frame` leads back to the displayed one.
    Raises TesseractMissing, LimitError (too many pixels) and SourceError (a page that cannot be drawn).
    """
    width, height = page.get_size()
    image = page_image(page, dpi=options.dpi, max_pixels=options.max_pixels)
    lit = even_light(without_edges(image))
    deep = deep_ink(lit)
    clean = without_specks(deep)
    straight = straighten(enlarge(clean.image, _LEAST_DPI))
    if straight is None:
        return RawPage(number, width, height, page.get_rotation(), "aucune", 1.0, (), ())
    scan = _read_upright(straight._replace(pixels=lighten_bands(straight.pixels, straight.dpi)))
    words = confirm(scan.words, scan.image.pixels, scan.image.dpi)
    words += lost_words(scan.wiped, words, scan.image.dpi)
    doubts = tuple(said for said, so in ((_SPECKLED, clean.specks > _SPECKS), (_FADED, deep is not lit)) if so)
    scale = POINTS_PER_INCH / scan.image.dpi
    rows, columns = scan.image.pixels.shape
    return RawPage(
        number,
        round(columns * scale, 2),
        round(rows * scale, 2),
        page.get_rotation(),
        "ocr" if words else "aucune",
        round(quality_of(words) * (_SOILED if doubts else 1), 3),
        tuple(_raw_word(word, scale) for word in words),
        tuple(Ruling(*(round(value * scale, 2) for value in ruling)) for ruling in scan.rulings),
        doubts,
        frame=Frame(width, height, Affine.scale(1 / scale).then(scan.image.to_page)),
    )


def _read_upright(image: PageImage) -> Scan:
    """Read a page with level lines; once more on its head when it hardly reads as it is."""
    scan = _read(image)
    sure, letters = _sure_letters(scan.words)
    if sure >= _UPSIDE_DOWN * letters:
        return scan
    other = _read(turn(image, 2))
    return other if _sure_letters(other.words)[0] > sure else scan


def _read(image: PageImage) -> Scan:
    rulings, mask = find_rulings(image.pixels, image.dpi)
    wiped = without_rulings(image.pixels, mask, image.dpi)
    return Scan(image, rulings, wiped, tidied(rejoined(read_lines(wiped, dpi=round(image.dpi)), wiped)))


def _sure_letters(words: list[PixelWord]) -> tuple[int, int]:
    """Return how many letters were surely read, and how many in all."""
    return sum(len(word.text) for word in words if word.confidence >= _SURE), sum(len(word.text) for word in words)


def _raw_word(word: PixelWord, scale: float) -> RawWord:
    x0, y0, x1, y1 = (round(value * scale, 2) for value in (word.x0, word.y0, word.x1, word.y1))
    return RawWord(word.text, x0, y0, x1, y1, confidence=round(word.confidence, 3), alternative=word.alternative)


def quality_of(words: list[PixelWord]) -> float:
    """Return how sure a page's reading is (0-1): its words' confidence, less where they are not French."""
    letters = sum(len(word.text) for word in words)
    if not letters:
        return _WORDLESS
    confidence = sum(word.confidence * len(word.text) for word in words) / letters
    return round(min(1.0, confidence * (0.5 + 0.5 * common_share([word.text for word in words]))), 3)
