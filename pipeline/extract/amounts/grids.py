"""The tables of a convention made good: headings joined to their rows, rows printed in one put apart, lines joined.

A table reaches this family with the faults of its printing or of its reading: a heading left above the page break, two
rows in one for want of a rule, a number cut in two columns, cells read as lines. What can be put right without guessing
is; a row that cannot be told apart is left out, with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from pipeline.extract.amounts.cell_text import Row, is_empty
from pipeline.extract.context import Context
from pipeline.extract.flow import Flow, Grid, GridCell
from pipeline.extract.rulebook import Rulebook
from pipeline.figures import NumberEnd, number_end

_PROSE = 250
_SENTENCES = regex.compile(r"\p{Ll}[.;]\s+\p{Lu}|\p{Ll}\s?:\s+[-–•]\s")
_SHORT = 48
_ABOVE = 120
_SPECK = regex.compile(r"\s*(?:[^\p{N}\p{L}–—-]{1,2}|\p{L})\s*")
"""What OCR makes of a spot on the paper."""
_SPACE = regex.compile(r"\s")
_BLANK = regex.compile(r"\S\s+\S")
_THREE = regex.compile(r"\d{3}")
_LAST_THREE = regex.compile(r"\d{1,3}(?:[ .']\d{3})*[ .'](?:\d\n\d\d|\d\d\n\d)(?!\d)[^\d\n]{0,6}")
"""The last three digits of a number parted by a line end, its unit after them or not."""
_THOUSANDS = regex.compile(r"\d{1,3}(?: \d{3})*")
_YEAR = regex.compile(r"\s*20\d\d\s*")
_PADDING = 3.0
"""Least blank (points) left in a cell on both sides of its text together."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables to read as such, in order; `confused` are cells whose rows could not be told apart."""

    grids: tuple[tuple[Grid, tuple[Row, ...]], ...]
    confused: tuple[GridCell, ...] = ()

    def spans(self) -> list[tuple[int, int]]:
        """Return the places of the tables, left out of the running text."""
        return [(grid.start, grid.end) for grid, _ in self.grids]


def tables_of(ctx: Context) -> Tables:
    """Return the tables of figures of a convention, printed as such or as lines of cells."""
    whole = [grid for grid in _whole_grids(ctx.flow) if not _is_prose(grid)]
    taken = [(g.start, g.end) for g in ctx.flow.grids]
    found = sorted([*whole, *_grids_of_lines(ctx, taken)], key=lambda g: g.start)
    grids, confused = [], []
    for grid in found:
        rows: list[Row] = []
        for row in grid.rows():
            parts = list(_unstacked(ctx.flow, row, ctx.book))
            rows += parts
            confused += [c for c in row if c is not None and not parts]
        grids.append((grid, tuple(_whole_numbers(rows))))
    return Tables(tuple(grids), tuple(dict.fromkeys(confused)))


def _whole_grids(flow: Flow) -> Iterator[Grid]:
    """Yield the data tables, a heading that stands alone above a page break or a frame joined to the rows below it."""
    held: Grid | None = None
    for grid in sorted(flow.grids, key=lambda g: g.start):
        if held is not None and not grid.layout and _goes_with(flow, held, grid):
            moved = tuple(replace(c, row=c.row + held.n_rows) for c in grid.cells)
            cells = held.cells + moved
            held = replace(held, end=grid.end, n_rows=held.n_rows + grid.n_rows, cells=cells, layout=False)
            continue
        if held is not None and not held.layout:
            yield held
        held = grid
    if held is not None and not held.layout:
        yield held


def _goes_with(flow: Flow, above: Grid, below: Grid) -> bool:
    if above.n_cols != below.n_cols or below.start < above.end or flow.text[above.end : below.start].strip():
        return False
    return not above.layout or above.n_rows <= 2


def _is_prose(grid: Grid) -> bool:
    """A table that sets out paragraphs (an act laid out in two columns) is running text."""
    return any(len(c.text) > _PROSE or (len(c.text) > 90 and _SENTENCES.search(c.text)) for c in grid.cells)


