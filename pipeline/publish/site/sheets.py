"""The pages that a convention's page shows: their image, their boxes, their lines to point at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from pipeline.corrections import fingerprint
from pipeline.model import Box, Page, Reading
from pipeline.publish.site.facts import Facts

Row = Mapping[str, Any]
_LINE = re.compile(r"[^\n]*\S[^\n]*")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as shown."""

    page: Row
    picture: str | None
    """Path from the site's root; None when the page could not be drawn."""
    boxes: list[tuple[tuple[float, float, float, float], list[str]]]
    """Each place where something was read, with the ids of the values, down the page."""


def sheets(act: Row, facts: Facts, pages: Mapping[int, Row], pictures: Mapping[int, str]) -> Iterator[Sheet]:
    """Yield the pages of a convention, and those that one of its values was read on."""
    for number in shown_pages(act, facts):
        if number in pages:
            yield Sheet(pages[number], pictures.get(number), sorted(facts.boxes.get(number, {}).items(), key=_reading))


def shown_pages(act: Row, facts: Facts) -> list[int]:
    """Return the numbers of a convention's pages, in order."""
    return sorted({*range(act["page_debut"], act["page_fin"] + 1), *facts.pages})


def lines_to_point_at(page: Row, reading: Reading | None) -> list[tuple[str, str, tuple[float, ...] | None]]:
    """Return the lines of a page: text, fingerprint, box (points; None unless `reading` is that of this page)."""
    text = page["texte"] or ""
    read = next((one for one in reading.pages if one.number == page["page"]), None) if reading else None
    if read and len(read.text) != len(text):
        read = None
    return [_line(text, match.start(), match.end(), read) for match in _LINE.finditer(text)]


def _line(text: str, start: int, end: int, read: Page | None) -> tuple[str, str, tuple[float, ...] | None]:
    boxes = [one.box for one in read.lines if one.start < end and start < one.end] if read else []
    around = reduce(Box.union, boxes) if boxes else None
    sides = tuple(round(side, 1) for side in (around.x0, around.y0, around.x1, around.y1)) if around else None
    return " ".join(text[start:end].split()), fingerprint(text, start, end), sides


def _reading(item: tuple[tuple[float, float, float, float], list[str]]) -> tuple[float, float]:
    """Sort boxes down the page; the larger first where they overlap is left to the drawing."""
    return item[0][1], item[0][0]
