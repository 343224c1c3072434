"""The data.gouv.fr sources: every resource of every dataset in a scope, and what became of those known before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import httpx
import msgspec

from pipeline.collect.announce import announced, from_api
from pipeline.collect.client import HttpError
from pipeline.collect.download import download
from pipeline.collect.messages import Arret
from pipeline.collect.portal import AbsentError, ApiDataset, Portal
from pipeline.collect.records import Entry, Fetch
from pipeline.collect.scopes import Scope
from pipeline.collect.source import Listing
from pipeline.collect.store import Store
from pipeline.collect.types import Notice, NoticeCode, Resource
from pipeline.errors import SourceError

_LOST = (httpx.codes.NOT_FOUND, httpx.codes.GONE)


@dataclass(slots=True)
class _Census:
    """What one listing gathers."""

    known: dict[str, list[Entry]]
    """What was known before, by dataset."""
    resources: dict[str, Resource] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    visited: set[str] = field(default_factory=set)

    def leave(self, dataset_id: str, reason: str) -> None:
        """Everything known of a dataset goes."""
        self.gone |= {entry.resource.cle: reason for entry in self.known.get(dataset_id, [])}


class DatagouvSource:
    """A scope of datasets on the portal."""

    together = 1

    def __init__(self, name: str, scope: Scope, portal: Portal) -> None:
        self.name = name
        self._scope, self._portal = scope, portal

    def listing(self, known: Mapping[str, Entry]) -> Listing:
        """List the scope's datasets, then those known of it that it does not name (archived, renamed, gone)."""
        census = _Census(_by_dataset(known.values()))
        for ref in (*self._refs(census), *census.known):
            if ref not in census.visited:
                self._visit(ref, census)
        return Listing(resources=tuple(census.resources.values()), gone=census.gone, notices=tuple(census.notices))

    def fetch(self, resource: Resource, last: Fetch | None, store: Store) -> Fetch:
        """Download a resource. A hosted file that is not there was perhaps just replaced: its metadata say so."""
        if not resource.place:
            raise SourceError(Arret.ANNONCE_ILLISIBLE())
        try:
            return download(self._portal.http, resource, last, store)
        except HttpError as error:
            again = self._replaced(resource) if error.status in _LOST and resource.filetype == "file" else None
            if again is None:
                raise
            return download(self._portal.http, again, None, store)

    def _refs(self, census: _Census) -> list[str]:
        try:
            return self._scope.refs(self._portal)
        except AbsentError as error:
            if not census.known:
                raise
            self._notice(census, "source_disparue", str(error))
            return []

    def _visit(self, ref: str, census: _Census) -> None:
        """List one dataset. Out of reach: its resources stay as they were. Gone: they go with it."""
        census.visited.add(ref)
        try:
            dataset = self._portal.dataset(ref)
            if dataset.id != ref and dataset.id in census.visited:
                return
            census.visited.add(dataset.id)
            reason = self._excluded(dataset)
            if reason:
                census.leave(dataset.id, reason)
            else:
                self._resources(dataset, census)
        except AbsentError as error:
            self._notice(census, "source_disparue", f"jeu de données {ref}, {error}")
            census.leave(ref, Arret.RETIRE(f"jeu de données, {error}"))
        except SourceError as error:
            self._notice(census, "source_injoignable", f"jeu de données {ref}, {error}")

    def _excluded(self, dataset: ApiDataset) -> str | None:
        """Say why a dataset that exists is not covered; None when it is."""
        if dataset.archived and not self._portal.http.options.keep_archived:
            return Arret.RETIRE("jeu de données archivé")
        return None if self._scope.covers(dataset) else Arret.RETIRE("jeu de données d'une autre organisation")

    def _resources(self, dataset: ApiDataset, census: _Census) -> None:
        census.resources |= self._listed(dataset, census)
        for entry in census.known.get(dataset.id, []):
            if entry.resource.cle not in census.resources:
                self._missing(dataset, entry.resource, census)

    def _listed(self, dataset: ApiDataset, census: _Census) -> dict[str, Resource]:
        """Return every resource of the list; read it once more when it is shorter than the portal says."""
        found: dict[str, Resource] = {}
        total = 0
        for _ in range(2):
            items, total = self._portal.resources(dataset.id)
            listed = (announced(self.name, dataset, raw, position) for position, raw in enumerate(items))
            found |= {resource.cle: resource for resource in listed}
            if len(found) >= total:
                return found
        message = f"jeu de données {dataset.id}, {len(found)} ressources listées sur {total}"
        self._notice(census, "liste_incomplete", message)
        return found

    def _missing(self, dataset: ApiDataset, resource: Resource, census: _Census) -> None:
        """Ask for one resource that the list no longer holds, before believing that it left."""
        try:
            found = self._portal.resource(resource.ressource_id or "-")
        except AbsentError as error:
            census.gone[resource.cle] = Arret.RETIRE(f"ressource, {error}")
            return
        if found.dataset_id == dataset.id:
            census.resources[resource.cle] = from_api(self.name, dataset, found.resource)
        else:
            census.gone[resource.cle] = Arret.RETIRE(f"désormais dans le jeu de données {found.dataset_id}")

    def _replaced(self, resource: Resource) -> Resource | None:
        """Return a resource with the URL that its metadata now give; None when that is the same."""
        try:
            fresh = self._portal.resource(resource.ressource_id or "-").resource
        except SourceError:
            return None
        dataset = ApiDataset(id=resource.jeu_de_donnees_id or "", license=resource.licence)
        again = from_api(resource.source, dataset, fresh)
        return None if again.place == resource.place else msgspec.structs.replace(again, archive=resource.archive)

    def _notice(self, census: _Census, code: NoticeCode, message: str) -> None:
        census.notices.append(Notice(code=code, source=self.name, message=f"{self.name} : {message}"))


def _by_dataset(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.resource.jeu_de_donnees_id or "", []).append(entry)
    return found
