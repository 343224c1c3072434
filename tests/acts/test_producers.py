"""The same acts as other writers of PDF make them: what is read must not depend on the writer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.evaluate.evaluation import evaluate
from pipeline.evaluate.gold import load_gold
from pipeline.evaluate.verdicts import Verdict
from pipeline.run import run
from pipeline.settings import Settings
from tests.acts.render import PRODUCERS, render

ACTS = (
    "academie", "annexe-liste", "annexe-sprints", "anct-ditp-services", "armees-infrastructure", "avenant-deux-musees",
    "bandes-deux-pages", "cadre-immobilier", "cnam-etp-refacturation",
    "codes-coupes-tableau", "echange-courriels", "entete-deux-etages", "finances-cites", "incubateur-transition", "interieur-slash-aecp",
    "justice-cloud", "meae-visas", "plan-outre-mer", "prefecture-fnadt-mi-programmes", "rectorat-centrale",
    "retablissement-cnam", "travail-inspection", "ville-nouvelle",
)  # fmt: skip
"""Those that hold sums in tables, lists, lines broken by hand, signatures, codes."""


@pytest.mark.parametrize("writer", PRODUCERS)
def test_every_value_is_read(writer: str, tmp_path: Path) -> None:
    assert [verdict for verdict in _verdicts(writer, tmp_path) if verdict.wrong] == []


def _verdicts(writer: str, folder: Path) -> Sequence[Verdict]:
    gold = load_gold([render(folder, PRODUCERS[writer], ACTS)])
    settings = Settings(sources=(str(folder),), data_dir=folder / "data")
    run(settings)
    return evaluate(settings.target, gold, [folder]).verdicts
