"""A cluster on this machine: a scheduler and workers as processes of their own, to be killed like any other."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from distributed import Client

from pipeline.settings import ROOT

PATIENCE = 120.0
"""Seconds that a process may take to be there, on a machine that has other things to do."""


@dataclass
class Machines:
    """The processes of a cluster, and where they write."""

    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    address: str = ""

    def scheduler(self, **environment: str) -> None:
        """Start the scheduler and wait until it can be reached."""
        file = self.folder / "scheduler.json"
        flags = ("--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
        self._start("dask_scheduler", *flags, **environment)
        self.address = json.loads(_when_there(file))["address"]

    def worker(self, *, code: Path = ROOT, threads: int = 1, **environment: str) -> subprocess.Popen[bytes]:
        """Start a worker that runs the code of a checkout, and wait until the scheduler knows it."""
        name = f"ouvrier-{len(self.processes)}"
        flags = ("--no-nanny", "--name", name, "--nthreads", str(threads), "--local-directory", str(self.folder))
        started = self._start("dask_worker", self.address, *flags, code=code, **environment)
        self._until(lambda: name in self._names())
        return started

    def stop(self, worker: subprocess.Popen[bytes]) -> None:
        """Kill a worker and wait until the scheduler has forgotten it."""
        worker.kill()
        name = f"ouvrier-{self.processes.index(worker)}"
        self._until(lambda: name not in self._names())

    def _names(self) -> set[str]:
        with Client(self.address, set_as_default=False) as client:
            return {worker["name"] for worker in client.scheduler_info(n_workers=-1)["workers"].values()}

    @staticmethod
    def _until(reached: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE
        while not reached():
            assert time.monotonic() < until, "the scheduler does not see it"
            time.sleep(0.2)

    def busy(self) -> set[int]:
        """Return the pids of the workers that have work in hand."""
        with Client(self.address, set_as_default=False) as client:
            pids = client.run(os.getpid)
            return {pids[address] for address, tasks in client.processing().items() if tasks and address in pids}

    def end(self) -> None:
        """End every process that is left: none of them has anything to lose."""
        for process in self.processes:
            process.kill()
            process.wait(timeout=10)

    def _start(self, program: str, *flags: str, code: Path = ROOT, **environment: str) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{program}-{len(self.processes)}.log").open("wb")
        command = [sys.executable, "-m", f"distributed.cli.{program}", "--no-dashboard", *flags]
        config = {"PYTHONPATH": str(code), "DASK_CONFIG": str(ROOT / "pipeline" / "cluster" / "dask.yaml")}
        environ = {**os.environ, **config, **environment}
        with log:
            self.processes.append(subprocess.Popen(command, cwd=code, env=environ, stdout=log, stderr=log))
        return self.processes[-1]


@contextlib.contextmanager
def cluster(folder: Path, workers: int = 0, **environment: str) -> Iterator[Machines]:
    """Start a scheduler, and workers; end them all at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    machines = Machines(folder)
    try:
        machines.scheduler(**environment)
        for _ in range(workers):
            machines.worker(**environment)
        yield machines
    finally:
        machines.end()


def _when_there(file: Path) -> str:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            if (text := file.read_text()).endswith("}"):
                return text
        time.sleep(0.05)
    raise TimeoutError(f"{file} does not come")
