"""What the ledger knows, as collecting handles it: a resource's state, the bytes at a place, what was published."""

from __future__ import annotations

import datetime as dt

import msgspec

from pipeline.collect.store import Digests
from pipeline.collect.types import Etape, Resource


class Member(msgspec.Struct, frozen=True):
    """A file found inside an archive: what was computed over it, and why it is no document (None when it is one)."""

    nom: str
    digests: Digests
    arret: str | None = None


class Body(msgspec.Struct, frozen=True):
    """What the bytes at a place turned out to be: a document (`arret` None), something else, or an archive."""

    digests: Digests
    arret: str | None = None
    members: tuple[Member, ...] | None = None
    """What an archive held; None for anything that is not an archive."""
    partial: bool = False
    """Only its beginning was looked at: enough to refuse it, not to compare digests."""


class Fetch(msgspec.Struct, frozen=True, kw_only=True):
    """The last request for a place that gave bytes."""

    place: str
    body: Body
    empreinte: str | None
    """The announcement's fingerprint at that time; None when it must be asked for again."""
    etag: str | None = None
    last_modified: str | None = None
    hint: str | None = None
    """The portal's hint of the remote file's date at that time."""
    verifie_le: dt.datetime


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A resource's state. `etape` is `annonce` or `collecte`: later steps belong to its document."""

    resource: Resource
    annonce_le: dt.datetime
    etape: Etape
    arret: str | None
    depuis: dt.datetime
    document_id: str | None = None
    retire_le: dt.datetime | None = None
    refuse: str | None = None
    """SHA-256 of bytes that call themselves a PDF and are none: they are not kept, and yet were published."""


class Past(msgspec.Struct, frozen=True):
    """A document that a resource stood for and no longer does."""

    document_id: str
    resource: Resource
    taille: int
    collecte_le: dt.datetime
    jusqu_a: dt.datetime
    motif: str
