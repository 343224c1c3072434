"""The foot of an act cut into what each stretch says: for whom, in what quality, who, when, with what stamp."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

import regex

from pipeline.extract.dates import parse_date
from pipeline.extract.people import Person, person_at, without_article
from pipeline.extract.rulebook import Rulebook
from pipeline.extract.signatures.moments import instant
from pipeline.extract.signatures.types import Item
from pipeline.extract.view import Piece, View, piece
from pipeline.reference import normalised

Match = regex.Match[str]
_AFTER_NAME = regex.compile(r"\s*(?:[,;:.(–—/-]|$)|\s+et\s+(?=\p{Lu})")
_UNENDED = regex.compile(
    r"(?<!,\s{0,3})(?:\b(?i:de|du|des|la|le|les|et|à|au|aux|en|pour|sur|dans)|\b(?i:d|l)')[ ]*\n\s*$"
)
"""A line that ends on a small word: the next one goes on, whatever it looks like."""
_COLUMN = regex.compile(r"\f")
_LINE = regex.compile(r"[^\n\f]+")
_BLANK = regex.compile(r"[\s,;:.–—-]*(?:et\s+(?=\p{Lu}))?")
_JOINED = regex.compile(r"\s+[-–—/]\s+|\s+et\s+")


def items_of(view: View, book: Rulebook, names: frozenset[str], announced: Sequence[str] = ()) -> tuple[Item, ...]:
    """Return what the view says, in order.

    `names` are the parties' own names, folded: never those of persons; `announced` those of the persons that the
    heading names.
    """
    anchored = sorted(_anchored(view, book, announced), key=lambda item: (item.start, -item.end))
    found: list[Item] = []
    at = 0
    for item in [*anchored, None]:
        end = item.start if item else len(view.text)
        if item and item.start < at:
            continue
        found += _lines(view, at, end, book, names)
        if item:
            found.append(item)
            at = item.end
    return tuple(sorted(found, key=lambda item: item.start))


def _anchored(view: View, book: Rulebook, announced: Sequence[str]) -> Iterator[Item]:
    """What rules find wherever it stands, in the order in which one wins over another, and names known but cut."""
    folded = list(_folded(view, announced))
    yield from folded
    taken = [(item.start, item.end) for item in folded]
    makers: tuple[tuple[str, Callable[[View, Match, Rulebook], Item | None]], ...] = (
        ("signatures.fait", _done),
        ("signatures.horodatage", _moment),
        ("signatures.tampon", _stamp),
        ("signatures.electronique", _electronic),
        ("signatures.manuscrite", _handwritten),
        ("signatures.etranger", partial(_plain, kind="etranger")),
        ("signatures.lieu_date", _place_date),
        ("signatures.date_colonne", partial(_dated, rule="signatures.date_colonne")),
        ("signatures.date_seule", _dated),
        ("signatures.qualite", _quality),
        ("signatures.nom", _named),
        ("signatures.nom_coupe", _cut_name),
        ("signatures.grade_seul", _rank),
        ("roles.etiquette", partial(_plain, kind="role")),
        ("signatures.pour", _on_behalf),
    )
    for rule_id, maker in makers:
        for match in book[rule_id].finditer(view.text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            if item := maker(view, match, book):
                taken.append((item.start, item.end))
                yield from _with_day(view, item, match)
    for match in _COLUMN.finditer(view.text):
        yield Item("colonne", *match.span())


def _folded(view: View, announced: Sequence[str]) -> Iterator[Item]:
    """Yield the names that the heading announces, each where the end of a line cuts it, in a cell too narrow for it."""
    for name in announced:
        words = name.split()
        if len(words) < 2 or words[0] not in view.text:
            continue
        cut = r"\s+".join(regex.escape(word).replace("\\-", r"-\n?").replace("'", r"'\n?") for word in words)
        for match in regex.finditer(rf"(?m)^[ ]*({cut})(?=[ ]*,?[ ]*(?:$|\f))", view.text, regex.IGNORECASE):
            said = piece(view, *match.span(1))
            if said is not None and "\n" in match[1] and "\f" not in match[1]:
                yield Item(
                    "nom", *match.span(1), "signatures.nom_coupe", said, Person(said, rule="signatures.nom_coupe")
                )


def _with_day(view: View, item: Item, match: Match) -> Iterator[Item]:
    """Yield an item, the day that a stamp gives before the name set apart ('Signé électroniquement le 3 mai par X')."""
    date = parse_date(match["jour"]) if item.kind == "tampon" and match["jour"] else None
    if date is None:
        yield item
        return
    said = piece(view, *match.span("jour"))
    yield Item("electronique", item.start, match.end("jour"), item.rule, said, None, date)
    yield replace(item, start=match.end("jour"))


def own_dates(view: View, items: Sequence[Item]) -> tuple[Item, ...]:
    """Set the date on the line below 'Fait à X' apart from it, where every signatory has a date of their own."""
    signed = sum(item.kind in ("nom", "tampon") for item in items)
    dated = [item for item in items if item.date and item.kind in ("fait", "date")]
    if len(dated) != signed or signed < 2:
        return tuple(items)
    return tuple(part for item in items for part in _parted(view, item))


def _parted(view: View, item: Item) -> tuple[Item, ...]:
    cut = view.text.rfind("\n", item.start, item.end)
    if item.kind != "fait" or item.piece is None or not item.start < cut < item.piece.start:
        return (item,)
    return replace(item, end=cut, date=None, piece=None), replace(item, kind="date", start=cut + 1, place=None)


def _plain(view: View, match: Match, book: Rulebook, *, kind: str) -> Item:
    said = piece(view, *match.span())
    return Item("role" if kind == "role" else "etranger", *match.span(), "roles.etiquette", said)


def _done(view: View, match: Match, book: Rulebook) -> Item:
    """'Fait à X, le …': the date may stand before or after the place, be missing, or be the last of several."""
    start, end = match.span()
    days = book["signatures.date"].finditer(view.text, start, end)
    dated = [(day, date) for day in days if (date := parse_date(day[0]))]
    day, date = max(dated, key=lambda one: one[1], default=(None, None))
    places = list(book["signatures.lieu"].finditer(view.text, start, end))
    near = [place for place in places if len(dated) > 1 and day is not None and place.start() < day.start()]
    place = near[-1] if near else next(iter(places), None)
    place = place or book["signatures.lieu_inverse"].search(view.text, start, end)
    said = piece(view, *day.span()) if day and date else None
    town = piece(view, *place.span("lieu")) if place else None
    return Item("fait", start, end, "signatures.fait", said, None, date, town)


def _place_date(view: View, match: Match, book: Rulebook) -> Item | None:
    date = parse_date(match["date"]) if match["date"] else None
    if match["date"] and date is None:
        return None
    said = piece(view, *match.span("date")) if date else None
    place = piece(view, *match.span("lieu"))
    if place is None or book["personnes.fonction"].match(place.text):
        return None
    return Item("lieu_date", *match.span(), "signatures.lieu_date", said, None, date, place)


def _dated(view: View, match: Match, book: Rulebook, *, rule: str = "signatures.date_seule") -> Item | None:
    date = parse_date(match["date"])
    return Item("date", *match.span(), rule, piece(view, *match.span("date")), None, date) if date else None


def _moment(view: View, match: Match, book: Rulebook) -> Item | None:
    moment = instant(match["jour"], view.text[match.end("jour") : match.end()])
    date = parse_date(match["jour"])
    said = piece(view, match.start("jour"), match.end())
    return (
        Item("horodatage", *match.span(), "signatures.horodatage", said, None, date, None, moment) if moment else None
    )


def _stamp(view: View, match: Match, book: Rulebook) -> Item | None:
    found = person_at(view, *match.span("nom"), book)
    if found is None or found[0].nom is None:
        return None
    return Item("tampon", match.start(), match.end(), "signatures.tampon", piece(view, *match.span()), found[0])


def _electronic(view: View, match: Match, book: Rulebook) -> Item | None:
    date = parse_date(match["date"]) if match["date"] else None
    if match["date"] and date is None:
        return None
    return Item("electronique", *match.span(), "signatures.electronique", piece(view, *match.span()), None, date)


def _handwritten(view: View, match: Match, book: Rulebook) -> Item:
    day = book["signatures.date"].search(match[0])
    return Item(
        "manuscrite",
        *match.span(),
        "signatures.manuscrite",
        piece(view, *match.span()),
        None,
        parse_date(day[0]) if day else None,
    )


def _quality(view: View, match: Match, book: Rulebook) -> Item | None:
    if match["fonction"].startswith(("Pour ", "POUR ")):
        return Item("pour", *match.span(), "signatures.qualite", piece(view, match.start("fonction") + 5, match.end()))
    found = without_article(view, *match.span("fonction"), book) or piece(view, *match.span("fonction"))
    return Item("fonction", *match.span(), "signatures.qualite", found) if found else None


def _named(view: View, match: Match, book: Rulebook) -> Item | None:
    found = person_at(view, *match.span("nom"), book)
    return Item("nom", *match.span(), "signatures.nom", found[0].nom, found[0]) if found and found[0].nom else None


def _cut_name(view: View, match: Match, book: Rulebook) -> Item | None:
    found = person_at(view, *match.span(), book)
    return Item("nom", *match.span(), "signatures.nom_coupe", found[0].nom, found[0]) if found else None


def _rank(view: View, match: Match, book: Rulebook) -> Item:
    return Item("grade", *match.span(), "signatures.grade_seul")


def _on_behalf(view: View, match: Match, book: Rulebook) -> Item | None:
    said = piece(view, *match.span("qui"))
    return Item("pour", match.start(), match.end(), "signatures.pour", said) if said else None


def _lines(view: View, start: int, end: int, book: Rulebook, names: frozenset[str]) -> Iterator[Item]:
    """Classify the lines that no anchored rule took."""
    for line in _LINE.finditer(view.text, start, end):
        at = line.start()
        while at < line.end():
            blank = _BLANK.match(view.text, at, line.end())
            at = blank.end() if blank else at
            if at >= line.end() or book["signatures.dechet"].match(view.text, at, line.end()):
                break
            item = _stretch(view, at, line.end(), book, names)
            yield item
            at = item.end


def _stretch(view: View, start: int, end: int, book: Rulebook, names: frozenset[str]) -> Item:
    """Return what the line says from `start`: a name, a function, a role, or words that continue what precedes."""
    text = view.text
    if _UNENDED.search(text, max(0, start - 16), start):
        return _words(view, start, end, book)
    if role := book["signatures.role_en_ligne"].match(text, start, end):
        return Item("role", start, role.end(), "roles.mot", piece(view, start, role.end()))
    found = person_at(view, start, end, book)
    if found and found[0].nom and _is_person(found[0].nom, found[0].rule, names, book):
        person, stop = found
        rest = text[stop:end]
        if person.rule != "personnes.nom_seul" or _AFTER_NAME.match(rest):
            after = book["personnes.nee"].match(text, stop, end)
            return Item("nom", start, after.end() if after else stop, person.rule, person.nom, person)
    function = without_article(view, start, end, book)
    if function and not book["roles.contrat"].fullmatch(text[start:end].rstrip(" ,:")):
        stop = _function_end(view, function, end, book)
        return Item("fonction", start, stop, "personnes.fonction", piece(view, function.start, stop))
    return _words(view, start, end, book)


def _words(view: View, start: int, end: int, book: Rulebook) -> Item:
    """Words that say nothing by themselves, up to where a function begins on their line, or a name ends it."""
    cut = book["signatures.suite_ligne"].search(view.text, start, end)
    last = book["signatures.nom_final"].search(view.text, start, end)
    stops = [end, *([cut.end()] if cut else []), *([last.start("nom")] if last and last.start("nom") > start else [])]
    stop = min(stops)
    return Item("texte", start, stop, "", piece(view, start, stop))


def _function_end(view: View, function: Piece, end: int, book: Rulebook) -> int:
    """A function ends where a name begins on its line, or a second function after a dash."""
    stops = [end]
    for rule_id in ("personnes.titre_nom", "signatures.nom_final"):
        if match := book[rule_id].search(view.text, function.start, end):
            stops.append(match.start())
    for dash in _JOINED.finditer(view.text, function.start, end):
        if book["personnes.fonction"].match(view.text, dash.end(), end):
            stops.append(dash.start())
    return min(stops)


def _is_person(name: Piece, rule: str, names: frozenset[str], book: Rulebook) -> bool:
    """A name alone must not be a piece of a party's own name ('Grand Est'), nor hold a word of acts."""
    if rule != "personnes.nom_seul":
        return True
    return normalised(name.text) not in names and not book["personnes.pas_un_nom"].search(name.text)
