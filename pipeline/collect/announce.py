"""From the portal's words to a `Resource`: labels are copied, dates read, nothing is believed."""

from __future__ import annotations

import datetime as dt
from urllib.parse import unquote, urlsplit

import msgspec

from pipeline.collect.portal import ApiDataset, ApiResource
from pipeline.collect.types import Resource
from pipeline.errors import UNDECODABLE


def announced(source: str, dataset: ApiDataset, raw: msgspec.Raw, position: int) -> Resource:
    """Return a resource of a dataset. One that cannot be read has no place: fetching it says so."""
    try:
        return from_api(source, dataset, msgspec.json.decode(raw, type=ApiResource, strict=False))
    except UNDECODABLE:
        key = f"{dataset.id}/illisible-{position}"
        return Resource(source=source, cle=key, fichier=key, place="", jeu_de_donnees_id=dataset.id)


def from_api(source: str, dataset: ApiDataset, item: ApiResource) -> Resource:
    """Return a resource as a dataset of the portal announces it."""
    url, checksum = (item.url or "").strip(), item.checksum
    hosted = item.filetype == "file"
    modification = _modification(item, hosted)
    declared = checksum.value.lower() if checksum and checksum.value and checksum.type else None
    return Resource(
        source=source,
        cle=f"{dataset.id}/{item.id}",
        fichier=file_label(url) or item.title or item.id,
        place=url,
        url=url or None,
        jeu_de_donnees_id=dataset.id,
        ressource_id=item.id,
        titre=item.title,
        licence=dataset.license,
        filetype="file" if hosted else "remote",
        format=item.format,
        mime=item.mime,
        checksum_type=checksum.type if declared and checksum else None,
        checksum=declared,
        taille=_size(item.filesize),
        modification=modification,
        publie_le=_instant(item.created_at),
        modifie_le=_instant(item.last_modified),
        archive=dataset.archived is not None,
        # A hosted file is replaced under another URL: with its checksum, that URL says all. A new title, which
        # moves every date, does not bring the same bytes again.
        empreinte=f"{url} {declared or modification}" if hosted else None,
    )


def file_label(url: str) -> str:
    """Return the last part of a URL's path, decoded: a label, never a path."""
    try:
        return unquote(urlsplit(url).path.rpartition("/")[2])
    except ValueError:
        return ""


def _modification(item: ApiResource, hosted: bool) -> str | None:
    """Return what moves when the file does: the portal's date, and for a remote file what its crawler saw."""
    hints = [item.internal.last_modified_internal]
    if not hosted:
        hints += [item.extras.get("analysis:last-modified-at"), item.extras.get("analysis:checksum")]
    return " ".join(str(hint) for hint in hints if hint) or None


def _instant(text: str | None) -> dt.datetime | None:
    """Read an ISO date, in UTC; None for one that is not, or that UTC puts before the year 1 or after 9999."""
    try:
        instant = dt.datetime.fromisoformat(text or "")
        return instant.replace(tzinfo=dt.UTC) if instant.tzinfo is None else instant.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def _size(said: float | None) -> int | None:
    """Return a number of bytes; None for what no file weighs (negative, infinite, beyond 64 bits)."""
    return int(said) if said is not None and 0 <= said < 2**63 else None
