"""A dataset that contradicts itself is refused; one that leaves a question open says so."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import IntegrityError
from tests.load.dataset import batch, document, loaded

ID = "1".rjust(16, "0")
DOCUMENT, CONVENTION = ID.ljust(64, "0"), f"{ID}-1"


def refused(tmp_path: Path, *batches: Mapping[str, Any]) -> str:
    with pytest.raises(IntegrityError) as caught:
        loaded(tmp_path / "jeu.duckdb", *batches)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"preuves": {"texte": "60 001 €"}}, "preuve_tranche"),
        ({"preuves": {"debut": 0}}, "preuve_tranche"),
        ({"pages": {"texte": None}}, "preuve_tranche"),
        ({"preuves": {"page": None}}, "preuve_place"),
        ({"preuves": {"page": None, "debut": None, "fin": None, "texte": None}}, "preuve_place"),
        ({"preuves": {"confiance": 1.5}}, "preuve_place"),
        ({"preuves": {"x1": 1.0}}, "preuve_place"),
        ({"preuves": {"ligne_no": None}}, "preuve_ligne"),
        ({"preuves": {"statut": "ecartee"}}, "preuve_ligne"),
        ({"preuves": {"ligne_no": 2}}, "preuve_sans_valeur"),
        ({"preuves": {"colonne": "nor", "table_cible": "conventions"}}, "preuve_sans_valeur"),
        ({"preuves": {"colonne": "couleur"}}, "cible_inconnue_preuves"),
        ({"preuves": {"table_cible": "baux"}}, "cible_inconnue_preuves"),
        ({"preuves": {"preuve_id": "la-meme"}}, "cle_double"),
        ({"preuves": {"convention_id": "f" * 16 + "-1"}}, "reference_absente"),
        ({"preuves": {"document_id": "f" * 64}}, "reference_absente"),
        ({"preuves": {"page": 2}}, "reference_absente"),
        ({"documents": {"statut": "hors_perimetre"}}, "document_statut"),
        ({"documents": {"statut": "illisible", "erreur": "chiffré"}}, "document_statut"),
        ({"documents": {"nb_pages": 2}}, "document_pages"),
    ],
)
def test_a_contradiction_refuses_the_dataset(tmp_path: Path, changes: dict[str, Any], check: str) -> None:
    assert f"{check} (" in refused(tmp_path, document(1, **changes))


def test_a_document_cannot_claim_a_convention_it_has_not(tmp_path: Path) -> None:
    alone = {name: rows for name, rows in document(1).items() if name in ("documents", "pages")}
    assert "document_statut (1)" in refused(tmp_path, alone)


def test_an_unreadable_document_must_say_why(tmp_path: Path) -> None:
    row = {"document_id": DOCUMENT, "fichier": "abime.pdf", "statut": "illisible"}
    assert "document_statut (1)" in refused(tmp_path, batch(documents=[row]))
    report = loaded(tmp_path / "jeu.duckdb", batch(documents=[row | {"erreur": "fichier tronqué"}]))
    assert report.warnings == ()


@pytest.mark.parametrize("table", ["anomalies", "lacunes"])
def test_doubts_and_gaps_must_be_about_something(tmp_path: Path, table: str) -> None:
    rows = {
        "anomalies": {
            "document_id": DOCUMENT,
            "anomalie_no": 1,
            "code": "a_confirmer",
            "gravite": "info",
            "message": "x",
        },
        "lacunes": {"convention_id": CONVENTION, "nature": "non_trouve"},
    }
    wrong = batch(**{table: [rows[table] | {"table_cible": "conventions", "colonne": "couleur"}]})
    assert f"cible_inconnue_{table}" in refused(tmp_path, document(1), wrong)
    right = batch(**{table: [rows[table] | {"table_cible": "conventions", "colonne": "objet"}]})
    assert loaded(tmp_path / "jeu.duckdb", document(1), right).warnings == ()


def test_a_message_shows_a_few_places_and_counts_them_all(tmp_path: Path) -> None:
    message = refused(tmp_path, *(document(number, preuves={"debut": 0}) for number in range(1, 6)))
    assert "preuve_tranche (20)" in message
    assert message.count("page 1") == 3
    assert message.endswith("; …)")


def warned(tmp_path: Path, *batches: Mapping[str, Any]) -> dict[str, int]:
    return {finding.check: finding.count for finding in loaded(tmp_path / "jeu.duckdb", *batches).warnings}


def test_a_sound_dataset_has_no_warning(tmp_path: Path) -> None:
    assert warned(tmp_path, document(1), document(2)) == {}


def test_a_value_that_nobody_can_trace_is_a_warning(tmp_path: Path) -> None:
    assert warned(tmp_path, document(1, montants={"exercice": 2024})) == {"valeur_sans_preuve": 1}


def test_a_value_given_by_a_person_needs_no_place(tmp_path: Path) -> None:
    place = {"page": None, "debut": None, "fin": None, "texte": None, "x0": None, "y0": None, "x1": None, "y1": None}
    assert warned(tmp_path, document(1, preuves=place | {"statut": "corrigee"})) == {}


def test_a_code_of_another_form_is_a_warning(tmp_path: Path) -> None:
    row = {"convention_id": CONVENTION, "imputation_no": 1, "activite": "0163 50"}
    report = loaded(tmp_path / "jeu.duckdb", document(1), batch(imputations=[row]))
    [finding] = [finding for finding in report.warnings if finding.check == "forme_de_code"]
    assert finding.message == "imputations.activite : forme inattendue (0163 50)"


def test_a_document_left_out_of_the_ledger_is_a_warning(tmp_path: Path) -> None:
    ledger = batch(couverture=[{"ressource_id": "r", "etape": "annonce", "depuis": "2024-01-01T00:00:00"}])
    assert warned(tmp_path, document(1), ledger) == {"couverture": 1}


def test_a_convention_beyond_its_document_is_a_warning(tmp_path: Path) -> None:
    assert warned(tmp_path, document(1, conventions={"page_fin": 7})) == {"convention_pages": 1}
