"""Positioned marks on pages, and the typography that places them. Lengths are points from the page's top-left."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from .blocks import PageStart

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
    row_major: bool = False
    """Marks are written across the page, line by line, whatever column they belong to."""
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


def page_size(start: PageStart | None) -> tuple[float, float]:
    """Displayed width and height."""
    return (A4[1], A4[0]) if start and start.landscape else A4
