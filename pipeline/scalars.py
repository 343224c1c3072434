"""Values as the dataset's types: what comes back from a cache or from JSON is text and numbers again.

An empty text is not a value (`metadata.Column` makes it NULL); nothing is rounded or guessed on the way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Mapping
from decimal import Decimal, InvalidOperation
from typing import Literal

SqlType = Literal[
    "VARCHAR", "INTEGER", "BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP", "DECIMAL(18,2)", "VARCHAR[]", "INTEGER[]"
]
Value = str | int | float | bool | Decimal | dt.date | dt.datetime | tuple[str, ...] | tuple[int, ...]

_LARGEST = Decimal("9999999999999999.99")
_BITS = {"INTEGER": 31, "BIGINT": 63}
_HEX = frozenset("0123456789abcdef")


def converted(value: object, sql_type: SqlType) -> Value:
    """Return `value` as the Python type of `sql_type`; timestamps are naive UTC, as DuckDB's TIMESTAMP is.

    Takes the type itself and its text or JSON form (ISO dates, decimal text, lists for arrays). Raises ValueError
    or TypeError, with a few words in French, for anything else.
    """
    return TYPES[sql_type](value)


def is_hexadecimal(text: str, length: int) -> bool:
    """Tell whether a text is `length` hexadecimal figures, in small letters as digests are written."""
    return len(text) == length and set(text) <= _HEX


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"texte attendu, pas {type(value).__name__}")
    return value


def _whole(value: object, bits: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError(f"nombre entier attendu, pas {type(value).__name__}")
    try:
        number = int(value)
    except ValueError:
        raise ValueError("nombre entier attendu") from None
    if not -(2**bits) <= number < 2**bits:
        raise ValueError("trop grand")
    return number


def _integer(value: object) -> int:
    return _whole(value, _BITS["INTEGER"])


def _bigint(value: object) -> int:
    return _whole(value, _BITS["BIGINT"])


def _double(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise TypeError(f"nombre attendu, pas {type(value).__name__}")
    return float(value)


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"vrai ou faux attendu, pas {type(value).__name__}")
    return value


def _money(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise TypeError(f"montant exact attendu, pas {type(value).__name__}")
    try:
        amount = Decimal(value)
    except InvalidOperation:
        raise ValueError("nombre attendu") from None
    if not amount.is_finite() or abs(amount) > _LARGEST:
        raise ValueError("trop grand")
    cents = amount.quantize(Decimal("0.01"))
    if cents != amount:
        raise ValueError("plus de deux décimales")
    return cents


def _date(value: object) -> dt.date:
    if isinstance(value, dt.datetime):
        raise TypeError("date attendue, pas une date avec une heure")
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(_text(value))
    except ValueError:
        raise ValueError("AAAA-MM-JJ attendu") from None


def _timestamp(value: object) -> dt.datetime:
    try:
        instant = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(_text(value))
    except ValueError:
        raise ValueError("AAAA-MM-JJTHH:MM:SS attendu") from None
    return instant.astimezone(dt.UTC).replace(tzinfo=None) if instant.tzinfo else instant


def _texts(value: object) -> tuple[str, ...]:
    return tuple(_text(item) for item in _items(value))


def _integers(value: object) -> tuple[int, ...]:
    return tuple(_integer(item) for item in _items(value))


def _items(value: object) -> tuple[object, ...]:
    if not isinstance(value, list | tuple):
        raise TypeError(f"liste attendue, pas {type(value).__name__}")
    return tuple(value)


TYPES: Mapping[SqlType, Callable[[object], Value]] = {
    "VARCHAR": _text,
    "INTEGER": _integer,
    "BIGINT": _bigint,
    "DOUBLE": _double,
    "BOOLEAN": _boolean,
    "DATE": _date,
    "TIMESTAMP": _timestamp,
    "DECIMAL(18,2)": _money,
    "VARCHAR[]": _texts,
    "INTEGER[]": _integers,
}
"""How each SQL type is made."""

Plain = tuple[type, Container[object] | None]
"""A Python type, and which of its values (None: all)."""
PLAIN: Mapping[SqlType, Plain] = {
    "VARCHAR": (str, None),
    "INTEGER": (int, range(-(2**31), 2**31)),
    "BIGINT": (int, range(-(2**63), 2**63)),
    "DOUBLE": (float, None),
}
"""What is given back as it is."""
