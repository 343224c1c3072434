"""Blocks → pages of positioned marks. Lengths are points, the origin is the page's top-left.

Every block becomes a stack of *strips* (a line of text, a table row, a pair of columns), each of a known height;
pages are filled with strips. What is drawn is a list of marks that every renderer understands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from reportlab.pdfbase import pdfmetrics

from .blocks import Block, Cell, Columns, Grid, PageStart, Rule, Space, Stamp, Text
from .fonts import FACES, usable

A4 = (595.28, 841.89)


@dataclass(frozen=True)
class Typography:
    """The look of one document's pages, independent of what it says."""

    family: str = "helvetica"
    size: float = 10.5
    leading: float = 1.22
    margins: tuple[float, float, float, float] = (62, 62, 64, 62)
    """left, right, top, bottom"""
    justify: bool = True
    hyphenate: bool = False
    break_codes: bool = True
    """A line may end after a hyphen, as word processors do."""
    first_indent: float = 0.0
    head: str = ""
    foot: str = ""
    """Running head and foot; `{p}` and `{n}` are the page and the number of pages. A `|` parts left from right."""
    head_first: bool = False
    caps: bool = False
    plain_capitals: bool = False
    """Capitals lose their accents, as typewriters had it."""
    curly: bool = True
    word_by_word: bool = False
    """Words are placed one by one, without space characters."""


@dataclass(frozen=True)
class Run:
    """A piece of text on one baseline."""

    x: float
    y: float
    text: str
    font: str
    size: float
    tracking: float = 0.0
    spacing: float = 0.0
    """Extra points for every space."""


