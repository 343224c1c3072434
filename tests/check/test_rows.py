"""Parties, codes and days: what their values alone tell."""

from __future__ import annotations

import pytest

from pipeline.model import Doubt
from tests.check.acts import Rows, codes

DELEGANT = {"organisation": "Service du lac", "role": "delegant"}
DELEGATAIRE = {"organisation": "Service du pont", "role": "delegataire"}


@pytest.mark.parametrize(
    ("kind", "parties", "found"),
    [
        ("delegation_gestion", [DELEGANT, DELEGATAIRE], []),
        ("delegation_gestion", [DELEGANT, {"organisation": "Service du pont"}], [("role_indetermine", 2)]),
        ("delegation_gestion", [DELEGANT], [("partie_absente", None)]),
        ("delegation_gestion", [], [("partie_absente", None)] * 2),
        ("delegation_gestion", [{"organisation": "Service du lac"}], [("role_indetermine", 1), ("partie_absente", None)]),
        ("partenariat", [{"organisation": "Service du lac"}, {"organisation": "Ville du pont"}], []),
        ("autre", [DELEGANT], [("partie_absente", None)]),
    ],
)  # fmt: skip
def test_a_convention_has_its_parties(kind: str, parties: Rows, found: list[tuple[str, int | None]]) -> None:
    assert codes("parties", conventions=[{"type": kind}], parties=parties) == found


def test_a_unit_that_is_incomplete_is_not_said_to_be_absent_besides() -> None:
    told = Doubt("uo_incomplete", "avertissement", "0181-CPRN-[à créer]", "unites_operationnelles")
    assert codes("unites_operationnelles") == [("uo_absente", None)]
    assert codes("unites_operationnelles", doubts=(told,)) == [("uo_incomplete", None)]


def test_a_postal_code_is_of_its_town_s_department() -> None:
    parties = [DELEGANT | {"code_postal": "79012", "commune": "Paris"}, DELEGATAIRE | {"code_postal": "35042"}]
    assert codes("parties", parties=parties) == [("code_postal_incoherent", 1)]


def test_a_cost_centre_has_ten_characters_and_is_doubted_once() -> None:
    rows = [{"centre_cout": "SOCCJV0075"}, {"centre_cout": "SOCCJV070075"}]
    assert codes("imputations", imputations=rows) == [("code_malforme", 2)]
    read = Doubt("code_malforme", "avertissement", "lettre lue pour un chiffre", "imputations", 2, "centre_cout")
    assert codes("imputations", imputations=rows, doubts=(read,)) == [("code_malforme", 2)]


def test_an_act_bears_its_day() -> None:
    about = {"comptable_assignataire": "Service du pont"}
    signed = {"date_signature": "2024-03-05"}
    assert codes("conventions", conventions=[{"type": "delegation_gestion"} | about | signed]) == []
    assert codes("conventions", conventions=[{"type": "autre"}]) == [("date_signature_absente", 1)]


@pytest.mark.parametrize(
    ("programme", "signed", "found"),
    [
        ("0163", "2023-05-02", []),
        ("9163", "2023-05-02", [("programme_inconnu", 1)]),
        ("9163", None, [("programme_inconnu", 1)]),
        ("0333", "2019-12-30", []),
        ("0333", "2023-05-02", [("programme_inconnu", 1)]),
        ("0333", None, []),
        ("0155", "2025-05-02", []),
    ],
)
def test_a_programme_is_one_of_the_year_of_the_signing(
    programme: str, signed: str | None, found: list[tuple[str, int]]
) -> None:
    identity = {"type": "delegation_gestion", "date_signature": signed}
    units = [{"uo": f"{programme}-CDJE-STET", "programme": programme}]
    assert codes("unites_operationnelles", conventions=[identity], unites_operationnelles=units) == found
