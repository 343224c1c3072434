"""Names made comparable."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ARTICLES = re.compile(r"^(?:(?:le|la|les|l|du|de|des|d) )+")


@lru_cache(maxsize=4096)
def normalised(text: str) -> str:
    """Return the comparable form of a name: no case, accents, punctuation, leading article."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return _ARTICLES.sub("", re.sub(r"[^0-9a-z]+", " ", plain.casefold()).strip())
