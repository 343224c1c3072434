"""A list of URLs, one a line in a text file (`#` begins a comment), or a single URL."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline.collect.announce import file_label
from pipeline.collect.client import Http
from pipeline.collect.download import download
from pipeline.collect.messages import Arret
from pipeline.collect.records import Entry, Fetch
from pipeline.collect.source import Listing
from pipeline.collect.spec import without_account
from pipeline.collect.store import Store
from pipeline.collect.types import Resource
from pipeline.errors import SourceError, UsageError


class UrlsSource:
    """The files that stand at some URLs."""

    together = 1

    def __init__(self, name: str, list_path: Path | None, urls: tuple[str, ...], http: Http) -> None:
        self.name = name
        self._path, self._urls, self._http = list_path, urls, http

    def listing(self, known: Mapping[str, Entry]) -> Listing:
        """List the URLs, each once. A list that cannot be read says nothing about its files."""
        found = {url: self._resource(url) for url in self._urls or self._read(bool(known))}
        gone = {cle: Arret.RETIRE("l'URL n'est plus dans la liste") for cle in known if cle not in found}
        return Listing(resources=tuple(found.values()), gone=gone)

    def fetch(self, resource: Resource, last: Fetch | None, store: Store) -> Fetch:
        """Download a file."""
        return download(self._http, resource, last, store)

    def _read(self, known: bool) -> list[str]:
        try:
            text = self._path.read_text("utf-8", errors="replace") if self._path else ""
        except OSError as error:
            if known:
                raise SourceError(f"{self._path} n'est pas accessible : {error.strerror}") from error
            raise UsageError(f"source introuvable : {self._path}") from error
        lines = (line.strip().removeprefix("\ufeff") for line in text.splitlines())
        kept = (line.partition("#")[0].strip() for line in lines if line and not line.startswith("#"))
        return [without_account(url) for url in kept]

    def _resource(self, url: str) -> Resource:
        return Resource(
            source=self.name, cle=url, fichier=file_label(url) or url, place=url, url=url, filetype="remote"
        )
