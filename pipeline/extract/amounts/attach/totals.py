"""The totals of a statement: the sums that add up others."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.extract.amounts.attach.statement import NEAR, Statement, Tied
from pipeline.extract.rulebook import Rulebook


def find_totals(statement: Statement, tied: list[Tied], book: Rulebook) -> None:
    """Mark the sums that the statement calls a total, before or right after them."""
    rule = book["montants.total"]
    for i, one in enumerate(tied):
        start, end = statement.gap(i)
        before = [m for m in rule.finditer(statement.text, start, end) if end - m.end() <= NEAR]
        after_end = min(statement.gap(i + 1)[1], one.mention.end + 40)
        after = rule.search(statement.text, one.mention.end, after_end)
        if before and not (i and _belongs_back(statement, tied[i - 1], before[-1].start())):
            one.total = before[-1].span()
        elif after and _belongs_back(statement, one, after.start()):
            one.total = after.span()


def spread_totals(statement: Statement, tied: Sequence[Tied], book: Rulebook) -> None:
    """'Au total 210 000 € en AE et 180 000 € en CP' are two totals; a total takes the natures that its parts share."""
    beside = book["montants.coordination"]
    for one, following in pairwise(tied):
        link = statement.link(one.mention.end, following.mention.start)
        if one.total and not following.total and beside.fullmatch(link):
            following.total = one.total if one.values("nature") != following.values("nature") else None
    for i, one in enumerate(tied):
        shared = {t.values("nature") for t in tied[:i]}
        if one.total and not one.values("nature") and len(shared) == 1:
            one.marks["nature"] = tied[i - 1].marks.get("nature", ())


def _belongs_back(statement: Statement, one: Tied, at: int) -> bool:
    """Tell whether what stands at `at` follows the sum directly ('825 k€ au total')."""
    return not statement.link(one.mention.end, at).strip(" ,(")
