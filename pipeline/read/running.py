"""Running heads and feet: what comes back at the edges of the pages, its numbers apart.

A line is one only when the document says so: the same words at the top or bottom of several pages, with numbers that
count the pages or at one height, or a folio that names itself ('Page 2 sur 5', '2/5', '- 2 -'). Anything else is body.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import islice
from typing import NamedTuple

from pipeline.model import Line, Page, Region, RegionKind
from pipeline.read.content import opens_section
from pipeline.read.outside import data_tables, outside
from pipeline.read.raw import median

_EDGE, _MOST = 4, 12
"""Rows of lines looked at from each end of a page, and lines in them, at most."""
_MAX_RUNNING = 3
"""Rows of a running head or foot."""
_MARGIN, _SMALLER = 0.06, 0.92
"""Height of the margins of a page, and size of their print, as shares of the page's height and the text's size."""
_OWN_NUMBER = re.compile(r"\s*(?:nor\b|convention\b|avenant\b|annexe\b|n°)", re.IGNORECASE)
_SAME_HEIGHT, _SAME_SIZE = 4.0, 1.0
"""Points. A scan's letters are as large as their boxes, which tell twice as roughly."""
_NUMBER = re.compile(r"(?<![^\W\d_])[\dlIO]*\d[\dlIO]*(?![^\W\d_])|(?<=page )[lIO](?= )")
"""A number, its digits possibly misread as letters."""
_OF_ACT = re.compile(r"(?<!page )(?<!page)(?<![^\W\d_])n\s?[°º]\s?[\w./-]*$", re.IGNORECASE)
"""What stands before the number of an act: another one makes the title of another act, not a head that comes back."""
_FOLIO = re.compile(r"(?:page|p\.|feuillet)#(?:(?:/|sur|de|-)#)?|#/#|[-•·]#[-•·]|\(#\)")
_NAMED_FOLIO = re.compile(
    r"(?<=[\s|–—-])(?:(?:page|p\.)\s?\d{1,3}(?:\s?(?:/|sur)\s?\d{1,3})?|\d{1,3}\s?(?:/|\bsur\b)\s?\d{1,3})\s*$",
    re.IGNORECASE,
)
_BARE = re.compile(r"[-/|•·]?#[-/|•·]?")
"""A number and at most a mark ('3/', its total left out): a folio only where it counts the pages."""
_OWN_FOLIO = re.compile(r"(?:[-/|•·]#-?|page#)$")
"""How a foot ends on its folio, set apart: at the margin of a lone page nothing else shows that it is one."""
_ACT = re.compile(r"convention|d[ée]l[ée]gation|avenant|protocole|contrat|accord", re.IGNORECASE)
"""A word of an act's title."""
_BETWEEN = re.compile(r"(?:Entre|ENTRE)\s*(?:$|[:,]|(?:la|le|les|d'une|LA|LE|LES|D'UNE)\s|[lL]['’])")
"""How the list of the parties of an act opens."""
_HEADING = 8
"""Lines at the top of a page among which the title of an act stands that opens on its page."""
_DONE = re.compile(r"^[ \t]*(?:Fait|FAIT)\s+(?:à|À|A|le|LE|en|EN)\b", re.MULTILINE)
"""The line by which an act ends, its signatures below."""
_FOOT = 0.88
"""Part of a page's height below which its feet are printed."""
_CLOCK = re.compile(r"\b\d{1,2}:\d\d:\d\d\b")
"""A time to the second is the stamp of an electronic signature: two of them at a page's foot are no running foot."""
_TELLING = 10
"""Characters from which a template may be known though misread."""
_NEARLY = 0.85
"""Likeness (0-1) of a line to the template it misreads."""
_MAX_FOLIO = 1000
"""A number alone from here on is a year or an amount, not a page's."""
_DASHES = re.compile(r"[–—‐−]")
_LOOSE = {"#": r"[\dlIO]+", "-": "[-–—‐−]"}
"""What stands for a template's marks in a text."""


