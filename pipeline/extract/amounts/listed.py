"""Sums of a list that nothing says to be amounts, where the sum told right below is what they make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec.structs import replace

from pipeline.extract.amounts.types import NO_WORD, Candidate
from pipeline.model import Found

_SURE = 0.8
_PART = "poste d'une liste dont la somme est dite ensuite, à vérifier"
_WHOLE = "somme des postes qui précèdent"


def with_listed_parts(told: Iterable[Candidate]) -> Iterator[Candidate]:
    """Yield the sums of the running text, in order; those left out for want of a word are kept where they add up."""
    waiting: list[Candidate] = []
    parts: list[Candidate] = []
    for candidate in told:
        if candidate.motif == NO_WORD and (not waiting or candidate.section == waiting[0].section):
            waiting.append(candidate)
            continue
        if waiting:
            parts = _making(waiting, candidate)
            yield from (_kept(part, candidate) for part in parts) if parts else waiting
            waiting = []
        # A whole said in AE and in CP is two candidates in one place, of the same parts.
        parts = parts if parts and candidate.value == sum(part.value for part in parts) else []
        if candidate.motif == NO_WORD:
            waiting.append(candidate)
        else:
            yield _added_up(candidate, parts) if parts else candidate
    yield from waiting


def _making(waiting: list[Candidate], whole: Candidate) -> list[Candidate]:
    """Return the parts, two at least, that make a whole told to be an amount in the same section."""
    if len(waiting) < 2 or whole.motif is not None or whole.section != waiting[0].section:
        return []
    return waiting if sum((part.value for part in waiting), Decimal(0)) == whole.value else []


def _kept(part: Candidate, whole: Candidate) -> Candidate:
    """Return a part as an amount: adding up makes it sure, and it is what the whole is said to be."""
    found = part.montant
    amount = Found(found.value, found.places, found.rule, found.status, _SURE, _PART)
    role = {"role": whole.columns["role"]} if "role" in whole.columns else {}
    return replace(part, motif=None, montant=amount, columns={**role, **part.columns})


def _added_up(whole: Candidate, parts: list[Candidate]) -> Candidate:
    role = Found("total", whole.montant.places, "montants.role_deduit", "deduite", 0.92, _WHOLE)
    return replace(whole, total=whole.total or role, sums=(*whole.sums, tuple(part.order for part in parts)))
