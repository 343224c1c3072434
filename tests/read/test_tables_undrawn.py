"""Tables that only blanks set in columns."""

from __future__ import annotations

from itertools import pairwise

import pytest

from pipeline.model import Page
from tests.read.pdf.drawing import PROSE, Sheet, check_page, grid_of, read_page


def _only_grid(page: Page) -> list[list[str]]:
    check_page(page)
    (table,) = page.tables
    assert not table.layout
    return grid_of(page, table)


def _schedule(sheet: Sheet, align: str) -> None:
    rows = (("2022", "1 250 000", "300 000"), ("2023", "430 000", "780 000"), ("2024", "–", "600 000"))
    sheet.lines(60, 40, PROSE)
    sheet.cells((60, 200, 320), 104, ("Année", "AE (€)", "CP (€)"), bold=True)
    for number, row in enumerate(rows):
        y = 121 + 17 * number
        sheet.text(64, y, row[0])
        for x, text in zip((204, 324), row[1:], strict=True):
            if align == "left":
                sheet.text(x, y, text)
            elif align == "right":
                sheet.text(x + 60, y, text, right=True)
            else:
                sheet.text(x + 18 + 2.6 * len(text), y, text, right=True)
    sheet.lines(60, 190, PROSE)


@pytest.mark.parametrize("align", ["left", "right", "centre"])
def test_a_schedule_by_year(align: str) -> None:
    page = read_page(lambda sheet: _schedule(sheet, align))
    assert _only_grid(page) == [
        ["Année", "AE (€)", "CP (€)"],
        ["2022", "1 250 000", "300 000"],
        ["2023", "430 000", "780 000"],
        ["2024", "–", "600 000"],
    ]
    assert page.text.startswith("\n".join(PROSE) + "\nAnnée\t")
    assert page.text.endswith("600 000\n" + "\n".join(PROSE))


def test_a_head_that_lacks_its_first_cell() -> None:
    def draw(sheet: Sheet) -> None:
        for y, row in ((60, ("", "AE", "CP")), (77, ("2022", "30 000 €", "30 000 €")), (94, ("2023", "0 €", "0 €"))):
            sheet.cells((60, 160, 300), y, row)

    assert _only_grid(read_page(draw)) == [["", "AE", "CP"], ["2022", "30 000 €", "30 000 €"], ["2023", "0 €", "0 €"]]


def test_rows_that_leave_out_the_unit_they_share() -> None:
    rows = (
        ("Unité opérationnelle", "Nature", "2021", "2022", "Total"),
        ("0362-CDIE-DR35", "AE", "1 250", "430", "1 680"),
        ("", "CP", "300", "1 380", "1 680"),
        ("0348-DR35-DP35", "AE", "85", "215", "300"),
        ("", "CP", "40", "260", "300"),
    )

    def draw(sheet: Sheet) -> None:
        for number, row in enumerate(rows):
            sheet.cells((60, 210, 280, 350, 420), 60 + 17 * number, row)

    assert _only_grid(read_page(draw)) == [list(row) for row in rows]


def test_chorus_references_with_a_title_and_empty_values() -> None:
    rows = (
        ("Références Chorus :", ""),
        ("Axe ministériel 1", ""),
        ("Domaine fonctionnel :", "0217-07-02"),
        ("Centre financier :", "0217-CDIN-CNUM"),
        ("Activité(s) :", "021701A61404 (action numérique)"),
        ("Centre de coût :", "DIRNUM075"),
    )

    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 40, PROSE)
        for number, row in enumerate(rows):
            sheet.cells((56, 200), 112 + 17 * number, row)
        sheet.lines(60, 230, PROSE)

    page = read_page(draw)
    assert _only_grid(page) == [list(row) for row in rows]
    assert page.text.count(PROSE[0]) == 2


def test_cells_of_several_lines() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.cells((60, 180, 360), 60, ("Site", "Travaux", "Coût"), bold=True)
        sheet.lines(64, 80, ("Cité administrative de", "Rennes"))
        sheet.lines(184, 80, ("Isolation de la toiture et", "reprise des façades sur rue"))
        sheet.text(364, 80, "1 120 000")
        sheet.lines(64, 115, ("Rectorat",))
        sheet.lines(184, 115, ("Chaufferie",))
        sheet.text(364, 115, "96 500")

    assert _only_grid(read_page(draw)) == [
        ["Site", "Travaux", "Coût"],
        ["Cité administrative de\nRennes", "Isolation de la toiture et\nreprise des façades sur rue", "1 120 000"],
        ["Rectorat", "Chaufferie", "96 500"],
    ]


def test_a_head_set_over_the_middle_of_figures_set_right() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(140, 60, "Financeur")
        sheet.text(330, 60, "Montant")
        for number, (name, amount) in enumerate((("État", "590 000"), ("Région", "354 000"), ("Total", "944 000"))):
            sheet.text(64, 77 + 17 * number, name)
            sheet.text(420, 77 + 17 * number, amount, right=True)

    assert _only_grid(read_page(draw)) == [
        ["Financeur", "Montant"],
        ["État", "590 000"],
        ["Région", "354 000"],
        ["Total", "944 000"],
    ]


