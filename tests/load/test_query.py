"""A question is answered, and can do nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import OperationError, UsageError
from pipeline.load import query
from tests.load.dataset import document, loaded


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("jeu") / "jeu.duckdb"
    loaded(target, document(1), document(2))
    return target


def test_an_answer_is_a_frame(published: Path) -> None:
    frame = query(published, "SELECT sum(montant) AS total FROM montants")
    assert list(frame.columns) == ["total"]
    assert frame["total"].tolist() == [120000.0]


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM montants",
        "CREATE TABLE x (a INT)",
        "COPY montants TO '/tmp/x.csv'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "ATTACH '/tmp/autre.duckdb'",
        "SELECT oubli",
        "pas du SQL",
        "",
    ],
)
def test_nothing_else_is_allowed(published: Path, sql: str) -> None:
    with pytest.raises(UsageError) as caught:
        query(published, sql)
    assert "\n" not in str(caught.value)


def test_no_dataset_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="pas de jeu de données à"):
        query(tmp_path / "rien.duckdb", "SELECT 1")
    assert not (tmp_path / "rien.duckdb").exists()


def test_a_file_that_is_no_database_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "faux.duckdb").write_text("bonjour" * 10_000)
    with pytest.raises(OperationError, match="ne peut être ouvert"):
        query(tmp_path / "faux.duckdb", "SELECT 1")
