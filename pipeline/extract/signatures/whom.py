"""For which party a signatory signs, hence in what role; and who signs for nobody the heading names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

import regex

from pipeline.extract.names import same_name
from pipeline.extract.parties.names import LINKS, initials
from pipeline.extract.parties.roles import role_of
from pipeline.extract.parties.types import Candidate, Role, RoleSaid
from pipeline.extract.rulebook import Rulebook
from pipeline.extract.signatures.types import Item, Signer
from pipeline.extract.view import Piece
from pipeline.reference import normalised

_SERVICE = {
    "directeur": "direction", "directrice": "direction", "directeurs": "direction", "prefet": "prefecture",
    "prefete": "prefecture", "recteur": "academie", "rectrice": "academie", "rectorat": "academie",
    "ministre": "ministere", "secretaire": "secretariat", "president": "presidence", "presidente": "presidence",
    "commissaire": "commissariat", "delegue": "delegation", "deleguee": "delegation", "general": "generale",
    "regional": "regionale", "departemental": "departementale", "interministeriel": "interministerielle",
    "interregional": "interregionale",
}  # fmt: skip
"""The post that heads a service, brought to the service's own word."""
_COMMON = frozenset((
    "direction", "generale", "secretariat", "service", "prefecture", "ministere", "region", "regionale",
    "departementale", "interministerielle", "chef", "cheffe", "adjoint", "adjointe", "sous", "direction", "etat",
    "departement", "agence", "office", "delegation", "academie", "mission", "bureau"
))  # fmt: skip
_SMALL = LINKS | {"delegation", "interim", "ci", "apres", "monsieur", "madame", "m", "mme"}

_ACRONYM = 3
"""Letters of a short name of capitals, at least, that may be a party's though the heading does not give it."""
_DOUBT = 0.9
"""Below, a role is one that a person should look at."""
_DOUBTFUL = 0.6
"""A side told by the name of a party is no surer than the parties' names."""
_HEADED = "représentant annoncé en tête"
_CONTESTED = 0.8
"""Confidence in the side that a signatory was announced for, where the block of signatures says the other."""


@dataclass(frozen=True, slots=True)
class Whom:
    """The role a signatory signs in, where that is said, how sure it is; `foreign` is a service that is no party."""

    role: Role | None
    said: Piece | None
    rule: str
    confidence: float
    motif: str | None = None
    foreign: Item | None = None


def whom(signer: Signer, parties: Sequence[Candidate], book: Rulebook) -> Whom:
    """Tell for whom `signer` signs, from the surest saying to the least."""
    foreign = _foreign(signer, parties, book)
    found = next(_ways(signer, parties, book), None)
    if found is None and parties and all(p.role and p.role.role == "autre" for p in parties):
        found = Whom("autre", signer.names[0], "signatures.role_autre", 0.95, "acte sans délégant ni délégataire")
    found = found or Whom(None, None, "", 0.0)
    doubtful = found.motif and any(book["parties.deux_noms"].search(p.name.organisation.text) for p in parties)
    return replace(
        found, confidence=min(found.confidence, _DOUBTFUL) if doubtful else found.confidence, foreign=foreign
    )


def _ways(signer: Signer, parties: Sequence[Candidate], book: Rulebook) -> Iterator[Whom]:
    """Yield what is said: of the block first, unless it was said of the signatory above, then of the person.

    Who is announced as representing one side and stands in the block of the other was misplaced, or changed sides.
    """
    announced, block = list(_announced(signer, parties)), _by_block(signer, parties, book)
    said = next(block, None)
    sides = {way.role for way in announced}
    if said and len(sides) == 1 and said.role not in sides:
        surety = min(announced[0].confidence, _CONTESTED)
        yield replace(announced[0], confidence=surety, motif=f"{_HEADED}, signe pour l'autre partie")
    ways = [chain([said] if said else [], block), chain(announced, _by_post(signer, parties))]
    yield from chain(*(reversed(ways) if signer.block.inherited else ways))


def _by_block(signer: Signer, parties: Sequence[Candidate], book: Rulebook) -> Iterator[Whom]:
    block = signer.block
    if block.role and block.role.piece and (role := role_of(block.role.piece.text, book)):
        yield Whom(role, block.role.piece, "signatures.role", 0.96)
    for item in block.on_behalf:
        if item.piece and (role := role_of(item.piece.text, book)):
            yield Whom(role, item.piece, "signatures.pour", 0.96)
        if item.piece and (party := match_party(item.piece.text, parties)) and party.role:
            yield Whom(
                party.role.role,
                item.piece,
                "signatures.pour",
                _surety(party.role, 0.94),
                f"signe pour « {party.name.organisation.text} »",
            )


