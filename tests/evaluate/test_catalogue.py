"""The catalogue is up to date, and no rule is dead.

A rule is dead when nothing can ask for it: no code and no rule's data names it, and no code takes its family whole. That
it recognises nothing in the documents at hand is no fault: it may be for another ministry's habits; its examples, which
a test of their own runs, say what it waits for, and the catalogue lists it apart.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipeline.evaluate.catalogue import Usage, catalogue, count_verdicts
from pipeline.evaluate.verdicts import Verdict
from pipeline.extract.rulebook import load_rulebook
from pipeline.extract.rules import Rule
from pipeline.run.catalogue import watched
from pipeline.settings import ROOT

BOOK = load_rulebook(ROOT / "rules")
ATOM = re.compile(r"\{([a-z][a-z0-9_]*)\}")


@cache
def syntax() -> tuple[ast.AST, ...]:
    return tuple(node for path in sorted((ROOT / "pipeline").rglob("*.py")) for node in ast.walk(parsed(path)))


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a rule's data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for item in value.values() if isinstance(value, dict) else value:
            yield from texts_in(item)


def named_texts() -> set[str]:
    written = {node.value for node in syntax() if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return written | {text for rule in BOOK for text in texts_in(dict(rule.data))}


def families_taken_whole() -> set[str]:
    calls = (node for node in syntax() if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute))
    asked = [call.args[0] for call in calls if call.func.attr == "family"]  # type: ignore[attr-defined]
    named = {node.id for node in asked if isinstance(node, ast.Name)}
    return {ast.literal_eval(node) for node in asked if not isinstance(node, ast.Name)} | constants(named)


def constants(names: set[str]) -> set[str]:
    """Return what constants of these names hold."""
    set_once = (node for node in syntax() if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant))
    return {str(ast.literal_eval(node.value)) for node in set_once if {ast.unparse(t) for t in node.targets} & names}


def asked_by_name() -> set[str]:
    """The rules that the code asks a book for, by a name written in full: `book["family.rule"]`."""
    slices = (node for node in syntax() if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("book"))
    written = (node.slice.value for node in slices if isinstance(node.slice, ast.Constant))
    return {name for name in written if isinstance(name, str)}


def atoms() -> dict[str, str]:
    entries = yaml.safe_load((ROOT / "rules" / "patterns" / "atoms.yml").read_text("utf-8"))
    return {name: entry["pattern"] for name, entry in entries.items()}


def test_no_rule_is_dead() -> None:
    named, whole = named_texts(), families_taken_whole()
    assert [rule.id for rule in BOOK if rule.id not in named and rule.family not in whole] == []


def test_every_rule_that_the_code_asks_for_exists() -> None:
    assert asked_by_name() - {rule.id for rule in BOOK} == set()


def test_no_atom_is_dead() -> None:
    known = atoms()
    patterns = [rule.source.pattern or "" for rule in BOOK] + list(known.values())
    assert sorted(known.keys() - {name for pattern in patterns for name in ATOM.findall(pattern)}) == []


def test_the_catalogue_lists_the_rules_there_are() -> None:
    text = (ROOT / "docs" / "regles.md").read_text("utf-8")
    listed = re.findall(r"^### (\S+)$", text, re.MULTILINE)
    assert sorted(listed) == sorted(rule.id for rule in BOOK), "docs/regles.md is stale: make qualite"


def test_a_watched_rule_tells_of_its_matches_and_finds_the_same() -> None:
    seen: list[str] = []
    rule = BOOK["montants.chiffres"]
    twin = watched(BOOK, seen.append)["montants.chiffres"]
    text = "60 000 € puis 70 000 €"
    assert [m.span() for m in twin.finditer(text)] == [m.span() for m in rule.finditer(text)]
    assert twin.search("rien") is None
    assert twin.match(text) is not None
    assert twin.compiled.pattern == rule.compiled.pattern
    assert seen == ["montants.chiffres"] * 3


def test_the_catalogue_says_what_a_rule_did() -> None:
    usages = {rule.id: Usage() for rule in BOOK} | {"code.deduit": Usage(values=2)}
    usages["montants.chiffres"] = Usage(matches=4, documents=2, values=3, rejected=1)
    about = {"document": "a.pdf", "layer": "native", "table": "montants", "column": "montant", "given": 1}
    verdicts = [
        Verdict(**about, kind="juste", rules=("montants.chiffres",)),  # type: ignore[arg-type]
        Verdict(**about, kind="faux", rules=("montants.chiffres", "inconnue")),  # type: ignore[arg-type]
        Verdict(**(about | {"given": None}), kind="manquant", rules=("montants.chiffres",)),  # type: ignore[arg-type]
    ]
    count_verdicts(usages, verdicts)
    lines = list(catalogue(BOOK, usages, "essai"))
    assert "| [`montants.chiffres`](#montantschiffres) | 4 | 2 | 3 | 1 | 1 | 1 |" in lines
    assert "| `code.deduit` | · | · | 2 | · | · | · |" in lines
    assert "`montants.chiffres`" not in lines[-1]
    assert "`montants.lettres`" in lines[-1]


def test_examples_are_shown_with_what_is_recognised() -> None:
    lines = list(catalogue(BOOK, {}, "essai"))
    rule: Rule = BOOK["montants.chiffres"]
    start = lines.index(f"### {rule.id}")
    shown = lines[start : start + 5 + len(rule.source.examples)]
    assert any("«" in line and "»" in line for line in shown)
    assert not any("<nombre>" in line for line in lines)
