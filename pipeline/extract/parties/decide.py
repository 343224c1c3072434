"""From candidates to rows: roles settled, names restored."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from pipeline.extract.addresses import Address
from pipeline.extract.context import Context
from pipeline.extract.names import name_found, organisation_found, word_found
from pipeline.extract.parties.gather import Gathered
from pipeline.extract.parties.known import id_found, known_organisation, restored_name
from pipeline.extract.parties.later import WITHOUT_ROLES, deduce, roles_further_down, roles_of_contract
from pipeline.extract.parties.types import Candidate
from pipeline.extract.people import Person
from pipeline.extract.view import Piece, View
from pipeline.model import Decision, Fact, Found, Rejected, Status
from pipeline.reference import Organisation

_AMENDED = ("identite.retablissement", "identite.subvention", "identite.partenariat")
"""What an amendment's title may say of the convention that it amends, none of its parties delegating."""
_CEDEX = regex.compile(r"\s+(?i:cedex)\b.*$")
SURE, LIKELY, WEAK = 0.96, 0.92, 0.8


def settle(ctx: Context, gathered: Gathered) -> dict[int, View]:
    """Settle the roles that the heading leaves open; return, by index, the view of those said later."""
    kind = _amended(ctx) or _kind(ctx)
    parties = gathered.parties
    later = (
        {} if kind in WITHOUT_ROLES else roles_further_down(ctx, parties, gathered.heading, delegating=kind != "autre")
    )
    for index, (said, _) in later.items():
        parties[index].role = said
    if kind == "delegation_gestion":
        roles_of_contract(gathered.view, parties, ctx.book)
    deduce(parties, kind)
    return {index: view for index, (_, view) in later.items()}


def decide(ctx: Context, gathered: Gathered) -> Decision:
    """Settle the roles and write the rows."""
    views = settle(ctx, gathered)
    facts: list[Fact] = []
    people: list[Fact] = []
    for index, party in enumerate(gathered.parties):
        facts.append(_party(ctx, gathered.view, views.get(index, gathered.view), party))
        people += (_representative(ctx, gathered.view, party, person, index + 1) for person in party.people)
    return Decision((*facts, *people), tuple(_rejected(gathered)))


def _kind(ctx: Context) -> str | None:
    rows = ctx.facts.get("conventions", ())
    found = rows[0].values.get("type") if rows else None
    return str(found.value) if found else None


def _amended(ctx: Context) -> str | None:
    """Return the kind of the convention that an amendment's title names, where no party of it delegates."""
    rows = ctx.facts.get("conventions", ())
    title = rows[0].values.get("intitule") if rows and _kind(ctx) == "avenant" else None
    if title is None or ctx.book["identite.delegation"].search(str(title.value)):
        return None
    named = (rule for rule in map(ctx.book.__getitem__, _AMENDED) if rule.search(str(title.value)))
    return next((str(rule.data["type"]) for rule in named), None)


def _party(ctx: Context, view: View, role_view: View, party: Candidate) -> Fact:
    values: dict[str, Found] = {}
    if party.role:
        status: Status = "deduite" if party.role.motif else "normalisee"
        places = role_view.places(*party.role.piece.spans)
        values["role"] = Found(
            party.role.role, places, party.role.rule, status, party.role.confidence, party.role.motif
        )
    entry = known_organisation(ctx, party)
    values["organisation"] = _organisation(ctx, view, party, entry)
    if party.name.sigle:
        sigle = party.name.sigle
        known = entry is not None and entry.sigle == sigle.text
        values["sigle"] = word_found(ctx, sigle.text, view.places(*sigle.spans), "parties.sigle", SURE, known)
    if party.address:
        values |= _address(ctx, view, party.address)
    if entry:
        values["organisation_id"] = id_found(entry, view, party)
    return Fact("parties", values)


def _organisation(ctx: Context, view: View, party: Candidate, entry: Organisation | None) -> Found:
    name = party.name.organisation
    restored = restored_name(entry, name.text)
    if restored is None:
        places = view.places(*name.spans)
        return organisation_found(ctx, name.text, places, party.name.rule, _name_confidence(ctx, party))
    motif = f"« {name.text} » lu ; orthographe rétablie d'après la liste des organisations"
    return Found(restored, view.places(*name.spans), "reference.organisations", "normalisee", LIKELY, motif)


def _name_confidence(ctx: Context, party: Candidate) -> float:
    text = party.name.organisation.text
    if party.name.rule == "parties.fonction" or len(text) > 160 or ctx.book["parties.deux_noms"].search(text):
        return 0.6
    if party.name.rule == "parties.service_appose":
        return WEAK
    if ctx.book["parties.fonction_seule"].fullmatch(text):
        return 0.5
    if ctx.book["parties.tete"].cased_match("\n" + text) or party.name.sigle or party.people:
        return SURE if party.block.strong or party.people else LIKELY
    return LIKELY if party.role or party.address else WEAK


def _address(ctx: Context, view: View, address: Address) -> dict[str, Found]:
    values: dict[str, Found] = {}
    if address.street:
        values["adresse"] = _exact(view, address.street, address.rule)
    if address.code:
        digits = address.code.text.replace(" ", "")
        status: Status = "exacte" if digits == address.code.text else "normalisee"
        values["code_postal"] = Found(digits, view.places(*address.code.spans), "adresses.ville", status, SURE)
    if address.town:
        known = ctx.reference.towns.is_known(_CEDEX.sub("", address.town.text))
        places = view.places(*address.town.spans)
        values["commune"] = word_found(ctx, address.town.text, places, "adresses.ville", SURE, known)
    return values


def _representative(ctx: Context, view: View, party: Candidate, person: Person, number: int) -> Fact:
    values = {
        "partie_no": Found(
            number, view.places(*party.name.organisation.spans), "representants.partie", "deduite", SURE,
            "représentant cité avec cette partie",
        )
    }  # fmt: skip
    if person.civilite:
        values["civilite"] = _exact(view, person.civilite, person.rule)
    if person.fonction:
        places = view.places(*person.fonction.spans)
        values["fonction"] = organisation_found(ctx, person.fonction.text, places, person.rule, SURE)
    if person.nom:
        sure = LIKELY if person.rule == "personnes.nom_seul" else SURE
        values["nom"] = name_found(ctx, person.nom.text, view.places(*person.nom.spans), person.rule, sure)
    return Fact("representants", values)


def _exact(view: View, found: Piece, rule: str, confidence: float = SURE) -> Found:
    return Found(found.text, view.places(*found.spans), rule, "exacte", confidence)


def _rejected(gathered: Gathered) -> Iterator[Rejected]:
    for loser in gathered.left_out:
        places = gathered.view.places(*loser.said.spans)
        yield Rejected("parties", "organisation", loser.said.text, places, loser.rule, loser.motif, 0.1)
