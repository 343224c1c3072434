"""Everything the heading says of the parties: names, short names, roles, addresses, representatives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile, takewhile

import regex

from pipeline.extract.addresses import find_address
from pipeline.extract.context import Context, Section
from pipeline.extract.lines import TextLine, lines_of
from pipeline.extract.parties.blocks import blocks_in_text, cut_blocks
from pipeline.extract.parties.names import fits, initials, names_of, stated_by_person
from pipeline.extract.parties.roles import ListRole, by_rank, namings, own_role, role_of, share_collective
from pipeline.extract.parties.types import Block, Candidate, Name, Naming
from pipeline.extract.people import Person, person_at, persons
from pipeline.extract.rulebook import Rulebook
from pipeline.extract.view import Piece, View, piece, view_of
from pipeline.reference import normalised

_AFTER_OFFICE = regex.compile(r"[\s,]*")
_LINES = regex.compile(r"(?<=\n)[^\n\f]+")
_OTHER_ROW = regex.compile(r"\n(?=[\d«]|\s*\n)")
_OPENING = 6000
"""How far into a text a sentence may still say who its parties are, in characters."""
_PRIME_MINISTER = regex.compile(r"(?:les?\s+)?(?:services\s+du\s+)?premier\s+ministre", regex.IGNORECASE)
_MINISTRY = regex.compile(rf"(?:les?\s+)?minist[èe]re|{_PRIME_MINISTER.pattern}", regex.IGNORECASE)
_ADDRESS = regex.compile(r"[^.;:\n]*(?:\n(?!\n)[^.;:\n]*)?")
"""The rest of a line and the next one, as far as a sentence goes."""
_LONGEST_NAME = 14
"""Words; longer is a sentence."""


@dataclass(frozen=True, slots=True)
class Loser:
    """A wording that looked like a party, and why it is none (French)."""

    said: Piece
    rule: str
    motif: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """The parties' candidates, and the view their places refer to; `heading` is its place in the flow."""

    view: View
    parties: tuple[Candidate, ...]
    heading: tuple[int, int]
    left_out: tuple[Loser, ...] = ()
    """What was read as a party and is none."""


def candidates(ctx: Context) -> Gathered:
    """Gather the parties from the section that names them."""
    start, end = _zone(ctx)
    view = view_of(ctx.flow, start, end)
    parties: list[Candidate] = []
    every: list[Naming] = []
    lists = ListRole()
    for block in cut_blocks(view, ctx.book):
        found = [n for n in namings(view, block.start, block.end, ctx.book) if not _of_another(view, n, ctx.book)]
        every += found
        if not lists.opened_by(view, block, found):
            parties += lists.given_to(block, list(_of_block(view, block, found, ctx.book)))
    kept = [party for party in parties if _stated(party)]
    if len(kept) < 2 and (told := _told_in_text(ctx)):
        return told
    by_rank(view, kept, ctx.book)
    share_collective(view, kept, every, ctx.book)
    return Gathered(view, tuple(kept), (start, end), (*_presence(view, ctx.book), *_unstated(parties)))


def _told_in_text(ctx: Context) -> Gathered | None:
    """Gather the parties from the sentences that give a body its role, for a text that lists none."""
    stop = min(len(ctx.text), _OPENING)
    view = view_of(ctx.flow, 0, stop)
    found = [party for block in blocks_in_text(view, ctx.book) for party in _of_block(view, block, (), ctx.book)]
    return Gathered(view, tuple(found), (0, stop)) if len(found) == 2 else None


def _of_another(view: View, naming: Naming, book: Rulebook) -> bool:
    """Tell a short name said of a party named apart ('La DGT est dénommée « délégant »') from the block's own."""
    line = view.text.rfind("\n", 0, naming.start) + 1
    return book["roles.nommee_a_part"].fullmatch(view.text[line : naming.start]) is not None


def _zone(ctx: Context) -> tuple[int, int]:
    sections = list(ctx.of_kind("parties"))
    sections = sections or list(_naming_articles(ctx))
    if sections:
        return sections[0].start, sections[-1].end
    if form := next(_forms(ctx), None):
        return form
    if sentence := ctx.book["parties.en_phrase"].search(ctx.text):
        return sentence.start(), _with_address(ctx, sentence.end())
    first = next((s.start for s in ctx.of_kind("article", "visas", "preambule")), 0)
    opening = ctx.book["parties.entre"].search(ctx.text, 0, first)
    return (opening.start(), first) if opening else (0, 0)


def _with_address(ctx: Context, end: int) -> int:
    """Return where a sentence that ends its parties at `end` has given the last one's address, told after its role."""
    told = _ADDRESS.match(ctx.text, end)
    town = ctx.book["adresses.ville"].search(ctx.text, end, told.end()) if told else None
    return town.end() if town else end


def _naming_articles(ctx: Context) -> Iterator[Section]:
    """Yield the first articles in a row that only name the parties ('Article 1. Délégant')."""
    articles = dropwhile(lambda section: not _names_parties(ctx, section), ctx.of_kind("article"))
    yield from takewhile(lambda section: _names_parties(ctx, section), articles)


