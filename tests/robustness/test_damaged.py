"""What was kept is damaged: a cache is made again, the ledger and the bytes are never written over."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import stamina

from pipeline.errors import OperationError, UsageError
from pipeline.run import run
from tests.robustness.desk import Desk, fill

DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda data: data[: len(data) // 2],
    "emptied": lambda data: b"",
    "no text": lambda data: data.replace(b'"', b'"\xff', 3) if data.startswith(b"{") else b"\xff",
    "garbled": lambda data: random.Random(len(data)).randbytes(len(data)),
}


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    root = tmp_path_factory.mktemp("fini")
    desk = Desk(fill(root / "source"), root / "data")
    assert run(desk.settings()).exit_code == 3
    return desk


@pytest.fixture
def desk(finished: Desk, tmp_path: Path) -> Desk:
    return finished.copy(tmp_path / "data")


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damaged_caches_are_made_again(desk: Desk, finished: Desk, damage: Callable[[bytes], bytes]) -> None:
    for path in (desk.data / "work").rglob("*.z"):
        path.write_bytes(damage(path.read_bytes()))
    for path in (desk.data / "work").glob("published-*.json"):
        path.write_bytes(damage(path.read_bytes()))
    report = run(desk.settings())
    assert (report.rebuilt, report.exit_code) == (True, 3)
    assert desk.content() == finished.content()


def test_caches_can_be_deleted(desk: Desk, finished: Desk) -> None:
    shutil.rmtree(desk.data / "work")
    assert run(desk.settings()).rebuilt
    assert desk.content() == finished.content()


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_ledger_is_said_and_left_as_it_is(desk: Desk, damage: Callable[[bytes], bytes]) -> None:
    ledger = desk.data / "ledger.sqlite"
    ledger.write_bytes(damage(ledger.read_bytes()))
    before, published = ledger.read_bytes(), desk.dataset.read_bytes()
    with pytest.raises(OperationError, match=r"ledger\.sqlite"):
        run(desk.settings())
    assert ledger.read_bytes() == before
    assert desk.dataset.read_bytes() == published


def test_a_ledger_damaged_in_the_middle_is_said_whatever_the_place(desk: Desk) -> None:
    ledger = desk.data / "ledger.sqlite"
    whole, chance, said = ledger.read_bytes(), random.Random(5), 0
    for _ in range(40):
        data = bytearray(whole)
        start = chance.randrange(len(data) - 512)
        data[start : start + 512] = chance.randbytes(512)
        ledger.write_bytes(data)
        for beside in desk.data.glob("ledger.sqlite-*"):
            beside.unlink()
        try:
            run(desk.settings(only="personne"))
        except UsageError:  # The run came as far as to look for that document.
            continue
        except OperationError as error:
            said += "ledger.sqlite" in str(error)
    assert said >= 10


@pytest.mark.parametrize("damage", [DAMAGE["cut"], DAMAGE["emptied"]], ids=["cut", "emptied"])
def test_stored_bytes_cut_short_are_asked_for_again(
    desk: Desk, finished: Desk, damage: Callable[[bytes], bytes]
) -> None:
    shutil.rmtree(desk.data / "work")
    for path in (desk.data / "raw").glob("??/*"):
        path.write_bytes(damage(path.read_bytes()))
    run(desk.settings())
    assert desk.content() == finished.content()


def test_stored_bytes_that_changed_are_not_read_as_the_document(desk: Desk, finished: Desk) -> None:
    shutil.rmtree(desk.data / "work")
    stored = next((desk.data / "raw").glob("??/*"))
    data = stored.read_bytes()
    stored.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(OperationError, match="est abîmé") as caught:
        run(desk.settings())
    assert str(stored) in str(caught.value)
    stored.unlink()
    run(desk.settings())
    assert desk.content() == finished.content()


def test_a_dataset_altered_or_deleted_is_published_again(desk: Desk, finished: Desk) -> None:
    size = desk.dataset.stat().st_size
    with desk.dataset.open("r+b") as file:
        file.truncate(size // 2)
    assert run(desk.settings()).rebuilt
    assert desk.dataset.stat().st_size == size
    for harm in (Path.unlink, lambda path: path.write_bytes(b"PAR1")):
        harm(desk.parquet / "montants.parquet")
        assert run(desk.settings()).rebuilt
        assert desk.content() == finished.content()
    shutil.rmtree(desk.data / "public")
    assert run(desk.settings()).rebuilt
    assert desk.content() == finished.content()
    assert not run(desk.settings()).rebuilt


WRITER = """
import os, sys
import duckdb
con = duckdb.connect(sys.argv[1])
print("open", flush=True)
sys.stdin.readline()
con.execute("UPDATE montants SET montant = 1")
os._exit(9)
"""
"""An analyst who tries something on the dataset, and whose session dies before it is written to the file."""


def test_what_a_session_wrote_beside_the_dataset_is_in_no_dataset_after_the_next_run(desk: Desk) -> None:
    """The session had opened the dataset before: its log, beside the new one, would be replayed into that."""
    command = [sys.executable, "-c", WRITER, str(desk.dataset)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as session:
        assert session.stdout is not None
        assert session.stdout.readline() == b"open\n"
        (desk.parquet / "montants.parquet").unlink()
        assert run(desk.settings()).rebuilt
        session.communicate(b"\n")
    log = desk.dataset.with_name(f"{desk.dataset.name}.wal")
    assert log.exists()
    assert run(desk.settings()).rebuilt
    assert not log.exists()
    assert desk.query("SELECT count(*) FROM montants WHERE montant = 1") == [(0,)]
    assert not run(desk.settings()).rebuilt


def test_a_journal_cut_short_loses_one_line(desk: Desk) -> None:
    journal = desk.data / "executions.jsonl"
    [first] = journal.read_text().splitlines()
    journal.write_text(f"{first}\n{first}\n\xff\n[]\n{first[:40]}", encoding="latin-1")
    desk.dataset.unlink()
    run(desk.settings())
    again = journal.read_text(encoding="latin-1").splitlines()[-1]
    assert desk.query("SELECT execution_id FROM executions ORDER BY 1") == [
        (json.loads(line)["execution_id"],) for line in (first, again)
    ]


def test_nothing_is_never_published_over_something(desk: Desk, tmp_path: Path) -> None:
    before = desk.dataset.read_bytes()
    (tmp_path / "vide").mkdir()
    with pytest.raises(OperationError, match="rien à publier"):
        run(desk.settings(sources=[str(tmp_path / "vide")]))
    with pytest.raises(UsageError, match=r"aucun document 'inconnu\.pdf'"):
        run(desk.settings(only="inconnu.pdf"))
    assert desk.dataset.read_bytes() == before


def test_a_first_run_that_obtains_nothing_says_why(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    for number in range(7):
        (tmp_path / "source" / f"{number}.pdf").symlink_to("nulle-part")
    with pytest.raises(OperationError) as caught:
        run(Desk(tmp_path / "source", tmp_path / "data").settings())
    assert "0.pdf : fichier local illisible" in str(caught.value)
    assert str(caught.value).endswith(" ; et 2 autres")


def test_every_source_out_of_reach_on_a_first_run(desk: Desk) -> None:
    (desk.data / "ledger.sqlite").unlink()
    before = desk.dataset.read_bytes()
    unreachable = desk.settings(sources=["datagouv:5b5ec5c188ee3842dbe6ba19"], portal="http://127.0.0.1:9")
    with stamina.set_testing(True, attempts=1), pytest.raises(OperationError, match="rien à publier") as caught:
        run(unreachable)
    assert "datagouv:5b5ec5c188ee3842dbe6ba19" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert desk.dataset.read_bytes() == before