def _announced(signer: Signer, parties: Sequence[Candidate]) -> Iterator[Whom]:
    for party in parties:
        people = [p for p in party.people if p.nom and same_name(p.nom.text, signer.names[0].text)]
        if people and party.role:
            yield Whom(party.role.role, signer.names[0], "signatures.representant", _surety(party.role, 0.95), _HEADED)


def _by_post(signer: Signer, parties: Sequence[Candidate]) -> Iterator[Whom]:
    post = signer.function.piece if signer.function else None
    if post and (served := match_party(post.text, parties)) and served.role:
        motif = f"fonction exercée à « {served.name.organisation.text} »"
        yield Whom(served.role.role, post, "signatures.fonction", _surety(served.role, 0.9), motif)


def _surety(role: RoleSaid, most: float) -> float:
    """Return how sure a side is that the role of its party tells: no surer than that one, where it is in doubt."""
    return most if role.confidence >= _DOUBT else min(most, role.confidence)


def _foreign(signer: Signer, parties: Sequence[Candidate], book: Rulebook) -> Item | None:
    """Return the 'Pour …' that names a service the heading does not, unless a power of signature is claimed."""
    on_behalf = [item for item in signer.block.on_behalf if item.piece]
    for item in on_behalf:
        if item.piece is None or role_of(item.piece.text, book) or match_party(item.piece.text, parties):
            return None
        if book["signatures.delegation"].search(item.piece.text) or _of_own(item.piece.text, signer, parties, book):
            return None
    return on_behalf[0] if on_behalf and parties else None


def _of_own(text: str, signer: Signer, parties: Sequence[Candidate], book: Rulebook) -> bool:
    """Tell whether 'Pour …' names the party that the heading has the signatory represent: a quality, two capitals."""
    own = [p for p in parties if any(h.nom and same_name(h.nom.text, signer.names[0].text) for h in p.people)]
    short = text.split()[-1]
    heads = (normalised(p.name.organisation.text).split() for p in own if short.isupper())
    return bool(own) and (
        book["signatures.qualite_de_partie"].fullmatch(text) is not None
        or any(_spells(normalised(short), tuple(words[: len(short)])) for words in heads)
    )


def match_party(text: str, parties: Sequence[Candidate]) -> Candidate | None:
    """Return the only party that `text` can mean: by its name, a short name, or the post of who heads it."""
    scored = sorted(((_score(text, party), i) for i, party in enumerate(parties)), reverse=True)
    if not scored or scored[0][0] < 0.5:
        return None
    if len(scored) > 1 and scored[0][0] - scored[1][0] < 0.1:
        rivals = {p.role.role if p.role else None for p in (parties[i] for s, i in scored if scored[0][0] - s < 0.1)}
        if len(rivals) > 1:
            return None
    return parties[scored[0][1]]


def _score(text: str, party: Candidate) -> float:
    said = _words(text)
    if not said:
        return 0.0
    bare = normalised(text)
    if any(bare == normalised(alias) for alias in party.aliases):
        return 1.0
    sigle = normalised(party.name.sigle.text) if party.name.sigle else None
    if sigle and regex.search(rf"\b{regex.escape(sigle)}\b", bare):
        return 0.95
    short, name = text.split()[-1], party.name.organisation.text
    if initials(name) == bare.split()[-1]:
        return 0.9
    if len(short) >= _ACRONYM and short.isupper() and _spells(bare.split()[-1], tuple(normalised(name).split())):
        return 0.7
    best = _overlap(said, _words(party.name.organisation.text))
    for person in party.people:
        if person.fonction:
            best = max(best, _overlap(said, _words(person.fonction.text)))
    return max([best, *(_overlap(said, _words(alias)) * 0.9 for alias in party.aliases)])


@lru_cache(maxsize=512)
def _spells(short: str, words: tuple[str, ...]) -> bool:
    """Tell whether the beginnings of words, in order, spell a short name ('DINUM' of 'direction … du numérique')."""
    if not short:
        return True
    for at, word in enumerate(words):
        for length in range(1, len(short) + 1):
            if word[:length] != short[:length]:
                break
            if _spells(short[length:], words[at + 1 :]):
                return True
    return False


@lru_cache(maxsize=512)
def _words(text: str) -> frozenset[str]:
    return frozenset(_SERVICE.get(word, word) for word in normalised(text).split()) - _SMALL


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Say how far `one` is explained by `other`, words that every service has in its name counting for little."""
    said, named, common = _weight(one), _weight(other), _weight(one & other)
    if not said or not named:
        return 0.0
    return 0.6 * common / said + 0.4 * 2 * common / (said + named)


def _weight(words: frozenset[str]) -> float:
    return sum(0.3 if word in _COMMON else 1.0 for word in words)
