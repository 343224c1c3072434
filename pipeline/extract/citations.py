"""Every mention of a legal text in a convention, before mentions of one text are put together (`references.py`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

import regex

from pipeline.extract.context import Context
from pipeline.extract.dates import parse_date
from pipeline.extract.leads import led
from pipeline.reference import KnownTexts, normalised

Place = tuple[int, int]
_TYPES = ("loi", "ordonnance", "decret", "arrete", "circulaire", "reglement_ue", "directive")
_FORMAL = ("visas", "titre")
_NUMBERED = {"loi", "ordonnance", "decret"}
"""Texts whose number is a year and a rank: anything else after 'n°' is not theirs."""
_REACH = 400
"""How far after a text its articles may be named, in characters."""
_STOP = regex.compile(r";|\n\n(?!\p{Ll})|(?<=\p{Ll}{3})(?<!\bart)\.\s")
_TO = regex.compile(r"\s*à\s*")
"""Between the first and the last of a run of articles ('L. 2511-1 à L. 2511-6')."""
_OWN_ARTICLE = regex.compile(
    r"d[ée]l[ée]ga(?:nt|taire)s?\b|\bparties?\b|\bpr[ée]sente?\b|\b(?:à|dans|par)\s+l'\s*article\s*$|\baux\s+articles\s*$",
    regex.IGNORECASE,
)
"""Between a text and an article: the article is the convention's own ('…, le délégant confie … à l'article 3')."""
_PLURAL = regex.compile(r"\p{L}+s\b", regex.IGNORECASE)
_DASH, _DIGIT, _WORD = regex.compile(r"\s*[-–]\s*"), regex.compile(r"\d"), regex.compile(r"[\p{L}-]+")
_YEAR_AND_RANK = regex.compile(r"[\dOoIl]{2,4}-[\dOoIl]{1,5}")
_DIGITS = str.maketrans("OoIl", "0011")


@dataclass(frozen=True, slots=True)
class Citation:
    """One mention of a text. Values are None where this mention does not give them."""

    kind: str
    start: int
    end: int
    rule: str
    numero: str | None = None
    numero_place: Place | None = None
    date: dt.date | None = None
    date_place: Place | None = None
    intitule: str | None = None
    intitule_place: Place | None = None
    articles: tuple[tuple[str, Place], ...] = ()
    plural: bool = False
    visa: bool = False
    """True when it stands among the visas, or above the parties ('conclue en application du décret …')."""


def citations(ctx: Context) -> tuple[Citation, ...]:
    """Return the mentions in order, each with the articles and the title that go with it."""
    known = ctx.reference.texts
    found = [
        *_texts(ctx),
        *_far_dated(ctx),
        *_union(ctx),
        *_decisions(ctx),
        *_codes(ctx, known),
        *_acronyms(ctx, known),
    ]
    found += _suites(ctx, sorted(found, key=lambda c: c.start))
    found = _without_overlap(sorted(found, key=lambda c: (c.start, -c.end)))
    return tuple(_completed(ctx, c, found[i + 1].start if i + 1 < len(found) else None) for i, c in enumerate(found))


def _texts(ctx: Context) -> Iterator[Citation]:
    rule = ctx.book["references.texte"]
    for match in led(rule, ctx.text):
        kind = next(name for name in _TYPES[:5] if match[name])
        group = next((name for name in ("numero", "nu", "entre") if match[name]), "numero")
        yield from _citation(ctx, match, kind, group, rule.id)


def _far_dated(ctx: Context) -> Iterator[Citation]:
    rule = ctx.book["references.texte_loin"]
    for match in led(rule, ctx.text):
        kind = next(name for name in ("arrete", "circulaire", "decret") if match[name])
        for found in _citation(ctx, match, kind, "", rule.id):
            if found.visa:
                yield found


def _union(ctx: Context) -> Iterator[Citation]:
    rule = ctx.book["references.union"]
    for match in led(rule, ctx.text):
        kind = "reglement_ue" if match["reglement_ue"] else "directive"
        yield from _citation(ctx, match, kind, "numero", rule.id)


def _decisions(ctx: Context) -> Iterator[Citation]:
    rule = ctx.book["references.decision"]
    for match in led(rule, ctx.text):
        for found in _citation(ctx, match, "decision", "numero", rule.id):
            if found.visa or found.numero:
                yield found


def _citation(ctx: Context, match: regex.Match[str], kind: str, group: str, rule: str) -> Iterator[Citation]:
    """Build the citation of a match, unless neither its number nor its date holds."""
    raw, day = match[group] if group else None, parse_date(match["date"]) if match["date"] else None
    numero = _number(raw, kind) if raw else None
    section = ctx.section_at(match.start())
    if (numero is None and day is None) or (section is not None and section.kind == "hors_texte"):
        return
    yield Citation(
        kind,
        match.start(),
        match.end(),
        rule,
        numero,
        match.span(group) if numero else None,
        day,
        match.span("date") if day else None,
        plural=_PLURAL.match(match[0]) is not None,
        visa=section is not None and section.kind in _FORMAL,
    )


def _number(raw: str, kind: str) -> str | None:
    """Return a number as it is written, OCR's letters made digits again; None when it is not that of such a text."""
    text = _DASH.sub("-", raw.strip(" .,-/")).replace(" ", "")
    if _YEAR_AND_RANK.fullmatch(text):
        return text.translate(_DIGITS)
    if kind in _NUMBERED or not _DIGIT.search(text):
        return None
    return text.upper()


