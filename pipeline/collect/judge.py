"""What a resource becomes after one look at it: pure functions from what was known and what was seen."""

from __future__ import annotations

import datetime as dt

import msgspec

from pipeline.collect.messages import Arret
from pipeline.collect.records import Body, Entry
from pipeline.collect.store import Digests
from pipeline.collect.types import Etape, Resource

PASSING = (Arret.HTML.value, Arret.VIDE.value)
"""What a host serves in place of a file on a bad day (login page, maintenance page, nothing)."""
_CLOSED = (Arret.ZIP_ILLISIBLE.value, Arret.ZIP_LIMITE.value)
"""Why what an archive holds cannot be told: half of it came, it is being copied to its place, it has grown too much."""


def settle(resource: Resource, before: Entry | None, seen: Body | str, now: dt.datetime) -> Entry:
    """Return the resource's new state; `seen` is what its bytes are, or why there are none (French, one line).

    Without new bytes the version collected before stays, and the state says so.
    """
    if isinstance(seen, Body) and seen.members:
        parts = (seen.arret, mismatch(resource, seen.digests))
        return _entry(resource, before, now, "collecte", " ; ".join(part for part in parts if part))
    if isinstance(seen, Body) and seen.arret is None:
        return _entry(resource, before, now, "collecte", mismatch(resource, seen.digests), seen.digests.sha256)
    reason = seen if isinstance(seen, str) else seen.arret or ""
    had = before if before and before.retire_le is None and before.etape == "collecte" else None
    if had and (isinstance(seen, str) or _may_pass(resource, reason)):
        return _entry(resource, had, now, "collecte", Arret.PRECEDENTE(reason), had.document_id)
    entry = _entry(resource, before, now, "annonce", reason)
    if isinstance(seen, str) or seen.partial or not resource.labelled_pdf:
        return entry
    return msgspec.structs.replace(entry, refuse=seen.digests.sha256)


def stands(entry: Entry) -> bool:
    """Tell whether a resource is what it was before, for want of anything that could take its place."""
    return (entry.arret or "").startswith(Arret.PRECEDENTE.value)


def withdraw(before: Entry, motif: str, now: dt.datetime) -> Entry:
    """Return the state of a resource that its source announces no more."""
    return msgspec.structs.replace(before, arret=motif, depuis=now, retire_le=now)


def mismatch(resource: Resource, digests: Digests) -> str | None:
    """Say how the bytes differ from what was declared; None when they do not, or nothing comparable was declared."""
    if resource.membre is not None:
        return None
    computed, declared = digests.of_type(resource.checksum_type), (resource.checksum or "").lower()
    if computed and declared and computed != declared:
        return Arret.SOMME(f"{resource.checksum_type} {declared} annoncé, {computed} calculé")
    if resource.taille is not None and resource.filetype == "file" and resource.taille != digests.taille:
        return Arret.TAILLE(f"{resource.taille} octets annoncés, {digests.taille} reçus")
    return None


def _may_pass(resource: Resource, reason: str) -> bool:
    return reason.startswith(_CLOSED) or (resource.filetype == "remote" and reason.startswith(PASSING))


def _entry(
    resource: Resource,
    before: Entry | None,
    now: dt.datetime,
    etape: Etape,
    arret: str | None,
    document_id: str | None = None,
) -> Entry:
    fresh = Entry(resource=resource, annonce_le=now, etape=etape, arret=arret, depuis=now, document_id=document_id)
    if before is None:
        return fresh
    same = (before.etape, before.arret, before.document_id, before.retire_le) == (etape, arret, document_id, None)
    return msgspec.structs.replace(fresh, annonce_le=before.annonce_le, depuis=before.depuis if same else now)
