"""Which row answers which: one to one, by the strongest key first, then by the most columns that agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pipeline.compare.values import agree

Row = Mapping[str, Any]
Keys = Sequence[tuple[str, ...]]
"""Groups of columns, the strongest first: a pair needs one group wholly equal, and not all of it NULL."""


class Pairs(NamedTuple):
    """Indexes of rows: (wanted, given) together, and those that found no partner."""

    pairs: list[tuple[int, int]]
    wanted: set[int]
    given: set[int]


def pair(wanted: Sequence[Row], given: Sequence[Row], keys: Keys) -> Pairs:
    """Pair rows one to one. A wanted value may be a list of alternatives; a column left out is not looked at."""
    found = Pairs([], set(range(len(wanted))), set(range(len(given))))
    for key in keys:
        ranked = [
            (sum(agree(column, given[g].get(column), value) for column, value in wanted[w].items()), -w, -g)
            for w in found.wanted
            for g in found.given
            if _answers(wanted[w], given[g], key)
        ]
        for _, w, g in sorted(ranked, reverse=True):
            if -w in found.wanted and -g in found.given:
                found.pairs.append((-w, -g))
                found.wanted.discard(-w)
                found.given.discard(-g)
    return found


def _answers(wanted: Row, given: Row, key: tuple[str, ...]) -> bool:
    return (
        all(column in wanted for column in key)
        and any(given.get(column) is not None for column in key)
        and all(agree(column, given.get(column), wanted[column]) for column in key)
    )
