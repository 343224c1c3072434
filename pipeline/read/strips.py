"""What stands side by side on a page, read one below the other.

Left as they are, the lines of two pages on one sheet, or of a newspaper's columns, would be rows of one wide table.
What stands to the right is moved below what stands to its left, so that all that follows sees one column; the page's
frame tells where it is printed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

from pipeline.read.frame import Affine, Frame, Move
from pipeline.read.raw import RawPage, RawWord, Ruling

Placed = TypeVar("Placed", RawWord, Ruling)


class Strips(NamedTuple):
    """A page from `top` to `bottom`, in strips: `lefts` says where each begins, `blanks` from where to where nothing
    stands between two of them."""

    top: float
    bottom: float
    lefts: tuple[float, ...]
    blanks: tuple[tuple[float, float], ...]

    @property
    def cuts(self) -> tuple[float, ...]:
        """Where one strip ends and the next one begins."""
        return tuple((x0 + x1) / 2 for x0, x1 in self.blanks)


def one_below_the_other(raw: RawPage, stretches: Sequence[Strips]) -> RawPage:
    """Return a page that is so much higher, the strips of each stretch (from top to bottom) one below the other."""
    if not stretches:
        return raw
    moves = tuple(_moves(stretches))
    frame = raw.frame or Frame(raw.width, raw.height, Affine())
    return raw._replace(
        height=raw.height + moves[-1].up,
        words=tuple(_moved(word, stretches) for word in raw.words),
        rulings=tuple(_moved(rule, stretches) for rule in raw.rulings if not _parts(rule, stretches)),
        frame=frame._replace(moves=moves),
    )


def _moves(stretches: Sequence[Strips]) -> Iterator[Move]:
    """Yield how far up and to the left of its place each strip, and what follows it, was printed."""
    down = 0.0
    for one in stretches:
        high = one.bottom - one.top
        for number, left in enumerate(one.lefts):
            yield Move(one.top + down + number * high, left - one.lefts[0], down + number * high)
        down += (len(one.lefts) - 1) * high
        yield Move(one.bottom + down, 0.0, down)


def _moved(thing: Placed, stretches: Sequence[Strips]) -> Placed:
    x, y, right, down = (thing.x0 + thing.x1) / 2, (thing.y0 + thing.y1) / 2, 0.0, 0.0
    for one in stretches:
        if y < one.top:
            break
        high = one.bottom - one.top
        if y < one.bottom:
            number = bisect_right(one.cuts, x)
            right, down = one.lefts[0] - one.lefts[number], down + number * high
            break
        down += (len(one.lefts) - 1) * high
    return thing._replace(x0=thing.x0 + right, x1=thing.x1 + right, y0=thing.y0 + down, y1=thing.y1 + down)


def _parts(rule: Ruling, stretches: Sequence[Strips]) -> bool:
    """Tell whether a rule runs over the blank between two strips, or down that blank, longer than a table's would."""
    for one in stretches:
        if one.top <= (rule.y0 + rule.y1) / 2 < one.bottom:
            down = rule.y1 - rule.y0 > (one.bottom - one.top) / 2
            over = any(rule.x0 <= x0 and x1 <= rule.x1 for x0, x1 in one.blanks)
            return over or (down and any(x0 <= rule.x0 and rule.x1 <= x1 for x0, x1 in one.blanks))
    return False
