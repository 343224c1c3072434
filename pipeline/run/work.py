"""Which documents need which stage, and their passage through the guarded workers."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline.collect import Collected
from pipeline.errors import OperationError, RuleError
from pipeline.model import DocumentRows, Reading
from pipeline.read.cache import Cache, digest, files_digest, reader_version, reading_key, sources_digest
from pipeline.read.guard import Guard, Item, Limits, warm_up
from pipeline.read.options import ReadOptions
from pipeline.run.bases import Bases
from pipeline.run.errand import sent, sent_far
from pipeline.run.knowledge import Knowledge, load_knowledge
from pipeline.run.links import Summary, summarised
from pipeline.run.summaries import Summaries
from pipeline.run.types import WARM_RULES, Done, Job, Made
from pipeline.settings import PACKAGE, Settings

if TYPE_CHECKING:
    from pipeline.cluster import Cluster

Stage = Literal["collect", "read", "extract", "check", "load"]
log = logging.getLogger(__name__)

_MIB = 1 << 20
_DOCUMENTS_A_WORKER = 250
"""A fresh worker is forked with all it needs in memory: it costs less than two documents."""
PRELOAD = ("pipeline.run.warm",)
"""What workers need in memory."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How one document went; `error` is the one line that its row will say."""

    document: Collected
    made: Made
    error: str | None = None
    seconds: float = 0.0

    def __str__(self) -> str:
        return f"{self.document.fichier} : {f'illisible : {self.error}' if self.error else self.made}"


