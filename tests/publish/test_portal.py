"""Publishing on the portal's own software: created, left alone, replaced in place, interrupted, refused, collected back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from click.testing import CliRunner

from pipeline.cli import cli
from pipeline.collect import CollectOptions, collect
from pipeline.errors import OperationError, UsageError
from pipeline.publish.exports import export, export_folder
from pipeline.publish.portal import DATASET_MARK, MARK, publish
from pipeline.publish.portal_api import KEY
from pipeline.settings import ROOT, Settings
from tests.collect.portal.conftest import Producer
from tests.load.dataset import document
from tests.publish.conftest import load_into, personal

pytestmark = pytest.mark.portal

DATED = document(1, conventions={"date_signature": "2031-01-05", "date_fin": "2033-12-31"})
CHANGED = document(1, conventions={"date_signature": "2031-01-05"}, montants={"montant": "70000"})


class Editions(NamedTuple):
    """Two data folders: with an export, and with the one that came after it."""

    first: Path
    second: Path


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Editions:
    """The exports that the tests publish, made once."""
    first, second = (Settings(data_dir=tmp_path_factory.mktemp(name) / "data") for name in ("premier", "second"))
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
    yield Settings(data_dir=tmp_path / "data", portal=portal.url)
    for dataset in datasets(portal):
        portal.remove(dataset["id"])


def new_edition(desk: Settings, editions: Editions) -> None:
    """Put the next export in the place of the first one."""
    shutil.rmtree(desk.data_dir / "public")
    shutil.copytree(editions.second / "public", desk.data_dir / "public", symlinks=True)


def datasets(portal: Producer) -> list[dict[str, Any]]:
    """Return the datasets that publishing created and that still stand."""
    answer = httpx.get(f"{portal.url}/api/1/organizations/{portal.organisations[0]}/datasets/?page_size=100").json()
    return [d for d in answer["data"] if DATASET_MARK.items() <= d["extras"].items() and not d["deleted"]]


def files(portal: Producer, dataset: str) -> dict[str, dict[str, Any]]:
    """Return the resources of a dataset by the file they stand for; two for one file is an error."""
    resources = portal.read(dataset)["resources"]
    by_file = {resource["extras"].get(MARK, resource["title"]): resource for resource in resources}
    assert len(by_file) == len(resources)
    return by_file


def content(resource: dict[str, Any]) -> bytes:
    """Return what a permalink leads to."""
    return httpx.get(resource["latest"], follow_redirects=True, trust_env=False).content


def test_everything_is_created_and_the_score_is_full(portal: Producer, desk: Settings) -> None:
    done = publish(desk, organization=portal.organisations[0])
    assert done.refused == ()
    dataset = portal.read(done.dataset)
    assert dataset["quality"]["score"] == 1.0
    assert (dataset["license"], dataset["frequency"], dataset["private"]) == ("lov2", "monthly", False)
    assert len(dataset["tags"]) > 3
    held = files(portal, done.dataset)
    assert (held["conventions.csv"]["format"], held["conventions.duckdb"]["format"]) == ("csv", "zip")
    assert dataset["resources"][0]["id"] == held["conventions.csv"]["id"]
    assert held["conventions.csv"]["schema"]["url"] == held["schema-conventions.json"]["latest"]
    assert {r["type"] for r in held.values()} == {"main", "documentation"}
    folder = export_folder(desk)
    assert content(held["conventions.csv"]) == (folder / "conventions.csv").read_bytes()
    assert json.loads(content(held["schema-conventions.json"]))["countryCode"] == "FR"


def test_published_unchanged_nothing_is_sent(portal: Producer, desk: Settings) -> None:
    done = publish(desk, organization=portal.organisations[0])
    before = portal.read(done.dataset)
    for target in ({"organization": portal.organisations[0]}, {"dataset": done.dataset}):
        assert publish(desk, **target).sent == ()
    assert portal.read(done.dataset) == before


def test_changes_are_replaced_in_place_and_nothing_else_is_touched(
    portal: Producer, desk: Settings, editions: Editions
) -> None:
    done = publish(desk, organization=portal.organisations[0])
    foreign = portal.upload(done.dataset, "notice.csv", b"a,b\n1,2\n")
    portal.edit(done.dataset, tags=[*portal.read(done.dataset)["tags"], "ajout-d-une-personne"])
    before, kept = files(portal, done.dataset), portal.read(done.dataset)
    new_edition(desk, editions)
    again = publish(desk, dataset=done.dataset)
    assert 0 < len(again.sent) < len(done.sent)
    after = files(portal, done.dataset)
    assert {name: r["latest"] for name, r in after.items()} == {name: r["latest"] for name, r in before.items()}
    assert b"70000.00" in content(after["csv/montants.csv"])
    assert after["csv/montants.csv"]["title"] == before["csv/montants.csv"]["title"]
    same = next(r for r in portal.read(done.dataset)["resources"] if r["id"] == foreign["id"])
    assert (same["url"], same["title"], same["checksum"]) == (foreign["url"], foreign["title"], foreign["checksum"])
    dataset = portal.read(done.dataset)
    assert "ajout-d-une-personne" in dataset["tags"]
    assert dataset["slug"] == kept["slug"]
    assert dataset["temporal_coverage"]["end"][:10] == "2031-01-05"


def test_a_dry_run_sends_nothing_and_says_what_would_be_sent(portal: Producer, desk: Settings) -> None:
    planned = publish(desk, organization=portal.organisations[0], dry=True)
    assert datasets(portal) == []
    done = publish(desk, organization=portal.organisations[0])
    assert [(s.method, (s.file or {}).get("sha1")) for s in planned.sent] == [
        (s.method, (s.file or {}).get("sha1")) for s in done.sent
    ]
    answer = CliRunner().invoke(
        cli,
        ["publish", "--portal", portal.url, "--dataset", done.dataset, "--dry-run", "--data-dir", str(desk.data_dir)],
    )
    assert (answer.exit_code, answer.stdout) == (0, "")
    assert portal.key not in answer.output


def failing(monkeypatch: pytest.MonkeyPatch, number: int, error: BaseException, *, done: bool) -> None:
    """Let the write of that number fail once, before or after it is done."""
    send, writes = httpx.Client.send, []

    def once(self: httpx.Client, request: httpx.Request, **more: Any) -> httpx.Response:
        if "X-API-KEY" not in request.headers or "python-httpx" in request.headers["user-agent"]:
            return send(self, request, **more)
        writes.append(1)
        if len(writes) != number:
            return send(self, request, **more)
        if done:
            send(self, request, **more).close()
        raise error

    monkeypatch.setattr(httpx.Client, "send", once)


@pytest.mark.parametrize(("number", "done"), [(1, True), (2, True), (2, False), (3, True), (36, True)])
def test_a_lost_answer_leaves_no_duplicate(
    number: int, done: bool, portal: Producer, desk: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        failing(patched, number, httpx.ReadError("connection reset"), done=done)
        published_ = publish(desk, organization=portal.organisations[0])
    assert len(datasets(portal)) == 1
    assert len(files(portal, published_.dataset)) == 18
    assert publish(desk, dataset=published_.dataset).sent == ()


@pytest.mark.parametrize("number", [1, 2, 36])
def test_a_kill_in_the_middle_leaves_no_duplicate(
    number: int,
    portal: Producer,
    desk: Settings,
    editions: Editions,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patched:
        failing(patched, number, KeyboardInterrupt(), done=True)
        with pytest.raises(KeyboardInterrupt):
            publish(desk, organization=portal.organisations[0])
    new_edition(desk, editions)
    done = publish(desk, organization=portal.organisations[0])
    assert len(datasets(portal)) == 1
    assert len(files(portal, done.dataset)) == 18
    assert publish(desk, dataset=done.dataset).sent == ()


def test_a_refused_key_is_said_and_not_shown(portal: Producer, desk: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, "udata_cle-inventee")
    with pytest.raises(OperationError, match=rf"refused \(401\).*{KEY}") as refused:
        publish(desk, organization=portal.organisations[0])
    assert "cle-inventee" not in str(refused.value)
    assert datasets(portal) == []
    monkeypatch.delenv(KEY)
    with pytest.raises(UsageError, match=KEY):
        publish(desk, organization=portal.organisations[0])


def test_the_key_goes_to_the_portal_alone_and_on_writes(
    portal: Producer, desk: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    send, seen = httpx.Client.send, []

    def spy(self: httpx.Client, request: httpx.Request, **more: Any) -> httpx.Response:
        seen.append((request.method, str(request.url), request.headers.get("X-API-KEY")))
        return send(self, request, **more)

    with monkeypatch.context() as patched:
        patched.setattr(httpx.Client, "send", spy)
        publish(desk, organization=portal.organisations[0])
    assert all(url.startswith(portal.url) for _, url, _ in seen)
    assert {method for method, _, key in seen if key} == {"POST", "PUT"}
    assert all(key is None for method, _, key in seen if method == "GET")


def test_a_refused_file_is_named_and_the_rest_is_published(
    portal: Producer, desk: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.publish.portal_api import PortalApi

    read = PortalApi.read

    def generous(self: PortalApi, path: str) -> Any:
        """Say that Parquet is allowed, which the portal then refuses."""
        return [*read(self, path), "parquet"] if path.endswith("/extensions/") else read(self, path)

    with monkeypatch.context() as patched:
        patched.setattr(PortalApi, "read", generous)
        done = publish(desk, organization=portal.organisations[0])
    assert [refused.split(":")[0] for refused in done.refused] == [
        "parquet/articles.parquet",
        "parquet/preuves.parquet",
    ]
    assert len(files(portal, done.dataset)) == 16
    assert publish(desk, dataset=done.dataset).refused == ()
    assert len(files(portal, done.dataset)) == 18


def test_a_dataset_that_is_none_is_a_plain_error(desk: Settings) -> None:
    with pytest.raises(OperationError, match="refused \\(404\\)"):
        publish(desk, dataset="000000000000000000000000")


def test_what_was_published_is_collected_back(
    portal: Producer, desk: Settings, tmp_path: Path, options: CollectOptions
) -> None:
    done = publish(desk, organization=portal.organisations[0])
    back = {name: content(resource) for name, resource in files(portal, done.dataset).items()}
    folder = export_folder(desk)
    for name, told in back.items():
        if not told.startswith(b"PK"):
            assert told == (folder / name).read_bytes(), name
    asked = replace(options, portal=portal.url)
    with collect([f"datagouv:{done.dataset}"], data_dir=tmp_path / "back", options=asked) as collection:
        rows = collection.ledger.couverture(collection.sources)
    assert len(rows) == 18


def test_unusable_targets_are_refused(desk: Settings) -> None:
    with pytest.raises(UsageError, match="https"):
        publish(replace(desk, portal="http://portail.exemple.fr"), dataset="x")
    with pytest.raises(UsageError, match="either"):
        publish(desk)
    with pytest.raises(UsageError, match="no export"):
        publish(replace(desk, data_dir=ROOT / "absent"), dataset="x")
