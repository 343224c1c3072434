"""The native files of an annotated corpus, when one is there: every page keeps its promises, every table is found.

It stands beside the checkout, or where `CONVENTIONS_CORPUS` says. It has `pdf/<name>.s<n>.pdf` and `text/<name>.txt`;
beside a PDF's text, its tables are rows of cells parted by '|' or a tab.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.model import Reading
from pipeline.read.options import ReadOptions
from pipeline.read.reader import read_document
from tests.read.pdf.drawing import check_page, grid_of

CORPUS = Path(os.environ.get("CONVENTIONS_CORPUS", Path(__file__).resolve().parents[3] / "shared" / "corpus"))
FILES = sorted(path for path in CORPUS.glob("pdf/*.pdf") if re.search(r"\.s\d\.pdf$", path.name))
LOST_ROWS = 1
"""Known to be cut by a page break, in all styles together."""

pytestmark = pytest.mark.skipif(not FILES, reason="no annotated corpus beside the checkout, nor at CONVENTIONS_CORPUS")


@pytest.fixture(scope="module")
def readings() -> dict[Path, Reading]:
    return {path: read_document(path.read_bytes(), options=ReadOptions(ocr=False)) for path in FILES}


def test_every_page_keeps_its_promises(readings: dict[Path, Reading]) -> None:
    for reading in readings.values():
        for page in reading.pages:
            check_page(page)


def test_every_row_of_the_known_tables_is_found(readings: dict[Path, Reading]) -> None:
    lost = [(path.name, row) for path, reading in readings.items() for row in _expected(path) if not _has(reading, row)]
    assert len(lost) <= LOST_ROWS, lost


def test_no_sentence_of_the_body_is_in_a_table(readings: dict[Path, Reading]) -> None:
    """A visa stands in no cell: tables take in nothing of the paragraphs around them."""
    for path, reading in readings.items():
        for page in reading.pages:
            cells = [text for table in page.tables if not table.layout for row in grid_of(page, table) for text in row]
            assert not [text for text in cells if re.match(r"(?:Vu|VU) (?:l[ae]|le décret|l['’])", text)], path.name


def _expected(path: Path) -> Iterator[list[str]]:
    text = (CORPUS / "text" / f"{path.name.split('.')[0]}.txt").read_text("utf-8")
    for line in text.split("\n"):
        if line.startswith("|") and not re.fullmatch(r"[|\s:-]+", line):
            yield [_plain(cell) for cell in line.strip().strip("|").split("|")]
        elif "\t" in line:
            yield [_plain(cell) for cell in line.split("\t")]


def _has(reading: Reading, row: list[str]) -> bool:
    wanted = [cell for cell in row if cell]
    return any(_agrees(wanted, found) for found in _rows(reading))


def _rows(reading: Reading) -> Iterator[list[str]]:
    for page in reading.pages:
        for table in page.tables:
            for row in grid_of(page, table):
                yield [plain for cell in row if (plain := _plain(cell))]


def _agrees(wanted: list[str], found: list[str]) -> bool:
    """A cell of text set side by side may hold more than the row asks for."""
    if len(wanted) == 1:
        return any(wanted[0] == cell for cell in found)
    return len(wanted) == len(found) and all(w in f for w, f in zip(wanted, found, strict=True))


def _plain(text: str) -> str:
    text = re.sub(r"<[^>]+>|\*\*|\\|[●•]", "", text).replace("œ", "oe")
    return re.sub(r"[\s\-‐­–—’'`]", "", unicodedata.normalize("NFKC", text)).lower()
