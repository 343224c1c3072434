"""What rules say of the short texts that come back in document after document, worked out once."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

from pipeline.extract.questions import Question
from pipeline.extract.rulebook import Rulebook

T = TypeVar("T")


def remembered(most: int) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Remember what a function of the rules and of short texts returned, for the `most` texts last met.

    Whoever hears what rules are asked hears it each time.
    """

    def decorate(function: Callable[..., T]) -> Callable[..., T]:
        @lru_cache(maxsize=most)
        def worked_out(book: Rulebook, *texts: str) -> tuple[T, tuple[Question, ...]]:
            with book.heard() as listener:
                found = function(book, *texts)
            return found, tuple(listener.distinct())

        @wraps(function)
        def known(book: Rulebook, *texts: str) -> T:
            found, questions = worked_out(book, *texts)
            book.ask_again(questions)
            return found

        return known

    return decorate
