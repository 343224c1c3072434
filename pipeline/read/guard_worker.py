"""The guard's far side: what a worker process gives up before it touches a document, and how it reports.

Limits on memory and CPU are set for the length of one call and lifted for the few milliseconds in which the pool
hands over tasks and results, so that a document cannot take the pool's own machinery down with it.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import pickle
import re
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, NoReturn

from pipeline.errors import PipelineError, SourceError

try:
    import resource
except ImportError:  # Windows has no such limits; wall time and output still hold there.
    resource = None  # type: ignore[assignment]

LimitKind = Literal["memoire", "cpu", "temps", "sortie", "arret"]

KEPT_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "TESSDATA_PREFIX", "PYTHONPATH")
"""What a worker inherits; proxies, tokens and keys are not among it."""
ONE_THREAD = {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""A worker is one thread: the pool is what uses the cores."""
NO_TELEMETRY = {"ORT_DISABLE_TELEMETRY": "1"}
"""onnxruntime otherwise names the machine in a file under HOME, and would report to its maker."""
_OPEN_FILES = 128
_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000
_PARENT_DEATH_SIGNAL = 1
"""`PR_SET_PDEATHSIG`."""
_MIB = 1 << 20
_NO_MEMORY = re.compile(
    r"failed to map segment|cannot allocate memory|insufficient memory|bad_alloc|failed to allocate|out of memory",
    re.IGNORECASE,
)
"""How OpenCV, onnxruntime and the dynamic linker say that an allocation was refused."""


@dataclass(frozen=True)
class Limits:
    """What one document may cost."""

    memory: int = 2048 * _MIB
    """Address space of the worker, bytes (Linux; a system that does not enforce it leaves this one out)."""
    cpu: int = 600
    """Seconds of processor time."""
    wall: float = 900.0
    """Seconds on the clock."""
    output: int = 256 * _MIB
    """Bytes of the encoded result, and of any file written on the way."""
    tasks: int = 100
    """Documents after which a worker is replaced by a fresh one."""


class Report(NamedTuple):
    """What comes back from a worker: the pickled result, or the pickled error, or the limit that was met."""

    result: bytes | None = None
    error: bytes | None = None
    limit: LimitKind | None = None
    trace: str = ""


def prepare(limits: Limits) -> None:
    """Give up, for the life of the worker, what reading a document has no use for (the pool's initializer)."""
    scrub_environment()
    _end_with_run()
    _limit("RLIMIT_CORE", 0, hard=True)
    _limit("RLIMIT_NOFILE", _OPEN_FILES, hard=True)
    _limit("RLIMIT_FSIZE", limits.output, hard=True)
    _leave_network()


def scrub_environment() -> dict[str, str]:
    """Reduce `os.environ` to what a worker needs and return what it held."""
    before = dict(os.environ)
    for name in before.keys() - set(KEPT_ENVIRONMENT):
        del os.environ[name]
    os.environ.update(ONE_THREAD | NO_TELEMETRY)
    return before


def call(function: Callable[..., Any], args: tuple[Any, ...], limits: Limits) -> Report:
    """Run `function(*args)` within `limits` and report; never raises."""
    # A native loop never comes back to run Python's handler: let the pool's SIGTERM kill at once.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _arm(limits)
    try:
        report = _report(function, args, limits)
    except MemoryError:
        report = Report(limit="memoire")
    finally:
        _disarm()
    return report


def _report(function: Callable[..., Any], args: tuple[Any, ...], limits: Limits) -> Report:
    try:
        payload = pickle.dumps(function(*args), protocol=pickle.HIGHEST_PROTOCOL)
    except PipelineError as error:
        return Report(error=_pickled(error))
    except MemoryError:
        raise
    except Exception as error:
        if _for_want_of_memory(error):
            return Report(limit="memoire")
        # A fault of ours on this document: it costs the document, and the log gets the trace.
        unexpected = SourceError(f"erreur inattendue à la lecture : {type(error).__name__} : {_one_line(error)}")
        return Report(error=pickle.dumps(unexpected), trace=traceback.format_exc())
    return Report(limit="sortie") if len(payload) > limits.output else Report(result=payload)


def _for_want_of_memory(error: Exception) -> bool:
    """Tell whether a library that has no MemoryError of its own met the limit (images, models, shared objects)."""
    return (isinstance(error, OSError) and error.errno == errno.ENOMEM) or bool(_NO_MEMORY.search(str(error)))


def _pickled(error: PipelineError) -> bytes:
    """Pickle the error, or its message alone when its class cannot be rebuilt at the other end."""
    try:
        payload = pickle.dumps(error)
        pickle.loads(payload)
    except Exception:
        return pickle.dumps(SourceError(_one_line(error)))
    return payload


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300]


def _arm(limits: Limits) -> None:
    _limit("RLIMIT_AS", limits.memory)
    if resource is not None:
        usage = resource.getrusage(resource.RUSAGE_SELF)
        # Cumulative over the worker's life, hence counted from what earlier documents used.
        _limit("RLIMIT_CPU", int(usage.ru_utime + usage.ru_stime) + 1 + limits.cpu)


def _disarm() -> None:
    if resource is not None:
        _limit("RLIMIT_AS", resource.RLIM_INFINITY)
        _limit("RLIMIT_CPU", resource.RLIM_INFINITY)


def _limit(name: str, value: int, *, hard: bool = False) -> None:
    """Set a limit within the ceiling already in force; a system that knows no such limit is left as it is."""
    if resource is None:
        return
    kind = getattr(resource, name)
    ceiling = resource.getrlimit(kind)[1]
    if ceiling != resource.RLIM_INFINITY and (value == resource.RLIM_INFINITY or value > ceiling):
        value = ceiling
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (value, value if hard else ceiling))


def _end_with_run() -> None:
    """Let no worker outlive its run: the server that forked us ends with the run, and we with the server."""
    if sys.platform != "linux":
        return
    from multiprocessing.forkserver import _forkserver

    # The server ends once nobody holds this pipe; every child is given a copy, for the children it may have itself.
    if (alive := getattr(_forkserver, "_forkserver_alive_fd", None)) is not None:
        os.close(alive)
        setattr(_forkserver, "_forkserver_alive_fd", None)  # noqa: B010 (unknown to the type stubs)
    ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)


def _leave_network() -> None:
    """Move to an empty network namespace where the system allows it, and in any case refuse Python's sockets."""
    if sys.platform == "linux":
        _unshare_network()
    for name in ("connect", "connect_ex", "bind", "sendto"):
        setattr(socket.socket, name, _refuse)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        setattr(socket, name, _refuse)


def _unshare_network() -> None:
    user, group = os.getuid(), os.getgid()
    flags = _NEW_NETWORK if user == 0 else _NEW_NETWORK | _NEW_USER
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(flags) != 0 or user == 0:
        return
    # A user namespace without a map could create no file: keep who we are.
    with contextlib.suppress(OSError):
        for path, line in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with open(f"/proc/self/{path}", "w", encoding="ascii") as file:  # noqa: PTH123
                file.write(line)


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise PermissionError("pas de réseau pour la lecture d'un document")