class _Place(NamedTuple):
    """A line at an edge of a page."""

    page: Page
    line: Line
    text: str
    """With its digits."""
    top: bool

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers printed in it."""
        return tuple(int(re.sub(r"\D", "1", n)) for n in _NUMBER.findall(self.text))


def running_regions(pages: Sequence[Page]) -> dict[int, list[Region]]:
    """Return the running heads, feet and folios of each page, by page number."""
    found: dict[int, list[Region]] = defaultdict(list)
    templates: dict[str, RegionKind] = {}
    accepted: dict[tuple[str, bool], RegionKind] = {}
    for (template, top), places in _by_template(pages).items():
        kept = _recurring(template, places, len(pages))
        kind: RegionKind = "numero_page" if _is_folio(template) else "entete" if top else "pied"
        for place in kept:
            region = Region(kind, place.line.start, place.line.end)
            if all(other.start != region.start for other in found[place.page.number]):
                found[place.page.number].append(region)
        if len(kept) > 1 and len(template) >= _TELLING:
            accepted[template, top] = kind
        if len(kept) > 1 and "#" in template and not _BARE.fullmatch(template):
            templates.setdefault(template, kind)
    for page in pages:
        if page.layer != "native":
            found[page.number] += _misread(page, accepted, found[page.number])
        found[page.number] = _spare_cover(page, _spare_title(page, _outermost(page, found[page.number])))
        found[page.number] += _glued(page, templates, found[page.number])
    _spare_acts(pages, found)
    _spare_signatures(pages, found)
    if len(pages) == 1:
        found[pages[0].number] += _small_print(pages[0], found[pages[0].number])
    return found


def _small_print(page: Page, taken: Sequence[Region]) -> Iterator[Region]:
    """Yield the dated or numbered lines in the margins of a page alone that are set smaller than the text.

    They tell of the print, though no other page shows that they run. The act's own number is no such line.
    """
    taken_starts = {region.start for region in taken}
    usual = median([line.size for line in page.lines]) if page.lines else 0.0
    small = (place for place in _edges(page) if 0 < place.line.size < _SMALLER * usual)
    for place in {place.line.start: place for place in small if place.line.start not in taken_starts}.values():
        box = place.line.box
        aside = box.y1 < _MARGIN * page.height or box.y0 > (1 - _MARGIN) * page.height
        if aside and place.numbers and not _OWN_NUMBER.match(place.text):
            yield Region("entete" if place.top else "pied", place.line.start, place.line.end)


def _spare_acts(pages: Sequence[Page], found: dict[int, list[Region]]) -> None:
    """Keep the titles of the acts that follow one another in a document, each at the top of a page like a head."""
    opening = {page.number: title for page in pages if (title := _opens_act(page, found[page.number])) is not None}
    if len(opening) > 1:
        for number, title in opening.items():
            found[number] = [r for r in found[number] if r.kind != "entete" or r.start < title]


def _opens_act(page: Page, regions: Sequence[Region]) -> int | None:
    """Return where the head stands that is an act's title, the list of the parties below it; none above the title."""
    heading = page.lines[:_HEADING]
    between = next((line for line in heading if _BETWEEN.match(page.text, line.start, line.end)), None)
    if between is None:
        return None
    heads = {region.start for region in regions}
    body = (line for line in heading if line.start < between.start and line.start not in heads)
    if any(_ACT.match(page.text, line.start, line.end) for line in body):
        return None
    return min((r.start for r in regions if _names_act(page, r)), default=None)


def _spare_signatures(pages: Sequence[Page], found: dict[int, list[Region]]) -> None:
    """Keep who signs several acts of a document: a foot above the margin, on no page but those where an act ends."""
    signed = {page.number: page for page in pages if _DONE.search(page.text)}
    others = {_said(page, r) for page in pages if page.number not in signed for r in found[page.number]}
    for page in signed.values():
        high = {line.start for line in page.lines if line.box.y1 < _FOOT * page.height}
        names = {r for r in found[page.number] if r.kind == "pied" and r.start in high and _said(page, r) not in others}
        found[page.number] = [region for region in found[page.number] if region not in names]


def _said(page: Page, region: Region) -> str:
    return template_of(page.text[region.start : region.end])


def _names_act(page: Page, region: Region) -> bool:
    return region.kind == "entete" and _ACT.search(page.text, region.start, region.end) is not None