def _suites(ctx: Context, heads: Sequence[Citation]) -> Iterator[Citation]:
    """Yield the further texts of a list that a plural opened, in the same sentence."""
    rule = ctx.book["references.suite"]
    for head in (h for h in heads if h.plural):
        following = min((h.start for h in heads if h.start > head.start), default=len(ctx.text))
        limit = min(following, head.end + _REACH, _sentence_end(ctx.text, head.end))
        for match in rule.finditer(ctx.text, head.end, limit):
            yield from _citation(ctx, match, head.kind, "numero", rule.id)


def _sentence_end(text: str, start: int) -> int:
    match = _STOP.search(text, start)
    return match.start() if match else len(text)


def _codes(ctx: Context, known: KnownTexts) -> Iterator[Citation]:
    rule = ctx.book["references.code"]
    for match in led(rule, ctx.text):
        end, name = _known_code(ctx, match, known)
        if name is None:
            continue
        section = ctx.section_at(match.start())
        place = (match.start(), end)
        visa = section is not None and section.kind in _FORMAL
        yield Citation("code", *place, rule.id, intitule=name, intitule_place=place, visa=visa)


def _known_code(ctx: Context, match: regex.Match[str], known: KnownTexts) -> tuple[int, str | None]:
    """Return the longest beginning of the match that names a code, and that name."""
    ends = [word.end() for word in _WORD.finditer(match[0])]
    for end in reversed(ends[: known.longest_code]):
        text = match[0][:end]
        if name := known.code(text.replace("codes", "code", 1)) or (_alike(text, known) if ctx.scanned else None):
            return match.start() + end, name
    return match.end(), None


def _alike(text: str, known: KnownTexts) -> str | None:
    """Return the one code that a text damaged by OCR must be."""
    plain = normalised(text)
    best = [name for name in known.code_names if SequenceMatcher(None, plain, normalised(name)).ratio() > 0.94]
    return best[0] if len(best) == 1 else None


def _acronyms(ctx: Context, known: KnownTexts) -> Iterator[Citation]:
    rule = ctx.book["references.sigle"]
    for match in rule.finditer(ctx.text) if any(sigle in ctx.text for sigle in known.sigles) else ():
        text = known.sigle(match["sigle"])
        if text is None:
            continue
        kind, numero, name = text
        place = match.span("sigle")
        if kind == "code":
            yield Citation(kind, *place, rule.id, intitule=name, intitule_place=place)
        elif _articles_before(ctx, place[0]):
            yield Citation(kind, *place, rule.id, numero, place)


def _without_overlap(found: Sequence[Citation]) -> list[Citation]:
    kept: list[Citation] = []
    for citation in found:
        if not kept or citation.start >= kept[-1].end:
            kept.append(citation)
    return kept


def _completed(ctx: Context, citation: Citation, following: int | None) -> Citation:
    """Add to a mention its title and the articles named before and after it."""
    limit = min(following or len(ctx.text), citation.end + _REACH, _sentence_end(ctx.text, citation.end))
    place = citation.intitule_place
    if citation.kind != "code":
        title = ctx.book["references.intitule"].match(ctx.text, citation.end, limit)
        place = _within_known(ctx, citation, title.span("intitule")) if title else None
    text = (
        citation.intitule if citation.kind == "code" else (" ".join(ctx.text[slice(*place)].split()) if place else None)
    )
    articles = (*_articles_before(ctx, citation.start), *_articles_after(ctx, citation.end, limit))
    return replace(citation, intitule=text, intitule_place=place, articles=articles)


def _within_known(ctx: Context, citation: Citation, place: Place) -> Place:
    """Return where a title ends that is known by heart and that the sentence goes on from without a stop."""
    known = ctx.reference.texts.title(citation.kind, citation.date) if citation.date else None
    if known is None or not normalised(ctx.text[slice(*place)]).startswith(f"{known} "):
        return place
    ends = (word.end() for word in _WORD.finditer(ctx.text, *place))
    return place[0], next((end for end in ends if normalised(ctx.text[place[0] : end]) == known), place[1])


def _articles_before(ctx: Context, start: int) -> tuple[tuple[str, Place], ...]:
    low = max(0, start - 120)
    match = ctx.book["references.articles_avant"].search(ctx.text, low, start)
    return _articles(ctx, *match.span("liste")) if match else ()


def _articles_after(ctx: Context, end: int, limit: int) -> tuple[tuple[str, Place], ...]:
    match = ctx.book["references.articles_apres"].search(ctx.text, end, limit)
    if match is None or _OWN_ARTICLE.search(ctx.text, end, match.start("liste")):
        return ()
    return _articles(ctx, *match.span("liste"))


def _articles(ctx: Context, start: int, end: int) -> tuple[tuple[str, Place], ...]:
    found: list[tuple[str, Place]] = []
    letter = ""
    for match in ctx.book["references.article"].finditer(ctx.text, start, end):
        letter = (match["lettre"] or "").upper()
        number = "1" if match["chiffres"].casefold() == "premier" else match["chiffres"].replace("–", "-")
        latin = f" {match['latin'].casefold()}" if match["latin"] else ""
        named, (first, last) = f"{letter}. {number}{latin}" if letter else f"{number}{latin}", match.span()
        if found and _TO.fullmatch(ctx.text, found[-1][1][1], first):
            before, (first, _) = found.pop()
            named = f"{before} à {named}"
        found.append((named, (first, last)))
    return tuple(found)
