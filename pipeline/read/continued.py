"""Tables that go on over a page break.

Two tables are one when nothing of the body stands between them and their columns are the same. A row left alone on
one side of the break shows no table of its own: the page is laid out again, knowing the columns across the break.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec.structs import replace

from pipeline.model import Line, Page, Table
from pipeline.read.blocks import Known
from pipeline.read.columns import Column
from pipeline.read.outside import outside

_SLACK = 6.0
"""Points by which the columns of two parts of a table may miss each other."""

_FIRST = 3
"""Lines of a page among which a row that goes on a table begins."""


def link_tables(pages: Sequence[Page]) -> list[Page]:
    """Return the pages, the first table of each marked when it continues the last one of the page before."""
    linked = list(pages[:1])
    for before, page in pairwise(pages):
        above, below = last_table(before), _first_table(page)
        if above is not None and below is not None and _same_columns(before, above, page, below):
            tables = tuple(replace(t, continues=True) if t is below else t for t in page.tables)
            page = replace(page, tables=tables)
        linked.append(page)
    return linked


def hints(pages: Sequence[Page]) -> dict[int, list[Known]]:
    """Return, by page number, the columns of a table beyond the break that a row alone at the page's edge may fit."""
    known: dict[int, list[Known]] = {}
    for before, page in pairwise(pages):
        above, below = last_table(before), _first_table(page)
        if above is not None and below is None and _starts_with_row(page):
            known.setdefault(page.number, []).append(Known(_columns(before, above), at_top=True))
        elif below is not None and above is None and _ends_with_row(before):
            known.setdefault(before.number, []).append(Known(_columns(page, below), at_top=False))
    return known


def last_table(page: Page) -> Table | None:
    """Return the data table that ends a page, its foot aside."""
    body = body_lines(page) if page.tables else []
    return _table_of(page, body[-1]) if body else None


def _first_table(page: Page) -> Table | None:
    body = body_lines(page) if page.tables else []
    return _table_of(page, body[0]) if body else None


def body_lines(page: Page) -> list[Line]:
    """Return the lines of a page without its heads, folios and notes."""
    return outside(page.lines, [(region.start, region.end) for region in page.regions])


def _table_of(page: Page, line: Line) -> Table | None:
    """Return the data table that a line belongs to."""
    for table in page.tables:
        if not table.layout and any(cell.start <= line.start < cell.end for cell in table.cells):
            return table
    return None


def _starts_with_row(page: Page) -> bool:
    """Tell whether a page begins with a row, one of whose cells may open a line above the others."""
    return any(_side_by_side(a, b) for a, b in pairwise(body_lines(page)[:_FIRST]))


def _ends_with_row(page: Page) -> bool:
    body = body_lines(page)
    return len(body) > 1 and _side_by_side(body[-2], body[-1])


def _side_by_side(left: Line, right: Line) -> bool:
    return abs(left.box.y0 - right.box.y0) < 0.3 * left.box.height and right.box.x0 > left.box.x1


def _same_columns(before: Page, above: Table, page: Page, below: Table) -> bool:
    if above.n_cols != below.n_cols:
        return False
    pairs = zip(_spans(before, above), _spans(page, below), strict=True)
    return all(a is None or b is None or (a.x0 < b.x1 + _SLACK and b.x0 < a.x1 + _SLACK) for a, b in pairs)


def _columns(page: Page, table: Table) -> tuple[Column, ...]:
    return tuple(span for span in _spans(page, table) if span is not None)


def _spans(page: Page, table: Table) -> Iterator[Column | None]:
    """Yield what the text of each column covers, None for an empty one."""
    for col in range(table.n_cols):
        cells = [c for c in table.cells if c.col == col and c.colspan == 1 and c.end > c.start]
        lines = [line for line in page.lines for c in cells if c.start <= line.start < c.end]
        yield Column(min(x.box.x0 for x in lines), max(x.box.x1 for x in lines)) if lines else None
