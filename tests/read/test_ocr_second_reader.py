"""Two readings of one word: what is kept, how sure that leaves it, and what is remembered of the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from pipeline.read import second_reader
from pipeline.read.ocr_tesseract import PixelWord
from pipeline.read.pixels import Gray
from pipeline.read.second_reader import AGREED, DISPUTED, SETTLED, Reading, compare, confirm, essence, has_form


def word(text: str, confidence: float = 0.7) -> PixelWord:
    return PixelWord(text, 0, 0, 100, 20, confidence)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("985", "985"),
        ("000€,", "000 €"),
        ("1250000", "1 250 000"),
        ("n°2004-1085", "nº 2004–1085"),
        ("délégation,", "delegation"),
        ("l’article", "l'article"),
    ],
)
def test_agreement_makes_a_word_sure(first: str, second: str) -> None:
    kept = compare(word(first), Reading(second, 0.99))
    assert (kept.text, kept.alternative) == (first, "")
    assert kept.confidence >= AGREED


@pytest.mark.parametrize(
    ("first", "second", "kept", "confidence"),
    [
        pytest.param(("DDTMHERO34", 0.84), ("DDTMHER034", 1.0), "DDTMHER034", SETTLED, id="O for 0"),
        pytest.param(
            ("0165-CCES-CO002,", 0.5), ("0165-CCES-C002,", 1.0), "0165-CCES-C002,", SETTLED, id="one too many"
        ),
        pytest.param(("0129-10-03", 0.96), ("0129-1O-03", 0.96), "0129-10-03", SETTLED, id="the form of a code"),
        pytest.param(("ke", 0.93), ("k€", 0.98), "k€", SETTLED, id="unit"),
        pytest.param(("L", 0.9), ("I.", 0.8), "I.", DISPUTED, id="a letter that is no word"),
        pytest.param(("cP", 0.73), ("CP", 0.99), "CP", SETTLED, id="column head"),
        pytest.param(("195", 0.95), ("1,95", 0.98), "1,95", DISPUTED, id="a comma more or less"),
        pytest.param(("1 250", 0.9), ("7 250", 0.8), "1 250", DISPUTED, id="second unsure"),
        pytest.param(("85427,", 0.95), ("8542Z,", 0.97), "8542Z,", DISPUTED, id="figure or letter"),
        pytest.param(("nhase", 0.2), ("phase", 0.99), "phase", DISPUTED, id="a word the first hardly read"),
        pytest.param(("maison", 0.58), ("raison", 0.99), "maison", DISPUTED, id="a word the first half read"),
        pytest.param(("concernés", 0.45), ("concemés", 0.96), "concernés", DISPUTED, id="rn or m in a word"),
        pytest.param(("d'Ivry", 0.28), ("d'lvry", 0.97), "d'Ivry", DISPUTED, id="I or l in a word"),
        pytest.param(("5", 0.5), ("國", 0.4), "5", DISPUTED, id="not French at all"),
        pytest.param(("5", 0.9), ("", 0.0), "5", DISPUTED, id="nothing seen"),
    ],
)
def test_disagreement_is_settled_or_flagged(
    first: tuple[str, float], second: tuple[str, float], kept: str, confidence: float
) -> None:
    result = compare(word(*first), Reading(*second))
    assert (result.text, result.confidence) == (kept, confidence)
    losers = {first[0], second[0]} - {kept}
    assert result.alternative in losers or result.alternative == ""


def test_the_reading_that_lost_is_kept() -> None:
    assert compare(word("DREALGEO67"), Reading("DREALGE067", 1.0)).alternative == "DREALGEO67"
    assert compare(word("0181-CPRI-DGES"), Reading("O181-CPRI-DGES", 0.99)).alternative == "O181-CPRI-DGES"


def test_disagreement_never_leaves_a_word_sure() -> None:
    for first in ("120", "CO01", "k€", "maison"):
        for second in ("128", "C001", "ke", "raison"):
            if essence(first) != essence(second):
                assert compare(word(first, 0.99), Reading(second, 0.99)).confidence <= SETTLED


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("0362-CDIE-DR35", True),
        ("0362-CDIE", True),
        ("O362-CDIE-DR35", False),
        ("0113-07-16", True),
        ("010501A61404", True),
        ("DININCUB75", True),
        ("PRFSGAR035,", True),
        ("1 250 000 €", True),
        ("1250.000,50", True),
        ("k€", True),
        ("ke", False),
        ("31/12/2025", True),
        ("31/l2/2025", False),
        ("CP", True),
        ("(3", True),
        ("délégant", False),
    ],
)
def test_forms(text: str, form: bool) -> None:
    assert has_form(text) is form


@pytest.mark.parametrize(
    ("box", "after", "seen", "kept", "sure"),
    [
        pytest.param((20, 53), 68, {33: "202", 48: "2022"}, "2022", True, id="its last figure"),
        pytest.param((20, 53), 200, {33: "022", 50: "2022"}, "2022", True, id="its first figure"),
        pytest.param((20, 53), 68, {33: "202", 48: "202"}, "202", False, id="a figure too many"),
        pytest.param((20, 53), 68, {33: "2027", 48: "2022"}, "2027", False, id="another figure"),
    ],
)
def test_a_box_too_narrow_for_its_figures_is_read_anew_wider(
    monkeypatch: pytest.MonkeyPatch, box: tuple[int, int], after: int, seen: dict[int, str], kept: str, sure: bool
) -> None:
    """`seen` is what the second reader makes of crops so wide."""

    def read(crops: Sequence[Gray]) -> list[Reading]:
        return [Reading(seen.get(crop.shape[1], ":"), 0.99) for crop in crops]

    monkeypatch.setattr(second_reader, "read_crops", read)
    words = [
        PixelWord("2022", box[0], 10, box[1], 27, 0.93),
        PixelWord(":", after, 10, after + 8, 27, 0.93),
    ]
    [year, _] = confirm(words, np.full((40, 300), 255, np.uint8), dpi=0)
    assert (year.text, year.confidence >= AGREED) == (kept, sure)
