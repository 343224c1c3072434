"""When two values say the same thing.

Text is compared without case, accents, punctuation, leading articles and runs of white space; prose agrees at a token
F1 of 0.8; codes, amounts and dates exactly.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Hashable
from decimal import Decimal
from functools import lru_cache

PROSE = frozenset(
    {
        "objet", "intitule", "condition", "adresse", "fonction", "comptable_assignataire", "activite_libelle",
        "centre_cout_libelle",
    }
)  # fmt: skip
"""Columns whose wording may differ a little."""

_ARTICLES = re.compile(r"^(?:(?:le|la|les|l|du|de la|de l|des) )+")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:[+-]\d\d:\d\d|Z)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FEWEST_WORDS = 4
"""A wanted text shorter than this must be found as it is."""
_SHARED = 0.8


def comparable(value: object) -> Hashable:
    """Return the comparable form of a value: equal forms say the same. A naive instant is UTC."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value)).normalize()
    if isinstance(value, dt.datetime):
        return (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    if isinstance(value, dt.date):
        return value.isoformat()
    return _of_text(value) if isinstance(value, str) else repr(value)


@lru_cache(maxsize=65536)
def _of_text(value: str) -> Hashable:
    if _INSTANT.fullmatch(value):
        return dt.datetime.fromisoformat(value).astimezone(dt.UTC)
    if _DAY.fullmatch(value):
        return value
    decomposed = unicodedata.normalize("NFKD", value.replace("œ", "oe").replace("Œ", "OE"))
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _ARTICLES.sub("", re.sub(r"[^0-9a-z]+", " ", plain.casefold()).strip())


def accepted(wanted: object) -> set[Hashable]:
    """Return the comparable forms of a wanted value; a list gives its alternatives."""
    return {comparable(value) for value in wanted} if isinstance(wanted, list) else {comparable(wanted)}


def agree(column: str, given: object, wanted: object) -> bool:
    """Tell whether a value agrees with the wanted one, or one of its alternatives."""
    have, forms = comparable(given), accepted(wanted)
    if have in forms:
        return True
    if column not in PROSE or not isinstance(have, str):
        return False
    return any(isinstance(form, str) and _same_prose(have, form) for form in forms)


def _same_prose(have: str, form: str) -> bool:
    mine, theirs = have.split(), form.split()
    if len(theirs) < _FEWEST_WORDS:
        return False
    common = sum((Counter(mine) & Counter(theirs)).values())
    return 2 * common / (len(mine) + len(theirs)) >= _SHARED
