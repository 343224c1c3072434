"""Page images: each page rendered once, in a guarded process, named by its document's bytes and its number."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.collect.store import Store
from pipeline.errors import SourceError
from pipeline.read.guard import Guard, Item, Limits
from pipeline.read.options import ReadOptions
from pipeline.read.pdfium import open_document
from pipeline.settings import Settings

DPI = 110
MAX_SIDE = 2600
"""Pixels: a page of an absurd size is rendered smaller."""


def picture_path(document_id: str, page: int) -> str:
    """Return where a page's image lies, from the site's root."""
    return f"pages/{document_id[:16]}/{page}.webp"


def draw(settings: Settings, site: Path, wanted: Iterable[tuple[str, Sequence[int]]]) -> dict[str, str]:
    """Render the pages that are wanted and not there yet; return what could not be drawn, by document (French)."""
    store = Store(settings.data_dir / "raw")
    items, missing = [], {}
    for document_id, pages in wanted:
        left = [page for page in pages if not (site / picture_path(document_id, page)).is_file()]
        source = store.path(document_id)
        if left and not source.is_file():
            missing[document_id] = "octets absents"
        elif left:
            folder = (site / picture_path(document_id, 1)).parent
            items.append(Item(document_id, (str(source), str(folder), left), source.stat().st_size))
    limits = Limits(memory=settings.document_memory_mib << 20, wall=settings.document_seconds)
    with Guard(settings.workers, limits, preload=(__name__,)) as guard:
        for outcome in guard.map(draw_document, items):
            if outcome.error:
                missing[outcome.key] = str(outcome.error)
    return missing


def draw_document(source: str, folder: str, pages: Sequence[int]) -> int:
    """Write `<folder>/<page>.webp` for each page (numbers from 1); return how many. Raises SourceError."""
    options = ReadOptions()
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    with open_document(Path(source).read_bytes(), options) as document:
        for number in pages:
            if number > len(document):
                raise SourceError(f"page {number} absente")
            page = document[number - 1]
            scale = min(DPI / 72, MAX_SIDE / max(page.get_size()))
            image = page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil()
            draft = target / f"{number}.part"
            image.save(draft, format="WEBP", quality=60, method=4)
            draft.replace(target / f"{number}.webp")
    return len(pages)


def forget(site: Path, documents: set[str]) -> None:
    """Remove the images of documents that the site no longer shows."""
    known = {document_id[:16] for document_id in documents}
    for folder in (site / "pages").glob("*"):
        if folder.name not in known:
            shutil.rmtree(folder)
