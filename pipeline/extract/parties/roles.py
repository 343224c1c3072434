"""Who is délégant and who délégataire: said as a label, as a short name, in apposition, or pages later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from pipeline.extract.parties.types import Block, Candidate, Naming, Role, RoleSaid
from pipeline.extract.rulebook import Rulebook
from pipeline.extract.view import Piece, View, piece

_QUOTED = regex.compile(r"[«\"]\s*([^»\"«]{1,90}?)\s*[»\"]")
_EVERYBODY = regex.compile(r"(?:les\s+)?(?:parties|signataires|partenaires|soussignés|contractants)", regex.IGNORECASE)
_MANY = regex.compile(r"s$", regex.IGNORECASE)
_ANNOUNCES = regex.compile(r"[\s»\"]*:\s*$")
_STOP = regex.compile(r"(?<!(?<![\p{L}.])(?:MM?|Mme|Dr|Pr|\p{Lu}))\.")
"""A full stop that ends a sentence, not that of a civility or of an initial."""
_PLURAL = regex.compile(r"^(?:les\b|co-|d[ée]l[ée]g(?:ants|ataires)\b)", regex.IGNORECASE)


def role_of(text: str, book: Rulebook) -> Role | None:
    """Return the role that a wording says, None when it says none or both."""
    said: set[Role] = set()
    for match in book["roles.mot"].finditer(text):
        said.add("delegataire" if match["delegataire"] else "delegant")
    return said.pop() if len(said) == 1 else None


def role_said(view: View, start: int, end: int, rule: str, book: Rulebook) -> RoleSaid | None:
    """Return the role said at `[start, end)` of the view."""
    role, said = role_of(view.text[start:end], book), piece(view, start, end)
    return RoleSaid(role, said, rule) if role and said else None


def namings(view: View, start: int, end: int, book: Rulebook) -> tuple[Naming, ...]:
    """Return the short names given in `[start, end)`, in order."""
    return tuple(_namings(view, start, end, book))


def _namings(view: View, start: int, end: int, book: Rulebook) -> Iterator[Naming]:
    for match in book["roles.designation"].finditer(view.text, start, end):
        aliases = tuple(_aliases(view, *match.span("noms")))
        role = next((r for a in aliases if (r := role_said(view, a.start, a.end, "roles.designation", book))), None)
        role = role or role_said(view, *match.span("noms"), "roles.designation", book)
        plural = any(_PLURAL.match(alias.text) for alias in aliases)
        collective = bool(match["ensemble"] or match["ensemble2"]) or plural
        yield Naming(match.start(), match.end(), aliases, role, collective, "roles.designation")
    for match in book["roles.qualite_commune"].finditer(view.text, start, end):
        role = role_said(view, *match.span("role"), "roles.qualite_commune", book)
        yield Naming(match.start(), match.end(), (), role, True, "roles.qualite_commune")


def _aliases(view: View, start: int, end: int) -> Iterator[Piece]:
    quoted = list(_QUOTED.finditer(view.text, start, end))
    for match in quoted:
        if alias := piece(view, *match.span(1)):
            yield alias
    if not quoted and (alias := piece(view, start, end)):
        yield alias


def own_role(view: View, start: int, end: int, found: Sequence[Naming], book: Rulebook) -> RoleSaid | None:
    """Return the role that a party's own statement gives it."""
    for naming in found:
        if naming.role and not naming.collective:
            return naming.role
    for rule_id in ("roles.qualite", "roles.apposition"):
        for match in book[rule_id].finditer(view.text, start, end):
            if said := role_said(view, *match.span("role"), rule_id, book):
                return said
    return None


class ListRole:
    """The role said above a list of parties ('D'autre part, les délégataires :'), for those of the list."""

    def __init__(self) -> None:
        self._said: RoleSaid | None = None
        self._group = -1

    def opened_by(self, view: View, block: Block, found: Sequence[Naming]) -> bool:
        """Tell whether a block only announces parties ('les services ci-dessous, désignés « les délégants » :')."""
        last = found[-1] if found else None
        if last is None or not last.collective or not last.role or not _ANNOUNCES.match(view.text, last.end, block.end):
            return False
        self._said, self._group = last.role, block.group
        return True

    def given_to(self, block: Block, parties: Sequence[Candidate]) -> Sequence[Candidate]:
        """Return the parties of a block, those without a role given the list's; another role or 'Et' ends the list."""
        if (label := block.label) and _MANY.search(label.piece.text) and (block.leads or _above(label, parties)):
            self._said, self._group = label, block.group
        elif block.group != self._group or any(party.role for party in parties):
            self._said = None
        for party in parties if self._said else ():
            party.role = party.role or self._said
        return parties


def _above(label: RoleSaid, parties: Sequence[Candidate]) -> bool:
    return bool(parties) and label.piece.start < parties[0].name.organisation.start


_RANKS = {"premi": 0, "secon": 1, "deuxi": 1, "troisi": 2, "quatri": 3, "derni": -1}
_COUNTS = {"deux": 2, "trois": 3, "quatre": 4}


def by_rank(view: View, parties: Sequence[Candidate], book: Rulebook) -> None:
    """Give the roles told by rank ('les deux premières, « les délégants », et la troisième, « le délégataire »')."""
    for match in book["roles.rang"].finditer(view.text):
        count, rank = match["combien"], match["rang"]
        stop = _COUNTS[count.lower()] if count else None
        at = next((i for start, i in _RANKS.items() if rank and rank.lower().replace("è", "e").startswith(start)), 0)
        said = role_said(view, *match.span("role"), "roles.rang", book)
        before = [party for party in parties if party.name.organisation.start < match.start()]
        if said and len(before) == len(parties) and (stop or at) < len(parties):
            for party in parties[:stop] if stop else [parties[at]]:
                party.role = said


def share_collective(view: View, parties: Sequence[Candidate], every: Sequence[Naming], book: Rulebook) -> None:
    """Give a collective short name, and its role if it says one, to the parties that it is for."""
    for naming in every:
        if not naming.collective or (naming.role is None and any(_EVERYBODY.match(a.text) for a in naming.aliases)):
            continue
        before = [p for p in parties if p.name.organisation.start < naming.start and p.role is None]
        for party in _called(view, before, naming.start, book):
            party.role = naming.role
            party.namings = (*party.namings, naming)


def _called(view: View, before: Sequence[Candidate], at: int, book: Rulebook) -> Sequence[Candidate]:
    """Return the parties named in the sentence, else the last group; where that is one, those since 'd'autre part'."""
    sentence = view.text[_sentence_start(view.text, at) : at]
    last_group = max((p.block.group for p in before), default=0)
    found = [p for p in before if _named_in(sentence, p)] or [p for p in before if p.block.group == last_group]
    marks = [match.end() for match in book["roles.part"].finditer(view.text, 0, at)]
    side = [p for p in before if p.name.organisation.start >= marks[-1]] if marks else []
    return side if len(found) < 2 <= len(side) else found


def _sentence_start(text: str, at: int) -> int:
    cuts = [text.rfind(mark, 0, at) for mark in (";", "\n\n", ",\n", "»,", "part,")]
    stops = [match.start() for match in _STOP.finditer(text, max(cuts) + 1, at)]
    return max(*cuts, *stops) + 1


def _named_in(sentence: str, party: Candidate) -> bool:
    words = party.name.organisation.text.split()
    names = {*party.aliases, " ".join(words[:2])} if len(words) > 2 else set(party.aliases)
    return any(regex.search(rf"(?<!\p{{L}}){regex.escape(name)}(?!\p{{L}})", sentence) for name in names)
