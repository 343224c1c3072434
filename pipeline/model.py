"""What flows through the house: frozen, typed, no behaviour beyond geometry and slicing.

One convention for boxes everywhere: PDF points, origin at the page's top-left as it is displayed (rotation
applied), `x0 <= x1`, `y0 <= y1`. One convention for offsets: half-open, in Unicode characters.

Two texts exist. `Page.text` is made once from the page's words, in reading order, and never altered: every
offset that leaves the pipeline (`preuves.debut`, `preuves.fin`) points into it. The *flow* (`extract/flow.py`)
is the clean running text that rules are written for; it maps back to pages. Structures that are cached or
cross a process are `msgspec.Struct`s encoded as arrays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

import msgspec

Layer = Literal["native", "ocr", "mixte", "aucune"]
RegionKind = Literal["entete", "pied", "numero_page", "note", "cachet", "filigrane"]
Scalar = str | int | bool | Decimal | dt.date | dt.datetime | tuple[str, ...] | tuple[int, ...]
Status = Literal["exacte", "normalisee", "deduite", "corrigee"]
Severity = Literal["info", "avertissement", "erreur"]


class Box(msgspec.Struct, frozen=True, array_like=True):
    """A rectangle in PDF points from the page's top-left."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Width in points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Height in points."""
        return self.y1 - self.y0

    def union(self, other: Box) -> Box:
        """Return the smallest box that holds both."""
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))


class Word(msgspec.Struct, frozen=True, array_like=True):
    """A word of a page: `Page.text[start:end]`, where it stands, and how sure the reading is (1.0 for a text layer)."""

    start: int
    end: int
    box: Box
    confidence: float = 1.0


class Line(msgspec.Struct, frozen=True, array_like=True):
    """A printed line, or one column's or cell's share of it: `Page.text[start:end]`, never across a column gap."""

    start: int
    end: int
    box: Box
    bold: bool = False
    size: float = 0.0
    """Height of the line's glyphs in points (0 when unknown)."""


class Cell(msgspec.Struct, frozen=True, array_like=True):
    """A table cell. `Page.text[start:end]` is its whole content (lines joined by line feeds); empty: `start == end`."""

    row: int
    col: int
    start: int
    end: int
    box: Box
    rowspan: int = 1
    colspan: int = 1


class Table(msgspec.Struct, frozen=True, array_like=True):
    """A grid on one page, row-major. `continues` says that its first row follows the last table of the page before."""

    box: Box
    n_rows: int
    n_cols: int
    cells: tuple[Cell, ...]
    ruled: bool = True
    continues: bool = False
    layout: bool = False
    """True when the grid only places text side by side (parties, signatures): its text is emitted column by column."""


class Region(msgspec.Struct, frozen=True, array_like=True):
    """A stretch of `Page.text` that is kept out of the running text: running head, folio, footnote, stamp."""

    kind: RegionKind
    start: int
    end: int


class Page(msgspec.Struct, frozen=True, array_like=True):
    """A page as read. `words`, `lines` and `regions` are ordered by `start`, in reading order."""

    number: int
    """1-based."""
    width: float
    height: float
    rotation: int
    layer: Layer
    quality: float
    """0-1: how sure the reading is (1.0 for a sound text layer)."""
    text: str
    words: tuple[Word, ...]
    lines: tuple[Line, ...]
    tables: tuple[Table, ...] = ()
    regions: tuple[Region, ...] = ()
    alternatives: tuple[tuple[int, int, str], ...] = ()
    """Other readings of a scan's words: `text[start:end]` was kept, another reader saw this."""


class Reading(msgspec.Struct, frozen=True, array_like=True):
    """A document as read: the result of the `read` stage, a pure function of the file's bytes and the reader."""

    document_id: str
    """SHA-256 of the bytes, hex."""
    layer: Layer
    pages: tuple[Page, ...]
    warnings: tuple[str, ...] = ()
    """What a careful reader should know of this reading, one line each, in French."""


