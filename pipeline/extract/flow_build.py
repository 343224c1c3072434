"""Builds the flow (`flow.Flow`) of a document from its pages: what is left out, what is cleaned, where lines end."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import regex

from pipeline.extract.flow import Flow, Grid, GridCell, Offsets
from pipeline.extract.hyphens import Hyphens
from pipeline.extract.misread import meant
from pipeline.extract.rulebook import Rulebook
from pipeline.extract.spacing import Spacing
from pipeline.figures import cut_code
from pipeline.model import Box, Line, Page, Reading, Table

_ONE_FOR_ONE = tuple(
    (char, plain)
    for plain, chars in (
        (" ", "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"),
        ("'", "’‘ʼ‛´`′"),
        ('"', "“”„‟″"),
        ("-", "\u2010\u2011\u2212\u00ad\uf02d\uf076\uf0a7\uf0b7\uf0d8\uf0e8\uf0fc"),
        ("°", "º˚"),
    )
    for char in chars
)
"""Told apart one by one: `str.translate` asks a dictionary of every character, most of which are plain letters."""
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "…": "..."}
_EDITS = regex.compile(
    r"(?P<ligature>[ﬀ-ﬆ…])"
    r"|(?P<invisible>[\u200b-\u200f\ufeff\u2060]+"
    r"|(?<=[\p{L}\d€%»)\].,;])(?<!(?<!\p{L})[kcdm]?m)[ ]?[⁰¹²³⁴-⁹]+(?!\p{L}))"
    r"|(?P<hyphen>(?<=[\p{L}\d])-[ ]?\n[ ]?(?=[\p{L}\d]))"
    r"|(?P<newline>[ ]*\n[ ]*)"
    r"|(?P<spaces>[ ]{2,})"
)
_TERMINAL = regex.compile(r"[.;:!?»\"]\s*$")
_STARTS_PARAGRAPH = regex.compile(
    r"(?:[-–—•▪✓*+]\s|\d{1,2}(?:\.\d{1,2})*(?:[.)]|°\)?)\s|\d{1,2}(?:\.\d{1,2})+\s[-–—]\s|"
    r"[a-z]\)\s|art(?:icle)?\b|vu\b|considérant\b|annexe\b|chapitre\b|titre\b)",
    regex.IGNORECASE,
)
_OPEN = regex.compile(r"[\p{L}\d]\s*$")
"""A line that ends so goes on with a small letter, be it 'titre' or 'annexe' ('par programme, par' / 'titre et …')."""
_CALLS = regex.compile(r"\b(?:d[eu]s?|l[ae]s?|à|aux?|en|par|pour|sur|son|ses|leurs?|[dl]['’])\s*$", regex.IGNORECASE)
"""A line that ends on such a word goes on, in capitals too ('NOTAMMENT SON' / 'ARTICLE 9')."""


def build_flow(reading: Reading, book: Rulebook) -> Flow:
    """Build the flow of a whole document from its reading; rules undo what was misread on scanned pages."""
    builder = _Builder(book, Hyphens([page.text for page in reading.pages]), Spacing(reading.pages))
    for page in reading.pages:
        builder.add_page(page)
    return builder.flow(reading)


_RESUMES = regex.compile(r"\p{Ll}|[€%]|\d{3}(?:[ .]\d{3})*(?:,\d+)?\s?(?:€|[kM]€|(?i:euros?))")
"""What goes on with the sentence of the page before: a small letter, a sum's unit, or its last figures."""
_UNENDED = regex.compile(
    r"-$|\b(?:de|du|des|la|le|les|et|à|au|aux|en|pour|sur|par|dans|sous|avec|ou|dont|un|une|est|sont|n°|M\.|Mme|[dl]')$"
)
"""A page that ends on a small word, or between a title and its name, ends in the middle of a sentence."""
_LABEL = regex.compile(r"\b(?:co[ûu]ts?|activités?|financiers?|fonctionnels?|opérationnelles?|UO)$")
_CODE = regex.compile(r"(?=[\p{Lu}-]*\d)[\p{Lu}\d-]{7,}|\d{4}(?: \d\d){2}")
"""The name of a code that ends a page within a sentence, and a code."""
_GIVEN = regex.compile(r"\b(?:M\.|Mme|Monsieur|Madame)\s\p{Lu}[\p{L}'-]+$")
_SURNAME = regex.compile(r"(?:(?:d'|de\s|du\s)?\p{Lu}[\p{L}'-]+\s?){1,4},\s\p{Ll}")
"""A name that a page break cuts, an office after it."""
_DAY, _YEAR = regex.compile(r"\b(?:\d{1,2}|1er)\s\p{L}{3,9}$"), regex.compile(r"(?:19|20)\d\d(?!\d)")
"""A date that a page break cuts before its year."""

