"""A run killed at any moment: the next one ends as if nothing had happened."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.collect.conftest import Desk, pdf

RUN = """
import os, signal, sys
from pathlib import Path
from pipeline.collect import collect

left, replace = int(sys.argv[3]), os.replace

def dying(*paths):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(*paths)

os.replace = dying
collect([sys.argv[1]], data_dir=Path(sys.argv[2]))
"""
"""Collects, and is killed as it puts a document in its place, others being written beside: so many are there already."""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    root = tmp_path / "source"
    root.mkdir()
    for number in range(400):
        (root / f"{number:03}.pdf").write_bytes(pdf(str(number), size=20_000))
    return root


def test_a_killed_run_leaves_nothing_to_mend(desk: Desk, source: Path, tmp_path: Path) -> None:
    calm = Desk(tmp_path / "calme", desk.options)
    expected = calm.collect(source)
    for stored in random.Random(7).choices(range(40), k=8):
        command = [sys.executable, "-c", RUN, str(source), str(desk.data_dir), str(stored)]
        assert subprocess.run(command).returncode == -signal.SIGKILL
        assert {path.stat().st_size for path in (desk.data_dir / "raw").glob("??/*")} <= {20_000}
    found = desk.collect(source)
    assert [d.document_id for d in found.documents] == [d.document_id for d in expected.documents]
    assert [(r.ressource_id, r.etape, r.arret) for r in desk.rows] == [
        (r.ressource_id, r.etape, r.arret) for r in calm.rows
    ]
    assert not (desk.data_dir / "raw" / ".parts").exists()
