"""The command line: its page, its exit statuses, what it prints where."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.commands import PAGE, page
from tests.conftest import SAMPLE


def conventions(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "pipeline", *arguments], capture_output=True, text=True, timeout=300)


def test_every_flag_is_documented_as_its_help_says() -> None:
    assert PAGE.read_text("utf-8") == page(), "make docs writes the page anew"


def test_unusable_arguments_are_status_2(tmp_path: Path) -> None:
    for arguments in (
        ("run", "--no-such-flag"),
        ("run", "--source", str(tmp_path / "absent"), "--data-dir", str(tmp_path / "data")),
        ("run", "--jobs", "0"),
        ("query", "SELECT 1", "--db", str(tmp_path / "absent.duckdb")),
    ):
        done = conventions(*arguments)
        assert done.returncode == 2, arguments
        assert done.stderr
        assert "Traceback" not in done.stderr


def test_json_lines_and_statuses(tmp_path: Path) -> None:
    data, one = str(tmp_path / "data"), str(SAMPLE / "delegation-deux-exercices.pdf")
    log = tmp_path / "run.log"
    done = conventions("run", "--source", one, "--data-dir", data, "--json", "--log-file", str(log))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert lines[-1]["extraits"] == 1
    assert log.is_file()
    quiet = conventions("run", "--source", one, "--data-dir", data, "--quiet")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    damaged = conventions("run", "--source", str(SAMPLE / "fichier-endommage.pdf"), "--data-dir", data, "--quiet")
    assert damaged.returncode == 3
    assert damaged.stderr.startswith("illisible : fichier-endommage.pdf")


def test_show_and_query(sample_dataset: Path) -> None:
    shown = conventions("show", "delegation-deux-exercices.pdf", "--db", str(sample_dataset))
    assert shown.returncode == 0
    assert "0182" in shown.stdout
    asked = conventions("query", "SELECT count(*) AS n FROM documents", "--db", str(sample_dataset), "--json")
    assert json.loads(asked.stdout) == {"n": 10}
    refused = conventions("query", "DROP TABLE documents", "--db", str(sample_dataset))
    assert refused.returncode == 2
