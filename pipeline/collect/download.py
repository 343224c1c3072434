"""One file over HTTP: asked for only if it changed, resumed after a cut, left early when it is no document."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

import httpx
import msgspec

from pipeline.collect.body import chunks, is_plain
from pipeline.collect.client import Http, HttpError
from pipeline.collect.intake import take
from pipeline.collect.records import Fetch
from pipeline.collect.sniff import HEAD, kind_of
from pipeline.collect.store import Draft, Store
from pipeline.collect.types import Resource
from pipeline.errors import LimitError

_HEADERS = {"Accept": "application/pdf, */*;q=0.8", "Accept-Encoding": "identity"}
_RANGE = re.compile(r"bytes ([0-9]{1,18})-[0-9]+/([0-9]{1,18}|\*)")


def download(http: Http, resource: Resource, last: Fetch | None, store: Store) -> Fetch:
    """Bring a URL's bytes into the store; `last` is what it gave before, if those bytes are still there.

    Raises SourceError when the host, or what it serves, is at fault.
    """
    if last and _fresh(resource, last, http):
        return last
    with store.draft(hashlib.sha256(resource.place.encode()).hexdigest()) as draft:
        work = _Download(http, resource, last, store, draft)
        answer = http.persist(resource.place, work.attempt)
        now = http.options.moment()
        draft.version = None
        if last and answer.status_code == httpx.codes.NOT_MODIFIED:
            return msgspec.structs.replace(
                last, empreinte=resource.empreinte, hint=resource.modification, verifie_le=now
            )
        return Fetch(
            place=resource.place,
            body=take(draft, resource, store, http.options, partial=work.left_early),
            empreinte=resource.empreinte,
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
            hint=resource.modification,
            verifie_le=now,
        )


def _fresh(resource: Resource, last: Fetch, http: Http) -> bool:
    """Tell whether a document whose host gives no validator was fetched recently, and nothing hints at a change.

    One that was fetched in the future, by a clock that has been set right since, was not.
    """
    checkable = last.etag or last.last_modified or last.body.arret
    if checkable or resource.filetype != "remote" or last.hint != resource.modification:
        return False
    age = http.options.moment() - last.verifie_le
    return 0 <= age.total_seconds() < http.options.remote_max_age


class _Download:
    """The tries at one file: each goes on from what the one before left, when the host names its version."""

    def __init__(self, http: Http, resource: Resource, last: Fetch | None, store: Store, draft: Draft) -> None:
        self._http, self._resource, self._last = http, resource, last
        self._store, self._draft = store, draft
        self.left_early = False

    def attempt(self) -> httpx.Response:
        """Ask once; return the answer, its body in the draft. Raises what `Http.persist` judges."""
        options, draft = self._http.options, self._draft
        if draft.taille and not draft.version:
            draft.restart()
        rate = options.rate if self._resource.filetype == "file" else options.remote_rate
        try:
            with self._http.open(self._resource.place, self._headers(), rate=rate) as answer:
                if answer.status_code != httpx.codes.NOT_MODIFIED:
                    self._receive(answer)
                return answer
        except LimitError:
            draft.restart()
            raise
        except HttpError as error:
            if error.status != httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE or not draft.taille:
                raise
            draft.restart()
            return self.attempt()

    def _headers(self) -> dict[str, str]:
        headers, last = dict(_HEADERS), self._last
        if self._draft.taille and self._draft.version:
            return headers | {"Range": f"bytes={self._draft.taille}-", "If-Range": self._draft.version}
        if last and last.etag:
            headers["If-None-Match"] = last.etag
        if last and last.last_modified:
            headers["If-Modified-Since"] = last.last_modified
        return headers

    def _receive(self, answer: httpx.Response) -> None:
        draft, total = self._draft, None
        if answer.status_code == httpx.codes.PARTIAL_CONTENT:
            total = self._resumed(answer)
        else:
            draft.restart()
            draft.version = _version(answer)
        body = chunks(answer, self._http.options.max_body - draft.taille)
        self._store.fill(draft, self._watched(body))
        if total is not None and draft.taille < total and not self.left_early:
            raise httpx.ReadError(f"{draft.taille} octets sur {total}", request=answer.request)

    def _resumed(self, answer: httpx.Response) -> int | None:
        """Check that a part goes on where the draft stops, in the same version; return the whole's size, if said."""
        said = _RANGE.fullmatch(answer.headers.get("content-range", ""))
        version = _version(answer)
        if not said or int(said[1]) != self._draft.taille or (version and version != self._draft.version):
            self._draft.restart()
            raise httpx.ReadError("reprise impossible", request=answer.request)
        return int(said[2]) if said[2].isdigit() else None

    def _watched(self, body: Iterator[bytes]) -> Iterator[bytes]:
        """Pass a body on, and stop when its first bytes are no document's and nobody said that it was one."""
        judged = self._resource.labelled_pdf
        for chunk in body:
            yield chunk
            if not judged and self._draft.taille >= HEAD:
                judged = True
                if kind_of(self._draft.head) not in ("pdf", "zip"):
                    self.left_early = True
                    return


def _version(answer: httpx.Response) -> str | None:
    """Return what names this version for `If-Range`: a strong ETag, else a date; None when it cannot be resumed."""
    if not is_plain(answer):
        return None
    etag: str = answer.headers.get("etag", "")
    if etag.startswith('"'):
        return etag
    date: str | None = answer.headers.get("last-modified")
    return date
