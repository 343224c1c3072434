"""A raw page -> a page in reading order, its tables found."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Page
from pipeline.read.blocks import Known, find_blocks
from pipeline.read.compose import Composer
from pipeline.read.drafts import Draft
from pipeline.read.grids import find_grids
from pipeline.read.raw import RawPage, RawWord
from pipeline.read.rows import Row, is_stretched, rows_of
from pipeline.read.tabulate import tabulate


def layout(raw: RawPage, known: Sequence[Known] = ()) -> Page:
    """Put the words of a page in reading order, make its text and find its tables.

    `known` are the columns of tables on the pages before and after that may go on here by a single row.
    """
    upright = [word for word in raw.words if not word.turned]
    drawn = find_grids(upright, raw.rulings)
    rows = rows_of(drawn.loose)
    at = 0
    items: list[tuple[float, Draft | Row]] = [(draft.box.y0, draft) for draft in drawn.drafts]
    for block in find_blocks(rows, drawn, known):
        items += [(row.y0, row) for row in rows[at : block.first]]
        inside = rows[block.first : block.last + 1]
        within = [rule for rule in drawn.rules if inside[0].y0 - 20 < rule.y0 < inside[-1].y1 + 20]
        draft = tabulate(inside, block.columns, within)
        items.append((draft.box.y0, draft))
        at = block.last + 1
    items += [(row.y0, row) for row in rows[at:]]
    return _compose(raw, items)


def _compose(raw: RawPage, items: list[tuple[float, Draft | Row]]) -> Page:
    composer = Composer()
    for _, item in sorted(items, key=lambda entry: entry[0]):
        if isinstance(item, Draft):
            composer.table(item)
        elif is_stretched(item):
            composer.line([word for part in item.segments for word in part.words])
        else:
            for part in item.segments:
                composer.line(part.words)
    turned: list[RawWord] = [word for word in raw.words if word.turned]
    if turned:
        composer.aside("filigrane", [[word] for word in turned])
    return composer.page(raw)
