"""`references_juridiques`: the texts a convention cites, once each, with the articles it names."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.extract.citations import Citation, citations
from pipeline.extract.context import Context
from pipeline.model import Decision, Doubt, Fact, Found, Places, Rejected, Status
from pipeline.reference import KnownTexts, normalised

TABLE = "references_juridiques"
Key = tuple[str, str]


def candidates(ctx: Context) -> tuple[Citation, ...]:
    """Return every mention of a text, in order."""
    title = next((f.values["intitule"] for f in ctx.facts.get("conventions", ()) if "intitule" in f.values), None)
    own = title.places[0][0] if title else -1  # a decision or an arrêté is no text that it cites itself
    return tuple(citation for citation in citations(ctx) if citation.start != own)


def decide(ctx: Context, found: Sequence[Citation]) -> Decision:
    """Put the mentions of one text together; choose its date; say where the mentions disagree."""
    facts: list[Fact] = []
    rejected: list[Rejected] = []
    doubts: list[Doubt] = []
    for group in _groups(found, ctx.reference.texts).values():
        date, losers, doubt = _date(group, len(facts) + 1, ctx.reference.texts)
        facts.append(Fact(TABLE, dict(_values(group, date))))
        rejected += losers
        doubts += doubt
    return Decision(tuple(facts), tuple(rejected), tuple(doubts))


def extract(ctx: Context) -> Decision:
    """Return the texts that the convention cites."""
    return decide(ctx, candidates(ctx))


def _groups(found: Sequence[Citation], known: KnownTexts) -> dict[Key, list[Citation]]:
    """Group the mentions by text: by number, by name for a code, by date for a mention that gives nothing else."""
    groups: dict[Key, list[Citation]] = {}
    for citation in found:
        if citation.numero or citation.kind == "code":
            groups.setdefault((citation.kind, citation.numero or normalised(citation.intitule or "")), []).append(
                citation
            )
    for citation in found:
        if citation.numero or citation.kind == "code":
            continue
        alike = ((key, group) for key, group in groups.items() if key[0] == citation.kind)
        same = [key for key, group in alike if citation.date in (*(c.date for c in group), known.date(*key))]
        key = same[0] if len(same) == 1 else (citation.kind, f"du {citation.date}")
        groups.setdefault(key, []).append(citation)
    first = {key: min(c.start for c in group) for key, group in groups.items()}
    return {key: sorted(groups[key], key=lambda c: c.start) for key in sorted(groups, key=first.__getitem__)}


def _date(group: Sequence[Citation], row: int, known: KnownTexts) -> tuple[Found | None, list[Rejected], list[Doubt]]:
    """Return the date of a text, its losing candidates, and the doubt that they, or the reference list, raise."""
    days = [c.date for c in group if c.date is not None]
    if not days:
        return None, [], []
    kind, numero = group[0].kind, next((c.numero for c in group if c.numero), None)
    own = known.date(kind, numero) if numero else None
    counts = Counter(days)
    best = own if own is not None and own in counts else max(counts, key=lambda day: (counts[day], -days.index(day)))
    holders = [c for c in group if c.date == best]
    sure = _sure_of_date(best, own, alone=len(counts) == 1)
    places = tuple(c.date_place for c in holders if c.date_place)
    motif = None if sure > 0.9 else _date_motif(own)
    found = Found(best, places, holders[0].rule, "normalisee", sure, motif)
    losers = [_lost(c, f"autre date du même texte ; {_date_motif(own)}") for c in group if c.date not in (None, best)]
    if len(counts) == 1 and own in (None, best):
        return found, losers, []
    return found, losers, [_doubt(kind, numero, sorted(counts), own, row)]


def _sure_of_date(best: dt.date, own: dt.date | None, *, alone: bool) -> float:
    if own is not None:
        return 0.95 if best == own else 0.6
    return 0.95 if alone else 0.8


def _date_motif(own: dt.date | None) -> str:
    return f"la date de ce texte est le {own:%d/%m/%Y}" if own else "le document le cite sous plusieurs dates"


def _lost(citation: Citation, motif: str) -> Rejected:
    places = (citation.date_place,) if citation.date_place else ()
    return Rejected(TABLE, "date", str(citation.date), places, citation.rule, motif)


def _doubt(kind: str, numero: str | None, days: Sequence[dt.date], own: dt.date | None, row: int) -> Doubt:
    cited = ", ".join(f"{day:%d/%m/%Y}" for day in days)
    dated = f"la date du {cited}" if len(days) == 1 else f"plusieurs dates ({cited})"
    known = f" ; sa date est le {own:%d/%m/%Y}" if own else ""
    message = f"{_name(kind)} {numero or ''} cité sous {dated}{known}, à vérifier."
    return Doubt("date_reference_incoherente", "avertissement", " ".join(message.split()), TABLE, row, "date")


def _name(kind: str) -> str:
    return {"decret": "décret", "arrete": "arrêté", "reglement_ue": "règlement (UE)"}.get(kind, kind)


def _values(group: Sequence[Citation], date: Found | None) -> Iterator[tuple[str, Found]]:
    head = next((c for c in group if c.visa), group[0])
    sure, motif = _sure(group)
    yield "type", Found(head.kind, tuple((c.start, c.end) for c in group[:3]), head.rule, "normalisee", sure, motif)
    numbered = [c for c in group if c.numero and c.numero_place]
    if numbered:
        places = tuple(c.numero_place for c in numbered if c.numero_place)
        yield "numero", Found(numbered[0].numero or "", places, numbered[0].rule, "normalisee", sure, motif)
    if date:
        yield "date", date
    if articles := _articles(group):
        text, where = articles
        yield "article", Found(text, where, "references.article", "normalisee", min(sure, 0.92), motif)
    named = next((c for c in (head, *group) if c.intitule and c.intitule_place), None)
    if named and named.intitule and named.intitule_place:
        status: Status = "normalisee" if named.kind == "code" else "exacte"
        yield "intitule", Found(named.intitule, (named.intitule_place,), named.rule, status, sure, motif)


def _sure(group: Sequence[Citation]) -> tuple[float, str | None]:
    """How sure a row is: a number or a known name is; a bare date outside the visas may be that of no text."""
    if any(c.numero or c.kind == "code" for c in group):
        return 0.95, None
    if any(c.visa for c in group):
        return 0.92, None
    return 0.8, "texte cité sans numéro hors des visas"


def _articles(group: Sequence[Citation]) -> tuple[str, Places] | None:
    """Join the articles named for one text, in order, once each."""
    named: dict[str, tuple[int, int]] = {}
    for citation in group:
        for number, place in citation.articles:
            named.setdefault(number, place)
    return (", ".join(named), tuple(named.values())) if named else None
