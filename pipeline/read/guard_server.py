"""The server that workers are forked from: it holds the reader, nothing of our secrets nor of the caller's script."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import RLock
from types import ModuleType
from typing import Any

from pipeline.read.guard_worker import scrub_environment


class _Worker(ForkServerProcess):
    """A process that does not run the caller's script again on its way up."""

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Any:  # noqa: N802 (the name is multiprocessing's)
        with _unnamed_script():
            return ForkServerProcess._Popen(process_obj)


class WorkerContext(ForkServerContext):
    """The context that a pool of workers is made with. Keep it until the pool is gone.

    A pool forgets its locks before it ends its workers: one that was just starting would miss them, and say so.
    """

    Process = _Worker

    def __init__(self) -> None:
        self._locks: list[RLock] = []

    def RLock(self) -> RLock:  # noqa: N802 (the name is multiprocessing's)
        """Return a lock that lives as long as this context."""
        lock = super().RLock()
        self._locks.append(lock)
        return lock


def start_server(context: WorkerContext, preload: Sequence[str], told: Sequence[tuple[str, str]] = ()) -> None:
    """Start the server, if it is not there yet, with the modules of `preload` in its memory.

    `told` are variables of its environment, and of that of its workers, besides the few that they are left.
    """
    context.set_forkserver_preload(list(preload))
    before = scrub_environment()
    os.environ.update(told)
    try:
        with _unnamed_script():
            forkserver.ensure_running()
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextlib.contextmanager
def _unnamed_script() -> Iterator[None]:
    """Hide which script is running: a worker has no use for it, and one without a `__main__` guard would start anew."""
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script
