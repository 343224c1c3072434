"""The portal's API as a publisher sees it: who may write, what was refused, what may have been lost on the way.

The key comes from the environment, goes into the header of writes to the portal itself, and nowhere else: not on reads,
not after a redirection, not into a message.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import msgspec
import stamina

from pipeline import __version__
from pipeline.errors import OperationError, UsageError

KEY = "CONVENTIONS_API_KEY"
_LOST = {408, 425, 429, 500, 502, 503, 504}
_LOCAL = {"127.0.0.1", "localhost", "::1"}
_TRIES = 4


class RefusedError(OperationError):
    """The portal said no, and would say it again."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"the portal refused ({status}): {message}")
        self.status = status


class LostError(OperationError):
    """No answer came, or none that says whether the write was done."""


class Sent(msgspec.Struct, frozen=True):
    """A write: what was sent, or would be. A file is told by its name, size (bytes) and SHA-1."""

    method: str
    path: str
    body: Any = None
    file: Mapping[str, Any] | None = None


class PortalApi:
    """A portal's API. Use it with `with`. Dry: reads are made, writes are only noted."""

    def __init__(self, root: str, key: str | None, *, dry: bool = False, pause: float = 1.0) -> None:
        """`pause` is the first wait between tries, seconds. Raises UsageError for a root that is not to be trusted."""
        url = httpx.URL(root)
        if url.scheme != "https" and url.host not in _LOCAL:
            raise UsageError(f"{root}: a key is only sent over https")
        if not key and not dry:
            raise UsageError(f"the environment must hold the API key, as {KEY}")
        self.root = root.rstrip("/")
        self.dry = dry
        self.sent: list[Sent] = []
        self.pause = pause
        self._key = key
        self._client = httpx.Client(
            headers={"User-Agent": f"conventions/{__version__}"},
            timeout=httpx.Timeout(120, connect=15),
            trust_env=False,
        )

    def __enter__(self) -> PortalApi:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def read(self, path: str) -> Any:
        """Return what a path of API 1 says. Raises RefusedError, LostError when no try is answered."""
        for attempt in stamina.retry_context(on=LostError, attempts=_TRIES, wait_initial=self.pause, timeout=None):
            with attempt, _transport():
                answer = self._client.get(self._url(path))
                if answer.is_redirect:
                    target = answer.url.join(answer.headers.get("location", ""))
                    if (target.scheme, target.netloc) != (answer.url.scheme, answer.url.netloc):
                        raise RefusedError(answer.status_code, "it points elsewhere")
                    answer = self._client.get(target)
                return _said(answer)
        raise AssertionError("unreachable")

    def write(self, method: str, path: str, body: Any) -> Any:
        """Send JSON. Raises RefusedError, or LostError: it is then for the caller to look whether it was done."""
        self.sent.append(Sent(method, path, body=body))
        if self.dry:
            return {}
        with _transport():
            return _said(self._client.request(method, self._url(path), json=body, headers=self._signed))

    def upload(self, path: str, name: str, file: Path, about: Mapping[str, Any]) -> Any:
        """Send a file under a name; `about` is what is noted of it. Raises as `write` does."""
        self.sent.append(Sent("POST", path, file={"name": name, **about}))
        if self.dry:
            return {}
        with _transport(), file.open("rb") as stream:
            files = {"file": (name, stream)}
            return _said(self._client.post(self._url(path), files=files, headers=self._signed))

    @property
    def _signed(self) -> dict[str, str]:
        return {"X-API-KEY": self._key or ""}

    def _url(self, path: str) -> str:
        return f"{self.root}/api/1{path}"


@contextlib.contextmanager
def _transport() -> Iterator[None]:
    try:
        yield
    except httpx.TransportError as error:
        raise LostError(f"the portal did not answer: {str(error) or type(error).__name__}") from None


def _said(answer: httpx.Response) -> Any:
    if answer.is_success:
        return answer.json() if answer.content else {}
    if answer.status_code in _LOST:
        raise LostError(f"the portal answered {answer.status_code}")
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        raise RefusedError(401, f"the key of {KEY} is not valid")
    raise RefusedError(answer.status_code, _message(answer))


def _message(answer: httpx.Response) -> str:
    """Return what an error says, on one line."""
    try:
        told = answer.json()
    except ValueError:
        told = answer.reason_phrase
    if isinstance(told, dict):
        told = told.get("errors") or told.get("message") or told.get("error") or told
    return " ".join(str(told).split())[:500]
