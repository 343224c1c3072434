"""`unites_operationnelles`: the UO whose credits the convention covers, once each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import NamedTuple

from pipeline.extract import codes
from pipeline.extract.context import Context
from pipeline.extract.remembered import remembered
from pipeline.extract.rulebook import Rulebook
from pipeline.model import Decision, Doubt, Fact, Found, Rejected, Status

TABLE = "unites_operationnelles"
COMPLETE = ("codes.uo", "codes.uo_coupe", "codes.uo_minuscules", "codes.uo_espaces")
"""The rules of a whole unit."""


class Mention(NamedTuple):
    """A unit as it stands somewhere in the text."""

    code: codes.Code
    start: int
    end: int
    rule: str
    obsolete: bool = False
    to_confirm: bool = False
    to_make: bool = False


class Candidates(NamedTuple):
    """All mentions, complete ones and those whose last block is still to come."""

    complete: tuple[Mention, ...]
    to_create: tuple[tuple[str, int, int], ...]
    """(BOP, start, end)."""


def candidates(ctx: Context) -> Candidates:
    """Return every unit printed in the convention, in order."""
    found = [m for rule in COMPLETE for m in mentions(ctx, rule)]
    found.sort(key=lambda m: m.start)
    dashed = {m.code.value for m in found if m.rule != "codes.uo_espaces"}
    kept = tuple(m for m in found if m.rule != "codes.uo_espaces" or _believed(ctx, m, dashed))
    rule = ctx.book["codes.uo_a_creer"]
    to_create = tuple(
        (f"{codes.programme(m['programme']).value}-{m['bop'].upper()}", *m.span("uo")) for m in rule.finditer(ctx.text)
    )
    return Candidates(kept, to_create)


def mentions(ctx: Context, rule_id: str, start: int = 0, end: int | None = None) -> Iterable[Mention]:
    """Return the units that one rule finds in `text[start:end]`."""
    found = _mentions(ctx.book, ctx.text, rule_id)
    if start == 0 and end is None:
        return found
    stop = len(ctx.text) if end is None else end
    first = bisect_left(found, start, key=lambda mention: mention.start)
    return (mention for mention in takewhile(lambda m: m.start < stop, found[first:]) if mention.end <= stop)


@remembered(16)
def _mentions(book: Rulebook, text: str, rule_id: str) -> tuple[Mention, ...]:
    """Find the units of a whole text once: the amounts ask for those of each sentence and cell."""
    found = []
    confirm, old, replaced = book["codes.uo_a_confirmer"], book["codes.hors_sujet"], book["codes.remplace"]
    make = book["codes.uo_creer"]
    for match in book[rule_id].finditer(text):
        a, b = match.span("uo")
        after = text[b : b + 60]
        obsolete = bool(old.search(text[max(0, a - 60) : a])) or bool(replaced.search(after))
        unsure, absent = bool(confirm.search(after)), bool(make.search(after))
        found.append(Mention(codes.unit(match), a, b, rule_id, obsolete, unsure, absent))
    return tuple(found)


def decide(ctx: Context, found: Candidates) -> Decision:
    """Group the mentions by unit, in order; a misreading goes to the form that the document supports best."""
    groups: dict[str, list[Mention]] = {}
    rejected: list[Rejected] = []
    for mention in found.complete:
        if mention.obsolete:
            rejected.append(_rejected(mention, "le texte dit que cette UO n'est plus employée ou est remplacée"))
        else:
            groups.setdefault(mention.code.value, []).append(mention)
    for misread, right in misreadings({value: len(group) for value, group in groups.items()}).items():
        for mention in groups.pop(misread):
            rejected.append(_rejected(mention, f"lecture incertaine de {right}, écrite ailleurs dans le document"))
    facts = tuple(_fact(ctx, value, group, found.to_create) for value, group in groups.items())
    return Decision(facts, tuple(rejected), tuple(_doubts(facts, groups, found.to_create, rejected)))


def extract(ctx: Context) -> Decision:
    """Return the convention's units."""
    return decide(ctx, candidates(ctx))


def misreadings(counts: dict[str, int]) -> dict[str, str]:
    """Map each code that is another one misread (O for 0, I for 1, S for 5 …) to the better supported one."""
    by_skeleton: dict[str, list[str]] = {}
    for code in counts:
        by_skeleton.setdefault(codes.skeleton(code), []).append(code)
    wrong = {}
    for alike in by_skeleton.values():
        best = max(alike, key=lambda code: (counts[code], -alike.index(code)))
        wrong.update({code: best for code in alike if code != best})
    return wrong


def _believed(ctx: Context, mention: Mention, dashed: set[str]) -> bool:
    """A unit written with spaces is believed when dashed elsewhere, of a known BOP, or below the word for it."""
    bop = mention.code.value.rsplit("-", 1)[0]
    if mention.code.value in dashed or any(code.startswith(bop) for code in dashed):
        return True
    before = ctx.text[max(0, mention.start - 30) : mention.start]
    rule = ctx.book["chorus.centre_financier"]
    return rule.search(before) is not None or any(rule.search(text) for text in _headings(ctx, mention))


