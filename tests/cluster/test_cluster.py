"""A cluster of processes of their own makes the same dataset as this one, whoever dies on the way."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipeline.run import run
from pipeline.run.work import Progress
from pipeline.settings import ROOT
from tests.cluster.machines import Machines, cluster
from tests.generator import build
from tests.robustness.desk import OF_THE_RUN, SAMPLE, Desk

SHORT = ("avenant", "retablissement", "hors-perimetre", "delegation")
DOCUMENTS = 240
DAMAGED = "fichier-endommage.pdf"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few hundred short documents, and one that cannot be read."""
    folder = tmp_path_factory.mktemp("grappe") / "source"
    for number in range(DOCUMENTS):
        build(4_000_000 + number, SHORT[number % len(SHORT)]).write(folder, "native")
    shutil.rmtree(folder / "gold")
    shutil.copy2(SAMPLE / DAMAGED, folder / DAMAGED)
    return folder


@pytest.fixture(scope="module")
def collected(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The documents collected, nothing read: where every run of these tests begins."""
    desk = Desk(source, tmp_path_factory.mktemp("collecte") / "data")
    run(desk.settings(), until="collect")
    return desk


@pytest.fixture(scope="module")
def alone(collected: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """What this machine makes of them."""
    desk = collected.copy(tmp_path_factory.mktemp("seul") / "data")
    assert run(desk.settings()).exit_code == 3
    return desk


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """Two workers, of which one is to be killed, and later another in its place."""
    with cluster(tmp_path_factory.mktemp("machines"), workers=2) as running:
        yield running


def assert_same(one: Desk, other: Desk) -> None:
    """The Parquet files to the byte, the tables of the database row by row; but for what tells of the run itself."""
    assert one.content() == other.content()
    with duckdb.connect(str(one.dataset), read_only=True) as con:
        con.execute(f"ATTACH '{other.dataset}' AS autre (READ_ONLY)")
        tables = con.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND NOT internal"
        ).fetchall()
        assert len(tables) > 15
        for (table,) in tables:
            hidden = OF_THE_RUN.get(table, ())
            if hidden == ("*",):
                continue
            columns = f"* EXCLUDE ({', '.join(hidden)})" if hidden else "*"
            mine, theirs = (f"SELECT {columns} FROM {place}{table}" for place in ("", "autre."))
            for left, right in ((mine, theirs), (theirs, mine)):
                assert con.execute(f"SELECT count(*) FROM ({left} EXCEPT ALL {right})").fetchone() == (0,), table


def test_a_worker_killed_in_the_middle_changes_nothing(
    collected: Desk, alone: Desk, machines: Machines, tmp_path: Path
) -> None:
    desk, store = collected.copy(tmp_path / "data"), tmp_path / "dépôt"
    killed: list[int] = []

    def kill_one(_: Progress, done: int, total: int) -> None:
        assert total == DOCUMENTS + 1
        if not killed and total // 4 < done < total // 2 and (busy := machines.busy()):
            killed.append(max(busy))
            os.kill(killed[0], signal.SIGKILL)

    report = run(desk.settings(cluster=machines.address, store=str(store)), watch=kill_one)
    victim = next(process for process in machines.processes if process.pid == killed[0])
    assert victim.wait(timeout=10) == -signal.SIGKILL
    assert [name for name, _ in report.illisibles] == [DAMAGED]
    assert (report.vus, report.nouveaux, report.exit_code) == (DOCUMENTS + 1, DOCUMENTS + 1, 3)
    assert_same(desk, alone)
    assert desk.query(f"SELECT statut, erreur IS NULL FROM documents WHERE fichier = '{DAMAGED}'") == [
        ("illisible", False)
    ]
    assert len(list((store / "raw").glob("??/*"))) == DOCUMENTS + 1
    assert len(list((store / "work" / "read").glob("??/*.z"))) == DOCUMENTS
    assert list((store / "work" / "cluster" / "parts").rglob("*.parquet")) == []
    machines.worker()


def test_changed_rules_travel_and_nothing_is_read_again(alone: Desk, machines: Machines, tmp_path: Path) -> None:
    """The data folder is the store: the workers find the readings of the run before, and take the new rules from it."""
    rules = tmp_path / "rules"
    shutil.copytree(ROOT / "rules", rules)
    atoms = rules / "patterns" / "atoms.yml"
    atoms.write_text(atoms.read_text().replace("|mars|", "|mars|mrs|"))
    desk = alone.copy(tmp_path / "data")
    how: list[str] = []
    report = run(
        desk.settings(cluster=machines.address, rules_dir=rules, limit=40, db=tmp_path / "essai.duckdb"),
        watch=lambda progress, *_: how.append(progress.made),
    )
    assert report.nouveaux == 40
    assert set(how) <= {"relu", "illisible"}
    assert how.count("relu") >= 39


def test_what_a_killed_run_had_asked_for_is_taken_up(
    collected: Desk, alone: Desk, machines: Machines, tmp_path: Path
) -> None:
    desk = collected.copy(tmp_path / "data")
    rows = desk.data / "work" / "extract"
    with desk.start("run", "--cluster", machines.address, stdout=subprocess.DEVNULL) as running:
        while running.poll() is None and len(list(rows.glob("??/*.z"))) < DOCUMENTS // 4:
            time.sleep(0.02)
        running.kill()
    assert running.returncode == -signal.SIGKILL
    before = len(list(rows.glob("??/*.z")))
    report = run(desk.settings(cluster=machines.address))
    assert 0 < report.nouveaux <= DOCUMENTS + 1 - before
    assert_same(desk, alone)