_PAIR = 2
_MARGIN_HEADING = regex.compile(
    r"art(?:icle|\.)\s?(?:\d{1,2}(?:er)?|[ivx]+|premier|unique)\b.{0,3}[^.]{0,80}$", regex.IGNORECASE
)
"""The heading of an article, alone in its cell."""
_PAGE_BREAK = regex.compile(r"\n+")


class _Builder:
    """Accumulates the pieces of the flow page by page."""

    def __init__(self, book: Rulebook, hyphens: Hyphens, spacing: Spacing) -> None:
        self._book, self._hyphens, self._spacing = book, hyphens, spacing
        self.pieces: list[str] = []
        self.lengths: list[int] = []
        """Of each piece: its characters; its page; the page's first and last characters that it stands for."""
        self.pages: list[int] = []
        self.firsts: list[int] = []
        self.lasts: list[int] = []
        self.length = 0
        self.tabled: list[tuple[Page, int]] = []
        """Pages that hold tables, each with its first character in the flow."""
        self.last = "\n"

    def flow(self, reading: Reading) -> Flow:
        """Join the pieces and place the tables in them."""
        text = "".join(self.pieces)
        lengths, firsts = np.array(self.lengths, np.int32), np.array(self.firsts, np.int32)
        pages = np.repeat(np.array(self.pages, np.int32), lengths)
        begins = np.cumsum(lengths, dtype=np.int32) - lengths
        offsets = np.repeat(firsts - begins, lengths) + np.arange(self.length, dtype=np.int32)
        np.minimum(offsets, np.repeat(np.array(self.lasts, np.int32), lengths), out=offsets)
        return Flow(text, pages, offsets, self._grids(text, pages, offsets), reading)

    def add_page(self, page: Page) -> None:
        first = self.length
        where = _PageMap(page, self._spacing)
        text = _plain(page.text) if page.layer == "native" else meant(_plain(page.text), page, self._book)
        for start, end in where.kept:
            if self.pieces and self.last != "\n":
                self._append(where.break_before(start, self._tail()), page.number, start, 1)
            self._add_stretch(text, start, end, page.number, where)
        if page.tables:
            self.tabled.append((page, first))

    def _tail(self) -> str:
        return "".join(self.pieces[-3:])[-80:]

    def _append(self, piece: str, page: int, start: int, width: int) -> None:
        """Append `piece`, which stands for `width` characters of the page from `start`."""
        if not piece:
            return
        self.pieces.append(piece)
        self.lengths.append(len(piece))
        self.pages.append(page)
        self.firsts.append(start)
        self.lasts.append(start + max(width - 1, 0))
        self.length += len(piece)
        self.last = piece[-1]

    def _add_stretch(self, text: str, start: int, end: int, page: int, where: _PageMap) -> None:
        at = start
        for match in _EDITS.finditer(text, start, end):
            first, last = match.span()
            self._append(text[at:first], page, at, first - at)
            self._append(self._edited(match, text, where), page, first, last - first)
            at = last
        self._append(text[at:end], page, at, end - at)

    def _edited(self, match: regex.Match[str], text: str, where: _PageMap) -> str:
        kind = match.lastgroup
        if kind == "ligature":
            return _LIGATURES.get(match[0], match[0])
        if kind == "invisible":
            return ""
        if kind == "spaces":
            return "" if self.last in " \n\t" else " "
        newline = text.index("\n", match.start())
        if kind == "hyphen":
            return "" if self._hyphens.goes_on(text, *match.span()) else "-"
        return where.line_break(newline, text)

    def _grids(self, text: str, pages: Offsets, offsets: Offsets) -> tuple[Grid, ...]:
        grids: list[Grid] = []
        for page, first in self.tabled:
            last = first + int(np.searchsorted(pages[first:], page.number, side="right"))
            opening = _PAGE_BREAK.match(text, first)
            top = opening.end() if opening is not None else first
            for table in page.tables:
                grid = _grid(text, table, page.number, offsets[first:last], first, top)
                if table.continues and grids and grids[-1].n_cols == grid.n_cols:
                    grids[-1] = _join(grids[-1], grid)
                else:
                    grids.append(grid)
        return tuple(sorted(grids, key=lambda grid: (grid.start, -grid.end)))


def _plain(text: str) -> str:
    """Write spaces, apostrophes, quotation marks and hyphens in one way, each character in its place."""
    if text.isascii():
        return text
    for char, plain in _ONE_FOR_ONE:
        text = text.replace(char, plain)
    return text


def _grid(text: str, table: Table, page: int, offsets: Offsets, first: int, top: int) -> Grid:
    """Place a table in the flow: `offsets` are its page's there from `first` on, what the page says from `top`."""
    edges = [edge for cell in table.cells for edge in (cell.start, cell.end)]
    placed = iter(np.maximum(np.searchsorted(offsets, edges) + first, top).tolist())
    cells = tuple(
        GridCell(text[start:end], start, end, cell.row, cell.col, page, cell.rowspan, cell.colspan)
        for cell, start, end in zip(table.cells, placed, placed, strict=True)
    )
    start, end = min(c.start for c in cells), max(c.end for c in cells)
    return Grid(start, end, table.n_rows, table.n_cols, cells, table.ruled, table.layout)


