"""The literals derived from patterns stand in whatever the patterns match, and skipping by them changes no match."""

from __future__ import annotations

import sys

import pytest
import regex

from pipeline.extract.literals import Derivation, fold
from pipeline.extract.rules import Rule
from tests.extract.helpers import book

ATOMS = {"mois": "janvier|f[ée]vrier", "date": r"\d+ \s {mois}", "ronde": "a{ronde}"}


def required(pattern: str) -> set[str]:
    return {literal.decode("latin-1") for literal in Derivation(ATOMS).required(pattern)}


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        ("convention", {"convention"}),
        ("CONVENTION  # a remark", {"convention"}),
        (r"contrats\s+de\s+gestion", {"contrats "}),
        (r"\s+contrat\b", {" contrat"}),
        (r"[ ]an[ ](?:.*)", {" an "}),
        (r"convention[ \t]?de[ ]contrat", {" contrat"}),
        ("(?:convention|avenant)s?", {"convention", "avenant"}),
        ("(?P<nom>contrat)|(?i:protocole)", {"contrat", "protocole"}),
        ("(?<!quasi-)contrat(?=ion)", {"contrat"}),
        ("de(?=.*protocole)", {"protocole"}),
        ("(?:contrat|(?=.*protocole))", {"contrat", "protocole"}),
        ("(?:contrat)?protocole", {"protocole"}),
        (r"(?:contrat\s){2,}", {"contrat "}),
        ("contrat*", {"contra"}),
        ("{date}", {" janvier", " fevrier"}),
        (r"\p{Lu}{4}-bis", {"-bis"}),
        ("[a-c]xyz", {"axyz", "bxyz", "cxyz"}),
        ("(?(nom)contrat|protocole)chorus", {"chorus"}),
    ],
)
def test_what_a_pattern_needs_is_told(pattern: str, literals: set[str]) -> None:
    assert required(pattern) == literals


@pytest.mark.parametrize(
    "pattern",
    ["contrat|", "(?:contrat)?", "(?:contrat){0,2}", r"\w+", "[^a]+", "contrat|.", "(?!contrat)", "de", r"\s+", "[ ]"],
)
def test_nothing_is_claimed_of_a_pattern_that_needs_nothing(pattern: str) -> None:
    assert not required(pattern)


@pytest.mark.parametrize(
    "pattern", ["(?:contrat){e<=1}", r"(contrat)\1", "(?|contrat)", "{inconnu}contrat", "[[a]]contrat"]
)
def test_nothing_is_claimed_of_syntax_that_is_not_known(pattern: str) -> None:
    assert not required(pattern)


def test_atoms_in_a_circle_end() -> None:
    assert not required("{ronde}")


def test_folding_keeps_every_character_in_its_place() -> None:
    text = "Élève œuvré,\n«\tDÉLÉGATION\f» – 12 €\u202fſ\U0001f600."
    assert len(fold(text)) == len(text)
    assert fold("DÉLÉGATION") == fold("délégation") == b"delegation"


def test_every_blank_folds_to_a_space() -> None:
    blanks = regex.findall(r"\s", "".join(map(chr, range(0xD800))))
    assert len(blanks) > 20
    assert fold("".join(blanks)) == b" " * len(blanks)


def test_whatever_a_literal_matches_without_case_folds_to_it() -> None:
    every = "".join(map(chr, [*range(0xD800), *range(0xE000, sys.maxunicode + 1)]))
    alphabet = {char for char in every[:0x2200] if Derivation({}).required(char * 4)}
    assert set("abcdefghijklmnopqrstuvwxyzéèàç€«»–'-") <= alphabet
    for char in alphabet:
        for form in regex.findall(regex.escape(char), every, regex.IGNORECASE):
            assert fold(form) == fold(char), (char, form)


def patterned() -> list[Rule]:
    """The rules that are a regex: those of tokens have no literal."""
    return [rule for rule in book() if rule.source.pattern is not None]


@pytest.mark.parametrize("rule", patterned(), ids=lambda rule: rule.id)
def test_no_match_of_an_example_lacks_its_literal(rule: Rule) -> None:
    for text in (*rule.source.examples, *rule.source.counter_examples):
        for match in rule.compiled.finditer(text):
            seen = fold(text[match.start() :])
            assert not rule.literals or any(literal in seen for literal in rule.literals), match[0]


def test_rules_find_the_same_with_and_without_their_literals() -> None:
    text = "\n".join(example for rule in book() for example in rule.source.examples)
    length = len(text)
    windows = [(0, length), *((at, min(at + 500, length)) for at in range(0, length, 3500))]
    for rule in patterned():
        for start, end in windows:
            plain = [match.span() for match in rule.compiled.finditer(text, start, end)]
            assert [match.span() for match in rule.finditer(text, start, end)] == plain
            first = rule.search(text, start, end)
            assert (first.span() if first else None) == (plain[0] if plain else None)


def test_most_rules_have_literals() -> None:
    assert sum(bool(rule.literals) for rule in book()) > 150
