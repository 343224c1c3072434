"""Blocks → pages: strips fill the columns of pages, which then get their running heads and feet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import fsum  # since Python 3.12 `sum` rounds otherwise: the same bytes on every version

from .blocks import Block, PageStart
from .measure import width_of
from .pages import Line, Mark, Page, Run, Strip, Typography, page_size, shifted
from .setter import Setter


def compose(blocks: Sequence[Block], typo: Typography) -> list[Page]:
    """Lay the blocks out and return the pages with their running heads."""
    filler = _Filler(typo)
    for _, strip in (setter := Setter(typo)).strips(blocks):
        filler.add(strip)
    pages = filler.done()
    for number, page in enumerate(pages, 1):
        page.marks += _running(page, number, len(pages), setter)
        if typo.row_major:
            page.marks.sort(key=lambda m: (round(m.y), m.x) if isinstance(m, Run) else (-1, m.x0))
    return pages


class _Filler:
    """Fills pages with strips, keeping together what asks for it."""

    def __init__(self, typo: Typography) -> None:
        self.typo = typo
        self.pages: list[Page] = []
        self.held: list[Strip] = []
        self._open(None)

    def _open(self, start: PageStart | None) -> None:
        width, height = page_size(start)
        self.start = replace(start) if start else None
        self.pages.append(Page(width, height, rotated=bool(start and start.rotated)))
        self.y = self.typo.margins[2]
        self.notes: list[Strip] = []
        self.empty = True

    @property
    def bottom(self) -> float:
        return self.pages[-1].height - self.typo.margins[3] - fsum(s.height for s in self.notes)

    def add(self, strip: Strip) -> None:
        if strip.start is not None:
            self._flush()
            if self.empty:
                self.pages.pop()
            else:
                self._close()
            self._open(strip.start)
            return
        self.held.append(strip)
        if not strip.keep:
            self._flush()

    def _flush(self) -> None:
        held, self.held = self.held, []
        need = fsum(s.height + fsum(n.height for n in s.note) for s in held if not s.blank or s is not held[-1])
        room = self.pages[-1].height - self.typo.margins[2] - self.typo.margins[3]
        if not self.empty and self.y + need > self.bottom and need < room:
            self._next(held)
        for strip in held:
            if not self.empty and self.y + strip.height + fsum(n.height for n in strip.note) > self.bottom + 0.1:
                if strip.blank:
                    continue
                self._next([strip])
            self._put(strip)

    def _next(self, held: list[Strip]) -> None:
        start = self.start
        self._close()
        self._open(start)
        first = next((s for s in held if not s.blank), None)
        for strip in first.header if first else ():
            self._put(strip)

    def _put(self, strip: Strip) -> None:
        if strip.blank and self.empty:
            return
        left = self.typo.margins[0]
        self.pages[-1].marks += [shifted(m, left, self.y) for m in strip.marks]
        self.y += strip.height
        self.notes += strip.note
        self.empty = False

    def _close(self) -> None:
        if not self.notes:
            return
        page, left, y = self.pages[-1], self.typo.margins[0], self.bottom
        page.marks.append(Line(left, y - 2, left + 120, y - 2, 0.4))
        for strip in self.notes:
            page.marks += [shifted(m, left, y) for m in strip.marks]
            y += strip.height

    def done(self) -> list[Page]:
        self._flush()
        self._close()
        return self.pages


def _running(page: Page, number: int, total: int, setter: Setter) -> list[Mark]:
    typo, size = setter.typo, setter.typo.size * 0.8
    marks: list[Mark] = []
    for template, y in ((typo.head, typo.margins[2] * 0.55), (typo.foot, page.height - typo.margins[3] * 0.45)):
        if not template or (template is typo.head and number == 1 and not typo.head_first):
            continue
        text = setter.finish(template.replace("{p}", str(number)).replace("{n}", str(total)))
        left, _, right = text.partition("|")
        centre = "|" not in text
        font, inner = setter.faces[0], page.width - typo.margins[0] - typo.margins[1]
        if left:
            x = typo.margins[0] + ((inner - width_of(left, font) * size) / 2 if centre else 0)
            marks.append(Run(x, y, left, font, size))
        if right:
            marks.append(Run(page.width - typo.margins[1] - width_of(right, font) * size, y, right, font, size))
    return marks
