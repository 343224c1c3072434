"""A party in the list of the State's organisations: its id, and its name where OCR or a typist damaged it."""

from __future__ import annotations

import regex

from pipeline.extract.context import Context
from pipeline.extract.parties.types import Candidate
from pipeline.extract.view import View
from pipeline.model import Found
from pipeline.reference import Organisation, normalised

_CONFUSED = (("rn", "m"), ("1", "l"), ("0", "o"), ("cl", "d"), ("vv", "w"), ("ii", "u"), ("i", "l"), ("t", "l"))
"""What readers of print take for one another; both sides of a comparison are folded the same way."""


def known_organisation(ctx: Context, party: Candidate) -> Organisation | None:
    """Return the only organisation of the list that the party's name, or its name and acronym, can mean."""
    name, sigle = party.name.organisation.text, party.name.sigle
    found = ctx.reference.organisation(name).found
    if found is None and sigle is not None:
        found = ctx.reference.organisation(f"{name} ({sigle.text})").found
        if found is not None and not _alike(found.nom, name):
            return None
    return found


def id_found(entry: Organisation, view: View, party: Candidate) -> Found:
    """Return the id's value, proved by the mention it was matched on."""
    motif = f"nom reconnu dans la liste des organisations : {entry.nom}"
    places = view.places(*party.name.organisation.spans)
    return Found(entry.organisation_id, places, "reference.organisations", "deduite", 0.95, motif)


def restored_name(entry: Organisation | None, name: str) -> str | None:
    """Return the list's spelling when `name` differs from it by nothing but letters that are read for one another."""
    if entry is None or normalised(entry.nom) == normalised(name):
        return None
    return entry.nom if _folded(entry.nom) == _folded(name) else None


def _alike(listed: str, printed: str) -> bool:
    """Guard a match made on an acronym: the printed name must share most of the listed one's words."""
    words, other = set(normalised(listed).split()), set(normalised(printed).split())
    return len(words & other) * 2 >= len(words) or _folded(listed) == _folded(printed)


def _folded(text: str) -> str:
    plain = regex.sub(r"\s+", "", normalised(text))
    for seen, meant in _CONFUSED:
        plain = plain.replace(seen, meant)
    return plain
