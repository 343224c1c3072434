"""An evaluation as lines for the terminal, in French."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.evaluate.figures import Figures, Rates, TableFigures, Totals
from pipeline.evaluate.kept import Comparison
from pipeline.evaluate.verdicts import Verdict

_WIDEST = 70
_SAID = {"faux": "faux", "manquant": "manque", "en_trop": "en trop"}


def figures_lines(figures: Figures) -> Iterator[str]:
    """Yield the figures of an evaluation: per table, per column, then overall and by kind of text layer."""
    yield f"référence : {figures.reference}"
    yield f"{'':<34}{'précision':>10}{'rappel':>10}{'F1':>10}{'justes':>8}{'manquent':>9}{'en trop':>8}"
    for name, table in figures.total.tables.items():
        yield from _table(name, table)
    yield from _totals("ensemble", figures.total)
    for layer, totals in figures.layers.items():
        yield from _totals(layer, totals)
    yield f"preuves qui redonnent leur texte : {_percent(figures.sliced)}"


def errors_lines(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """Yield every wrong, missing and spurious value, document by document; a silent error is marked `!`."""
    for verdict in verdicts:
        if verdict.wrong:
            yield f"{'!' if verdict.silent else ' '} {verdict_line(verdict)}"


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """Yield what was gained and lost since a kept evaluation, and how the figures moved."""
    if not comparison.same_gold:
        yield "attention : l'annotation a changé depuis la mesure conservée"
    for names, when in ((comparison.only_before, "alors"), (comparison.only_after, "maintenant")):
        if names:
            yield f"jugés {when} seulement : {', '.join(names)}"
    yield from _by_document("+", comparison.gains)
    yield from _by_document("-", comparison.losses)
    yield f"{len(comparison.gains)} gains, {len(comparison.losses)} pertes"
    for label, before, after in _moves(comparison):
        yield f"{label:<34}{before.f1:>10.4f} → {after.f1:.4f} ({after.f1 - before.f1:+.4f})"


def verdict_line(verdict: Verdict) -> str:
    """Return one verdict in one line."""
    column = verdict.column or ("(ligne)" if verdict.whole else "")
    where = f"{verdict.document} | {verdict.table} | {verdict.row} | {column}"
    said = _SAID.get(verdict.kind, verdict.kind)
    return f"{where} | {said} | attendu {_short(verdict.wanted)} | donné {_short(verdict.given)}"


def _by_document(sign: str, verdicts: Iterable[Verdict]) -> Iterator[str]:
    yield from (f"{sign} {verdict_line(verdict)}" for verdict in sorted(verdicts, key=lambda v: v.subject))


def _moves(comparison: Comparison) -> Iterator[tuple[str, Rates, Rates]]:
    before, after = comparison.before.total, comparison.after.total
    for name, table in after.tables.items():
        if (was := before.tables.get(name)) and was.values != table.values:
            yield name, was.values, table.values
    for layer, totals in comparison.after.layers.items():
        if was_then := comparison.before.layers.get(layer):
            yield layer, was_then.values, totals.values
    yield "ensemble", before.values, after.values


def _table(name: str, table: TableFigures) -> Iterator[str]:
    yield _rates(name, table.values)
    if table.rows.right + table.rows.missing + table.rows.spurious:
        yield _rates("  (lignes)", table.rows)
    for column, rates in table.columns.items():
        yield _rates(f"  {column}", rates)


def _rates(label: str, rates: Rates) -> str:
    figures = "".join(f"{rate:>10.4f}" for rate in (rates.precision, rates.recall, rates.f1))
    return f"{label:<34}{figures}{rates.right:>8}{rates.missing:>9}{rates.spurious:>8}"


def _totals(label: str, totals: Totals) -> Iterator[str]:
    yield _rates(f"{label} ({totals.documents} documents)", totals.values)
    yield (
        f"  {totals.judged} valeurs attendues ; erreurs silencieuses {totals.silent} ; avec preuve"
        f" {_percent(totals.evidence)} ; preuve retrouvée à sa place {_percent(totals.grounded)} ;"
        f" justes parmi les sûres {_percent(totals.sure)}"
    )


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.2f} %".replace(".", ",")


def _short(value: object) -> str:
    text = "–" if value is None else " ".join(str(value).split())
    return text if len(text) <= _WIDEST else f"{text[:_WIDEST]}…"
