"""Words that run up or down an upright page: a narrow column's head, a label along the rows that share it.

Read in the page's own direction they are single letters. Those that stand in a table's cell are read along their own
direction and belong to the cell; what else is turned (a watermark, a number in the margin) is kept out of the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from pipeline.model import Box
from pipeline.read.drafts import Draft, DraftCell
from pipeline.read.frame import Affine, Frame
from pipeline.read.glyphs import read_words
from pipeline.read.raw import RawWord, Ruling
from pipeline.read.rows import group_lines
from pipeline.read.view import View

_SIDES = (90, 270)
_SLACK = 3.0
"""How far (points) a word may stand over the edge of its cell."""

Item = TypeVar("Item")


def frame_of(shown: View, view: View) -> Frame:
    """Return the way from a view, turned by some quarters, back to the page as displayed."""
    width, height = shown.width, shown.height
    back = {
        90: Affine(a=0, b=-1, c=1, d=0, f=height),
        180: Affine(a=-1, d=-1, e=width, f=height),
        270: Affine(a=0, b=1, c=-1, d=0, e=width),
    }[(view.rotation - shown.rotation) % 360]
    return Frame(width, height, back)


def with_sides(textpage: Any, view: View, words: Sequence[RawWord], rulings: Sequence[Ruling]) -> tuple[RawWord, ...]:
    """Return the words, those that run up or down among what is drawn read anew along their own direction."""
    around = Box(
        min(r.x0 for r in rulings), min(r.y0 for r in rulings), max(r.x1 for r in rulings), max(r.y1 for r in rulings)
    )
    if not any(word.turned and _within(word, around) for word in words):
        return tuple(words)
    sides = [word for side in _SIDES for word in _along(textpage, view, side)]
    boxes = [Box(word.x0, word.y0, word.x1, word.y1) for word in sides]
    kept = (word for word in words if not word.turned or not any(_within(word, box) for box in boxes))
    return (*kept, *sides)


def _along(textpage: Any, view: View, side: int) -> Iterator[RawWord]:
    turned = view._replace(rotation=(view.rotation + side) % 360)
    back = frame_of(view, turned).to_page
    for word in read_words(textpage, turned):
        if not word.turned:
            box = back.box(Box(word.x0, word.y0, word.x1, word.y1))
            yield word._replace(x0=box.x0, y0=box.y0, x1=box.x1, y1=box.y1, turned=True, side=side)


def seated(items: Sequence[Item], turned: Sequence[RawWord]) -> tuple[list[Item], list[RawWord]]:
    """Return what was found on a page with the turned words put in the cells they stand in, and those in none."""
    left = list(turned)
    found: list[Any] = []
    for item in items:
        if isinstance(item, Draft) and not item.layout:
            cells = tuple(_with_words(cell, left) for cell in item.cells)
            item = item._replace(cells=cells)
            taken = {id(word) for cell in cells for word in cell.sideways}
            left = [word for word in left if id(word) not in taken]
        found.append(item)
    return found, left


def _with_words(cell: DraftCell, turned: Sequence[RawWord]) -> DraftCell:
    words = tuple(word for word in turned if word.side and _within(word, cell.box) and _fits(word, cell.box))
    return cell._replace(sideways=words) if words else cell


def side_lines(words: Sequence[RawWord]) -> Iterator[list[RawWord]]:
    """Yield the lines of words that run up or down, each in its own order."""
    for side in _SIDES:
        own = [word for word in words if word.side == side]
        level = [_level(word) for word in own]
        at = {id(word): index for index, word in enumerate(level)}
        for line in group_lines(level):
            yield [own[at[id(word)]] for word in line]


def _level(word: RawWord) -> RawWord:
    """Return a word as it stands once the page is turned for it to run from left to right."""
    if word.side == _SIDES[0]:
        return word._replace(x0=-word.y1, x1=-word.y0, y0=word.x0, y1=word.x1)
    return word._replace(x0=word.y0, x1=word.y1, y0=-word.x1, y1=-word.x0)


def _within(word: RawWord, box: Box) -> bool:
    """Tell whether a word's middle stands in a box."""
    return box.x0 <= (word.x0 + word.x1) / 2 <= box.x1 and box.y0 <= (word.y0 + word.y1) / 2 <= box.y1


def _fits(word: RawWord, box: Box) -> bool:
    inside = box.x0 - _SLACK < word.x0 and word.x1 < box.x1 + _SLACK
    return inside and box.y0 - _SLACK < word.y0 and word.y1 < box.y1 + _SLACK
