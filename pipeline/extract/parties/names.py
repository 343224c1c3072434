"""The name of an organisation at the beginning of a statement, its acronym, and the names coordinated with it."""

from __future__ import annotations

from dataclasses import replace

import regex

from pipeline.extract.parties.blocks import after_lead
from pipeline.extract.parties.types import Block, Name
from pipeline.extract.people import Person, persons
from pipeline.extract.rulebook import Rulebook
from pipeline.extract.view import Piece, View, piece
from pipeline.reference import normalised

_ARTICLE = regex.compile(
    r"(?:(?:monsieur|madame|m\.|mme)\s+(?=(?-i:l[ae]\s)))?(?:(?:le|la|les)\s+|l'\s?)", regex.IGNORECASE
)
_GOES_ON = regex.compile(r"\s+(?:et|de|du|des|d')\b", regex.IGNORECASE)
_OF_CREDITS = regex.compile(
    r",\s*(?:et\s+)?responsable\s+(?:de\s+(?:l'\s?)?|du\s+|d')(?:UO|unité|BOP|budget|programme)\b", regex.IGNORECASE
)
"""What an office says of its credits, which is no part of its name."""
_UNDERSIGNED = regex.compile(r"\bsoussign[ée]e?s?[\s,:]*$", regex.IGNORECASE)
_LETTERS = regex.compile(r"\p{L}{2}")
_STATE_PARTS = regex.compile(r"\s+[-–—]\s+|\s*\(\s*")
_STATE = regex.compile(r"[ÉEé]tat\b.*", regex.IGNORECASE | regex.DOTALL)
_STATE_ALONE = regex.compile(r"[ÉEé]tat(?:\s+français)?\s*", regex.IGNORECASE)
"""The State, its ministry or its service in parentheses, or after a dash."""

LINKS = frozenset(["le", "la", "les", "l", "de", "du", "des", "d", "et", "a", "au", "aux", "en", "pour", "par"])
"""Words that only link those of a name, without accents."""
_INITIALS = 3
"""Letters of an acronym, at least."""


def initials(name: str) -> str:
    """Return the initials of the words of a body's name, in small letters without accents; empty below three."""
    found = "".join(word[0] for word in normalised(name).split() if word not in LINKS)
    return found if len(found) >= _INITIALS else ""


def names_of(view: View, block: Block, book: Rulebook) -> tuple[Name, ...]:
    """Return the organisations that open a block: one, or several coordinated in one sentence."""
    found: list[Name] = []
    at = after_lead(view, block.start, block.end)
    while at < block.end:
        name = _name_at(view, at, block.end, book)
        if name is None:
            break
        found.append(name)
        following = book["parties.coordination"].match(view.text, name.end, block.end)
        if following is None:
            break
        at = following.end()
    return tuple(found)


def stated_by_person(view: View, block: Block, book: Rulebook) -> tuple[Name, Person] | None:
    """Return the party that a person states ('M. X, préfet, agissant au nom de l'État'), and that person.

    Without 'au nom de', the post is all the act says of the party.
    """
    at = after_lead(view, block.start, block.end)
    found = persons(view, at, block.end, book) if _names_person(view, at, block.end, book) else ()
    if not found or found[0].fonction is None:
        return None
    behalf = book["parties.au_nom_de"].search(view.text, at, block.end)
    if behalf and (name := _scanned(view, behalf.end(), block.end, None, book)):
        return name, _before(view, found[0], behalf.start())
    post = found[0].fonction
    if service := _said_service(view, post, block, book):
        return service, found[0]
    credits = _OF_CREDITS.search(view.text, post.start, post.end)
    office = (piece(view, post.start, credits.start()) if credits else None) or post
    return Name(office, None, post.end, "parties.fonction"), found[0]


def _said_service(view: View, post: Piece, block: Block, book: Rulebook) -> Name | None:
    """Return the service that a post names, where its holder is said to act for it ('au nom de ladite unité')."""
    match = book["parties.au_nom_de_dite"].search(view.text, post.end, block.end)
    if match is None:
        return None
    named = regex.compile(rf"\b{match['tete']}\b", regex.IGNORECASE).search(view.text, post.start, post.end)
    service = piece(view, named.start(), post.end) if named else None
    return Name(service, None, match.end(), "parties.au_nom_de_dite") if service else None


def _names_person(view: View, at: int, end: int, book: Rulebook) -> bool:
    """Tell whether a block opens on a person: a civility and a name, or after 'Je soussigné' a name and its post."""
    if book["personnes.titre_nom"].match(view.text, at, end):
        return True
    alone = book["personnes.nom_seul"].match(view.text, at, end) if _UNDERSIGNED.search(view.text, 0, at) else None
    return alone is not None and view.text.startswith(",", alone.end())


def _before(view: View, person: Person, stop: int) -> Person:
    """Return a person, its function cut where it says in whose name it acts."""
    post = person.fonction
    cut = piece(view, post.start, stop) if post and post.start < stop < post.end else None
    return (
        replace(person, fonction=Piece(cut.text.rstrip(" ,"), ((post.start, post.start + len(cut.text.rstrip(" ,"))),)))
        if cut and post
        else person
    )


