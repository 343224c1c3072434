"""What travels: the store's files, the rules, the batches, the parts."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from pipeline.cluster.batches import cut, lots
from pipeline.cluster.luggage import copy_rules, send_rules, unpack_rules
from pipeline.cluster.parts import kept, pack, unpack
from pipeline.cluster.store import Store, open_store
from pipeline.errors import LimitError, OperationError, UsageError
from pipeline.read.cache import sources_digest
from pipeline.read.guard import Item, Outcome
from pipeline.settings import ROOT


@pytest.fixture(params=["path", "file", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    place = {"path": str(tmp_path / "dépôt"), "file": f"file://{tmp_path}/autre", "memory": f"memory://{uuid.uuid4()}"}
    return open_store(place[request.param])


def test_a_store_gives_back_what_it_was_given(store: Store) -> None:
    store.put({"raw/ab/abc": b"un", "raw/cd/cde": b"", "work/x": b"deux"})
    assert store.get(["raw/ab/abc", "raw/cd/cde", "raw/absent"]) == {"raw/ab/abc": b"un", "raw/cd/cde": b""}
    assert store.missing(["work/x", "work/y"]) == {"work/y"}
    assert store.below("raw") == ["raw/ab/abc", "raw/cd/cde"]
    assert store.below("absent") == []
    store.forget(["raw/ab/abc", "absent"])
    assert store.below("raw") == ["raw/cd/cde"]
    assert open_store(store.address).get(["work/x"]) == {"work/x": b"deux"}


def test_a_store_that_refuses_says_so_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("")
    with pytest.raises(OperationError, match="ne peut être lu ou écrit") as refused:
        open_store(str(tmp_path / "fichier")).put({"a/b": b""})
    assert "\n" not in str(refused.value)
    with pytest.raises(UsageError, match="nul://part"):
        open_store("nul://part")


def test_rules_arrive_as_they_left(store: Store, tmp_path: Path) -> None:
    digest = send_rules(store, ROOT / "rules")
    there = unpack_rules(store, digest, tmp_path)
    assert sources_digest(there, suffixes=(".yml", ".csv")) == digest
    [name] = store.below("work/cluster/rules")
    store.put({name: store.get([name])[name][:-200]})
    with pytest.raises(OperationError, match="règles"):
        unpack_rules(store, digest, tmp_path / "encore")


def test_a_part_says_how_each_document_went() -> None:
    rows = [
        kept(Outcome("a", "lu", seconds=0.5), "ka", "tcp://ici:1", b"\x00lignes"),
        kept(Outcome("b", None, LimitError("lecture interrompue"), "memoire", "trace"), "kb", "tcp://ici:1", None),
    ]
    assert unpack(pack(rows)) == rows
    good, bad = (row.outcome() for row in unpack(pack(rows)))
    assert good == Outcome("a", "lu", seconds=0.5)
    assert isinstance(bad.error, LimitError)
    assert (str(bad.error), bad.limit, bad.trace) == ("lecture interrompue", "memoire", "trace")


def test_batches_hold_every_document_once_the_largest_first() -> None:
    items = [Item(str(size), (), size) for size in (5, 1, 9 << 20, 3, 2 << 20, 3 << 20)]
    batches = list(cut(items, workers=1))
    assert sorted(item.key for batch in batches for item in batch) == sorted(item.key for item in items)
    assert [item.size for batch in batches for item in batch] == sorted((item.size for item in items), reverse=True)
    assert len(batches[0]) == 1
    many = [Item(str(number), (), 1) for number in range(1_000)]
    assert max(map(len, cut(many, workers=1))) == 32
    assert len(list(cut(many[:16], workers=2))) == 16


def test_lots_are_drawn_as_they_are_needed() -> None:
    drawn: list[int] = []

    def items() -> list[Item]:
        return [Item("", ())]

    source = (drawn.append(number) or items()[0] for number in range(5_000))
    first = next(lots(source, workers=4))
    assert len(first) == len(drawn) == 1_024


def test_rules_that_a_worker_has_are_not_fetched(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "dépôt"))
    own = copy_rules(ROOT / "rules", tmp_path)
    assert unpack_rules(store, send_rules(open_store(str(tmp_path / "autre")), ROOT / "rules"), tmp_path) == own
    with pytest.raises(OperationError, match="ne peuvent être reprises"):
        unpack_rules(store, "0" * 64, tmp_path)
