"""What a correction made on the site names: the row, by the few columns that designate it, and the passage."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from pipeline.compare.changes import KEYS
from pipeline.corrections import fingerprint
from pipeline.metadata import Table

Row = Mapping[str, Any]


def row_key(table: Table, row: Row, rows: Sequence[Row]) -> str:
    """Return the JSON that designates `row` among its convention's `rows` of one table; empty for `conventions`."""
    if not table.row_number:
        return ""
    names = KEYS[table.name][0]
    if sum(all(other[name] == row[name] for name in names) for other in rows) != 1:
        names = (*names, table.row_number)
    return _json({name: row[name] for name in names})


def passage(proofs: Sequence[Row], texts: Mapping[int, str]) -> tuple[int | None, str]:
    """Return the page and the fingerprint of the first place a value was read; nothing when it has no place."""
    placed = [proof for proof in proofs if proof["page"] is not None]
    if not placed:
        return None, ""
    first = min(placed, key=lambda proof: (proof["page"], proof["debut"]))
    return first["page"], fingerprint(texts[first["page"]], first["debut"], first["fin"])


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, default=_text)


def _text(value: Any) -> str:
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else repr(value)
