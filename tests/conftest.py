"""Fixtures shared by several tests: the bundled sample, read once a session."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.run import RunReport, run
from pipeline.settings import ROOT, load_settings

SAMPLE = ROOT / "data" / "sample"


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[RunReport, Path]:
    """The report of the main job on the sample, and its data folder. Not to be changed by a test."""
    data = tmp_path_factory.mktemp("sample")
    settings = load_settings({"sources": [str(SAMPLE)], "data_dir": data, "jobs": 2}, environment={})
    return run(settings), data


@pytest.fixture(scope="session")
def sample_dataset(sample_run: tuple[RunReport, Path]) -> Path:
    """The DuckDB file made from the sample."""
    return Path(sample_run[0].dataset)
