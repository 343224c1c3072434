"""Invented rows to be checked."""

from __future__ import annotations

from typing import Any

from pipeline.check.document import Checked, check_convention
from pipeline.model import Balance, ConventionRows, Decision, Doubt, Proof
from tests.extract.helpers import book
from tests.load.dataset import METADATA, REFERENCE

Rows = list[dict[str, Any]]


def checked(
    *,
    proofs: tuple[Proof, ...] = (),
    doubts: tuple[Doubt, ...] = (),
    balances: tuple[Balance, ...] = (),
    **tables: Rows,
) -> Checked:
    """What the checks say of rows, a délégation's unless they say otherwise."""
    tables = {"conventions": [{"type": "delegation_gestion"}]} | tables
    rows = ConventionRows(1, 1, tables, proofs, doubts, balances=balances)
    return check_convention(rows, METADATA, REFERENCE, book())


def codes(table: str, **tables: Any) -> list[tuple[str, int | None]]:
    """The doubts on one table: code and row."""
    return [(doubt.code, doubt.row) for doubt in checked(**tables).doubts if doubt.table == table]


def rows_of(decision: Decision, table: str) -> Rows:
    """The rows of a table as a decision makes them."""
    return [{name: found.value for name, found in f.values.items()} for f in decision.facts if f.table == table]
