"""What the rules were asked of a document, kept so that a change of patterns need not extract it again.

A document's rows depend on its rules through their answers alone: when every question that a changed rule was asked
gets the same answer from its new pattern, nothing that came after can differ, and the rows stand as they are. That
holds while the same rules stand in the same families in the same order, with the same data: anything but a pattern
(and its flags) that differs makes all rows anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

import msgspec

from pipeline.extract.questions import How, Question
from pipeline.extract.rulebook import Rulebook
from pipeline.extract.rules import Patterns, Rule, RuleSource

_HOWS: tuple[How, ...] = get_args(How)
_NUMBERS = {how: number for number, how in enumerate(_HOWS)}


class Trace(msgspec.Struct, frozen=True, array_like=True):
    """The questions of one document, each once: by rule, four numbers for each (how, which text, start, end)."""

    texts: tuple[str, ...]
    asked: dict[str, list[int]]

    def of(self, rule: str) -> Iterator[tuple[How, str, int, int]]:
        """Yield what a rule was asked."""
        numbers = iter(self.asked.get(rule, ()))
        for how, text, start, end in zip(numbers, numbers, numbers, numbers, strict=True):
            yield _HOWS[how], self.texts[text], start, end


def traced(questions: Iterable[Question]) -> Trace:
    """Return the questions, each once, that were asked while a document was extracted as a trace."""
    texts: defaultdict[str, int] = defaultdict()
    texts.default_factory = texts.__len__  # A text met for the first time gets the next number.
    asked: defaultdict[str, list[int]] = defaultdict(list)
    for rule, how, text, start, end in questions:
        asked[rule] += _NUMBERS[how], texts[text], start, end
    return Trace(tuple(texts), asked)


class Snapshot(msgspec.Struct, frozen=True):
    """Rules as they were, in the order of their families: what they did, without notes and examples."""

    rules: tuple[tuple[str, RuleSource], ...]
    """Family and rule, the atoms of its pattern written out."""

    def by_id(self) -> Mapping[str, Rule]:
        """Return the rules as they were."""
        shared = Patterns({})
        return {source.id: Rule(source, family, shared) for family, source in self.rules}


def snapshot(book: Rulebook) -> Snapshot:
    """Return the rules as they are."""
    return Snapshot(tuple((rule.family, rule.bare) for rule in book))


def changed_patterns(old: Snapshot, new: Snapshot) -> frozenset[str] | None:
    """Return the ids of the rules whose pattern or flags differ; None when anything else does."""
    if len(old.rules) != len(new.rules):
        return None
    changed = set()
    for before, after in zip(old.rules, new.rules, strict=True):
        if before == after:
            continue
        if _besides_pattern(*before) != _besides_pattern(*after):
            return None
        changed.add(after[1].id)
    return frozenset(changed)


def _besides_pattern(family: str, source: RuleSource) -> tuple[object, ...]:
    return family, source.id, source.tokens, source.data, source.pattern is None


def answers_alike(trace: Trace, old: Rule, new: Rule) -> bool:
    """Tell whether two patterns of a rule answer all that it was asked of a document in the same way."""
    if old.groups != new.groups:
        return False
    return all(old.answer(*question) == new.answer(*question) for question in trace.of(new.id))
