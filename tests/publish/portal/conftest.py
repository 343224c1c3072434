"""A publisher before the portal's own software, with an export to publish and the one that comes after it."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
import yaml

from pipeline.publish.exports import export, export_folder
from pipeline.publish.portal_api import KEY
from pipeline.publish.portal_dataset import DATASET_MARK
from pipeline.publish.portal_resources import MARK
from pipeline.settings import ROOT, Settings
from tests.collect.portal.conftest import Producer
from tests.load.dataset import document
from tests.publish.conftest import load_into, personal

DATED = document(1, conventions={"date_signature": "2031-01-05", "date_fin": "2033-12-31"})
CHANGED = document(1, conventions={"date_signature": "2031-01-05"}, montants={"montant": "70000"})
CATALOGUE = ROOT / "rules" / "publication" / "catalogue.yml"
ALL = [product["fichier"] for product in yaml.safe_load(CATALOGUE.read_text("utf-8"))["ressources"]]
FEW = ["conventions.csv", "conventions.duckdb", "schema-conventions.json"]
"""Files that are enough where every write is interrupted in turn."""
PRODUCER = "Service exemple"


class Editions(NamedTuple):
    """Two data folders: with an export, and with the one that came after it."""

    first: Path
    second: Path


@pytest.fixture(scope="session")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Editions:
    """The exports that the tests publish, made once."""
    first, second = (
        Settings(data_dir=tmp_path_factory.mktemp(name) / "data", producteur=PRODUCER) for name in ("premier", "second")
    )
    load_into(first, DATED, personal(2))
    export(first)
    shutil.copytree(first.data_dir, second.data_dir, symlinks=True)
    load_into(second, CHANGED, personal(2), document(3))
    export(second)
    return Editions(first.data_dir, second.data_dir)


@pytest.fixture
def desk(portal: Producer, editions: Editions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """A publisher with an export and a key; what it publishes is deleted after the test."""
    monkeypatch.setenv(KEY, portal.key)
    shutil.copytree(editions.first, tmp_path / "data", symlinks=True)
    yield Settings(data_dir=tmp_path / "data", portal=portal.url, producteur=PRODUCER)
    for dataset in datasets(portal):
        portal.remove(dataset["id"])


@pytest.fixture
def small_desk(desk: Settings, tmp_path: Path) -> Settings:
    """The same publisher with few files to publish."""
    told = yaml.safe_load(CATALOGUE.read_text("utf-8"))
    told["ressources"] = [product for product in told["ressources"] if product["fichier"] in FEW]
    rules = tmp_path / "rules" / "publication"
    rules.mkdir(parents=True)
    (rules / "catalogue.yml").write_text(yaml.safe_dump(told, allow_unicode=True), "utf-8")
    return replace(desk, rules_dir=rules.parent)


def new_edition(desk: Settings, editions: Editions) -> None:
    """Put the next export in the place of the first one."""
    shutil.rmtree(desk.data_dir / "public")
    shutil.copytree(editions.second / "public", desk.data_dir / "public", symlinks=True)


def datasets(portal: Producer) -> list[dict[str, Any]]:
    """Return the datasets, private ones too, that publishing created and that still stand."""
    answer = portal.get(f"/organizations/{portal.organisations[0]}/datasets/?page_size=100")
    return [d for d in answer["data"] if DATASET_MARK.items() <= d["extras"].items() and not d["deleted"]]


def files(portal: Producer, dataset: str) -> dict[str, dict[str, Any]]:
    """Return the resources of a dataset by the file they stand for; two for one file is an error."""
    resources = portal.read(dataset)["resources"]
    by_file = {resource["extras"].get(MARK, resource["title"]): resource for resource in resources}
    assert len(by_file) == len(resources), [resource["title"] for resource in resources]
    return by_file


def content(resource: dict[str, Any]) -> bytes:
    """Return what a permalink leads to."""
    return httpx.get(resource["latest"], follow_redirects=True, trust_env=False).content


def assert_same(portal: Producer, dataset: str, desk: Settings, expected: list[str]) -> None:
    """Check that what the portal gives is, byte for byte, what was exported; out of its archive when it is in one."""
    held = files(portal, dataset)
    assert sorted(held) == sorted(expected)
    for name, resource in held.items():
        told = content(resource)
        if resource["url"].endswith(".zip") and not name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(told)) as archive:
                [member] = archive.namelist()
                assert member == Path(name).name
                told = archive.read(member)
        assert told == (export_folder(desk) / name).read_bytes(), name


def failing(
    monkeypatch: pytest.MonkeyPatch, number: int, error: BaseException | int, *, done: bool, times: int = 1
) -> list[httpx.Request]:
    """Let the write of that number (0: the first) fail, before or after it is done; an int is a status answered."""
    send, writes = httpx.Client.send, list[httpx.Request]()

    def once(self: httpx.Client, request: httpx.Request, **more: Any) -> httpx.Response:
        if request.method == "GET" or not request.headers["user-agent"].startswith("conventions/"):
            return send(self, request, **more)
        writes.append(request)
        if not number < len(writes) <= number + times:
            return send(self, request, **more)
        if done:
            request.read()
            send(self, request, **more).close()
        if isinstance(error, int):
            return httpx.Response(error, request=request)
        raise error

    monkeypatch.setattr(httpx.Client, "send", once)
    return writes
