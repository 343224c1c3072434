"""A raw page -> a page in reading order, its tables found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.model import Page
from pipeline.read.blocks import Known, find_blocks
from pipeline.read.compose import Composer
from pipeline.read.content import is_figure
from pipeline.read.drafts import Draft, holds
from pipeline.read.drawn_over import Above, as_one
from pipeline.read.grids import Drawn, find_grids
from pipeline.read.level import levelled
from pipeline.read.panels import Panel
from pipeline.read.raw import RawPage, RawWord, Ruling, median
from pipeline.read.rows import Row, is_stretched, rows_of, segment
from pipeline.read.sharpen import with_figures_apart
from pipeline.read.sideways import seated
from pipeline.read.stretched import Margins, with_lines_whole
from pipeline.read.tabulate import by_articles, tabulate

Item = Draft | Panel | Row
_MARGIN = 0.06
"""Height of the margins where heads and feet are printed, as a share of the page's."""
_SMALLER, _APART = 0.92, 1.0
"""Size of their print, as a share of the text's, at most, and the blank (em) between them and the text, at least."""
_NOTES = 12
"""Lines that end a page, among which its footnotes begin."""
_TAB = 3.0
"""How far (em) from its number the text of a footnote begins, at most."""
_RULE_REACH = 20.0
"""How far (points) above or below its text the rules of a table may stand."""


def layout(
    raw: RawPage, known: Sequence[Known] = (), margins: Margins | None = None, above: Above | None = None
) -> Page:
    """Put the words of a page in reading order, make its text and find its tables.

    `known` are the columns of tables on the pages before and after that may go on here by a single row, `margins`
    those of the other pages' justified text, `above` the drawn table that ends the page before.
    """
    composer = Composer()
    upright = [word for word in raw.words if not word.turned]
    items = _items(upright, raw.rulings, raw.height, known, margins, above)
    turned: list[RawWord] = [word for word in raw.words if word.turned]
    if any(word.side for word in turned):
        items, turned = seated(items, turned)
    _write(composer, items, raw.height)
    if turned:
        composer.aside("filigrane", [[word] for word in turned])
    return composer.page(raw)


def _items(
    words: Sequence[RawWord],
    rulings: Sequence[Ruling],
    height: float,
    known: Sequence[Known] = (),
    margins: Margins | None = None,
    above: Above | None = None,
    page: bool = True,
) -> list[Item]:
    """Return what is printed on a page `height` points high, or in a cell of it: rows, and tables found."""
    drawn = find_grids(words, rulings)
    items: list[Item] = [*(as_one(drawn.drafts, above) if above else drawn.drafts), *drawn.panels]
    rows = with_figures_apart(with_lines_whole(rows_of(drawn.loose), margins))
    rows = levelled(_with_notes_whole(rows) if page else rows)
    head, foot = _running(rows, height) if page else (0, len(rows))
    items += [*rows[:head], *rows[foot:]]
    rows = rows[head:foot]
    return [*items, *_arranged(rows, drawn, known)]


def _running(rows: Sequence[Row], height: float) -> tuple[int, int]:
    """Return how many rows stand in the margin above the text, in smaller print, and where those below it begin.

    What they set left and right is no column of the text that follows.
    """
    head, foot = 0, len(rows)
    for at, (row, below) in enumerate(pairwise(rows), 1):
        if row.y1 > _MARGIN * height:
            break
        head = at if _is_apart(row, below, row, below) else head
    for at, (above, row) in reversed(list(enumerate(pairwise(rows[head:]), head + 1))):
        if row.y0 < (1 - _MARGIN) * height:
            break
        foot = at if _is_apart(above, row, row, above) else foot
    return head, foot


def _with_notes_whole(rows: list[Row]) -> list[Row]:
    """Join the number of each footnote that ends a page to its text, set apart from it by a tabulation."""
    if not any(map(_is_note, rows[-_NOTES:])):
        return rows
    at, usual = len(rows), median([row.em for row in rows])
    while at and rows[at - 1].em < _SMALLER * usual:
        at -= 1
    return [*rows[:at], *(_whole(row) if _is_note(row) else row for row in rows[at:])]


def _is_note(row: Row) -> bool:
    """Tell whether a row is a small number, and a text at a tabulation from it."""
    if len(row.segments) != 2 or row.segments[1].x0 - row.segments[0].x1 > _TAB * row.em:
        return False
    number, text = (part.text for part in row.segments)
    return len(number) < 3 and number.isdecimal() and len(text.split()) > 1 and not is_figure(text)


def _whole(row: Row) -> Row:
    return row._replace(segments=(segment([word for part in row.segments for word in part.words]),))


def _is_apart(above: Row, below: Row, small: Row, large: Row) -> bool:
    return small.em < _SMALLER * large.em and below.y0 - above.y1 > _APART * large.em


def _arranged(rows: Sequence[Row], drawn: Drawn, known: Sequence[Known]) -> Iterator[Item]:
    """Yield the rows of a page from top to bottom, those set in columns as tables."""
    at = 0
    for block in find_blocks(rows, drawn, known):
        yield from rows[at : block.first]
        top, bottom = block.rows[0].y0 - _RULE_REACH, block.rows[-1].y1 + _RULE_REACH
        rules = [rule for rule in drawn.rules if top < rule.y0 < bottom]
        parts, taken = by_articles(block.rows, block.columns)
        yield from parts or (tabulate(block.rows, block.columns, rules),)
        at = block.first + taken if parts else block.last + 1
    yield from rows[at:]


def _top(item: Item) -> float:
    return item.y0 if isinstance(item, Row) else item.box.y0


def _inside(columns: Draft, drafts: Sequence[Draft]) -> list[Draft]:
    """Return the tables that stand in one of the columns of a layout."""
    tables = [one for one in drafts if not one.layout]
    return [one for one in tables if any(holds(cell.box, one.box) for cell in columns.cells)]


def _write(composer: Composer, items: Sequence[Item], height: float) -> None:
    """Write what was found on a page, or in a cell of it, from top to bottom."""
    drafts = [item for item in items if isinstance(item, Draft)]
    inside: dict[int, list[Draft]] = {}
    nested: set[int] = set()
    for one in drafts:
        inside[id(one)] = [table for table in _inside(one, drafts) if id(table) not in nested] if one.layout else []
        nested.update(map(id, inside[id(one)]))
    for item in sorted((item for item in items if id(item) not in nested), key=_top):
        if isinstance(item, Draft):
            composer.table(item, inside.get(id(item), ()))
        elif isinstance(item, Panel):
            _write_panel(composer, item, height)
        elif is_stretched(item):
            composer.line([word for part in item.segments for word in part.words])
        else:
            for part in item.segments:
                composer.line(part.words)


def _write_panel(composer: Composer, panel: Panel, height: float) -> None:
    for part in panel.parts:
        if isinstance(part, Draft):
            composer.table(part)
        else:
            _write(composer, _items(part.words, part.rulings, height, page=False), height)
