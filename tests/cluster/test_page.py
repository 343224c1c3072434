"""The page for operators names tests that exist."""

from __future__ import annotations

import re

from pipeline.settings import ROOT

PAGE = ROOT / "docs" / "grande-echelle.md"


def test_what_is_said_to_be_tested_is() -> None:
    named = re.findall(r"`(cluster/\w+\.py)(?:::(test_\w+))?`", PAGE.read_text("utf-8"))
    assert len(named) >= 6
    for path, name in named:
        assert f"def {name}" in (ROOT / "tests" / path).read_text("utf-8"), f"{path}::{name}"
