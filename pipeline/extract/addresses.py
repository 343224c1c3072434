"""Postal addresses: street, postal code and town.

The anchor is the code beside its town. The street stands before it: after the words that announce an address, or, when
nothing does, back over the segments between commas that look like parts of one (a number, a street's noun, a building).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import regex

from pipeline.extract.rulebook import Rulebook
from pipeline.extract.view import Piece, View, piece

_EDGES = " \t\n,;:.-–—("
_STOP = regex.compile(
    r"\n\n|\f|;|(?i:repr[ée]sent|ci[- ]apr[eè]s|d[ée]nomm|d[ée]sign|SIRET|prise? en la personne|agissant)"
    r"|(?i:t[ée]l\.|courriel)"
)
_SEPARATOR = regex.compile(
    r"(?<!(?:^|[\s,(–-])\d{1,4}(?:\s?(?:bis|ter|quater))?)\s*[,;)]\s*|,\s*(?=\d)|\s+[-–—]\s+"
    r"|(?<=[^\d\s])(?<!\b(?:BP|CS|TSA|n°|du|de|des|la|le|les))\s*\n\s*(?=\d)|\b(?:au|à)\s+(?=\d)"
)
"""What parts the segments of an address; not the comma of '3, rue X', nor a line end before the number of a box."""
_BUILDING = regex.compile(r"\p{Lu}[\p{L}\d'’ -]{1,60}$")


@dataclass(frozen=True, slots=True)
class Address:
    """What a party's address says; None where it does not. `start` and `end` bound it in the view."""

    street: Piece | None
    code: Piece | None
    town: Piece | None
    start: int
    end: int
    rule: str


def find_address(view: View, start: int, end: int, book: Rulebook) -> Address | None:
    """Return the first address in `[start, end)` of the view."""
    city = _city(view, start, end, book)
    announced = book["adresses.annonce"].search(view.text, start, end)
    if announced and (city is None or announced.end() <= city.start() + 2):
        return _announced(view, announced, end, book)
    if city is None:
        return None
    street = _street_start(view, start, city.start(), book)
    if street is None:
        return _made(view, city.start(), city, "adresses.ville")
    return _made(view, street, city, "adresses.voie")


def _city(view: View, start: int, end: int, book: Rulebook) -> regex.Match[str] | None:
    found = (book[rule].search(view.text, start, end) for rule in ("adresses.ville", "adresses.ville_inverse"))
    return min((match for match in found if match), key=lambda match: match.start(), default=None)


def _announced(view: View, announced: regex.Match[str], end: int, book: Rulebook) -> Address | None:
    """Read the address after its announcement: to its town, or to the end of its line."""
    begin = announced.end()
    stop = _STOP.search(view.text, begin, end)
    limit = stop.start() if stop else end
    city = _city(view, begin, limit, book)
    if city is not None:
        return _made(view, begin, city, "adresses.annonce")
    line = view.text.find("\n", begin, limit)
    street = piece(view, begin, line if line > 0 else limit, _EDGES)
    return Address(street, None, None, begin, street.end, "adresses.annonce") if street else None


def _made(view: View, start: int, city: regex.Match[str], rule: str) -> Address:
    street = piece(view, start, city.start(), _EDGES)
    code, town = piece(view, *city.span("code")), piece(view, *city.span("commune"))
    return Address(street, code, town, start, city.end(), rule)


def _street_start(view: View, start: int, end: int, book: Rulebook) -> int | None:
    """Return where the street begins, walking back from the town over the segments that look like parts of it."""
    cuts = [start, *(match.end() for match in _SEPARATOR.finditer(view.text, start, end)), end]
    begin: int | None = None
    streets = False
    for left, right in reversed(list(pairwise(cuts))):
        said = view.text[left:right].strip(_EDGES)
        if not said:
            continue
        street = book["adresses.voie"].match(said) is not None
        if not street and not (_BUILDING.match(said) and len(said.split()) <= 6):
            break
        begin, streets = left, streets or street
    return begin if streets else None
