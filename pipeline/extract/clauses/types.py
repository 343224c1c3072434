"""What a clause of an act gives, and what its sentence is about."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import NamedTuple

from pipeline.extract.context import Context

TABLE = "conventions"
QUOTED = 0.8
"""How sure an effect is that an amendment quotes: mostly the amended act's, not its own."""


class Clause(NamedTuple):
    """A value that a sentence gives to a column."""

    column: str
    value: str | int | bool | dt.date
    start: int
    end: int
    rule: str
    score: float
    date: dt.date | None = None


class About:
    """What a sentence is about, asked only of those that hold a clause."""

    def __init__(self, ctx: Context, start: int, end: int) -> None:
        self._ctx, self._start, self._end = ctx, start, end

    @cached_property
    def convention(self) -> bool:
        """True when it names the convention, or its term."""
        return self._ctx.book["clauses.sujet"].search(self._ctx.text, self._start, self._end) is not None

    @cached_property
    def other(self) -> bool:
        """True when it is about something else that begins and ends: an order, a phase, a notice."""
        return self._ctx.book["clauses.autre_sujet"].search(self._ctx.text, self._start, self._end) is not None