def _unstacked(flow: Flow, row: Row, book: Rulebook) -> Iterator[Row]:
    """Yield the rows that were printed in one: as many as the lines of its figures; none when they do not match."""
    cells = list(dict.fromkeys(c for c in row if c is not None))
    lines = {cell: _lines(flow, cell) if _BLANK.search(cell.text) else [cell] for cell in cells}
    stacked = [c for c in cells if len(lines[c]) > 1 and all(_number(part, book) for part in lines[c])]
    if not stacked:
        yield row
        return
    count = max(len(lines[c]) for c in stacked)
    if _are_wrapped(flow, [lines[c] for c in stacked]):
        yield row
        return
    if _stand_beside_whole(cells, stacked, lines, book):
        yield row
        return
    labels = [c for c in cells if c not in stacked and len(lines[c]) == count and not _number(c, book)]
    if all(_is_broken(lines[c]) for c in stacked) and _go_on(lines[c] for c in labels):
        yield row
        return
    if not labels or any(len(lines[c]) != count for c in stacked):
        return
    for at in range(count):
        yield tuple(_part(cell, lines, at, count) for cell in row)


def _part(cell: GridCell | None, lines: dict[GridCell, list[GridCell]], at: int, count: int) -> GridCell | None:
    if cell is None or len(lines[cell]) != count:
        return cell
    return lines[cell][at]


def _go_on(labels: Iterable[Sequence[GridCell]]) -> bool:
    """Tell whether each label is one, its further lines in small letters ('Formation des' / 'conseillers')."""
    return all(line.text.strip()[:1].islower() for lines in labels for line in lines[1:])


def _is_broken(parts: Sequence[GridCell]) -> bool:
    """One number over two lines, for want of room: the second holds its last three digits, or those of them left."""
    first, last = parts[0].text.strip(), parts[-1].text.strip()
    return len(parts) == 2 and bool(_THREE.fullmatch(last) or _LAST_THREE.fullmatch(f"{first}\n{last}"))


def _are_wrapped(flow: Flow, cells: Sequence[Sequence[GridCell]]) -> bool:
    """Tell whether cells hold one number each, over several lines for want of room, whatever their labels hold.

    One of them at least shows it: its last line alone has decimals or a unit, or its lines would not fit side by side.
    """
    ends = [_end(parts) for parts in cells]
    return None not in ends and ("closed" in ends or any(_lacks_room(flow, parts) for parts in cells))


def _stand_beside_whole(
    cells: Sequence[GridCell], stacked: Sequence[GridCell], lines: dict[GridCell, list[GridCell]], book: Rulebook
) -> bool:
    """Tell whether cells hold one number each over several lines: others of their row hold one in a single line.

    Labels of as many lines, each of which begins with a capital, are several all the same.
    """
    others = [lines[c] for c in cells if c not in stacked and not is_empty(c)]
    if None in [_end(lines[c]) for c in stacked] or not any(len(o) == 1 and _number(o[0], book) for o in others):
        return False
    return all(line.text.strip()[:1].islower() for other in others for line in other[1:])


def _end(parts: Sequence[GridCell]) -> NumberEnd | None:
    first, *inner, last = (part.text.strip() for part in parts)
    return number_end(first, last) if all(map(_THREE.fullmatch, inner)) else None


def _lacks_room(flow: Flow, parts: Sequence[GridCell]) -> bool:
    """Tell whether the lines of a cell are too wide, side by side, for the place between its sides."""
    page = flow.reading.pages[int(flow.pages[parts[0].start]) - 1]
    at = [int(flow.offsets[part.start]) for part in parts]
    boxes = [line.box for line in page.lines if any(line.start <= one < line.end for one in at)]
    cell = next((c.box for t in page.tables if t.ruled for c in t.cells if c.start <= at[0] < c.end), None)
    if cell is None or len(boxes) != len(parts):
        return False
    blank = 0.25 * boxes[0].height * (len(boxes) - 1)
    return sum(box.width for box in boxes) + blank > cell.width - _PADDING


def _number(cell: GridCell, book: Rulebook) -> bool:
    return is_empty(cell) or book["montants.tab_nombre"].match(cell.text) is not None


def _lines(flow: Flow, cell: GridCell) -> list[GridCell]:
    """Return the printed lines of a cell, each as a cell of its own."""
    parts, start = [], cell.start
    for at in (blank.start() for blank in _SPACE.finditer(flow.text, cell.start, cell.end)):
        if _ends_line(flow, at):
            parts.append((start, at))
            start = at + 1
    parts.append((start, cell.end))
    cells = [replace(cell, start=a, end=b, text=flow.text[a:b]) for a, b in parts]
    shown = [c for c in cells if c.text.strip() and not _SPECK.fullmatch(c.text)]
    return shown if len(shown) > 1 else [cell]


def _ends_line(flow: Flow, at: int) -> bool:
    page = flow.reading.pages[int(flow.pages[at]) - 1]
    offset = int(flow.offsets[at])
    return offset < len(page.text) and page.text[offset] == "\n"