def _misread(page: Page, accepted: dict[tuple[str, bool], RegionKind], taken: Sequence[Region]) -> Iterator[Region]:
    """Yield the lines of a scan that are a running head or foot but for a few letters."""
    starts = {region.start for region in taken}
    for place in _edges(page):
        said = template_of(place.text)
        for (template, top), kind in accepted.items():
            if top != place.top or place.line.start in starts:
                continue
            if _is_misread(said, template):
                starts.add(place.line.start)
                yield Region(kind, place.line.start, place.line.end)


def _outermost(page: Page, regions: list[Region]) -> list[Region]:
    """Keep the heads with nothing of the body above them and the feet with nothing below, few of each.

    A form that comes back page after page opens with more lines alike than any head has.
    """
    taken = {region.start for region in regions}
    body = [line.start for line in page.lines if line.start not in taken]
    if not body:
        return regions
    kept = [
        region
        for region in regions
        if region.kind == "numero_page"
        or (region.kind == "entete" and region.start < body[0])
        or (region.kind == "pied" and region.start > body[-1])
    ]
    for kind in ("entete", "pied"):
        starts = {region.start for region in kept if region.kind == kind}
        if len(starts) > _MAX_RUNNING and _height(line for line in page.lines if line.start in starts) > _MAX_RUNNING:
            kept = [region for region in kept if region.kind != kind]
    return kept


def _height(lines: Iterable[Line]) -> int:
    """Return how many rows lines make: those printed side by side are one."""
    middles: list[float] = []
    for line in lines:
        if not any(line.box.y0 < middle < line.box.y1 for middle in middles):
            middles.append((line.box.y0 + line.box.y1) / 2)
    return len(middles)


def _spare_title(page: Page, regions: list[Region]) -> list[Region]:
    """Keep the title of a page whose head says the same above it: a head is printed once a page."""
    said: set[str] = set()
    kept = []
    for region in sorted(regions, key=lambda region: region.start):
        template = _said(page, region)
        if region.kind != "entete" or template not in said:
            kept.append(region)
        said.add(template)
    return kept


def _spare_cover(page: Page, regions: list[Region]) -> list[Region]:
    """Keep the title of a cover, though it comes back above the next page: nothing else would be left of the page."""
    if page.number > 1:
        return regions
    left = outside(page.lines, [(r.start, r.end) for r in regions])
    return regions if len(left) > 2 else [r for r in regions if r.kind == "numero_page"]


def template_of(text: str) -> str:
    """Return what a line says: no blanks, no case, one dash, a mark for each number but those of headings and acts.

    A folio that names itself at the end of a heading is marked all the same ('Avenant n° 2 – Page 1/3').
    """
    folio = _NAMED_FOLIO.search(text) if opens_section(text) else None
    kept = "" if not opens_section(text) else text[: folio.start()] if folio else text
    said = kept + _NUMBER.sub(lambda number: _mark(text, number), text[len(kept) :])
    return _DASHES.sub("-", "".join(said.split())).lower()


def _mark(text: str, number: re.Match[str]) -> str:
    return number[0] if _OF_ACT.search(text, 0, number.start()) else "#"


def _by_template(pages: Iterable[Page]) -> dict[tuple[str, bool], list[_Place]]:
    """Group the lines at the pages' edges by what they say and where: of a page's, only the outermost."""
    places: dict[tuple[str, bool], list[_Place]] = defaultdict(list)
    for page in pages:
        for place in _edges(page):
            said = places[template_of(place.text), place.top]
            if said and said[-1].page is page:
                if place.top:
                    continue
                said.pop()
            said.append(place)
    _take_misread(places)
    return places


def _take_misread(places: dict[tuple[str, bool], list[_Place]]) -> None:
    """Give lines of scans to those that they say again but for a few letters: whether they run is asked of them all."""
    alone = [(key, said[0]) for key, said in places.items() if len(said) == 1 and said[0].page.layer != "native"]
    for (template, top), place in alone:
        for (other, side), said in places.items():
            elsewhere = side == top and len(said) > 1 and all(one.page is not place.page for one in said)
            if elsewhere and _alike(place, said[0]) and _is_misread(template, other):
                said.append(places.pop((template, top))[0])
                break


def _is_misread(template: str, other: str) -> bool:
    """Tell whether two different lines are one, a few letters read otherwise."""
    return len(other) >= _TELLING and SequenceMatcher(None, other, template).ratio() >= _NEARLY


