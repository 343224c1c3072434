"""When an act ends, and how long it lasts: what one sentence says of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import regex

from pipeline.extract.clauses.types import About, Clause
from pipeline.extract.context import Context
from pipeline.extract.dates import parse_date
from pipeline.extract.quantities import number_word

_SPAN = ("du", "de ", "dès", "à ")
"""How a sentence that is nothing but a period begins ('Du 1er mars au …', 'De la signature au …')."""
_TAKEN_OUT = regex.compile(r"[^«»\n]{0,60}»\s*,?\s*(?:sont|est)\s+(?:remplac|supprim)")
"""How the words go on that an amendment takes out: quoted up to here."""
_ELSEWHERE = 0.6
"""How sure a duration is that a sentence says which speaks of something else: a loan of staff, a recruitment."""
_UNITS = {"mois": 1, "trimestre": 3, "semestre": 6, "an": 12}
"""Whole months in a unit of duration, by how its name begins."""


def ends(ctx: Context, start: int, end: int, about: About) -> Iterator[Clause]:
    """Yield the ends and durations that `ctx.text[start:end]` says; what is said most plainly alone."""
    text, book = ctx.text, ctx.book
    if (clause := _year_of_signing(ctx, start, end, about)) is not None:
        yield clause
        return
    named = book["clauses.fin_meme_annee"].search(text, start, end) if about.convention else None
    if named and (day := parse_date(named["date"])):
        yield Clause("regle_fin", "date_fixe", *named.span(), "clauses.fin_meme_annee", 0.93, dt.date(day.year, 12, 31))
        return
    moved = book["clauses.fin_reportee"].search(text, start, end)
    if moved and book["clauses.terme"].search(text, start, moved.start() + 12):
        if day := parse_date(moved["date"]):
            yield Clause("regle_fin", "date_fixe", *moved.span(), "clauses.fin_reportee", 0.96, day)
        return
    if (words := book["clauses.fin_mots_remplaces"].search(text, start, end)) and (day := parse_date(words["date"])):
        # The words alone do not say that the date is the term: a person looks, unless the sentence says so.
        told = book["clauses.terme"].search(text, start, words.start()) or "jusqu" in words[0].casefold()
        sure = 0.95 if told else 0.85
        yield Clause("regle_fin", "date_fixe", *words.span(), "clauses.fin_mots_remplaces", sure, day)
        return
    for match in book["clauses.fin_date"].finditer(text, start, end):
        day = parse_date(match["date"])
        labelled = match.start() == start and (":" in match[0] or match[0].lower().startswith(_SPAN))
        labelled = labelled or (match.start() == start and not text[match.end() : end].strip(" .\n"))
        if (
            day
            and (about.convention or labelled)
            and (not about.other or book["clauses.sujet"].search(text, start, match.start()))
        ):
            yield Clause("regle_fin", "date_fixe", *match.span(), "clauses.fin_date", 0.94, day)
    if (year := book["clauses.fin_exercice"].search(text, start, end)) and about.convention and not about.other:
        last = dt.date(int(year["exercice"]), 12, 31)
        yield Clause("regle_fin", "date_fixe", *year.span(), "clauses.fin_exercice", 0.88, last)
    yield from _duration(ctx, start, end, about)
    endless = book["clauses.fin_indeterminee"].search(text, start, end)
    if endless and about.convention and not about.other:
        yield Clause("regle_fin", "indeterminee", *endless.span(), "clauses.fin_indeterminee", 0.91)


def _year_of_signing(ctx: Context, start: int, end: int, about: About) -> Clause | None:
    """Return an end told by the year in which the act is signed: that year's, or the next one's."""
    match = ctx.book["clauses.fin_annee_signature"].search(ctx.text, start, end)
    if match and not ctx.book["clauses.fin_anticipee"].search(ctx.text, start, match.start()):
        return Clause("regle_fin", "fin_annee_signature", *match.span(), "clauses.fin_annee_signature", 0.95)
    after = ctx.book["clauses.fin_annee_suivante"].search(ctx.text, start, end)
    if after is None or not about.convention:
        return None
    # No word of the contract says that rule: the day is one that can be told, by whoever knows the signing.
    return Clause("regle_fin", "date_fixe", *after.span(), "clauses.fin_annee_suivante", 0.85)


def _duration(ctx: Context, start: int, end: int, about: About) -> Iterator[Clause]:
    for match in ctx.book["clauses.duree"].finditer(ctx.text, start, end):
        before = ctx.text[max(start, match.start() - 60) : match.start("nombre")]
        if about.other or ctx.book["clauses.duree_plafond"].search(before) or _TAKEN_OUT.match(ctx.text, match.end()):
            continue
        months = months_of(match)
        named = ctx.book["clauses.sujet"].search(ctx.text, max(0, start - 400), match.end())
        if months and (named or match.start() == start):
            less = _ELSEWHERE if _of_another(ctx, start, match.start("nombre")) else None if named else 0.85
            yield Clause("duree_mois", months, *match.span(), "clauses.duree", less or 0.95)
            yield Clause("regle_fin", "duree", *match.span(), "clauses.duree", less or 0.93)


def _of_another(ctx: Context, start: int, at: int) -> bool:
    """Tell whether a sentence is headed by a noun, and says nothing of the act before what stands at `at`."""
    headed = ctx.book["clauses.autre_tete"].match(ctx.text, start, at)
    return headed is not None and ctx.book["clauses.mot_de_l_acte"].search(ctx.text, start, at) is None


def months_of(match: regex.Match[str]) -> int | None:
    """Return the period in months; days only when they are a whole number of thirty (DATASET.md), weeks never."""
    count = number_word(match["nombre"])
    repeated = number_word(match["repete"]) if match["repete"] else count
    if not count or repeated != count:
        return None
    unit = match["unite"].lower()
    whole = next((months for word, months in _UNITS.items() if unit.startswith(word)), None)
    if match.groupdict().get("demi"):
        return whole * count + whole // 2 if whole and whole % 2 == 0 else None
    if whole is not None:
        return whole * count
    return count // 30 if unit.startswith("jour") and count % 30 == 0 else None
