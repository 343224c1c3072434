"""What reading sums needs: the convention, its units, those who may pay, its tables."""

from __future__ import annotations

from dataclasses import dataclass, replace

import regex

from pipeline.extract.amounts.funders import Funders
from pipeline.extract.amounts.grids import Tables
from pipeline.extract.amounts.marks import Mark, Units, marks_in
from pipeline.extract.amounts.mentions import ANCHOR, Mention, find_mentions
from pipeline.extract.context import Context

_UNITLESS = regex.compile(r"\d[ .]\d{3}")


@dataclass(frozen=True, slots=True)
class Reader:
    """What reading statements needs: the convention, its units and those who may pay."""

    ctx: Context
    units: Units
    funders: Funders
    tables: Tables

    def marks(self, start: int, end: int) -> list[Mark]:
        """Return every mark of a stretch, funders included, in order."""
        found = [*marks_in(self.ctx, self.units, start, end), *self.funders.within(start, end)]
        return sorted(found, key=lambda m: m.start)

    def credits(self, start: int, end: int) -> bool:
        """Tell whether a stretch speaks of AE or CP and holds figures."""
        text = self.ctx.text[start:end]
        return self.ctx.book["montants.nature"].search(text) is not None and _UNITLESS.search(text) is not None

    def sums(self, start: int, end: int) -> list[Mention]:
        """Return the sums of a stretch, in the convention's offsets."""
        text = self.ctx.text[start:end]
        if not (ANCHOR.search(text) or _UNITLESS.search(text)):
            return []
        return [_moved(m, start) for m in find_mentions(text, self.ctx.book, self.ctx.scanned)]


def _moved(mention: Mention, by: int) -> Mention:
    words = _moved(mention.words, by) if mention.words else None
    return replace(mention, start=mention.start + by, end=mention.end + by, words=words)
