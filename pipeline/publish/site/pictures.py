"""Page images: each page rendered once, in a guarded process, named by its document's bytes and its number.

What the page's text hides is blackened, and is part of the name: an image is never taken for one masked otherwise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw

from pipeline.collect.store import Store
from pipeline.errors import SourceError
from pipeline.load.swap import remove
from pipeline.metadata import BLOCK
from pipeline.model import Box, Page, Reading
from pipeline.publish.site.masking import hidden_boxes
from pipeline.read.cache import Cache, reading_key
from pipeline.read.guard import Guard, Item, Limits
from pipeline.read.options import ReadOptions
from pipeline.read.overlays import get_page
from pipeline.read.pdfium import open_document
from pipeline.read.reader import read_document
from pipeline.settings import Settings

DPI = 110
MAX_SIDE = 2600
"""Pixels: a page of an absurd size is rendered smaller."""
_PAD = 1.0
"""Points by which a black box exceeds its word; a tenth of its height more above and below, for slanted scans."""

Texts = Mapping[str, Mapping[int, str]]
"""Texts of the pages that something is hidden on, by document and page."""


def picture_path(document_id: str, page: int, shown: str | None = None) -> str:
    """Return where a page's image lies, from the site's root; `shown` is the page's text if something is hidden."""
    spots = [at for at, letter in enumerate(shown or "") if letter == BLOCK]
    mark = f"-{hashlib.sha256(repr(spots).encode()).hexdigest()[:10]}" if spots else ""
    return f"pages/{document_id[:16]}/{page}{mark}.webp"


class Sheet(NamedTuple):
    """A page to be drawn: its number from 1, the image's file, its text where something is hidden on it."""

    page: int
    file: str
    shown: str | None


class Source(NamedTuple):
    """A document to draw pages of, and where its reading is kept."""

    document_id: str
    path: str
    readings: str
    options: ReadOptions


def draw(
    settings: Settings, site: Path, wanted: Iterable[tuple[str, Sequence[int]]], masked: Texts | None = None
) -> dict[str, str]:
    """Render the pages that are wanted and not there yet; return what could not be drawn, by document (French)."""
    store, options = Store(settings.data_dir / "raw"), ReadOptions(ocr=settings.ocr)
    items, missing = [], {}
    for document_id, pages in wanted:
        left = list(_left(site, document_id, pages, (masked or {}).get(document_id, {})))
        path = store.path(document_id)
        if left and not path.is_file():
            missing[document_id] = "octets absents"
        elif left:
            source = Source(document_id, str(path), str(settings.work_dir / "read"), options)
            items.append(Item(document_id, (source, left), path.stat().st_size))
    limits = Limits(memory=settings.document_memory_mib << 20, wall=settings.document_seconds)
    with Guard(settings.workers, limits, preload=(__name__,)) as guard:
        for outcome in guard.map(draw_document, items):
            if outcome.error:
                missing[outcome.key] = str(outcome.error)
    return missing


def _left(site: Path, document_id: str, pages: Sequence[int], texts: Mapping[int, str]) -> Iterator[Sheet]:
    """Yield the pages whose image is not there yet."""
    for page in pages:
        file = site / picture_path(document_id, page, texts.get(page))
        if not file.is_file():
            yield Sheet(page, str(file), texts.get(page))


def draw_document(source: Source, sheets: Sequence[Sheet]) -> int:
    """Write the image of each page; return how many.

    Raises SourceError for a page that is not there, or that cannot be masked: the others are drawn, it is not.
    """
    refused = []
    reader = _Reader(source)
    with open_document(Path(source.path).read_bytes(), source.options) as document:
        for sheet in sheets:
            try:
                if sheet.page > len(document):
                    raise SourceError(f"page {sheet.page} absente")
                boxes = hidden_boxes(reader.page(sheet.page), sheet.shown) if sheet.shown else []
            except SourceError as error:
                refused.append(str(error))
                continue
            page = get_page(document, sheet.page - 1)
            width, height = page.get_size()
            scale = min(DPI / 72, MAX_SIDE / max(width, height))
            image = page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil()
            blacken(image, boxes, image.width / width)
            _save(image, Path(sheet.file))
    if refused:
        raise SourceError(" ; ".join(refused))
    return len(sheets)


class _Reader:
    """The reading of a document, fetched when a page of it has something to hide; made again if it is not kept."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def page(self, number: int) -> Page:
        """Return a page as read. Raises SourceError."""
        return self._reading.pages[number - 1]

    @cached_property
    def _reading(self) -> Reading:
        source = self._source
        key = reading_key(source.document_id, source.options)
        kept = Cache(Path(source.readings), Reading).get(key)
        return kept or read_document(Path(source.path).read_bytes(), source.document_id, source.options)


def blacken(image: Image.Image, boxes: Iterable[Box], scale: float) -> None:
    """Draw black over boxes (points); `scale` is pixels a point."""
    pen = ImageDraw.Draw(image)
    for box in boxes:
        high = _PAD + box.height / 10
        sides = (box.x0 - _PAD, box.y0 - high, box.x1 + _PAD, box.y1 + high)
        pen.rectangle([side * scale for side in sides], fill=0)


def _save(image: Image.Image, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".part")
    image.save(draft, format="WEBP", quality=60, method=4)
    draft.replace(target)


def forget(site: Path, pages: Mapping[str, Iterable[int]], masked: Texts | None = None) -> None:
    """Remove the images that the site no longer shows: of documents that are gone, of pages now masked otherwise."""
    texts = masked or {}
    shown = {
        site / picture_path(document_id, page, texts.get(document_id, {}).get(page))
        for document_id, numbers in pages.items()
        for page in numbers
    }
    folders = {file.parent for file in shown}
    for folder in (site / "pages").glob("*"):
        for file in folder.iterdir() if folder in folders else ():
            if file not in shown:
                file.unlink()
        if folder not in folders:
            remove(folder)
