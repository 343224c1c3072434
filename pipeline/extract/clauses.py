"""Effect, end, duration, renewal, notice and accountant: the clauses that say for how long and under whom.

Each clause is looked for sentence by sentence. The rule is always kept (`regle_effet`, `regle_fin`); the date only
where the document alone gives it. Two clauses that disagree are both kept as candidates and make a doubt.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

import regex

from pipeline.extract.context import Context
from pipeline.extract.dates import last_day, parse_date
from pipeline.extract.leads import around
from pipeline.extract.quantities import number_word
from pipeline.extract.rules import Rule
from pipeline.extract.sentences import sentences
from pipeline.extract.superseded import superseded
from pipeline.model import Decision, Doubt, Fact, Found, Places, Rejected, Scalar

TABLE = "conventions"
_ZONES = ("article", "titre", "hors_texte", "preambule")
_OCCASIONS = (
    "clauses.effet_date",
    "clauses.effet_periode",
    "clauses.effet_a_la_signature",
    "clauses.effet_a_la_publication",
    "clauses.effet_a_la_notification",
)
_SHIFTS = ("clauses.lendemain", "clauses.mois_suivant", "clauses.apres_un_delai")
"""What may stand between an occasion and the day from which an act counts."""
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
_SPAN = ("du", "de ", "dès", "à ")
"""How a sentence that is nothing but a period begins ('Du 1er mars au …', 'De la signature au …')."""
_QUOTED = 0.8
"""How sure an effect is that an amendment quotes: mostly the amended act's, not its own."""
_RIVALLED = 0.8
"""How sure the first of two clauses is that say different things as surely: a person looks."""
_LONGEST_QUOTE = 600
_TAKEN_OUT = regex.compile(r"[^«»\n]{0,60}»\s*,?\s*(?:sont|est)\s+(?:remplac|supprim)")
_YEAR_AFTER = "clauses.fin_annee_suivante"
_REACH = 160
"""How far after the verb its occasion may stand (characters)."""


class Clause(NamedTuple):
    """A value that a sentence gives to a column."""

    column: str
    value: str | int | bool | dt.date
    start: int
    end: int
    rule: str
    score: float
    date: dt.date | None = None


def candidates(ctx: Context) -> tuple[Clause, ...]:
    """Return what every sentence of the articles says of effect, end, duration, renewal, notice and accountant."""
    found: list[Clause] = []
    for start, end in _sentences(ctx):
        about = _About(ctx, start, end)
        found += _effect(ctx, start, end, about)
        found += _end(ctx, start, end, about)
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


def decide(ctx: Context, found: tuple[Clause, ...]) -> Decision:
    """Settle each column, then resolve the dates that the document alone gives."""
    values: dict[str, Found] = {}
    rejected: list[Rejected] = []
    doubts: list[Doubt] = []
    best = {column: _best(found, column) for column in dict.fromkeys(c.column for c in found)}
    for column, clause in best.items():
        same = tuple((c.start, c.end) for c in found if c.column == column and c.value == clause.value)
        sure = min(clause.score, _RIVALLED) if _is_rivalled(found, clause) else clause.score
        values[column] = Found(clause.value, same, clause.rule, "normalisee", sure)
        rejected += _losers(found, clause)
    doubts += _contradictions(found, best)
    _resolve_effect(ctx, values, best.get("regle_effet"), contradicted=bool(doubts))
    _resolve_end(values, best, ctx)
    return Decision((Fact(TABLE, values),) if values else (), tuple(rejected), tuple(doubts))


def extract(ctx: Context) -> Decision:
    """Return the clauses' columns of the convention."""
    return decide(ctx, candidates(ctx))


def _sentences(ctx: Context) -> Iterator[tuple[int, int]]:
    for section in ctx.sections:
        if section.kind in _ZONES:
            yield from sentences(ctx.text, *section.body)
        elif section.kind == "parties":  # A form that names the parties in its first rows goes on with the rest.
            yield from (row.span() for row in _ROW.finditer(ctx.text, *section.body))


class _About:
    """What a sentence is about, asked only of those that hold a clause."""

    def __init__(self, ctx: Context, start: int, end: int) -> None:
        self._ctx, self._start, self._end = ctx, start, end

    @cached_property
    def convention(self) -> bool:
        """True when it names the convention, or its term."""
        return self._ctx.book["clauses.sujet"].search(self._ctx.text, self._start, self._end) is not None

    @cached_property
    def other(self) -> bool:
        """True when it is about something else that begins and ends: an order, a phase, a notice."""
        return self._ctx.book["clauses.autre_sujet"].search(self._ctx.text, self._start, self._end) is not None


