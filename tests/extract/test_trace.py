"""A change of rules that a document's trace calls harmless changes none of its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from itertools import permutations, product
from typing import NoReturn

import msgspec
import pytest
import regex

from pipeline.extract.document import extract_document
from pipeline.extract.rulebook import Family, Rulebook, load_rulebook
from pipeline.extract.rules import Patterns, Rule, RuleSource
from pipeline.extract.trace import (
    Change,
    Snapshot,
    Trace,
    answers_alike,
    changed_rules,
    order_counts,
    snapshot,
    traced,
)
from pipeline.metadata import load_metadata
from pipeline.model import DocumentRows, Reading
from pipeline.read.reader import read_document
from pipeline.reference import Reference, load_reference
from pipeline.settings import ROOT
from tests.conftest import SAMPLE

RULES = ROOT / "rules"
DOCUMENTS = ("delegation-deux-exercices.pdf", "avenant-a-la-delegation.pdf", "retablissement-de-credits.pdf")
VARIANTS = {
    "the same": r"(?:{})",
    "never": r"(?:{})(?!)",
    "not before a comma": r"(?:{})(?!\s*,)",
    "not first in its text": r"(?!\A)(?:{})",
}
STEP = 12
"""One rule in so many is tried: each takes part in a dozen extractions."""


@cache
def readings() -> tuple[Reading, ...]:
    return tuple(read_document((SAMPLE / name).read_bytes(), name) for name in DOCUMENTS)


@cache
def reference() -> Reference:
    return load_reference(load_metadata(RULES / "tables.yml"), RULES / "reference")


def extracted(book: Rulebook, reading: Reading) -> tuple[DocumentRows, Trace]:
    with book.heard() as listener:
        rows = extract_document(reading, book, reference())
    return rows, traced(listener.distinct())


@cache
def before() -> tuple[Rulebook, tuple[tuple[DocumentRows, Trace], ...]]:
    book = load_rulebook(RULES)
    book.compile()
    return book, tuple(extracted(book, reading) for reading in readings())


def changed_book(
    book: Rulebook, change: Callable[[Rule], RuleSource | None], *more: tuple[str, RuleSource]
) -> Rulebook:
    """The same rules, each as `change` makes it (None: no longer there), and some more at the ends of their families."""
    shared = Patterns({})
    families: dict[str, list[Rule]] = {}
    for one in book:
        rules = families.setdefault(one.family, [])
        if (source := change(one)) is None:
            continue
        twin = Rule(source, one.family, shared)
        rules.append(twin)
        if source.pattern == one.source.pattern and source.flags == one.source.flags:
            known = vars(one)  # What took long to work out.
            vars(twin).update({name: known[name] for name in ("compiled", "literals") if name in known})
    for family, source in more:
        families[family].append(Rule(source, family, shared))
    return Rulebook({name: tuple(rules) for name, rules in families.items()}, book.digest, shared)


def with_pattern(book: Rulebook, rule: Rule, pattern: str) -> Rulebook:
    """The same rules, one of them with another pattern."""
    other = msgspec.structs.replace(rule.bare, pattern=pattern)
    return changed_book(book, lambda one: other if one.id == rule.id else one.source)


def tried() -> list[Rule]:
    return [rule for rule in load_rulebook(RULES) if rule.source.pattern is not None][::STEP]


def test_rows_differ_only_where_some_answer_does() -> None:
    book, were = before()
    verdicts: Counter[bool] = Counter()
    for rule, variant in product(tried(), VARIANTS.values()):
        changed = with_pattern(book, rule, variant.format(rule.bare.pattern))
        for reading, (rows, trace) in zip(readings(), were, strict=True):
            alike = answers_alike(trace, book[rule.id], changed[rule.id])
            verdicts[alike] += 1
            if alike:
                assert extract_document(reading, changed, reference()) == rows, rule.id
    assert verdicts[True]
    assert verdicts[False]


def test_what_is_remembered_of_one_document_is_in_the_trace_of_the_next() -> None:
    book, were = before()
    again = [extracted(book, reading)[1] for reading in (*readings(), *readings())]
    for number, trace in enumerate(again):
        first = were[number % len(were)][1]
        asked = {rule: set(trace.of(rule)) for rule in trace.asked}
        assert asked == {rule: set(first.of(rule)) for rule in first.asked}


def test_a_trace_is_kept_whole() -> None:
    _, trace = before()[1][0]
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(trace), type=Trace) == trace
    assert all(0 <= start <= end <= len(text) for rule in trace.asked for _, text, start, end in trace.of(rule))


@pytest.mark.parametrize(("variant", "alike"), [("the same", True), ("never", False)])
def test_an_answer_is_all_that_counts(variant: str, alike: bool) -> None:
    book, were = before()
    rule = book["decoupe.article"]
    changed = with_pattern(book, rule, VARIANTS[variant].format(rule.bare.pattern))
    assert answers_alike(were[0][1], rule, changed[rule.id]) is alike


def test_groups_of_another_name_are_another_answer() -> None:
    trace = Trace(("a b",), {"x": [0, 0, 0, 3]})
    source = msgspec.structs.replace(next(iter(load_rulebook(RULES))).bare, id="x", flags=(), pattern="(?P<m>a)")
    other = msgspec.structs.replace(source, pattern="(?P<n>a)")
    same = msgspec.structs.replace(source, pattern="(?P<m>[a])")
    one, two, three = (Rule(each, "x", Patterns({})) for each in (source, other, same))
    assert not answers_alike(trace, one, two)
    assert answers_alike(trace, one, three)


def test_groups_that_changed_places_are_another_answer() -> None:
    trace = Trace(("03/04",), {"x": [0, 0, 0, 5]})
    source = msgspec.structs.replace(
        next(iter(load_rulebook(RULES))).bare, id="x", flags=(), pattern=r"(?P<jour>\d+)/(?P<mois>\d+)"
    )
    other = msgspec.structs.replace(source, pattern=r"(?P<mois>\d+)/(?P<jour>\d+)")
    one, two = (Rule(each, "x", Patterns({})) for each in (source, other))
    assert not answers_alike(trace, one, two)


class Untouchable(dict[str, object]):
    """Data that whoever looks at them is told off for."""

    def _refuse(self, *_: object) -> NoReturn:
        raise AssertionError("data that the trace says nobody asked for")

    __getitem__ = get = __iter__ = __contains__ = __len__ = items = keys = values = _refuse


def with_data(book: Rulebook, data: Mapping[str, dict[str, object]]) -> Rulebook:
    """The same rules, those named with other data."""
    return changed_book(book, lambda one: msgspec.structs.replace(one.source, data=data.get(one.id, one.source.data)))


def test_no_data_are_used_but_those_asked_for() -> None:
    book, were = before()
    for reading, (rows, trace) in zip(readings(), were, strict=True):
        asked = {rule for rule in trace.asked if any(how == "data" for how, *_ in trace.of(rule))}
        others = [rule.id for rule in book if rule.id not in asked and rule.family != "montants_sens"]
        assert asked
        assert extract_document(reading, with_data(book, dict.fromkeys(others, Untouchable())), reference()) == rows


def test_rows_differ_only_where_data_were_asked_for() -> None:
    book, were = before()
    verdicts: Counter[bool] = Counter()
    for rule in (rule for rule in book if rule.source.data and rule.source.pattern is not None):
        other = with_data(book, {rule.id: dict.fromkeys(rule.source.data)})
        for reading, (rows, trace) in zip(readings(), were, strict=True):
            alike = answers_alike(trace, rule, other[rule.id])
            verdicts[alike] += 1
            if alike:
                assert extract_document(reading, other, reference()) == rows, rule.id
    assert verdicts[True]
    assert verdicts[False]


@pytest.mark.parametrize(("pattern", "matches"), [("jamais-un-tel-mot", False), (r"\d\s?€", True)])
def test_a_rule_more_counts_where_it_matches(pattern: str, matches: bool) -> None:
    book, were = before()
    more = msgspec.structs.replace(
        book["montants.hors_convention"].bare, id="montants.autre", pattern=pattern, data={"motif": "autre", "force": 9}
    )
    other = changed_book(book, lambda one: one.source, ("montants_sens", more))
    new, differ = other["montants.autre"], False
    for reading, (rows, trace) in zip(readings(), were, strict=True):
        alike = answers_alike(trace, None, new)
        assert answers_alike(trace, new, None) is alike
        same = extract_document(reading, other, reference()) == rows
        assert same or not alike
        differ = differ or not same
    assert differ is matches


def test_a_rule_more_counts_where_a_family_is_gone_through() -> None:
    book, _ = before()
    more = msgspec.structs.replace(book["montants.hors_convention"].bare, id="x.y", pattern="jamais")
    added = Rule(more, "x", Patterns({}))
    assert answers_alike(Trace(("",), {"z": [6, 0, 0, 0]}), None, added)
    assert not answers_alike(Trace(("",), {"x": [6, 0, 0, 0]}), None, added)


def test_a_rule_that_is_gone_counts_where_it_was_asked() -> None:
    book, were = before()
    assert not answers_alike(were[0][1], book["decoupe.article"], None)


def altered(old: Snapshot, **changes: object) -> Snapshot:
    family, first = old.rules[0]
    return Snapshot(((family, msgspec.structs.replace(first, **changes)), *old.rules[1:]))


def only(*ids: str) -> Change:
    return Change(frozenset(ids), frozenset())


def test_families_and_tokens_leave_no_trace() -> None:
    old = snapshot(load_rulebook(RULES))
    first = old.rules[0][1].id
    assert changed_rules(old, old) == only()
    for changes in ({"pattern": "autre"}, {"flags": ("multiline",)}, {"data": {"autre": 1}}):
        assert changed_rules(old, altered(old, **changes)) == only(first)
    assert changed_rules(old, altered(old, id="autre")) == only(first, "autre")
    assert changed_rules(old, Snapshot(old.rules[1:])) == changed_rules(Snapshot(old.rules[1:]), old) == only(first)
    assert changed_rules(old, altered(old, pattern=None, tokens=())) is None
    assert changed_rules(old, Snapshot((("autre", old.rules[0][1]), *old.rules[1:]))) is None


def reversed_in(book: Rulebook, family: str) -> Rulebook:
    """The same rules, those of a family in the other order."""
    families: dict[str, tuple[Rule, ...]] = {}
    for rule in book:
        one, before = (rule,), families.get(rule.family, ())
        families[rule.family] = one + before if rule.family == family else before + one
    return Rulebook(families, book.digest, Patterns({}))


def test_families_whose_rules_are_in_another_order_are_named() -> None:
    book = load_rulebook(RULES)
    old, other = snapshot(book), snapshot(reversed_in(book, "clauses"))
    assert changed_rules(old, other) == Change(frozenset(), frozenset(("clauses",)))
    fewer = Snapshot(tuple(one for one in other.rules if one[1].id != "clauses.effet"))
    assert changed_rules(old, fewer) == Change(frozenset(("clauses.effet",)), frozenset(("clauses",)))


def test_rows_are_the_same_where_the_order_of_rules_does_not_count() -> None:
    book, were = before()
    for family in sorted({rule.family for rule in book}):
        other = reversed_in(book, family)
        for reading, (rows, trace) in zip(readings(), were, strict=True):
            assert order_counts(trace, family) or extract_document(reading, other, reference()) == rows, family


def test_order_counts_for_whoever_goes_through_a_family() -> None:
    assert order_counts(Trace(("",), {"x": [6, 0, 0, 0]}), "x")
    assert not order_counts(Trace(("a b",), {"x": [0, 0, 0, 3]}), "x")


def test_a_family_asked_as_one_answers_in_the_texts_order() -> None:
    source = msgspec.structs.replace(next(iter(load_rulebook(RULES))).bare, flags=())
    shared = Patterns({})
    patterns = {"x.b": "a", "x.a": "[ab]", "x.c": r"a\sb"}
    rules = [Rule(msgspec.structs.replace(source, id=id_, pattern=one), "x", shared) for id_, one in patterns.items()]
    for order in permutations(rules):
        found = Family("x", order, shared).finditer(order, "a b")
        assert [(rule.id, *match.span()) for rule, match in found] == [
            ("x.a", 0, 1),
            ("x.b", 0, 1),
            ("x.c", 0, 3),
            ("x.a", 2, 3),
        ]


def test_rules_are_asked_in_no_other_way() -> None:
    """The extraction uses patterns through the questions that traces keep, and through no other door."""
    sources = {path.name: path.read_text("utf-8") for path in (ROOT / "pipeline" / "extract").rglob("*.py")}
    for door, users in {
        r"\.compiled\b(?! import)|\.may_match\(": {"rules.py"},
        r"\.unheard\(": {"rules.py", "rulebook.py"},
        r"\.source\.(?:data|pattern)\b": {"rules.py", "rulebook.py", "trace.py"},
    }.items():
        assert {name for name, text in sources.items() if regex.search(door, text)} == users
