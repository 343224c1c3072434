"""Tables with the `read` stage: prints how many rows.

python -m benchmarks.tables_ours drawn|all FILE.pdf...

`drawn` looks for what pdfplumber looks for by default, tables whose columns are drawn, and so leaves alone a page
that draws no column; `all` is the whole stage: text, words, lines, regions, and the tables that no line draws as well.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2 as pdfium

from pipeline.read.drafts import Draft
from pipeline.read.glyphs import read_words
from pipeline.read.grids import find_grids
from pipeline.read.native import view_of
from pipeline.read.pieces import column_lines
from pipeline.read.raw import Ruling
from pipeline.read.reader import read_document
from pipeline.read.rows import group_lines
from pipeline.read.rulings import read_rulings


def drawn(file: Path) -> int:
    with pdfium.PdfDocument(file.read_bytes()) as document:
        return sum(len(table) for page in document for table in _tables(page))


def _tables(page: pdfium.PdfPage) -> Iterator[list[list[str]]]:
    view = view_of(page)
    rulings = read_rulings(page.raw, view)
    if _draw_columns(rulings):
        textpage = page.get_textpage()
        yield from map(_texts, find_grids(read_words(textpage.raw, view), rulings).drafts)
        textpage.close()
    page.close()


def _draw_columns(rulings: Sequence[Ruling]) -> bool:
    """Tell whether a page draws columns: with a vertical line, or with rules in pieces, one a cell."""
    return any(rule.x0 == rule.x1 for rule in rulings) or bool(column_lines(rulings, ()))


def _texts(draft: Draft) -> list[list[str]]:
    """Return the texts of a table's cells, as pdfplumber does."""
    texts = [[""] * draft.n_cols for _ in range(draft.n_rows)]
    for cell in draft.cells:
        lines = group_lines(cell.words)
        texts[cell.row][cell.col] = "\n".join(" ".join(word.text for word in line) for line in lines)
    return texts


def everything(file: Path) -> int:
    return sum(table.n_rows for page in read_document(file.read_bytes()).pages for table in page.tables)


if __name__ == "__main__":
    count = {"drawn": drawn, "all": everything}[sys.argv[1]]
    print(sum(count(Path(name)) for name in sys.argv[2:]))
