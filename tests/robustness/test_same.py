"""Same bytes, same rules: same rows, ids and Parquet bytes, whatever the workers, the order, the folder."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from pipeline.run import run
from tests.robustness.desk import NATIVE, OF_THE_RUN, Desk, fill


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """What one worker makes of the samples."""
    root = tmp_path_factory.mktemp("seul")
    desk = Desk(fill(root / "source"), root / "data")
    run(desk.settings(jobs=1))
    return desk


def test_two_workers_make_the_same(alone: Desk, tmp_path: Path) -> None:
    other = Desk(alone.source, tmp_path / "data")
    run(other.settings(jobs=2))
    assert other.content() == alone.content()


def test_files_in_another_order_and_another_folder_make_the_same(alone: Desk, tmp_path: Path) -> None:
    """Written in another order, read in another one (the largest first), under a folder of another name."""
    names = random.Random(3).sample(NATIVE, len(NATIVE))
    other = Desk(fill(tmp_path / "autre nom" / "documents", tuple(names)), tmp_path / "data")
    run(other.settings(jobs=2))
    differing = {table for table, made in other.content().items() if made != alone.content()[table]}
    assert differing == {"a_propos"}, "only the source's name may differ"
    query = "SELECT cle, valeur FROM a_propos WHERE cle <> 'sources' ORDER BY cle"
    assert other.query(query) == alone.query(query)


def test_documents_that_come_one_by_one_make_the_same(alone: Desk, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "source", tmp_path / "data")
    for name in reversed(NATIVE):
        fill(desk.source, (name,))
        run(desk.settings())
    assert desk.content() == alone.content(), "where the folder lies is not said"
    assert desk.query("SELECT valeur FROM a_propos WHERE cle = 'sources'") == [("chemin:source",)]


def test_the_database_holds_what_the_parquet_files_hold(alone: Desk) -> None:
    for path in alone.parquet.glob("*.parquet"):
        for one, other in ((path.stem, f"'{path}'"), (f"'{path}'", path.stem)):
            assert alone.query(f"SELECT count(*) FROM (FROM {one} EXCEPT ALL FROM {other})") == [(0,)], path.stem


def test_made_again_from_nothing_but_the_ledger_it_is_the_same(alone: Desk, tmp_path: Path) -> None:
    """Even the moments of collection: they are kept in the ledger."""
    desk = alone.copy(tmp_path / "data")
    shutil.rmtree(desk.data / "work")
    shutil.rmtree(desk.data / "public")
    run(desk.settings())
    for table in OF_THE_RUN.keys() - {"executions"}:
        file = f"{table}.parquet"
        assert (desk.parquet / file).read_bytes() == (alone.parquet / file).read_bytes()
