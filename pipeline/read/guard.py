"""The guard around untrusted files: each document is read in a worker process with hard limits of its own.

A crash, a hang, a memory bomb or an endless loop costs that document: its outcome says which limit was met, the
worker is replaced, the others go on. The pool is `pebble`'s; its workers are forked from a clean server process
that has the reader loaded, so a fresh one is ready in some ten milliseconds.
"""

from __future__ import annotations

import heapq
import itertools
import pickle
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from types import TracebackType
from typing import Any, Generic, NamedTuple, Self, TypeVar

from pipeline.errors import LimitError, OperationError, PipelineError, SourceError
from pipeline.read.guard_worker import LimitKind, Limits, Report, call, prepare

__all__ = ["Guard", "Item", "LimitKind", "Limits", "Outcome", "warm_up"]

T = TypeVar("T")

_WORKER = "pipeline.read.guard_worker"
_PER_WORKER = 2
"""Tasks handed to the pool per worker: one running, one ready."""
_TRIES = 2
"""How often a document is tried when what stopped it may not have been its fault."""
_FROM_OUTSIDE = frozenset({signal.SIGTERM, signal.SIGKILL, signal.SIGINT, signal.SIGHUP})
"""How others end a process: the system short of memory, an operator, a service that is stopped."""
_OUT_OF_MEMORY = frozenset({signal.SIGABRT, signal.SIGTRAP, signal.SIGILL, signal.SIGKILL})
"""How native code ends when an allocation is refused, and how the system ends a process that took too much."""


class Item(NamedTuple):
    """One call to make: `function(*args)`; `size` only orders the work, the largest first."""

    key: str
    args: tuple[Any, ...]
    size: int = 0


class Outcome(NamedTuple, Generic[T]):
    """What became of an item: a result, or the error that stands for the document."""

    key: str
    result: T | None
    error: PipelineError | None = None
    limit: LimitKind | None = None
    trace: str = ""
    """Traceback of an error nobody expected; for the log."""
    seconds: float = 0.0
    """From hand-over to outcome."""


class _Task(NamedTuple):
    item: Item
    tries: int
    since: float