def _name_at(view: View, at: int, end: int, book: Rulebook) -> Name | None:
    own = book["parties.article_du_nom"].match(view.text, at, end)
    article = None if own else _ARTICLE.match(view.text, at, end)
    start = article.end() if article else at
    if state := book["parties.etat_avant"].match(view.text, start, end):
        return _name_at(view, state.end(), end, book)
    if match := book["parties.developpe"].match(view.text, start, end):
        return _developed(view, match)
    before = book["parties.sigle_avant"].match(view.text, start, end)
    if before:
        sigle = piece(view, *before.span("sigle"))
        article = _ARTICLE.match(view.text, before.end(), end)
        return _scanned(view, article.end() if article else before.end(), end, sigle, book)
    return _scanned(view, start, end, None, book)


def _developed(view: View, match: regex.Match[str]) -> Name | None:
    inner = _ARTICLE.match(view.text, *match.span("nom"))
    name = piece(view, inner.end() if inner else match.start("nom"), match.end("nom"))
    return Name(name, piece(view, *match.span("sigle")), match.end(), "parties.developpe") if name else None


def _scanned(view: View, start: int, end: int, sigle: Piece | None, book: Rulebook) -> Name | None:
    """Read a name up to what ends it, over the acronyms in parentheses inside it; the first that fits is its own."""
    text, at, rule = view.text, start, "parties.nom"
    inner: list[Piece] = []
    own: Piece | None = None
    while True:
        stop = _stop(text, at, end, book)
        if stop < end and text[stop] == "(":
            if _STATE_ALONE.fullmatch(text, start, stop) and (close := text.find(")", stop, end)) > 0:
                return _finished(view, piece(view, start, close), sigle, close + 1, rule, book)
            acronym = book["parties.sigle"].match(text, stop, end) or _spoken(text, start, stop, end, book)
            if acronym and (found := piece(view, *acronym.span("sigle"))):
                inner.append(found)
                own = own or (found if fits(found.text, text[start:stop]) else None)
                if _GOES_ON.match(text, acronym.end(), end):
                    at = acronym.end()
                    continue
                name = piece(view, start, stop)
                if land := book["parties.territoire"].match(text, acronym.end(), end):
                    return _finished(view, piece(view, start, land.end()), sigle or found, land.end(), rule, book)
                if name and len(inner) > 1 and not fits(found.text, name.text):
                    return _finished(view, piece(view, start, acronym.end()), sigle, acronym.end(), rule, book)
                return _finished(view, name, sigle or found, acronym.end(), rule, book)
        return _finished(view, piece(view, start, stop), sigle or own, stop, rule, book)


def _spoken(text: str, start: int, stop: int, end: int, book: Rulebook) -> regex.Match[str] | None:
    """Match an acronym that is written like a word ('(Cerema)'), when it is one of the name before it."""
    match = book["parties.sigle_parle"].match(text, stop, end)
    return match if match and fits(match["sigle"], text[start:stop]) else None


def _stop(text: str, at: int, end: int, book: Rulebook) -> int:
    stops = [end]
    if match := book["parties.fin_nom"].search(text, at, end):
        stops.append(match.start())
    if match := book["parties.coordination"].search(text, at, end):
        stops.append(match.start())
    bracket = text.find("(", at, end)
    if bracket >= 0:
        stops.append(bracket)
    return min(stops)


def _finished(view: View, name: Piece | None, sigle: Piece | None, end: int, rule: str, book: Rulebook) -> Name | None:
    """Set apart an acronym printed after a dash, and the State before its service."""
    if name is None or not _LETTERS.search(name.text):
        return None
    raw_start, raw_end = name.spans[0]
    after = book["parties.sigle_apres"].search(view.text, raw_start, raw_end)
    if after and sigle is None and fits(after["sigle"], view.text[raw_start : after.start()], loosely=True):
        sigle, raw_end = piece(view, *after.span("sigle")), after.start()
    dashes = list(_STATE_PARTS.finditer(view.text, raw_start, raw_end))
    if dashes and _STATE.match(view.text, raw_start, dashes[0].end()):
        article = _ARTICLE.match(view.text, dashes[-1].end(), raw_end)
        raw_start = article.end() if article else dashes[-1].end()
    final = piece(view, raw_start, raw_end)
    return Name(final, sigle, end, rule) if final else None


def fits(sigle: str, name: str, *, loosely: bool = False) -> bool:
    """Tell whether an acronym shortens a name: same first letter, the others words' initials or letters in order."""
    letters = [c for c in normalised(sigle.split()[0]) if c.isalpha()]
    plain = "".join(c for c in normalised(name) if c.isalpha())
    if not letters or not plain or (plain[0] != letters[0] and not loosely):
        return False
    if set(letters) <= {word[0] for word in normalised(name).split()}:
        return True
    at = 0
    for letter in letters:
        at = plain.find(letter, at) + 1
        if at == 0:
            return loosely
    return True
