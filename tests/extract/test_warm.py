"""A worker is born with the rules loaded and their patterns compiled; rules that are wrong do not stop its birth."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import RuleError
from pipeline.extract.rules import load_rulebook
from pipeline.run import warm
from pipeline.settings import ROOT

SCRIPT = """
from pipeline.read.guard import Guard, Item
from pipeline.run.work import WARM
from tests.extract.warm_tasks import loaded

if __name__ == "__main__":
    with Guard(1, preload=WARM) as guard:
        print([outcome.result for outcome in guard.map(loaded, [Item("un", ())])])
"""
"""In a process of its own: the server that workers are forked from is started once, by whoever needs it first."""


def test_a_fresh_worker_has_the_rules_in_memory() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[True]\n"
    assert done.stderr == ""


def test_wrong_rules_are_left_for_the_worker_to_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    patterns = tmp_path / "rules" / "patterns"
    patterns.mkdir(parents=True)
    rule = "{id: x.a, note: z, pattern: '(', examples: [a], counter_examples: [b]}"
    (patterns / "x.yml").write_text(f"family: x\nnote: y\nrules: [{rule}]\n")
    with pytest.raises(RuleError, match=r"x\.a"):
        load_rulebook(tmp_path / "rules").compile()
    monkeypatch.setattr(warm, "ROOT", tmp_path)
    warm.warm()
