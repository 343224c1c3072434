"""A polite client: says who it is, keeps its pace, repeats only what may pass, obeys `Retry-After`, keeps no cookie.

It only ever reads, and knows no key.
"""

from __future__ import annotations

import contextlib
import email.utils
import http.cookiejar
import logging
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

import httpx
import stamina
import stamina.instrumentation

from pipeline.collect.messages import Arret
from pipeline.collect.net import Deadline, Gate, transport
from pipeline.collect.types import CollectOptions
from pipeline.errors import SourceError

log = logging.getLogger(__name__)

T = TypeVar("T")

_TRANSIENT = {408, 425, 429, 500, 502, 503, 504}
_REDIRECTS = {301, 302, 303, 307, 308}
_STRIKES = 3
"""Requests in a row that a host failed for good, after which it is left alone until the next run."""


class HttpError(SourceError):
    """An answer that is neither a success nor a redirection."""

    def __init__(self, status: int, retry_after: float | None = None, body: bytes = b"") -> None:
        super().__init__(Arret.HTTP(f"{status} {httpx.codes.get_reason_phrase(status)}"))
        self.status, self.retry_after, self.body = status, retry_after, body

    @property
    def asks_for_peace(self) -> bool:
        """Whether the host says that it is asked too much."""
        return self.status == httpx.codes.TOO_MANY_REQUESTS or self.retry_after is not None


class Pacer:
    """When each host may be asked again."""

    def __init__(self) -> None:
        self._next: dict[str, float] = {}
        self._strikes = Counter[str]()
        self._closed: dict[str, str] = {}

    def wait(self, host: str, rate: float) -> None:
        """Sleep until a host's turn comes. Raises SourceError when it is to be left alone."""
        if host in self._closed:
            raise SourceError(Arret.REPORTE(self._closed[host]))
        now = time.monotonic()
        turn = max(now, self._next.get(host, now))
        self._next[host] = turn + 1 / rate
        time.sleep(turn - now)

    def failed(self, host: str, error: Exception, at_once: bool) -> None:
        """Count a request that a host failed for good; leave it alone when it said so, or failed too often."""
        self._strikes[host] += 1
        if at_once or self._strikes[host] >= _STRIKES:
            self._closed[host] = f"{host}, {error}"

    def answered(self, host: str) -> None:
        """Forget a host's failures."""
        self._strikes[host] = 0


