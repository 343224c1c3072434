"""A worker is born with the rules loaded and their patterns compiled; rules that are wrong do not stop its birth."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import RuleError
from pipeline.extract.rulebook import load_rulebook
from pipeline.run import warm
from pipeline.run.types import WARM_RULES
from pipeline.settings import ROOT

SCRIPT = """
import sys
from pathlib import Path
from pipeline.read.guard import Guard, Item
from pipeline.run.types import WARM_RULES
from pipeline.run.work import PRELOAD
from tests.extract.warm_tasks import loaded

if __name__ == "__main__":
    rules = Path(sys.argv[1])
    with Guard(1, preload=PRELOAD, told=((WARM_RULES, str(rules)),)) as guard:
        print([outcome.result for outcome in guard.map(loaded, [Item("un", (rules,))])])
"""
"""In a process of its own: the server that workers are forked from is started once, by whoever needs it first."""


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_fresh_worker_has_the_rules_of_the_run_in_memory(tmp_path: Path, elsewhere: bool) -> None:
    rules = Path(shutil.copytree(ROOT / "rules", tmp_path / "rules")) if elsewhere else ROOT / "rules"
    command = [sys.executable, "-c", SCRIPT, str(rules)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[True]\n"
    assert done.stderr == ""


def test_wrong_rules_are_left_for_the_worker_to_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    patterns = tmp_path / "rules" / "patterns"
    patterns.mkdir(parents=True)
    rule = "{id: x.a, note: z, pattern: '(', examples: [a], counter_examples: [b]}"
    (patterns / "x.yml").write_text(f"family: x\nnote: y\nrules: [{rule}]\n")
    with pytest.raises(RuleError, match=r"x\.a"):
        load_rulebook(tmp_path / "rules").compile()
    monkeypatch.setenv(WARM_RULES, str(tmp_path / "rules"))
    warm.warm()
