"""What the sources publish once they were visited, and the one entry to the stage."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from pipeline.collect.collector import Pass
from pipeline.collect.ledger import Ledger
from pipeline.collect.records import Entry
from pipeline.collect.sources import open_sources
from pipeline.collect.store import Store
from pipeline.collect.types import Change, Collected, CollectOptions, Notice, Refused, Withdrawn

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Collection:
    """What the sources publish now, and the open ledger. Use it with `with`, or close it."""

    sources: tuple[str, ...]
    """Canonical names, in the order they were given: what `Ledger.couverture` takes."""
    documents: tuple[Collected, ...]
    """Distinct documents, in the order of the sources, then of publication, then of keys."""
    withdrawn: tuple[Withdrawn, ...]
    """Documents these sources once published and no longer do, by document id."""
    refused: tuple[Refused, ...]
    """Resources whose bytes are no PDF, in the order of the documents."""
    changes: tuple[Change, ...]
    """One per resource seen or gone, in the order they were met."""
    warnings: tuple[Notice, ...]
    ledger: Ledger

    def __enter__(self) -> Collection:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the ledger; twice is harmless."""
        self.ledger.close()


def collect(sources: Sequence[str], *, data_dir: Path, options: CollectOptions | None = None) -> Collection:
    """Collect from every source into `data_dir/raw` and `data_dir/ledger.sqlite`.

    A source that cannot be reached is a warning, and what it last published stays. Raises UsageError for a source
    that makes no sense or a path that never existed, OperationError when the disk or the ledger refuses.
    """
    options = options or CollectOptions()
    with contextlib.ExitStack() as on_failure:
        ledger = on_failure.enter_context(Ledger(data_dir / "ledger.sqlite"))
        with Store(data_dir / "raw") as store, open_sources(sources, options) as opened:
            work = Pass(ledger, store, options)
            for source in opened:
                work.visit(source)
            collection = _collection(tuple(source.name for source in opened), work, ledger, store)
        on_failure.pop_all()
    _tell(collection)
    return collection


def _collection(names: tuple[str, ...], work: Pass, ledger: Ledger, store: Store) -> Collection:
    live = [entry for name in names for entry in _ordered(work.entries[name].values())]
    stored = ledger.documents()
    documents = _documents(live, stored, store)
    return Collection(
        sources=names,
        documents=documents,
        withdrawn=_withdrawn(names, {document.document_id for document in documents}, ledger, store),
        refused=tuple(_refused(live, work)),
        changes=work.changes(),
        warnings=tuple(work.notices),
        ledger=ledger,
    )


def _tell(collection: Collection) -> None:
    """Log what changed, what warns, and the count: the lines that `docs/collecte.md` explains."""
    for change in collection.changes:
        if change.kind != "inchange" and not change.again:
            log.info("%s · %s", change.kind, change.message)
    for notice in collection.warnings:
        log.info("%s · %s", notice.code, notice.message)
    counts = Counter(change.kind for change in collection.changes)
    told = ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items()))
    log.info(
        "collecte · %d documents publiés, %d retirés ; %s", len(collection.documents), len(collection.withdrawn), told
    )


def _ordered(entries: Iterable[Entry]) -> list[Entry]:
    """Order the live resources of one source: by publication, then by key."""
    ancient = dt.datetime.min.replace(tzinfo=dt.UTC)
    live = (entry for entry in entries if not entry.retire_le)
    return sorted(live, key=lambda entry: (entry.resource.publie_le or ancient, entry.resource.cle))


def _documents(
    live: Iterable[Entry], stored: dict[str, tuple[int, dt.datetime]], store: Store
) -> tuple[Collected, ...]:
    found: dict[str, Collected] = {}
    for entry in live:
        document_id = entry.document_id
        if document_id and document_id not in found:
            taille, at = stored[document_id]
            found[document_id] = Collected(
                document_id=document_id,
                path=store.path(document_id),
                taille=taille,
                resource=entry.resource,
                collecte_le=at,
            )
    return tuple(found.values())


def _withdrawn(names: tuple[str, ...], live: set[str], ledger: Ledger, store: Store) -> tuple[Withdrawn, ...]:
    found: dict[str, Withdrawn] = {}
    for past in ledger.past(names):
        if past.document_id in live or past.document_id in found:
            continue
        document = Collected(
            document_id=past.document_id,
            path=store.path(past.document_id),
            taille=past.taille,
            resource=past.resource,
            collecte_le=past.collecte_le,
        )
        found[past.document_id] = Withdrawn(document=document, retire_le=past.jusqu_a, motif=past.motif)
    return tuple(found.values())


def _refused(live: Iterable[Entry], work: Pass) -> Iterable[Refused]:
    for entry in live:
        resource = entry.resource
        digests = work.refusals.get((resource.source, resource.cle))
        if digests and entry.document_id is None:
            yield Refused(
                document_id=digests.sha256,
                taille=digests.taille,
                resource=resource,
                arret=entry.arret or "",
                collecte_le=entry.depuis,
            )