class Span(msgspec.Struct, frozen=True, array_like=True):
    """A place in a document: half-open offsets into the text of one page (1-based)."""

    page: int
    start: int
    end: int


Places = tuple[tuple[int, int], ...]
"""Half-open offsets into a flow, in the order a reader would read them."""


class Found(msgspec.Struct, frozen=True):
    """A value that was decided on: its normalised form, where it stands in the flow, and the rule that made it."""

    value: Scalar
    places: Places
    rule: str
    status: Status = "exacte"
    confidence: float = 0.95
    motif: str | None = None
    """How it was deduced, or what makes it doubtful; in French."""
    around: Places = ()
    """Places that make the value what it is (a row's label): proofs as well, but no reading of the value itself."""


class Fact(msgspec.Struct, frozen=True):
    """One row-to-be of a table of the dataset: its non-NULL columns. Rows are numbered in the order they are listed."""

    table: str
    values: Mapping[str, Found]


class Rejected(msgspec.Struct, frozen=True):
    """A candidate that lost (`preuves.statut = 'ecartee'`), and why (French)."""

    table: str
    column: str
    value: str
    places: Places
    rule: str
    motif: str
    confidence: float = 0.0


class Doubt(msgspec.Struct, frozen=True):
    """What a careful reader would question (`anomalies`). `message` is French: 'à vérifier', never 'irrégulier'."""

    code: str
    severity: Severity
    message: str
    table: str | None = None
    row: int | None = None
    """1-based number of the row in its table."""
    column: str | None = None


class Balance(msgspec.Struct, frozen=True, array_like=True):
    """What one unit commits and pays over a convention's life: rows of `montants`, 1-based, nothing counted twice."""

    uo: str | None
    ae: tuple[int, ...]
    cp: tuple[int, ...]


class Decision(msgspec.Struct, frozen=True):
    """What a family of facts hands on: the rows, the candidates that lost, and the doubts met on the way.

    Its doubts are about the reading, or about what the document writes at some place; what the values alone tell is
    left to the checks, which come after the corrections.
    """

    facts: tuple[Fact, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    balances: tuple[Balance, ...] = ()


class Proof(msgspec.Struct, frozen=True, array_like=True):
    """One place on a page that a value comes from, or that lost (`row` None): a row of `preuves`.

    A value that a person gave (`corrigee`) may have no place: page, offsets and text are then None, all four.
    """

    table: str
    row: int | None
    column: str
    page: int | None
    start: int | None
    end: int | None
    box: Box | None
    text: str | None
    rule: str
    status: Status | Literal["ecartee"]
    motif: str | None
    confidence: float


class ConventionRows(msgspec.Struct, frozen=True):
    """A convention as rows: `tables` maps a table to its rows (column to value, NULLs left out), in row order."""

    page_debut: int
    page_fin: int
    tables: dict[str, list[dict[str, Any]]]
    """Values are what msgpack keeps of them: dates and amounts come back as text (`metadata` revives them)."""
    proofs: tuple[Proof, ...]
    doubts: tuple[Doubt, ...]
    text_quality: float = 1.0
    """0-1: the lowest quality of its pages."""
    balances: tuple[Balance, ...] = ()
    """Which amounts are held against one another, unit by unit: found in the document, judged by the checks."""


class PageRow(msgspec.Struct, frozen=True, array_like=True):
    """A row of `pages`: what the dataset keeps of a page."""

    page: int
    largeur: float
    hauteur: float
    rotation: int
    couche_texte: Layer
    qualite: float
    texte: str


class DocumentRows(msgspec.Struct, frozen=True):
    """What the stages made of one document: its pages and conventions, or why there is none."""

    document_id: str
    layer: Layer = "aucune"
    pages: tuple[PageRow, ...] = ()
    conventions: tuple[ConventionRows, ...] = ()
    reason: str | None = None
    """Why the document is `hors_perimetre` (French); None when it holds a convention."""
    error: str | None = None
    """Why it is `illisible`, in one line (French)."""
    warnings: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    """On the document as a whole; those on a convention are its own."""
