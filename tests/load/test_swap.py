"""The published dataset is whole at every instant: readers keep theirs, a failed load changes nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.errors import IntegrityError, OperationError
from pipeline.load import query
from tests.load.dataset import document, loaded

COUNT = "SELECT count(*) FROM documents"
ROOT = Path(__file__).parents[2]


def counted(target: Path) -> int:
    return int(query(target, COUNT).iloc[0, 0])


def listing(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_an_open_reader_keeps_the_dataset_it_opened(tmp_path: Path) -> None:
    target = tmp_path / "jeu.duckdb"
    loaded(target, document(1))
    with duckdb.connect(str(target), read_only=True) as reader:
        assert reader.execute(COUNT).fetchone() == (1,)
        loaded(target, document(1), document(2))
        assert reader.execute("SELECT count(*) FROM pages WHERE texte LIKE '%60 000%'").fetchone() == (1,)
    assert counted(target) == 2


def test_nothing_but_the_dataset_is_left(tmp_path: Path) -> None:
    for number in range(1, 6):
        loaded(tmp_path / "jeu.duckdb", document(number))
    assert listing(tmp_path) == [".jeu-parquet", "jeu-parquet", "jeu.duckdb"]
    assert len(listing(tmp_path / ".jeu-parquet")) == 2


def test_the_parquet_folder_is_always_a_whole_one(tmp_path: Path) -> None:
    target, folder = tmp_path / "jeu.duckdb", tmp_path / "jeu-parquet"
    loaded(target, document(1))
    half_way = folder.resolve()
    loaded(target, document(1), document(2))
    assert (half_way / "documents.parquet").is_file()
    assert folder.resolve() != half_way
    assert duckdb.sql(f"SELECT count(*) FROM '{folder}/documents.parquet'").fetchall() == [(2,)]


def test_the_same_content_keeps_the_same_parquet_folder(tmp_path: Path) -> None:
    target, folder = tmp_path / "jeu.duckdb", tmp_path / "jeu-parquet"
    loaded(target, document(1))
    before = folder.resolve()
    loaded(target, document(1))
    assert folder.resolve() == before
    assert listing(tmp_path / ".jeu-parquet") == [before.name]


def test_the_folder_just_published_stays_when_the_clock_was_ahead(tmp_path: Path) -> None:
    target, folder = tmp_path / "jeu.duckdb", tmp_path / "jeu-parquet"
    for number in (1, 2):
        loaded(target, document(number))
        os.utime(folder.resolve(), (4e9 + number, 4e9 + number))
    loaded(target, document(3))
    assert duckdb.sql(f"SELECT count(*) FROM '{folder}/documents.parquet'").fetchall() == [(1,)]
    assert listing(tmp_path / ".jeu-parquet") == [folder.resolve().name]


def test_the_folder_published_before_stays_for_its_readers_unless_it_is_stale(tmp_path: Path) -> None:
    target = tmp_path / "jeu.duckdb"
    for number in (1, 2):
        loaded(target, document(number))
    assert len(listing(tmp_path / ".jeu-parquet")) == 2
    loaded(target, document(3), stale=time.time() + 1)
    assert len(listing(tmp_path / ".jeu-parquet")) == 1
    assert counted(target) == 1


def test_a_plain_folder_in_the_way_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "jeu-parquet").mkdir()
    (tmp_path / "jeu-parquet" / "documents.parquet").write_text("copied by hand")
    loaded(tmp_path / "jeu.duckdb", document(1))
    assert (tmp_path / "jeu-parquet").is_symlink()


def test_a_failed_load_leaves_the_old_dataset(tmp_path: Path) -> None:
    target = tmp_path / "jeu.duckdb"
    report = loaded(target, document(1))
    before = target.read_bytes()

    def broken() -> Iterator[dict[str, Any]]:
        yield document(1)
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        loaded(target, *[], *broken())
    with pytest.raises(IntegrityError):
        loaded(target, document(1), document(2, preuves={"debut": 0}))
    assert target.read_bytes() == before
    assert listing(tmp_path) == [".jeu-parquet", "jeu-parquet", "jeu.duckdb"]
    assert report.parquet.resolve().name == report.digest[:16]


def test_the_log_of_the_old_database_is_not_replayed_into_the_new(tmp_path: Path) -> None:
    target = tmp_path / "jeu.duckdb"
    loaded(target, document(1))
    script = "import duckdb, os, sys; con = duckdb.connect(sys.argv[1]); con.execute('CREATE TABLE brouillon (a INT)')"
    subprocess.run([sys.executable, "-c", f"{script}; os._exit(0)", str(target)], check=True)
    assert target.with_name("jeu.duckdb.wal").exists()
    loaded(target, document(1), document(2))
    assert not target.with_name("jeu.duckdb.wal").exists()
    assert query(target, "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'brouillon'").iloc[0, 0] == 0


def test_a_disk_that_refuses_is_an_operation_error(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("")
    with pytest.raises(OperationError, match="n'a pu être écrit"):
        loaded(tmp_path / "fichier" / "jeu.duckdb", document(1))


KILLED = """
import sys
from pathlib import Path
from tests.load.dataset import document, loaded
target = Path(sys.argv[1])
print("ready", flush=True)
while True:
    loaded(target, *(document(number) for number in range(1, 30)))
    loaded(target, *(document(number) for number in range(1, 31)))
"""


def test_killed_at_any_moment_the_published_dataset_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "jeu.duckdb"
    loaded(target, *(document(number) for number in range(1, 31)))
    for delay in (0.05, 0.2, 0.35, 0.5, 0.65, 0.8):
        worker = subprocess.Popen([sys.executable, "-c", KILLED, str(target)], stdout=subprocess.PIPE, cwd=ROOT)
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"ready\n"
        time.sleep(delay)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
        whole = counted(target)
        assert whole in (29, 30)
        assert not target.with_name("jeu.duckdb.wal").exists()
        folder = tmp_path / "jeu-parquet"
        assert duckdb.sql(f"SELECT count(*) FROM '{folder}/pages.parquet'").fetchall() in ([(29,)], [(30,)])
    loaded(target, document(1))
    assert counted(target) == 1
    assert listing(tmp_path) == [".jeu-parquet", "jeu-parquet", "jeu.duckdb"]
