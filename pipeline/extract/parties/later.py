"""Roles that the heading does not give: said further down, deduced from the other party's, or from the kind of act."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from pipeline.extract.context import Context
from pipeline.extract.parties.names import initials
from pipeline.extract.parties.roles import role_said
from pipeline.extract.parties.types import Candidate, Role, RoleSaid
from pipeline.extract.rulebook import Rulebook
from pipeline.extract.view import View, piece, view_of

WITHOUT_ROLES = frozenset({"partenariat", "subvention", "retablissement_credits"})
_OTHER: dict[Role, Role] = {"delegant": "delegataire", "delegataire": "delegant"}
_NEAR = 60
"""How far before a party's name its role may stand, in characters."""
_WHOLE = 4
"""Words of a name that stands for nobody else, at least."""
_ARTICLE = regex.compile(r"^(?:(?:le|la|les)\s+|l'\s?)", regex.IGNORECASE)
_ROLE = regex.compile(r"(?:co-)?d[ée]l[ée]g(?:r?an[tl]|ata)", regex.IGNORECASE)
"""What begins a role's word; a délégation is a body like another."""


def roles_further_down(
    ctx: Context, parties: Sequence[Candidate], heading: tuple[int, int], *, delegating: bool = True
) -> dict[int, tuple[RoleSaid, View]]:
    """Return the roles that parties without one are given after the heading, else in it or on the cover, by index.

    Where the act is no délégation (not `delegating`), who confides something to another is not its délégant for that.
    """
    found: dict[int, tuple[RoleSaid, View]] = {}
    if all(party.role for party in parties):
        return found
    for stretch in ((heading[1], len(ctx.text)), heading, (0, heading[0])):
        view = view_of(ctx.flow, *stretch)
        for i, party in enumerate(parties):
            if party.role is None and i not in found and (said := next(_said_of(ctx, view, party, delegating), None)):
                found[i] = (said, view)
    return found


def _said_of(ctx: Context, view: View, party: Candidate, delegating: bool) -> Iterator[RoleSaid]:
    names = "|".join(map(_mention, _mentions(party)))
    for mention in regex.finditer(rf"(?<!\p{{L}})(?:{names})(?!\p{{L}})", view.text):
        before = view.text[max(0, mention.start() - _NEAR) : mention.start()]
        yield from _said_around(ctx.book, view, mention, before)
        if not delegating:
            continue
        if ctx.book["roles.confie"].match(view.text, mention.end()):
            yield from _as(view, mention, "delegant", "roles.confie", "partie qui confie la gestion")
        elif ctx.book["roles.recoit"].search(before):
            yield from _as(view, mention, "delegataire", "roles.recoit", "partie à qui la gestion est confiée")


def _mention(name: str) -> str:
    """Return the pattern of a name in the text: a line may end within it, a whole name be printed in another case."""
    words = list(map(regex.escape, name.split()))
    said = r"\s+".join(words)
    return f"(?i:{said})" if len(words) >= _WHOLE else said


def _said_around(book: Rulebook, view: View, mention: regex.Match[str], before: str) -> Iterator[RoleSaid]:
    if after := book["roles.apres_nom"].match(view.text, mention.end()):
        said = role_said(view, *after.span("role"), "roles.apres_nom", book)
    elif ahead := book["roles.avant_nom"].search(before):
        shift = mention.start() - len(before)
        said = role_said(view, ahead.start("role") + shift, ahead.end("role") + shift, "roles.avant_nom", book)
    else:
        return
    if said:
        yield replace(said, confidence=0.92, motif="rôle dit plus loin dans le texte")


def _as(view: View, mention: regex.Match[str], role: Role, rule: str, motif: str) -> Iterator[RoleSaid]:
    if said := piece(view, *mention.span()):
        yield RoleSaid(role, said, rule, 0.91, motif)


def _mentions(party: Candidate) -> list[str]:
    """Return the names under which the text may speak of a party, the longest first; 'le délégant' is none."""
    whole = " ".join(party.name.organisation.text.split())
    said = (
        *party.aliases,
        *(alias.text for naming in party.namings for alias in naming.aliases),
        initials(party.name.organisation.text).upper(),  # A text may use them without saying so.
        *([whole] if len(whole.split()) >= _WHOLE else ()),
    )
    names = {_ARTICLE.sub("", alias) for alias in said}
    return sorted((name for name in names if len(name) > 1 and not _ROLE.match(name)), key=len, reverse=True)


def roles_of_contract(view: View, parties: Sequence[Candidate], book: Rulebook) -> None:
    """Give the parties of a délégation that calls them client and prestataire the roles they have."""
    if len(parties) < 2 or any(party.role for party in parties):
        return
    said = [next(_said_by_contract(view, party, book), None) for party in parties]
    if {one.role for one in said if one} != set(_OTHER) or None in said:
        return
    for party, role in zip(parties, said, strict=True):
        party.role = role


def _said_by_contract(view: View, party: Candidate, book: Rulebook) -> Iterator[RoleSaid]:
    """Yield the role that a party's short names, or the label before it, say in the words of a contract."""
    rule, listed = book["roles.contrat"], book["roles.annonce"]
    own = [alias for naming in party.namings if not naming.collective for alias in naming.aliases]
    line = view.text.rfind("\n", 0, party.block.start) + 1
    above = [piece(view, *m.span("role")) for m in listed.finditer(view.text, 0, party.name.organisation.start)][-1:]
    told = book["roles.contrat_apposition"].finditer(view.text, party.name.end, party.block.end)
    beside = [piece(view, *match.span()) for match in told]
    for alias in (*own, piece(view, line, party.block.start), *above, *beside):
        match = rule.match(alias.text) if alias else None
        if alias and match and match.end() >= len(alias.text.rstrip(" :")):
            role: Role = "delegant" if match["delegant"] else "delegataire"
            yield RoleSaid(role, alias, rule.id, 0.85, "d'après le nom que l'acte donne à la partie")


def deduce(parties: Sequence[Candidate], kind: str | None) -> None:
    """Fill the roles that follow from what is known: the only other party's; 'autre' where others or none delegate."""
    known = [p.role for p in parties if p.role]
    both = {said.role for said in known} >= set(_OTHER)
    for party in parties:
        if party.role is not None:
            continue
        if both and party.aliases and party.people:
            motif = "partie qui n'est dite ni délégant ni délégataire, à vérifier"
            party.role = RoleSaid("autre", party.name.organisation, "roles.autre_partie", 0.8, motif)
        elif kind in WITHOUT_ROLES or (kind == "autre" and not known):
            said = party.name.organisation
            party.role = RoleSaid("autre", said, "roles.sans_delegation", 0.95, "acte sans délégant ni délégataire")
        elif len(parties) == 2 and len(known) == 1 and known[0] and known[0].role in _OTHER:
            other = known[0]
            motif = f"l'autre partie est le {'délégant' if other.role == 'delegant' else 'délégataire'}"
            party.role = replace(other, role=_OTHER[other.role], rule="roles.autre_partie", confidence=0.9, motif=motif)
