"""The whole job, stage by stage, under a lock: two runs at once would each publish half of the truth."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import time
from collections.abc import Callable, Iterator, Sequence

import msgspec
from filelock import FileLock, Timeout

from pipeline.collect import Collected, Collection, CollectOptions, collect
from pipeline.errors import OperationError
from pipeline.run.publication import Publication
from pipeline.run.report import RunReport
from pipeline.run.work import Progress, Stage, Workshop
from pipeline.settings import Settings

Watch = Callable[[Progress, int, int], None]
"""Called after each document: how it went, how many are done, how many there are."""


def run(settings: Settings, *, until: Stage = "load", watch: Watch | None = None) -> RunReport:
    """Collect, read, extract, check and load, up to the stage named; return what came of it.

    Raises UsageError for unusable sources, OperationError when the place refuses (lock, disk), RuleError when the
    project's own rules are wrong. A document at fault is a row, never an exception.
    """
    begun, clock = dt.datetime.now(dt.UTC), time.monotonic()
    with locked(settings), collected(settings) as collection:
        documents = chosen(collection.documents, settings)
        shop = Workshop(settings)
        publication = Publication(settings, shop, collection, documents, begun)
        if until == "load" and (report := publication.standing()) is not None:
            return msgspec.structs.replace(report, seconds=time.monotonic() - clock)
        pending = [] if until == "collect" else shop.pending(documents, until)
        for number, progress in enumerate(shop.make(pending, until), start=1):
            if watch:
                watch(progress, number, len(pending))
        report = publication.publish(len(pending)) if until == "load" else publication.survey(until, len(pending))
    return msgspec.structs.replace(report, seconds=time.monotonic() - clock)


@contextlib.contextmanager
def locked(settings: Settings) -> Iterator[None]:
    """Hold the data folder's lock. Raises OperationError when another run holds it, or the folder refuses."""
    try:
        settings.work_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(settings.work_dir / "run.lock")
        with lock.acquire(timeout=0):
            yield
    except Timeout:
        raise OperationError(f"une autre exécution travaille déjà dans {settings.data_dir}") from None
    except PermissionError as error:
        raise OperationError(f"dossier inutilisable : {error}") from error


@contextlib.contextmanager
def collected(settings: Settings) -> Iterator[Collection]:
    """Collect from the sources; the ledger stays open for the steps that follow."""
    options = CollectOptions(portal=settings.portal)
    with collect(settings.sources, data_dir=settings.data_dir, options=options) as collection:
        yield collection


def chosen(documents: Sequence[Collected], settings: Settings) -> tuple[Collected, ...]:
    """Return the documents that `only` and `limit` leave."""
    wanted = settings.only
    kept = (d for d in documents if wanted is None or d.document_id.startswith(wanted) or d.fichier == wanted)
    return tuple(itertools.islice(kept, settings.limit))