def _join(above: Grid, below: Grid) -> Grid:
    moved = tuple(replace(c, row=c.row + above.n_rows) for c in below.cells)
    return replace(above, end=below.end, n_rows=above.n_rows + below.n_rows, cells=above.cells + moved)


class _PageMap:
    """What a page's structures say of its line breaks: which stretches are kept, where paragraphs end."""

    def __init__(self, page: Page, spacing: Spacing) -> None:
        self.page, self.spacing = page, spacing
        self.kept = _kept(page)
        self.starts = {line.start: i for i, line in enumerate(page.lines)}
        self.in_cell = _positions_in_cells(page)
        self.in_code = _positions_in_codes(page) if self.in_cell else frozenset()
        self.right = max((line.box.x1 for line in page.lines), default=page.width)

    def line_break(self, newline: int, text: str) -> str:
        """Return what the line feed at `newline` becomes in the flow: space in a cell, paragraph or line break."""
        if newline in self.in_cell:
            return "" if newline in self.in_code else " "
        following = newline + 1
        while following < len(text) and text[following] in " \t":
            following += 1
        i = self.starts.get(following)
        if i is None or i == 0:
            return "\n"
        return "\n\n" if self._new_paragraph(i) else "\n"

    def break_before(self, start: int, tail: str) -> str:
        """Return the break between what came before (`tail`, on an earlier page or before a region) and `start`."""
        following = self.page.text[start : start + 40].lstrip()
        dated = _YEAR.match(following) is not None and _DAY.search(tail) is not None
        coded = _CODE.match(following) is not None and _LABEL.search(tail) is not None
        coded = coded or (_GIVEN.search(tail) is not None and _SURNAME.match(following) is not None)
        resumed = dated or coded or _RESUMES.match(following) is not None or _UNENDED.search(tail) is not None
        goes_on = bool(following) and not _TERMINAL.search(tail) and resumed
        return "\n" if goes_on else "\n\n"

    def _new_paragraph(self, i: int) -> bool:
        line, before = self.page.lines[i], self.page.lines[i - 1]
        text = self.page.text
        opening = _STARTS_PARAGRAPH.match(text, line.start, line.end)
        if opening and not self._goes_on(opening[0], before):
            return True
        if self._is_far_below(line.box, before.box):
            return True
        short = self.right - before.box.x1 > 0.2 * self.page.width
        return short and bool(_TERMINAL.search(text[before.start : before.end]))

    def _goes_on(self, opening: str, before: Line) -> bool:
        """Tell whether a word that may open a paragraph stands within a sentence."""
        if not opening.isalpha():
            return False
        ended = _OPEN if opening.islower() else _CALLS
        return ended.search(self.page.text, before.start, before.end) is not None

    def _is_far_below(self, box: Box, above: Box) -> bool:
        """Tell whether a line stands a blank below the one before, or above it."""
        height = max(min(box.height, above.height), 1.0)
        if box.y0 - above.y1 < -3 * height:
            return True
        return self.spacing.is_far(self.page, box, above)


def _kept(page: Page) -> tuple[tuple[int, int], ...]:
    kept, at = [], 0
    for region in sorted(page.regions, key=lambda r: r.start):
        kept.append((at, region.start))
        at = max(at, region.end)
    kept.append((at, len(page.text)))
    trimmed = (_trim(page.text, start, end) for start, end in kept)
    return tuple((start, end) for start, end in trimmed if start < end)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _positions_in_cells(page: Page) -> frozenset[int]:
    """Offsets of line feeds inside one cell of a data table, or inside an article's heading with its text beside it."""
    inside: set[int] = set()
    for table in page.tables:
        for cell in table.cells[: _beside_text(table, page.text)] if table.layout else table.cells:
            at = page.text.find("\n", cell.start, cell.end)
            while at >= 0:
                inside.add(at)
                at = page.text.find("\n", at + 1, cell.end)
    return frozenset(inside)


def _beside_text(table: Table, text: str) -> int:
    """Return 1 when the first of two cells side by side is the heading of an article, in the margin; else 0."""
    first = table.cells[0]
    return int(len(table.cells) == _PAIR and _MARGIN_HEADING.match(text, first.start, first.end) is not None)


def _positions_in_codes(page: Page) -> frozenset[int]:
    """Offsets of line feeds that stand inside a code, in a cell too narrow for it."""
    inside: set[int] = set()
    for cell in (cell for table in page.tables if not table.layout for cell in table.cells):
        said = page.text[cell.start : cell.end]
        if cut_code([line.strip() for line in said.split("\n")]):
            inside.update(cell.start + at for at, char in enumerate(said) if char == "\n")
    return frozenset(inside)
