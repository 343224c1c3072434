"""A run killed at any moment: the next one ends as if nothing had happened."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.collect.conftest import Desk, pdf

RUN = """
import sys
from pathlib import Path
from pipeline.collect import collect
collect([sys.argv[1]], data_dir=Path(sys.argv[2]))
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    root = tmp_path / "source"
    root.mkdir()
    for number in range(400):
        (root / f"{number:03}.pdf").write_bytes(pdf(str(number), size=20_000))
    return root


def kept(desk: Desk) -> list[Path]:
    return list((desk.data_dir / "raw").glob("??/*"))


def test_a_killed_run_leaves_nothing_to_mend(desk: Desk, source: Path, tmp_path: Path) -> None:
    calm = Desk(tmp_path / "calme", desk.options)
    expected = calm.collect(source)
    killed = 0
    for stored in sorted(random.Random(7).sample(range(250), 8)):
        with subprocess.Popen([sys.executable, "-c", RUN, str(source), str(desk.data_dir)]) as running:
            while running.poll() is None and len(kept(desk)) < stored:
                time.sleep(0.001)
            running.send_signal(signal.SIGKILL)
        killed += running.returncode == -signal.SIGKILL
        assert {path.stat().st_size for path in kept(desk)} <= {20_000}
    assert killed >= 3, "the runs were over before they could be killed"
    found = desk.collect(source)
    assert [d.document_id for d in found.documents] == [d.document_id for d in expected.documents]
    assert [(r.ressource_id, r.etape, r.arret) for r in desk.rows] == [
        (r.ressource_id, r.etape, r.arret) for r in calm.rows
    ]
    assert not (desk.data_dir / "raw" / ".parts").exists()
