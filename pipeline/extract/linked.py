"""`conventions_liees`: the other conventions that this one cites, once each, and the one that an amendment modifies."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.extract.context import Context
from pipeline.extract.lines import flat
from pipeline.extract.related_mentions import GENERIC, Mention, mentions
from pipeline.model import Decision, Doubt, Fact, Found, Places, Rejected

TABLE = "conventions_liees"
Group = list[Mention]


def candidates(ctx: Context) -> tuple[Mention, ...]:
    """Return every mention of another convention, in order."""
    return mentions(ctx)


def decide(ctx: Context, found: Sequence[Mention]) -> Decision:
    """Put the mentions of one convention together, choose its date, tell what this convention does to it."""
    own = _own(ctx)
    groups = _groups([m for m in found if not _itself(m, own)], own)
    parent = _parent(groups) if own[0] == "avenant" else None
    facts: list[Fact] = []
    rejected: list[Rejected] = []
    doubts: list[Doubt] = []
    for group in groups:
        day, losers = _date(group)
        facts.append(Fact(TABLE, dict(_values(ctx, group, day, parent=group is parent, own=own))))
        rejected += losers
        doubts += _doubts(group, len(facts))
    return Decision(tuple(facts), tuple(rejected), tuple(doubts))


def extract(ctx: Context) -> Decision:
    """Return the conventions that this one cites."""
    return decide(ctx, candidates(ctx))


Own = tuple[str | None, int | None]


def _own(ctx: Context) -> Own:
    """Return this convention's own kind and rank, as decided before."""
    row = ctx.facts.get("conventions", ())
    values = row[0].values if row else {}
    kind, rank = values.get("type"), values.get("numero_avenant")
    return (str(kind.value) if kind else None), (int(str(rank.value)) if rank else None)


def _itself(mention: Mention, own: Own) -> bool:
    """Tell whether a mention is of this very act: its title, or its own rank as an amendment."""
    if own[0] == "avenant":
        other = None not in (mention.rank, own[1]) and mention.rank != own[1]
        return mention.kind == "avenant" and ((mention.in_title and not other) or mention.rank == own[1] is not None)
    return mention.in_title


def _groups(found: Sequence[Mention], own: Own) -> list[Group]:
    """Group the mentions by convention, in the order of their first mention."""
    groups: list[Group] = []
    for mention in sorted(found, key=lambda m: (m.kind == GENERIC, m.date is None, m.start)):
        group = _home(groups, mention)
        if group is not None:
            group.append(mention)
        elif mention.date is not None or mention.rank is not None or (own[0] == "avenant" and mention.parent):
            groups.append([mention])
    groups = _titled(groups) if own[0] == "avenant" else groups
    for group in groups:
        group.sort(key=lambda m: m.start)
    return sorted(groups, key=lambda g: g[0].start)


def _titled(groups: list[Group]) -> list[Group]:
    """Put the only convention cited by its date alone with the one that an amendment names, or modifies, undated."""
    plain = [g for g in groups if g[0].kind != "avenant"]
    undated = [g for g in plain if any(m.in_title or m.parent for m in g) and not any(m.date for m in g)]
    others = [g for g in plain if g not in undated]
    if len(undated) != 1 or len(others) != 1 or any(m.kind != GENERIC for m in others[0]):
        return groups
    undated[0].extend(others[0])
    return [g for g in groups if g is not others[0]]


def _home(groups: Sequence[Group], mention: Mention) -> Group | None:
    """Return the group of the convention that is meant, if it is there yet."""
    for test in (_same, _nearly_same):
        if found := next((g for g in groups if test(g, mention)), None):
            return found
    alike = [g for g in groups if g[0].kind == mention.kind != GENERIC]
    return alike[0] if mention.date is None and mention.rank is None and len(alike) == 1 else None


def _same(group: Group, mention: Mention) -> bool:
    """Tell whether a mention is of the group's convention: same kind, same rank or same date."""
    head = group[0]
    if mention.kind == "avenant" or head.kind == "avenant":
        if mention.kind != head.kind:
            return False
        dates = {m.date for m in group if m.date}
        return mention.rank == head.rank and (not dates or mention.date is None or mention.date in dates)
    compatible = GENERIC in (mention.kind, head.kind) or mention.kind == head.kind
    if mention.date is None or not any(m.date for m in group):
        return compatible and mention.parent and any(m.parent for m in group)
    return compatible and any(m.date == mention.date for m in group)


