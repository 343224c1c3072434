"""What a correction does to rows, proofs and doubts, and when it is not applied."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from pipeline.corrections import Correction, Treated, apply
from pipeline.model import ConventionRows, Proof
from tests.corrections.acts import PAGE, correction, key, made, passage, proof
from tests.load.dataset import METADATA

AE = key(nature="AE", montant="60000.00")


def corrected(*corrections: Correction, **document: Any) -> tuple[ConventionRows, tuple[Treated, ...]]:
    """The corrected convention, and what became of the corrections."""
    result, treated = apply(made(**document), corrections, METADATA)
    return result.conventions[0], treated


def proofs_of(convention: ConventionRows, table: str, row: int | None, column: str) -> list[Proof]:
    return [p for p in convention.proofs if (p.table, p.row, p.column) == (table, row, column)]


def outcomes(treated: tuple[Treated, ...]) -> list[str]:
    return [one.outcome for one in treated]


def test_a_value_is_replaced_and_the_machine_s_kept_beside_it() -> None:
    convention, treated = corrected(correction("montants", "montant", "65000", cle=AE))
    assert outcomes(treated) == ["appliquee"]
    assert convention.tables["montants"][0]["montant"] == Decimal("65000.00")
    [given] = proofs_of(convention, "montants", 1, "montant")
    assert (given.status, given.rule, given.text, given.confidence) == ("corrigee", "correction", "60 000", 1.0)
    assert given.motif == "le chiffre est mal imprimé (C. Laurent, 2025-03-04)"
    [lost] = proofs_of(convention, "montants", None, "montant")
    assert (lost.status, lost.text, lost.rule) == ("ecartee", "60 000", "essai.montant")
    assert "60000.00" in str(lost.motif)


def test_what_was_extracted_is_not_altered() -> None:
    document = made()
    apply(document, [correction("montants", "montant", "65000", cle=AE)], METADATA)
    assert document == made()


def test_a_person_s_reading_settles_the_doubts_about_that_value_only() -> None:
    convention, _ = corrected(
        correction("montants", "montant", "65000", cle=AE),
        correction("montants", "montant", "71000", cle=key(nature="CP", montant=70000)),
    )
    assert [(doubt.code, doubt.row) for doubt in convention.doubts] == [("a_confirmer", 2)]


def test_a_value_can_be_absent() -> None:
    convention, treated = corrected(correction("conventions", "date_effet", "absent"))
    assert outcomes(treated) == ["appliquee"]
    assert "date_effet" not in convention.tables["conventions"][0]
    assert proofs_of(convention, "conventions", 1, "date_effet") == []
    assert [p.status for p in proofs_of(convention, "conventions", None, "date_effet")] == ["ecartee"]


def test_a_value_that_was_missed_has_the_passage_as_its_place() -> None:
    convention, _ = corrected(correction("montants", "condition", "en 2024", cle=AE, **passage("met à disposition")))
    [given] = proofs_of(convention, "montants", 1, "condition")
    assert given.text == "Le délégant met à disposition 60 000 € en AE"
    assert given.start is not None
    assert given.end is not None
    assert PAGE[given.start : given.end] == given.text


def test_a_value_without_passage_has_no_place() -> None:
    convention, _ = corrected(correction("conventions", "duree_mois", "12"))
    [given] = proofs_of(convention, "conventions", 1, "duree_mois")
    assert (given.page, given.start, given.end, given.text) == (None, None, None, None)


def test_a_row_is_removed_and_the_others_move_up() -> None:
    convention, treated = corrected(correction("montants", "", "absent", cle=AE))
    assert outcomes(treated) == ["appliquee"]
    assert [row["nature"] for row in convention.tables["montants"]] == ["CP"]
    assert [p.text for p in proofs_of(convention, "montants", 1, "montant")] == ["70 000"]
    assert {p.status for p in convention.proofs if p.table == "montants" and p.row is None} == {"ecartee"}
    assert [(doubt.code, doubt.row) for doubt in convention.doubts] == [("a_confirmer", 1)]


@pytest.mark.parametrize(("party", "left"), [("Service du lac", 1), ("Service du pont", None)])
def test_representatives_follow_their_party(party: str, left: int | None) -> None:
    convention, _ = corrected(correction("parties", "", "absent", cle=key(organisation=party)))
    assert convention.tables["representants"][0].get("partie_no") == left
    assert len(proofs_of(convention, "representants", 1, "partie_no")) == (1 if left else 0)


def test_a_row_that_was_missed_is_added() -> None:
    signer = key(nom="Ana Ferrand", role="delegant")
    convention, treated = corrected(
        correction("signatures", "", "present", cle=signer),
        correction("signatures", "fonction", "directrice", cle=key(nom="Ana Ferrand"), date="2025-03-05"),
    )
    assert outcomes(treated) == ["appliquee", "appliquee"]
    expected = {"nom": "Ana Ferrand", "role": "delegant", "fonction": "directrice"}
    assert convention.tables["signatures"] == [expected]
    assert {p.column for p in convention.proofs if p.table == "signatures" and p.row == 1} == set(expected)


def test_a_key_may_use_what_another_correction_changed() -> None:
    convention, treated = corrected(
        correction("montants", "montant", "65000", cle=AE),
        correction("montants", "exercice", "2025", cle=AE, date="2025-03-05"),
        correction("montants", "role", "plafond", cle=key(nature="AE", montant="65000.00"), date="2025-03-06"),
    )
    assert outcomes(treated) == ["appliquee"] * 3
    row = convention.tables["montants"][0]
    assert (row["montant"], row["exercice"], row["role"]) == (Decimal("65000.00"), 2025, "plafond")


def test_the_newest_correction_of_a_value_stands() -> None:
    convention, _ = corrected(
        correction("conventions", "date_effet", "2024-02-01"),
        correction("conventions", "date_effet", "2024-03-01", date="2025-06-01"),
    )
    assert convention.tables["conventions"][0]["date_effet"] == dt.date(2024, 3, 1)


@pytest.mark.parametrize(
    "agreed",
    [
        correction("conventions", "date_effet", "2024-01-01"),
        correction("conventions", "duree_mois", "absent"),
        correction("montants", "montant", "60000", cle=key(nature="AE", montant="50000.00")),
        correction("montants", "", "present", cle=AE),
        correction("montants", "", "absent", cle=key(nature="AE", montant="50000.00")),
    ],
    ids=lambda one: one.named,
)
def test_what_the_rules_now_agree_with_is_retired(agreed: Correction) -> None:
    convention, treated = corrected(agreed)
    assert outcomes(treated) == ["retiree"]
    assert convention == made().conventions[0]


@pytest.mark.parametrize(
    ("lost", "why"),
    [
        (correction("montants", "montant", "1", cle=key(montant="50000.00")), "ne désigne plus aucune ligne"),
        (correction("montants", "uo", "0163-CDJE-STET", cle=key(exercice=2024)), "désigne 2 lignes"),
        (correction("montants", "", "absent", cle=key(exercice=2024)), "désigne 2 lignes"),
        (correction("conventions", "date_effet", "2025-01-01", convention="2"), "pas de convention n° 2"),
    ],
)
def test_what_can_no_longer_be_placed_is_re_opened(lost: Correction, why: str) -> None:
    convention, treated = corrected(lost)
    assert outcomes(treated) == ["rouverte"]
    assert why in str(treated[0].why)
    assert convention.tables == made().conventions[0].tables


def test_a_correction_stands_while_its_passage_does() -> None:
    moved = "Un en-tête lu depuis.\n" + PAGE.replace("Le délégant met", "Le  délégant met")
    one = correction("montants", "montant", "65000", cle=AE, **passage("60 000"))
    assert outcomes(corrected(one)[1]) == ["appliquee"]
    assert outcomes(corrected(one, page=moved)[1]) == ["appliquee"]


def test_a_correction_whose_passage_changed_is_re_opened() -> None:
    one = correction("montants", "montant", "65000", cle=AE, **passage("60 000"))
    convention, treated = corrected(one, page=PAGE.replace("60 000 €", "65 000 €"))
    assert outcomes(treated) == ["rouverte"]
    assert convention.tables["montants"][0]["montant"] == "60000.00"
    doubt = convention.doubts[-1]
    assert (doubt.code, doubt.table, doubt.column) == ("correction_rouverte", "montants", "montant")
    assert doubt.message == (
        "Correction de C. Laurent (2025-03-04) non appliquée, à revoir : montants.montant (AE, 60000.00) ;"
        " le passage lu page 1 a changé depuis."
    )


def test_an_untouched_proof_is_the_same() -> None:
    convention, _ = corrected(correction("montants", "montant", "65000", cle=AE))
    assert proof("montants", 2, "montant", "70 000") in convention.proofs
