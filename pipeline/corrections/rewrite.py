"""Rows, proofs and doubts of a convention, written anew from its corrected draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from pipeline.corrections.additions import add_up_again, balanced_again
from pipeline.corrections.draft import Draft, Line
from pipeline.corrections.passage import locate
from pipeline.corrections.types import Correction
from pipeline.model import ConventionRows, Doubt, PageRow, Proof

Tables = Mapping[str, list[dict[str, Any]]]

RULE = "correction"
"""What `preuves.regle` says of a person's value."""
SET_ASIDE = " par une correction : "
"""What `preuves.motif` says of a value that a correction set aside."""
_NOTHING_LEFT = "désignait une partie retirée par une correction"


def rewritten(rows: ConventionRows, draft: Draft, pages: Sequence[PageRow]) -> ConventionRows:
    """Return the convention as its draft says."""
    tables = {table: [line.row for _, line in draft.standing(table)] for table in draft.lines}
    _follow_parties(tables, draft)
    add_up_again(tables.get("montants", ()), draft)
    proofs = [_proof(proof, draft, tables) for proof in rows.proofs]
    proofs += _given(rows.proofs, draft, pages)
    doubts = tuple(doubt for old in rows.doubts for doubt in _doubt(old, draft))
    balances = balanced_again(rows.balances, draft)
    return msgspec.structs.replace(rows, tables=tables, proofs=tuple(proofs), doubts=doubts, balances=balances)


def _follow_parties(tables: Tables, draft: Draft) -> None:
    """Representatives name their party by its number, which changes when another is removed."""
    numbers = draft.numbers("parties")
    for row in tables.get("representants", ()):
        if (party := row.pop("partie_no", None)) in numbers:
            row["partie_no"] = numbers[party]


def _proof(proof: Proof, draft: Draft, tables: Tables) -> Proof:
    """Return a proof as it stands now: untouched, at its row's new number, or set aside by a correction."""
    line = draft.by_number(proof.table).get(proof.row or 0)
    if line is None:
        return proof
    correction = line.removed or line.corrected.get(proof.column)
    if correction is None:
        number = draft.numbers(proof.table)[line.number]
        if proof.column in tables[proof.table][number - 1]:
            return msgspec.structs.replace(proof, row=number)
        return msgspec.structs.replace(proof, row=None, status="ecartee", motif=_NOTHING_LEFT)
    what, value = "retirée" if line.removed else "remplacée", line.read.get(proof.column)
    motif = f"{what}{SET_ASIDE}{correction.said} ; la chaîne donnait « {value} »"
    return msgspec.structs.replace(proof, row=None, status="ecartee", motif=motif)


def _given(old: Sequence[Proof], draft: Draft, pages: Sequence[PageRow]) -> Iterator[Proof]:
    """Yield the proofs of the values that people gave."""
    for table in draft.lines:
        for number, line in draft.standing(table):
            for column, correction in _corrected(line):
                if line.current.get(column) is not None:
                    places = [p for p in old if (p.table, p.row, p.column) == (table, line.number, column)]
                    yield from _at(places, table, number, column, correction, pages)


def _corrected(line: Line) -> Iterator[tuple[str, Correction]]:
    if line.added:
        yield from ((column, line.corrected.get(column, line.added)) for column in line.current)
    else:
        yield from line.corrected.items()


def _at(
    places: Sequence[Proof], table: str, number: int, column: str, correction: Correction, pages: Sequence[PageRow]
) -> Iterator[Proof]:
    """Yield the proofs of one value, where the machine's stood; else on the passage; else nowhere."""
    about: dict[str, Any] = {"rule": RULE, "status": "corrigee", "motif": correction.said, "confidence": 1.0}
    if places:
        yield from (msgspec.structs.replace(place, row=number, **about) for place in places)
        return
    page = next((page for page in pages if page.page == correction.page), None)
    span = locate(page.texte, correction.passage) if page and correction.passage else None
    if page and span:
        yield Proof(table, number, column, page.page, *span, None, page.texte[slice(*span)], **about)
    else:
        yield Proof(table, number, column, None, None, None, None, None, **about)


def _doubt(doubt: Doubt, draft: Draft) -> Iterator[Doubt]:
    """Yield a doubt at its row's new number, unless a correction settles it.

    What is doubted before the corrections is the reading: whoever corrects the value has read it.
    """
    line = draft.by_number(doubt.table).get(doubt.row or 0) if doubt.table else None
    if line is None:
        yield doubt
    elif not line.removed and doubt.column not in line.corrected:
        yield msgspec.structs.replace(doubt, row=draft.numbers(doubt.table or "")[line.number])