@dataclass(frozen=True)
class Line:
    """A straight line."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float = 0.6


@dataclass(frozen=True)
class Fill:
    """A grey rectangle."""

    x0: float
    y0: float
    x1: float
    y1: float
    grey: float = 0.9


Mark = Run | Line | Fill


@dataclass
class Page:
    """A composed page, in its displayed orientation."""

    width: float
    height: float
    rotated: bool = False
    marks: list[Mark] = field(default_factory=list)


@dataclass(frozen=True)
class Strip:
    """A slice of the column that is never cut. Marks are relative to its top-left corner."""

    height: float
    marks: tuple[Mark, ...] = ()
    keep: bool = False
    header: tuple[Strip, ...] = ()
    """What to print again above it when it opens a page."""
    note: tuple[Strip, ...] = ()
    start: PageStart | None = None
    blank: bool = False
    """Dropped at the top of a page."""


def shifted(mark: Mark, dx: float, dy: float) -> Mark:
    """Return the mark moved by (dx, dy)."""
    if isinstance(mark, Run):
        return replace(mark, x=mark.x + dx, y=mark.y + dy)
    return replace(mark, x0=mark.x0 + dx, y0=mark.y0 + dy, x1=mark.x1 + dx, y1=mark.y1 + dy)


@lru_cache(maxsize=65536)
def width_of(text: str, font: str) -> float:
    """Width of a text at one point."""
    return float(pdfmetrics.stringWidth(text, font, 1000)) / 1000


_SYLLABLE = re.compile(r"[aeiouyéèêàâîïôûù](?=[bcdfghjklmnpqrstvxz][aeiouyéèêàâîïôû])")


def hyphenated(word: str, room: float, font: str, size: float) -> tuple[str, str] | None:
    """Cut a plain long word after a syllable so that its head fits in `room`, or return None."""
    if len(word) < 8 or not word.isalpha() or word.isupper():
        return None
    for cut in reversed([m.end() for m in _SYLLABLE.finditer(word) if 2 < m.end() < len(word) - 2]):
        if width_of(word[:cut] + "-", font) * size <= room:
            return word[:cut] + "-", word[cut:]
    return None


def cut_at_hyphen(word: str, room: float, font: str, size: float) -> tuple[str, str] | None:
    """Cut after the last hyphen that fits, as a word processor does with codes and compounds."""
    for match in reversed(list(re.finditer(r"(?<=\w)-(?=[\w\[])", word))):
        if width_of(word[: match.end()], font) * size <= room:
            return word[: match.end()], word[match.end() :]
    return None


Word = tuple[str, str]
"""A word and its font."""


class Setter:
    """Sets blocks into strips for one typography."""

    def __init__(self, typography: Typography) -> None:
        self.typo = typography
        self.faces = FACES[typography.family]
        self._note = 0

    def finish(self, text: str) -> str:
        """Give a text the typography's apostrophes, capitals and accents, in characters the font has."""
        if self.typo.caps:
            text = re.sub(r"\b1er\b", "1ER", text).upper()
        if self.typo.plain_capitals:
            text = re.sub(r"\b[^\Wa-zà-ÿ\d]{2,}\b|\b[ÉÈÀÊÎÔ]", _without_accents, text)
        if self.typo.curly:
            text = text.replace("'", "’")
        return usable(text, self.typo.family)

    def strips(self, blocks: Sequence[Block]) -> Iterator[tuple[PageStart | None, Strip]]:
        """Set all blocks; page starts change the frame for what follows."""
        width = self.frame_width(None)
        for block in blocks:
            if isinstance(block, PageStart):
                width = self.frame_width(block)
                yield block, Strip(0, start=block)
                continue
            for strip in self.set(block, width):
                yield None, strip

    def frame_width(self, start: PageStart | None) -> float:
        """Width between the margins."""
        return page_size(start)[0] - self.typo.margins[0] - self.typo.margins[1]

    def set(self, block: Block, width: float) -> list[Strip]:
        """Set one block in a frame of the given width."""
        if isinstance(block, Text):
            return self._text(block, width)
        if isinstance(block, Grid):
            return self._grid(block, width)
        if isinstance(block, Columns):
            return [self._columns(block, width)]
        if isinstance(block, Stamp):
            return [self._stamp(block, width)]
        if isinstance(block, Rule):
            return [Strip(8, (Line(0, 4, width * block.share, 4),))]
        assert isinstance(block, Space)
        return [Strip(block.height, blank=True)]

    # -- text

    def _text(self, block: Text, width: float) -> list[Strip]:
        size = self.typo.size * block.scale
        words = self._words(block)
        hang = block.indent + (width_of(self.finish(block.bullet) + "  ", self.faces[0]) * size if block.bullet else 0)
        align = block.align or ("justify" if self.typo.justify else "left")
        first = self.typo.first_indent if block.align is None and not block.bullet and not block.bold else 0.0
        lines = list(self._wrap(words, width - hang, first, size, block.tracking))
        strips = []
        if block.before:
            strips.append(Strip(block.before, blank=True, keep=True))
        for i, line in enumerate(lines):
            marks = self._place(line, hang + (first if i == 0 else 0), width, size, align, i == len(lines) - 1, block)
            if i == 0 and block.bullet:
                bullet = Run(block.indent, size, self.finish(block.bullet), self.faces[0], size)
                marks = (bullet, *marks)
            strips.append(Strip(size * self.typo.leading, marks, keep=block.keep or (i == 0 and len(lines) > 2)))
        if block.note and strips:
            strips[-1] = replace(strips[-1], note=tuple(self._footnote(block.note, width)))
        if block.after:
            strips.append(Strip(block.after, blank=True, keep=block.keep))
        return strips

    def _footnote(self, text: str, width: float) -> list[Strip]:
        self._note += 1
        return self._text(Text(f"({self._note}) {text}", scale=0.78, after=1, align="left"), width)

    def _words(self, block: Text) -> list[Word]:
        words: list[Word] = []
        bold = block.bold
        text = block.text + (f" ({self._note + 1})" if block.note else "")
        for part in re.split(r"(\*\*)", text):
            if part == "**":
                bold = not bold
                continue
            font = self.faces[(1 if bold else 0) + (2 if block.italic else 0)]
            words += [(word, font) for word in re.split(r" +", self.finish(part)) if word]
        return words

    def _wrap(
        self, words: list[Word], width: float, first: float, size: float, tracking: float
    ) -> Iterator[list[Word]]:
        line: list[Word] = []
        used, room = 0.0, width - first
        queue = list(reversed(words))
        while queue:
            word, font = queue.pop()
            need = width_of(word, font) * size + tracking * len(word)
            gap = (width_of(" ", font) * size + tracking) if line else 0.0
            if used + gap + need <= room or (not line and need > width):
                line.append((word, font))
                used += gap + need
                continue
            cut = self._cut(word, room - used - gap, font, size)
            if cut:
                line.append((cut[0], font))
                queue.append((cut[1], font))
            else:
                queue.append((word, font))
            yield line
            line, used, room = [], 0.0, width
        if line:
            yield line

    def _cut(self, word: str, room: float, font: str, size: float) -> tuple[str, str] | None:
        if self.typo.break_codes and (cut := cut_at_hyphen(word, room, font, size)):
            return cut
        return hyphenated(word, room, font, size) if self.typo.hyphenate else None

    def _place(
        self, line: list[Word], x: float, width: float, size: float, align: str, last: bool, block: Text
    ) -> tuple[Mark, ...]:
        space = width_of(" ", line[0][1]) * size + block.tracking
        natural = sum(width_of(w, f) * size + block.tracking * len(w) for w, f in line) + space * (len(line) - 1)
        slack = width - x - natural
        extra = slack / (len(line) - 1) if align == "justify" and not last and len(line) > 1 else 0.0
        if align == "center":
            x += slack / 2
        elif align == "right":
            x += slack
        marks: list[Mark] = []
        for words in self._pieces(line):
            text, font = " ".join(w for w, _ in words), words[0][1]
            marks.append(Run(x, size, text, font, size, block.tracking, extra))
            x += width_of(text, font) * size + block.tracking * len(text) + extra * (len(words) - 1) + space + extra
        return tuple(marks)

    def _pieces(self, line: list[Word]) -> Iterator[list[Word]]:
        piece: list[Word] = []
        for word in line:
            if piece and (self.typo.word_by_word or word[1] != piece[-1][1]):
                yield piece
                piece = []
            piece.append(word)
        yield piece

    # -- tables and columns

    def _cell(self, cell: Cell, width: float, bold: bool, scale: float) -> list[Strip]:
        strips: list[Strip] = []
        for line in cell.text.split("\n"):
            strips += self.set(Text(line, align=cell.align, bold=bold or cell.bold, scale=scale, after=0), width)
        return strips

    def _grid(self, grid: Grid, width: float) -> list[Strip]:
        edges = [0.0]
        for share in grid.widths:
            edges.append(edges[-1] + share * width)
        rows = [self._row(grid, i, edges) for i in range(len(grid.rows))]
        header = tuple(rows[: grid.header]) if grid.repeat else ()
        body = [replace(row, header=header if i >= grid.header else ()) for i, row in enumerate(rows)]
        body = [replace(row, keep=_keeps(grid, i)) for i, row in enumerate(body)]
        return [Strip(grid.before, blank=True, keep=True), *body, Strip(grid.after, blank=True)]

    def _row(self, grid: Grid, index: int, edges: list[float]) -> Strip:
        pad, size = 3.2, self.typo.size * grid.scale
        columns = _columns_of(grid)[index]
        filled = []
        for cell, col in zip(grid.rows[index], columns, strict=True):
            x0, x1 = edges[col], edges[min(col + cell.colspan, len(edges) - 1)]
            strips = self._cell(cell, x1 - x0 - 2 * pad, index < grid.header, grid.scale)
            filled.append((cell, x0, x1, strips))
        height = max((sum(s.height for s in strips) for cell, _, _, strips in filled if cell.rowspan == 1), default=0)
        height = max(height, size * self.typo.leading) + 2 * pad
        marks: list[Mark] = []
        for _, x0, x1, strips in filled:
            if grid.shaded and index < grid.header:
                marks.append(Fill(x0, 0, x1, height))
            y = pad - size * 0.1
            for strip in strips:
                marks += [shifted(m, x0 + pad, y) for m in strip.marks]
                y += strip.height
        marks += _row_rules(grid, index, edges, columns, height)
        return Strip(height, tuple(marks))

    def _columns(self, block: Columns, width: float) -> Strip:
        n = len(block.columns)
        each = (width - block.gap * (n - 1)) / n
        marks: list[Mark] = []
        height = 0.0
        for i, column in enumerate(block.columns):
            y = 0.0
            for inner in column:
                for strip in self.set(inner, each):
                    marks += [shifted(m, i * (each + block.gap), y) for m in strip.marks]
                    y += strip.height
            height = max(height, y)
        return Strip(height + block.after, tuple(marks))

    def _stamp(self, block: Stamp, width: float) -> Strip:
        size = self.typo.size * 0.74
        height = size * 1.25 * len(block.lines) + 8
        box = min(width, max(width_of(self.finish(t), self.faces[0]) * size for t in block.lines) + 10)
        marks: list[Mark] = [Line(0, 0, box, 0, 0.4), Line(0, height, box, height, 0.4)]
        marks += [Line(0, 0, 0, height, 0.4), Line(box, 0, box, height, 0.4)]
        for i, text in enumerate(block.lines):
            marks.append(Run(5, 3 + size * (1 + 1.25 * i), self.finish(text), self.faces[0], size))
        return Strip(height + 4, tuple(marks))


