"""What stands outside a document's running text, marked on its pages: the pass over the whole document."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from msgspec.structs import replace

from pipeline.model import Box, Line, Page, Region, Word
from pipeline.read.asides import aside_regions
from pipeline.read.running import running_regions

Part = TypeVar("Part", Word, Line)


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
        words=_cut(page.words, cuts, _cut_word),
        lines=_cut(page.lines, cuts, lambda line, inner: _cut_line(page, line, inner)),
        regions=tuple(sorted([*page.regions, *found], key=lambda region: region.start)),
    )


def _cut(
    parts: tuple[Part, ...], cuts: Sequence[int], split: Callable[[Part, list[int]], Iterator[Part]]
) -> tuple[Part, ...]:
    """Return words or lines with those that a cut falls within split in shares."""
    starts = [part.start for part in parts]
    inner: dict[int, list[int]] = {}
    for cut in cuts:
        at = bisect_left(starts, cut) - 1
        if at >= 0 and cut < parts[at].end:
            inner.setdefault(at, []).append(cut)
    if not inner:
        return parts
    return tuple(s for at, part in enumerate(parts) for s in (split(part, inner[at]) if at in inner else (part,)))


def _cut_word(word: Word, cuts: list[int]) -> Iterator[Word]:
    """Yield the shares of a word ('aux' and 'Page' printed as 'auxPage')."""
    start, x0 = word.start, word.box.x0
    for cut in [*cuts, word.end]:
        x1 = word.box.x0 + word.box.width * (cut - word.start) / (word.end - word.start)
        yield Word(start, cut, Box(x0, word.box.y0, x1, word.box.y1), word.confidence)
        start, x0 = cut, x1


def _cut_line(page: Page, line: Line, cuts: list[int]) -> Iterator[Line]:
    """Yield the shares of a line, without the blank between them."""
    start = line.start
    for cut in [*cuts, line.end]:
        text = page.text[start:cut]
        a, b = start + len(text) - len(text.lstrip()), start + len(text.rstrip())
        yield replace(line, start=a, end=b, box=_share(line, a, b))
        start = cut


def _share(line: Line, start: int, end: int) -> Box:
    width = line.box.width / max(line.end - line.start, 1)
    box = line.box
    return Box(box.x0 + width * (start - line.start), box.y0, box.x0 + width * (end - line.start), box.y1)
