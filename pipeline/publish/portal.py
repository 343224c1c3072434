"""Publishing on the portal: the dataset and its resources, replaced in place, each write made once.

A write whose answer was lost is looked for before it is made again: a dataset by the mark that it was created with, a
resource by the SHA-1 of its file. Resources that are not ours are never touched.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import msgspec
import stamina

from pipeline.errors import OperationError, UsageError
from pipeline.publish.catalogue import Catalogue, dated, load_catalogue
from pipeline.publish.exports import DATABASE, export_folder, read_state
from pipeline.publish.portal_api import KEY, LostError, PortalApi, RefusedError, Sent
from pipeline.publish.portal_files import PortalFile, prepared
from pipeline.publish.portal_pending import Pending
from pipeline.settings import Settings

MARK, DATASET_MARK = "conventions:fichier", {"conventions:jeu": "conventions-delegation-gestion"}
"""Extras by which resources (file of the export) and the dataset are known again."""
PENDING = "publication.json"
_TRIES = 4
_PAGE = 100
_NEW = "nouveau-jeu"
"""What a dataset that a dry run would create is called."""

T = TypeVar("T")
Json = dict[str, Any]


class Published(msgspec.Struct, frozen=True):
    """What came of `publish`: the dataset, what was sent (or would be, dry), and the files that the portal refused."""

    dataset: str
    page: str
    sent: tuple[Sent, ...]
    refused: tuple[str, ...] = ()


def publish(
    settings: Settings, *, dataset: str | None = None, organization: str | None = None, dry: bool = False
) -> Published:
    """Publish the last export: update `dataset`, or create one for `organization` unless it was created before.

    The key is read in the environment. Raises UsageError when there is no export, key or target, OperationError
    when the portal refuses the dataset or does not answer; what was done until then is found again by the next call.
    """
    if (dataset is None) == (organization is None):
        raise UsageError("either --dataset, or --create with --organization")
    folder = export_folder(settings).resolve()
    if read_state(folder) is None:
        raise UsageError(f"no export in {folder}: `conventions export` makes it")
    with contextlib.closing(duckdb.connect(str(folder / DATABASE), read_only=True)) as con:
        catalogue = dated(load_catalogue(settings.rules_dir), con)
    with (
        tempfile.TemporaryDirectory(prefix="publication-") as scratch,
        PortalApi(settings.portal, os.environ.get(KEY), dry=dry) as api,
    ):
        publisher = _Publisher(api, catalogue, Pending(settings.data_dir / PENDING, dry=dry))
        page = publisher.dataset(dataset, organization)
        allowed = frozenset(str(item) for item in api.read("/datasets/extensions/"))
        refused = publisher.resources(folder, allowed, Path(scratch))
    return Published(publisher.id, page, tuple(api.sent), refused)


class _Publisher:
    """One publication."""

    def __init__(self, api: PortalApi, catalogue: Catalogue, pending: Pending) -> None:
        self.api, self.catalogue, self.pending = api, catalogue, pending
        self.id = ""
        self._links: dict[str, str] = {}
        """Permalinks of the files already published."""

    def dataset(self, wanted: str | None, organization: str | None) -> str:
        """Find, create or update the dataset; return its page. Raises OperationError when it was deleted."""
        owner = organization or ""
        found: Json | None = self.api.read(f"/datasets/{wanted}/") if wanted else self._created(owner)
        if found is None:
            body = self._described({}) | {"organization": owner, "private": False, "extras": DATASET_MARK}
            made = self._once(lambda: self.api.write("POST", "/datasets/", body), lambda: self._created(owner))
            found = dict(made) if made else {"id": _NEW}
        elif found.get("deleted"):
            raise OperationError(f"{wanted}: this dataset was deleted")
        elif anew := self._described_anew(found):
            path = f"/datasets/{found['id']}/"
            self._again(lambda: self.api.write("PUT", path, anew))
        self.id = str(found["id"])
        return str(found.get("page") or "")

    def resources(self, folder: Path, allowed: frozenset[str], scratch: Path) -> tuple[str, ...]:
        """Bring every file and its description up to date; return those that the portal refused, and why."""
        refused = []
        # The portal puts what is new first, and a schema must have its permalink before it is named.
        for product in reversed(self.catalogue.ressources):
            if not (folder / product.fichier).is_file():
                continue
            try:
                self._resource(prepared(product, folder, allowed, scratch))
            except RefusedError as error:
                if error.status in (401, 403):
                    raise
                refused.append(f"{product.fichier}: {error}")
        return tuple(reversed(refused))

    def _resource(self, file: PortalFile) -> None:
        held = self._held(file)
        if held is None or _sha1(held) != file.sha1:
            held = self._uploaded(file, held)
        self._links[file.product.fichier] = str(held["latest"])
        body = self._told(file, held)
        if any(body[key] != value for key, value in _now(held, body).items()):
            path = f"/datasets/{self.id}/resources/{held['id']}/"
            self._again(lambda: self.api.write("PUT", path, body))
        self.pending.end(self.id, file.product.fichier)

    def _uploaded(self, file: PortalFile, held: Json | None) -> Json:
        """Send a file, in the place of the one held if there is one; return its resource."""
        place = f"resources/{held['id']}/upload/" if held else "upload/"
        if held is None:
            self.pending.begin(self.id, file.product.fichier, file.sha1)
        about = {"size": file.path.stat().st_size, "sha1": file.sha1}

        def done() -> Json | None:
            found = self._held(file)
            return found if found and _sha1(found) == file.sha1 else None

        answer = self._once(lambda: self.api.upload(f"/datasets/{self.id}/{place}", file.name, file.path, about), done)
        if self.api.dry:
            fichier = file.product.fichier
            return dict(held or {"id": f"ressource-de-{fichier}", "latest": f"permalien-de-{fichier}"})
        return dict(answer)

    def _held(self, file: PortalFile) -> Json | None:
        """Return the resource of a file: the one that bears its mark, else one that bears none and has its very bytes.

        The latter is what is left by an upload that was cut before the resource was described.
        """
        held = [] if self.api.dry and self.id == _NEW else self.api.read(f"/datasets/{self.id}/")["resources"]
        marked = [r for r in held if (r.get("extras") or {}).get(MARK) == file.product.fichier]
        known = {file.sha1, self.pending.sha1(self.id, file.product.fichier)}
        bare = [r for r in held if MARK not in (r.get("extras") or {}) and _sha1(r) in known]
        return next(iter((*marked, *bare)), None)

    def _told(self, file: PortalFile, held: Mapping[str, Any]) -> Json:
        """Return the description that a resource should have."""
        product = file.product
        described = f"{product.description}\n\nDonnées du {self.catalogue.date}."
        body: Json = {
            "title": product.titre,
            "description": described,
            "type": product.type,
            "extras": {**(held.get("extras") or {}), MARK: product.fichier},
        }
        if product.schema and product.schema in self._links:
            body["schema"] = {"url": self._links[product.schema]}
        return body

    def _described(self, known: Mapping[str, Any]) -> Json:
        """Return the description that the dataset should have; what others added to it stays."""
        catalogue = self.catalogue
        spatial = known.get("spatial") or {}
        covered = {"start": catalogue.debut, "end": catalogue.fin} if catalogue.debut else None
        return {
            "title": known.get("title") or catalogue.titre,
            "description": _text(catalogue),
            "license": catalogue.licence,
            "frequency": catalogue.frequence,
            "tags": sorted({*(known.get("tags") or ()), *catalogue.mots_cles}),
            "temporal_coverage": covered,
            "spatial": {
                "zones": spatial.get("zones") or list(catalogue.zones),
                "granularity": spatial.get("granularity") or catalogue.granularite,
            },
        }

    def _described_anew(self, known: Mapping[str, Any]) -> Json | None:
        """Return what to send so that the dataset is described as it should be; None when it is."""
        body = self._described(known)
        now = _now(known, body)
        # Tags and coverage are always in the body: an update that leaves them out empties them.
        return body | {"private": bool(known.get("private"))} if now != body else None

    def _created(self, organization: str) -> Json | None:
        """Return the dataset that an earlier call created for the organisation, if there is one."""
        page, seen = 1, 0
        while True:
            answer = self.api.read(f"/organizations/{organization}/datasets/?page={page}&page_size={_PAGE}")
            for item in answer["data"]:
                if DATASET_MARK.items() <= (item.get("extras") or {}).items() and not item.get("deleted"):
                    return dict(self.api.read(f"/datasets/{item['id']}/"))
            seen += len(answer["data"])
            if seen >= answer["total"] or not answer["data"]:
                return None
            page += 1

    def _once(self, write: Callable[[], Any], done: Callable[[], Json | None]) -> Any:
        """Make a write that must not be made twice: when its answer is lost, look before making it again."""
        for attempt in self._tries():
            with attempt:
                if attempt.num > 1 and (found := done()) is not None:
                    return found
                return write()
        raise AssertionError("unreachable")

    def _again(self, write: Callable[[], T]) -> T:
        """Make a write that may be made twice."""
        for attempt in self._tries():
            with attempt:
                return write()
        raise AssertionError("unreachable")

    def _tries(self) -> Any:
        return stamina.retry_context(on=LostError, attempts=_TRIES, wait_initial=self.api.pause, timeout=None)


def _sha1(resource: Mapping[str, Any]) -> str | None:
    checksum = resource.get("checksum") or {}
    return checksum.get("value") if checksum.get("type") == "sha1" else None


def _now(known: Mapping[str, Any], wanted: Mapping[str, Any]) -> Json:
    """Return the keys of `wanted` as the portal has them, in the form in which we say them."""
    now: Json = {key: known.get(key) for key in wanted}
    if isinstance(now.get("tags"), list):
        now["tags"] = sorted(now["tags"])
    if now.get("temporal_coverage"):
        now["temporal_coverage"] = {key: str(now["temporal_coverage"][key])[:10] for key in ("start", "end")}
    if now.get("spatial"):
        now["spatial"] = {key: now["spatial"].get(key) for key in ("zones", "granularity")}
    if "schema" in wanted:
        now["schema"] = {"url": (now["schema"] or {}).get("url")}
    if isinstance(now.get("description"), str):
        now["description"] = now["description"].replace("\r\n", "\n").strip()
    return now


def _text(catalogue: Catalogue) -> str:
    """Return the dataset's description; documents under other licences are said."""
    text = catalogue.description.strip()
    if catalogue.licences_sources:
        text += (
            f"\n\nCertains documents sources sont sous une autre licence ({', '.join(catalogue.licences_sources)}) : "
        )
        text += "voir la colonne `licence` de `documents`."
    return text
