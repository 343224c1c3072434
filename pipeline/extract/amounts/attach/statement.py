"""A statement with its sums and marks, and what each sum is tied to."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from pipeline.extract.amounts.marks import Axis, Mark
from pipeline.extract.amounts.mentions import Mention

Chain = tuple[Mark, ...]
"""Marks of one axis said together: 'en AE et en CP'."""
NEAR = 60
"""Characters beyond which a mark is not said of a sum for standing next to it."""


class Tied(msgspec.Struct):
    """A sum and what the statement says of it; `total` is where it says that the sum adds up others."""

    mention: Mention
    marks: dict[Axis, Chain] = msgspec.field(default_factory=dict)
    total: tuple[int, int] | None = None
    each: bool = False
    """True when it is given for each of the years said of it."""

    def values(self, axis: Axis) -> tuple[str | int, ...]:
        """Return the distinct values tied on an axis, in order."""
        return tuple(dict.fromkeys(mark.value for mark in self.marks.get(axis, ())))


class Statement:
    """A stretch of text, the sums and the marks in it; offsets are the convention's."""

    def __init__(self, text: str, start: int, end: int, sums: Sequence[Mention], marks: Sequence[Mark]) -> None:
        self.text, self.start, self.end = text, start, end
        self.sums = sums
        self.marks = [m for m in marks if not any(s.start <= m.start < s.end for s in sums)]
        self._blanks = [m.place for m in self.marks]

    def blank(self, chain: Chain) -> None:
        """Take a chain as one mark: the words between its marks neither tie nor part sums."""
        self._blanks.append((chain[0].start, chain[-1].end))

    def link(self, start: int, end: int) -> str:
        """Return the text between two places with the marks blanked, so that only what ties or parts is left."""
        link = self.text[start:end]
        for first, last in self._blanks:
            if first < end and start < last:
                low, high = max(first, start) - start, min(last, end) - start
                link = link[:low] + " " * (high - low) + link[high:]
        return link

    def gap(self, index: int) -> tuple[int, int]:
        """Return the place between sum `index - 1` and sum `index`."""
        start = self.sums[index - 1].end if index else self.start
        return start, self.sums[index].start if index < len(self.sums) else self.end
