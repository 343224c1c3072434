"""What reading sums needs: the convention, its units, those who may pay, its tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import regex
from msgspec.structs import replace

from pipeline.extract.amounts.funders import Funders
from pipeline.extract.amounts.grids import tables_of
from pipeline.extract.amounts.marks import Mark, Units, counted_years_in, natures_in, years_in
from pipeline.extract.amounts.mentions import Mention, find_mentions
from pipeline.extract.amounts.passages import may_hold_a_sum
from pipeline.extract.amounts.sense import Cue, cues_in
from pipeline.extract.context import Context

_UNITLESS = regex.compile(r"\d[ .]\d{3}")
Result = TypeVar("Result")


class SumReader:
    """One convention, with what its sums are read against; what was read of a stretch is not read again."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.units = Units(ctx)
        self.funders = Funders(ctx)
        self.tables = tables_of(ctx)
        self._memo: dict[tuple[str, int, int], Any] = {}

    def once(self, what: str, start: int, end: int, read: Callable[[int, int], Result]) -> Result:
        """Return what `read` makes of a stretch, from memory the second time."""
        key = (what, start, end)
        if key not in self._memo:
            self._memo[key] = read(start, end)
        found: Result = self._memo[key]
        return found

    def marks(self, start: int, end: int) -> list[Mark]:
        """Return every mark of a stretch, funders included, in order."""
        return self.once("marks", start, end, self._marks)

    def cues(self, start: int, end: int) -> list[Cue]:
        """Return the cues of a stretch that introduces sums rather than holds them (a heading, a lead)."""
        cues = cues_in(self.ctx.book, self.ctx.text[start:end])
        return [Cue(cue.start + start, cue.end + start, cue.rule) for cue in cues]

    def sums(self, start: int, end: int) -> list[Mention]:
        """Return the sums of a stretch, in the convention's offsets."""
        return self.once("sums", start, end, self._sums)

    def credits(self, start: int, end: int) -> bool:
        """Tell whether a stretch speaks of AE or CP and holds figures."""
        text = self.ctx.text[start:end]
        return self.ctx.book["montants.nature"].search(text) is not None and _UNITLESS.search(text) is not None

    def _marks(self, start: int, end: int) -> list[Mark]:
        book, text = self.ctx.book, self.ctx.text[start:end]
        found = [mark.moved(start) for mark in (*natures_in(book, text), *years_in(book, text))]
        found += counted_years_in(self.ctx, start, end)
        found += [*self.units.within(start, end), *self.units.same_in(start, end), *self.funders.within(start, end)]
        return sorted(found, key=lambda m: m.start)

    def _sums(self, start: int, end: int) -> list[Mention]:
        text = self.ctx.text[start:end]
        if not may_hold_a_sum(text, 0, len(text)):
            return []
        return [_moved(m, start) for m in find_mentions(text, self.ctx.book, self.ctx.scanned)]


def _moved(mention: Mention, by: int) -> Mention:
    words = _moved(mention.words, by) if mention.words else None
    return replace(mention, start=mention.start + by, end=mention.end + by, words=words)
