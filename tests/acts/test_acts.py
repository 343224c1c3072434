"""What the pipeline makes of acts written by hand, in the habits of as many ministries.

The rules have met them since they were written; how much of each was read at first sight stands in the history.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.evaluate.evaluation import evaluate
from pipeline.evaluate.gold import load_gold
from pipeline.evaluate.verdicts import Verdict
from pipeline.run import run
from pipeline.settings import Settings
from tests.acts.render import LOOKS, acts, render


@pytest.fixture(scope="module", params=LOOKS)
def verdicts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sequence[Verdict]:
    """The judgement of every value, against what the act says."""
    folder = tmp_path_factory.mktemp("actes")
    gold = load_gold([render(folder, LOOKS[request.param])])
    settings = Settings(sources=(str(folder),), data_dir=folder / "data")
    run(settings)
    return evaluate(settings.target, gold, [folder]).verdicts


@pytest.mark.parametrize("act", list(acts()))
def test_every_value_is_read(act: str, verdicts: Sequence[Verdict]) -> None:
    mine = [verdict for verdict in verdicts if Path(verdict.document).stem == act]
    assert mine
    assert [verdict for verdict in mine if verdict.wrong] == []
