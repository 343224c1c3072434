"""Acts and avenants made by hand, and what the views of amounts say of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

from tests.load.dataset import act, in_memory

SIGNED, CHANGED, AGAIN = "2022-01-10", "2023-07-01", "2024-03-01"
UO, OTHER_UO = "0163-CDJE-STET", "0352-CFSE-CFIN"


def amount(montant: int, role: str | None = "plafond", **more: Any) -> Mapping[str, Any]:
    return {"montant": montant, "role": role, **more}


def asked(sql: str, *acts: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with in_memory(*acts) as con:
        return con.execute(sql).fetchall()


def total(*acts: Mapping[str, Any]) -> dict[str | None, int]:
    """Return the sums by nature that `v_credits` gives."""
    sql = "SELECT nature, sum(montant)::BIGINT FROM v_credits GROUP BY nature"
    return dict(asked(sql, *acts))


def base(*amounts: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return act(1, *amounts, **({"date_signature": SIGNED, "date_fin": "2025-12-31"} | more))


def avenant(number: int, *amounts: Mapping[str, Any], effect: str | None, **more: Any) -> dict[str, Any]:
    given = [{"effet": effect, **row} for row in amounts]
    return act(number, *given, **({"parent": 1, "numero_avenant": number - 1, "date_signature": CHANGED} | more))


def in_force(con: duckdb.DuckDBPyConnection, day: str) -> list[tuple[Any, ...]]:
    sql = f"SELECT exercice, montant::BIGINT FROM montants_au(DATE '{day}') WHERE compte ORDER BY ALL"
    return con.execute(sql).fetchall()
