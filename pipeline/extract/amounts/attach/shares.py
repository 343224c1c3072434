"""Marks listed apart from the sums they are dealt out to ('respectivement de … et de … en AE et en CP')."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, pairwise

from pipeline.extract.amounts.attach.chains import Chains
from pipeline.extract.amounts.attach.statement import Statement, Tied
from pipeline.extract.amounts.marks import Axis
from pipeline.extract.rulebook import Rulebook
from pipeline.extract.rules import Rule


def deal(chains: Chains, tied: Sequence[Tied], book: Rulebook) -> bool:
    """Deal out the marks of an axis where a statement says that it lists them so; tell whether each sum has its own."""
    statement, gaps, share = chains.statement, chains.gaps, book["montants.respectivement"]
    if len(tied) < 2 or not share.search(statement.text, statement.start, statement.end):
        return False
    _deal_inside(chains, tied, share)
    after = () if _is_dealt_before(statement, chains.axis, len(tied)) else gaps[-1]
    once = [chain for chain in (*gaps[0], *after) if len(chain) == len(tied)]
    listed = once or [chain for chain in gaps[0] if _is_dealt_anew(statement, tied, len(chain), book)]
    if any(gaps[1:-1]) or len(listed) != 1:
        return False
    for one, mark in zip(tied, cycle(listed[0]), strict=False):
        one.marks[chains.axis] = (mark,)
    return True


def _deal_inside(chains: Chains, tied: Sequence[Tied], share: Rule) -> None:
    """Deal out marks said before the last sums only ('2 € et, en 2024 et 2025, respectivement 1 € et 1 €')."""
    for i in range(1, len(tied) - 1):
        chain = chains.gaps[i][-1] if chains.gaps[i] else ()
        if len(chain) == len(tied) - i > 1 and share.search(chains.statement.text, *chains.statement.gap(i)):
            for one, mark in zip(tied[i:], chain, strict=True):
                one.marks[chains.axis] = (mark,)


def _is_dealt_before(statement: Statement, axis: Axis, sums: int) -> bool:
    """Tell whether what stands before the sums says each apart ('les UO A et B, respectivement …')."""
    end = statement.gap(0)[1]
    said: dict[Axis, set[str | int]] = {}
    for mark in statement.marks:
        if mark.axis != axis and mark.end <= end:
            said.setdefault(mark.axis, set()).add(mark.value)
    return any(len(values) == sums for values in said.values())


def _is_dealt_anew(statement: Statement, tied: Sequence[Tied], marks: int, book: Rulebook) -> bool:
    """Tell whether sums are given by as many as there are marks ('respectivement de 2 € et 1 € en 2024, 3 € …')."""
    if marks < 2 or len(tied) % marks:
        return False
    links = (
        statement.link(one.mention.end, following.mention.start)
        for i, (one, following) in enumerate(pairwise(tied), start=1)
        if i % marks
    )
    return all(map(book["montants.coordination"].fullmatch, links))
