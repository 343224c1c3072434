"""From decisions to rows and proofs: every place in the flow becomes spans and boxes on the pages.

What the reading itself was unsure of shows here, once for all families: a value read once, in words that OCR doubts,
is not published as certain, whatever the rule thinks of it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Any

import msgspec

from pipeline.extract.context import Context
from pipeline.model import ConventionRows, Decision, Doubt, Fact, Found, Places, Proof, Reading, Rejected, Span

_DOUBTFUL_WORD = 0.6
"""Below this, OCR's own confidence in a word makes the value that rests on it doubtful."""
_ILLEGIBLE = 0.88
"""Below this quality of a scanned page, nothing that rests on it alone is sure; one doubt says so of the page."""
_OF_WORD, _OF_PAGE = 0.7, 0.85
"""Confidence, at most, of what rests on a doubtful word, and on such a page."""
_PROSE = 80
"""Beyond so many characters a value is a passage, not a figure."""
_FIGURES = {"montants", "unites_operationnelles", "imputations"}
"""Tables whose values cannot be told right from wrong by reading them: a doubtful word always shows."""
LONG = {"texte"}
"""Columns whose proof is one span a page: a whole article is not worth a proof for each of its lines."""
_WORDS = {"nature", "role", "statut"}
"""Columns of a closed vocabulary: a word that reads as one of it is that one, as prose is."""


def convention_rows(ctx: Context, decision: Decision) -> ConventionRows:
    """Turn the decisions on one convention into rows, proofs and doubts."""
    tables: dict[str, list[dict[str, Any]]] = {}
    proofs: list[Proof] = []
    doubts = list(decision.doubts)
    for fact in merged(decision.facts):
        rows = tables.setdefault(fact.table, [])
        rows.append({column: found.value for column, found in fact.values.items()})
        for column, found in fact.values.items():
            settled = _as_sure_as_read(ctx, fact.table, column, found)
            proofs += _proofs(ctx, fact.table, len(rows), column, settled)
            if settled is not found and settled.confidence == _OF_WORD and fact.table in _FIGURES:
                doubts.append(_reading_doubt(fact.table, len(rows), column, settled))
    proofs += (proof for loser in decision.rejected for proof in _loser(ctx, loser))
    pages = (ctx.flow.page_at(0), ctx.flow.page_at(max(len(ctx.text) - 1, 0)))
    quality = min((p.quality for p in ctx.flow.reading.pages[pages[0] - 1 : pages[1]]), default=1.0)
    return ConventionRows(*pages, tables, tuple(proofs), tuple(doubts), quality, decision.balances)


def merged(facts: tuple[Fact, ...]) -> Iterator[Fact]:
    """Yield the facts in order, those of `conventions` as one row, first."""
    values = {column: found for fact in facts if fact.table == "conventions" for column, found in fact.values.items()}
    yield Fact("conventions", values)
    yield from (fact for fact in facts if fact.table != "conventions")


def certainty(ctx: Context, start: int, end: int) -> float:
    """Return how sure the reading is of the words in `[start, end)` of the flow (1.0 for a text layer).

    The least sure word decides for a figure, a code, a name; for a passage of prose, where one odd word among forty
    changes little, the mean does.
    """
    spans = ctx.flow.spans(((start, end),))
    words = [confidence for span in spans for confidence in _confidences(ctx.flow.reading, span)]
    if not words:
        return 1.0
    return sum(words) / len(words) if end - start > _PROSE else min(words)


def _confidences(reading: Reading, span: Span) -> list[float]:
    page = reading.pages[span.page - 1]
    if page.layer == "native":
        return [1.0]
    first = bisect_right(page.words, span.start, key=lambda word: word.end)
    last = bisect_left(page.words, span.end, lo=first, key=lambda word: word.start)
    return [word.confidence for word in page.words[first:last]]


def _as_sure_as_read(ctx: Context, table: str, column: str, found: Found) -> Found:
    """Cap the confidence by the reading's, taking the surest of the places when the value was read several times."""
    if not ctx.scanned or not found.places or found.confidence < 0.9:
        return found
    read = max(certainty(ctx, start, end) for start, end in found.places)
    figures = table in _FIGURES and column not in _WORDS
    if read < (_DOUBTFUL_WORD if figures else _DOUBTFUL_WORD / 2):
        motif = f"lecture peu sûre à cet endroit (confiance {read:.2f})"
        return msgspec.structs.replace(found, confidence=_OF_WORD, motif=motif)
    page = max(ctx.flow.reading.pages[ctx.flow.page_at(start) - 1].quality for start, _ in found.places)
    if page < _ILLEGIBLE:
        motif = f"page peu lisible (qualité {page:.2f})"
        return msgspec.structs.replace(found, confidence=_OF_PAGE, motif=motif)
    return found


def _reading_doubt(table: str, row: int, column: str, settled: Found) -> Doubt:
    message = f"{column} « {settled.value} » : {settled.motif}, à vérifier sur la page."
    return Doubt("lecture_incertaine", "avertissement", message, table, row, column)


def _proofs(ctx: Context, table: str, row: int, column: str, found: Found) -> list[Proof]:
    places = found.around + found.places
    spans = _page_spans(ctx, found.places) if column in LONG else ctx.flow.spans(places) if places else ()
    return [_proof(ctx, table, row, column, span, found) for span in spans]


def _page_spans(ctx: Context, places: Places) -> tuple[Span, ...]:
    """One span a page, from the first to the last character that the places touch there."""
    found: dict[int, Span] = {}
    for span in ctx.flow.spans(places):
        known = found.get(span.page)
        found[span.page] = Span(span.page, known.start, max(known.end, span.end)) if known else span
    return tuple(found.values())


def _proof(ctx: Context, table: str, row: int | None, column: str, span: Span, found: Found) -> Proof:
    page = ctx.flow.reading.pages[span.page - 1]
    return Proof(
        table,
        row,
        column,
        span.page,
        span.start,
        span.end,
        ctx.flow.box(span),
        page.text[span.start : span.end],
        found.rule,
        found.status,
        found.motif,
        round(found.confidence, 3),
    )


def _loser(ctx: Context, loser: Rejected) -> Iterator[Proof]:
    for span in ctx.flow.spans(loser.places)[:1]:
        page = ctx.flow.reading.pages[span.page - 1]
        text = page.text[span.start : span.end]
        yield Proof(
            loser.table, None, loser.column, span.page, span.start, span.end, ctx.flow.box(span), text,
            loser.rule, "ecartee", loser.motif, loser.confidence,
        )  # fmt: skip
