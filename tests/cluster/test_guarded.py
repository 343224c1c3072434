"""The guard of the workers is the guard of the local run: a document costs itself, and nobody else."""

from __future__ import annotations

import hashlib
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from pipeline.cluster import Cluster
from pipeline.cluster.luggage import send_rules
from pipeline.cluster.store import open_store
from pipeline.errors import LimitError, OperationError
from pipeline.read.cache import Cache
from pipeline.read.guard import Item, Limits
from pipeline.settings import ROOT
from tests.cluster import tasks
from tests.cluster.machines import Machines, cluster

LIMITS = Limits(memory=1 << 30, cpu=60, wall=60)


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    with cluster(tmp_path_factory.mktemp("machines"), workers=1) as running:
        yield running


def task(folder: Path, said: str) -> tasks.Task:
    folder.mkdir(exist_ok=True)
    key = hashlib.sha256(said.encode()).hexdigest()
    (folder / key).write_text(said)
    return tasks.Task(key, folder / key, folder / "read", key, folder / "rows", key, ROOT / "rules")


def test_a_document_costs_itself_alone(machines: Machines, tmp_path: Path) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        said = ("abort", "swallow", f"call {server.getsockname()[1]}", "refuse", "bon", "bon aussi")
        jobs = [task(tmp_path / "ici", words) for words in said]
        items = [Item(job.document_id, (job,), 1) for job in jobs]
        place = Cluster(
            machines.address, str(tmp_path / "dépôt"), ROOT / "rules", LIMITS, preload=("tests.cluster.tasks",)
        )
        found = {outcome.key: outcome for outcome in place.map(tasks.do, items)}
    abort, swallow, call, refuse, *good = (found[job.document_id] for job in jobs)
    assert (abort.limit, swallow.limit) == ("arret", "memoire")
    assert "1024 Mio" in str(swallow.error)
    assert "pas de réseau" in str(call.error)
    assert str(refuse.error) == "refusé"
    assert [one.result for one in good] == ["lu", "lu"]
    rows = Cache(tmp_path / "ici" / "rows", str)
    assert [rows.get(job.rows_key) for job in jobs] == [None, None, None, None, "bon", "bon aussi"]


def test_a_worker_comes_up_with_its_rules_at_hand(machines: Machines, tmp_path: Path) -> None:
    digest = send_rules(open_store(str(tmp_path)), ROOT / "rules")
    assert [path.is_dir() for path in machines.folder.rglob(f"rules-{digest}")] == [True]


@pytest.mark.skipif(sys.platform != "linux", reason="who is whose parent is asked the way Linux answers")
def test_a_document_that_takes_its_workers_along_is_found_out(tmp_path: Path) -> None:
    """The guard does not let one through; should one be, the others of its batch are read all the same."""
    jobs = [task(tmp_path / "ici", words) for words in ("murder", *(f"bon {number}" for number in range(15)))]
    items = [Item(job.document_id, (job,), 1) for job in jobs]
    with cluster(tmp_path / "machines", workers=3, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0") as running:
        place = Cluster(running.address, str(tmp_path), ROOT / "rules", LIMITS, preload=("tests.cluster.tasks",))
        found = {outcome.key: outcome for outcome in place.map(tasks.do, items)}
    assert found[jobs[0].document_id].limit == "arret"
    assert isinstance(found[jobs[0].document_id].error, LimitError)
    assert [found[job.document_id].result for job in jobs[1:]] == ["lu"] * 15


def test_bytes_that_changed_are_not_read_as_the_document(machines: Machines, tmp_path: Path) -> None:
    job = task(tmp_path / "ici", "bon")
    job.path.write_text("mauvais")
    place = Cluster(machines.address, str(tmp_path / "dépôt"), ROOT / "rules", LIMITS, preload=())
    with pytest.raises(OperationError, match="abîmé"):
        list(place.map(tasks.do, [Item(job.document_id, (job,))]))
    store = tmp_path / "dépôt" / "raw" / job.document_id[:2]
    store.mkdir(parents=True)
    (store / job.document_id).write_text("mauvais")
    with pytest.raises(OperationError, match=f"raw/{job.document_id[:2]}/.* abîmé"):
        list(place.map(tasks.do, [Item(job.document_id, (job,))]))


def test_rows_are_kept_as_the_worker_packed_them(machines: Machines, tmp_path: Path) -> None:
    job = task(tmp_path / "ici", "bon")
    place = Cluster(machines.address, str(tmp_path / "dépôt"), ROOT / "rules", LIMITS, preload=("tests.cluster.tasks",))
    [outcome] = place.map(tasks.do, [Item(job.document_id, (job,))])
    assert outcome.result == "lu"
    here = Cache(tmp_path / "la", msgspec.Raw)
    here.put(job.rows_key, msgspec.Raw(msgspec.msgpack.encode("bon")))
    assert here.path(job.rows_key).read_bytes() == Cache(job.rows, msgspec.Raw).path(job.rows_key).read_bytes()
