"""The whole job, stage by stage, under a lock: two runs at once would each publish half of the truth."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline import __version__
from pipeline.collect import Collected, Collection, CollectOptions, Refused, Step, collect
from pipeline.errors import OperationError, SourceError
from pipeline.extract.rules import load_rulebook
from pipeline.load import LoadReport, load
from pipeline.metadata import Metadata, load_metadata
from pipeline.model import DocumentRows
from pipeline.read.cache import digest
from pipeline.read.options import ReadOptions
from pipeline.reference import load_reference
from pipeline.run.report import RunReport
from pipeline.run.rows import Batch, RowMaker
from pipeline.run.work import Progress, Workshop
from pipeline.settings import Settings

Watch = Callable[[Progress, int, int], None]
"""Called after each document: how it went, how many are done, how many there are."""


def run(settings: Settings, *, watch: Watch | None = None) -> RunReport:
    """Collect, read, extract, check and load; return what came of it.

    Raises UsageError for unusable sources, OperationError when the place refuses (lock, disk), RuleError when the
    project's own rules are wrong. A document at fault is a row, never an exception.
    """
    begun, clock = dt.datetime.now(dt.UTC), time.monotonic()
    with locked(settings), _collected(settings) as collection:
        documents = _chosen(collection.documents, settings)
        shop = Workshop(settings, ReadOptions(ocr=settings.ocr))
        state = _state(settings, shop, documents, collection)
        if _published_state(settings) == state and settings.target.is_file():
            return _unchanged(settings, documents, collection, time.monotonic() - clock)
        pending = shop.pending(documents)
        for number, progress in enumerate(shop.make(pending), start=1):
            if watch:
                watch(progress, number, len(pending))
        report = _publish(settings, shop, documents, collection, len(pending), begun)
        _remember(settings, state)
    return _with_seconds(report, time.monotonic() - clock)