def _headings(ctx: Context, mention: Mention) -> Iterable[str]:
    """Yield the texts that head a unit printed in a table: above it in its column, left of it in its row."""
    for grid in ctx.flow.grids:
        own = next((c for c in grid.cells if c.start <= mention.start and mention.end <= c.end), None)
        if own is not None:
            above = (c.text for c in grid.cells if c.col == own.col and c.row < own.row)
            beside = (c.text for c in grid.cells if c.row == own.row and c.col < own.col)
            yield from (*above, *beside)


def _fact(ctx: Context, value: str, group: Sequence[Mention], to_create: Sequence[tuple[str, int, int]]) -> Fact:
    places = tuple((m.start, m.end) for m in group)
    repairs = set.intersection(*(set(m.code.repairs) for m in group))
    head = value.split("-")[0]
    known = ctx.reference.programme(head) is not None
    confidence, motif = 0.97, None
    if codes.MISREAD in repairs and not known:
        confidence, motif = 0.7, "programme inconnu après correction d'une lettre lue à la place d'un chiffre"
    elif not known:
        confidence, motif = 0.85, f"programme {head} absent de la liste des programmes"
    elif codes.HYPHENED in repairs:
        confidence, motif = 0.85, codes.HYPHENED
    status: Status = "normalisee" if repairs else "exacte"
    bop = value.rsplit("-", 1)[0]
    first = group[0]
    values = {
        "uo": Found(value, places, first.rule, status, confidence, motif),
        "programme": Found(head, places[:1], first.rule, "normalisee", confidence, motif),
        "bop": Found(bop, places[:1], first.rule, "normalisee", confidence, motif),
        "statut": _statut(value, group, [(a, b) for code, a, b in to_create if code == bop]),
    }
    return Fact(TABLE, values)


def _statut(value: str, group: Sequence[Mention], to_create: Sequence[tuple[int, int]]) -> Found:
    unsure = next((m for m in group if m.to_confirm), None)
    if unsure:
        return Found("a_confirmer", ((unsure.start, unsure.end),), "codes.uo_a_confirmer", "deduite")
    absent = next((m for m in group if m.to_make), None)
    if absent:
        return Found("a_creer", ((absent.start, absent.end),), "codes.uo_creer", "deduite")
    if to_create:
        motif = f"la même UO est aussi écrite « à créer » (BOP {value.rsplit('-', 1)[0]})"
        return Found("a_creer", tuple(to_create), "codes.uo_a_creer", "deduite", 0.9, motif)
    return Found("ferme", ((group[0].start, group[0].end),), group[0].rule, "deduite", 0.95, "UO donnée sans réserve")


def _rejected(mention: Mention, motif: str) -> Rejected:
    return Rejected(TABLE, "uo", mention.code.value, ((mention.start, mention.end),), mention.rule, motif)


def _doubts(
    facts: Sequence[Fact],
    groups: dict[str, list[Mention]],
    to_create: Sequence[tuple[str, int, int]],
    rejected: Sequence[Rejected],
) -> Iterable[Doubt]:
    yield from _form_doubts(groups)
    for row, value in enumerate(groups, start=1):
        if any(m.to_confirm for m in groups[value]):
            yield Doubt("a_confirmer", "avertissement", f"UO {value} annoncée « à confirmer ».", TABLE, row, "statut")
        elif any(m.to_make for m in groups[value]):
            yield Doubt("uo_incomplete", "avertissement", f"UO {value} annoncée « à créer ».", TABLE, row, "statut")
    for bop in dict.fromkeys(bop for bop, _, _ in to_create):
        its_row = next((i for i, fact in enumerate(facts, 1) if fact.values["bop"].value == bop), None)
        message = f"Une UO du BOP {bop} est écrite incomplète (« à créer »), à vérifier."
        yield Doubt("uo_incomplete", "avertissement", message, TABLE, its_row, "uo")
    for loser in rejected:
        if loser.motif.startswith("lecture incertaine"):
            yield Doubt(
                "lecture_incertaine", "avertissement", f"UO lue {loser.value} : {loser.motif}.", TABLE, None, "uo"
            )


def _form_doubts(groups: dict[str, list[Mention]]) -> Iterable[Doubt]:
    """Yield one doubt for each unit misread, and one for each other odd form, whatever the number of units in it.

    Written plainly elsewhere, a code is in no doubt; a letter misread for a digit is told all the same.
    """
    odd: dict[str, list[str]] = {}
    for row, (value, group) in enumerate(groups.items(), start=1):
        if any(codes.MISREAD in mention.code.repairs for mention in group):
            message = f"UO {value} : {codes.MISREAD} ; forme normalisée, à vérifier."
            yield Doubt("code_malforme", "avertissement", message, TABLE, row, "uo")
        for repair in set.intersection(*(set(mention.code.repairs) for mention in group)) - {codes.MISREAD}:
            odd.setdefault(repair, []).append(value)
    if odd:
        said = " ; ".join(f"{', '.join(values)} ({repair})" for repair, values in sorted(odd.items()))
        yield Doubt("code_malforme", "info", f"UO normalisée, à vérifier : {said}.", TABLE, None, "uo")
