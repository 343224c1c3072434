"""The page of promises names tests that exist."""

from __future__ import annotations

import re

from pipeline.settings import ROOT

PAGE = ROOT / "docs" / "robustness.md"


def test_every_promise_has_its_test() -> None:
    text = PAGE.read_text("utf-8")
    named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", text)
    assert len(named) >= 40
    missing = [
        f"{path}::{name}" for path, name in named if f"def {name}(" not in (ROOT / "tests" / path).read_text("utf-8")
    ]
    assert not missing
    for line in text.splitlines():
        if line.startswith("|") and not line.startswith(("| promesse", "|---")):
            assert "::test_" in line, line


def test_every_test_of_this_folder_is_a_promise() -> None:
    text = PAGE.read_text("utf-8")
    for path in (ROOT / "tests" / "robustness").glob("test_*.py"):
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE):
            assert name in text or path.name in ("test_page.py", "test_damaged.py"), f"{path.name}::{name}"
