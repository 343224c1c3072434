"""Is a page's text layer to be believed? Judged page by page, in a fraction of a millisecond on a typed page."""

from __future__ import annotations

import re
from typing import Any, Literal, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

Source = Literal["native", "layer", "image"]
"""Where to take the words: typed text, the OCR layer that came with the scan, or the page's image."""

_SCANNED = 0.5
"""Share of the page an image covers when the page may be a scan."""
_LOOKED_AT = 48
"""Objects looked at from each end of the page: an image that fills it lies below the text or above it."""
_GARBAGE = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f\x7f-\x9f]")
_VISIBLE = re.compile(r"\S")
_WORD = re.compile(r"[^\W\d_]{2,}")
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
    visible = len(_VISIBLE.findall(text))
    if visible == 0:
        drawn = pdfium_c.FPDFPage_CountObjects(page) > 0
        return Judgement("image", "page sans texte") if drawn else Judgement("native")
    if is_garbage(text):
        return Judgement("image", "couche de texte illisible (caractères sans correspondance)")
    if not _is_scan(page):
        return Judgement("native")
    return Judgement("layer")


def is_garbage(text: str) -> bool:
    """Tell whether glyphs without a meaning, or no French at all, make the text useless."""
    visible = len(_VISIBLE.findall(text))
    if len(_GARBAGE.findall(text)) > 0.1 * visible:
        return True
    words = _WORD.findall(text)
    return visible > 200 and french_share(words) < 0.04


def french_share(words: list[str]) -> float:
    """Return the share of `words` that are among the commonest of French and of the genre (about 0.4 in sound text)."""
    return sum(word.lower() in _COMMON for word in words) / max(len(words), 1)


def _is_scan(page: pdfium.PdfPage) -> bool:
    """Tell whether an image covers most of the page."""
    raw = page.raw
    count = pdfium_c.FPDFPage_CountObjects(raw)
    ends = range(count) if count <= 2 * _LOOKED_AT else (*range(_LOOKED_AT), *range(count - _LOOKED_AT, count))
    get, kind = pdfium_c.FPDFPage_GetObject, pdfium_c.FPDFPageObj_GetType
    images = [item for item in (get(raw, index) for index in ends) if kind(item) == pdfium_c.FPDF_PAGEOBJ_IMAGE]
    width, height = page.get_size()
    return any(_area(item) >= _SCANNED * width * height for item in images)


def _area(item: Any) -> float:
    left, bottom, right, top = (pdfium_c.FS_FLOAT(0) for _ in range(4))
    pdfium_c.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    return float((right.value - left.value) * (top.value - bottom.value))