class Guard:
    """A pool of `jobs` guarded workers (a context manager).

    `preload` names the modules the workers need, `told` variables that these look up as they load. `inline` runs
    everything in this process, without limits, for debugging.
    """

    def __init__(
        self,
        jobs: int = 1,
        limits: Limits | None = None,
        *,
        preload: tuple[str, ...] = ("pipeline.read.reader",),
        told: tuple[tuple[str, str], ...] = (),
        look_ahead: int = 512,
        inline: bool = False,
    ) -> None:
        self.jobs = max(1, jobs)
        self.limits = limits or Limits()
        self.inline = inline
        self._preload, self._told = preload, told
        self._look_ahead = look_ahead
        self._pool: Any = None
        self._context: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the workers, whatever they are doing."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()
            pool.join()
        self._context = None

    def run(self, function: Callable[..., T], item: Item) -> Outcome[T]:
        """Run one item."""
        return next(self.map(function, [item]))

    def map(self, function: Callable[..., T], items: Iterable[Item]) -> Iterator[Outcome[T]]:
        """Yield the outcome of `function(*item.args)` for every item, in order of completion.

        `function` must be importable by name. Items are drawn lazily: at most `look_ahead` wait here, the largest of
        them go first. The errors of documents are outcomes, never raised; OperationError is, when this system starts
        no worker at all.
        """
        if self.inline:
            yield from (_inline(function, item) for item in items)
            return
        waiting = _Largest(items, self._look_ahead)
        running: dict[Future[Report], _Task] = {}
        while True:
            while len(running) < _PER_WORKER * self.jobs and (ready := waiting.pop()) is not None:
                running[self._submit(function, ready.item)] = ready._replace(since=time.monotonic())
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in [one for one in running if one in done]:  # In the order they were handed over.
                task = running.pop(future)
                outcome: Outcome[T] | None = self._outcome(future, task)
                if outcome is None:
                    waiting.push(task._replace(tries=task.tries + 1))
                else:
                    yield outcome

    def _submit(self, function: Callable[..., Any], item: Item) -> Future[Report]:
        work: tuple[Any, ...] = (call, (function, item.args, self.limits), {}, self.limits.wall)
        try:
            return self._scheduled(work)
        except (OSError, RuntimeError) as error:
            why = " ".join([type(error).__name__, *str(error).split()])
            raise OperationError(f"aucun processus de lecture ne peut être lancé ({why})") from error

    def _scheduled(self, work: tuple[Any, ...]) -> Future[Report]:
        try:
            future: Future[Report] = self._started().schedule(*work)
        except RuntimeError:
            # The pool broke since the last task (its pending futures say so): go on with a new one.
            self.close()
            future = self._started().schedule(*work)
        return future

    def _started(self) -> Any:
        if self._pool is None:
            from pebble import ProcessPool

            from pipeline.read.guard_server import WorkerContext, start_server

            self._context = WorkerContext()
            start_server(self._context, (_WORKER, *self._preload), self._told)
            self._pool = ProcessPool(self.jobs, self.limits.tasks, prepare, (self.limits,), self._context)
        return self._pool

    def _outcome(self, future: Future[Report], task: _Task) -> Outcome[Any] | None:
        """Read what the pool says of a task; None when it was stopped from outside and deserves another try."""
        key, seconds = task.item.key, time.monotonic() - task.since
        try:
            report = future.result()
        except TimeoutError:
            report = Report(limit="temps")
        except BrokenProcessPool:
            self.close()
            if task.tries < _TRIES:
                return None
            report = Report(limit="arret")
        except OSError as error:  # pebble.ProcessExpired: the worker died.
            exit_code = getattr(error, "exitcode", 0)
            if -exit_code in _FROM_OUTSIDE and task.tries < _TRIES:
                return None
            return self._crashed(key, exit_code, seconds)
        if report.result is not None:
            return Outcome(key, pickle.loads(report.result), seconds=seconds)
        if report.error is not None:
            return Outcome(key, None, pickle.loads(report.error), trace=report.trace, seconds=seconds)
        return Outcome(key, None, self._limit_error(report.limit or "arret"), report.limit, seconds=seconds)

    def _crashed(self, key: str, exit_code: int, seconds: float) -> Outcome[Any]:
        number = -exit_code
        if number == getattr(signal, "SIGXCPU", None):
            return Outcome(key, None, self._limit_error("cpu"), "cpu", seconds=seconds)
        name = signal.Signals(number).name if number in set(signal.Signals) else f"code {exit_code}"
        memory = ", sans doute faute de mémoire" if number in _OUT_OF_MEMORY else ""
        error = LimitError(f"lecture interrompue : le processus s'est arrêté ({name}{memory})")
        return Outcome(key, None, error, "arret", seconds=seconds)

    def _limit_error(self, limit: LimitKind) -> SourceError:
        limits = self.limits
        return LimitError(
            {
                "memoire": f"lecture interrompue : plus de {limits.memory >> 20} Mio de mémoire",
                "cpu": f"lecture interrompue : plus de {limits.cpu} s de calcul",
                "temps": f"lecture interrompue : plus de {limits.wall:g} s",
                "sortie": f"lecture refusée : résultat de plus de {limits.output >> 20} Mio",
                "arret": "lecture interrompue : le processus s'est arrêté",
            }[limit]
        )


@cache
def warm_up(preload: tuple[str, ...], told: tuple[tuple[str, str], ...] = ()) -> None:
    """Start, without waiting for it, the server that workers are forked from: a guard finds it ready. Once only."""
    from pipeline.read.guard_server import WorkerContext, start_server

    start_server(WorkerContext(), (_WORKER, *preload), told)


class _Largest:
    """Items drawn lazily from a source, the largest of those at hand first."""

    def __init__(self, items: Iterable[Item], look_ahead: int) -> None:
        self._source = iter(items)
        self._look_ahead = max(1, look_ahead)
        self._heap: list[tuple[int, int, _Task]] = []
        self._order = itertools.count()

    def push(self, task: _Task) -> None:
        heapq.heappush(self._heap, (-task.item.size, next(self._order), task))

    def pop(self) -> _Task | None:
        for item in itertools.islice(self._source, self._look_ahead - len(self._heap)):
            self.push(_Task(item, 1, 0.0))
        return heapq.heappop(self._heap)[2] if self._heap else None


def _inline(function: Callable[..., T], item: Item) -> Outcome[T]:
    since = time.monotonic()
    try:
        return Outcome(item.key, function(*item.args), seconds=time.monotonic() - since)
    except PipelineError as error:
        return Outcome(item.key, None, error, seconds=time.monotonic() - since)
