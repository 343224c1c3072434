"""Side by side blocks: each side is read to its end, whether a table holds it or only a blank parts it."""

from __future__ import annotations

from pipeline.extract.flow import Flow
from pipeline.extract.flow_build import build_flow
from pipeline.extract.sides import sides_view
from pipeline.extract.view import View, view_of
from pipeline.model import Box, Line, Page, Reading, Word
from tests.extract.helpers import book, flow_of


def placed(*lines: tuple[str, float, float]) -> Flow:
    """A page of lines, each at its (x, y), five points a character."""
    return build_flow(Reading("0" * 64, "native", (_page(1, *lines),)), book())


def _page(number: int, *lines: tuple[str, float, float]) -> Page:
    text, found, words = "", [], []
    for said, x, y in lines:
        box = Box(x, y, x + 5 * len(said), y + 10)
        found.append(Line(len(text), len(text) + len(said), box))
        words.append(Word(len(text), len(text) + len(said), box))
        text += said + "\n"
    return Page(number, 595.0, 842.0, 0, "native", 1.0, text.rstrip("\n"), tuple(words), tuple(found))


def sides(view: View) -> list[list[str]]:
    parts = (part for part in view.text.split("\f") if part.strip())
    return [[line for line in part.split("\n") if line.strip()] for part in parts]


def read(flow: Flow) -> list[list[str]]:
    return sides(sides_view(flow, 0, len(flow.text), lambda line: line.startswith("Fait")))


def test_columns_that_are_not_level() -> None:
    flow = placed(
        ("Fait à Nantes, en deux exemplaires, le 3 mars 2021, pour valoir ce que de droit", 50, 100),
        ("Pour la DP", 50, 120),
        ("Pour le SB", 300, 120),
        ("Luc D'ORVAL", 300, 150),
        ("Aline CORBEL", 50, 162),
        ("chef du service", 300, 162),
    )
    assert read(flow)[1:] == [["Pour la DP", "Aline CORBEL"], ["Pour le SB", "Luc D'ORVAL", "chef du service"]]


def test_a_justified_line_is_no_columns() -> None:
    flow = placed(
        ("Pour la DP", 50, 100), ("Aline", 50, 120), ("Le", 250, 120), ("CORBEL", 500, 120), ("directrice", 50, 140)
    )
    assert read(flow) == [["Pour la DP", "Aline Le CORBEL", "directrice"]]


def test_a_word_cut_at_a_column_s_edge_is_made_whole() -> None:
    flow = placed(
        ("Pour la direction interdé-", 50, 100),
        ("Pour le SB", 300, 100),
        ("partementale des ponts", 50, 115),
        ("Luc D'ORVAL", 300, 115),
    )
    assert read(flow)[0] == ["Pour la direction interdépartementale des ponts"]


def test_lone_lines_above_a_wide_block_are_its_own() -> None:
    wide = "Pour le directeur général des médias et des industries culturelles et par délégation,"
    flow = placed(
        ("Pour la DP", 50, 100),
        ("Pour le SB", 300, 100),
        ("Aline CORBEL", 50, 115),
        ("Luc D'ORVAL", 300, 115),
        ("Fait à Lyon, le 3 mars", 50, 200),
        (wide, 50, 215),
    )
    assert read(flow) == [
        ["Pour la DP", "Aline CORBEL"],
        ["Pour le SB", "Luc D'ORVAL"],
        ["Fait à Lyon, le 3 mars", wide],
    ]


def test_a_form_is_read_with_its_labels() -> None:
    flow = flow_of(
        "Organisme\tDirection des ponts\tService des bacs\nAdresse\t1 rue Haute\t2 quai Nord\nFonction\tdirecteur\tchef"
    )
    assert sides(view_of(flow, 0, len(flow.text))) == [
        ["Organisme : Direction des ponts", "Adresse : 1 rue Haute", "Fonction : directeur"],
        ["Organisme : Service des bacs", "Adresse : 2 quai Nord", "Fonction : chef"],
    ]


def test_the_way_back_leaves_out_what_was_added() -> None:
    flow = flow_of("Adresse\t1 rue Haute\t2 quai Nord\nFonction\tdirecteur\tchef")
    view = view_of(flow, 0, len(flow.text))
    start = view.text.index("2 quai")
    ((a, b),) = view.places((start - 3, start + len("2 quai Nord")))
    assert flow.text[a:b] == "2 quai Nord"


def test_columns_go_on_over_a_page_break() -> None:
    first = (
        ("Fait à Nantes, en deux exemplaires, le 3 mars 2021, pour valoir ce que de droit", 50, 740),
        ("Pour la DP", 55, 760),
        ("Pour le SB", 300, 760),
        ("Signature numérique de Aline CORBEL", 55, 780),
        ("Signé par Luc D'ORVAL", 300, 780),
    )
    stamps = (("Date : 2021.03.04 10:00:00", 55, 50), ("Date : 2021.03.05 11:00:00", 300, 50))
    flow = build_flow(Reading("0" * 64, "native", (_page(1, *first), _page(2, *stamps))), book())
    assert read(flow)[1:] == [
        ["Pour la DP", "Signature numérique de Aline CORBEL", "Date : 2021.03.04 10:00:00"],
        ["Pour le SB", "Signé par Luc D'ORVAL", "Date : 2021.03.05 11:00:00"],
    ]


def test_columns_that_begin_new_blocks_below_a_page_break_stay_apart() -> None:
    first = (("Pour la DP", 50, 760), ("Pour le SB", 300, 760), ("Aline CORBEL", 50, 780), ("Luc D'ORVAL", 300, 780))
    second = (("Fait à Caen", 50, 50), ("Fait à Brest", 300, 50), ("Yann PRAT", 50, 70), ("Ève ROY", 300, 70))
    flow = build_flow(Reading("0" * 64, "native", (_page(1, *first), _page(2, *second))), book())
    assert read(flow) == [
        ["Pour la DP", "Aline CORBEL"], ["Pour le SB", "Luc D'ORVAL"],
        ["Fait à Caen", "Yann PRAT"], ["Fait à Brest", "Ève ROY"],
    ]  # fmt: skip
