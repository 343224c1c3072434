"""What keeps a run from using a cluster: one line, the exit status of its kind, nothing touched."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.cluster import Cluster
from pipeline.errors import OperationError
from pipeline.read.guard import Item, Limits
from pipeline.settings import ROOT
from tests.cluster import tasks
from tests.cluster.machines import Machines, cluster
from tests.robustness.desk import NATIVE, Desk, Done, fill


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(fill(tmp_path / "source", NATIVE[1:2]), tmp_path / "data")


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    with cluster(tmp_path_factory.mktemp("machines")) as running:
        yield running


def assert_one_line(done: Done, code: int, *words: str) -> None:
    assert done.code == code, done.err
    assert done.err.startswith("conventions: ")
    assert len(done.err.splitlines()) == 1, done.err
    for word in words:
        assert word in done.err


def test_a_scheduler_out_of_reach_is_one_line(desk: Desk) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # Nobody listens there.
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        assert_one_line(desk.run("run", "--quiet", "--cluster", address), 1, address, "ne peut être joint")
    assert not desk.dataset.exists()


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("--cluster", "nulle://part"), "nulle"),
        (("--cluster", "tls://127.0.0.1:1"), "certificat"),
        (("--cluster", "tcp://127.0.0.1:1", "--store", "nul://part"), "nul"),
    ],
)
def test_addresses_that_are_none_are_unusable_arguments(desk: Desk, flags: tuple[str, ...], words: str) -> None:
    assert_one_line(desk.run("run", "--quiet", *flags), 2, words)


def test_nothing_to_do_asks_nobody(desk: Desk) -> None:
    assert desk.run("run", "--quiet").code == 0
    assert desk.run("run", "--quiet", "--cluster", "tcp://127.0.0.1:1").code == 0


def test_a_cluster_without_workers_is_one_line(machines: Machines, tmp_path: Path) -> None:
    task = tasks.Task("0" * 64, tmp_path / "d", tmp_path, "0" * 64, tmp_path, "0" * 64, ROOT / "rules")
    lone = Cluster(machines.address, str(tmp_path), ROOT / "rules", Limits(), preload=(), patience=0.5)
    with lone, pytest.raises(OperationError, match="aucun ouvrier"):
        list(lone.map(tasks.do, [Item("a", (task,))]))


def test_a_worker_of_another_version_is_refused(machines: Machines, desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "autre"
    shutil.copytree(ROOT / "pipeline", other / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "pipeline" / "extract" / "dates.py").open("a") as file:
        file.write("\n# another version\n")
    worker = machines.worker(code=other)
    try:
        done = desk.run("run", "--quiet", "--cluster", machines.address)
        assert_one_line(done, 1, "n'est pas celui qu'il faut", "programme", "au lieu de")
        assert not desk.dataset.exists()
    finally:
        machines.stop(worker)


def test_a_worker_with_several_threads_is_refused(machines: Machines, desk: Desk) -> None:
    worker = machines.worker(threads=2)
    try:
        done = desk.run("run", "--quiet", "--cluster", machines.address)
        assert_one_line(done, 1, "fils de calcul 2 au lieu de 1")
    finally:
        machines.stop(worker)