def _without_accents(match: re.Match[str]) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", match.group()) if not unicodedata.combining(c))


def _keeps(grid: Grid, index: int) -> bool:
    last = len(grid.rows) - 1
    if index == last:
        return False
    spans = any(cell.rowspan > 1 for cell in grid.rows[index])
    return spans or index < grid.header or (not grid.loose and (index == 0 or last <= 6))


@lru_cache(maxsize=256)
def _columns_of(grid: Grid) -> tuple[tuple[int, ...], ...]:
    """For every row, the column each of its cells starts in."""
    taken: set[tuple[int, int]] = set()
    rows = []
    for i, row in enumerate(grid.rows):
        starts, col = [], 0
        for cell in row:
            while (i, col) in taken:
                col += 1
            starts.append(col)
            taken |= {(i + a, col + b) for a in range(cell.rowspan) for b in range(cell.colspan)}
            col += cell.colspan
        rows.append(tuple(starts))
    return tuple(rows)


def _row_rules(grid: Grid, index: int, edges: list[float], columns: tuple[int, ...], height: float) -> list[Mark]:
    if grid.rules == "none":
        return []
    right, last = edges[-1], index == len(grid.rows) - 1
    if grid.rules == "box":
        marks: list[Mark] = [Line(0, 0, 0, height), Line(right, 0, right, height)]
        if index in (0, grid.header):
            marks.append(Line(0, 0, right, 0))
        return marks + ([Line(0, height, right, height)] if last else [])
    marks = [Line(edges[c], 0, edges[min(c + cell.colspan, len(edges) - 1)], 0)
             for c, cell in zip(columns, grid.rows[index], strict=True)]  # fmt: skip
    if last:
        marks.append(Line(0, height, right, height))
    if grid.rules == "full":
        inner = {c for c, cell in zip(columns, grid.rows[index], strict=True)}
        covered = {c + k for c, cell in zip(columns, grid.rows[index], strict=True) for k in range(1, cell.colspan)}
        verticals = ({*range(len(edges))} - covered) | inner
        marks += [Line(edges[c], 0, edges[c], height) for c in sorted(verticals)]
    return marks


def page_size(start: PageStart | None) -> tuple[float, float]:
    """Displayed width and height."""
    return (A4[1], A4[0]) if start and start.landscape else A4


def compose(blocks: Sequence[Block], typo: Typography) -> list[Page]:
    """Lay the blocks out and return the pages with their running heads."""
    filler = _Filler(typo)
    for _, strip in (setter := Setter(typo)).strips(blocks):
        filler.add(strip)
    pages = filler.done()
    for number, page in enumerate(pages, 1):
        page.marks += _running(page, number, len(pages), setter)
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
        return self.pages[-1].height - self.typo.margins[3] - sum(s.height for s in self.notes)

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
        need = sum(s.height + sum(n.height for n in s.note) for s in held if not s.blank or s is not held[-1])
        room = self.pages[-1].height - self.typo.margins[2] - self.typo.margins[3]
        if not self.empty and self.y + need > self.bottom and need < room:
            self._next(held)
        for strip in held:
            if not self.empty and self.y + strip.height + sum(n.height for n in strip.note) > self.bottom + 0.1:
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
