"""What is tidied of a reader's words: boxes too tall, specks taken for letters, words glued together."""

from __future__ import annotations

import pytest

from pipeline.read.ocr_tesseract import PixelWord
from pipeline.read.ocr_tidy import tidied


def word(text: str, x0: int, y0: int, y1: int, confidence: float = 0.95) -> PixelWord:
    return PixelWord(text, x0, y0, x0 + 10 * len(text), y1, confidence)


LINE = [word("mise", 0, 100, 120), word("en", 60, 106, 120), word("place", 100, 100, 125), word("du", 220, 100, 120)]


def test_a_box_that_reaches_into_the_next_line_is_lowered() -> None:
    [*_, tall] = tidied([[*LINE, word("signature", 300, 100, 142)]])
    assert (tall.text, tall.y0, tall.y1) == ("signature", 100, 125)


def test_a_tail_is_no_reach() -> None:
    line = [word("rue", 0, 106, 120), word("de", 60, 100, 120), word("la", 100, 100, 120), word("plage", 150, 100, 126)]
    assert tidied([line]) == line


def test_the_boxes_of_a_row_that_reach_into_the_next_one_are_levelled_by_the_word_that_does_not() -> None:
    row = [word("0362-CDIE-DR35", 0, 196, 222), word("AE", 200, 196, 222), word("1250000", 300, 200, 214)]
    below = [word(text, x, 226, 240) for text, x in (("CP", 200), ("300000", 300), ("780000", 400))]
    assert [(one.y0, one.y1) for one in tidied([row, below])][:3] == [(200, 214)] * 3


def test_a_title_is_as_tall_as_it_is() -> None:
    title = [word("AVENANT", 0, 40, 80), word("n° 2", 90, 40, 80)]
    assert tidied([title, LINE, LINE])[:2] == title


def test_an_accent_astray_is_no_word() -> None:
    astray = [word("s", 40, 80, 83, 0.0), word("à", 90, 80, 83, 0.48), word(";", 130, 80, 83, 0.0)]
    assert tidied([astray, LINE]) == LINE


def test_a_speck_is_no_sign_but_a_full_stop_and_a_dash_are() -> None:
    speck = PixelWord("\u2018", 10, 90, 12, 92, 0.3)
    dash, stop = word("\u2013", 300, 112, 114, 0.4), PixelWord(".", 320, 118, 322, 120, 0.9)
    assert tidied([[speck], [*LINE, dash, stop]]) == [*LINE, dash, stop]


def test_a_head_read_as_one_word_is_two() -> None:
    [nature, year] = tidied([[PixelWord("AE2024", 100, 0, 160, 20, 0.9)]])
    assert (nature.text, nature.x0, nature.x1) == ("AE", 100, 120)
    assert (year.text, year.x0, year.x1) == ("2024", 120, 160)


@pytest.mark.parametrize("head", ["T22024", "HT22025"])
def test_the_title_of_the_budget_is_not_read_with_the_year(head: str) -> None:
    assert [one.text for one in tidied([[word(head, 0, 0, 20)]])] == [head[:-4], head[-4:]]


def test_a_pound_before_a_euro_is_the_euro() -> None:
    assert [one.text for one in tidied([[word("M\u00a3\u20ac)", 0, 0, 20)]])] == ["M\u20ac)"]


def test_a_box_ends_where_the_next_word_begins() -> None:
    sum_, euro, *_ = tidied([[PixelWord("000", 100, 0, 160, 20, 0.9), PixelWord("€", 140, 0, 155, 20, 0.9), *LINE]])
    assert (sum_.x1, euro.x0) == (140, 140)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("-le", ["-", "le"]),
        ("—le", ["—", "le"]),
        ("-Maritime", ["-Maritime"]),
        ("©)", ["c)"]),
        ("conclueentre", ["conclue", "entre"]),
        ("‘105", ["105"]),
        (".‘0124-CDNU-C001,", ["0124-CDNU-C001,"]),
        ("‘approche", ["‘approche"]),
    ],
)
def test_what_begins_a_line(read: str, meant: list[str]) -> None:
    assert [one.text for one in tidied([[word(read, 0, 100, 120), word("reste", 200, 100, 120)]])][:-1] == meant


def test_a_hyphen_inside_a_line_stays_with_its_word() -> None:
    assert [one.text for one in tidied([[word("celle", 0, 0, 20), word("-ci", 60, 0, 20)]])] == ["celle", "-ci"]


def test_empty_boxes_to_tick_stay_and_remains_of_rules_go() -> None:
    ticked = [word("IX]", 0, 0, 20), word("ferme", 50, 0, 20)]
    empty = [word("{", 120, 0, 20), word("]", 135, 0, 20), word("tacite", 160, 0, 20)]
    rule = [word("|", 300, 0, 20), word("_", 400, 0, 20)]
    assert [one.text for one in tidied([[*ticked, *empty, *rule]])] == ["[X]", "ferme", "[", "]", "tacite"]


def test_a_rule_after_article_is_its_number() -> None:
    assert [one.text for one in tidied([[word("Art.", 0, 0, 20), word("|", 50, 0, 20)]])] == ["Art.", "I"]


def in_a_row(*texts: str) -> list[PixelWord]:
    return [word(text, 200 * at, 100, 120) for at, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        (("euros.", "||", "se", "décompose"), "euros. Il se décompose"),
        (("Article", "2", "|", "Enveloppe"), "Article 2 | Enveloppe"),
        (("2", "|", "ENVELOPPE"), "2 | ENVELOPPE"),
        (("2", "|", "Mission", "|", "300"), "2 Mission 300"),
        (("Mission", "||", "300"), "Mission 300"),
        (("(600", "000,00", "Æ€)"), "(600 000,00 €)"),
    ],
)
def test_strokes_that_are_words_are_kept_and_remains_of_rules_are_not(read: tuple[str, ...], meant: str) -> None:
    assert " ".join(one.text for one in tidied([in_a_row(*read)])) == meant
