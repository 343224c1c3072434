"""What a correction made on the site names: the row, by the few columns that designate it, and the passage."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from pipeline.compare.changes import KEYS
from pipeline.corrections import fingerprint
from pipeline.metadata import BLOCK, Table

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
    return first["page"], print_of(texts[first["page"]], first["debut"], first["fin"])


def print_of(text: str, start: int, end: int) -> str:
    """Return the fingerprint of the lines of a page that `[start, end)` touches; none where some of it is hidden.

    The run compares it with what it read: a correction made on a masked line holds by its page and its key alone.
    """
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    hidden = BLOCK in text[first : last if last >= 0 else len(text)]
    return "" if hidden else fingerprint(text, start, end)


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, default=_text)


def _text(value: Any) -> str:
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else repr(value)
