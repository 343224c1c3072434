"""The resources of the dataset: one a file, known by its mark, replaced in place; those of others are not touched."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from pipeline.publish.catalogue import Catalogue, Product
from pipeline.publish.portal_api import Json, PortalApi, RefusedError
from pipeline.publish.portal_dataset import NEW, now
from pipeline.publish.portal_files import PortalFile, UnfitError, prepared
from pipeline.publish.portal_pending import Pending
from pipeline.publish.portal_upload import upload

MARK = "conventions:fichier"
"""Extra of a resource that names the file of the export that it holds."""
_HOPELESS = {401, 403, 410, 423}
"""What the portal says when it would refuse every other file too: key, right, dataset deleted, writing suspended."""


class Place(msgspec.Struct, frozen=True):
    """Where a file stands on the portal."""

    held: Json | None
    """Its resource: it bears the file's mark, or is what an upload that was cut left before it was described."""
    twice: tuple[Json, ...]
    """Other resources that the same upload made."""
    all: tuple[str, ...]
    """Every resource of the dataset."""


class Resources:
    """The resources of one dataset, during one publication."""

    def __init__(self, api: PortalApi, catalogue: Catalogue, pending: Pending, dataset: str) -> None:
        self.api, self.catalogue, self.pending, self.dataset = api, catalogue, pending, dataset
        self._links: dict[str, str] = {}
        """Permalinks of the files already published."""

    def publish(self, folder: Path, allowed: frozenset[str], scratch: Path) -> tuple[str, ...]:
        """Bring every file and its description up to date; return those that the portal refused, and why."""
        refused = []
        # The portal puts what is new first, and a schema must have its permalink before it is named.
        for product in reversed(self.catalogue.ressources):
            if not (folder / product.fichier).is_file():
                continue
            try:
                self._resource(prepared(product, folder, allowed, scratch))
            except (RefusedError, UnfitError) as error:
                if isinstance(error, RefusedError) and error.status in _HOPELESS:
                    raise
                refused.append(f"{product.fichier} : {error}")
        return tuple(reversed(refused))

    def left_over(self, folder: Path) -> tuple[str, ...]:
        """Return the titles of resources whose file is no longer exported: it is for a person to delete them."""
        files = {product.fichier for product in self.catalogue.ressources if (folder / product.fichier).is_file()}
        marked = [r for r in self._read() if MARK in (r.get("extras") or {})]
        return tuple(str(r.get("title")) for r in marked if r["extras"][MARK] not in files)

    def _resource(self, file: PortalFile) -> None:
        product, lost = file.product, self.api.lost
        place = self._place(file)
        held = place.held
        if held is None or sha1_of(held) != file.sha1:
            held = self._uploaded(file, place)
        self._links[product.fichier] = str(held["latest"])
        body = self._told(product, held)
        if any(body[key] != value for key, value in now(held, body).items()):
            path = f"{self._path}resources/{held['id']}/"
            self.api.again(lambda: self.api.write("PUT", path, body))
        if self.pending.awaited(self.dataset, product.fichier):
            for extra in self._place(file).twice:
                self._removed(extra)
            if self.api.lost == lost:  # else what seemed lost may still come: the next publication looks again
                self.pending.end(self.dataset, product.fichier)

    def _uploaded(self, file: PortalFile, place: Place) -> Json:
        """Send a file, in the place of the one held if there is one; return its resource."""
        held, fichier = place.held, file.product.fichier
        path = self._path + (f"resources/{held['id']}/upload/" if held else "upload/")
        if held is None:
            self.pending.begin(self.dataset, fichier, file.sha1, place.all)
        about = {"size": file.path.stat().st_size, "sha1": file.sha1}

        def done() -> Json | None:
            found = self._place(file).held
            return found if found and sha1_of(found) == file.sha1 else None

        answer = self.api.once(lambda: upload(self.api, path, file.name, file.path, about), done)
        if self.api.dry:
            # A file that is replaced takes its resource's title away, as a new one has none but its name.
            new = {"id": f"ressource-de-{fichier}", "latest": f"permalien-de-{fichier}"}
            return {**(held or new), "title": file.name}
        if sha1_of(answer) not in (None, file.sha1):
            raise UnfitError("le portail a reçu d'autres octets que ceux envoyés")
        return dict(answer)

    def _place(self, file: PortalFile) -> Place:
        """Return where a file stands."""
        fichier = file.product.fichier
        all_, awaited = self._read(), self.pending.awaited(self.dataset, fichier)
        marked = [r for r in all_ if (r.get("extras") or {}).get(MARK) == fichier]
        bare = [r for r in all_ if MARK not in (r.get("extras") or {})]
        left = [r for r in bare if awaited and sha1_of(r) in awaited.sha1 and r["id"] not in awaited.deja]
        same = [r for r in bare if sha1_of(r) == file.sha1]
        held = next(iter((*marked, *left, *same)), None)
        twice = [r for r in left if held and r["id"] != held["id"]]
        return Place(held, tuple(twice), tuple(str(r["id"]) for r in all_))

    def _removed(self, resource: Json) -> None:
        """Delete a resource that an upload of ours made twice."""
        path = f"{self._path}resources/{resource['id']}/"
        try:
            self.api.again(lambda: self.api.write("DELETE", path))
        except RefusedError as error:
            if error.status != 404:
                raise

    def _told(self, product: Product, held: Mapping[str, Any]) -> Json:
        """Return the description that a resource should have."""
        dated = f"\n\nDonnées du {self.catalogue.date}." if product.type == "main" else ""
        body: Json = {
            "title": product.titre,
            "description": product.description + dated,
            "type": product.type,
            "extras": {**(held.get("extras") or {}), MARK: product.fichier},
        }
        if product.schema and product.schema in self._links:
            body["schema"] = {"url": self._links[product.schema]}
        return body

    @property
    def _path(self) -> str:
        return f"/datasets/{self.dataset}/"

    def _read(self) -> list[Json]:
        return [] if self.api.dry and self.dataset == NEW else list(self.api.read(self._path)["resources"])


def sha1_of(resource: Mapping[str, Any]) -> str | None:
    """Return the SHA-1 that the portal computed of what it received, None when it gives none."""
    checksum = resource.get("checksum") or {}
    return checksum.get("value") if checksum.get("type") == "sha1" else None
