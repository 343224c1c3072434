"""The small annotated dataset, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.evaluate import Evaluation, evaluate, load_gold
from tests.evaluate import annotated


@pytest.fixture(scope="package")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The dataset's file, and the folder of its annotation."""
    folder = tmp_path_factory.mktemp("annote")
    return annotated.dataset(folder), annotated.gold(folder / "gold")


@pytest.fixture(scope="package")
def evaluation(small: tuple[Path, Path]) -> Evaluation:
    return evaluate(small[0], load_gold([small[1]]))