def _nearly_same(group: Group, mention: Mention) -> bool:
    """Tell whether a date differs by its day, its month or its year alone from the group's: a slip, not another act."""
    head = group[0]
    if mention.date is None or mention.kind == "avenant" or head.kind == "avenant":
        return False
    if mention.kind not in (GENERIC, head.kind) and head.kind != GENERIC:
        return False
    if mention.antecedent is not None:
        return any(m.start == mention.antecedent for m in group)
    if mention.kind != GENERIC and not (mention.parent or head.parent):
        return False
    return any(m.date is not None and _slip(m.date, mention.date) for m in group)


def _slip(one: dt.date, other: dt.date) -> bool:
    parts = [a != b for a, b in zip(one.timetuple()[:3], other.timetuple()[:3], strict=True)]
    return sum(parts) == 1


def _parent(groups: Sequence[Group]) -> Group | None:
    """Return the convention that the amendment modifies: named in its title, else the first of the visas."""
    plain = [g for g in groups if g[0].kind != "avenant"]
    titled = [g for g in plain if any(m.in_title for m in g)]
    parents = [g for g in plain if any(m.parent for m in g)]
    visas = [g for g in plain if any(m.in_visas for m in g)]
    return next(iter([*titled, *parents, *visas, *plain]), None)


def _date(group: Group) -> tuple[Found | None, list[Rejected]]:
    days = [m.date for m in group if m.date is not None]
    if not days:
        return None, []
    counts = Counter(days)
    best = max(counts, key=lambda day: (counts[day], -days.index(day)))
    holders = [m for m in group if m.date == best]
    places: Places = tuple(m.date_place for m in holders if m.date_place)
    sure, motif = (0.95, None) if len(counts) == 1 else (0.75, "citée sous plusieurs dates")
    losers = [
        Rejected(TABLE, "date", str(m.date), (m.date_place,), m.rule, "autre date de la même convention", 0.3)
        for m in group
        if m.date not in (None, best) and m.date_place
    ]
    return Found(best, places, "liees.date", "normalisee", sure, motif), losers


def _values(ctx: Context, group: Group, day: Found | None, *, parent: bool, own: Own) -> Iterator[tuple[str, Found]]:
    head = _named(group)
    places: Places = tuple((m.start, m.end) for m in group[:4])
    kind, sure, motif = head.kind, 0.95, None
    if kind == GENERIC:
        kind, sure, motif = _guessed(head, parent, own)
    yield "type", Found(kind, places, head.rule, "normalisee", sure, motif)
    if head.rank is not None:
        yield "numero_avenant", Found(head.rank, places, head.rule, "normalisee", 0.95)
    if day:
        yield "date", day
    yield "relation", _relation(group, parent)
    end = head.subject_end or (head.date_place[1] if head.date_place else head.end)
    name = flat(ctx.text[head.start : end])
    if len(name) <= 320:
        yield "intitule", Found(name, ((head.start, end),), head.rule, "exacte", 0.9)


def _named(group: Group) -> Mention:
    """Return the mention that names the convention best: with its kind and its date, its subject if possible."""
    return max(group, key=lambda m: (m.kind != GENERIC, m.date is not None, m.subject_end is not None, -m.start))


def _guessed(head: Mention, parent: bool, own: Own) -> tuple[str, float, str]:
    """Tell the kind of a convention cited by that word alone."""
    if parent:
        return "delegation_gestion", 0.8, "convention que l'avenant modifie, citée sans sa nature"
    if head.succession and own[0] not in (None, "avenant"):
        return str(own[0]), 0.8, "citée sans sa nature ; celle de la convention qui lui succède"
    return "autre", 0.8, "citée sans sa nature"


def _relation(group: Group, parent: bool) -> Found:
    if parent:
        first = next((m for m in group if m.in_title), group[0])
        return Found("modifie", ((first.start, first.end),), "liees.nature", "deduite", 0.95, "objet de l'avenant")
    taken = next((m for m in group if m.succession), None)
    if taken and taken.kind != "avenant":
        return Found("succede", ((taken.start, taken.end),), "liees.succede", "deduite", 0.85, "convention antérieure")
    first = group[0]
    return Found("cite", ((first.start, first.end),), "liees.nature", "deduite", 0.92, "citée sans autre effet")


def _doubts(group: Group, row: int) -> Iterator[Doubt]:
    days = sorted({m.date for m in group if m.date is not None})
    if len(days) > 1:
        cited = " et ".join(f"{day:%d/%m/%Y}" for day in days)
        message = f"La même convention est citée sous les dates du {cited}, à vérifier."
        yield Doubt("date_liee_incoherente", "avertissement", message, TABLE, row, "date")
