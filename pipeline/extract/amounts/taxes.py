"""A sum said twice, without taxes and with them: the second is what is paid, and both would be added up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import regex

from pipeline.extract.amounts.attach import Statement, Tied
from pipeline.extract.rulebook import Rulebook

UNTAXED = "somme hors taxes, dite aussi toutes taxes comprises : à ne pas additionner"
"""Why a sum without taxes is one that a person should look at."""
_HIGHEST = Decimal("1.21")
"""No rate of the tax is above a fifth; rounding may add a little."""
_RATES = tuple(map(Decimal, ("1.2", "1.1", "1.085", "1.055", "1.021")))
_AND, _CENT = regex.compile(r"\bet\b", regex.IGNORECASE), Decimal("0.01")
"""'and' may also join sums for two things: only a rate of the tax, to the cent, tells that they are one."""


def told_untaxed(statement: Statement, tied: Sequence[Tied], book: Rulebook) -> frozenset[int]:
    """Return which sums are said again with taxes beside them; what is said of both is said of what is paid."""
    if not any(one.mention.taxes == "HT" for one in tied):
        return frozenset()
    return frozenset(
        _untaxed(tied, i - 1, i) for i in range(1, len(tied)) if _same(statement, tied[i - 1], tied[i], book)
    )


def _same(statement: Statement, one: Tied, following: Tied, book: Rulebook) -> bool:
    """Tell whether two neighbouring sums are one, by the words between them and by how much the tax makes of it."""
    by_taxes = {sum_.mention.taxes: sum_.mention.value for sum_ in (one, following)}
    without, taxed = by_taxes.get("HT"), by_taxes.get("TTC")
    if without is None or taxed is None or not without < taxed <= without * _HIGHEST:
        return False
    link = statement.link(one.mention.end, following.mention.start)
    if _AND.search(link) and all(abs(without * rate - taxed) > _CENT for rate in _RATES):
        return False
    return book["montants.meme_somme_taxes"].fullmatch(link) is not None


def _untaxed(tied: Sequence[Tied], first: int, second: int) -> int:
    """Give the taxed one of two what is said of the other, which keeps no nature; return the place of that one."""
    at, other = (first, second) if tied[first].mention.taxes == "HT" else (second, first)
    for axis, chain in tied[at].marks.items():
        if chain and not tied[other].marks.get(axis):
            tied[other].marks[axis] = chain
    if tied[other].marks.get("nature"):
        tied[at].marks.pop("nature", None)
    return at
