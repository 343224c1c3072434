"""What rules are asked, and who hears it: all that the rows of a document depend on its rules through."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Literal

How = Literal["all", "first", "at", "whole", "cased", "data", "rules"]
Question = tuple[str, How, str, int, int]
"""What was asked: a rule by its id, or a family by its name; for which matches, in which text, from where to where; for
its data, or for its rules."""


class Listener:
    """Hears what rules are asked."""

    def __init__(self) -> None:
        self.questions: list[Question] = []
        self.again: dict[int, tuple[Question, ...]] = {}
        """Questions that were asked together before, and not again since what came of it is remembered."""

    def distinct(self) -> Iterable[Question]:
        """Return each question once."""
        return dict.fromkeys(chain(self.questions, *self.again.values()))
