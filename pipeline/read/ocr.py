"""When a page has to be read from its image, and which reading of it is kept."""

from __future__ import annotations

import pypdfium2 as pdfium

from pipeline.errors import SourceError
from pipeline.read.ocr_judge import Judgement, common_words, judge_text_layer
from pipeline.read.options import ReadOptions
from pipeline.read.raw import RawPage

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
    # Loaded here: a run over typed documents needs neither the image libraries nor their memory.
    from pipeline.read.ocr_page import recognise

    try:
        own = recognise(page, raw.number, options)
    except SourceError as error:
        return _without_image(raw, judgement, error)
    if judgement.source == "layer":
        return _richer(raw, own)
    if judgement.source == "stamped":
        return own if len(own.words) > _STAMPED * len(raw.words) else raw
    return own if _common(own) > _common(raw) or not raw.words else raw


def _without_image(raw: RawPage, judgement: Judgement, error: SourceError) -> RawPage:
    if judgement.source == "layer":
        return _unchecked(raw, f"couche de texte livrée avec le scan, non vérifiée : {error}")
    if judgement.source == "stamped":
        return raw._replace(warnings=(f"seul le texte ajouté sur le scan est lu : {error}",))
    return raw._replace(layer="aucune", quality=0.0, words=(), warnings=(str(error),), failure=error)


def _richer(layer: RawPage, own: RawPage) -> RawPage:
    """Return our own reading, whose words have a place and a confidence, unless the layer plainly read more."""
    theirs, ours = _common(layer), _common(own)
    if theirs <= _RICHER * ours:
        return own
    return _unchecked(
        layer, f"couche de texte livrée avec le scan, plus complète que notre lecture ({theirs} / {ours})"
    )


def _common(page: RawPage) -> int:
    return common_words([word.text for word in page.words])


def _unchecked(layer: RawPage, warning: str) -> RawPage:
    words = tuple(word._replace(confidence=_UNCHECKED) for word in layer.words)
    return layer._replace(layer="ocr", quality=_UNCHECKED, words=words, warnings=(warning,))
