"""Rules that say by which words their matches begin find what their bare pattern finds, and no less."""

from __future__ import annotations

import unicodedata

import pytest

from pipeline.extract.leads import around, led, places
from pipeline.extract.rulebook import load_rulebook, marked
from pipeline.extract.rules import Rule
from pipeline.settings import ROOT

BOOK = load_rulebook(ROOT / "rules")
LED = [rule for rule in BOOK if "debuts" in rule.data]
TEXTS = [marked(example)[0] for rule in BOOK for example in (*rule.source.examples, *rule.source.counter_examples)]


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


@pytest.mark.parametrize("rule", LED, ids=repr)
@pytest.mark.parametrize("form", [str, str.upper, _bare, str.title], ids=["printed", "capitals", "bare", "title"])
def test_led_rules_find_what_their_pattern_finds(rule: Rule, form: type[str]) -> None:
    """On the examples of every rule, as printed, in capitals, without accents."""
    text = form("\n\n".join(TEXTS))
    assert [m.span() for m in led(rule, text)] == [m.span() for m in rule.compiled.finditer(text)]


def test_a_stretch_is_searched_as_by_the_pattern() -> None:
    """Matches stay inside the stretch and see what stands before it."""
    rule, text = BOOK["liees.nature"], "reconvention, avenant n° 12"
    assert [m[0] for m in led(rule, text)] == ["avenant n° 12"]
    assert [m[0] for m in led(rule, text, 2)] == ["avenant n° 12"]
    assert [m[0] for m in led(rule, text, 0, len(text) - 1)] == ["avenant n° 1"]


def test_places_and_what_stands_around() -> None:
    """Places in order, whatever the word; stretches that touch are one."""
    text = "Décret " + "x" * 20 + " LOI, loi " + "y" * 40 + " decret"
    assert places(("loi", "decret"), text, 0, len(text)) == [0, 28, 33, len(text) - 6]
    assert list(around(("loi",), text, before=3, after=5)) == [(25, 38)]
    assert list(around(("decret",), text, before=3, after=8)) == [(0, 8), (len(text) - 9, len(text))]
    assert list(around(("ordonnance",), text, before=3, after=8)) == []
