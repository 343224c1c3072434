"""A form's lines, a label and a value each: the budget year that one of them says is that of the sums of the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile

import regex

from pipeline.extract.amounts.attach import Tied
from pipeline.extract.amounts.marks import Mark
from pipeline.extract.amounts.passages import Passage, Span
from pipeline.extract.amounts.sum_reader import SumReader

_LINE = regex.compile(r"\s*(?:[^\n:;]{2,70}\s?:\s?[^\n:;]{1,60}[;.]?\s*)?")
_REACH = 700
"""How far a form is looked at above and below a sum, in characters."""


def told_by_form(reader: SumReader, passage: Passage, tied: Sequence[Tied]) -> None:
    """Give the sums of a form's line the year that the form says on a line of its own ('Exercice : 2024').

    Several such lines are heads where the form begins with one; else nothing says which sums they are of.
    """
    if any(one.values("exercice") for one in tied):
        return
    rule, text = reader.ctx.book["montants.ligne_exercice"], reader.ctx.text
    floor, ceiling = passage.section.body if passage.section else (0, len(text))
    floor, ceiling = max(floor, passage.start - _REACH), min(ceiling, passage.end + _REACH)
    if not rule.search(text, floor, ceiling) or not _LINE.fullmatch(text, passage.start, passage.end):
        return
    start, end = _form(text, passage, floor, ceiling)
    years = list(rule.finditer(text, start, end))
    if len({match["exercice"] for match in years}) > 1:
        headed = not text[start : years[0].start()].strip()
        years = [match for match in years if match.end() <= passage.start][-1:] if headed else []
    chain = tuple(Mark("exercice", int(match["exercice"]), *match.span("exercice"), rule.id) for match in years)
    for one in tied if chain else ():
        one.marks["exercice"] = chain


def _form(text: str, passage: Passage, floor: int, ceiling: int) -> Span:
    """Return where the form begins and ends whose line a passage is."""
    start = max(floor, text.rfind("\n", floor, passage.start) + 1)
    above = _length(reversed(text[floor:start].split("\n")[:-1]))
    below = _length(text[passage.end : ceiling].split("\n")[1:])
    return max(floor, start - above), min(ceiling, passage.end + 1 + below)


def _length(lines: Iterable[str]) -> int:
    """Return how long the lines are, line ends included, that are a form's from the first on (blank ones between)."""
    return sum(len(line) + 1 for line in takewhile(_LINE.fullmatch, lines))
