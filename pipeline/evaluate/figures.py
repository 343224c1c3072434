"""What verdicts add up to: per table, per column, per kind of text layer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec

from pipeline.evaluate.evaluation import Evaluation
from pipeline.evaluate.verdicts import Count, Verdict, count

K = TypeVar("K", bound=Hashable)


class Rates(msgspec.Struct, frozen=True):
    """Precision, recall and their harmonic mean, from 0 to 1, with the counts they come from."""

    precision: float
    recall: float
    f1: float
    right: int
    missing: int
    spurious: int


class TableFigures(msgspec.Struct, frozen=True):
    """The figures of one table."""

    rows: Rates
    values: Rates
    columns: Mapping[str, Rates]


class Totals(msgspec.Struct, frozen=True):
    """The figures of a set of documents."""

    documents: int
    values: Rates
    judged: int
    """Values that the annotation gives."""
    silent: int
    """Wrong values and rows that nothing questions."""
    evidence: float | None
    """Share of right values that have evidence; None when none was asked for it."""
    grounded: float | None
    """Share of those whose evidence the file says at that place; None when no file was read."""
    sure: float | None
    """Of the values whose evidence is all at 0.9 or more, share right; None when there is none."""
    tables: Mapping[str, TableFigures]


class Figures(msgspec.Struct, frozen=True):
    """The figures of an evaluation: overall, and by kind of text layer."""

    reference: str
    sliced: float | None
    total: Totals
    layers: Mapping[str, Totals]


def figures(evaluation: Evaluation) -> Figures:
    """Add up an evaluation."""
    by_layer = grouped(evaluation.verdicts, lambda verdict: verdict.layer)
    layers = {
        layer: _totals(by_layer.get(layer, ()), {}, sum(1 for kind in evaluation.documents.values() if kind == layer))
        for layer in sorted(set(evaluation.documents.values()))
    }
    total = _totals(evaluation.verdicts, evaluation.judged, len(evaluation.documents))
    return Figures(evaluation.gold.reference, evaluation.sliced, total, layers)


def grouped(verdicts: Iterable[Verdict], key: Callable[[Verdict], K]) -> dict[K, list[Verdict]]:
    """Group verdicts, in the order in which the groups are met."""
    groups: dict[K, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        groups[key(verdict)].append(verdict)
    return dict(groups)


def _totals(verdicts: Sequence[Verdict], judged: Iterable[str], documents: int) -> Totals:
    values = count(v for v in verdicts if not v.whole)
    tables = grouped(verdicts, lambda verdict: verdict.table)
    sure = [v.kind == "juste" for v in verdicts if v.sure and v.given is not None]
    return Totals(
        documents,
        rates(values),
        values.wanted,
        sum(v.silent for v in verdicts),
        _share(v.proven for v in verdicts),
        _share(v.grounded for v in verdicts),
        _share(sure),
        {name: _table(tables.get(name, [])) for name in dict.fromkeys([*judged, *tables])},
    )


def _table(verdicts: Sequence[Verdict]) -> TableFigures:
    by_column = grouped((v for v in verdicts if v.column), lambda verdict: str(verdict.column))
    return TableFigures(
        rates(count(v for v in verdicts if v.whole)),
        rates(count(v for v in verdicts if not v.whole)),
        {column: rates(count(those)) for column, those in by_column.items()},
    )


def rates(total: Count) -> Rates:
    """Return the rates of a count."""
    return Rates(total.precision, total.recall, total.f1, total.right, total.missing, total.spurious)


def _share(answers: Iterable[bool | None]) -> float | None:
    asked = [answer for answer in answers if answer is not None]
    return sum(asked) / len(asked) if asked else None
