"""Every rule holds what its file says of it: examples found exactly as marked, counter-examples not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import RuleError
from pipeline.extract.rulebook import load_rulebook, marked
from pipeline.extract.rules import Rule, expand

RULES = Path(__file__).parents[2] / "rules"
BOOK = load_rulebook(RULES)


def found_in(rule: Rule, text: str, names: set[str]) -> set[tuple[str, int, int]]:
    """What the rule finds in `text`, for the groups named."""
    if rule.source.tokens is not None:
        from pipeline.extract.tokens import match_tokens

        return {("m", start, end) for start, end in match_tokens(rule, text)}
    spans = set()
    for match in rule.finditer(text):
        spans |= {(name, *match.span(0 if name == "m" else name)) for name in names}
    return {span for span in spans if span[1] >= 0}


@pytest.mark.parametrize("rule", list(BOOK), ids=lambda rule: rule.id)
def test_rule_matches_its_examples_exactly(rule: Rule) -> None:
    for example in rule.source.examples:
        text, expected = marked(example)
        assert expected, f"{rule.id}: the example marks nothing: {example!r}"
        assert found_in(rule, text, {name for name, _, _ in expected}) == set(expected), example


@pytest.mark.parametrize("rule", list(BOOK), ids=lambda rule: rule.id)
def test_rule_leaves_its_counter_examples_alone(rule: Rule) -> None:
    for text in rule.source.counter_examples:
        assert not found_in(rule, text, {"m"}), text


def test_marks_are_split_from_the_text() -> None:
    assert marked("l'UO <uo>0105-CRES-CDSI</uo>.") == ("l'UO 0105-CRES-CDSI.", {("uo", 5, 19)})
    with pytest.raises(RuleError):
        marked("l'UO <uo>0105-CRES-CDSI")


def test_atoms_are_composed_and_circles_refused() -> None:
    assert expand(r"{a}\d{4}", {"a": "x{b}", "b": "y"}, "test") == r"(?:x(?:y))\d{4}"
    with pytest.raises(RuleError, match="circle"):
        expand("{a}", {"a": "{b}", "b": "{a}"}, "test")
    with pytest.raises(RuleError, match="unknown atom"):
        expand("{zz}", {}, "test")


def test_a_malformed_family_is_named(tmp_path: Path) -> None:
    (tmp_path / "patterns").mkdir()
    (tmp_path / "patterns" / "x.yml").write_text("family: x\nnote: y\nrules: [{id: x.a, note: z, pattern: a}]\n")
    with pytest.raises(RuleError, match=r"x\.yml"):
        load_rulebook(tmp_path)
