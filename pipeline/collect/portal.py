"""What we read of data.gouv.fr's API (udata's v1 and v2), and nothing more: datasets, resources, lists of datasets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
import msgspec

from pipeline.collect.body import chunks
from pipeline.collect.client import Http, HttpError
from pipeline.collect.messages import Arret
from pipeline.errors import UNDECODABLE, SourceError, UsageError

T = TypeVar("T")
Query = Sequence[tuple[str, str]]

SEARCH_WINDOW = 10_000
"""The portal's search gives no more results than this."""
MAX_PAGES = 2_000
"""A list that has more is going round in circles."""
_LIST_PAGE = 100
_HEADERS = {"Accept": "application/json", "Accept-Encoding": "gzip"}


class AbsentError(SourceError):
    """The portal itself says that there is no such thing (404: unknown or private; 410: deleted)."""


class Checksum(msgspec.Struct, frozen=True):
    """As declared."""

    type: str | None = None
    value: str | None = None


class Internal(msgspec.Struct, frozen=True):
    """The portal's own dates."""

    last_modified_internal: str | None = None


class ApiResource(msgspec.Struct, frozen=True):
    """A resource, the keys we use. Dates are kept as they are written."""

    id: str
    title: str | None = None
    url: str | None = None
    filetype: str | None = None
    format: str | None = None
    mime: str | None = None
    filesize: float | None = None
    checksum: Checksum | None = None
    created_at: str | None = None
    last_modified: str | None = None
    internal: Internal = Internal()
    extras: Mapping[str, Any] = {}


class Organisation(msgspec.Struct, frozen=True):
    """An organisation."""

    id: str


class ApiDataset(msgspec.Struct, frozen=True):
    """A dataset, without its resources."""

    id: str
    title: str | None = None
    license: str | None = None
    archived: str | None = None
    organization: Organisation | None = None


class Page(msgspec.Struct, frozen=True):
    """A page of a list; its items are decoded one by one, so that one that is malformed costs itself."""

    data: tuple[msgspec.Raw, ...] = ()
    total: int = 0
    next_page: str | None = None


class Found(msgspec.Struct, frozen=True):
    """A resource found by its id alone."""

    resource: ApiResource
    dataset_id: str | None = None


class _Id(msgspec.Struct, frozen=True):
    id: str


class _Refusal(msgspec.Struct, frozen=True):
    message: str


class Portal:
    """The API. Every method raises AbsentError, or SourceError when the portal is out of reach or makes no sense."""

    def __init__(self, http: Http) -> None:
        self.http = http
        self._root = _root(http.options.portal)

    def dataset(self, ref: str) -> ApiDataset:
        """Return a dataset by id or slug, former slugs included."""
        return self._get(f"/api/2/datasets/{quote(ref, safe='')}/", (), ApiDataset)

    def resources(self, dataset_id: str) -> tuple[list[msgspec.Raw], int]:
        """Return a dataset's resources, still encoded, and how many the portal says there are."""
        path, total = f"/api/2/datasets/{quote(dataset_id, safe='')}/resources/", 0
        found: list[msgspec.Raw] = []
        for page in self._pages(path, (), self.http.options.page_size):
            found += page.data
            total = page.total
        return found, total

    def resource(self, resource_id: str) -> Found:
        """Return a resource by its id, wherever it is now."""
        return self._get(f"/api/2/datasets/resources/{quote(resource_id, safe='')}/", (), Found)

    def organisation(self, ref: str) -> str:
        """Return the id of an organisation, from its id or slug."""
        return self._get(f"/api/1/organizations/{quote(ref, safe='')}/", (), Organisation).id

    def organisation_datasets(self, organisation_id: str) -> list[str]:
        """Return the ids of an organisation's public datasets. Archived ones are not listed."""
        query = (("organization", organisation_id), ("sort", "created"))
        masked = {"X-Fields": "data{id},next_page,total"}
        return [_id(item) for page in self._pages("/api/1/datasets/", query, _LIST_PAGE, masked) for item in page.data]

    def search(self, query: Query) -> list[str]:
        """Return the ids of the datasets that a search finds, within the portal's window."""
        found: list[str] = []
        for page in self._pages("/api/2/datasets/search/", query, _LIST_PAGE):
            found += [_id(item) for item in page.data]
            if len(found) + _LIST_PAGE > SEARCH_WINDOW:
                break
        return found

    def _pages(self, path: str, query: Query, size: int, headers: Mapping[str, str] | None = None) -> Iterator[Page]:
        """Follow a list to its end. Numbers are counted here: an address found in an answer is not followed."""
        seen: set[bytes] = set()
        for number in range(1, MAX_PAGES + 1):
            wanted = (*query, ("page", str(number)), ("page_size", str(size)))
            try:
                page = self._get(path, wanted, Page, headers)
            except AbsentError:
                if number == 1:
                    raise
                return  # the list grew shorter while it was read
            yield page
            fresh = {bytes(item) for item in page.data} - seen
            if not page.next_page or not fresh:
                return
            seen |= fresh

    def _get(self, path: str, query: Query, kind: type[T], headers: Mapping[str, str] | None = None) -> T:
        url = str(httpx.URL(self._root + path, params=list(query)))
        try:
            body = self.http.persist(url, lambda: self._read(url, _HEADERS | dict(headers or {})))
        except HttpError as error:
            if error.status in (httpx.codes.NOT_FOUND, httpx.codes.GONE) and _is_portals(error.body):
                raise AbsentError(str(error)) from error
            raise
        try:
            return msgspec.json.decode(body, type=kind)
        except UNDECODABLE as error:
            raise SourceError(Arret.ANNONCE_ILLISIBLE(f"{path}, {error}")) from error

    def _read(self, url: str, headers: Mapping[str, str]) -> bytes:
        options = self.http.options
        with self.http.open(url, headers, rate=options.rate) as answer:
            return b"".join(chunks(answer, options.max_json))


def _root(portal: str) -> str:
    """Return the portal's root without a slash; a root given down to its API is understood."""
    root = portal.strip().rstrip("/").removesuffix("/api/1").removesuffix("/api/2")
    if not root.startswith(("http://", "https://")):
        raise UsageError(f"portail invalide : {portal}")
    return root


def _is_portals(body: bytes) -> bool:
    """Tell the portal's own 'not found' from a proxy's page or a wrong root."""
    try:
        return bool(msgspec.json.decode(body, type=_Refusal).message)
    except UNDECODABLE:
        return False


def _id(item: msgspec.Raw) -> str:
    """Return the id of a listed dataset. Raises SourceError for one that has none: a shorter list would withdraw it."""
    try:
        return msgspec.json.decode(item, type=_Id).id
    except UNDECODABLE as error:
        raise SourceError(Arret.ANNONCE_ILLISIBLE(f"jeu de données, {error}")) from error
