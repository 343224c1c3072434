"""The pages whose queries are run: every result in them is what the sample gives today."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documented import PAGES, queries, with_results


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_results_are_those_of_the_sample(page: Path, sample_dataset: Path) -> None:
    text = page.read_text("utf-8")
    assert with_results(text, sample_dataset) == text, "results have changed: make docs writes them anew"


def test_twenty_questions_are_answered() -> None:
    assert len(list(queries(PAGES[0]))) == 20
