"""Postal addresses: street, postal code and town, and whether the code's department fits the town."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from pipeline.extract.rules import Rulebook
from pipeline.extract.view import Piece, View, piece

_EDGES = " \t\n,;:.-–—("


@dataclass(frozen=True, slots=True)
class Address:
    """What a party's address says; each part is None when it does not say it. `start` and `end` bound it in the view."""

    street: Piece | None
    code: Piece | None
    town: Piece | None
    start: int
    end: int
    rule: str


def find_address(view: View, start: int, end: int, book: Rulebook) -> Address | None:
    """Return the first address in `[start, end)` of the view: announced, or a street before its postal code."""
    announced = book["adresses.annonce"].search(view.text, start, end)
    city = book["adresses.ville"].search(view.text, start, end)
    if announced:
        return _announced(view, announced, end, book)
    if city is None:
        return None
    streets = book["adresses.voie"].finditer(view.text, start, city.start())
    street = next((s for s in streets if _opens(view.text, start, s.start())), None)
    if street is None:
        return _made(view, city.start(), city, city.end(), "adresses.ville")
    return _made(view, street.start(), city, city.end(), "adresses.voie")


def _announced(view: View, announced: regex.Match[str], end: int, book: Rulebook) -> Address | None:
    """Read the address after its announcement: to its town, or to the end of its line."""
    begin = announced.end()
    stop = _STOP.search(view.text, begin, end)
    limit = stop.start() if stop else end
    city = book["adresses.ville"].search(view.text, begin, limit)
    if city is not None:
        return _made(view, begin, city, city.end(), "adresses.annonce")
    line = view.text.find("\n", begin, limit)
    street = piece(view, begin, line if line > 0 else limit, _EDGES)
    return Address(street, None, None, begin, street.end, "adresses.annonce") if street else None


_STOP = regex.compile(
    r"\n\n|\f|;|(?i:repr[ée]sent|ci[- ]apr[eè]s|d[ée]nomm|d[ée]sign|SIRET|prise? en la personne|agissant|t[ée]l\.|courriel)"
)


def _made(view: View, start: int, city: regex.Match[str], end: int, rule: str) -> Address:
    street = piece(view, start, city.start(), _EDGES)
    return Address(street, piece(view, *city.span("code")), piece(view, *city.span("commune")), start, end, rule)


def _opens(text: str, start: int, at: int) -> bool:
    """Tell whether an address may begin at `at`: right after a separator, not inside a name ('Direction du port')."""
    return at == start or regex.search(r"[,;:)\n–—-]\s*(?:au\s+|à\s+)?$", text[start:at]) is not None
