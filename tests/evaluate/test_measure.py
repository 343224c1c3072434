"""The measure: what each case counts for, and that it is the reference scorer's, figure by figure."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.evaluate import Evaluation, evaluate, figures, load_gold
from pipeline.evaluate.verdicts import Verdict
from pipeline.settings import ROOT
from tests.conftest import SAMPLE

SCORER = ROOT.parent / "shared" / "evaluation" / "score.py"
needs_scorer = pytest.mark.skipif(
    not SCORER.is_file(), reason=f"THE REFERENCE SCORER IS MISSING: nothing to compare with at {SCORER}"
)


def only(evaluation: Evaluation, test: Callable[[Verdict], bool]) -> Verdict:
    """The one verdict that passes `test`."""
    [found] = [verdict for verdict in evaluation.verdicts if test(verdict)]
    return found


@pytest.mark.parametrize(
    ("column", "kind", "silent"),
    [
        ("type", "juste", False),
        ("objet", "juste", False),
        ("produit", "manquant", False),
        ("date_signature", "faux", True),
        ("date_effet", "vide", False),
        ("duree_mois", "en_trop", False),
    ],
)
def test_each_value_has_its_verdict(evaluation: Evaluation, column: str, kind: str, silent: bool) -> None:
    about = ("acte.native.pdf", "conventions", column)
    verdict = only(evaluation, lambda v: (v.document, v.table, v.column) == about)
    assert (verdict.kind, verdict.silent) == (kind, silent)


def test_phases_are_a_set(evaluation: Evaluation) -> None:
    found = {(v.wanted or v.given, v.kind) for v in evaluation.verdicts if v.column == "phases"}
    assert found == {("construction", "juste"), ("transfert", "manquant"), ("acceleration", "en_trop")}


def test_rows_are_found_missing_or_too_many(evaluation: Evaluation) -> None:
    found = [
        (v.table, v.row, v.kind, v.silent) for v in evaluation.verdicts if v.whole and v.document.startswith("acte")
    ]
    assert ("montants", "AE · 60000", "juste", False) in found
    assert ("montants", "AE · 90000", "manquant", False) in found
    assert ("unites_operationnelles", "0163-CDJE-DOUT", "en_trop", True) in found
    assert ("signatures", "Ana Ferrand", "en_trop", False) in found


def test_an_optional_row_counts_for_nothing(evaluation: Evaluation) -> None:
    rows = {v.row for v in evaluation.verdicts}
    assert "AE · 5000" not in rows
    assert "comptable_absent" not in rows


def test_a_document_or_a_convention_too_few_or_too_many_counts(evaluation: Evaluation) -> None:
    assert only(evaluation, lambda v: v.document == "perdu").kind == "manquant"
    extra = [v for v in evaluation.verdicts if v.table == "conventions" and v.convention == 2]
    assert [(v.kind, v.whole) for v in extra] == [("en_trop", True), ("en_trop", False)]


def test_the_figures_are_those_worked_out_by_hand(evaluation: Evaluation) -> None:
    total = figures(evaluation).total
    assert (total.values.right, total.values.missing, total.values.spurious) == (17, 8, 9)
    assert total.values.precision == pytest.approx(17 / 26)
    assert total.values.recall == pytest.approx(17 / 25)
    assert total.judged == 25
    assert total.silent == 3
    assert total.evidence == pytest.approx(12 / 14)
    assert total.grounded is None
    montants = total.tables["montants"]
    assert (montants.rows.right, montants.rows.missing, montants.rows.spurious) == (2, 2, 1)
    assert montants.columns["exercice"].f1 == 0.5


def test_figures_are_told_by_kind_of_text_layer(evaluation: Evaluation) -> None:
    layers = figures(evaluation).layers
    assert {layer: totals.documents for layer, totals in layers.items()} == {"native": 1, "ocr": 1}
    assert layers["ocr"].tables["montants"].values.f1 == 0.0
    assert sum(totals.values.spurious for totals in layers.values()) == 9


def scored(db: Path, gold: Path, *arguments: str) -> dict[str, object]:
    """What the reference scorer says."""
    command = [sys.executable, str(SCORER), str(db), str(gold), "--json", *arguments]
    return dict(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))


def as_scored(evaluation: Evaluation) -> dict[str, object]:
    """Our figures, laid out as the reference scorer's."""
    found = figures(evaluation)
    total = found.total
    return {
        "documents": len({name.split(".")[0] for name in evaluation.documents}),
        "value_f1": round(total.values.f1, 4),
        "value_precision": round(total.values.precision, 4),
        "value_recall": round(total.values.recall, 4),
        "evidence": None if total.evidence is None else round(total.evidence, 4),
        "grounded": None if total.grounded is None else round(total.grounded, 4),
        "sliced": None if found.sliced is None else round(found.sliced, 4),
        "silent_errors": total.silent,
        "values_judged": total.judged,
        "tables": {
            name: {
                "rows": {
                    "p": round(table.rows.precision, 4),
                    "r": round(table.rows.recall, 4),
                    "f1": round(table.rows.f1, 4),
                },
                "value_f1": round(table.values.f1, 4),
                "columns": {column: round(rates.f1, 4) for column, rates in table.columns.items()},
            }
            for name, table in total.tables.items()
        },
    }


def comparable_report(report: dict[str, object]) -> dict[str, object]:
    """The scorer's report without the raw counters that ours gives otherwise."""
    tables = report["tables"]
    assert isinstance(tables, dict)
    kept = {name: {k: v for k, v in table.items() if k != "values"} for name, table in tables.items()}
    return report | {"tables": kept}


@needs_scorer
def test_every_kind_of_verdict_counts_as_the_reference_counts_it(
    small: tuple[Path, Path], evaluation: Evaluation
) -> None:
    assert as_scored(evaluation) == comparable_report(scored(*small))


@needs_scorer
def test_the_sample_measures_as_the_reference_measures_it(sample_dataset: Path) -> None:
    gold = SAMPLE / "gold"
    evaluation = evaluate(sample_dataset, load_gold([gold]), [SAMPLE])
    assert as_scored(evaluation) == comparable_report(scored(sample_dataset, gold, "--pdfs", str(SAMPLE)))


def test_the_sample_is_read_well_and_grounded(sample_dataset: Path) -> None:
    """A floor, far under what is reached: what falls through it is broken, not worse."""
    evaluation = evaluate(sample_dataset, load_gold([SAMPLE / "gold"]), [SAMPLE])
    native = figures(evaluation).layers["native"]
    assert native.values.f1 > 0.9
    assert native.evidence == 1.0
    assert native.grounded is not None
    assert native.grounded > 0.98
    assert figures(evaluation).sliced == 1.0


def test_a_wrong_annotation_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="aucune annotation"):
        load_gold([tmp_path])
    (tmp_path / "a.json").write_text('{"montant": []}')
    with pytest.raises(UsageError, match=r"a\.json : aucune table jugée ne s'appelle montant"):
        load_gold([tmp_path])
    (tmp_path / "a.json").write_text('{"montants": [1]}')
    with pytest.raises(UsageError, match=r"a\.json : .*object"):
        load_gold([tmp_path])
    (tmp_path / "a.json").write_text("{")
    with pytest.raises(UsageError, match=r"a\.json"):
        load_gold([tmp_path])


def test_a_document_annotated_twice_is_refused(small: tuple[Path, Path]) -> None:
    with pytest.raises(UsageError, match="annoté deux fois"):
        load_gold([small[1], small[1]])
