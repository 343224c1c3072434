"""Units: every printed form of one code is one row; what is incomplete or misread is a doubt, never a guess."""

from __future__ import annotations

import pytest

from pipeline.extract import units
from pipeline.model import Decision
from tests.extract.helpers import context_of


def extract(text: str) -> Decision:
    return units.extract(context_of(text))


def codes(decision: Decision) -> list[str]:
    return [str(fact.values["uo"].value) for fact in decision.facts]


@pytest.mark.parametrize(
    "printed",
    [
        "l'UO 0105-CRES-ABCD,",
        "l'UO 105-CRES-ABCD,",
        "l'UO O105-CRES-ABCD,",
        "l'UO 0105 – CRES – ABCD,",
        "l'UO 0105-CRES-\nABCD,",
        "l'uo 0105-cres-abcd,",
        "l'unité opérationnelle 0105 CRES ABCD,",
        "le centre financier BG00/0105-CRES-ABCD,",
        "le centre financier 0105-CRES-ABCD-",
    ],
)
def test_forms_of_one_code(printed: str) -> None:
    decision = extract(f"Les crédits sont ouverts sur {printed} dont le délégant est responsable.")
    assert codes(decision) == ["0105-CRES-ABCD"]
    values = decision.facts[0].values
    assert (values["programme"].value, values["bop"].value) == ("0105", "0105-CRES")


def test_a_code_said_several_ways_is_one_row_with_all_its_places() -> None:
    decision = extract("l'UO 163-CDJE-ABCD ; plus loin l'UO 0163-CDJE-ABCD.")
    assert codes(decision) == ["0163-CDJE-ABCD"]
    assert len(decision.facts[0].values["uo"].places) == 2


def test_a_misread_letter_joins_the_code_that_is_written_elsewhere() -> None:
    decision = extract("l'UO 0354-DR67-DMO1 puis l'UO 0354-DR67-DM01 et encore l'UO 0354-DR67-DM01.")
    assert codes(decision) == ["0354-DR67-DM01"]
    assert [loser.value for loser in decision.rejected] == ["0354-DR67-DMO1"]
    assert "lecture_incertaine" in {doubt.code for doubt in decision.doubts}


def test_an_incomplete_unit_makes_no_row_but_a_doubt() -> None:
    decision = extract("la gestion de crédits rattachés à l'UO 0163-CDJE-[à créer].")
    assert codes(decision) == []
    assert [doubt.code for doubt in decision.doubts] == ["uo_incomplete"]


def test_a_unit_to_confirm_is_said_so() -> None:
    decision = extract("l'UO 0354-DR67-ABCD (à confirmer), pour la seule part")
    assert decision.facts[0].values["statut"].value == "a_confirmer"
    assert "a_confirmer" in {doubt.code for doubt in decision.doubts}


def test_a_replaced_unit_is_kept_as_a_loser() -> None:
    decision = extract("L'UO 0129-CAAC-AAAA est remplacée par l'UO 0129-CAAC-BBBB.")
    assert codes(decision) == ["0129-CAAC-BBBB"]
    assert [loser.value for loser in decision.rejected] == ["0129-CAAC-AAAA"]


def test_an_unknown_programme_is_not_certain() -> None:
    fact = extract("l'UO 0999-ABCD-EFGH").facts[0]
    assert fact.values["uo"].confidence < 0.9


@pytest.mark.parametrize("text", ["le 01 4567-1234-9876", "accord-cadre n° 2022-BETA-11", "l'année 2023 AVEC TOUT"])
def test_other_numbers_are_no_units(text: str) -> None:
    assert codes(extract(text)) == []


def test_a_unit_written_with_spaces_is_believed_below_the_word_for_it() -> None:
    head = "Centre financier\tDomaine fonctionnel\tActivité"
    assert codes(extract(f"{head}\n0105 CRES ABCD\t0105-01\t010501020304")) == ["0105-CRES-ABCD"]
    assert codes(extract("Activité\tDomaine fonctionnel\n0105 CRES ABCD\t0105-01")) == []


def test_a_last_block_that_a_line_end_cut_with_a_hyphen_is_joined_and_doubted() -> None:
    decision = extract("Les crédits sont imputés sur l'UO 0113-CDLM-NU-MA.")
    [fact] = decision.facts
    assert (fact.values["uo"].value, fact.values["uo"].confidence) == ("0113-CDLM-NUMA", 0.85)
    assert [doubt.code for doubt in decision.doubts] == ["code_malforme"]