def _edges(page: Page) -> Iterator[_Place]:
    lines = outside(page.lines, data_tables(page))
    first = _outer(_undated(page, lines))
    last = _outer(_undated(page, reversed(lines)))
    for line in first:
        yield _Place(page, line, page.text[line.start : line.end], True)
    for line in reversed(last):
        yield _Place(page, line, page.text[line.start : line.end], False)


def _outer(lines: Iterable[Line]) -> list[Line]:
    """Return the first lines, those printed side by side counted once: the blocks of a letterhead stand in columns."""
    found: list[Line] = []
    for line in islice(lines, _MOST):
        if len(found) >= _EDGE and _height((*found, line)) > _EDGE:
            break
        found.append(line)
    return found


def _undated(page: Page, lines: Iterable[Line]) -> Iterator[Line]:
    return (line for line in lines if not _CLOCK.search(page.text, line.start, line.end))


def _is_folio(template: str) -> bool:
    return any(form.fullmatch(template) for form in (_BARE, _FOLIO))


def _recurring(template: str, places: Sequence[_Place], n_pages: int) -> Sequence[_Place]:
    """Return those of the lines that run through the document, none when nothing shows it."""
    if _FOLIO.fullmatch(template):
        return places
    bare = _BARE.fullmatch(template) is not None
    if not any(c.isalpha() for c in template) and not bare:
        return ()
    counting = _counting(places) if "#" in template else []
    level = _level(places)
    if bare:
        counting = [place for place in counting if place.numbers[0] < _MAX_FOLIO]
        return counting if len(counting) > 1 or (counting and _at_margin(counting[0])) else ()
    if len(places) == 1 and _OWN_FOLIO.search(template) and _at_margin(places[0]):
        return places
    best = max(counting, level if _lasts(level, n_pages) else [], key=len)
    if len(best) > 1:
        return best
    return places if len(places) > 2 and 2 * len(places) >= n_pages else ()


def _counting(places: Sequence[_Place]) -> list[_Place]:
    """Return the lines one of whose numbers keeps step with the pages while the others stay."""
    groups: dict[tuple[int, int, tuple[int, ...]], list[_Place]] = defaultdict(list)
    for place in places:
        numbers = place.numbers
        for rank, number in enumerate(numbers):
            others = numbers[:rank] + numbers[rank + 1 :]
            groups[rank, number - place.page.number, others].append(place)
    return max(groups.values(), key=len, default=[])


def _at_margin(place: _Place) -> bool:
    """Tell whether a lone number stands in the page's margin and is the page's own."""
    box, height = place.line.box, place.page.height
    return place.numbers == (place.page.number,) and (box.y0 > 0.92 * height or box.y1 < 0.06 * height)


def _lasts(places: Sequence[_Place], n_pages: int) -> bool:
    """Tell whether lines come back on most of the pages from the first one on."""
    return len(places) >= 0.7 * (n_pages - min(place.page.number for place in places) + 1)


def _level(places: Sequence[_Place]) -> list[_Place]:
    """Return the most lines that stand at one height in one size."""
    return max(([place for place in places if _alike(place, other)] for other in places), key=len)


def _alike(place: _Place, other: _Place) -> bool:
    sizes = _SAME_SIZE if place.page.layer == other.page.layer == "native" else 2 * _SAME_SIZE
    return abs(place.line.box.y0 - other.line.box.y0) < _SAME_HEIGHT and abs(place.line.size - other.line.size) < sizes


def _glued(page: Page, templates: dict[str, RegionKind], taken: Sequence[Region]) -> Iterator[Region]:
    """Yield a running foot that was printed on, without a break, after the last words of the body."""
    last = outside(page.lines, [(r.start, r.end) for r in taken])[-3:] if templates else []
    if not last:
        return
    start, end = last[0].start, last[-1].end
    tail = page.text[start:end]
    for template, kind in sorted(templates.items(), key=lambda item: -len(item[0])):
        if any(r.kind == kind for r in taken) and kind != "pied":
            continue
        pattern = r"\s*".join(_LOOSE.get(character, re.escape(character)) for character in template)
        match = re.search(rf"{pattern}$", tail, re.IGNORECASE)
        if match and match.start() > 0:
            yield Region(kind, start + match.start(), end)
            return
