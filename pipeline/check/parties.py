"""Who is party to a convention: the roles that it must have, addresses whose code and town agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.check.view import Convention
from pipeline.extract.parties.later import WITHOUT_ROLES
from pipeline.extract.rulebook import Rulebook
from pipeline.model import Doubt

TABLE = "parties"
_ROLES = (("delegant", "le délégant"), ("delegataire", "le délégataire"))


def roles(convention: Convention, book: Rulebook) -> Iterator[Doubt]:
    """A délégation has a délégant and a délégataire, any other convention two parties."""
    parties = convention.table(TABLE)
    if convention.type in WITHOUT_ROLES or convention.type == "autre":
        if len(parties) < 2:
            yield _missing(parties, "une seconde partie")
        return
    for number, party in enumerate(parties, start=1):
        if "role" not in party:
            said = f"Rôle de « {_name(party)} » non précisé dans l'acte"
            message = f"{said} : délégant ou délégataire, à vérifier."
            yield Doubt("role_indetermine", "avertissement", message, TABLE, number, "role")
    found = [party.get("role") for party in parties]
    if None not in found:
        yield from (_missing(parties, label) for role, label in _ROLES if role not in found)
    elif len(parties) < 2:
        yield _missing(parties, "une seconde partie")


def addresses(convention: Convention, book: Rulebook) -> Iterator[Doubt]:
    """A postal code is of the department of its town."""
    for number, party in enumerate(convention.table(TABLE), start=1):
        code, town = party.get("code_postal"), party.get("commune")
        expected = convention.reference.towns.expected_department(code, town) if code and town else None
        if expected:
            message = (
                f"Code postal {code} et commune {town} ne s'accordent pas "
                f"(département attendu : {expected}), à vérifier."
            )
            yield Doubt("code_postal_incoherent", "info", message, TABLE, number, "code_postal")


def _missing(parties: Sequence[Mapping[str, Any]], what: str) -> Doubt:
    seen = ", ".join(map(_name, parties)) or "aucune partie"
    message = f"L'en-tête ne nomme pas {what} (lu : {seen}), à vérifier."
    return Doubt("partie_absente", "avertissement", message, TABLE)


def _name(party: Mapping[str, Any]) -> str:
    return str(party.get("organisation", "partie sans nom"))