def _names_parties(ctx: Context, section: Section) -> bool:
    return section.intitule is not None and ctx.book["decoupe.titre_parties"].match(section.intitule) is not None


def _forms(ctx: Context) -> Iterator[tuple[int, int]]:
    """Yield the rows of a form that name both parties after their roles, and say something else of them."""
    for section in ctx.of_kind("article", "preambule", "titre"):
        fields = [(_field(line.text), line) for line in lines_of(ctx.text[section.start : section.end])]
        roles = [role_of(label, ctx.book) for label, _ in fields]
        if {"delegant", "delegataire"} - set(roles):
            continue
        first = next(i for i, role in enumerate(roles) if role)
        own = list(takewhile(lambda field: _goes_on(*field, ctx.book), fields[first:]))
        if own:
            yield section.start + own[0][1].start, section.start + own[-1][1].end


def _field(line: str) -> str:
    """Return the label of a row of a form; empty for a line without one."""
    label, sign, _ = line.replace("\t", ":", 1).partition(":")
    return label.strip() if sign else ""


def _goes_on(label: str, line: TextLine, book: Rulebook) -> bool:
    """Tell whether a row is about a party, or the end of the row above."""
    return _of_party(label, book) or not (label or line.opens or line.tabular)


def _of_party(label: str, book: Rulebook) -> bool:
    """Tell whether a row is about a party: its role, its address, its representative."""
    return any(book[rule].match(label) for rule in ("decoupe.role_seul", "decoupe.libelle_partie"))


def _presence(view: View, book: Rulebook) -> Iterator[Loser]:
    for match in book["parties.presence"].finditer(view.text):
        stop = view.text.find("\n", match.end())
        if said := piece(view, match.start(), stop if stop > 0 else len(view.text)):
            yield Loser(said, "parties.presence", "assiste à l'acte sans y être partie")


def _stated(party: Candidate) -> bool:
    """Tell whether what opens like a party is one: something is said of it that is only said of parties.

    A bare name will do where its place alone makes it a party (after 'Entre', 'Et', a number), when it is no sentence.
    """
    if party.people or party.namings or party.address or party.role:
        return True
    name = party.name.organisation.text
    return party.block.strong and len(name.split()) <= _LONGEST_NAME and "." not in name


def _unstated(parties: Sequence[Candidate]) -> Iterator[Loser]:
    for party in parties:
        if not _stated(party):
            yield Loser(party.name.organisation, "parties.nouvelle", "ni représentant, ni adresse, ni désignation")


def _of_block(view: View, block: Block, found: Sequence[Naming], book: Rulebook) -> Iterator[Candidate]:
    if by_person := stated_by_person(view, block, book):
        name, person = by_person
        role = block.label or own_role(view, name.end, block.end, found, book)
        around = ((name.end, block.end), (block.start, name.organisation.start))
        address = next(filter(None, (find_address(view, *place, book) for place in around)), None)
        yield Candidate(name, block, role, tuple(found), address, [person])
        return
    names = names_of(view, block, book)
    if not names:
        return
    role = block.label or own_role(view, names[0].end, block.end, found, book)
    own = tuple(n for n in found if not n.collective or len(names) > 1)
    address = find_address(view, names[-1].end, block.end, book)
    stated = list(_representatives(view, names[-1].end, block.end, found, book))
    stated = stated or _holder(view, names[-1], block.end, book) or _named_alone(view, names[-1], block.end, book)
    for i, name in enumerate(names):
        people = _share(stated, i, len(names))
        alias = _alias_sigle(own, name.organisation.text, book) if len(names) == 1 else None
        alias = alias or (_service_sigle(view, name, own) if len(names) == 1 else None)
        name = _service_below(view, _named_service(view, name, block, book) or name, book)
        sigle = name.sigle or alias or _sigle_field(view, name, block, book) or _post_sigle(view, name, people, book)
        yield Candidate(
            replace(name, sigle=sigle), block, role, own if len(names) == 1 else (),
            address if len(names) == 1 else None, people,
        )  # fmt: skip


def _holder(view: View, name: Name, end: int, book: Rulebook) -> list[Person]:
    """Return who holds the office that states the party ('la directrice de l'archivage (DA), Mme Anne Petit,')."""
    office = name.organisation
    if not book["personnes.fonction"].match(view.text, office.start, office.end):
        return []
    after = _AFTER_OFFICE.match(view.text, name.end, end)
    found = person_at(view, after.end(), end, book) if after else None
    if found is None and (later := book["personnes.titulaire"].search(view.text, name.end, end)):
        found = person_at(view, later.start("nom"), end, book)
    return [replace(found[0], fonction=office)] if found and found[0].rule == "personnes.titre_nom" else []


def _named_alone(view: View, name: Name, end: int, book: Rulebook) -> list[Person]:
    """Return who opens a line of the block by a civility and a name, as the row of a table names a representative."""
    for line in _LINES.finditer(view.text, name.end, end):
        if book["personnes.titre_nom"].match(view.text, line.start(), end):
            stop = _OTHER_ROW.search(view.text, line.start(), end)
            return list(persons(view, line.start(), stop.start() if stop else end, book))
    return []


