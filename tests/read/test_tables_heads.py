"""No head ever stands over another column's figures, however heads and figures are set."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from pipeline.read.columns import spread
from pipeline.read.raw import RawWord
from pipeline.read.rows import Row, segment
from pipeline.read.sharpen import sharpened
from tests.read.pdf.drawing import SIZE, Sheet, grid_of, read_page

FIGURES = (("790 000", "0", "1 250 000"), ("300 000", "140 000", "85 000"), ("5 000", "0", "60 000"))
LEFT, PITCH, ROW = 40.0, 130.0, 18.0


def _set(sheet: Sheet, sides: tuple[float, float], y: float, text: str, align: str) -> None:
    width = stringWidth(text, "Helvetica", SIZE)
    left, right = sides
    sheet.text({"left": left + 4, "right": right - 4 - width, "centre": (left + right - width) / 2}[align], y, text)


def _frame(sheet: Sheet, frame: str, n_rows: int, right: float) -> None:
    bottom = 100 + ROW * n_rows
    if frame == "rules":
        for number in range(n_rows + 1):
            sheet.rule(LEFT, 100 + ROW * number, right, 100 + ROW * number)
    elif frame == "box":
        sheet.box(LEFT, 100, right, bottom)
        sheet.rule(LEFT, 100 + ROW, right, 100 + ROW)


def _misplaced(rows: Sequence[Sequence[str]], grid: Sequence[Sequence[str]]) -> bool:
    """Tell whether a head shares its column with a figure that is another head's."""
    shown = [row for row in grid if any(row)]
    for head, *own in list(zip(*rows, strict=True))[1:]:
        if head not in shown[0]:
            continue
        at = shown[0].index(head)
        if any(row[at] and row[at] not in own for row in shown[1:]):
            return True
    return False


@pytest.mark.parametrize("heads", [("2023", "2024", "2025"), ("AE", "CP", "Total")], ids=["years", "natures"])
@pytest.mark.parametrize("frame", ["none", "rules", "box"])
@pytest.mark.parametrize("label", ["", "Nature", "Exercice budgétaire"])
def test_heads_and_figures(heads: tuple[str, ...], frame: str, label: str) -> None:
    labels = ("AE", "CP", "Total") if heads[0] == "2023" else ("2023", "2024", "2025")
    aligned = product(("left", "centre", "right"), ("left", "right"))
    for (head, figure), width, n_cols, n_rows in product(aligned, (70.0, 110.0), (2, 3), (2, 3)):
        body = [(name, *figures[:n_cols]) for name, figures in zip(labels, FIGURES, strict=True)]
        rows = [(label, *heads[:n_cols]), *body[:n_rows]]
        edges = [LEFT, *(LEFT + PITCH + width * number for number in range(n_cols + 1))]

        def draw(
            sheet: Sheet, rows: Sequence[Sequence[str]] = rows, edges: Sequence[float] = edges,
            aligns: tuple[str, str] = (head, figure),
        ) -> None:  # fmt: skip
            _frame(sheet, frame, len(rows), edges[-1])
            for number, row in enumerate(rows):
                for at, (sides, text) in enumerate(zip(pairwise(edges), row, strict=True)):
                    align = aligns[0] if number == 0 else "left" if at == 0 else aligns[1]
                    if text:
                        _set(sheet, sides, 104 + ROW * number, text, align)

        page = read_page(draw)
        for table in page.tables:
            assert not _misplaced(rows, grid_of(page, table)), (head, figure, width, n_cols, n_rows)


def test_short_figures_beside_long_ones_are_of_one_column() -> None:
    rows = [("Nature", "2023", "2024"), ("AE", "790 000", "0"), ("CP", "300 000", "140 000"), ("Total", "5 000", "0")]
    edges = (40.0, 170.0, 240.0, 310.0)

    def draw(sheet: Sheet) -> None:
        for number, row in enumerate(rows):
            for at, (sides, text) in enumerate(zip(pairwise(edges), row, strict=True)):
                _set(
                    sheet, sides, 104 + ROW * number, text, "centre" if number == 0 else "left" if at == 0 else "right"
                )

    page = read_page(draw)
    assert [grid_of(page, table) for table in page.tables] == [[list(row) for row in rows]]


def test_a_corridor_inside_numbers_parts_no_columns() -> None:
    """As OCR sees them: a blank between thousands is as wide as a corridor, in all the rows."""
    shown = (
        (((60, 90, "2024"),), ((130, 142, "AE"),), ((200, 217, "253"), (222, 245, "500"))),
        (((60, 90, "2024"),), ((130, 142, "CP"),), ((206, 217, "72"), (222, 245, "500"))),
        (((60, 90, "2025"),), ((130, 142, "CP"),), ((200, 217, "181"), (222, 245, "000"))),
    )
    rows = []
    for y, parts in zip((100.0, 115.0, 130.0), shown, strict=True):
        segments = [segment([RawWord(text, x0, y, x1, y + 8, 8) for x0, x1, text in part]) for part in parts]
        rows.append(Row(60, y, 245, y + 8, 8, tuple(segments)))
    columns = spread((), [part for row in rows for part in row.segments], 8)
    recut, found = sharpened(rows, columns)
    assert [row.segments[-1].text for row in recut] == ["253 500", "72 500", "181 000"]
    assert len(found) == 3
