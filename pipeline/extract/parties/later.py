"""Roles that the heading does not give: said further down, deduced from the other party's, or from the kind of act."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from pipeline.extract.context import Context
from pipeline.extract.parties.roles import role_of
from pipeline.extract.parties.types import Candidate, Role, RoleSaid
from pipeline.extract.view import View, piece, view_of

WITHOUT_ROLES = frozenset({"partenariat", "subvention", "retablissement_credits"})
_OTHER: dict[Role, Role] = {"delegant": "delegataire", "delegataire": "delegant"}
Places = tuple[tuple[int, int], ...]


def roles_further_down(ctx: Context, parties: Sequence[Candidate], after: int) -> dict[int, tuple[RoleSaid, View]]:
    """Return the roles that the text after the heading gives to parties without one, by their index."""
    found: dict[int, tuple[RoleSaid, View]] = {}
    view = view_of(ctx.flow, after, len(ctx.text))
    for i, party in enumerate(parties):
        if party.role is None and (said := next(_said_of(ctx, view, party), None)):
            found[i] = (said, view)
    return found


def _said_of(ctx: Context, view: View, party: Candidate) -> Iterator[RoleSaid]:
    mention = "|".join(regex.escape(alias) for alias in _mentions(party))
    patterns = (
        rf"(?:{mention})\s*[,(]?\s*(?:(?:est|sera|étant|agissant|ci-après)\s+)?(?:d[ée]\w+e?s?\s+)?(?:en\s+qualité\s+de\s+|comme\s+)?"
        rf"(?:[«\"]\s*)?(?:le\s+|service\s+)?(?P<role>\w*d[ée]l[ée]g(?:r?ant|ataire)s?)\b",
        rf"(?P<role>\bd[ée]l[ée]g(?:r?ant|ataire))\b\s*(?:[,(:]|est|étant|désigne)\s*(?:le\s+|la\s+|l'\s?)?(?:{mention})(?!\p{{L}})",
    )
    for pattern in patterns:
        for match in regex.finditer(pattern, view.text, regex.IGNORECASE):
            role, said = role_of(match["role"], ctx.book), piece(view, *match.span())
            if role and said:
                yield RoleSaid(role, said, "roles.plus_loin", 0.92, "rôle dit plus loin dans le texte")
    for match in regex.finditer(rf"(?P<qui>(?:{mention}))\s+(?:confie|délègue)\s", view.text):
        if said := piece(view, *match.span()):
            yield RoleSaid("delegant", said, "roles.plus_loin", 0.91, "partie qui confie la gestion")
    for match in regex.finditer(
        rf"\b(?:confie|délègue|donne mission)\s+(?:à\s+la\s+|à\s+l'|au\s+|à\s+)(?P<qui>(?:{mention}))(?!\p{{L}})", view.text
    ):
        if said := piece(view, *match.span()):
            yield RoleSaid("delegataire", said, "roles.plus_loin", 0.91, "partie à qui la gestion est confiée")


def _mentions(party: Candidate) -> list[str]:
    names = {alias for alias in party.aliases if len(alias) > 2 and not regex.match(r"(?i)le(?:s)?\s+d[ée]l", alias)}
    return sorted((regex.sub(r"^(?:le|la|les|l')\s?", "", name, flags=regex.I) for name in names), key=len, reverse=True)


def deduce(parties: Sequence[Candidate], kind: str | None) -> None:
    """Fill the roles that follow from what is known: the only other party's, or 'autre' where no one delegates."""
    known = [p.role for p in parties if p.role]
    for party in parties:
        if party.role is not None:
            continue
        if kind in WITHOUT_ROLES or (kind == "autre" and not known):
            said = party.name.organisation
            party.role = RoleSaid("autre", said, "roles.sans_delegation", 0.95, "acte sans délégant ni délégataire")
        elif len(parties) == 2 and len(known) == 1 and known[0] and known[0].role in _OTHER:
            other = known[0]
            motif = f"l'autre partie est le {'délégant' if other.role == 'delegant' else 'délégataire'}"
            party.role = replace(other, role=_OTHER[other.role], rule="roles.autre_partie", confidence=0.9, motif=motif)
