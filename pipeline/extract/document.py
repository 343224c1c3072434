"""The `extract` stage: a reading -> the rows of its conventions, each value with its places on the pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from pipeline.extract import (
    amounts,
    articles,
    clauses,
    identity,
    imputations,
    linked,
    parties,
    references,
    signatures,
    units,
)
from pipeline.extract.context import Context
from pipeline.extract.evidence import convention_rows
from pipeline.extract.flow_build import build_flow
from pipeline.extract.outside import possible_convention
from pipeline.extract.rulebook import Rulebook
from pipeline.extract.segment import segment
from pipeline.model import Decision, DocumentRows, Doubt, Fact, Page, PageRow, Reading, Rejected, Scalar
from pipeline.reference import Reference

_LARGEST_SUM, _LARGEST_NUMBER = Decimal(10**16), 2**31
_WILD = "nombre trop grand pour être celui que le document donne : à relever"

FAMILIES: tuple[Callable[[Context], Decision], ...] = (
    identity.extract,
    parties.extract,
    units.extract,
    imputations.extract,
    amounts.extract,
    references.extract,
    linked.extract,
    signatures.extract,
    clauses.extract,
    articles.extract,
)
"""In the order they need one another: each sees in `Context.facts` what the earlier ones decided."""


def extract_document(reading: Reading, book: Rulebook, reference: Reference) -> DocumentRows:
    """Return a document's pages and its conventions as rows; the reason when it holds no convention.

    A document on whose pages nothing could be read comes back with an `error`.
    """
    pages = tuple(map(_page_row, reading.pages))
    warnings = reading.warnings
    if reading.layer == "aucune":
        error = warnings[0] if warnings else "aucun texte lisible sur ses pages"
        return DocumentRows(reading.document_id, reading.layer, pages, error=error, warnings=warnings)
    flow = build_flow(reading, book)
    cut = segment(flow, book, reference, scanned=reading.layer != "native")
    conventions = tuple(convention_rows(ctx, decide_all(ctx)) for ctx in cut.contexts)
    doubts = [Doubt("lecture_incertaine", "avertissement", f"{warning}.") for warning in warnings]
    doubts += () if conventions else possible_convention(flow.text, book)
    return DocumentRows(
        reading.document_id, reading.layer, pages, conventions, cut.reason, warnings=warnings, doubts=tuple(doubts)
    )


def _page_row(page: Page) -> PageRow:
    return PageRow(page.number, page.width, page.height, page.rotation, page.layer, round(page.quality, 3), page.text)


def decide_all(ctx: Context) -> Decision:
    """Run every family over one convention and return their decisions as one."""
    facts: list[Fact] = []
    whole = Decision()
    for family in FAMILIES:
        made = storable(family(replace(ctx, facts=by_table(facts))))
        facts += made.facts
        rejected, doubts = whole.rejected + made.rejected, whole.doubts + made.doubts
        whole = Decision(tuple(facts), rejected, doubts, whole.balances + made.balances)
    return whole


def storable(made: Decision) -> Decision:
    """Return a decision without the numbers that no column can hold: misread, they would stop all that is published."""
    facts, wild = [], []
    for fact in made.facts:
        out = [column for column, found in fact.values.items() if _is_wild(found.value)]
        lost = [(column, fact.values[column]) for column in out]
        wild += [Rejected(fact.table, column, str(one.value), one.places, one.rule, _WILD) for column, one in lost]
        facts.append(Fact(fact.table, {c: found for c, found in fact.values.items() if c not in out}) if out else fact)
    return Decision(tuple(facts), (*made.rejected, *wild), made.doubts, made.balances) if wild else made


def _is_wild(value: Scalar) -> bool:
    if isinstance(value, Decimal):
        return abs(value) >= _LARGEST_SUM
    return isinstance(value, int) and abs(value) >= _LARGEST_NUMBER


def by_table(facts: list[Fact]) -> Mapping[str, tuple[Fact, ...]]:
    """Group facts by table, in order; the families' partial rows of `conventions` are merged into one."""
    tables: dict[str, list[Fact]] = {}
    for fact in facts:
        tables.setdefault(fact.table, []).append(fact)
    if rows := tables.get("conventions"):
        merged = {column: found for row in rows for column, found in row.values.items()}
        tables["conventions"] = [Fact("conventions", merged)]
    return {table: tuple(rows) for table, rows in tables.items()}
