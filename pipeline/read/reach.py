"""Over which columns a head of a table stands, where no line shows it.

It is set over the middle of its columns, at the left of the first, or at the right of the last. What stands below says
more: no head stands over the same thing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.read.columns import Column
from pipeline.read.leaves import TOTAL

_FAR = 3.0
"""How far (em) a head may stand from where it should, where it can stand over nothing else."""
_NEAR, _CLEARLY = 1.2, 0.5
"""How far (em) a head may stand from where it should, and by how much nearer than elsewhere."""


class Place(NamedTuple):
    """A column of a table, or a group of them: what its head says, where that and all else in it is printed."""

    first: int
    last: int
    said: str
    head: Column
    hull: Column
    box: Column


Groups = tuple[tuple[int, int], ...]
"""For each head, the first and the last of the places it stands over."""


def groups_of(heads: Sequence[Column], places: Sequence[Place], em: float) -> Groups | None:
    """Return which places each head (from left to right) stands over; None when that is in doubt.

    A head stands over no two places that are headed alike, and over none without a head of its own but alone.
    """
    if any(b.x0 < a.x1 for a, b in pairwise(heads)):
        return None
    likely = (groups for groups in _groupings(len(heads), places, 0) if _is_over(heads, places, groups, em))
    found = [groups for groups in likely if _shares_totals(places, groups)]
    whole = [groups for groups in found if sum(b - a + 1 for a, b in groups) == len(places)]
    found = whole if whole and any(TOTAL.fullmatch(place.said) for place in places) else found
    if len(found) < 2:
        return found[0] if found and _distance(heads, places, found[0]) < _FAR * em else None
    natural = [groups for groups in found if all(_in_order(places[a : b + 1]) for a, b in groups)]
    return _nearest(heads, places, natural, em) or _nearest(heads, places, found, em)


def _shares_totals(places: Sequence[Place], groups: Groups) -> bool:
    """Tell whether a column of totals stands under each head, alone under its own, or under none."""
    several = [[bool(TOTAL.fullmatch(place.said)) for place in places[a : b + 1]] for a, b in groups if b > a]
    return all(map(any, several)) or not any(map(any, several))


def _nearest(heads: Sequence[Column], places: Sequence[Place], found: Sequence[Groups], em: float) -> Groups | None:
    costs = sorted((_distance(heads, places, groups) / em, groups) for groups in found)
    if not costs or costs[0][0] > _NEAR:
        return None
    return costs[0][1] if len(costs) == 1 or costs[1][0] - costs[0][0] > _CLEARLY else None


def _groupings(count: int, places: Sequence[Place], at: int) -> Iterator[Groups]:
    """Yield the ways to part the places from `at` on among so many heads; those under a total may stay without."""
    if at == len(places):
        yield from [()] if not count else []
        return
    if TOTAL.fullmatch(places[at].said) or not places[at].said:
        yield from _groupings(count, places, at + 1)
    said: set[str] = set()
    for last in range(at, len(places) if count else at):
        own = places[last].said
        if own in said or (not own and last > at):
            return
        said.add(own)
        yield from (((at, last), *rest) for rest in _groupings(count - 1, places, last + 1))
        if not own:
            return


def _in_order(places: Sequence[Place]) -> bool:
    """Tell whether natures and years follow one another as they do: AE before CP, years upwards."""
    said = [place.said.lower().replace(".", "") for place in places if not TOTAL.fullmatch(place.said)]
    return all(a < b for a, b in pairwise(said))


def _is_over(heads: Sequence[Column], places: Sequence[Place], groups: Groups, em: float) -> bool:
    """Tell whether each head stands, by its middle, over what it is a head of."""
    return all(
        min(places[a].hull.x0, places[a].box.x0) - em
        < (head.x0 + head.x1) / 2
        < max(places[b].hull.x1, places[b].box.x1) + em
        for head, (a, b) in zip(heads, groups, strict=True)
    )


def _middle(column: Column) -> float:
    return (column.x0 + column.x1) / 2


_SETTINGS: tuple[Callable[[Column, Place, Place], float], ...] = (
    lambda head, a, b: _middle(head) - (_middle(a.head) + _middle(b.head)) / 2,
    lambda head, a, b: _middle(head) - (a.hull.x0 + b.hull.x1) / 2,
    lambda head, a, b: _middle(head) - (a.box.x0 + b.box.x1) / 2,
    lambda head, a, b: head.x0 - a.head.x0,
    lambda head, a, b: head.x0 - a.hull.x0,
    lambda head, a, b: _middle(head) - _middle(a.head),
    lambda head, a, b: head.x1 - b.head.x1,
    lambda head, a, b: head.x1 - b.hull.x1,
)
"""How heads are set over the first and the last of their columns: in the middle, left, right."""


def _distance(heads: Sequence[Column], places: Sequence[Place], groups: Groups) -> float:
    """Return how far (points) the worst of the heads stands from where the setting that fits best puts it.

    What is right over a column without a head of its own is not asked: nothing there shows how heads are set.
    """
    pairs = [(head, places[a], places[b]) for head, (a, b) in zip(heads, groups, strict=True) if places[a].said]
    return min(max((abs(off(*pair)) for pair in pairs), default=0.0) for off in _SETTINGS)
