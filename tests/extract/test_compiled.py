"""Compiled patterns are read back as they were, or not at all."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
import regex

from pipeline.extract import compiled
from pipeline.extract.compiled import Compiled, Kept
from pipeline.extract.rulebook import Rulebook, load_rulebook
from pipeline.settings import ROOT

ONE = {"a.b": Compiled(regex.compile(r"(?P<m>é+)\L<mots>", regex.IGNORECASE, mots=["x"]), frozenset({b"e"}))}


def _rules(folder: Path, pattern: str = "(?P<m>a)b") -> Path:
    patterns = folder / "patterns"
    patterns.mkdir(parents=True, exist_ok=True)
    rule = f"{{id: x.a, note: z, pattern: '{pattern}', examples: ['<m>a</m>b'], counter_examples: [b]}}"
    (patterns / "x.yml").write_text(f"family: x\nnote: y\nrules: [{rule}]\n")
    return folder


def _kept_in(folder: Path) -> Path:
    [file] = (folder / "patterns" / "__pycache__").iterdir()
    return file


def _said(one: Compiled) -> object:
    return one.pattern.pattern, one.pattern.flags, one.pattern.groupindex, one.pattern.named_lists, one.literals


def _answers(book: Rulebook) -> Iterator[object]:
    for rule in book:
        if rule.source.pattern is not None:
            yield _said(Compiled(rule.compiled, rule.literals))
            for text in (*rule.source.examples, *rule.source.counter_examples):
                yield [match.regs for match in rule.finditer(text)]


def test_the_project_s_rules_answer_alike_compiled_and_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "patterns").mkdir()
    for file in (ROOT / "rules" / "patterns").glob("*.yml"):
        (tmp_path / "patterns" / file.name).write_bytes(file.read_bytes())
    book = load_rulebook(tmp_path)
    book.compile()
    expected = list(_answers(book))
    regex.purge()
    monkeypatch.setattr(regex, "compile", None)
    assert list(_answers(load_rulebook(tmp_path))) == expected


def test_a_pattern_that_changed_is_compiled_anew(tmp_path: Path) -> None:
    load_rulebook(_rules(tmp_path)).compile()
    book = load_rulebook(_rules(tmp_path, "(?P<m>a)b|zz"))
    assert book["x.a"].search("zz")
    book.compile()
    assert load_rulebook(tmp_path)["x.a"].search("zz")


@pytest.mark.parametrize("damage", [b"", b"xx", "cut", "changed"])
def test_what_is_damaged_is_not_believed(tmp_path: Path, damage: bytes | str) -> None:
    load_rulebook(_rules(tmp_path)).compile()
    file = _kept_in(tmp_path)
    whole = file.read_bytes()
    kinds = {"cut": whole[:-3], "changed": whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:]}
    file.write_bytes(damage if isinstance(damage, bytes) else kinds[damage])
    book = load_rulebook(tmp_path)
    assert book["x.a"].search("ab")
    book.compile()
    assert file.read_bytes() == whole


def test_what_is_of_other_rules_is_not_taken(tmp_path: Path) -> None:
    Kept(tmp_path, "one").write(ONE)
    assert {name: _said(kept) for name, kept in Kept(tmp_path, "one").read().items()} == {"a.b": _said(ONE["a.b"])}
    assert Kept(tmp_path, "two").read() == {}


def test_what_other_code_made_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Kept(tmp_path, "one").write(ONE)
    monkeypatch.setattr(compiled, "_CODE", ("rules.py",))
    assert Kept(tmp_path, "one").read() == {}


def test_nothing_but_patterns_is_rebuilt(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "one")
    kept.write(ONE)
    [file] = (tmp_path / "__pycache__").iterdir()
    content = pickle.dumps({"a.b": (hashlib.sha256, b"")})
    file.write_bytes(kept._seal(content) + content)
    assert kept.read() == {}


def test_rules_that_cannot_be_written_to_work_as_well(tmp_path: Path) -> None:
    _rules(tmp_path)
    (tmp_path / "patterns" / "__pycache__").write_text("no folder")
    book = load_rulebook(tmp_path)
    book.compile()
    assert book["x.a"].search("ab")
    assert (tmp_path / "patterns" / "__pycache__").read_text() == "no folder"
