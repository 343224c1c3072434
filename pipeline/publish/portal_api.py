"""The portal's API as a publisher sees it: who may write, what was refused, what may have been lost on the way.

The key comes from the environment and goes to the portal's API alone: not after a redirection elsewhere, not into a
message. Reads bear it too, for a dataset that is still private is only shown to those who may change it.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import httpx
import msgspec
import stamina
import stamina.instrumentation

from pipeline import __version__
from pipeline.errors import OperationError, UsageError

KEY = "CONVENTIONS_API_KEY"
_LOST = {408, 425, 429, 500, 502, 503, 504}
_LOCAL = {"127.0.0.1", "localhost", "::1"}
_TRIES = 4
_PATIENCE = httpx.Timeout(120, connect=15)
_UPLOAD_PATIENCE = httpx.Timeout(600, connect=15)
"""The portal copies a file that came in parts before it answers."""

_log = logging.getLogger(__name__)

T = TypeVar("T")
Json = dict[str, Any]


class RefusedError(OperationError):
    """The portal said no, and would say it again."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"le portail a refusé ({status}) : {message}")
        self.status = status


class LostError(OperationError):
    """No answer came (`status` None), or none that says whether the write was done."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class Sent(msgspec.Struct, frozen=True):
    """A write: what was sent, or would be. A file is told by its name, size (bytes), SHA-1, and parts if several."""

    method: str
    path: str
    body: Any = None
    file: Mapping[str, Any] | None = None


class PortalApi:
    """A portal's API. Use it with `with`. Dry: reads are made, writes are only noted."""

    def __init__(
        self, root: str, key: str | None, *, dry: bool = False, proxy: str | None = None, pause: float = 1.0
    ) -> None:
        """`pause` is the first wait between tries, seconds.

        Raises UsageError for a root that is not to be trusted, a proxy that is none, or no key.
        """
        url = httpx.URL(root)
        if url.scheme != "https" and url.host not in _LOCAL:
            raise UsageError(f"{root} : une clé ne s'envoie qu'en https")
        if not key and not dry:
            raise UsageError(f"la clé de l'API manque dans l'environnement ({KEY})")
        self.root = root.rstrip("/")
        self.dry = dry
        self.sent: list[Sent] = []
        self.lost = 0
        """Writes of which no answer told whether they were done."""
        self._pause = pause
        stamina.instrumentation.set_on_retry_hooks([_log_retry])
        self._key = {"X-API-KEY": key} if key else {}
        self._client = httpx.Client(
            headers={"User-Agent": f"conventions/{__version__}"},
            timeout=_PATIENCE,
            trust_env=False,
            verify=httpx.create_ssl_context(),
            proxy=_proxy(proxy) if proxy and url.host not in _LOCAL else None,
        )

    def __enter__(self) -> PortalApi:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def read(self, path: str) -> Any:
        """Return what a path of API 1 says. Raises RefusedError, LostError when no try is answered."""
        for attempt in self.tries():
            with attempt, self._transport():
                answer = self._client.get(self._url(path), headers=self._key)
                if answer.is_redirect:
                    target = answer.url.join(answer.headers.get("location", ""))
                    if (target.scheme, target.netloc) != (answer.url.scheme, answer.url.netloc):
                        raise RefusedError(answer.status_code, "il renvoie ailleurs")
                    answer = self._client.get(target, headers=self._key)
                return _said(answer)
        raise AssertionError("unreachable")

    def write(self, method: str, path: str, body: Any = None) -> Any:
        """Send JSON. Raises RefusedError, or LostError: it is then for the caller to look whether it was done."""
        self.sent.append(Sent(method, path, body=body))
        return {} if self.dry else self._sent(method, path, json=body)

    def post(self, path: str, **form: Any) -> Any:
        """Send a form, which nothing notes: an upload's, or a part's. Raises as `write` does."""
        return self._sent("POST", path, timeout=_UPLOAD_PATIENCE, **form)

    def once(self, write: Callable[[], Any], done: Callable[[], Json | None]) -> Any:
        """Make a write that must not be made twice: when its answer is lost, look before making it again."""
        for attempt in self.tries():
            with attempt:
                if attempt.num > 1 and (found := done()) is not None:
                    return found
                return write()
        raise AssertionError("unreachable")

    def again(self, write: Callable[[], T]) -> T:
        """Make a write that may be made twice."""
        for attempt in self.tries():
            with attempt:
                return write()
        raise AssertionError("unreachable")

    def tries(self) -> Any:
        """Return the attempts at what may get lost."""
        return stamina.retry_context(on=LostError, attempts=_TRIES, wait_initial=self._pause, timeout=None)

    def _sent(self, method: str, path: str, **request: Any) -> Any:
        try:
            with self._transport():
                return _said(self._client.request(method, self._url(path), headers=self._key, **request))
        except LostError:
            self.lost += 1
            raise

    @contextlib.contextmanager
    def _transport(self) -> Iterator[None]:
        try:
            yield
        except httpx.TransportError as error:
            raise LostError(f"le portail {self.root} n'a pas répondu : {str(error) or type(error).__name__}") from None

    def _url(self, path: str) -> str:
        return f"{self.root}/api/1{path}"


def _log_retry(details: stamina.instrumentation.RetryDetails) -> None:
    """Say at debug level what is tried again; stamina's own hook would warn."""
    _log.debug("%s: again in %.1f s", details.caused_by, details.wait_for)


def _proxy(proxy: str) -> httpx.Proxy:
    try:
        return httpx.Proxy(proxy)
    except (ValueError, httpx.InvalidURL):  # Its text would show the password.
        raise UsageError("réglage proxy : http://[utilisateur:mot-de-passe@]hôte:port attendu") from None


def _said(answer: httpx.Response) -> Any:
    if answer.is_success:
        return answer.json() if answer.content else {}
    if answer.status_code in _LOST:
        raise LostError(f"le portail {answer.url.host} a répondu {answer.status_code}", answer.status_code)
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        raise RefusedError(401, f"la clé de {KEY} n'est pas valable")
    raise RefusedError(answer.status_code, _message(answer))


def _message(answer: httpx.Response) -> str:
    """Return what an error says, on one line."""
    try:
        told = answer.json()
    except ValueError:
        told = answer.reason_phrase
    if isinstance(told, dict):
        told = told.get("errors") or told.get("message") or told.get("error") or told
    # What follows is advice for who types addresses.
    return " ".join(str(told).split()).partition(" If you entered the URL")[0][:500]
