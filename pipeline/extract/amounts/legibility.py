"""How well the figures of a scan were read: an amount is not surer than the reading of its digits."""

from __future__ import annotations

from msgspec.structs import replace

from pipeline.extract.amounts.types import Candidate
from pipeline.extract.context import Context
from pipeline.model import Found

_CLEAR = 0.9
_UNCLEAR = 0.85


def with_reading(ctx: Context, candidate: Candidate) -> Candidate:
    """Return the candidate, its amount less sure when the OCR was not sure of one of its words."""
    found = candidate.montant
    seen = [
        word.confidence
        for span in ctx.flow.spans(found.places)
        for word in ctx.flow.reading.pages[span.page - 1].words
        if word.start < span.end and span.start < word.end
    ]
    if min(seen, default=1.0) >= _CLEAR or found.confidence < _UNCLEAR:
        return candidate
    motif = "chiffres peu lisibles sur la page numérisée, à vérifier"
    return replace(candidate, montant=Found(found.value, found.places, found.rule, found.status, _UNCLEAR, motif))
