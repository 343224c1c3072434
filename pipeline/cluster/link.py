"""The line to the scheduler: what `distributed` is asked, and what its failures mean, in one line each."""

from __future__ import annotations

import contextlib
import logging
import time
import warnings
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import yaml

from pipeline.cluster.identity import declare, expected, refuse_other
from pipeline.errors import OperationError, UsageError

_CONFIG = Path(__file__).with_name("dask.yaml")
_RETRIES = 2
"""How often a batch is tried again when a worker's disk or the store failed it; a worker's death is counted apart."""
_CONNECT = 10.0
"""Seconds within which the scheduler must answer."""
_POLL = 5.0
"""Seconds between two looks at the workers while nothing ends."""


_RESUMED = "l'exécution suivante reprendra où celle-ci s'arrête"
_LOST = f"ne répond plus, {_RESUMED}"


class WorkersDied(Exception):  # noqa: N818 - what happened, not whose fault it is
    """The workers that were given a batch died, one after the other."""


class Link:
    """A connection to a scheduler (a context manager). `patience`: seconds without any worker before giving up."""

    def __init__(self, address: str, patience: float) -> None:
        """Connect and look at the workers. Raises OperationError, UsageError for an address that is none."""
        self._address, self._patience = address, patience
        distributed = _distributed()
        _refuse_unusable(address)
        with self._faults("ne peut être joint"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # What differs is said below.
            options = {"set_as_default": False, "name": "conventions", "timeout": _CONNECT}
            self._client: Any = distributed.Client(address, **options)
        self._wait: Callable[..., Any] = distributed.wait
        try:
            self._check_workers()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave; what was asked for and has not begun is dropped."""
        with contextlib.suppress(Exception):
            self._client.close(timeout=5)

    def workers(self) -> int:
        """Return how many workers there are."""
        with self._faults():
            return len(self._client.nthreads())

    def submit(self, function: Callable[..., Any], *args: Any) -> Any:
        """Ask for a call; return its future."""
        with self._faults():
            # Not pure: one that failed and is asked for again is another one.
            return self._client.submit(function, *args, retries=_RETRIES, pure=False)

    def wait(self, futures: Collection[Any]) -> set[Any]:
        """Return those of the futures that have ended: one at least. Raises OperationError when no worker is left."""
        since = time.monotonic()
        while True:
            with self._faults(), self._client.as_current(), contextlib.suppress(TimeoutError):
                return set(self._wait(list(futures), timeout=_POLL, return_when="FIRST_COMPLETED").done)
            if self.workers():
                since = time.monotonic()
            elif time.monotonic() - since > self._patience:
                raise OperationError(f"le cluster {self._address} n'a plus d'ouvrier, {_RESUMED}")

    def result(self, future: Any) -> Any:
        """Return what a call gave. Raises WorkersDied, or what went wrong there as an OperationError."""
        from distributed import KilledWorker

        with self._faults():
            try:
                return future.result()
            except KilledWorker as error:
                raise WorkersDied from error
            except ImportError as error:
                raise OperationError(f"un ouvrier du cluster n'a pas le programme : {error}") from error

    def _check_workers(self) -> None:
        """Wait for a first worker, and refuse those that would make other rows than this machine."""
        with self._faults():
            try:
                self._client.wait_for_workers(1, timeout=self._patience)
            except TimeoutError:
                raise OperationError(f"le cluster {self._address} n'a aucun ouvrier") from None
            declared = self._client.run(declare, on_error="return")
        for who, found in declared.items():
            if isinstance(found, dict):
                refuse_other(found, expected(), who)
            elif not isinstance(found, OSError):  # One that died as it was asked is no longer there.
                raise OperationError(f"l'ouvrier {who} n'a pas le programme ({_one_line(found)})")

    @contextlib.contextmanager
    def _faults(self, what: str = _LOST) -> Iterator[None]:
        from concurrent.futures import CancelledError

        try:
            yield
        except (OSError, RuntimeError, CancelledError) as error:
            raise OperationError(f"le cluster {self._address} {what} ({_one_line(error)})") from None


def _distributed() -> Any:
    try:
        import dask
        import distributed
    except ImportError:
        raise UsageError("cluster : il faut l'extra « cluster » (make cluster)") from None
    dask.config.update(dask.config.config, yaml.safe_load(_CONFIG.read_text("utf-8")))
    # What it says of lost connections, in pages, our own errors say in a line.
    for name in [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "distributed"]:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return distributed


def _refuse_unusable(address: str) -> None:
    """Raise UsageError for an address that `distributed` would choke on: what it leaves half-made is noisy."""
    from distributed import Security
    from distributed.comm import parse_address
    from distributed.comm.registry import get_backend

    try:
        scheme = parse_address(address)[0]
        get_backend(scheme)
        security, secret = Security(), scheme in ("tls", "wss")
        if secret and security.get_connection_args("client").get("ssl_context") is None:
            raise ValueError("la configuration de Dask ne donne pas de certificat (distributed.comm.tls)")
        if security.require_encryption and not secret:
            raise ValueError("la configuration de Dask exige TLS : tls://…")
    except (ValueError, OSError) as error:
        raise UsageError(f"cluster {address} : {_one_line(error)}") from None


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
