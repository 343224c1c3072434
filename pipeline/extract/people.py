"""Persons named in a stretch of a view: who, with what title, holding what function.

A clause such as 'par le préfet de la région X, préfet du Y, M. A. B, et par Mme C. D, directrice' is cut at its
separators; each chunk is a name, a function or what continues one; functions go to the name that they stand with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import regex

from pipeline.extract.rulebook import Rulebook
from pipeline.extract.view import Piece, View, piece

_LEADING = regex.compile(r"\s*(?:(?:conjointement|respectivement|par|et|ainsi que|ou)\b\s*:?\s*)*", regex.IGNORECASE)
_ANEW = regex.compile(r"\b(?:par|et)\b", regex.IGNORECASE)
_CONTINUES = regex.compile(
    r"\s*(?:de|du|des|d'|et|ou|à|au|aux|en|pour|près|chargée?|p\.\s?i)\b|\s*d'", regex.IGNORECASE
)
_BORN = regex.compile(r"\s*née?\s", regex.IGNORECASE)
_FILLED = regex.compile(r"\s*(?:[,(]?\s*née?\s.*|\([^()]*\))?[\s.:]*", regex.DOTALL)
_SAID = regex.compile(r"\S")
_ACRONYM = regex.compile(r"\s*\([^()]{2,15}\)\s*$")

Kind = Literal["nom", "fonction", "suite", "rien"]


@dataclass(frozen=True, slots=True)
class Person:
    """A representative or signatory; `nom` is None for a post holder who is not named."""

    nom: Piece | None
    civilite: Piece | None = None
    fonction: Piece | None = None
    rule: str = "personnes.fonction"


@dataclass(frozen=True, slots=True)
class _Chunk:
    kind: Kind
    start: int
    end: int
    person: Person | None = None
    anew: bool = False
    """True when the words before it open another person ('et par …')."""


def persons(view: View, start: int, end: int, book: Rulebook) -> tuple[Person, ...]:
    """Return the persons that `view.text[start:end]`, what follows 'représentée par', names in order."""
    stop = book["personnes.fin"].search(view.text, start, end)
    chunks = list(_chunks(view, start, stop.start() if stop else end, book))
    function_first = bool(chunks) and chunks[0].kind == "fonction"
    found: list[Person] = []
    pending: Piece | None = None
    for chunk in chunks:
        if chunk.kind == "rien":
            break
        if chunk.kind == "nom" and chunk.person is not None:
            person = chunk.person
            found.append(replace(person, fonction=person.fonction or pending))
            pending = None
        elif chunk.kind == "suite":
            pending = _extended(view, pending, chunk, found)
        elif chunk.kind == "fonction":
            pending = _with_function(view, pending, chunk, found, function_first)
    if pending is not None and not (found and found[-1].nom and _apposed(view, pending)):
        found.append(Person(None, fonction=pending))
    return tuple(found)


def _apposed(view: View, function: Piece) -> bool:
    """Tell a further title of the person just named ('le directeur général, M. X, préfet,') from another holder."""
    return _APPOSED.search(view.text, 0, function.start) is not None


def person_at(view: View, start: int, end: int, book: Rulebook) -> tuple[Person, int] | None:
    """Return the person whose name begins at `start`, and where the name ends."""
    text = view.text
    for rule_id in ("personnes.titre_nom", "personnes.grade_nom"):
        if match := book[rule_id].match(text, start, end):
            title = "civilite" if rule_id == "personnes.titre_nom" else "grade"
            nom = piece(view, *match.span("nom"))
            return Person(nom, piece(view, *match.span(title), strip=" \n"), None, rule_id), match.end()
    match = book["personnes.nom_seul"].match(text, start, end)
    if match:
        return Person(piece(view, *match.span("nom")), None, None, "personnes.nom_seul"), match.end()
    return None


def without_article(view: View, start: int, end: int, book: Rulebook) -> Piece | None:
    """Return the function at `[start, end)` without its article and its closing '(DGALN)', or None when it is none."""
    match = book["personnes.fonction"].match(view.text, start, end)
    if match is None:
        return None
    tail = _ACRONYM.search(view.text, match.start("tete"), end)
    return piece(view, match.start("tete"), tail.start() if tail else end)


def _chunks(view: View, start: int, end: int, book: Rulebook) -> Iterator[_Chunk]:
    at = start
    for cut in [*book["personnes.suite"].finditer(view.text, start, end), None]:
        stop = cut.start() if cut else end
        if view.text[at:stop].strip():
            yield from _classified(view, at, stop, book)
        if cut is None or "\f" in cut[0]:
            return
        at = cut.start() if cut[0].strip() and cut[0].strip() not in ",;-–—" else cut.end()


def _classified(view: View, start: int, end: int, book: Rulebook) -> Iterator[_Chunk]:
    text = view.text
    lead = _LEADING.match(text, start, end)
    at = lead.end() if lead else start
    anew = bool(_ANEW.search(text, start, at))
    if at >= end:
        return
    if match := book["personnes.qualite"].match(text, at, end):
        at = match.end()
    if _BORN.match(text, at, end):
        return
    found = person_at(view, at, end, book)
    if book["personnes.interim"].search(text[start:end]):
        yield _Chunk("suite", start, end)
    elif found and (found[0].rule != "personnes.nom_seul" or _is_name(text, at, found[1], end, book)):
        yield _Chunk("nom", at, end, _with_rest(view, found, end, book), anew)
    elif book["personnes.fonction"].match(text, at, end):
        yield _Chunk("fonction", at, end, anew=anew)
    elif _CONTINUES.match(text, start, end):
        yield _Chunk("suite", start, end)
    else:
        yield _Chunk("rien", at, end)


def _is_name(text: str, start: int, at: int, end: int, book: Rulebook) -> bool:
    """Tell whether a name without a title is all that its chunk says, but for a birth name or an acronym; no place."""
    filled = _FILLED.fullmatch(text[at:end]) is not None
    return filled and book["personnes.pas_un_nom"].search(text, start, at) is None


def _with_rest(view: View, found: tuple[Person, int], end: int, book: Rulebook) -> Person:
    """Add the function that follows the name without a comma."""
    person, at = found
    while at < end and view.text[at].isspace():
        at += 1
    if quality := book["personnes.qualite"].match(view.text, at, end):
        at = quality.end()
    function = without_article(view, at, end, book)
    return replace(person, fonction=function) if function else person


def _with_function(
    view: View, pending: Piece | None, chunk: _Chunk, found: list[Person], function_first: bool
) -> Piece | None:
    """Give a function to the last person named, or keep it for the next one."""
    match = _SAID.search(view.text, chunk.start, chunk.end)
    raw = _function_piece(view, match.start() if match else chunk.start, chunk.end)
    if raw is None:
        return pending
    if pending is not None:
        if not chunk.anew:
            return _joined(view, pending, raw)
        found.append(Person(None, fonction=pending))
        return raw
    last = found[-1] if found else None
    if last is None or last.nom is None or chunk.anew or (function_first and last.fonction is not None):
        return raw
    found[-1] = replace(last, fonction=_joined(view, last.fonction, raw) if last.fonction else raw)
    return None


_APPOSED = regex.compile(r",\s*(?:(?:agissant\s+)?en\s+(?:sa\s+)?qualit[ée]\s+d(?:e\s+|'\s?))?$", regex.I)
_ARTICLE = regex.compile(r"(?:(?:Monsieur|Madame|M\.|Mme)\s+)?(?:(?:le|la|les|son|sa|ses|leur|une?)\s+|l'\s?)", regex.I)


def _function_piece(view: View, start: int, end: int) -> Piece | None:
    article = _ARTICLE.match(view.text, start, end)
    tail = _ACRONYM.search(view.text, start, end)
    return piece(view, article.end() if article else start, tail.start() if tail else end)


def _joined(view: View, first: Piece, second: Piece) -> Piece:
    tail = _ACRONYM.search(view.text, first.start, second.end)
    return piece(view, first.start, tail.start() if tail else second.end) or first


def _extended(view: View, pending: Piece | None, chunk: _Chunk, found: list[Person]) -> Piece | None:
    """Lengthen the function that was last read by what continues it; the name that follows a function ends it."""
    more = piece(view, chunk.start, chunk.end)
    if more is None:
        return pending
    if pending is not None:
        return _joined(view, pending, more)
    last = found[-1] if found else None
    if last and last.fonction and not (last.nom and last.fonction.start < last.nom.start):
        found[-1] = replace(last, fonction=_joined(view, last.fonction, more))
    return None