class Http:
    """The client. One exchange at a time; close it, or use it with `with`."""

    def __init__(self, options: CollectOptions) -> None:
        self.options = options
        self.deadline = Deadline()
        self._pacer = Pacer()
        self._gate = Gate(httpx.URL(options.portal).host)
        timeout = httpx.Timeout(options.read_timeout, connect=options.connect_timeout)
        self._client = httpx.Client(
            transport=transport(self._gate, self.deadline, options.proxy),
            headers={"User-Agent": options.user_agent},
            cookies=http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy(allowed_domains=[])),
            timeout=timeout,
            trust_env=False,
        )
        stamina.instrumentation.set_on_retry_hooks([_log_retry])

    def __enter__(self) -> Http:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def persist(self, url: str, action: Callable[[], T]) -> T:
        """Do something with a URL, again while its failure may pass. Raises SourceError when it does not.

        All tries and the pauses between them share one deadline.
        """
        host = parse(url).host
        options = self.options
        self.deadline.start(options.total_timeout)
        tries = stamina.retry_context(
            on=self._pause,
            attempts=options.attempts,
            timeout=None,
            wait_initial=options.wait_initial,
            wait_max=options.wait_max,
            wait_jitter=options.wait_initial,
        )
        try:
            for attempt in tries:
                with attempt:
                    result = action()
        except (httpx.TransportError, HttpError) as error:
            if _may_pass(error):
                self._pacer.failed(host, error, at_once=isinstance(error, HttpError) and error.asks_for_peace)
            raise self._plain(error) from error
        self._pacer.answered(host)
        return result

    @contextlib.contextmanager
    def open(self, url: str, headers: Mapping[str, str], *, rate: float) -> Iterator[httpx.Response]:
        """Send a GET and follow its redirections, each checked; the body is still to be read, raw.

        Yields an answer of status 2xx or 304. Raises HttpError, `httpx.TransportError`, or SourceError when the
        URL or a redirection leads where we do not go.
        """
        target = parse(url)
        for _ in range(self.options.max_redirects + 1):
            if self.options.proxy:
                self._gate.check_known(target.host, target.port or 443)
            self._pacer.wait(target.host, rate)
            request = self._client.build_request("GET", target, headers=dict(headers))
            response = self._sent(request)
            try:
                if response.status_code not in _REDIRECTS:
                    yield _checked(response, self.options)
                    return
                target = _redirected(target, response)
            finally:
                response.close()
        raise SourceError(Arret.REDIRECTION(f"plus de {self.options.max_redirects} de suite"))

    def _sent(self, request: httpx.Request) -> httpx.Response:
        try:
            return self._client.send(request, stream=True)
        except ValueError as error:  # httpx looks where an answer leads even when it is not to follow.
            raise SourceError(Arret.REDIRECTION(str(error))) from error

    def _pause(self, error: Exception) -> bool | float:
        """Tell stamina whether to try again, and after how long when the host said it."""
        if not _may_pass(error):
            return False
        asked = error.retry_after if isinstance(error, HttpError) else None
        if asked is None:
            return self.deadline.remaining() > 0
        if asked > min(self.options.patience, self.deadline.remaining()):
            return False
        return asked + random.uniform(0, self.options.wait_initial)

    def _plain(self, error: httpx.TransportError | HttpError) -> SourceError:
        if isinstance(error, HttpError):
            return error
        if self.deadline.remaining() <= 0:
            return SourceError(Arret.TROP_LENT())
        if isinstance(error, (httpx.RemoteProtocolError, httpx.ReadError)):
            return SourceError(Arret.COUPE(str(error)))
        return SourceError(Arret.RESEAU(str(error) or type(error).__name__))


def parse(url: str) -> httpx.URL:
    """Return a URL that may be asked for, without user or fragment. Raises SourceError for any other."""
    try:
        parsed = httpx.URL(url)
        host = parsed.host
    except (httpx.InvalidURL, ValueError, TypeError) as error:  # ValueError: a host that only looks internationalised.
        raise SourceError(Arret.ADRESSE("URL invalide")) from error
    if parsed.scheme not in ("http", "https") or not host:
        raise SourceError(
            Arret.ADRESSE(f"seuls http et https sont suivis, non {parsed.scheme or 'une URL sans schéma'}")
        )
    return parsed.copy_with(username=None, password=None, fragment=None)


def _redirected(origin: httpx.URL, response: httpx.Response) -> httpx.URL:
    try:
        target = parse(str(origin.join(response.headers.get("location", ""))))
    except (httpx.InvalidURL, ValueError, SourceError) as error:
        raise SourceError(Arret.REDIRECTION(str(error))) from error
    if (origin.scheme, target.scheme) == ("https", "http"):
        raise SourceError(Arret.REDIRECTION(f"de https vers http ({target.host})"))
    return target


def _checked(response: httpx.Response, options: CollectOptions) -> httpx.Response:
    if response.is_success or response.status_code == httpx.codes.NOT_MODIFIED:
        return response
    asked = _retry_after(response.headers.get("retry-after", ""))
    raise HttpError(response.status_code, asked, _first(response, 1 << 16))


def _first(response: httpx.Response, size: int) -> bytes:
    """Return the beginning of an error's body, for the little it may say."""
    body = b""
    with contextlib.suppress(httpx.TransportError):
        for chunk in response.iter_raw():
            body += chunk
            if len(body) >= size:
                break
    return body[:size]


def _retry_after(value: str) -> float | None:
    """Return a `Retry-After` in seconds, whether it gives a number or a date."""
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


def _may_pass(error: Exception) -> bool:
    if isinstance(error, HttpError):
        return error.status in _TRANSIENT
    untrusted = "CERTIFICATE_VERIFY_FAILED" in str(error)
    return isinstance(error, httpx.TransportError) and not untrusted


def _log_retry(details: stamina.instrumentation.RetryDetails) -> None:
    log.info("nouvel essai dans %.1f s (n° %d) : %s", details.wait_for, details.retry_num, details.caused_by)
