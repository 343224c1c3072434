"""What an avenant does with each of its sums: it takes the place of the convention's, or comes on top of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex
from msgspec.structs import replace

from pipeline.extract.amounts.types import Candidate
from pipeline.extract.context import Context
from pipeline.extract.rules import Rule
from pipeline.model import Found

_NOT = regex.compile(r"(?:ne\s+s'y|sans\s+s'y|ne\s+se|sans\s+se)\s*$", regex.IGNORECASE)
_REACH, _AHEAD = 700, 200


_Cue = tuple[str, int, int, str]
"""An effect, the place of the words that say it, their rule."""


def with_effects(ctx: Context, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Add `effet` to the sums of an avenant where the words around them, in their section, say it."""
    told: dict[tuple[int, int], list[_Cue]] = {}
    sign = ctx.book["montants.effet_signe"]
    signed = {match.end(): _cue(match, sign) for match in sign.finditer(ctx.text)}
    for candidate in candidates:
        section = ctx.section_at(candidate.order)
        zone = (section.start, section.end) if section else (0, len(ctx.text))
        if candidate.motif is None and zone not in told:
            told[zone] = _cues(ctx, *zone)
        own = next((signed[start] for start, _ in candidate.montant.places if start in signed), None)
        yield candidate if candidate.motif is not None else _with_effect(candidate, [own] if own else told[zone])


def _with_effect(candidate: Candidate, told: Iterable[_Cue]) -> Candidate:
    floor, end = candidate.order - _REACH, candidate.order + _AHEAD
    cues = [cue for cue in told if floor <= cue[1] and cue[2] < end]
    if not cues:
        return candidate
    before = [c for c in cues if c[1] <= candidate.order]
    value, start, stop, rule = before[-1] if before else cues[0]
    found = Found(value, ((start, stop),), rule, "normalisee", 0.92)
    return replace(candidate, columns={**candidate.columns, "effet": found})


def _cues(ctx: Context, start: int, end: int) -> list[_Cue]:
    found = []
    for name in ("montants.effet_remplace", "montants.effet_ajoute"):
        rule = ctx.book[name]
        for match in rule.finditer(ctx.text, start, end):
            if not _NOT.search(ctx.text[max(0, match.start() - 12) : match.start()]):
                found.append(_cue(match, rule))
    return sorted(found, key=lambda cue: cue[1])


def _cue(match: regex.Match[str], rule: Rule) -> _Cue:
    return str(rule.data["effet"]), match.start(), match.end(), rule.id
