"""The parts a dataset is made of: which documents go together, which parts are kept, how the others are made.

Documents go together by the first bits of their ids: a part is a range of ids, so parts one after the other are in the
dataset's own order, and a new document changes one part only. A part is kept under the digest of all it is made from.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.collect import Collected
from pipeline.errors import IntegrityError, OperationError, RuleError
from pipeline.load import Part, read_part
from pipeline.load.swap import remove
from pipeline.mask.erasures import Erasure
from pipeline.read.cache import digest
from pipeline.read.guard import Guard
from pipeline.read.guard import Item as Task
from pipeline.run.parts import Item, PartJob, make_part
from pipeline.run.work import PRELOAD, Workshop

_DOCUMENTS = 96
"""At most so many documents a part, on average."""
_HERE = 2
"""So few parts are made in this process: workers take longer to start."""
_STALE = 7 * 86_400
"""Seconds after which a part that no run used is thrown away."""


@dataclass(frozen=True)
class Assembly:
    """Makes the parts that are missing; `version` is the digest of all that makes rows besides the documents."""

    shop: Workshop
    version: str
    erasures: tuple[Erasure, ...]

    @property
    def root(self) -> Path:
        """Where parts are kept."""
        return self.shop.settings.work_dir / "parts"

    def parts(self, items: Sequence[Item]) -> list[Part]:
        """Return the parts that hold all these documents, in the order of their ids.

        Raises OperationError when the disk refuses, RuleError or IntegrityError when rows do not fit their tables.
        """
        jobs = [self._job(group) for group in grouped(items)]
        found = {job.folder: read_part(job.folder) for job in jobs}
        self._make([job for job in jobs if found[job.folder] is None])
        parts = [found[job.folder] or self._read(job) for job in jobs]
        self._forget(jobs)
        return parts

    def _job(self, items: tuple[Item, ...]) -> PartJob:
        key = digest(self.version, *map(_fingerprint, items))
        rules = self.shop.settings.rules_dir
        return PartJob(self.root / key[:2] / key, items, rules, self.version, self.erasures)

    def _make(self, jobs: Sequence[PartJob]) -> None:
        by_folder = {str(job.folder): job for job in jobs}
        if len(jobs) <= _HERE:
            for job in jobs:
                self._here(job)
            return
        tasks = (Task(folder, (job,), sum(i.source.taille for i in job.items)) for folder, job in by_folder.items())
        shop = self.shop
        with Guard(shop.settings.workers, shop.limits, preload=PRELOAD, told=shop.told) as guard:
            for outcome in guard.map(make_part, tasks):
                if isinstance(outcome.error, RuleError | IntegrityError):
                    raise outcome.error
                if outcome.error is not None:  # A limit of the worker's, perhaps; if it is the disk, it says so again.
                    self._here(by_folder[outcome.key])

    def _here(self, job: PartJob) -> None:
        """Make a part in this process, without a document's limits; rows that were lost are made again."""
        make_part(job._replace(items=tuple(map(self._with_rows, job.items))), self.shop.known)

    def _with_rows(self, item: Item) -> Item:
        if item.made is not None or not isinstance(item.source, Collected):
            return item
        return item._replace(made=self.shop.remade(item.source))

    def _read(self, job: PartJob) -> Part:
        part = read_part(job.folder)
        if part is None:
            raise OperationError(f"{job.folder} vient d'être écrit et ne peut être relu")
        return part

    def _forget(self, used: Iterable[PartJob]) -> None:
        """Throw away the parts that no run has used for long."""
        now = time.time()
        with contextlib.suppress(OSError):
            for job in used:
                os.utime(job.folder)
            for folder in self.root.glob("??/*"):
                if now - folder.stat().st_mtime > _STALE:
                    remove(folder)


def grouped(items: Sequence[Item]) -> Iterator[tuple[Item, ...]]:
    """Yield the documents of each part, sorted by id."""
    bits = max(0, (len(items) - 1) // _DOCUMENTS).bit_length()
    groups: dict[int, list[Item]] = {}
    for item in sorted(items, key=lambda item: item.document_id):
        groups.setdefault(int(item.document_id[:8], 16) >> (32 - bits), []).append(item)
    yield from (tuple(group) for group in groups.values())


def _fingerprint(item: Item) -> str:
    """Return all that makes the rows of a document, besides what makes those of every document."""
    source = item.source
    about = (source.document_id, repr(source.resource), source.collecte_le.isoformat(), str(source.taille))
    made = repr(item.made) if item.made else item.place and item.place[1]
    return digest(*about, str(made), repr(item.settled), str(item.withdrawn))