def _whole_numbers(rows: Sequence[Row]) -> Iterator[Row]:
    """Join the two halves of numbers that were read as two columns ('4 | 000')."""
    width = max((len(row) for row in rows), default=0)
    cut = next((at for at in range(1, width) if _halves(rows, at)), None)
    for row in rows:
        left, right = (row[cut - 1], row[cut]) if cut is not None else (None, None)
        if cut is None or left is None or right is None or is_empty(left) or is_empty(right) or left == right:
            yield row
            continue
        joined = replace(left, end=right.end, text=f"{left.text.strip()} {right.text.strip()}")
        yield (*row[: cut - 1], joined, None, *row[cut + 1 :])


def _halves(rows: Sequence[Row], at: int) -> bool:
    pairs = [(a, b) for a, b in ((row[at - 1], row[at]) for row in rows) if a and b and a != b]
    both = [(a.text.strip(), b.text.strip()) for a, b in pairs if not is_empty(a) and not is_empty(b)]
    figures = [(a, b) for a, b in both if _THREE.fullmatch(b) and _THOUSANDS.fullmatch(a)]
    return len(figures) > 1 and len(figures) == len(both)


def _grids_of_lines(ctx: Context, taken: Sequence[tuple[int, int]]) -> Iterator[Grid]:
    """Yield tables whose cells were read as lines: a paragraph of headings, then paragraphs of as many lines."""
    paragraphs = [p for p in _paragraphs(ctx.text) if not any(a < p[-1][1] and p[0][0] < b for a, b in taken)]
    run: list[list[tuple[int, int]]] = []
    for lines in paragraphs:
        follows = run and len(lines) == len(run[-1]) and not ctx.text[run[-1][-1][1] : lines[0][0]].strip()
        if follows and any(_figure_line(ctx, line) for line in lines):
            run.append(lines)
            continue
        if _is_table(ctx, run):
            yield _grid_of(ctx.text, run)
        run = [lines] if _headings(ctx, lines) or _row_below_headings(ctx, lines) else []
    if _is_table(ctx, run):
        yield _grid_of(ctx.text, run)


def _is_table(ctx: Context, run: Sequence[Sequence[tuple[int, int]]]) -> bool:
    return len(run) > 1 or (len(run) == 1 and _row_below_headings(ctx, run[0]))


def _row_below_headings(ctx: Context, lines: Sequence[tuple[int, int]]) -> bool:
    """A label and its figures, one under the other, below a line of natures ('AE CP AE CP')."""
    figures = [_figure_line(ctx, line) for line in lines]
    above = ctx.text[max(0, lines[0][0] - _ABOVE) : lines[0][0]].rstrip()
    natures = ctx.book["montants.nature"].search(above[above.rfind("\n") + 1 :])
    return natures is not None and not figures[0] and len(figures) > 2 and all(figures[1:])


def _paragraphs(text: str) -> Iterator[list[tuple[int, int]]]:
    """Yield the paragraphs that are made of short lines, as the places of their lines."""
    at = 0
    for paragraph in text.split("\n\n"):
        lines = paragraph.split("\n") if "\t" not in paragraph and "\n" in paragraph.strip() else []
        places = []
        for line in lines:
            shown = line.strip()
            if shown:
                places.append((at + line.index(shown), at + line.index(shown) + len(shown)))
            at += len(line) + 1
        if len(places) > 1 and all(end - start <= _SHORT for start, end in places):
            yield places
        at += 1 if lines else len(paragraph) + 2


def _headings(ctx: Context, lines: Sequence[tuple[int, int]]) -> bool:
    texts = [ctx.text[a:b] for a, b in lines]
    heads = [t for t in texts if ctx.book["montants.nature"].search(t) or ctx.book["montants.tab_argent"].search(t)]
    years = [t for t in texts if ctx.book["montants.tab_annee"].search(t)]
    return bool(heads or len(years) > 1) and not any(_figure_line(ctx, line) for line in lines)


def _figure_line(ctx: Context, line: tuple[int, int]) -> bool:
    text = ctx.text[slice(*line)]
    return ctx.book["montants.tab_nombre"].match(text) is not None and not _YEAR.fullmatch(text)


def _grid_of(text: str, run: Sequence[Sequence[tuple[int, int]]]) -> Grid:
    cells = tuple(
        GridCell(text[a:b], a, b, row, col, 0) for row, lines in enumerate(run) for col, (a, b) in enumerate(lines)
    )
    return Grid(cells[0].start, cells[-1].end, len(run), len(run[0]), cells, ruled=False)
