"""Gains and losses against a kept measure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipeline.errors import UsageError
from pipeline.evaluate import Evaluation, Verdict, compare, keep, load_kept
from pipeline.evaluate.text import comparison_lines


def changed(evaluation: Evaluation, kinds: dict[str, str]) -> Evaluation:
    """The evaluation with other verdicts on some columns of the first act's convention."""
    verdicts = [
        msgspec.structs.replace(v, kind=kinds[v.column])
        if v.table == "conventions" and v.column in kinds and v.document == "acte.native.pdf"
        else v
        for v in evaluation.verdicts
    ]
    return replaced(evaluation, verdicts=verdicts)


def replaced(evaluation: Evaluation, **changes: Any) -> Evaluation:
    values = {name: getattr(evaluation, name) for name in ("gold", "documents", "judged", "verdicts", "sliced")}
    return Evaluation(**(values | changes))


def columns(verdicts: tuple[Verdict, ...]) -> list[str | None]:
    return [verdict.column for verdict in verdicts]


def test_a_kept_measure_against_itself_is_still(tmp_path: Path, evaluation: Evaluation) -> None:
    keep(evaluation, tmp_path / "mesures" / "hier.json")
    comparison = compare(load_kept(tmp_path / "mesures" / "hier.json"), evaluation)
    assert (comparison.gains, comparison.losses, comparison.same_gold) == ((), (), True)


def test_what_became_right_is_gained_and_what_became_wrong_is_lost(tmp_path: Path, evaluation: Evaluation) -> None:
    keep(evaluation, tmp_path / "hier.json")
    now = changed(evaluation, {"produit": "juste", "type": "faux", "date_signature": "manquant"})
    comparison = compare(load_kept(tmp_path / "hier.json"), now)
    assert columns(comparison.gains) == ["produit"]
    assert columns(comparison.losses) == ["type"]
    assert comparison.after.total.values.right == comparison.before.total.values.right
    lines = list(comparison_lines(comparison))
    assert lines[0].startswith("+ acte.native.pdf | conventions |  | produit | manque")
    assert lines[1].startswith("- acte.native.pdf | conventions |  | type | faux")
    assert "1 gains, 1 pertes" in lines


def test_documents_that_only_one_measure_judged_are_named_not_counted(tmp_path: Path, evaluation: Evaluation) -> None:
    keep(evaluation, tmp_path / "hier.json")
    one = {"acte.native.pdf": "native"}
    now = replaced(evaluation, documents=one, verdicts=[v for v in evaluation.verdicts if v.document in one])
    comparison = compare(load_kept(tmp_path / "hier.json"), now)
    assert comparison.only_before == ("recueil.scan.pdf",)
    assert (comparison.gains, comparison.losses) == ((), ())


@pytest.mark.parametrize("content", [b'{"documents": 3}', b'{"gold_digest": "\xff"}', b""])
def test_what_is_no_kept_measure_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "autre.json").write_bytes(content)
    with pytest.raises(UsageError, match="n'est pas une mesure conservée"):
        load_kept(tmp_path / "autre.json")