def test_two_heads_over_four_columns() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(193, 60, "Programme 113")
        sheet.text(343, 60, "Programme 181")
        columns = (60, 180, 250, 330, 400)
        sheet.cells(columns, 77, ("Exercice", "AE", "CP", "AE", "CP"))
        for number, row in enumerate((("2024", "10 000", "4 000", "7 500", "7 500"), ("2025", "0", "6 000", "0", "0"))):
            sheet.cells(columns, 94 + 17 * number, row)

    assert _only_grid(read_page(draw)) == [
        ["", "Programme 113", "", "Programme 181", ""],
        ["Exercice", "AE", "CP", "AE", "CP"],
        ["2024", "10 000", "4 000", "7 500", "7 500"],
        ["2025", "0", "6 000", "0", "0"],
    ]


def test_columns_hardly_further_apart_than_words() -> None:
    """Every gap is about seven tenths of the font size: no row shows the columns by itself."""
    columns = (60, 148.5, 168.5, 225.5)

    def draw(sheet: Sheet) -> None:
        sheet.cells(columns, 60, ("UO", "Nt", "Engagé", "Solde"))
        for number, nature in enumerate(("AE", "CP", "AE")):
            sheet.cells(columns, 77 + 17 * number, ("0380-OCCI-DT34", nature, "145 000,00", "60 000,00"))

    assert _only_grid(read_page(draw)) == [
        ["UO", "Nt", "Engagé", "Solde"],
        *(["0380-OCCI-DT34", nature, "145 000,00", "60 000,00"] for nature in ("AE", "CP", "AE")),
    ]


def _pieced(sheet: Sheet, xs: tuple[float, ...], ys: tuple[float, ...]) -> None:
    """Draw a rule at each height, one piece a column, as word processors and browsers do."""
    for y in ys:
        for x0, x1 in pairwise(xs):
            sheet.rule(x0, y, x1 - 0.5, y)


def test_rules_drawn_cell_by_cell_show_the_columns_of_figures_set_against_the_next_head() -> None:
    rows = (("2024", "640 000", "150 000"), ("2025", "60 000", "350 000"), ("Total", "700 000", "500 000"))
    xs = (60.0, 130.0, 270.0, 400.0)

    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 40, PROSE)
        _pieced(sheet, xs, (118, 136, 154, 172))
        for x, head in zip(xs, ("Exercice", "AE", "CP"), strict=False):
            sheet.text(x + 2, 104, head)
        for number, row in enumerate(rows):
            sheet.text(xs[1] - 2, 122 + 18 * number, row[0], right=True)
            for x, figure in zip(xs[2:], row[1:], strict=True):
                sheet.text(x - 2, 122 + 18 * number, figure, right=True)
        sheet.lines(60, 190, PROSE)

    assert _only_grid(read_page(draw)) == [["Exercice", "AE", "CP"], *map(list, rows)]


def test_a_title_that_runs_on_across_the_columns_is_no_head_of_rules_drawn_cell_by_cell() -> None:
    rows = (("Site", "Montant"), ("Cité administrative", "1 120"), ("Préfecture", "560"))

    def draw(sheet: Sheet) -> None:
        sheet.text(62, 104, "Annexe A – Sites et coût des travaux")
        _pieced(sheet, (60, 173, 260), (118, 136, 154, 172))
        for number, (left, right) in enumerate(rows):
            sheet.text(62, 122 + 18 * number, left)
            sheet.text(258, 122 + 18 * number, right, right=True)

    page = read_page(draw)
    assert page.text.startswith("Annexe A – Sites et coût des travaux\n")
    assert _only_grid(page) == [*map(list, rows)]


def test_two_tables_in_pieces_one_below_the_other_keep_their_own_columns() -> None:
    def draw(sheet: Sheet) -> None:
        _pieced(sheet, (60, 160, 260), (118, 136, 154))
        _pieced(sheet, (60, 220, 260), (218, 236, 254))
        for y, left, right in ((104, "UO", "AE"), (122, "0217-CDIN-CNUM", "12 000"), (140, "0352-CTAL-DNUM", "8 000")):
            sheet.text(62, y, left)
            sheet.text(258, y, right, right=True)
        for y, left, right in ((204, "Fonds", "01-1"), (222, "Domaine", "0217-01"), (240, "Axe", "NUM")):
            sheet.text(62, y, left)
            sheet.text(258, y, right, right=True)

    page = read_page(draw)
    assert [grid_of(page, table)[1] for table in page.tables] == [["0217-CDIN-CNUM", "12 000"], ["Domaine", "0217-01"]]


