"""The `read` stage: the bytes of a PDF -> a `Reading`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import pypdfium2 as pdfium

from pipeline.errors import LimitError, SourceError
from pipeline.model import Layer, Page, Reading
from pipeline.read.continued import hints, link_tables
from pipeline.read.drawn_over import above_breaks
from pipeline.read.frame import restore
from pipeline.read.layout import layout
from pipeline.read.native import read_page
from pipeline.read.newspaper import newspaper_columns
from pipeline.read.ocr import complete
from pipeline.read.options import ReadOptions
from pipeline.read.overlays import get_page
from pipeline.read.pdfium import open_document
from pipeline.read.raw import RawPage
from pipeline.read.regions import mark_regions
from pipeline.read.spread import two_pages
from pipeline.read.stretched import margins_beyond
from pipeline.read.strips import one_below_the_other


def read_document(data: bytes, document_id: str | None = None, options: ReadOptions | None = None) -> Reading:
    """Read a PDF held in memory; a pure function of its bytes and the options.

    `document_id` is the SHA-256 of `data` (worked out when not given). Raises `SourceError` (encrypted, damaged,
    without a page, scanned on a machine without Tesseract) and `LimitError` (too many pages or characters).
    """
    options = options or ReadOptions()
    with open_document(data, options) as document:
        raws = _in_one_column(list(_raw_pages(document, options)))
    _refuse_unread(raws)
    pages = tuple(restore(page, raw.frame) for page, raw in zip(_laid_out(raws), raws, strict=True))
    warnings = tuple(f"page {raw.number} : {warning}" for raw in raws for warning in raw.warnings)
    return Reading(document_id or hashlib.sha256(data).hexdigest(), _layer(pages), pages, warnings)


def _raw_pages(document: pdfium.PdfDocument, options: ReadOptions) -> Iterable[RawPage]:
    characters = 0
    for index in range(len(document)):
        raw = _raw_page(document, index, options)
        characters += len(raw.words) + sum([len(word.text) for word in raw.words])
        if characters > options.max_chars:
            raise LimitError(f"plus de {options.max_chars} caractères de texte (page {index + 1})")
        yield raw


def _raw_page(document: pdfium.PdfDocument, index: int, options: ReadOptions) -> RawPage:
    """Read one page; a damaged one is kept as an empty page that says so, or refuses the document if all are."""
    try:
        page = get_page(document, index)
    except pdfium.PdfiumError:
        failure = SourceError("page endommagée, illisible")
        return RawPage(index + 1, 0.0, 0.0, 0, "aucune", 0.0, (), (), (str(failure),), failure=failure)
    try:
        raw = read_page(page, index + 1)
        return complete(page, raw, options) if options.ocr else raw
    finally:
        page.close()


def _in_one_column(raws: Sequence[RawPage]) -> list[RawPage]:
    """Return the pages, the two of a sheet, and the columns of a newspaper, one below the other."""
    sheets = {raw.number: two_pages(raw) for raw in raws}
    columns = newspaper_columns([raw for raw in raws if not sheets[raw.number]])
    return [one_below_the_other(raw, sheets[raw.number] or columns.get(raw.number, ())) for raw in raws]


def _laid_out(raws: Sequence[RawPage]) -> list[Page]:
    """Lay out all pages, each on its own and then in the light of the others."""
    alone = [layout(raw) for raw in raws]
    pages = mark_regions(alone)
    known, margins, above = hints(pages), margins_beyond(pages), above_breaks(pages)
    if again := {*known, *margins, *above}:
        for index, raw in enumerate(raws):
            if (number := raw.number) in again:
                alone[index] = layout(raw, known.get(number, ()), margins.get(number), above.get(number))
        pages = mark_regions(alone)
    return link_tables(pages)


def _refuse_unread(raws: Iterable[RawPage]) -> None:
    """Raise what kept the images from being read when not one page gave a word."""
    failures = [raw.failure for raw in raws if raw.failure is not None]
    if failures and not any(raw.words for raw in raws):
        raise failures[0]


def _layer(pages: Iterable[Page]) -> Layer:
    """Sum up the pages' layers: 'mixte' when typed and scanned pages stand side by side."""
    layers = {page.layer for page in pages} - {"aucune"}
    if not layers:
        return "aucune"
    return layers.pop() if len(layers) == 1 else "mixte"
