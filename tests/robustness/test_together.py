"""Two runs at once, and analysts who read while a run publishes."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock

from pipeline.run import run
from tests.robustness.desk import NATIVE, Desk, fill

COUNT = "SELECT count(*) FROM documents"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(fill(tmp_path / "source"), tmp_path / "data")


def test_the_second_run_says_so_and_leaves_the_first_alone(desk: Desk, tmp_path: Path) -> None:
    with desk.start() as first, contextlib.ExitStack() as held:
        held.callback(first.send_signal, signal.SIGCONT)  # Whatever fails below, it goes on to its end.
        while not (desk.data / "work" / "read").is_dir():
            assert first.poll() is None, "the first run was over before it had read anything"
            time.sleep(0.01)
        first.send_signal(signal.SIGSTOP)  # However slow the machine is, it is at work while the second begins.
        second = desk.run()
        first.send_signal(signal.SIGCONT)
        _, errors = first.communicate(timeout=300)
    assert second.code == 1
    assert second.err == f"conventions: une autre exécution travaille déjà dans {desk.data}\n"
    assert first.returncode == 3, errors
    calm = Desk(desk.source, tmp_path / "calme")
    run(calm.settings())
    assert desk.content() == calm.content()


def test_two_data_folders_do_not_publish_to_one_dataset_at_once(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    with FileLock(tmp_path / "public" / ".jeu.duckdb.lock"):
        done = desk.run("run", "--db", str(tmp_path / "public" / "jeu.duckdb"))
    assert done.code == 1
    assert done.err == f"conventions: une autre exécution travaille déjà dans {tmp_path / 'public'}\n"


def test_the_lock_of_a_killed_run_holds_nobody(desk: Desk) -> None:
    with desk.start() as running:
        while not (desk.data / "run.lock").is_file():
            assert running.poll() is None, "the run was over before it held its lock"
            time.sleep(0.01)
        running.kill()
    assert run(desk.settings()).exit_code == 3


NEWCOMERS = """
import pathlib, sys
import duckdb
seen, stop, over = [], pathlib.Path(sys.argv[2]), False
while not over:
    over = stop.exists()  # What is there by then is looked at once more.
    with duckdb.connect(sys.argv[1], read_only=True) as con:
        counts = con.execute("SELECT count(*) FROM documents").fetchone()
        con.execute("SELECT count(texte) FROM pages").fetchall()
    if not seen:
        print("ready", flush=True)
    if counts[0] not in seen:
        seen.append(counts[0])
print(seen)
"""
"""Analysts who open the dataset again and again, in a process of their own, and the counts they see."""


def test_an_open_session_sees_the_old_dataset_and_the_next_one_the_new(tmp_path: Path) -> None:
    desk = Desk(fill(tmp_path / "source", NATIVE[:1]), tmp_path / "data")
    run(desk.settings())
    fill(desk.source)
    command = [sys.executable, "-c", NEWCOMERS, str(desk.dataset), str(tmp_path / "stop")]
    with (
        duckdb.connect(str(desk.dataset), read_only=True) as session,
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as newcomers,
        contextlib.ExitStack() as held,
    ):
        held.callback((tmp_path / "stop").touch)  # Whatever fails below, they stop.
        assert newcomers.stdout is not None
        newcomers.stdout.readline()
        assert session.execute(COUNT).fetchone() == (1,)
        assert desk.run().code == 3
        assert desk.run("query", COUNT, "--json").out == f'{{"count_star()": {len(NATIVE)}}}\n'
        # What the session had not asked for yet is the old dataset's too, in one whole.
        assert session.execute("SELECT count(texte) FROM pages").fetchone() == (1,)
        assert session.execute("SELECT count(*) FROM v_conventions").fetchone() == (0,)
        assert session.execute(COUNT).fetchone() == (1,)
        (tmp_path / "stop").touch()
        assert newcomers.stdout.readline().strip() == str([1, len(NATIVE)])
    assert newcomers.returncode == 0
