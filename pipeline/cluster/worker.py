"""A batch of documents on a worker: fetched from the store, each read within the guard, the results put back.

This is what a Dask worker runs. It touches no document itself: that is for the guarded process, which has neither
network nor secrets.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import multiprocessing
import pickle
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from pipeline.cluster.identity import declare, identity, refuse_other
from pipeline.cluster.luggage import copy_rules, unpack_rules
from pipeline.cluster.orders import Order, Parcel
from pipeline.cluster.parts import Kept, kept, pack
from pipeline.cluster.store import Store, open_store, raw_name, reading_name
from pipeline.errors import OperationError, RuleError
from pipeline.read.cache import Cache
from pipeline.read.guard import Guard, Item, Limits, warm_up
from pipeline.settings import RULES


class Bench(NamedTuple):
    """Where a batch is worked on, on the worker's own disk."""

    folder: Path
    rules: Path

    def document(self, document_id: str) -> Path:
        """Return where a document's bytes lie."""
        return self.folder / document_id

    @property
    def readings(self) -> Cache[msgspec.Raw]:
        """The readings of the batch, as they are encoded."""
        return Cache(self.folder / "read", msgspec.Raw)

    @property
    def rows(self) -> Cache[msgspec.Raw]:
        """The rows of the batch, as they are encoded."""
        return Cache(self.folder / "rows", msgspec.Raw)


def work(order: Order, batch: Sequence[Parcel]) -> str:
    """Do a batch and return the name of its part on the store.

    Raises OperationError when this worker, its disk or the store is at fault, RuleError when the rules are; a document
    at fault is a row of the part.
    """
    from distributed import get_worker

    here = get_worker()
    who = here.address
    refuse_other(declare(here), order.identity, who)
    store, part = open_store(order.store), order.part(batch)
    if not store.missing([part]):  # A worker wrote it and died before it could say so.
        return part
    with _bench(order) as bench:
        known = _fetch(store, batch, bench)
        rows = list(_read(order, batch, bench, who))
        made = {name: path.read_bytes() for name, path in _readings(batch, bench) if name not in known}
        store.put(made)
        store.put({part: pack(rows)})
    return part


def make_ready(worker: Any, preload: tuple[str, ...], told: str) -> None:
    """Load, as a Dask worker starts, what its first batch would otherwise wait for; `preload`, `told` as in an order.

    Rules are this machine's own: those of a run are the same more often than not.
    """
    identity()
    rules = copy_rules(RULES, _scratch(worker.local_directory))
    _allow_children()
    warm_up(preload, ((told, str(rules)),))


def run_here(call: bytes, bench: Bench) -> Any:
    """Run a parcel's function on this machine's copies (in the guarded process)."""
    function, job = pickle.loads(call)
    places = {"readings": bench.readings.root, "rows": bench.rows.root, "rules_dir": bench.rules}
    return function(job._replace(path=bench.document(job.document_id), **places))


def _fetch(store: Store, batch: Sequence[Parcel], bench: Bench) -> set[str]:
    """Bring the readings that are kept, and the bytes of the other documents; return the names of the former."""
    known: set[str] = set()
    found = store.get([reading_name(parcel.reading_key) for parcel in batch])
    unread = []
    for parcel in batch:
        path, name = bench.readings.path(parcel.reading_key), reading_name(parcel.reading_key)
        if name in found:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(found[name])
        if bench.readings.get(parcel.reading_key) is None:  # Absent, or damaged.
            unread.append(parcel.document_id)
        else:
            known.add(name)
    contents = store.get(list(map(raw_name, unread)))
    for document_id in unread:
        data = contents.get(raw_name(document_id), b"")
        if hashlib.sha256(data).hexdigest() != document_id:
            raise OperationError(f"{raw_name(document_id)} manque ou est abîmé dans {store.address} : effacez-le")
        bench.document(document_id).write_bytes(data)
    return known


def _read(order: Order, batch: Sequence[Parcel], bench: Bench, who: str) -> Iterator[Kept]:
    keys = {parcel.document_id: parcel.rows_key for parcel in batch}
    items = (Item(parcel.document_id, (parcel.call, bench), parcel.size) for parcel in batch)
    for outcome in _GUARDS.get(order, bench.rules).map(run_here, items):
        if isinstance(outcome.error, OperationError | RuleError):
            raise outcome.error
        path = bench.rows.path(keys[outcome.key])
        yield kept(outcome, keys[outcome.key], who, path.read_bytes() if path.is_file() else None)


def _readings(batch: Sequence[Parcel], bench: Bench) -> Iterator[tuple[str, Path]]:
    for parcel in batch:
        if (path := bench.readings.path(parcel.reading_key)).is_file():
            yield reading_name(parcel.reading_key), path


@contextlib.contextmanager
def _bench(order: Order) -> Iterator[Bench]:
    from distributed import get_worker

    scratch = _scratch(get_worker().local_directory)
    with tempfile.TemporaryDirectory(prefix="batch-", dir=scratch) as folder:
        yield Bench(Path(folder), _rules(order.store, order.rules, scratch))


@cache
def _rules(address: str, digest: str, scratch: Path) -> Path:
    return unpack_rules(open_store(address), digest, scratch)


@cache
def _scratch(local_directory: str) -> Path:
    """Return this worker's folder on its own disk, which Dask clears even after a worker that was killed."""
    return Path(tempfile.mkdtemp(prefix="conventions-", dir=local_directory))


class _Guards:
    """The guard of this worker, kept from one batch to the next: its process has the rules in memory."""

    def __init__(self) -> None:
        self._kept: tuple[tuple[Limits, tuple[str, ...], Path], Guard] | None = None

    def get(self, order: Order, rules: Path) -> Guard:
        """Return the guard for orders of this kind; there is one at a time."""
        kind = (order.limits, order.preload, rules)
        if self._kept and self._kept[0] == kind:
            return self._kept[1]
        if self._kept is None:
            atexit.register(self.close)
        self.close()
        _allow_children()
        told = ((order.told, str(rules)),) if order.told else ()
        guard = Guard(1, order.limits, preload=order.preload, told=told)
        self._kept = kind, guard
        return guard

    def close(self) -> None:
        """End its process."""
        if self._kept:
            self._kept[1].close()


_GUARDS = _Guards()


def _allow_children() -> None:
    """Let this process have children: a nanny starts its worker as a 'daemon', which multiprocessing forbids them.

    They do not outlive it all the same: the guard's processes end with the one that started them.
    """
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
