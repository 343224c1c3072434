"""Every mention of another convention, with the date that belongs to it (`linked.py` puts them together)."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

import regex

from pipeline.extract.context import Context, Kind, Section
from pipeline.extract.dates import parse_date
from pipeline.extract.heading_numbers import number_rank
from pipeline.extract.leads import led
from pipeline.extract.sentences import sentences

Place = tuple[int, int]
GENERIC = "convention"
"""A mention that does not say which kind of convention it is."""
_ZONES: tuple[Kind, ...] = ("titre", "parties", "visas", "preambule", "article", "annexe")
_KINDS = {
    "delegation": "delegation_gestion", "delegation_seule": "delegation_gestion",
    "retablissement": "retablissement_credits", "partenariat": "partenariat", "subvention": "subvention",
    "attributive": "subvention", "autre": "autre", "cadre": "autre", "protocole": "autre", "avenant": "avenant",
}  # fmt: skip
_EFFECT = regex.compile(r"\b(?:est|sont|prend|court|fix\p{L}+|date|terme|[ée]ch[ée]ance)\b", regex.IGNORECASE)
_DEFINITE = regex.compile(r"\b(?:à\s+la|de\s+la|la)\s$", regex.IGNORECASE)
_INITIAL = regex.compile(r"\binitiale", regex.IGNORECASE)
_DEFINED = regex.compile(
    r"\s*[,(]?\s*(?:ci-après|dénommée|désignée)[^«»\";.]{0,40}[«\"]\s*(?:la\s+)?convention(?:\s+initiale)?\s*[»\"]",
    regex.I,
)
"""What makes a convention the one that is spoken of: it is called 'la Convention' from there on."""
_NEAR, _FAR = 25, 350
"""How far after a nature 'du 3 mai 2021' and 'signée le 3 mai 2021' may still be its date, in characters."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention. `antecedent` is where the convention that 'cette convention' stands for was named."""

    kind: str
    start: int
    end: int
    rule: str = "liees.nature"
    rank: int | None = None
    date: dt.date | None = None
    date_place: Place | None = None
    in_title: bool = False
    in_visas: bool = False
    parent: bool = False
    """True when it is named as what an amendment modifies ('à la convention', 'la convention initiale')."""
    succession: bool = False
    """True when the text says that this convention takes over from it."""
    antecedent: int | None = None
    subject_end: int | None = None


@dataclass(slots=True)
class _Open:
    """A nature on the pile, waiting for its date; `mention` is None for other texts, which a plural makes several."""

    mention: Mention | None
    end: int
    plural: bool = False


def mentions(ctx: Context) -> tuple[Mention, ...]:
    """Return the mentions in order; those without a date or a rank too, for amendments refer to 'la convention'."""
    found: list[Mention] = []
    title = _title_place(ctx)
    named = [match.start() for match in led(ctx.book["liees.nature"], ctx.text)]
    for section in ctx.of_kind(*_ZONES):
        earlier: Mention | None = None
        for start, end in _clauses(ctx, section):
            if earlier is None and bisect_left(named, start) == bisect_left(named, end):
                continue
            formal = section.kind in ("titre", "visas")
            own = _in_clause(ctx, start, end, earlier, formal=formal)
            earlier = next((mention for mention in reversed(own) if mention.kind == "avenant"), None)
            for mention in own:
                inside = title[0] <= mention.start < title[1]
                placed = replace(mention, in_title=inside, in_visas=formal and not inside)
                found.append(_with_antecedent(ctx, placed, found))
    return tuple(found)


def _clauses(ctx: Context, section: Section) -> Iterator[Place]:
    """Yield the sentences of a section; one of a title goes on below it in small letters ('conclue le 3 mai 2021')."""
    held: Place | None = None
    for start, end in sentences(ctx.text, section.start, section.end):
        if held is not None and section.kind == "titre" and ctx.text[start].islower():
            held = (held[0], end)
            continue
        if held is not None:
            yield held
        held = (start, end)
    if held is not None:
        yield held


def _title_place(ctx: Context) -> Place:
    """Return the place of this convention's own title."""
    decided = ctx.facts.get("conventions", ())
    title = decided[0].values.get("intitule") if decided else None
    if title and title.places:
        return title.places[0]
    head = next(ctx.of_kind("titre"), None)
    return (head.start, head.end) if head else (0, 0)


