"""From clauses to the columns of a convention: the surest of each, and the days that the document alone gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pipeline.extract.clauses.types import QUOTED, TABLE, Clause
from pipeline.extract.context import Context
from pipeline.extract.dates import last_day
from pipeline.model import Decision, Doubt, Fact, Found, Places, Rejected, Scalar

_RIVALLED = 0.8
"""How sure the first of two clauses is that say different things as surely: a person looks."""
_SHIFTS = ("clauses.lendemain", "clauses.mois_suivant", "clauses.apres_un_delai")
"""What may stand between an occasion and the day from which an act counts."""
_YEARS_ON = {"clauses.fin_annee_signature": 0, "clauses.fin_annee_suivante": 1}
"""Acts that end with the year of their signing, or with a later one: how many years later, by the rule that says so."""


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
    own = (c for c in found if c.column == "regle_effet" and (c.score > QUOTED or winner.score == QUOTED))
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
    years_on = _YEARS_ON.get(rule.rule)
    if years_on is not None and signed and isinstance(signed.value, dt.date):
        day = dt.date(signed.value.year + years_on, 12, 31)
        motif = f"31 décembre de l'année {'suivant celle ' if years_on else ''}de la signature"
        values["date_fin"] = _deduced(day, place + signed.places, rule.rule, signed.confidence, motif)
    elif rule.value == "duree" and begins and months and isinstance(begins.value, dt.date):
        day = last_day(begins.value, int(str(months.value)))
        motif = f"{months.value} mois à compter du {begins.value.isoformat()}, dernier jour compris"
        values["date_fin"] = _deduced(day, place + begins.places, rule.rule, begins.confidence, motif)


def _deduced(value: Scalar, places: Places, rule: str, source: float, motif: str) -> Found:
    """A value worked out from another one is never surer than that one."""
    return Found(value, places, rule, "deduite", min(0.93, source), motif)
