"""`articles`: the text of a convention, cut where the document cuts it (`sections.py`)."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.extract.context import Context, Section
from pipeline.extract.spelling import Speller
from pipeline.model import Decision, Fact, Found, Places

TABLE = "articles"
_UNNUMBERED = 0.8
"""What is named by its title alone may be a heading inside an article: a person should look."""


def candidates(ctx: Context) -> tuple[Section, ...]:
    """Return the sections that the document numbers or names."""
    return tuple(s for s in ctx.of_kind("preambule", "article", "annexe") if s.numero)


def decide(ctx: Context, found: tuple[Section, ...]) -> Decision:
    """Turn each section into a row."""
    return Decision(tuple(_fact(ctx, section) for section in found))


def extract(ctx: Context) -> Decision:
    """Return the convention's articles, preamble and annexes included."""
    return decide(ctx, candidates(ctx))


def _fact(ctx: Context, section: Section) -> Fact:
    return Fact(TABLE, dict(_values(ctx, section)))


def _values(ctx: Context, section: Section) -> Iterator[tuple[str, Found]]:
    rule = section.rule or "decoupe.article"
    named = section.kind == "article" and not any(c.isdigit() for c in section.numero or "")
    sure, motif = 0.95, None
    if rule == "decoupe.article_sans_numero":
        sure, motif = 0.8, "numéro non lu, donné par ses voisins"
    elif named and section.numero != "unique":
        sure, motif = _UNNUMBERED, "titre sans numéro"
    heading: Places = (section.heading or (section.start, section.end),)
    if section.numero:
        yield "numero", Found(section.numero, heading, rule, "normalisee", sure, motif)
    if section.intitule and section.intitule_place:
        yield "intitule", _title(ctx, section.intitule, section.intitule_place, rule, sure)
    start, end = _trimmed(ctx.text, *section.body)
    if start < end:
        yield "texte", Found(ctx.text[start:end], ((start, end),), rule, "exacte", sure, motif)
    last = max(end - 1, section.start)
    yield "page_debut", Found(ctx.flow.page_at(section.start), (), rule, "deduite", sure, motif)
    yield "page_fin", Found(ctx.flow.page_at(last), (), rule, "deduite", sure, motif)


def _title(ctx: Context, text: str, place: tuple[int, int], rule: str, sure: float) -> Found:
    """Return the title, in a scanned document without the single-letter misreadings that the genre's words undo."""
    if ctx.scanned:
        corrected = Speller(ctx.text, ctx.book["decoupe.rubrique"].data["mots"]).corrected(text)
        if corrected != text:
            return Found(corrected, (place,), rule, "normalisee", sure, f"lu « {text} »")
    return Found(text, (place,), rule, "exacte", sure)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
