"""Numbers too wide for their cells: one number over several lines is one amount, sums one above the other are several."""

from __future__ import annotations

import pytest

from pipeline.extract import amounts
from pipeline.extract.amounts.grids import tables_of
from pipeline.extract.context import Context, Section
from pipeline.extract.flow_build import build_flow
from pipeline.read.reader import read_document
from tests.extract.credits import said
from tests.extract.helpers import book, reference
from tests.read.pdf.drawing import Sheet, pdf

Lines = tuple[str, ...]


def _figures(label: Lines, cell: Lines, width: float) -> list[list[str]]:
    """The labels and figures of a drawn table whose one row holds these lines, in columns `width` points wide."""
    xs = (60.0, 160.0, 160.0 + width)

    def draw(sheet: Sheet) -> None:
        sheet.grid(xs, (100, 118, 148))
        sheet.cells(xs[:2], 104, ("Nature", "AE"))
        for x, lines in zip(xs, (label, cell), strict=False):
            sheet.lines(x + 3, 120, lines)

    return _rows(pdf(draw))


def _rows(document: bytes) -> list[list[str]]:
    """The rows below the heads of the one table of a document."""
    flow = build_flow(read_document(document), book())
    tables = tables_of(Context(flow, (Section("article", 0, len(flow.text)),), book(), reference()))
    ((_, rows),) = tables.grids
    return [[part.text.strip() for part in row if part is not None] for row in rows[1:]]


@pytest.mark.parametrize(
    ("cell", "width"),
    [
        (("18", "400,00"), 90),
        (("1 234", "567 €"), 90),
        (("18", "400"), 30),
        (("1 250", "000"), 40),
        (("39", "500"), 90),
    ],
)
def test_a_number_over_two_lines_is_one_whatever_its_label_holds(cell: Lines, width: float) -> None:
    whole = " ".join(cell)
    assert _figures(("Restauration", "collective"), cell, width) == [["Restauration collective", whole]]


@pytest.mark.parametrize(
    ("cell", "width"),
    [
        (("400,00", "200,00"), 90),
        (("18 €", "400 €"), 90),
        (("18", "400"), 90),
        (("4 000", "12 000"), 90),
        (("527 500", "492 500"), 60),
    ],
)
def test_sums_one_above_the_other_are_as_many_as_their_labels(cell: Lines, width: float) -> None:
    assert _figures(("Travaux", "Matériel"), cell, width) == [["Travaux", cell[0]], ["Matériel", cell[1]]]


def test_a_number_over_two_lines_beside_one_in_a_single_line_is_one() -> None:
    xs = (60.0, 160.0, 240.0, 320.0)

    def draw(sheet: Sheet) -> None:
        sheet.grid(xs, (100, 118, 148))
        sheet.cells(xs[:3], 104, ("Nature", "AE", "Total"))
        for x, lines in zip(xs, (("Abattage et", "équarrissage"), ("930 500",), ("1 385", "750")), strict=False):
            sheet.lines(x + 3, 120, lines)

    assert _rows(pdf(draw)) == [["Abattage et équarrissage", "930 500", "1 385 750"]]


@pytest.mark.parametrize("rest", ["DT34", "de la digue"])
def test_the_end_of_a_row_that_a_page_break_cuts_heads_nothing(rest: str) -> None:
    xs = (60.0, 130.0, 220.0, 280.0, 370.0, 460.0)

    def first(sheet: Sheet) -> None:
        sheet.grid(xs, (740, 758, 776))
        sheet.cells(xs[:5], 744, ("BOP", "Objet", "Nature", "2023", "2024"))
        sheet.cells(
            xs[:5], 762, ("0380-OCCI", "0380-OCCI-" if rest.isupper() else "Étude", "AE", "145 000 €", "60 000 €")
        )

    def second(sheet: Sheet) -> None:
        sheet.grid(xs, (60, 78, 96))
        sheet.cells(xs[1:2], 64, (rest,))
        sheet.cells(xs[2:5], 82, ("CP", "70 000 €", "135 000 €"))

    flow = build_flow(read_document(pdf(first, second)), book())
    facts = amounts.extract(Context(flow, (Section("article", 0, len(flow.text)),), book(), reference())).facts
    assert [tuple(said(fact, column) for column in ("nature", "montant", "exercice")) for fact in facts] == [
        ("AE", 145000, 2023), ("AE", 60000, 2024), ("CP", 70000, 2023), ("CP", 135000, 2024),
    ]  # fmt: skip


def _over_a_break(above: Lines, below: Lines) -> list[tuple[object, ...]]:
    """The amounts of a row whose one cell of sums in words goes on below a page break."""
    xs = (60.0, 150.0, 420.0)

    def first(sheet: Sheet) -> None:
        sheet.lines(60, 700, ("Les crédits de l'année 2021 sont ouverts comme suit :",))
        sheet.grid(xs, (730, 748, 792))
        sheet.cells(xs[:2], 734, ("UO", "AE"))
        sheet.cells(xs[:1], 752, ("0143-CDAG-AGRI",))
        sheet.lines(153, 752, above)

    def second(sheet: Sheet) -> None:
        sheet.grid(xs, (60, 104, 122))
        sheet.lines(153, 64, below)
        sheet.cells(xs[:2], 108, ("0143-CDAG-DNUM", "10 000 EUR"))

    flow = build_flow(read_document(pdf(first, second)), book())
    facts = amounts.extract(Context(flow, (Section("article", 0, len(flow.text)),), book(), reference())).facts
    return [(said(f, "nature"), said(f, "montant"), str(said(f, "uo"))[-4:], said(f, "role")) for f in facts]


def test_sums_in_words_below_a_page_break_are_of_the_row_above() -> None:
    found = _over_a_break(
        ("140 000 EUR au titre du financement des ports",),
        ("80 000 EUR au titre de l'avenant à la convention", "soit un total de : 220 000 EUR"),
    )
    assert [row[:2] for row in found] == [("AE", 140000), ("AE", 80000), ("AE", 220000), ("AE", 10000)]
    assert found[2][3] == "total"


def test_a_sum_half_told_above_a_page_break_is_doubted() -> None:
    xs = (60.0, 150.0, 350.0, 550.0)

    def first(sheet: Sheet) -> None:
        sheet.lines(60, 700, ("Le délégant met à disposition les montants maximum suivants :",))
        sheet.grid(xs, (730, 748, 792))
        sheet.cells(xs[:3], 734, ("UO", "AE 2021", "CP 2021"))
        sheet.cells(xs[:1], 752, ("0143-CDAG-AGRI",))
        sheet.cells(xs[1:3], 752, ("80 000 EUR au titre de l'avenant à la", "80 000 EUR au titre de l'avenant à la"))

    def second(sheet: Sheet) -> None:
        sheet.grid(xs, (60, 104, 122))
        sheet.cells(xs[1:3], 64, ("convention de rétablissement", "convention de rétablissement"))
        sheet.cells(xs[:3], 108, ("0143-CDAG-DNUM", "10 000 EUR", "10 000 EUR"))

    flow = build_flow(read_document(pdf(first, second)), book())
    facts = amounts.extract(Context(flow, (Section("article", 0, len(flow.text)),), book(), reference())).facts
    doubted = [(said(fact, "montant"), fact.values["montant"].confidence < 0.9) for fact in facts]
    assert doubted == [(80000, True), (80000, True), (10000, False), (10000, False)]