def _alias_sigle(found: Sequence[Naming], name: str, book: Rulebook) -> Piece | None:
    """Return the short name that is an acronym of the party's name."""
    for naming in found:
        for alias in naming.aliases:
            words = alias.text.split(maxsplit=1)
            bare = words[1] if len(words) > 1 and words[0].casefold() in ("le", "la", "les") else alias.text
            bare = bare[2:] if bare[:2] in ("l'", "L'") else bare
            first = bare.split()[0]
            short = (first.isupper() and fits(bare, name)) or _is_initials(first, name)
            if short and 1 < len(first) < 12 and role_of(bare, book) is None:
                return Piece(bare, ((alias.end - len(bare), alias.end),))
    return None


def _service_sigle(view: View, name: Name, found: Sequence[Naming]) -> Piece | None:
    """Return the short name that is the acronym of the party's service ('Ministère X, direction du fret (DF), …')."""
    aliases = (alias for naming in found for alias in naming.aliases)
    return next((a for a in aliases if a.text.isupper() and f"({a.text})" in view.text[name.end : a.start]), None)


def _named_service(view: View, name: Name, block: Block, book: Rulebook) -> Name | None:
    """Return the service that a ministry's name goes on with ('Ministère X, direction du fret (DF)'): the party.

    Without a short name, only the Premier ministre's is, and one that the words after it agree with, as they do not
    with a ministry ('…, direction du fret, représentée par'): it may else be party itself, a service acting for it. One
    that no article sets apart is taken, and doubted ('…, secrétariat général, représenté par').
    """
    match = book["parties.service_nomme"].match(view.text, name.end, block.end)
    if match is None:
        return None
    service = piece(view, *match.span("nom"))
    if match["sigle"] is None:
        ministry, end = name.organisation.text, (match.end(), block.end)
        own = _PRIME_MINISTER.fullmatch(ministry) is not None
        if not service or not (own or _MINISTRY.match(ministry)):
            return None
        if own or book["parties.accord_feminin"].match(view.text, *end):
            return Name(service, None, match.end(), "parties.service_nomme")
        apposed = book["parties.service_appose"].match(view.text, name.end, block.end)
        return Name(service, None, match.end(), "parties.service_appose") if apposed else None
    if not fits(match["sigle"], match["nom"]):
        return None
    sigle = piece(view, *match.span("sigle"))
    if service is None or not _MINISTRY.match(name.organisation.text):
        return replace(name, sigle=name.sigle or sigle)
    return Name(service, sigle, match.end(), "parties.service_nomme")


def _service_below(view: View, name: Name, book: Rulebook) -> Name:
    """Return the service on the one line below its ministry's, as letterheads set them: the party."""
    said = name.organisation
    below = list(book["parties.service_dessous"].finditer(view.text, said.start, said.end))
    if len(below) != 1 or len(said.spans) != 1 or not _MINISTRY.match(said.text):
        return name
    service = piece(view, below[0].start("nom"), said.end)
    return replace(name, organisation=service, rule="parties.service_dessous") if service else name


def _is_initials(short: str, name: str) -> bool:
    """Tell whether a short name written like a word is the initials of a name's words ('Cnaf')."""
    return short[:1].isupper() and normalised(short) == initials(name)


def _sigle_field(view: View, name: Name, block: Block, book: Rulebook) -> Piece | None:
    """Return the short name that a form gives on a line of its own."""
    match = book["parties.sigle_champ"].search(view.text, name.end, block.end)
    return piece(view, *match.span("sigle")) if match else None


def _post_sigle(view: View, name: Name, people: Sequence[Person], book: Rulebook) -> Piece | None:
    """Return the acronym printed after the post of the party's head ('directeur général du budget (DGB)')."""
    for post in (p.fonction for p in people if p.fonction):
        match = book["parties.sigle"].match(view.text, *_after_blank(view, post.end))
        words = name.organisation.text.split()
        shared = words[2:] or words[1:]
        if (
            match
            and shared
            and post.text.split()[-len(shared) :] == shared
            and fits(match["sigle"], name.organisation.text)
        ):
            return piece(view, *match.span("sigle"))
    return None


def _after_blank(view: View, at: int) -> tuple[int, int]:
    while at < len(view.text) and view.text[at].isspace():
        at += 1
    return at, len(view.text)


def _representatives(view: View, start: int, end: int, found: Sequence[Naming], book: Rulebook) -> Iterator[Person]:
    triggers = list(book["parties.representation"].finditer(view.text, start, end))
    for i, trigger in enumerate(triggers):
        stops = [end, *(n.start for n in found if n.start >= trigger.end())]
        if i + 1 < len(triggers):
            stops.append(triggers[i + 1].start())
        yield from persons(view, trigger.end(), min(stops), book)


def _share(people: Sequence[Person], index: int, count: int) -> list[Person]:
    """Give each of several coordinated organisations its representative, in the order of the sentence."""
    if count == 1:
        return list(people)
    if len(people) == count:
        return [people[index]]
    return list(people) if index == 0 else []
