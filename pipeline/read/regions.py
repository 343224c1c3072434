"""What stands outside a document's running text, marked on its pages: the pass over the whole document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from pipeline.model import Box, Line, Page, Region, Word
from pipeline.read.asides import aside_regions
from pipeline.read.running import running_regions


def mark_regions(pages: Sequence[Page]) -> list[Page]:
    """Return the pages with running heads, feet, folios, footnotes and stamps added to their regions."""
    running = running_regions(pages)
    return [_marked(page, running.get(page.number, [])) for page in pages]


def _marked(page: Page, running: Sequence[Region]) -> Page:
    known = [*page.regions, *running]
    found = [*running, *aside_regions(page, known)]
    if not found:
        return page
    cuts = sorted({place for region in found for place in (region.start, region.end)})
    return replace(
        page,
        words=tuple(part for word in page.words for part in _cut_word(word, cuts)),
        lines=tuple(part for line in page.lines for part in _cut_line(page, line, cuts)),
        regions=tuple(sorted([*page.regions, *found], key=lambda region: region.start)),
    )


def _cut_word(word: Word, cuts: Sequence[int]) -> Iterator[Word]:
    """Yield a word, or its shares when a region starts within it ('aux' and 'Page' printed as 'auxPage')."""
    start, x0 = word.start, word.box.x0
    for cut in [*(cut for cut in cuts if word.start < cut < word.end), word.end]:
        x1 = word.box.x0 + word.box.width * (cut - word.start) / (word.end - word.start)
        yield Word(start, cut, Box(x0, word.box.y0, x1, word.box.y1), word.confidence)
        start, x0 = cut, x1


def _cut_line(page: Page, line: Line, cuts: Sequence[int]) -> Iterator[Line]:
    """Yield a line, or its shares when a region starts within it, without the blank between them."""
    start = line.start
    for cut in [*(cut for cut in cuts if line.start < cut < line.end), line.end]:
        text = page.text[start:cut]
        a, b = start + len(text) - len(text.lstrip()), start + len(text.rstrip())
        yield replace(line, start=a, end=b, box=_share(line, a, b))
        start = cut


def _share(line: Line, start: int, end: int) -> Box:
    width = line.box.width / max(line.end - line.start, 1)
    box = line.box
    return Box(box.x0 + width * (start - line.start), box.y0, box.x0 + width * (end - line.start), box.y1)
