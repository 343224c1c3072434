"""The near side of a cluster: takes the place of the local guard, document for document, outcome for outcome."""

from __future__ import annotations

import hashlib
import pickle
import socket
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import msgspec

from pipeline.cluster.batches import cut, lots
from pipeline.cluster.identity import expected
from pipeline.cluster.link import Link, WorkersDied
from pipeline.cluster.luggage import send_rules
from pipeline.cluster.orders import Job, Order, Parcel
from pipeline.cluster.parts import Kept, unpack
from pipeline.cluster.store import open_store, raw_name, write_whole
from pipeline.cluster.worker import work
from pipeline.errors import LimitError, OperationError
from pipeline.read.cache import Cache, digest
from pipeline.read.guard import Item, Limits, Outcome

_AHEAD = 2
"""Batches handed to the scheduler per worker: one running, one ready."""
_PATIENCE = 60.0

Batch = list[Item]


class Cluster:
    """A Dask cluster at `address`, working over the store at `store` (a context manager, as `Guard` is).

    Nothing is connected before there is work. What a run that was killed had asked for is not lost: the parts that
    its workers finished are taken up by the next.
    """

    def __init__(
        self,
        address: str,
        store: str,
        rules: Path,
        limits: Limits,
        *,
        preload: tuple[str, ...],
        told: str = "",
        patience: float = _PATIENCE,
    ) -> None:
        self._address, self._rules, self._limits = address, rules, limits
        self._preload, self._told, self._patience = preload, told, patience
        self._store = open_store(store)
        self._left: dict[str, Kept] = {}
        self._suspects: deque[Item] = deque()
        """Documents whose workers died, one of them perhaps because of one of these: tried last, each alone."""
        self._alone: Item | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def map(self, function: Callable[..., Any], items: Iterable[Item]) -> Iterator[Outcome[Any]]:
        """Yield the outcome of `function(job)` for every item, whose one argument is a `Job`, as it is known.

        What a job makes is where it says once its outcome is yielded. Raises OperationError when the cluster, the
        store or the disk is at fault, UsageError when the address is, RuleError when the rules are.
        """
        drawn = iter(items)
        first = next(drawn, None)
        if first is None:
            return
        with Link(self._address, self._patience) as link:
            order = self._order(first)
            self._take_up(order)
            yield from self._all(link, order, function, _chained(first, drawn))
            self._store.forget(self._store.below(order.parts))

    def _order(self, item: Item) -> Order:
        place = digest(socket.gethostname(), str(_job(item).rows.absolute()), repr(self._limits))[:16]
        return Order(
            store=self._store.address,
            rules=send_rules(self._store, self._rules),
            identity=expected(),
            limits=self._limits,
            preload=self._preload,
            told=self._told,
            parts=f"work/cluster/parts/{place}",
        )

    def _take_up(self, order: Order) -> None:
        """Remember what the workers finished for a run that was killed before it could take it."""
        self._left = {}
        for name in self._store.below(order.parts):
            if rows := self._part(name):
                self._left |= {row.rows_key: row for row in rows}

    def _all(
        self, link: Link, order: Order, function: Callable[..., Any], items: Iterator[Item]
    ) -> Iterator[Outcome[Any]]:
        running: dict[Any, tuple[Batch, str]] = {}
        batches = self._batches(link, items)
        while True:
            for batch in self._next(batches, _AHEAD * max(1, link.workers()) - len(running)):
                if isinstance(batch, Outcome):
                    yield batch
                else:
                    self._submit(link, order, function, batch, running)
            if not running and self._suspects:
                self._alone = self._suspects.popleft()
                self._submit(link, order, function, [self._alone], running)
            if not running:
                return
            for future in link.wait(running):
                yield from self._ended(link, future, *running.pop(future))

    def _next(self, batches: Iterator[Batch | Outcome[Any]], room: int) -> Iterator[Batch | Outcome[Any]]:
        """Yield `room` batches at most, and the outcomes that come between them."""
        while room > 0 and (batch := next(batches, None)) is not None:
            room -= not isinstance(batch, Outcome)
            yield batch

    def _submit(
        self,
        link: Link,
        order: Order,
        function: Callable[..., Any],
        batch: Batch,
        running: dict[Any, tuple[Batch, str]],
    ) -> None:
        parcels = [_parcel(function, item) for item in batch]
        self._send(batch)
        running[link.submit(work, order, parcels)] = batch, order.part(parcels)

    def _batches(self, link: Link, items: Iterator[Item]) -> Iterator[Batch | Outcome[Any]]:
        for lot in lots(items, link.workers()):
            todo = []
            for item in lot:
                if row := self._left.pop(_job(item).rows_key, None):
                    yield _taken(item, row)
                else:
                    todo.append(item)
            yield from cut(todo, link.workers())

    def _ended(self, link: Link, future: Any, batch: Batch, part: str) -> Iterator[Outcome[Any]]:
        try:
            rows = self._part(link.result(future))
        except WorkersDied:
            if batch != [self._alone]:
                self._suspects.extend(batch)
                return
            error = LimitError("lecture interrompue : les ouvriers qui s'en chargeaient se sont arrêtés")
            yield Outcome(batch[0].key, None, error, "arret")
            return
        if rows is None:
            raise OperationError(f"{part} manque ou est abîmé dans {self._store.address}")
        by_key = {row.document_id: row for row in rows}
        for item in batch:
            yield _taken(item, by_key[item.key])
        self._store.forget([part])

    def _part(self, name: str) -> list[Kept] | None:
        try:
            return unpack(self._store.get([name])[name])
        except (KeyError, duckdb.Error):
            return None

    def _send(self, batch: Batch) -> None:
        """Put the bytes that the store has not yet on it."""
        paths = {raw_name(_job(item).document_id): _job(item).path for item in batch}
        self._store.put({name: _stored(paths[name], name) for name in sorted(self._store.missing(list(paths)))})


def _job(item: Item) -> Job:
    job: Job
    [job] = item.args
    return job


def _parcel(function: Callable[..., Any], item: Item) -> Parcel:
    job = _job(item)
    return Parcel(job.document_id, job.reading_key, job.rows_key, item.size, pickle.dumps((function, job)))


def _taken(item: Item, row: Kept) -> Outcome[Any]:
    """Put a document's rows where its job says, and return its outcome."""
    job = _job(item)
    if row.rows is not None:
        path = Cache(job.rows, msgspec.Raw).path(job.rows_key)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, row.rows)
    return row.outcome()


def _stored(path: Path, name: str) -> bytes:
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != name.rpartition("/")[2]:
        raise OperationError(f"{path} est abîmé : effacez-le, la prochaine exécution le redemandera à sa source")
    return data


def _chained(first: Item, others: Iterator[Item]) -> Iterator[Item]:
    yield first
    yield from others