def _effect(ctx: Context, start: int, end: int, about: _About) -> Iterator[Clause]:
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
        score = _QUOTED if _quoted(ctx.text, verb.start()) else 0.85 if period else 0.95
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


def _replaced(text: str, at: int) -> bool:
    """Tell whether the words quoted up to `at` are those that an amendment takes out."""
    return _TAKEN_OUT.match(text, at) is not None


def _end(ctx: Context, start: int, end: int, about: _About) -> Iterator[Clause]:
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


def _year_of_signing(ctx: Context, start: int, end: int, about: _About) -> Clause | None:
    """Return an end told by the year in which the act is signed: that year's, or the next one's."""
    match = ctx.book["clauses.fin_annee_signature"].search(ctx.text, start, end)
    if match and not ctx.book["clauses.fin_anticipee"].search(ctx.text, start, match.start()):
        return Clause("regle_fin", "fin_annee_signature", *match.span(), "clauses.fin_annee_signature", 0.95)
    after = ctx.book[_YEAR_AFTER].search(ctx.text, start, end)
    if after is None or not about.convention:
        return None
    # No word of the contract says that rule: the day is one that can be told, by whoever knows the signing.
    return Clause("regle_fin", "date_fixe", *after.span(), _YEAR_AFTER, 0.85)


def _duration(ctx: Context, start: int, end: int, about: _About) -> Iterator[Clause]:
    for match in ctx.book["clauses.duree"].finditer(ctx.text, start, end):
        before = ctx.text[max(start, match.start() - 60) : match.start("nombre")]
        if about.other or ctx.book["clauses.duree_plafond"].search(before) or _replaced(ctx.text, match.end()):
            continue
        months = _months(match)
        named = ctx.book["clauses.sujet"].search(ctx.text, max(0, start - 400), match.end())
        if months and (named or match.start() == start):
            yield Clause("duree_mois", months, *match.span(), "clauses.duree", 0.95 if named else 0.85)
            yield Clause("regle_fin", "duree", *match.span(), "clauses.duree", 0.93 if named else 0.85)


def _renewal(ctx: Context, start: int, end: int) -> Iterator[Clause]:
    for rule_id in ("clauses.sans_tacite_reconduction", "clauses.tacite_reconduction"):
        rule = ctx.book[rule_id]
        if match := rule.search(ctx.text, start, end):
            yield Clause("tacite_reconduction", bool(rule.data["tacite"]), *match.span(), rule.id, 0.95)
            return


_UNITS = {"mois": 1, "trimestre": 3, "semestre": 6, "an": 12}
"""Whole months in a unit of duration, by how its name begins."""
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
            if months := _months(match):
                yield Clause("preavis_mois", months, *match.span(), rule_id, score)
            return


def _months(match: regex.Match[str]) -> int | None:
    """Return the period in months; days only when they are a whole number of thirty (DATASET.md), weeks never."""
    count = number_word(match["nombre"])
    repeated = number_word(match["repete"]) if match["repete"] else count
    if not count or repeated != count:
        return None
    unit = match["unite"].lower()
    whole = next((months for word, months in _UNITS.items() if unit.startswith(word)), None)
    if whole is not None:
        return whole * count
    return count // 30 if unit.startswith("jour") and count % 30 == 0 else None


def _accountant(ctx: Context) -> Iterator[Clause]:
    near = tuple(around(("assign",), ctx.text, before=400, after=500))
    for rule_id in _ACCOUNTANT:
        for match in (match for zone in near for match in ctx.book[rule_id].finditer(ctx.text, *zone)):
            lead = _ARTICLE.match(match["qui"])
            start, end = match.start("qui") + (lead.end() if lead else 0), match.end("qui")
            name = " ".join(ctx.text[start:end].split())
            yield Clause("comptable_assignataire", name, start, end, rule_id, 0.94)


def _best(found: tuple[Clause, ...], column: str) -> Clause:
    """The surest clause, the first of equals; the notice that replaces another comes last in its sentence."""
    rivals = [clause for clause in found if clause.column == column]
    return max(rivals, key=lambda clause: (clause.score, -clause.start))


def _is_rivalled(found: tuple[Clause, ...], winner: Clause) -> bool:
    """Tell whether a clause as sure as the winner says otherwise."""
    rivals = (clause for clause in found if clause.column == winner.column and clause.score >= winner.score)
    return any((clause.value, clause.date) != (winner.value, winner.date) for clause in rivals)


