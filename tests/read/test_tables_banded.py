"""Tables that draw no line but shade every other row, where a page break or a long label falls between two shades."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest

from tests.read.pdf.drawing import Sheet, grid_of, read_page

XS, RIGHT, ROW, LINE = (60.0, 300.0, 410.0), 520.0, 18.0, 12.0
HEAD = ("Opération", "AE 2024", "CP 2024")
LONG = "Maintenance des matériels et logiciels\nde la direction"
ROWS = (
    ("Hébergement", "20 000", "15 000"),
    (LONG, "31 000", "22 000"),
    ("Formation", "12 000", "8 000"),
    (LONG, "41 000", "32 000"),
    ("Évaluation", "17 000", "9 000"),
    (LONG, "53 000", "47 000"),
)


def _draw(sheet: Sheet, rows: Sequence[Sequence[str]], shaded: int, cells: bool) -> None:
    """Draw rows, every other one shaded from row `shaded` on, by cells or from end to end."""
    y = 60.0
    for number, row in enumerate(rows):
        high = ROW + LINE * row[0].count("\n")
        if number % 2 == shaded:
            ends = (*XS, RIGHT) if cells else (XS[0], RIGHT)
            for left, right in pairwise(ends):
                sheet.box(left, y, right, y + high, 0.9)
        lines = row[0].split("\n")
        sheet.lines(XS[0] + 4, y + 4, lines)
        for right, text in zip((XS[2], RIGHT), row[1:], strict=True):
            sheet.text(right - 4, y + 4 + LINE * (len(lines) - 1), text, right=True)
        y += high


@pytest.mark.parametrize("cells", [True, False], ids=["cells", "rows"])
@pytest.mark.parametrize("shaded", [0, 1])
@pytest.mark.parametrize("first", range(3))
@pytest.mark.parametrize("head", [True, False], ids=["head", "no head"])
def test_rows_that_are_not_shaded_are_of_the_table(head: bool, first: int, shaded: int, cells: bool) -> None:
    rows = [*([HEAD] if head else []), *ROWS[first:]]
    page = read_page(lambda sheet: _draw(sheet, rows, shaded, cells))
    found = [row for table in page.tables for row in grid_of(page, table)]
    assert [[" ".join(text.split()) for text in row] for row in found] == [
        [" ".join(text.split()) for text in row] for row in rows
    ]


def test_a_repeated_head_and_the_row_below_it_may_both_be_shaded() -> None:
    def draw(sheet: Sheet) -> None:
        for top in (60, 60 + ROW, 60 + 3 * ROW + LINE, 60 + 5 * ROW + 2 * LINE):
            sheet.box(XS[0], top, RIGHT, top + ROW, 0.9)
        _draw(sheet, [HEAD, *ROWS], 2, cells=False)

    page = read_page(draw)
    assert [row[1] for table in page.tables for row in grid_of(page, table)] == [HEAD[1], *(row[1] for row in ROWS)]


def test_a_row_that_is_not_shaded_keeps_its_columns_beside_a_shaded_cell_joined_with_those_above() -> None:
    xs = (60.0, 200.0, 260.0, 360.0, 460.0)
    rows = (
        ("Service", "Nature", "2023", "2024"),
        ("DREETS", "AE", "900 000", "750 000"),
        ("", "CP", "400 000", "0"),
        ("DRAC", "AE", "700 000", "500 000"),
    )

    def draw(sheet: Sheet) -> None:
        for number, texts in enumerate(rows):
            top = 60 + ROW * number
            for left, right in pairwise(xs if number != 2 else xs[:2]):
                sheet.box(left, top, right, top + ROW, 0.9 if number else 0.7)
            for left, text in zip(xs[:-1], texts, strict=True):
                sheet.text(left + 4, top + 4, text)

    page = read_page(draw)
    assert [row[1:] for row in grid_of(page, page.tables[0])] == [list(row[1:]) for row in rows]


def test_parties_below_a_ruled_head_are_read_side_by_side_whatever_row_is_shaded() -> None:
    left = (
        "LE DÉLÉGANT",
        ("Direction des phares", "et des balises"),
        ("Tour du Port", "29200 Brest"),
        ("son directeur",),
        ("« la DPB »",),
    )
    right = (
        "LE DÉLÉGATAIRE",
        ("Direction régionale des bacs", "et passages d'eau", "(DRBPE)"),
        ("2 rue des Quais",),
        ("sa directrice",),
        ("« la DRBPE »",),
    )

    def draw(sheet: Sheet) -> None:
        for x, head in ((64, left[0]), (304, right[0])):
            sheet.text(x, 64, head, bold=True)
        sheet.rule(60, 80, 520, 80, 2)
        for top, bottom in ((130, 160), (180, 200)):
            sheet.box(60, top, 300, bottom, 0.9)
            sheet.box(300, top, 520, bottom, 0.9)
        for y, one, other in zip((86, 134, 164, 184), left[1:], right[1:], strict=True):
            sheet.lines(64, y, one)
            sheet.lines(304, y, other)

    page = read_page(draw)
    lines = page.text.split("\n")
    assert lines.index("29200 Brest") < lines.index("Direction régionale des bacs") < lines.index("sa directrice")
    assert lines[0] == "LE DÉLÉGANT"
    assert lines.index("son directeur") < lines.index("LE DÉLÉGATAIRE")
