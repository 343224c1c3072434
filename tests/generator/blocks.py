"""What a page is composed of, before anybody knows where it falls: the language between content and layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "center", "right", "justify"]
Rules = Literal["full", "horizontal", "none", "box"]


@dataclass(frozen=True)
class Text:
    """A paragraph. `**` toggles bold. Sizes are relative to the body's, lengths in points."""

    text: str
    align: Align | None = None
    bold: bool = False
    italic: bool = False
    scale: float = 1.0
    before: float = 0.0
    after: float = 5.0
    indent: float = 0.0
    bullet: str = ""
    tracking: float = 0.0
    """Extra points between letters (letter-spaced titles)."""
    keep: bool = False
    """Stay on the page of what follows."""
    underline: bool = False
    note: str = ""
    """A footnote called in this paragraph."""


@dataclass(frozen=True)
class Cell:
    """A table cell; lines are separated by a line feed."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    bold: bool = False
    align: Align = "left"


@dataclass(frozen=True)
class Grid:
    """A table, row-major; cells covered by a span are left out of their row. `widths` are shares of the frame."""

    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    rules: Rules = "full"
    header: int = 0
    """How many rows are the header: bold, and shaded when `shaded`."""
    repeat: bool = False
    """Print the header again at the top of the next page."""
    shaded: bool = False
    scale: float = 0.92
    before: float = 3.0
    after: float = 9.0
    loose: bool = False
    """May start right at the bottom of a page, so that it runs over to the next."""


@dataclass(frozen=True)
class Columns:
    """Blocks side by side, each with its share of the frame."""

    columns: tuple[tuple[Text | Space | Stamp, ...], ...]
    gap: float = 18.0
    after: float = 8.0


@dataclass(frozen=True)
class Stamp:
    """The visible mark of an electronic signature: small type in a thin box."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Space:
    """Blank height in points."""

    height: float


@dataclass(frozen=True)
class Rule:
    """A horizontal line across the frame, or a share of it."""

    share: float = 1.0


@dataclass(frozen=True)
class PageStart:
    """A new page; `rotated` is a landscape page stored upright with a /Rotate of 90."""

    landscape: bool = False
    rotated: bool = False


Block = Text | Grid | Columns | Stamp | Space | Rule | PageStart