def _losers(found: tuple[Clause, ...], winner: Clause) -> Iterator[Rejected]:
    for clause in found:
        if clause.column == winner.column and (clause.value, clause.date) != (winner.value, winner.date):
            value = str(clause.date or clause.value)
            motif = "une autre clause, plus sûre ou première, dit autrement"
            yield Rejected(TABLE, clause.column, value, ((clause.start, clause.end),), clause.rule, motif)


def _contradictions(found: tuple[Clause, ...], best: dict[str, Clause]) -> Iterator[Doubt]:
    """Two beginnings that are not the same (a fixed day and the signing, the publication and the signing)."""
    winner = best.get("regle_effet")
    if winner is None:
        return
    own = (c for c in found if c.column == "regle_effet" and (c.score > _QUOTED or winner.score == _QUOTED))
    others = {(c.value, c.date) for c in own} - {(winner.value, winner.date)}
    for value, day in sorted(others, key=str):
        said = f"{value} ({day.isoformat()})" if day else str(value)
        message = f"Deux prises d'effet dans le texte : « {winner.value} » et « {said} », à vérifier."
        yield Doubt("effet_contradictoire", "avertissement", message, TABLE, 1, "regle_effet")
        return


def _resolve_effect(ctx: Context, values: dict[str, Found], effect: Clause | None, *, contradicted: bool) -> None:
    if effect is None or contradicted:
        return
    place = ((effect.start, effect.end),)
    if effect.date:
        values["date_effet"] = Found(effect.date, place, effect.rule, "normalisee", effect.score)
    elif effect.value == "signature" and (signed := _signed(ctx)) and (counted := _from_signing(ctx, effect, signed)):
        values["date_effet"] = _deduced(counted[0], place + signed.places, effect.rule, signed.confidence, counted[1])


def _from_signing(ctx: Context, effect: Clause, signing: Found) -> tuple[dt.date, str] | None:
    """Return the day from which an act signed on a given day counts, and why; None when it is some time after."""
    signed = signing.value
    if not isinstance(signed, dt.date):
        return None
    says = {rule: ctx.book[rule].search(ctx.text, effect.start, effect.end) for rule in _SHIFTS}
    if says["clauses.lendemain"]:
        return signed + dt.timedelta(days=1), "prend effet le lendemain de la signature"
    if says["clauses.mois_suivant"]:
        first = (signed.replace(day=1) + dt.timedelta(days=31)).replace(day=1)
        return first, "prend effet le premier jour du mois suivant la signature"
    delay = says["clauses.apres_un_delai"]  # 'Six mois à compter de la signature.' is how long, not how late
    return (
        None if delay and delay.start() > effect.start else (signed, "prend effet à la signature : date de signature")
    )


def _signed(ctx: Context) -> Found | None:
    return next((f.values["date_signature"] for f in ctx.facts.get(TABLE, ()) if "date_signature" in f.values), None)


def _resolve_end(values: dict[str, Found], best: dict[str, Clause], ctx: Context) -> None:
    """The last day in force, where it can be told: given, or the duration counted from a known beginning."""
    rule = best.get("regle_fin")
    if rule is None:
        return
    place = ((rule.start, rule.end),)
    if rule.date:
        values["date_fin"] = Found(rule.date, place, rule.rule, "normalisee", values["regle_fin"].confidence)
        return
    signed, begins, months = _signed(ctx), values.get("date_effet"), values.get("duree_mois")
    ends_year = rule.value == "fin_annee_signature" or rule.rule == _YEAR_AFTER
    if ends_year and signed and isinstance(signed.value, dt.date):
        day = dt.date(signed.value.year + (rule.rule == _YEAR_AFTER), 12, 31)
        motif = f"31 décembre de l'année {'suivant celle ' if rule.rule == _YEAR_AFTER else ''}de la signature"
        values["date_fin"] = _deduced(day, place + signed.places, rule.rule, signed.confidence, motif)
    elif rule.value == "duree" and begins and months and isinstance(begins.value, dt.date):
        day = last_day(begins.value, int(str(months.value)))
        motif = f"{months.value} mois à compter du {begins.value.isoformat()}, dernier jour compris"
        values["date_fin"] = _deduced(day, place + begins.places, rule.rule, begins.confidence, motif)


def _deduced(value: Scalar, places: Places, rule: str, source: float, motif: str) -> Found:
    """A value worked out from another one is never surer than that one."""
    return Found(value, places, rule, "deduite", min(0.93, source), motif)
