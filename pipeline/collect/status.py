"""The ledger in figures: how many resources reached each step, how many stopped there and why. The steps add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from pipeline.collect.types import ETAPES, Couverture, Etape


class Tally(msgspec.Struct, frozen=True):
    """A step: `atteint` is the number that reached it, `atteint - arrete` the number that reached the next one."""

    etape: Etape
    atteint: int
    arrete: int
    motifs: Mapping[str, int]
    """Why those that stopped there stopped, most frequent first; without their particulars."""


def tally(rows: Iterable[Couverture]) -> tuple[Tally, ...]:
    """Count the rows of `couverture` by step, in the order of the steps."""
    stopped: dict[Etape, Counter[str]] = {etape: Counter() for etape in ETAPES}
    for row in rows:
        stopped[row.etape][(row.arret or "").partition(" : ")[0]] += 1
    found, reached = [], sum(map(Counter.total, stopped.values()))
    for etape in ETAPES:
        here = stopped[etape].total()
        reasons = {reason: number for reason, number in stopped[etape].most_common() if reason}
        found.append(Tally(etape, reached, here, reasons))
        reached -= here
    return tuple(found)
