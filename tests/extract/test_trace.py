"""A change of patterns that a document's trace calls harmless changes none of its rows."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import product

import msgspec
import pytest
import regex

from pipeline.extract.document import extract_document
from pipeline.extract.rulebook import Rulebook, load_rulebook
from pipeline.extract.rules import Patterns, Rule
from pipeline.extract.trace import Snapshot, Trace, answers_alike, changed_patterns, snapshot, traced
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


def with_pattern(book: Rulebook, rule: Rule, pattern: str) -> Rulebook:
    """The same rules, one of them with another pattern."""
    shared = Patterns({})
    families: dict[str, list[Rule]] = {}
    for one in book:
        if one.id == rule.id:
            twin = Rule(msgspec.structs.replace(one.bare, pattern=pattern), one.family, shared)
        else:
            twin = Rule(one.source, one.family, shared)
            known = vars(one)  # What took long to work out.
            vars(twin).update({name: known[name] for name in ("compiled", "literals") if name in known})
        families.setdefault(one.family, []).append(twin)
    return Rulebook({name: tuple(rules) for name, rules in families.items()}, book.digest, shared)


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


def altered(old: Snapshot, **changes: object) -> Snapshot:
    family, first = old.rules[0]
    return Snapshot(((family, msgspec.structs.replace(first, **changes)), *old.rules[1:]))


def test_only_patterns_and_flags_may_differ() -> None:
    old = snapshot(load_rulebook(RULES))
    first = old.rules[0][1].id
    assert changed_patterns(old, old) == frozenset()
    assert changed_patterns(old, altered(old, pattern="autre")) == {first}
    assert changed_patterns(old, altered(old, flags=("multiline",))) == {first}
    assert changed_patterns(old, altered(old, data={"autre": 1})) is None
    assert changed_patterns(old, altered(old, id="autre")) is None
    assert changed_patterns(old, altered(old, pattern=None, tokens=())) is None
    assert changed_patterns(old, Snapshot(old.rules[1:])) is None
    assert changed_patterns(old, Snapshot(old.rules[::-1])) is None


def test_rules_are_asked_in_no_other_way() -> None:
    """The extraction uses patterns through the questions that traces keep, and through no other door."""
    sources = {path.name: path.read_text("utf-8") for path in (ROOT / "pipeline" / "extract").rglob("*.py")}
    door = regex.compile(r"\.compiled\b(?! import)|\.may_match\(")
    users = {name for name, text in sources.items() if door.search(text)}
    assert users == {"rules.py"}
