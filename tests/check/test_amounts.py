"""Totals against their parts, what is paid against what is committed."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.model import Balance, Proof
from tests.check.acts import checked, codes

PARTS: list[dict[str, Any]] = [
    {"nature": "AE", "montant": "128000.00", "exercice": 2023},
    {"nature": "AE", "montant": "125000.00", "exercice": 2024},
]
PAID = {"nature": "CP", "montant": "1000.00", "exercice": 2024}


def whole(amount: str, **more: Any) -> list[dict[str, Any]]:
    return [*PARTS, {"nature": "AE", "montant": amount, "role": "total", "parts": [1, 2], **more}, PAID]


def proof(column: str, confidence: float = 0.98, **more: Any) -> Proof:
    about = {"rule": "essai", "status": "exacte", "motif": None, "confidence": confidence} | more
    return Proof("montants", 3, column, 1, 0, 4, None, "lieu", **about)


def test_a_total_is_what_its_parts_make() -> None:
    assert codes("montants", montants=whole("253000.00")) == []
    [doubt] = [d for d in checked(montants=whole("254000.00", exercice=2024)).doubts if d.table == "montants"]
    assert (doubt.code, doubt.row, doubt.column) == ("total_incoherent", 3, "montant")
    assert doubt.message == "Total imprimé 254 000 € (AE 2024), mais ses parts font 253 000 €, à vérifier."


def test_a_total_whose_parts_are_not_given_is_not_judged() -> None:
    assert codes("montants", montants=[*PARTS, {"nature": "AE", "montant": "1.00", "role": "total"}, PAID]) == []


def test_a_wrong_total_is_less_sure_its_role_is_not() -> None:
    proofs = (proof("montant"), proof("nature", 0.9), proof("role", 0.92))
    weighed = checked(montants=whole("254000.00"), proofs=proofs).proofs
    assert [(p.confidence, p.motif) for p in weighed] == [
        (0.6, "ses parts font 253 000 €, à vérifier"), (0.6, None), (0.92, None),
    ]  # fmt: skip
    assert checked(montants=whole("253000.00"), proofs=proofs).proofs == proofs


@pytest.mark.parametrize(
    "own", [proof("montant", 0.5, motif="deux sommes"), proof("montant", 1.0, status="corrigee", motif="relu")]
)
def test_a_doubtful_amount_and_one_that_a_person_gave_keep_their_own(own: Proof) -> None:
    assert checked(montants=whole("254000.00"), proofs=(own,)).proofs == (own,)


@pytest.mark.parametrize(("paid", "found"), [("60000.00", []), ("60000.01", [("ae_cp_incoherents", 1)])])
def test_a_unit_pays_no_more_than_it_commits(paid: str, found: list[tuple[str, int]]) -> None:
    rows = [{"nature": "AE", "montant": "60000.00"}, {"nature": "CP", "montant": paid}]
    balances = (Balance("0143-CDAG-AGRI", (1,), (2,)), Balance(None, (1,), ()))
    assert codes("montants", montants=rows, balances=balances) == found


@pytest.mark.parametrize(
    ("kind", "rows", "found"),
    [
        ("delegation_gestion", PARTS, [("ae_cp_incoherents", None)]),
        ("delegation_gestion", [PAID], [("ae_cp_incoherents", None)]),
        ("delegation_gestion", [*PARTS, PAID], []),
        ("delegation_gestion", [*PARTS, {"montant": "1.00"}], []),
        ("delegation_gestion", [{"montant": "1.00"}], []),
        ("avenant", PARTS, []),
    ],
)
def test_a_delegation_that_gives_one_gives_the_other(
    kind: str, rows: list[dict[str, Any]], found: list[tuple[str, None]]
) -> None:
    assert codes("montants", conventions=[{"type": kind}], montants=rows) == found
