"""Everything that the log and the ledger can say is explained to whoever operates the collection."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from pipeline.collect.messages import Arret
from pipeline.collect.spec import _FILTERS
from pipeline.collect.types import ChangeKind, NoticeCode

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "collecte.md").read_text("utf-8")


@pytest.mark.parametrize("words", [*(reason.value for reason in Arret), *get_args(ChangeKind), *get_args(NoticeCode)])
def test_every_message_is_explained(words: str) -> None:
    assert f"| `{words}` |" in PAGE


@pytest.mark.parametrize("name", sorted(_FILTERS))
def test_every_filter_is_named(name: str) -> None:
    assert f"`{name}`" in PAGE


def test_a_reason_is_one_line() -> None:
    assert Arret.HTTP("500\n  Internal\tServer Error") == "réponse HTTP : 500 Internal Server Error"
    assert Arret.VIDE() == "fichier vide"
