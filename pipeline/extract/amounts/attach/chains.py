"""The marks of one axis of a statement, grouped as they are said together ('en AE et en CP')."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from pipeline.extract.amounts.attach.statement import NEAR, Chain, Statement
from pipeline.extract.amounts.marks import ALIKE, Axis, Mark
from pipeline.extract.rulebook import Rulebook

_SAME_WORDS, _HEADS_PARTS = regex.compile(r"\s*(?:et|/|&)\s*"), regex.compile(r"\s*[:(]")
"""Between natures said in one breath ('en AE et CP'), and what opens the parts of the sum before them."""


class Chains:
    """What is said of one axis, gap by gap: before the first sum, between two sums, after the last."""

    def __init__(self, statement: Statement, axis: Axis, book: Rulebook) -> None:
        self.statement, self.axis = statement, axis
        self._parts, self._chain = book["montants.coupure"], book["montants.suite"]
        self._subject, self._anew = book["montants.sujet"], book["montants.nature_incise"]
        self.gaps: Sequence[Sequence[Chain]] = [
            self._grouped(*statement.gap(i)) for i in range(len(statement.sums) + 1)
        ]

    def leads(self) -> bool:
        """Marks stand before the first sum: they are said of what follows."""
        return bool(self.gaps[0])

    def parts(self, link: str) -> bool:
        """Tell whether the words between a sum and a mark after it part them."""
        return self._parts.search(link) is not None

    def parts_ahead(self, link: str) -> bool:
        """Tell whether the words between a mark and the sum after it part them: a colon, '=' or '(' rather tie them."""
        return self.parts(link.replace(":", " ").replace("=", " ")) or len(link) > NEAR

    def _grouped(self, start: int, end: int) -> list[Chain]:
        """Group the marks of a gap that are said together."""
        found: list[list[Mark]] = []
        for mark in self._within(start, end):
            if found and self._chained(found[-1][-1], mark, end):
                found[-1].append(mark)
            else:
                found.append([mark])
        return [tuple(marks) for marks in found]

    def _chained(self, before: Mark, mark: Mark, gap_end: int) -> bool:
        link = self.statement.link(before.end, mark.start)
        if not self._chain.fullmatch(link):
            return False
        if "," in link and self._subject.search(self.statement.link(mark.end, gap_end)):
            return False  # 'en AE, les CP étant de': the second is the subject of what follows
        if mark.value == before.value or gap_end == self.statement.end:
            return True
        ahead = self.statement.link(mark.end, gap_end)
        if mark.rule != ALIKE and ahead.strip() in (",", ":") and self._anew.stands_in(link):
            return False
        if _SAME_WORDS.fullmatch(link) and _HEADS_PARTS.match(ahead):
            return True
        parted = self.parts(link.replace("=", " ").replace(",", " "))
        return not (parted and not self.parts_ahead(ahead) and gap_end != self.statement.gap(0)[1])

    def _within(self, start: int, end: int) -> Iterator[Mark]:
        return (m for m in self.statement.marks if m.axis == self.axis and start <= m.start and m.end <= end)
