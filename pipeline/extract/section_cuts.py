"""Where the sections of an act begin, and the sections that such cuts make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.context import Kind, Section
from pipeline.extract.headings import Heading


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a section begins, and what its heading says."""

    kind: Kind
    start: int
    heading: Heading | None = None


def sections_of(cuts: Sequence[Cut], text: str) -> tuple[Section, ...]:
    """Return the sections that cuts in order make of a text, those that would hold nothing left out."""
    sections = []
    for cut, following in zip(cuts, [*cuts[1:], None], strict=True):
        end = following.start if following else len(text)
        if end <= cut.start:
            continue
        sections.append(_section(cut, end, text))
    return tuple(sections)


def _section(cut: Cut, end: int, text: str) -> Section:
    if cut.heading is None:
        return Section(cut.kind, cut.start, end)
    heading, place = cut.heading, cut.heading.intitule
    intitule = " ".join(text[slice(*place)].split()) if place else None
    return Section(
        cut.kind, cut.start, end, heading.numero, intitule, (heading.start, heading.end), place, heading.rule
    )
