"""What rules are asked, and who hears it: all that the rows of a document depend on its rules through."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Literal

How = Literal["all", "first", "at", "whole", "cased"]
Question = tuple[str, How, str, int, int]
"""What a rule was asked: its id, for which matches, in which text, from where to where."""


class Listener:
    """Hears what rules are asked."""

    def __init__(self) -> None:
        self.questions: list[Question] = []
        self.again: dict[int, tuple[Question, ...]] = {}
        """Questions that were asked together before, and not again since what came of it is remembered."""

    def distinct(self) -> Iterable[Question]:
        """Return each question once."""
        return dict.fromkeys(chain(self.questions, *self.again.values()))
