"""Corrections applied to what was extracted from a document: rows, proofs and doubts.

The machine's value is never lost: its proofs stay, `ecartee`, with the reason; the person's has its own, `corrigee`, at
the same place. A correction whose passage has changed, or whose key no longer designates one row, is not applied: it
becomes a doubt. One that the rules now agree with is retired: nothing is changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from pipeline.corrections.draft import Draft, Line
from pipeline.corrections.passage import locate
from pipeline.corrections.rewrite import rewritten
from pipeline.corrections.types import Correction, Outcome, Treated
from pipeline.metadata import Metadata
from pipeline.model import ConventionRows, DocumentRows, Doubt, PageRow


class _Answer(NamedTuple):
    outcome: Outcome
    why: str | None = None


def apply(
    made: DocumentRows, corrections: Sequence[Correction], metadata: Metadata
) -> tuple[DocumentRows, tuple[Treated, ...]]:
    """Return the document's rows once corrected, and what became of each correction, in their order."""
    treated: list[Treated] = []
    conventions = []
    for rank, convention in enumerate(made.conventions, start=1):
        own = [one for one in corrections if one.convention == rank]
        corrected, answers = _convention(convention, own, made.pages, metadata) if own else (convention, ())
        conventions.append(corrected)
        treated += answers
    for one in corrections:
        if one.convention > len(made.conventions):
            treated.append(Treated(one, "rouverte", f"le document n'a pas de convention n° {one.convention}"))
    return msgspec.structs.replace(made, conventions=tuple(conventions)), tuple(treated)


def _convention(
    rows: ConventionRows, corrections: Sequence[Correction], pages: Sequence[PageRow], metadata: Metadata
) -> tuple[ConventionRows, tuple[Treated, ...]]:
    draft = Draft(rows, metadata)
    treated = tuple(Treated(one, *_treat(draft, one, pages)) for one in corrections)
    doubts = tuple(_reopened(one) for one in treated if one.outcome == "rouverte")
    corrected = rewritten(rows, draft, pages)
    return msgspec.structs.replace(corrected, doubts=corrected.doubts + doubts), treated


def _treat(draft: Draft, correction: Correction, pages: Sequence[PageRow]) -> _Answer:
    if correction.passage and not _stands(correction, pages):
        return _Answer("rouverte", f"le passage lu page {correction.page} a changé depuis")
    lines = draft.find(correction)
    if correction.column is None:
        return _whole(draft, correction, lines)
    if len(lines) > 1:
        return _Answer("rouverte", f"la clé désigne {len(lines)} lignes")
    if lines:
        return _cell(lines[0], correction, correction.column)
    mended = {**correction.key, correction.column: correction.value}
    if correction.column in correction.key and draft.answering(correction.table, mended):
        return _Answer("retiree")
    return _Answer("rouverte", "la clé ne désigne plus aucune ligne")


def _stands(correction: Correction, pages: Sequence[PageRow]) -> bool:
    texts = (page.texte for page in pages if page.page == correction.page)
    return any(locate(text, correction.passage or "") for text in texts)


def _whole(draft: Draft, correction: Correction, lines: Sequence[Line]) -> _Answer:
    if correction.present:
        if lines:
            return _Answer("retiree" if any(line.number for line in lines) else "appliquee")
        draft.add(correction)
        return _Answer("appliquee")
    if not lines:
        return _Answer("retiree")
    if len(lines) > 1:
        return _Answer("rouverte", f"la clé désigne {len(lines)} lignes")
    lines[0].removed = correction
    return _Answer("appliquee")


def _cell(line: Line, correction: Correction, column: str) -> _Answer:
    if line.current.get(column) == correction.value:
        return _Answer("retiree") if column not in line.corrected else _Answer("appliquee")
    line.current[column] = correction.value
    line.corrected[column] = correction
    return _Answer("appliquee")


def _reopened(treated: Treated) -> Doubt:
    one = treated.correction
    message = (
        f"Correction de {one.auteur} ({one.date.isoformat()}) non appliquée, à revoir : {one.named} ; {treated.why}."
    )
    return Doubt("correction_rouverte", "avertissement", message, one.table, None, one.column)
