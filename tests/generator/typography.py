"""Typographies drawn from a seed."""

from __future__ import annotations

import random

from .pages import Typography
from .scene import chance, weighted


def draw_typography(rng: random.Random, kind: str) -> Typography:
    """Draw the look of a document's pages; its running head suits its `kind`."""
    family = weighted(rng, helvetica=0.34, times=0.34, vera=0.24, courier=0.08)
    size = rng.choice((9.5, 10, 10.5, 11, 11.5)) - (1.2 if family in ("vera", "courier") else 0)
    side = rng.choice((50, 57, 65, 72, 85))
    head, foot = _running(rng, kind)
    return Typography(
        family=family,
        size=size,
        leading=rng.choice((1.16, 1.22, 1.3, 1.45)),
        margins=(side, side, rng.choice((58, 70)), rng.choice((56, 70))),
        justify=chance(rng, 0.6),
        hyphenate=chance(rng, 0.25),
        break_codes=chance(rng, 0.6),
        first_indent=rng.choice((0, 0, 0, 18)),
        head=head,
        foot=foot,
        head_first=chance(rng, 0.3),
        caps=chance(rng, 0.04),
        plain_capitals=chance(rng, 0.15),
        curly=chance(rng, 0.6),
        row_major=chance(rng, 0.15),
        word_by_word=chance(rng, 0.1),
    )


_HEADS = {
    "bulletin": ("BULLETIN OFFICIEL", "Bulletin officiel du ministère", ""),
    "hors-perimetre": ("", "Document interne", ""),
    "avenant": ("", "", "Avenant", "AVENANT – VERSION SIGNÉE", "Paraphes :"),
    "partenariat": ("", "Convention de partenariat", "Convention de partenariat – projet définitif"),
}
_USUAL = (
    "",
    "",
    "",
    "Convention",
    "Convention de délégation de gestion",
    "VERSION SIGNÉE",
    "Paraphes :",
    "Annexe comprise",
)
"""What runs at the head or the foot of pages, by kind of document."""


def _running(rng: random.Random, kind: str) -> tuple[str, str]:
    number = rng.choice(("{p}", "Page {p}/{n}", "{p} / {n}", "page {p} sur {n}", "– {p} –", ""))
    text = rng.choice(_HEADS.get(kind, _USUAL))
    if chance(rng, 0.3):
        return (f"{text}|{number}" if text else f"|{number}"), ""
    if chance(rng, 0.3):
        return text, number
    return "", (f"{text}|{number}" if text else number)