def test_rules_in_pieces_beside_cells_that_span_rows_part_nothing() -> None:
    figures = (
        ("AE", "965 000"),
        ("CP", "965 000"),
        ("AE", "527 500"),
        ("CP", "527 500"),
        ("AE", "2 492 500"),
        ("CP", "2 492 500"),
    )
    xs = (60, 180, 260, 360)

    def draw(sheet: Sheet) -> None:
        for y, first in ((100, 0), (118, 0), (136, 1), (154, 0), (172, 1), (190, 0), (208, 0)):
            for x0, x1 in pairwise(xs[first:]):
                sheet.rule(x0, y, x1, y)
        sheet.rule(xs[0], 226, xs[-1], 226)
        sheet.cells(xs[:3], 104, ("Centre financier", "", "2025"))
        for y, label in ((122, "0425-YKJU-BR59"), (158, "0424-CPAT-KL97"), (194, "Cumul")):
            sheet.text(64, y, label)
        for number, row in enumerate(figures):
            sheet.cells(xs[1:3], 122 + 18 * number, row)

    [table] = read_page(draw).tables
    assert table.n_rows == 1 + len(figures)


def test_a_line_of_dashes_bounds_no_column() -> None:
    def draw(sheet: Sheet) -> None:
        for y in (60, 90, 120):
            for x in range(60, 400, 8):
                sheet.rule(x, y, x + 7.5, y)
        sheet.text(62, 64, "Le délégant confie au délégataire la gestion des crédits.")
        sheet.text(62, 94, "Le délégataire en rend compte chaque trimestre au délégant.")

    assert read_page(draw).tables == ()


@pytest.mark.parametrize("heads", [("Exercice", "AE (€)", "CP (€)", "Reste"), ("Exercice", "2024", "2025", "2026")])
@pytest.mark.parametrize("subtitle", [False, True])
def test_heads_set_left_above_figures_set_right_pair_up_in_order(heads: tuple[str, ...], subtitle: bool) -> None:
    rows = (
        ("Lot 1", "640 000", "150 000", "20 000"),
        ("Lot 2", "60 000", "–", "5 000"),
        ("Total", "700 000", "150 000", "25 000"),
    )
    xs = (60.0, 130.0, 230.0, 330.0, 430.0)

    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 40, PROSE)
        for x, head in zip(xs, heads, strict=False):
            sheet.text(x + 3, 104, head)
        if subtitle:
            sheet.text(63, 122, "En euros")
        for number, row in enumerate(rows):
            y = 122 + 18 * (number + subtitle)
            sheet.text(xs[0] + 3, y, row[0])
            for x, figure in zip(xs[2:], row[1:], strict=True):
                sheet.text(x - 97 if figure == "–" else x - 3, y, figure, right=figure != "–")
        sheet.lines(60, 220, PROSE)

    grid = _only_grid(read_page(draw))
    assert [row for row in grid if "En euros" not in row] == [list(heads), *map(list, rows)]


def test_a_heading_set_apart_from_its_number_is_one_line() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(60, 100, "Article")
        sheet.text(105, 100, "premier")
        sheet.lines(60, 114, PROSE)
        sheet.text(60, 180, "Art.")
        sheet.text(92, 180, "2.")
        sheet.lines(60, 194, PROSE)

    page = read_page(draw)
    assert "Article premier\n" in page.text
    assert "\nArt. 2.\n" in page.text
    assert not page.tables


def test_cells_whose_text_stands_in_their_middle() -> None:
    cells = (
        (("2023",), ("160 000 € pour le ministère à la", "signature"), ("160 000 € à la signature, puis", "rien")),
        (
            ("Année", "suivante"),
            ("40 000 €",),
            ("20 000 € au premier semestre, autant", "au second, le tout", "sans appel"),
        ),
    )

    def draw(sheet: Sheet) -> None:
        sheet.lines(60, 40, PROSE)
        sheet.cells((60, 160, 330), 110, ("", "AE", "CP"), bold=True)
        for top, row in zip((132, 174), cells, strict=True):
            highest = max(map(len, row))
            for x, lines in zip((64, 164, 334), row, strict=True):
                sheet.lines(x, top + 6 * (highest - len(lines)), lines)
        sheet.lines(60, 230, PROSE)

    assert _only_grid(read_page(draw)) == [["", "AE", "CP"], *(["\n".join(lines) for lines in row] for row in cells)]


def test_what_is_read_level_stands_where_it_is_printed() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.cells((60, 160), 110, ("Exercice", "Objet"), bold=True)
        for top, year in ((132, "2023"), (162, "2024"), (192, "2025")):
            sheet.text(64, top + 6, year)
            sheet.lines(164, top, ("La conception du service et de", "ses outils"))

    page = read_page(draw)
    check_page(page)
    year = next(word for word in page.words if page.text[word.start : word.end] == "2024")
    assert year.box.y0 == pytest.approx(168, abs=3)
    assert "2024\tLa conception du service et de\nses outils" in page.text
