"""What an avenant does with each of its sums: it takes the place of the convention's, or comes on top of it."""

from __future__ import annotations

import regex
from msgspec.structs import replace

from pipeline.extract.amounts.types import Candidate
from pipeline.extract.context import Context
from pipeline.model import Found

_NOT = regex.compile(r"(?:ne\s+s'y|sans\s+s'y|ne\s+se|sans\s+se)\s*$", regex.IGNORECASE)
_REACH = 700


def with_effect(ctx: Context, candidate: Candidate) -> Candidate:
    """Add `effet` to a sum of an avenant where the words around it, in its section, say it."""
    section = ctx.section_at(candidate.order)
    floor = max(section.start if section else 0, candidate.order - _REACH)
    end = min(section.end if section else len(ctx.text), candidate.order + 200)
    cues = [cue for cue in _cues(ctx, floor, end) if cue[2] < candidate.order + 200]
    if not cues:
        return candidate
    before = [c for c in cues if c[1] <= candidate.order]
    value, start, stop, rule = before[-1] if before else cues[0]
    found = Found(value, ((start, stop),), rule, "normalisee", 0.92)
    return replace(candidate, columns={**candidate.columns, "effet": found})


def _cues(ctx: Context, start: int, end: int) -> list[tuple[str, int, int, str]]:
    found = []
    for name in ("montants.effet_remplace", "montants.effet_ajoute"):
        rule = ctx.book[name]
        for match in rule.finditer(ctx.text, start, end):
            if not _NOT.search(ctx.text[max(0, match.start() - 12) : match.start()]):
                found.append((str(rule.data["effet"]), match.start(), match.end(), rule.id))
    return sorted(found, key=lambda cue: cue[1])
