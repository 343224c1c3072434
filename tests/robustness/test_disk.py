"""A disk that is full or refuses: one clear line, the dataset as it was, and all is well once there is room again."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.run import run
from tests.robustness.desk import NATIVE, Desk, Done, fill

MIB = 1 << 20
ROOM = (0, 40, 300, 4_000, 20_000)
"""KiB left on the disk: too little for the ledger, for the bytes, the readings, the rows, the tables, the dataset."""


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A disk of 128 MiB, made of memory."""
    place = tmp_path_factory.mktemp("disque")
    mount = ["mount", "-t", "tmpfs", "-o", "size=128m", "tmpfs", str(place)]
    if os.geteuid() != 0 or shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("NO DISK CAN BE MOUNTED HERE: a full disk and a read-only one are not tested")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, dict[str, str]]:
    """A dataset of one document, the others just arrived, and what the next run should make of them."""
    root = tmp_path_factory.mktemp("calme")
    desk = Desk(fill(root / "source", NATIVE[:1]), root / "data")
    assert run(desk.settings()).exit_code == 0
    fill(desk.source)
    after = desk.copy(root / "apres")
    assert run(after.settings()).exit_code == 3
    return desk, after.content()


def check_refused(done: Done) -> None:
    """Assert that a run failed for the disk's sake and said so in one line."""
    assert done.code == 1, done.err
    assert "Traceback" not in done.err
    last = done.err.strip().splitlines()[-1]
    assert last.startswith("conventions: "), done.err


def test_a_full_disk_costs_nothing_but_the_run(calm: tuple[Desk, dict[str, str]], small_disk: Path) -> None:
    before, expected = calm
    refused = 0
    for room in ROOM:
        desk = before.copy(small_disk / "data")
        fill_up(small_disk, room * 1024)
        done = desk.run()
        if done.code != 3:
            check_refused(done)
            refused += 1
            desk.check_whole()
            assert desk.query("SELECT count(*) FROM documents") == [(1,)]
        (small_disk / "ballast").unlink()
        assert run(desk.settings()).exit_code == 3
        assert desk.content() == expected, f"after {room} KiB were left"
        shutil.rmtree(desk.data)
    assert refused >= 4


@pytest.mark.parametrize("verb", [("export", "--force", "essai"), ("site",)])
def test_a_full_disk_stops_what_is_made_of_the_dataset_in_one_line(
    verb: tuple[str, ...], calm: tuple[Desk, dict[str, str]], small_disk: Path
) -> None:
    desk = calm[0].copy(small_disk / verb[0])
    for room in (40, 4_000):
        fill_up(small_disk, room * 1024)
        done = desk.run(*verb)
        check_refused(done)
        assert "n'a pu être écrit" in done.err
        (small_disk / "ballast").unlink()
    assert desk.run(*verb).code == 0
    shutil.rmtree(desk.data)


def fill_up(disk: Path, room: int) -> None:
    """Leave so many bytes free."""
    free = shutil.disk_usage(disk).free
    with (disk / "ballast").open("wb") as ballast:
        os.posix_fallocate(ballast.fileno(), 0, free - room)


def test_a_read_only_disk_says_so(calm: tuple[Desk, dict[str, str]], small_disk: Path) -> None:
    desk = calm[0].copy(small_disk / "seule")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    try:
        done = desk.run()
        check_refused(done)
        assert str(small_disk) in done.err
        desk.check_whole()
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    assert run(desk.settings()).exit_code == 3
    assert desk.content() == calm[1]


def test_a_file_where_a_folder_should_be_says_so(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "work").write_text("")
    check_refused(Desk(fill(tmp_path / "source", NATIVE[:1]), tmp_path / "data").run())
