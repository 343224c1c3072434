"""Where the time of a document goes: processor milliseconds a page by stage, as JSON.

python -m benchmarks.stages FILE.pdf...
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from pipeline.extract.document import extract_document
from pipeline.extract.rules import load_rulebook
from pipeline.metadata import load_metadata
from pipeline.model import DocumentRows, Reading
from pipeline.read.cache import Cache, digest
from pipeline.read.reader import read_document
from pipeline.reference import load_reference
from pipeline.settings import ROOT


def stages(files: list[Path]) -> dict[str, float]:
    """Return milliseconds a page by stage, patterns compiled and code warm."""
    rules = ROOT / "rules"
    book, reference = load_rulebook(rules), load_reference(load_metadata(rules / "tables.yml"), rules / "reference")
    for file in files[:10]:
        extract_document(read_document(file.read_bytes()), book, reference)
    began = time.process_time()
    readings = [read_document(file.read_bytes()) for file in files]
    read = time.process_time()
    rows = [extract_document(reading, book, reference) for reading in readings]
    extracted = time.process_time()
    _keep(readings, rows)
    kept = time.process_time()
    pages = sum(len(reading.pages) for reading in readings)
    spent = {"lecture": read - began, "extraction": extracted - read, "caches": kept - extracted}
    return {"pages": pages} | {stage: 1000 * seconds / pages for stage, seconds in spent.items()}


def _keep(readings: list[Reading], rows: list[DocumentRows]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        read, made = Cache(Path(folder, "read"), Reading), Cache(Path(folder, "extract"), DocumentRows)
        for reading, row in zip(readings, rows, strict=True):
            read.put(digest(reading.document_id), reading)
            made.put(digest(reading.document_id), row)


if __name__ == "__main__":
    print(json.dumps(stages([Path(name) for name in sys.argv[1:]])))
