"""What the rules were asked of a document, kept so that a change of patterns need not extract it again.

A document's rows depend on its rules through their answers alone, what is asked of their data among them: when every
question that a changed rule was asked gets the same answer from the new one, nothing that came after can differ, and
the rows stand as they are. What is asked of a family as one (`Family.finditer`) depends on those of its rules that
match: a rule more, a rule less, or other data make a difference where the rule matches. The order of rules makes one
where somebody goes through a family rule by rule. Rules of tokens leave no trace: when they differ, all rows are made
anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple, get_args

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

    @property
    def by_name(self) -> Mapping[tuple[str, str], RuleSource]:
        """The rules by family and id, in order."""
        return {(family, source.id): source for family, source in self.rules}

    def by_id(self) -> Mapping[str, Rule]:
        """Return the rules as they were."""
        shared = Patterns({})
        return {source.id: Rule(source, family, shared) for family, source in self.rules}


def snapshot(book: Rulebook) -> Snapshot:
    """Return the rules as they are."""
    return Snapshot(tuple((rule.family, rule.bare) for rule in book))


class Change(NamedTuple):
    """What differs between two states of the rules."""

    rules: frozenset[str]
    """The ids of the rules that differ, or are in one of both only."""
    families: frozenset[str]
    """The families whose rules, those of both, are in another order."""


def changed_rules(old: Snapshot, new: Snapshot) -> Change | None:
    """Return what differs; None when what leaves no trace does."""
    before, after = old.by_name, new.by_name
    changed = [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)]
    ids = [rule for _, rule in changed]
    sources = [source for name in changed for source in (before.get(name), after.get(name)) if source is not None]
    moved = len(set(ids)) < len(ids)
    if moved or any(source.pattern is None for source in sources):
        return None
    common = before.keys() & after.keys()
    orders = (_orders(name for name in state if name in common) for state in (before, after))
    return Change(frozenset(ids), frozenset(family for family, _ in set.symmetric_difference(*orders)))


def _orders(names: Iterable[tuple[str, str]]) -> set[tuple[str, tuple[tuple[str, str], ...]]]:
    return {(family, tuple(rules)) for family, rules in groupby(names, key=lambda name: name[0])}


def answers_alike(trace: Trace, old: Rule | None, new: Rule | None) -> bool:
    """Tell whether a rule answers all that it and its family were asked of a document as it did; None: no such rule.

    Raises ValueError when there is neither.
    """
    rule = new or old
    if rule is None:
        raise ValueError("neither an old rule nor a new one")
    asked, of_family = list(trace.of(rule.id)), list(trace.of(rule.family))
    together = [question for question in of_family if question[0] == "all"]
    if old is None or new is None:
        told_which = len(together) < len(of_family)
        return not asked and not told_which and not any(rule.answer(*question) for question in together)
    if old.groups != new.groups:  # Answers are compared by number, and read by name.
        return False
    if old.source.data != new.source.data and any(one.answer(*question) for one in (old, new) for question in together):
        return False
    return all(old.answer(*question) == new.answer(*question) for question in (*asked, *together))


def order_counts(trace: Trace, family: str) -> bool:
    """Tell whether the order of a family's rules may have counted: somebody went through them one by one."""
    return any(how == "rules" for how, *_ in trace.of(family))
