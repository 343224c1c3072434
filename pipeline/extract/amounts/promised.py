"""Sums that the text gives a year without figures, or may give one day, and that no row holds: said as doubts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.extract.amounts.numbers import spoken
from pipeline.extract.amounts.types import Candidate
from pipeline.extract.context import Context
from pipeline.model import Doubt

_TABLE = "montants"
_HINTS = ("même ", "mêmes ", "identique", "équivalent", "égale", "égaux", "reconduit", "concurrence")
"""Words one of which such a sentence holds: found for far less than the rule is searched for."""
_BEFORE, _AFTER = 30, 110
"""How far around them, in characters, the words of such a sentence stand."""
_AGAIN, _MAYBE = "montants.annee_redite", "montants.eventuel"


def promised(ctx: Context, candidates: Sequence[Candidate]) -> Iterator[Doubt]:
    """Yield what a person should look at: a year told to have the sums of another one, a sum that may come."""
    kept = [c for c in candidates if c.motif is None and c.level == "stipule"]
    if kept:
        yield from _told_again(ctx, {c.said("exercice") for c in kept})
    for candidate in candidates:
        value = candidate.montant.value
        if candidate.montant.rule == _MAYBE and isinstance(value, Decimal):
            message = f"{spoken(value)} qu'un avenant pourrait donner : montant éventuel, non retenu, à suivre."
            yield Doubt("a_confirmer", "info", message, _TABLE)


def _told_again(ctx: Context, years: set[object]) -> Iterator[Doubt]:
    seen = 0
    for at in _hints(ctx.text):
        match = ctx.book[_AGAIN].search(ctx.text, max(seen, at - _BEFORE), at + _AFTER)
        if match is None:
            continue
        seen = match.end()
        section = ctx.section_at(match.start())
        if section is not None and section.kind in ("article", "annexe") and int(match["exercice"]) not in years:
            said = " ".join(match[0].split())
            message = f"« {said} » : montants redits sans chiffres, non repris en lignes, à relever sur la page."
            yield Doubt("lecture_incertaine", "avertissement", message, _TABLE)


def _hints(text: str) -> list[int]:
    """Return where the words stand without which the rule does not match, in order."""
    small = text.replace("İ", "I").lower()  # the one letter that would not stay one
    found: list[int] = []
    for word in _HINTS:
        at = small.find(word)
        while at >= 0:
            found.append(at)
            at = small.find(word, at + 1)
    return sorted(found)
