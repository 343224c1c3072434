"""The whole job, stage by stage, under a lock: two runs at once would each publish half of the truth."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import time
from collections.abc import Callable, Iterator, Sequence

import msgspec
from filelock import FileLock, Timeout

from pipeline.collect import Collected, Collection, CollectOptions, collect
from pipeline.errors import OperationError, UsageError
from pipeline.run.publication import Publication
from pipeline.run.report import RunReport
from pipeline.run.work import Progress, Stage, Workshop
from pipeline.settings import Settings

log = logging.getLogger(__name__)

_REASONS = 5
"""How many reasons a line gives at most."""

Watch = Callable[[Progress, int, int], None]
"""Called after each document: how it went, how many are done, how many there are."""


def run(settings: Settings, *, until: Stage = "load", watch: Watch | None = None) -> RunReport:
    """Collect, read, extract, check and load, up to the stage named; return what came of it.

    Raises UsageError for unusable sources or an `only` that names nothing, OperationError when the place refuses
    (lock, disk) or there is nothing at all to publish, RuleError when the project's own rules are wrong. A document
    at fault is a row, never an exception.
    """
    begun, clock = dt.datetime.now(dt.UTC), time.monotonic()
    shop = Workshop(settings)
    expect = shop.expect if until not in ("collect", "read") else None
    with place_faults(), locked(settings), collected(settings, expect) as collection:
        documents = chosen(collection.documents, settings)
        if until == "load":
            refuse_nothing(collection)
        publication = Publication(settings, shop, collection, documents, begun)
        report = publication.standing() if until == "load" else None
        if report is None:
            report = _worked(shop, publication, until, watch)
    report = msgspec.structs.replace(report, seconds=time.monotonic() - clock)
    _tell(report)
    return report


def _worked(shop: Workshop, publication: Publication, until: Stage, watch: Watch | None) -> RunReport:
    """Make what is missing, up to the stage named."""
    if until == "load":
        publication.refuse_loss()
    pending = [] if until == "collect" else shop.pending(publication.documents, until)
    for number, progress in enumerate(shop.make(pending, until), start=1):
        log.info("%d/%d %s", number, len(pending), progress)
        if watch:
            watch(progress, number, len(pending))
    return publication.publish(len(pending)) if until == "load" else publication.survey(until, len(pending))


def _tell(report: RunReport) -> None:
    """Log what came of a run, as `docs/collecte.md` explains it."""
    for line in report.signals:
        log.warning("%s", line)
    for line in report.notes:
        log.info("%s", line)
    log.info(
        "exécution · %d documents vus, %d lus ou relus, %d illisibles, %d non obtenus ; %d conventions, %d montants, "
        "%d anomalies ; %.1f s, état %d",
        report.vus, report.nouveaux, len(report.illisibles), len(report.non_obtenus),
        report.conventions, report.montants, report.anomalies, report.seconds, report.exit_code,
    )  # fmt: skip


@contextlib.contextmanager
def place_faults() -> Iterator[None]:
    """Turn the disk's refusals (full, read-only, not ours) into an OperationError of one line."""
    try:
        yield
    except BrokenPipeError:  # Whoever followed the run has gone: not the disk's fault.
        raise
    except OSError as error:
        raise OperationError(f"le dossier de données ne peut être lu ou écrit : {error}") from error


@contextlib.contextmanager
def locked(settings: Settings) -> Iterator[None]:
    """Hold the data folder's lock, and the dataset's, which two data folders may share.

    Raises OperationError when another run holds one of them, OSError when a folder refuses.
    """
    target = settings.target
    with contextlib.ExitStack() as held:
        for file in (settings.data_dir / "run.lock", target.with_name(f".{target.name}.lock")):
            file.parent.mkdir(parents=True, exist_ok=True)
            try:
                held.enter_context(FileLock(file).acquire(timeout=0))
            except Timeout:
                raise OperationError(f"une autre exécution travaille déjà dans {file.parent}") from None
        yield


@contextlib.contextmanager
def collected(settings: Settings, on_new: Callable[[int], None] | None = None) -> Iterator[Collection]:
    """Collect from the sources; the ledger stays open for the steps that follow."""
    options = CollectOptions(portal=settings.portal, proxy=settings.proxy, on_new=on_new)
    with collect(settings.sources, data_dir=settings.data_dir, options=options) as collection:
        yield collection


def chosen(documents: Sequence[Collected], settings: Settings) -> tuple[Collected, ...]:
    """Return the documents that `only` and `limit` leave. Raises UsageError when `only` leaves none."""
    wanted = settings.only
    kept = [d for d in documents if wanted is None or d.document_id.startswith(wanted) or d.fichier == wanted]
    if wanted and documents and not kept:
        raise UsageError(f"aucun document {wanted!r} parmi les {len(documents)} que publient les sources")
    return tuple(kept[: settings.limit])


def refuse_nothing(collection: Collection) -> None:
    """Keep an empty dataset from taking the place of a good one. Raises OperationError."""
    refused = any(refused.resource.labelled_pdf for refused in collection.refused)
    if collection.documents or collection.withdrawn or refused:
        return
    said = [notice.message for notice in collection.warnings]
    said += [change.message for change in collection.changes if change.kind in ("echec", "refuse")]
    more = f" ; et {len(said) - _REASONS} autres" if len(said) > _REASONS else ""
    why = " ; ".join(said[:_REASONS]) + more or "les sources n'annoncent aucun document"
    raise OperationError(f"rien à publier, rien n'est touché : {why}")
