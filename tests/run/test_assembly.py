"""Parts of the dataset: which documents go together, what is made again when one of them comes or changes."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.collect import Collected, Resource
from pipeline.errors import LimitError
from pipeline.load import Part
from pipeline.model import ConventionRows, DocumentRows, PageRow
from pipeline.read.guard import Guard
from pipeline.run import assembly
from pipeline.run.assembly import Assembly, grouped
from pipeline.run.knowledge import Knowledge
from pipeline.run.links import settle, summarised
from pipeline.run.parts import Item
from pipeline.run.work import Workshop
from pipeline.settings import load_settings

NOW = dt.datetime(2026, 5, 4, tzinfo=dt.UTC)


def item(number: int, words: str = "Vu la loi") -> Item:
    """Return an invented document of one page and one convention, with its rows."""
    document_id = hashlib.sha256(str(number).encode()).hexdigest()
    resource = Resource(source="essai", cle=f"{number}.pdf", fichier=f"{number}.pdf", place=f"/{number}.pdf")
    source = Collected(
        document_id=document_id, path=Path(f"/{number}.pdf"), taille=9, resource=resource, collecte_le=NOW
    )
    convention = ConventionRows(1, 1, {"conventions": [{"type": "avenant", "numero_avenant": 2}]}, (), ())
    page = PageRow(1, 595.0, 842.0, 0, "native", 1.0, words)
    return Item(source, made=DocumentRows(document_id, "native", (page,), (convention,)))


@pytest.fixture
def shop(tmp_path: Path) -> Workshop:
    return Workshop(load_settings({"data_dir": tmp_path, "jobs": 1}, environment={}))


def folders(parts: Sequence[Part]) -> list[Path]:
    return [part.folder for part in parts]


def doubts(part: Part) -> int:
    return part.tables["anomalies"].rows if "anomalies" in part.tables else 0


def made_with(shop: Workshop, items: Sequence[Item], version: str = "1") -> list[Part]:
    return Assembly(shop, version, ()).parts(items)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of a few documents, made in this process."""
    monkeypatch.setattr(assembly, "_DOCUMENTS", 4)
    monkeypatch.setattr(assembly, "_HERE", 99)


@pytest.mark.parametrize("number", [1, 4, 5, 40, 333])
def test_parts_are_ranges_of_ids_whatever_the_order(number: int) -> None:
    items = [item(n) for n in range(number)]
    groups = list(grouped(items))
    assert [one.document_id for group in groups for one in group] == sorted(one.document_id for one in items)
    assert list(grouped(items[::-1])) == groups
    assert len(items) / len(groups) <= 8


def test_nothing_new_makes_nothing(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    items = [item(n) for n in range(20)]
    before = made_with(shop, items)
    monkeypatch.setattr(assembly, "make_part", None)
    assert folders(made_with(shop, items[::-1])) == folders(before)


def test_a_changed_document_changes_its_part_alone(shop: Workshop) -> None:
    items = [item(n) for n in range(20)]
    before = made_with(shop, items)
    after = made_with(shop, [*items[:-1], item(19, "Vu le décret")])
    assert len(set(folders(after)) - set(folders(before))) == 1


def test_another_version_of_the_rules_changes_every_part(shop: Workshop) -> None:
    items = [item(n) for n in range(20)]
    assert not set(folders(made_with(shop, items, "1"))) & set(folders(made_with(shop, items, "2")))


def test_what_the_corpus_settles_is_part_of_the_part(shop: Workshop) -> None:
    one = item(1)
    settled = settle({one.document_id: summarised(one.made)} if one.made else {})
    [alone], [chained] = made_with(shop, [one]), made_with(shop, [one._replace(settled=settled[one.document_id])])
    assert alone.folder != chained.folder
    assert doubts(chained) == doubts(alone) + 1


def test_a_damaged_part_is_made_again(shop: Workshop) -> None:
    items = [item(n) for n in range(5)]
    [first, *_] = before = made_with(shop, items)
    first.file("pages").write_bytes(b"")
    assert made_with(shop, items) == before


def test_a_part_that_its_worker_could_not_make_is_made_here(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker without the memory it needs is no reason to publish nothing."""
    monkeypatch.setattr(assembly, "_HERE", 0)
    monkeypatch.setattr(assembly, "Guard", lambda jobs, limits, preload, told: Guard(jobs, inline=True))
    tries: list[str] = []

    def failing(job: assembly.PartJob, known: Knowledge | None = None) -> None:
        tries.append(str(job.folder))
        if len(tries) == 1:
            raise LimitError("trop")
        make(job, known)

    make = assembly.make_part
    monkeypatch.setattr(assembly, "make_part", failing)
    assert len(made_with(shop, [item(1)])) == 1
    assert len(tries) == 2


def test_parts_that_no_run_uses_are_thrown_away_in_time(shop: Workshop) -> None:
    [old] = made_with(shop, [item(1)])
    [young] = made_with(shop, [item(2)])
    os.utime(old.folder, (0, 0))
    made_with(shop, [item(3)])
    assert (old.folder.exists(), young.folder.exists()) == (False, True)


def test_parts_may_be_deleted(shop: Workshop) -> None:
    items = [item(n) for n in range(5)]
    before = made_with(shop, items)
    shutil.rmtree(shop.settings.work_dir)
    assert made_with(shop, items) == before
