"""From a document's bytes to its rows: the pure function of one document that workers run.

It runs in a guarded process: it reads one file, keeps its results in the caches, and hands back one word on how it
went. Rules and reference lists are loaded once a process.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
from collections.abc import Iterator
from typing import TypeVar

from pipeline.errors import LimitError, OperationError, SourceError
from pipeline.extract.document import extract_document
from pipeline.extract.trace import Trace, traced
from pipeline.model import DocumentRows, Reading
from pipeline.read.cache import Cache
from pipeline.read.reader import read_document
from pipeline.run.bases import Basis, still_stands
from pipeline.run.knowledge import knowledge
from pipeline.run.links import summarised
from pipeline.run.types import Done, Job, Made

T = TypeVar("T")


def make_rows(job: Job) -> Done:
    """Read and extract one document, keep both results, say how it went.

    A file that is itself at fault (damaged, encrypted) is a result like any other: its rows say why. Raises
    OperationError when the place is at fault: caches that cannot be written, bytes that are no longer those stored.
    """
    rows_kept, readings = Cache(job.rows, DocumentRows), Cache(job.readings, Reading)
    if job.basis and (rows := _taken_over(job, job.basis, rows_kept)):
        return Done("repris", summarised(rows))
    reading = readings.get(job.reading_key)
    made: Made = "relu"
    if reading is None:
        made = "lu"
        try:
            reading = read_document(_stored(job), job.document_id, job.options)
        except SourceError as error:
            rows = DocumentRows(job.document_id, error=str(error))
            _keep(rows_kept, job.rows_key, rows)
            return Done("illisible", summarised(rows))
        _keep(readings, job.reading_key, reading)
    if job.read_only:
        return Done(made)
    known = knowledge(job.rules_dir)
    with known.book.heard() as listener:
        rows = extract_document(reading, known.book, known.reference)
    if job.traces:
        _keep(Cache(job.traces, Trace), job.rows_key, traced(listener.distinct()))
    _keep(rows_kept, job.rows_key, rows)
    return Done("illisible" if rows.error else made, summarised(rows))


def _taken_over(job: Job, basis: Basis, rows_kept: Cache[DocumentRows]) -> DocumentRows | None:
    """Take over the rows of an earlier run, with what the rules were asked then; None when they no longer stand."""
    rows = rows_kept.get(basis.rows_key)
    if rows is None or not still_stands(basis, knowledge(job.rules_dir).book):
        return None
    with _place_faults():
        Cache(basis.traces, Trace).repeat(basis.rows_key, job.rows_key)
        rows_kept.repeat(basis.rows_key, job.rows_key)
    return rows


def _stored(job: Job) -> bytes:
    """Return the document's bytes, which must be those that were stored."""
    with _place_faults():
        data = job.path.read_bytes()
    if hashlib.sha256(data).hexdigest() != job.document_id:
        raise OperationError(f"{job.path} est abîmé : effacez-le, la prochaine exécution le redemandera à sa source")
    return data


def _keep(cache: Cache[T], key: str, value: T) -> None:
    with _place_faults():
        cache.put(key, value)


@contextlib.contextmanager
def _place_faults() -> Iterator[None]:
    """Tell the disk's refusals from a result that is too long for the worker, which is the document's fault."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise LimitError("lecture refusée : résultat trop long pour être gardé") from error
        raise OperationError(f"le dossier de données ne peut être lu ou écrit : {error}") from error
