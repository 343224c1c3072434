"""What the collect stage takes and hands on: a resource as announced, a document as stored, what changed.

Every instant is an aware UTC `datetime`. A source has one canonical name (`datagouv:<id>`, `chemin:<path>`,
`urls:<path>`, `url:<url>`), and a resource one key (`cle`) inside its source.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from pipeline import __version__

Etape = Literal["annonce", "collecte", "lu", "retenu", "extrait", "publie"]
ETAPES: tuple[Etape, ...] = ("annonce", "collecte", "lu", "retenu", "extrait", "publie")

ChangeKind = Literal[
    "nouveau", "inchange", "remplace", "renomme", "deplace", "double", "archive", "retire", "revenu", "refuse", "echec"
]
NoticeCode = Literal["source_injoignable", "source_disparue", "source_muette", "moins_de_documents", "liste_incomplete"]


class Resource(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file as its source announces it. Labels (`fichier`, `format`, `mime`) are believed of nobody: bytes decide."""

    source: str
    """Canonical name of the source."""
    cle: str
    """Identity within the source: `<dataset>/<resource>`, a path relative to the folder, a URL."""
    fichier: str
    """File name as published. Never used as a path."""
    place: str
    """Where the bytes are asked for: a URL, or an absolute path. `membre` says what is taken out of it."""
    membre: str | None = None
    """Name inside the ZIP archive that stands at `place`."""
    url: str | None = None
    """`place` when that is a URL that others can follow; None for local files."""
    jeu_de_donnees_id: str | None = None
    ressource_id: str | None = None
    titre: str | None = None
    licence: str | None = None
    filetype: Literal["file", "remote", "local"] = "local"
    """`file` is hosted by the portal: such a URL never changes its bytes. `remote` is anywhere else."""
    format: str | None = None
    mime: str | None = None
    checksum_type: str | None = None
    checksum: str | None = None
    taille: int | None = None
    """Declared size in bytes."""
    modification: str | None = None
    """Portal's internal modification date (or its crawler's hint for remote files), compared as it is written."""
    publie_le: dt.datetime | None = None
    modifie_le: dt.datetime | None = None
    archive: bool = False
    """The dataset is archived: still readable, no longer listed."""
    empreinte: str | None = None
    """What makes it known unchanged without asking anyone; None when only its host can tell."""

    @property
    def labelled_pdf(self) -> bool:
        """Whether any of its labels says PDF."""
        named = any(
            (name or "").lower().endswith(".pdf") for name in (self.fichier, self.titre, self.membre, self.place)
        )
        return named or (self.format or "").lower() == "pdf" or "pdf" in (self.mime or "").lower()

    @property
    def couverture_id(self) -> str:
        """The id it bears in `couverture`: the portal's resource id, else its key; with the name in the archive."""
        base = self.ressource_id or self.cle.split("!", 1)[0]
        return f"{base}!{self.membre}" if self.membre else base


class Collected(msgspec.Struct, frozen=True, kw_only=True):
    """A document in the store, and the resource that stands for it (the first that announced these bytes)."""

    document_id: str
    """SHA-256 of the bytes, hex."""
    path: Path
    """Where the bytes are, under `data/raw`."""
    taille: int
    """Size in bytes."""
    resource: Resource
    collecte_le: dt.datetime

    @property
    def fichier(self) -> str:
        """File name as published."""
        return self.resource.fichier


class Withdrawn(msgspec.Struct, frozen=True, kw_only=True):
    """A document that the sources once published and no longer do (`documents.statut = 'retire'`)."""

    document: Collected
    retire_le: dt.datetime
    motif: str
    """Why, in French: one line."""


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """A resource whose bytes were seen and are no PDF. They are not kept."""

    document_id: str
    """SHA-256 of the bytes, hex."""
    taille: int
    resource: Resource
    arret: str
    """What the bytes are, in French: one line."""
    collecte_le: dt.datetime


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to one resource since the last pass over its source."""

    kind: ChangeKind
    source: str
    cle: str
    message: str
    """One line, in French, for the log."""
    document_id: str | None = None
    again: bool = False
    """Refused for the same reason at the last pass: counted, not told again."""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """A warning about a whole source, which the exit status should show."""

    code: NoticeCode
    source: str
    message: str


class Couverture(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table `couverture`."""

    ressource_id: str
    document_id: str | None
    titre: str
    etape: Etape
    arret: str | None
    depuis: dt.datetime


class Step(msgspec.Struct, frozen=True):
    """How far a document went after it was collected; `arret` says in French why it stopped there, if it did."""

    document_id: str
    etape: Etape
    arret: str | None = None


@dataclass(frozen=True, slots=True)
class CollectOptions:
    """How to collect. Durations in seconds, sizes in bytes, rates in requests per second and host."""

    portal: str = "https://www.data.gouv.fr"
    """Root of the portal; `/api/1` and `/api/2` are below it."""
    user_agent: str = f"conventions-pipeline/{__version__} (collecte de documents publics)"
    proxy: str | None = None
    """`http://[user:password@]host:port` through which everything is asked; the environment's is never read."""
    now: dt.datetime | None = None
    """The pass's moment; None is the clock."""
    keep_archived: bool = True
    page_size: int = 50
    rate: float = 4.0
    """For the portal and the files it hosts."""
    remote_rate: float = 0.5
    """For every other host."""
    attempts: int = 5
    wait_initial: float = 1.0
    wait_max: float = 30.0
    patience: float = 120.0
    """Longest `Retry-After` that is waited for; beyond it the host is left alone until the next run."""
    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    total_timeout: float = 600.0
    """For one request, from the name's resolution to the last byte of the body."""
    max_redirects: int = 5
    max_json: int = 64 * 2**20
    max_body: int = 256 * 2**20
    """Of one file, after decompression."""
    zip_members: int = 1_000
    zip_ratio: float = 200.0
    zip_total: int = 2**30
    remote_max_age: float = 7 * 86_400.0
    """A remote file without validators is fetched again after this long."""
    on_new: Callable[[int], None] | None = None
    """Called, as they come, with how many new documents there are so far."""
    quiet_days: int = 365
    """A portal source that has announced nothing new for this long is `source_muette`."""

    def moment(self) -> dt.datetime:
        """Return the pass's moment."""
        return self.now or dt.datetime.now(dt.UTC)
