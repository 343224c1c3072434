"""Processes measured whole: the one that is started and every descendant, orphans included.

Processor time is what is compared, since other work on the machine hardly moves it; time on the clock is kept
beside it. The measuring process stays small: Linux lends a child its parent's peak memory when it starts.
"""

from __future__ import annotations

import ctypes
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

_CHILD_SUBREAPER = 36
"""`PR_SET_CHILD_SUBREAPER`: orphans among our descendants become our children, so that none goes uncounted."""
_KIB = 1 << 10


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took. Memory is the largest resident set, in MiB, of the process itself and of any other."""

    cpu: float
    wall: float
    main_mib: float
    worker_mib: float


def cost(command: Sequence[str | Path], *, cwd: Path | None = None, output: Path | None = None) -> Cost:
    """Run a command to its end and return its cost. Raises RuntimeError when it fails (3: finished with warnings)."""
    if sys.platform != "linux":
        raise RuntimeError("the benchmark counts processes the way Linux does")
    ctypes.CDLL(None).prctl(_CHILD_SUBREAPER, 1)
    begun = time.monotonic()
    first = _start([str(part) for part in command], cwd, output)
    cpu, memory, others = 0.0, 0.0, 0.0
    while True:
        try:
            pid, status, usage = os.wait4(-1, 0)
        except ChildProcessError:
            return Cost(cpu, time.monotonic() - begun, memory, others)
        cpu += usage.ru_utime + usage.ru_stime
        if pid != first:
            others = max(others, usage.ru_maxrss / _KIB)
            continue
        memory = usage.ru_maxrss / _KIB
        if os.waitstatus_to_exitcode(status) not in (0, 3):
            raise RuntimeError(f"{' '.join(map(str, command[:4]))} … failed ({os.waitstatus_to_exitcode(status)})")


def _start(command: list[str], cwd: Path | None, output: Path | None) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        os.chdir(cwd or Path.cwd())
        target = os.open(output or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        os.dup2(target, 1)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # As it is by default: modules are compiled once.
        os.execvp(command[0], command)
    finally:
        os._exit(127)


@dataclass(frozen=True, slots=True)
class Spread:
    """Several measures of one thing."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def __str__(self) -> str:
        if len(self.values) == 1:
            return f"{self.median:.2f}"
        return f"{self.median:.2f} ({min(self.values):.2f}–{max(self.values):.2f})"


def interleaved(rounds: int, subjects: dict[str, Callable[[], Cost]]) -> dict[str, list[Cost]]:
    """Measure each subject once a round, so that a slow moment of the machine falls on all of them."""
    found: dict[str, list[Cost]] = {name: [] for name in subjects}
    for _ in range(rounds):
        for name, subject in subjects.items():
            found[name].append(subject())
    return found


def ratio(found: dict[str, list[Cost]], over: str, under: str, unit: str = "cpu") -> Spread:
    """Return `over / under`, round by round."""
    pairs = zip(found[over], found[under], strict=True)
    return Spread(tuple(getattr(one, unit) / getattr(other, unit) for one, other in pairs))
