"""`kill -9` at fifty seeded moments over all stages: what is published is whole at once, and the next run heals all."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pipeline.run import run
from pipeline.run.work import Stage
from tests.robustness.desk import NATIVE, Desk, fill

STAGES = ("collect", "read", "extract", "load", "swap")
MOMENTS = 10
"""Kills of each stage."""
SHRUNK = (1.0, 0.2, *[0.0] * 6)
"""What becomes of the delay from one try to the next: on a busy machine, whoever kills is late as well."""


@dataclass(frozen=True)
class Moment:
    """When to kill: once the stage has written `count` files, and `delay` seconds later."""

    number: int
    stage: str
    count: int
    delay: float


@dataclass(frozen=True)
class Bench:
    """A data folder for each stage, where it is all that is left to do, and what the end must be."""

    before: dict[str, Desk]
    expected: dict[str, str]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A dataset of one document is published; then the others arrive."""
    root = tmp_path_factory.mktemp("tue")
    first = Desk(fill(root / "source", NATIVE[:1]), root / "collect")
    assert run(first.settings()).exit_code == 0
    fill(first.source)
    before = {"collect": first}
    stages: tuple[tuple[Stage, str], ...] = (("collect", "read"), ("read", "extract"), ("extract", "load"))
    for done, todo in stages:
        before[todo] = before[done].copy(root / todo)
        run(before[todo].settings(), until=done)
    before["swap"] = before["load"]
    calm = first.copy(root / "calme")
    assert run(calm.settings()).exit_code == 3
    # Killed while collecting, the next run need not read again what these tests read again elsewhere.
    shutil.copytree(before["load"].data / "work", first.data / "work", dirs_exist_ok=True)
    return Bench(before, calm.content())


def moments(stage: str, tables: int) -> Iterator[Moment]:
    """Draw the moments of a stage: most right after a file was written, some in between."""
    chance = random.Random(f"tuer/{stage}")
    # Files of the stage: new documents, of which one cannot be read; Parquet files, all there when the swap begins.
    arriving = len(NATIVE) - 1
    first, last = {
        "collect": (0, arriving),
        "read": (0, arriving - 1),
        "extract": (0, arriving - 1),
        "load": (0, tables - 1),
        "swap": (tables, tables),
    }[stage]
    for number in range(MOMENTS):
        delay = chance.choice((0.0, 0.003, 0.03, 0.3)) * chance.random()
        yield Moment(number, stage, chance.randint(first, last), delay)


def written(desk: Desk, stage: str) -> Callable[[], int]:
    """Return what counts the files that a stage has written so far; -1 until it has begun."""
    begun, folder, pattern = {
        "collect": (desk.data / "ledger.sqlite-wal", desk.data / "raw", "??/*"),
        "read": (desk.data / "ledger.sqlite-wal", desk.data / "work" / "read", "??/*.z"),
        "extract": (desk.data / "ledger.sqlite-wal", desk.data / "work" / "extract", "??/*.z"),
        "load": (desk.construction, desk.construction, "parquet/*.parquet"),
        "swap": (desk.construction, desk.construction, "parquet/*.parquet"),
    }[stage]
    before = count(folder, pattern)
    return lambda: count(folder, pattern) - before if begun.exists() else -1


def count(folder: Path, pattern: str) -> int:
    try:
        return sum(1 for _ in folder.glob(pattern))
    except OSError:  # A folder that went while it was listed.
        return 0


def killed_at(moment: Moment, desk: Desk) -> bool:
    """Start a run and kill it at the moment; tell whether it was still at work."""
    reached = written(desk, moment.stage)
    with desk.start(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        while running.poll() is None and reached() < moment.count:
            time.sleep(0.002)
        time.sleep(moment.delay)
        running.kill()
    return running.returncode == -signal.SIGKILL


@pytest.mark.parametrize("stage", STAGES)
def test_killed_at_any_moment_the_next_run_ends_as_if_nothing_had_happened(
    stage: str, bench: Bench, tmp_path: Path
) -> None:
    def killed(moment: Moment) -> tuple[Moment, Desk]:
        for attempt, shrunk in enumerate(SHRUNK):  # A run that was over before it could be killed proves nothing.
            desk = bench.before[stage].copy(tmp_path / f"{moment.number}-{attempt}")
            if killed_at(replace(moment, delay=moment.delay * shrunk), desk):
                return moment, desk
        raise AssertionError(f"{moment}: the run was always over before it could be killed")

    with ThreadPoolExecutor(1) as pool:  # One run is killed while the one before it is healed.
        for moment, desk in pool.map(killed, moments(stage, len(bench.expected))):
            desk.check_whole()
            assert desk.query("SELECT count(*) FROM documents") in ([(1,)], [(len(NATIVE),)]), moment
            assert run(desk.settings()).exit_code == 3
            assert desk.content() == bench.expected, moment
            assert not desk.construction.exists()
            assert not (desk.data / "raw" / ".parts").exists()
