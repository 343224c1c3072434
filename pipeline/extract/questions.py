"""What rules are asked, and who hears it: all that the rows of a document depend on its rules through."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache, wraps
from itertools import chain
from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
    from pipeline.extract.rules import Rulebook

How = Literal["all", "first", "at", "whole", "cased"]
Question = tuple[str, How, str, int, int]
"""What a rule was asked: its id, for which matches, in which text, from where to where."""
T = TypeVar("T")


class Listener:
    """Hears what rules are asked."""

    def __init__(self) -> None:
        self.questions: list[Question] = []
        self.again: dict[int, tuple[Question, ...]] = {}
        """Questions that were asked together before, and not again since what came of it is remembered."""

    def heard(self) -> Iterable[Question]:
        """Return each question once."""
        return dict.fromkeys(chain(self.questions, *self.again.values()))


def remembered(most: int) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Remember what a function of the rules and of short texts returned, for the `most` texts last met.

    Whoever hears what rules are asked hears it each time.
    """

    def decorate(function: Callable[..., T]) -> Callable[..., T]:
        @lru_cache(maxsize=most)
        def worked_out(book: Rulebook, *texts: str) -> tuple[T, tuple[Question, ...]]:
            with book.heard() as listener:
                found = function(book, *texts)
            return found, tuple(listener.heard())

        @wraps(function)
        def known(book: Rulebook, *texts: str) -> T:
            found, questions = worked_out(book, *texts)
            book.ask_again(questions)
            return found

        return known

    return decorate
