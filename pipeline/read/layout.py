"""A raw page -> a page in reading order, its tables found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model import Page
from pipeline.read.blocks import Known, find_blocks
from pipeline.read.compose import Composer
from pipeline.read.drafts import Draft, holds
from pipeline.read.grids import Drawn, find_grids
from pipeline.read.gutter import find_gutter, in_columns
from pipeline.read.raw import RawPage, RawWord
from pipeline.read.rows import Row, is_stretched, rows_of
from pipeline.read.sharpen import with_figures_apart
from pipeline.read.tabulate import tabulate

Item = Draft | Row
_RULE_REACH = 20.0
"""How far (points) above or below its text the rules of a table may stand."""


def layout(raw: RawPage, known: Sequence[Known] = ()) -> Page:
    """Put the words of a page in reading order, make its text and find its tables.

    `known` are the columns of tables on the pages before and after that may go on here by a single row.
    """
    upright = [word for word in raw.words if not word.turned]
    drawn = find_grids(upright, raw.rulings)
    items: list[Item] = list(drawn.drafts)
    rows = with_figures_apart(rows_of(drawn.loose))
    gutter = find_gutter(rows, raw.height)
    if gutter is None:
        items += _arranged(rows, drawn, known)
    else:
        items += _arranged(rows[: gutter.first], drawn, known)
        items.append(in_columns(rows, gutter))
        items += _arranged(rows[gutter.last + 1 :], drawn, known)
    return _compose(raw, items)


def _arranged(rows: Sequence[Row], drawn: Drawn, known: Sequence[Known]) -> Iterator[Item]:
    """Yield the rows of a page from top to bottom, those set in columns as tables."""
    at = 0
    for block in find_blocks(rows, drawn, known):
        yield from rows[at : block.first]
        top, bottom = block.rows[0].y0 - _RULE_REACH, block.rows[-1].y1 + _RULE_REACH
        yield tabulate(block.rows, block.columns, [rule for rule in drawn.rules if top < rule.y0 < bottom])
        at = block.last + 1
    yield from rows[at:]


def _top(item: Item) -> float:
    return item.box.y0 if isinstance(item, Draft) else item.y0


def _inside(columns: Draft, drafts: Sequence[Draft]) -> list[Draft]:
    """Return the tables that stand in one of the columns of a layout."""
    tables = [one for one in drafts if not one.layout]
    return [one for one in tables if any(holds(cell.box, one.box) for cell in columns.cells)]


def _compose(raw: RawPage, items: Sequence[Item]) -> Page:
    composer = Composer()
    drafts = [item for item in items if isinstance(item, Draft)]
    inside: dict[int, list[Draft]] = {}
    nested: set[int] = set()
    for one in drafts:
        inside[id(one)] = [table for table in _inside(one, drafts) if id(table) not in nested] if one.layout else []
        nested.update(map(id, inside[id(one)]))
    for item in sorted((item for item in items if id(item) not in nested), key=_top):
        if isinstance(item, Draft):
            composer.table(item, inside.get(id(item), ()))
        elif is_stretched(item):
            composer.line([word for part in item.segments for word in part.words])
        else:
            for part in item.segments:
                composer.line(part.words)
    turned: list[RawWord] = [word for word in raw.words if word.turned]
    if turned:
        composer.aside("filigrane", [[word] for word in turned])
    return composer.page(raw)
