"""What is asked of a worker: an order, the same for a whole run, and batches of parcels, a parcel a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol, Self

from pipeline.cluster.identity import Identity
from pipeline.read.cache import digest
from pipeline.read.guard import Limits


class Job(Protocol):
    """What the cluster must know of a job, to do it elsewhere: what it needs, what it makes, and where."""

    @property
    def document_id(self) -> str:
        """SHA-256 of the document's bytes, hex."""

    @property
    def path(self) -> Path:
        """Where the bytes are."""

    @property
    def readings(self) -> Path:
        """Root of the cache of readings."""

    @property
    def reading_key(self) -> str:
        """Key of the document's reading."""

    @property
    def rows(self) -> Path:
        """Root of the cache of rows."""

    @property
    def rows_key(self) -> str:
        """Key of the document's rows."""

    def _replace(self, **places: Any) -> Self: ...


class Parcel(NamedTuple):
    """One document's work, packed so that only the guarded process need unpack it."""

    document_id: str
    reading_key: str
    rows_key: str
    size: int
    """Bytes of the document; orders the work."""
    call: bytes
    """The pickled function and job."""


@dataclass(frozen=True)
class Order:
    """What holds for every batch of a run."""

    store: str
    """Address of the store."""
    rules: str
    """Digest of the rules, which are on the store."""
    identity: Identity
    """What a worker must be."""
    limits: Limits
    """What one document may cost."""
    preload: tuple[str, ...]
    """Modules that the guarded processes need."""
    told: str
    """The variable that tells these modules, as they load, where the rules are; '' if none does."""
    parts: str
    """Folder of the store where the parts of this run go."""

    def part(self, batch: Sequence[Parcel]) -> str:
        """Return the name of a batch's part: the same batch always has the same."""
        return f"{self.parts}/{digest(*(parcel.rows_key for parcel in batch))}.parquet"