def _in_clause(ctx: Context, start: int, end: int, earlier: Mention | None, *, formal: bool) -> list[Mention]:
    """Read a clause from left to right: natures are piled up, each date goes to the last one that waits for it.

    `earlier` is the amendment that the clause before ended on ('un premier avenant du … ; un deuxième, du …').
    """
    done: list[Mention] = []
    pile: list[_Open] = []
    last_plural = earlier
    announced: regex.Match[str] | None = None
    for match, rule in _tokens(ctx, start, end):
        if rule == "liees.nature":
            mention = _mention(ctx, match)
            if announced is not None and announced.end() == match.start():
                done.append(_dated(ctx, mention, announced, end))
                continue
            pile.append(_Open(mention, match.end()))
            last_plural = mention if match["avenant"] and _lists(match) else last_plural
        elif rule == "liees.autre_texte":
            pile.append(_Open(None, match.end(), plural=match[0].casefold().endswith("s")))
        elif rule == "liees.suite" and last_plural is not None:
            rank = number_rank(match["numero"])
            mention = Mention("avenant", match.start("suite"), match.end(), rank=rank, parent=last_plural.parent)
            pile.append(_Open(mention, match.end()))
        elif rule == "liees.dates":
            done += _each_dated(pile, match)
        elif rule == "liees.date_avant":
            announced = match
        elif rule == "liees.date" and pile and _reaches(ctx, pile[-1], match, formal=formal):
            top = pile[-1] if pile[-1].plural else pile.pop()
            if top.mention:
                done.append(_dated(ctx, top.mention, match, end))
    return sorted([*done, *(o.mention for o in pile if o.mention)], key=lambda m: m.start)


def _each_dated(pile: list[_Open], match: regex.Match[str]) -> list[Mention]:
    """Take from the pile the amendments that so many dates follow, each given its own ('n° 1 et 2 des … et …')."""
    days = list(zip(match.captures("date"), match.spans("date"), strict=True))
    waiting = [one.mention for one in pile[-len(days) :]]
    if len(waiting) < len(days) or any(one is None or one.kind != "avenant" for one in waiting):
        return []
    del pile[-len(days) :]
    return [
        replace(one, date=day, date_place=place)
        for one, (said, place) in zip(waiting, days, strict=True)
        if one is not None and (day := parse_date(said))
    ]


def _tokens(ctx: Context, start: int, end: int) -> list[tuple[regex.Match[str], str]]:
    natures = led(ctx.book["liees.nature"], ctx.text, start, end)
    found = [(match, "liees.nature") for match in natures]
    found += (
        (match, rule)
        for rule in ("liees.autre_texte", "liees.suite", "liees.date", "liees.dates", "liees.date_avant")
        for match in ctx.book[rule].finditer(ctx.text, start, end)
    )
    # 'signée entre le ministère … le 3 mai' is one long date token: it counts where its date stands.
    return sorted(found, key=lambda token: token[0].start("date") if token[1] == "liees.date" else token[0].start())


def _mention(ctx: Context, match: regex.Match[str]) -> Mention:
    named = next((kind for group, kind in _KINDS.items() if match[group]), GENERIC)
    numero = match["numero"] or match["rang"]
    rank = number_rank(numero) if numero else None
    before = ctx.text[max(0, match.start() - 25) : match.start()]
    around = max(0, match.start() - 90), min(len(ctx.text), match.end() + 30)
    ended = ctx.book["liees.abrogee"].match(ctx.text, match.end()) is not None
    parent = named != "avenant" and (_DEFINITE.search(before) is not None or _INITIAL.search(match[0]) is not None)
    taken = ctx.book["liees.succede"].search(ctx.text[slice(*around)], of=(ctx.text, *around)) is not None
    return Mention(named, *match.span(), rank=rank or None, parent=parent, succession=taken or ended)


def _lists(match: regex.Match[str]) -> bool:
    """Tell whether other amendments may be named after this one by their rank alone."""
    return match["rang"] is not None or match["avenant"].casefold().endswith("s")


def _reaches(ctx: Context, top: _Open, match: regex.Match[str], *, formal: bool) -> bool:
    """Tell whether a date is near enough to be that of the nature before it, given the words that bring it."""
    gap = match.start() - top.end
    if top.mention is None:
        return True
    if match["lien"]:
        return gap <= _FAR
    between = ctx.text[top.end : match.start()]
    plain = _EFFECT.search(between) is None
    return gap <= (_FAR if formal else _NEAR) and plain


def _dated(ctx: Context, mention: Mention, match: regex.Match[str], end: int) -> Mention:
    day = parse_date(match["date"])
    after = ctx.book["liees.nature_apres"].match(ctx.text, match.end(), end) if mention.kind == GENERIC else None
    if after:
        kind = next(_KINDS[group] for group, text in after.groupdict().items() if text)
        mention = replace(mention, kind=kind)
    subject = ctx.book["liees.sujet"].match(ctx.text, match.end(), end)
    return replace(
        mention,
        parent=mention.parent or (mention.kind != "avenant" and _DEFINED.match(ctx.text, match.end()) is not None),
        date=day,
        date_place=match.span("date") if day else None,
        subject_end=subject.end("sujet") if subject else None,
    )


def _with_antecedent(ctx: Context, mention: Mention, before: list[Mention]) -> Mention:
    """Resolve 'cette convention', 'ladite convention' to the last convention named before it."""
    lead = ctx.text[max(0, mention.start - 12) : mention.start].casefold()
    if mention.kind != GENERIC or not lead.rstrip().endswith(("cette", "ladite", "dite", "celle-ci")):
        return mention
    named = next((m for m in reversed(before) if m.kind not in (GENERIC, "avenant")), None)
    return replace(mention, antecedent=named.start) if named else mention
