"""What every sentence of an act says of effect, end, duration, renewal and notice, and the accountant it names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import regex

from pipeline.extract.clauses.term import ends, months_of
from pipeline.extract.clauses.types import QUOTED, About, Clause
from pipeline.extract.context import Context
from pipeline.extract.dates import parse_date
from pipeline.extract.leads import around
from pipeline.extract.rules import Rule
from pipeline.extract.sentences import sentences
from pipeline.extract.superseded import superseded

_ZONES = ("article", "titre", "hors_texte", "preambule")
_OCCASIONS = (
    "clauses.effet_date",
    "clauses.effet_periode",
    "clauses.effet_a_la_signature",
    "clauses.effet_a_la_publication",
    "clauses.effet_a_la_notification",
)
_ACCOUNTANT = (
    "clauses.comptable_est",
    "clauses.comptable_avant",
    "clauses.comptable_libelle",
    "clauses.comptable_apposition",
    "clauses.comptable_apres",
    "clauses.comptable_caisse",
)
_ARTICLE = regex.compile(r"\s*(?:(?:le|la|les)\s+|l')", regex.IGNORECASE)
_ROW = regex.compile(r"[^\n\t]+\t[^\n]+")
_LASTS = regex.compile(r"dur|\bpour\b", regex.IGNORECASE)
_LONGEST_QUOTE = 600
_REACH = 160
"""How far after the verb its occasion may stand (characters)."""


def candidates(ctx: Context) -> tuple[Clause, ...]:
    """Return what every sentence of the articles says of effect, end, duration, renewal, notice and accountant."""
    found: list[Clause] = []
    for start, end in _sentences(ctx):
        about = About(ctx, start, end)
        found += _effect(ctx, start, end, about)
        found += ends(ctx, start, end, about)
        found += _renewal(ctx, start, end)
        found += _notice(ctx, start, end)
    found += _accountant(ctx)
    left = (*_left_empty(ctx), *superseded(ctx))
    return tuple(clause for clause in found if not any(start <= clause.end - 1 < end for start, end in left))


def _left_empty(ctx: Context) -> Iterator[tuple[int, int]]:
    """Yield the choices of a form that nobody ticked, on the lines where another one is."""
    for match in ctx.book["clauses.choix_ecarte"].finditer(ctx.text):
        line = ctx.text.rfind("\n", 0, match.start()) + 1, ctx.text.find("\n", match.end())
        if ctx.book["clauses.case_cochee"].search(ctx.text, line[0], line[1] if line[1] > 0 else len(ctx.text)):
            yield match.span()


def _sentences(ctx: Context) -> Iterator[tuple[int, int]]:
    for section in ctx.sections:
        if section.kind in _ZONES:
            yield from sentences(ctx.text, *section.body)
        elif section.kind == "parties":  # A form that names the parties in its first rows goes on with the rest.
            yield from (row.span() for row in _ROW.finditer(ctx.text, *section.body))


def _effect(ctx: Context, start: int, end: int, about: About) -> Iterator[Clause]:
    for verb in ctx.book["clauses.effet"].finditer(ctx.text, start, end):
        if about.other and not ctx.book["clauses.sujet"].search(ctx.text, start, verb.start()):
            continue
        until = min(end, verb.end() + _REACH)
        rules = [ctx.book[rule_id] for rule_id in _OCCASIONS]
        hits = [(rule, m) for rule in rules if (m := rule.search(ctx.text, verb.start(), until))]
        if not hits:
            continue
        rule, match = min(hits, key=lambda hit: hit[1].start())
        day = _day_of(match, rule)
        if rule.data["regle"] == "date_fixe" and day is None:
            continue
        period = verb[0].lower().startswith(("commen", "courant", "allant")) or bool(_LASTS.search(verb[0]))
        score = QUOTED if _quoted(ctx.text, verb.start()) else 0.85 if period else 0.95
        yield Clause("regle_effet", rule.data["regle"], verb.start(), match.end(), rule.id, score, day)


def _day_of(match: regex.Match[str], rule: Rule) -> dt.date | None:
    """Return the day that an occasion names; of a period whose last day alone has a year, the first one."""
    day = parse_date(match["date"]) if "date" in rule.groups else None
    if day is None or "debut" not in rule.groups:
        return day
    first = parse_date(f"{match['debut']} {day.year}") or parse_date(f"{match['debut']}/{day.month}/{day.year}")
    return first if first is not None and first < day else None


def _quoted(text: str, at: int) -> bool:
    """Tell whether a clause stands in the words that an amendment puts in the place of others."""
    opened = text.rfind("«", max(0, at - _LONGEST_QUOTE), at)
    return opened >= 0 and "»" not in text[opened:at]


def _renewal(ctx: Context, start: int, end: int) -> Iterator[Clause]:
    for rule_id in ("clauses.sans_tacite_reconduction", "clauses.tacite_reconduction"):
        rule = ctx.book[rule_id]
        if match := rule.search(ctx.text, start, end):
            yield Clause("tacite_reconduction", bool(rule.data["tacite"]), *match.span(), rule.id, 0.95)
            return


_NOTICES = (
    ("clauses.preavis", 0.95),
    ("clauses.prevenir", 0.9),
    ("clauses.avant_l_echeance", 0.9),
    ("clauses.delai_apres_notification", 0.8),
)


def _notice(ctx: Context, start: int, end: int) -> Iterator[Clause]:
    for rule_id, score in _NOTICES:
        rule: Rule = ctx.book[rule_id]
        if match := rule.search(ctx.text, start, end):
            if rule_id != "clauses.preavis" and not ctx.book["clauses.fin_anticipee"].search(ctx.text, start, end):
                continue
            if months := months_of(match):
                yield Clause("preavis_mois", months, *match.span(), rule_id, score)
            return


def _accountant(ctx: Context) -> Iterator[Clause]:
    near = tuple(around(("assign",), ctx.text, before=400, after=500))
    for rule_id in _ACCOUNTANT:
        for match in (match for zone in near for match in ctx.book[rule_id].finditer(ctx.text, *zone)):
            lead = _ARTICLE.match(match["qui"])
            start, end = match.start("qui") + (lead.end() if lead else 0), match.end("qui")
            name = " ".join(ctx.text[start:end].split())
            yield Clause("comptable_assignataire", name, start, end, rule_id, 0.94)
