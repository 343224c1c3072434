"""A cache is a convenience: whatever happens to its files, the value is there or it is not."""

from __future__ import annotations

import zlib
from pathlib import Path

import msgspec
import pytest

from pipeline.model import Box, Page, Reading, Word
from pipeline.read import cache as cache_module
from pipeline.read.cache import Cache, digest, reader_version, sources_digest

KEY = digest("document", "reader")
READING = Reading(
    "ab" * 32,
    "native",
    (Page(1, 595.0, 842.0, 0, "native", 1.0, "Article 1", (Word(0, 7, Box(1.0, 2.0, 3.0, 4.0)),), ()),),
    ("page 1 : à vérifier",),
)


@pytest.fixture
def cache(tmp_path: Path) -> Cache[Reading]:
    return Cache(tmp_path / "read", Reading)


def test_a_value_comes_back_as_it_was(cache: Cache[Reading]) -> None:
    assert cache.get(KEY) is None
    assert KEY not in cache
    cache.put(KEY, READING)
    assert KEY in cache
    assert cache.get(KEY) == READING
    assert cache.path(KEY) == cache.root / KEY[:2] / f"{KEY}.mpk.z"


def test_nothing_else_is_left_in_the_folder(cache: Cache[Reading]) -> None:
    cache.put(KEY, READING)
    assert [path.name for path in cache.path(KEY).parent.iterdir()] == [f"{KEY}.mpk.z"]


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_a_truncated_file_is_a_miss_and_is_written_again(cache: Cache[Reading], share: float) -> None:
    cache.put(KEY, READING)
    whole = cache.path(KEY).read_bytes()
    cache.path(KEY).write_bytes(whole[: int(len(whole) * share)])
    assert cache.get(KEY) is None
    cache.put(KEY, READING)
    assert cache.get(KEY) == READING


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"not compressed at all", id="foreign"),
        pytest.param(zlib.compress(b"not msgpack \xc1"), id="not msgpack"),
        pytest.param(zlib.compress(msgspec.msgpack.encode({"a": 1})), id="another type"),
        pytest.param(zlib.compress(msgspec.msgpack.encode(READING)) + b"tail", id="something appended"),
    ],
)
def test_a_foreign_file_is_a_miss(cache: Cache[Reading], content: bytes) -> None:
    cache.path(KEY).parent.mkdir(parents=True)
    cache.path(KEY).write_bytes(content)
    assert cache.get(KEY) is None


def test_a_file_that_unpacks_too_far_is_a_miss(cache: Cache[Reading], monkeypatch: pytest.MonkeyPatch) -> None:
    cache.put(KEY, READING)
    monkeypatch.setattr(cache_module, "_MOST", 16)
    assert cache.get(KEY) is None


def test_every_flipped_bit_is_a_miss_or_the_same_value(cache: Cache[Reading]) -> None:
    cache.put(KEY, READING)
    whole = cache.path(KEY).read_bytes()
    for index in range(len(whole)):
        cache.path(KEY).write_bytes(whole[:index] + bytes([whole[index] ^ 1]) + whole[index + 1 :])
        assert cache.get(KEY) in (None, READING)


def test_a_folder_that_cannot_be_written_raises_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "read").write_text("a file where the folder should be")
    with pytest.raises(OSError, match="read"):
        Cache(tmp_path / "read", Reading).put(KEY, READING)


def test_a_failed_write_keeps_the_old_value(cache: Cache[Reading], monkeypatch: pytest.MonkeyPatch) -> None:
    cache.put(KEY, READING)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        cache.put(KEY, msgspec.structs.replace(READING, warnings=()))
    assert cache.get(KEY) == READING


def test_parts_of_a_key_do_not_run_into_each_other() -> None:
    assert len({digest("ab", "c"), digest("a", "bc"), digest("abc"), digest("c", "ab")}) == 4


def test_sources_digest_sees_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("1")
    before = sources_digest(tmp_path)
    (tmp_path / "notes.txt").write_text("not a source")
    assert sources_digest(tmp_path) == before
    (tmp_path / "a.py").write_text("2")
    changed = sources_digest(tmp_path)
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    assert len({before, changed, sources_digest(tmp_path)}) == 3


def test_the_reader_is_another_once_scans_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    versions = []
    for stamp in ("absent", "fra 1", "fra 1"):
        monkeypatch.setattr(cache_module, "tessdata_stamp", lambda stamp=stamp: stamp)
        reader_version.cache_clear()
        versions.append(reader_version())
    reader_version.cache_clear()
    assert versions[0] != versions[1] == versions[2]
