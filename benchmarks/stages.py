"""Where the time of a document goes: processor milliseconds a page by stage, as JSON.

python -m benchmarks.stages FILE.pdf...
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pipeline.run.warm  # noqa: F401 (what workers have in memory, and how they use it)
from pipeline.collect import Collected, Resource
from pipeline.extract.document import extract_document
from pipeline.extract.questions import Listener
from pipeline.extract.trace import Trace, traced
from pipeline.model import DocumentRows, Reading
from pipeline.read.cache import Cache, digest
from pipeline.read.reader import read_document
from pipeline.run.knowledge import Knowledge, knowledge
from pipeline.run.parts import Item, PartJob, make_part
from pipeline.settings import ROOT


def stages(files: list[Path]) -> dict[str, float]:
    """Return milliseconds a page by stage, patterns compiled and code warm."""
    known = knowledge(ROOT / "rules")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        warm = [_extracted(read_document(file.read_bytes()), known)[0] for file in files[:10]]
        _assemble(place / "warm", files[:10], warm)
        clock = [time.process_time()]
        readings = [read_document(file.read_bytes(), _id(file)) for file in files]
        clock.append(time.process_time())
        extracted = [_extracted(reading, known) for reading in readings]
        clock.append(time.process_time())
        _keep(place, readings, extracted)
        clock.append(time.process_time())
        _assemble(place / "part", files, [rows for rows, _ in extracted])
        clock.append(time.process_time())
    pages = sum(len(reading.pages) for reading in readings)
    names = ("lecture", "extraction", "caches", "contrôles, masquage, parts")
    return {"pages": pages} | {
        name: 1000 * (end - begun) / pages for name, begun, end in zip(names, clock, clock[1:], strict=False)
    }


def _id(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _extracted(reading: Reading, known: Knowledge) -> tuple[DocumentRows, Listener]:
    """Return a document's rows, and what rules were asked, as a worker does."""
    with known.book.heard() as listener:
        return extract_document(reading, known.book, known.reference), listener


def _keep(place: Path, readings: list[Reading], extracted: list[tuple[DocumentRows, Listener]]) -> None:
    caches = Cache(place / "read", Reading), Cache(place / "extract", DocumentRows), Cache(place / "asked", Trace)
    for reading, (rows, listener) in zip(readings, extracted, strict=True):
        key = digest(reading.document_id)
        caches[0].put(key, reading)
        caches[1].put(key, rows)
        caches[2].put(key, traced(listener.distinct()))


def _assemble(folder: Path, files: Sequence[Path], rows: Sequence[DocumentRows]) -> None:
    now = dt.datetime.now(dt.UTC)
    items = []
    for file, made in zip(files, rows, strict=True):
        resource = Resource(source="banc", cle=file.name, fichier=file.name, place=str(file))
        taille = file.stat().st_size
        source = Collected(document_id=_id(file), path=file, taille=taille, resource=resource, collecte_le=now)
        items.append(Item(source, made=made))
    make_part(PartJob(folder, tuple(items), ROOT / "rules", "banc", ()))


if __name__ == "__main__":
    print(json.dumps(stages([Path(name) for name in sys.argv[1:]])))