@dataclass(frozen=True)
class Workshop:
    """The caches of the stages from bytes to rows, under the digests of what makes their contents."""

    settings: Settings

    @cached_property
    def options(self) -> ReadOptions:
        """How documents are read."""
        return ReadOptions(ocr=self.settings.ocr)

    @cached_property
    def limits(self) -> Limits:
        """What one document may cost."""
        return Limits(
            memory=self.settings.document_memory_mib * _MIB,
            wall=self.settings.document_seconds,
            cpu=int(self.settings.document_seconds),
            tasks=_DOCUMENTS_A_WORKER,
        )

    @property
    def manner(self) -> str:
        """Digest of how bytes are read, and of what keeps them from being read, besides our code and rules."""
        return digest(reader_version(), repr(self.options), repr(self.limits))

    @property
    def program_version(self) -> str:
        """Digest of the program that makes rows from bytes and judges them, and of how it reads; not of the rules."""
        code = sources_digest(*(PACKAGE / name for name in ("extract", "check", "corrections", "reference")))
        return digest(reader_version(), repr(self.options), code, files_digest(PACKAGE, ("scalars.py",)))

    @cached_property
    def extract_version(self) -> str:
        """Digest of what makes rows from a reading: the extraction's sources, what rules do, the reference lists.

        Any rule may have a say on any document, so another rule gives all rows another key; another note does not.
        Of the documents that the rule tells nothing new of, the rows are taken over (`bases`).
        """
        return self._version(self.known.book.effect)

    def _version(self, effect: str) -> str:
        """Return the digest of what makes rows with rules of that effect."""
        return digest(*self._besides_rules, effect)

    @cached_property
    def _besides_rules(self) -> tuple[str, ...]:
        rules = self.settings.rules_dir
        code = sources_digest(PACKAGE / "extract", PACKAGE / "reference")
        shared = code, files_digest(PACKAGE, ("model.py", "figures.py"))
        data = sources_digest(rules / "reference", suffixes=(".yml", ".csv"))
        return *shared, data, files_digest(rules, ("tables.yml",))

    @cached_property
    def known(self) -> Knowledge:
        """Rules, reference lists and metadata of this run."""
        return load_knowledge(self.settings.rules_dir)

    @cached_property
    def bases(self) -> Bases:
        """What earlier runs made with other patterns."""
        work = self.settings.work_dir
        return Bases(work / "rules", work / "asked", self.known.book, self._version)

    @cached_property
    def rows(self) -> Cache[DocumentRows]:
        """The cache of rows."""
        return Cache(self.settings.work_dir / "extract", DocumentRows)

    @cached_property
    def failures(self) -> Cache[DocumentRows]:
        """The cache of rows that say which limit kept a document from being read; other limits try again."""
        return Cache(self.settings.work_dir / "limits", DocumentRows)

    @cached_property
    def readings(self) -> Cache[Reading]:
        """The cache of readings."""
        return Cache(self.settings.work_dir / "read", Reading)

    @cached_property
    def summaries(self) -> Summaries:
        """The summaries of documents' rows."""
        return Summaries(self.settings.work_dir / "links")

    def job(self, document: Collected, until: Stage = "load") -> Job:
        """Return the work that `document` stands for."""
        key = reading_key(document.document_id, self.options)
        rows_key = digest(key, self.extract_version)
        return Job(
            document.document_id,
            document.path,
            self.options,
            self.settings.rules_dir,
            self.readings.root,
            key,
            self.rows.root,
            rows_key,
            until == "read",
        )

    def made(self, document: Collected) -> DocumentRows | None:
        """Return the rows kept for `document`, None when they are still to be made."""
        key = self.job(document).rows_key
        return self.rows.get(key) or self.failures.get(self._failure_key(key))

    def place(self, document: Collected) -> tuple[Path, str]:
        """Return the cache (its folder) and the key under which the rows of `document` are, or would be, kept."""
        key = self.job(document).rows_key
        failure = self._failure_key(key)
        failed = key not in self.rows and failure in self.failures
        return (self.failures.root, failure) if failed else (self.rows.root, key)

    def summary(self, document: Collected) -> Summary:
        """Return the summary of a document's rows."""
        key = self.place(document)[1]
        found = self.summaries.get(key)
        if found is None:
            found = summarised(self.remade(document))
            self.summaries.add(self.place(document)[1], found)
        return found

    def remade(self, document: Collected) -> DocumentRows:
        """Return the rows of `document`, made again when what was kept turns out to be damaged."""
        if (found := self.made(document)) is not None:
            return found
        [progress] = self.make([document])
        return self.made(document) or DocumentRows(document.document_id, error=progress.error or "lecture interrompue")

    def pending(self, documents: Sequence[Collected], until: Stage = "load") -> list[Collected]:
        """Return the documents whose rows (or readings, up to 'read') are still to be made."""
        jobs = ((document, self.job(document)) for document in documents)
        left = ((d, job) for d, job in jobs if not self._is_made(job.rows_key))
        return [d for d, job in left if until != "read" or job.reading_key not in self.readings]

    def expect(self, new: int) -> None:
        """Load what workers need while documents still come: parts are made here, wherever documents are read."""
        if new:
            warm_up(PRELOAD, self.told)

    def make(self, documents: Sequence[Collected], until: Stage = "load") -> Iterator[Progress]:
        """Make the rows of `documents` on the guarded workers; yield each as it ends.

        Raises OperationError when the place is at fault (disk, cluster), RuleError when the rules are: no document is.
        """
        by_id = {document.document_id: document for document in documents}
        items = (Item(d.document_id, (self._traced(self.job(d, until)),), d.taille) for d in documents)
        if documents and until != "read" and not self.settings.cluster:
            self.bases.keep()
        with self._guard() as guard:
            for outcome in guard.map(sent_far if self.settings.cluster else sent, items):
                document = by_id[outcome.key]
                if isinstance(outcome.error, OperationError | RuleError):
                    raise outcome.error
                if outcome.error is not None:
                    self._keep_failure(document, str(outcome.error), outcome.trace)
                    yield Progress(document, "illisible", str(outcome.error), outcome.seconds)
                else:
                    done = outcome.result if isinstance(outcome.result, Done) else Done(outcome.result or "illisible")
                    known = until != "read" or done.made == "illisible"
                    error = self._ended(document, done.summary) if known else None
                    yield Progress(document, done.made, error, outcome.seconds)
        self.summaries.save()

    def _traced(self, job: Job) -> Job:
        """Return a job that keeps what rules are asked, and takes over what it can: here, where both are at hand."""
        if job.read_only or self.settings.cluster:
            return job
        return job._replace(traces=self.bases.traces, basis=self.bases.of(job.reading_key, self.rows))

    def _guard(self) -> Guard | Cluster:
        """Return what stands around each document: on this machine, or on those of a cluster."""
        here = self.settings
        if here.cluster:
            from pipeline.cluster import Cluster

            store = here.store or str(here.data_dir)
            return Cluster(here.cluster, store, here.rules_dir, self.limits, preload=PRELOAD, told=WARM_RULES)
        return Guard(here.workers, self.limits, preload=PRELOAD, told=self.told)

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """What workers look up as they come up: whose rules to have in memory."""
        return ((WARM_RULES, str(self.settings.rules_dir)),)

    def _is_made(self, rows_key: str) -> bool:
        return rows_key in self.rows or self._failure_key(rows_key) in self.failures

    def _failure_key(self, rows_key: str) -> str:
        return digest(rows_key, repr(self.limits))

    def _ended(self, document: Collected, summary: Summary | None) -> str | None:
        """Remember what the corpus must know of a document, while the workers are at the next; return its error."""
        key = self.job(document).rows_key
        if summary is None:
            made = self.rows.get(key)
            if made is None:
                return None
            summary = summarised(made)
        self.summaries.add(key, summary)
        return summary.error

    def _keep_failure(self, document: Collected, error: str, trace: str) -> None:
        """A document that met a limit is a row that says so, not a thing to try again at every run."""
        if trace:
            log.error("%s : %s\n%s", document.fichier, error, trace)
        key = self._failure_key(self.job(document).rows_key)
        self.failures.put(key, DocumentRows(document.document_id, error=error))
