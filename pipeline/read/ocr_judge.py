"""Is a page's text layer to be believed? Judged page by page, in a fraction of a millisecond on a typed page."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipeline.read.pdfium import page_objects

Source = Literal["native", "layer", "stamped", "image"]
"""What a page is: typed text; a scan with the layer some OCR left; a scan with a few words typed on it; an image."""

_SCANNED = 0.5
"""Share of the page its images cover when it may be a scan."""
_STAMP = 600
"""Characters typed over a scan below which they may be no more than a stamp."""
_LOOKED_AT = 48
"""Objects looked at from each end of the page: an image that fills it lies below the text or above it."""
_MAY_HOLD_PICTURES = frozenset((pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_FORM))
_GARBAGE = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f\x7f-\x9f]")
_GARBLED = 0.1
"""Share of such characters that makes a text layer useless."""
_SAMPLE = 1500
"""Characters looked at: garbage shows in the first lines."""
_ENOUGH = 25
"""Words from which a share of them means something."""
_FOREIGN = 0.04
"""Share of common French words below which a layer is no French (a table of figures has few words, not other ones)."""
_SOUND = 0.25
"""Share of common French words from which a page is sound."""
_WORD = re.compile(r"(?<![\w-])[^\W\d_]{2,}(?![\w-])")
"""A word of letters; the parts of a code are none."""
_COMMON_WORDS = """
    de la le les des du et en au aux un une par pour sur dans est sont que qui ce cette il elle se ne pas ou à
    article convention délégation délégant délégataire gestion date décret loi ministre ministère directeur directrice
    général générale crédits dépenses montant programme service signature présente page annexe avenant arrêté
    entre euros exercice autorisations engagement paiement objet durée budget comptable état préfet région
"""
_COMMON = frozenset(_COMMON_WORDS.split())


class Judgement(NamedTuple):
    """Where to read a page, and why (French, None when there is nothing to say)."""

    source: Source
    reason: str | None = None


def judge_text_layer(page: pdfium.PdfPage, text: str) -> Judgement:
    """Tell where to read `page`, whose text layer holds `text`."""
    if not text or text.isspace():
        drawn = pdfium_c.FPDFPage_CountObjects(page) > 0
        return Judgement("image", "page sans texte") if drawn else Judgement("native")
    if is_garbage(text):
        return Judgement("image", "couche de texte illisible (caractères sans correspondance)")
    image, words = _layers(page)
    if image is None:
        return Judgement("native")
    if words is None or words.hidden or words.position < image:
        return Judgement("layer", "couche de texte livrée avec le scan")
    return Judgement("stamped" if len(text) < _STAMP else "native")


def is_garbage(text: str) -> bool:
    """Tell whether glyphs without a meaning, or no French at all, make the text useless."""
    sample = text[:_SAMPLE]
    garbage = len(_GARBAGE.findall(sample))
    if garbage and garbage > _GARBLED * (sum(map(str.isalnum, sample)) or 1):
        return True
    words = _WORD.findall(sample.lower())
    return len(words) >= _ENOUGH and _french(words) < _FOREIGN


def french_share(words: Sequence[str]) -> float:
    """Return the share of `words` that are among the commonest of French and of the genre (about 0.4 in sound text)."""
    return _french([word.lower() for word in words])


def _french(words: Sequence[str]) -> float:
    """Return the same of words in small letters."""
    return sum(map(_COMMON.__contains__, words)) / max(len(words), 1)


def common_share(texts: Sequence[str]) -> float:
    """Return how much the words look like a French page (0-1): 1.0 from the share that a sound page has."""
    words = [word for text in texts for word in _WORD.findall(text)]
    return min(1.0, french_share(words) / _SOUND) if len(words) >= _ENOUGH else 1.0


def common_words(texts: Sequence[str]) -> int:
    """Return how many of the commonest French words there are: what a reading got out of a page."""
    return sum(word.lower() in _COMMON for text in texts for word in _WORD.findall(text))


class _Text(NamedTuple):
    position: int
    hidden: bool


class _Drawn(NamedTuple):
    """An object drawn on the page, its type (pdfium's FPDF_PAGEOBJ_*), and by how much its form enlarges its area."""

    item: Any
    kind: int
    scale: float = 1.0


def _layers(page: pdfium.PdfPage) -> tuple[int | None, _Text | None]:
    """Return the position, in drawing order, of the image that covers the page, and the first text found.

    Scanners may cut the one image into strips, and other tools wrap the page into a form: both count.
    """
    objects = page_objects(page.raw)
    if _MAY_HOLD_PICTURES.isdisjoint(kind for _, kind in objects):
        return None, None
    drawn = list(enumerate(_drawn(objects)))
    pictures = [(at, one) for at, one in drawn if one.kind == pdfium_c.FPDF_PAGEOBJ_IMAGE]
    areas = [_area(one.item) * one.scale for _, one in pictures]
    width, height = page.get_size()
    covers = _SCANNED * width * height
    if not pictures or sum(areas) < covers:
        return None, None
    image = next((at for (at, _), area in zip(pictures, areas, strict=True) if area >= covers), pictures[0][0])
    text = next(((at, one) for at, one in drawn if one.kind == pdfium_c.FPDF_PAGEOBJ_TEXT), None)
    return image, None if text is None else _Text(text[0], _is_hidden(text[1].item))


def _drawn(objects: Sequence[tuple[int, int]]) -> Iterator[_Drawn]:
    """Yield in order what tells a scan: the images, what else is near both ends, and what stands in forms there."""
    for at, (address, kind) in enumerate(objects):
        if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE or not _LOOKED_AT <= at < len(objects) - _LOOKED_AT:
            item = ctypes.cast(address, pdfium_c.FPDF_PAGEOBJECT)
            yield _Drawn(item, kind)
            if kind == pdfium_c.FPDF_PAGEOBJ_FORM:
                yield from _inside(item)


def _inside(form: Any) -> Iterator[_Drawn]:
    """Yield the first objects of a form, in order."""
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFPageObj_GetMatrix(form, matrix)
    scale = abs(matrix.a * matrix.d - matrix.b * matrix.c)
    for index in range(min(pdfium_c.FPDFFormObj_CountObjects(form), _LOOKED_AT)):
        inner = pdfium_c.FPDFFormObj_GetObject(form, index)
        yield _Drawn(inner, pdfium_c.FPDFPageObj_GetType(inner), scale)


def _is_hidden(text: Any) -> bool:
    return bool(pdfium_c.FPDFTextObj_GetTextRenderMode(text) == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE)


def _area(item: Any) -> float:
    left, bottom, right, top = (pdfium_c.FS_FLOAT(0) for _ in range(4))
    pdfium_c.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    return float((right.value - left.value) * (top.value - bottom.value))
