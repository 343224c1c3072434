"""Publishing on the portal's own software: created, left alone, replaced in place, refused, collected back."""

from __future__ import annotations

import hashlib
import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import yaml
from click.testing import CliRunner

from pipeline.cli import cli
from pipeline.collect import CollectOptions, collect
from pipeline.errors import OperationError, UsageError
from pipeline.publish.exports import STATE, export_folder
from pipeline.publish.package import write_checksums
from pipeline.publish.portal import publish
from pipeline.publish.portal_api import KEY, PortalApi
from pipeline.settings import ROOT, Settings
from tests.collect.portal.conftest import PYTHON, Producer
from tests.publish.portal.conftest import (
    ALL,
    FEW,
    Editions,
    assert_same,
    content,
    datasets,
    files,
    new_edition,
)

pytestmark = pytest.mark.portal


def test_everything_is_created_and_the_score_is_full(portal: Producer, desk: Settings) -> None:
    done = publish(desk, organization=portal.organisations[0])
    assert done.refused == ()
    dataset = portal.read(done.dataset)
    assert dataset["quality"]["score"] == 1.0, "nine criteria of nine"
    assert all(value for key, value in dataset["quality"].items() if not key.startswith("next_update")), dataset[
        "quality"
    ]
    assert (dataset["license"], dataset["frequency"], dataset["private"]) == ("lov2", "monthly", False)
    assert len(dataset["tags"]) > 3
    held = files(portal, done.dataset)
    assert {name: held[name]["format"] for name in FEW} == {
        "conventions.csv": "csv", "conventions.duckdb": "zip", "schema-conventions.json": "json",
    }  # fmt: skip
    assert sorted(held) == sorted(ALL)
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


def test_a_dry_run_sends_nothing_and_says_what_would_be_sent(
    portal: Producer, desk: Settings, editions: Editions
) -> None:
    planned = publish(desk, organization=portal.organisations[0], dry=True)
    assert datasets(portal) == []
    done = publish(desk, organization=portal.organisations[0])
    assert [(s.method, (s.file or {}).get("sha1")) for s in planned.sent] == [
        (s.method, (s.file or {}).get("sha1")) for s in done.sent
    ]
    new_edition(desk, editions)
    replaced = publish(desk, dataset=done.dataset, dry=True)
    assert list(dict.fromkeys(map(msgspec.json.encode, publish(desk, dataset=done.dataset).sent))) == list(
        map(msgspec.json.encode, replaced.sent)
    )
    answer = CliRunner().invoke(
        cli,
        ["publish", "--portal", portal.url, "--dataset", done.dataset, "--dry-run", "--data-dir", str(desk.data_dir)],
    )
    assert (answer.exit_code, answer.stdout) == (0, "")
    assert portal.key not in answer.output


def test_a_refused_key_is_said_and_not_shown(portal: Producer, desk: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, "udata_cle-inventee")
    with pytest.raises(OperationError, match=rf"refusé \(401\).*{KEY}") as refused:
        publish(desk, organization=portal.organisations[0])
    assert "cle-inventee" not in str(refused.value)
    assert datasets(portal) == []
    monkeypatch.delenv(KEY)
    with pytest.raises(UsageError, match=KEY):
        publish(desk, organization=portal.organisations[0])


def rewrite(path: Path) -> None:
    """Give a file of an export other contents, as another export would."""
    path.write_text("a\n1\n", "utf-8")
    write_checksums(path.parent)


def test_a_key_without_the_right_is_refused_and_changes_nothing(
    portal: Producer, desk: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = publish(desk, organization=portal.organisations[0])
    before = portal.read(done.dataset)
    rewrite(export_folder(desk) / "conventions.csv")
    monkeypatch.setenv(KEY, portal.stranger)
    with pytest.raises(OperationError, match=r"refusé \(403\)"):
        publish(desk, dataset=done.dataset)
    with pytest.raises(OperationError, match=r"refusé \(40[03]\)"):
        publish(desk, organization=portal.organisations[1])
    assert portal.read(done.dataset) == before
    assert len(datasets(portal)) == 1


def test_the_key_goes_to_the_portal_alone(portal: Producer, desk: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    send, seen = httpx.Client.send, []

    def spy(self: httpx.Client, request: httpx.Request, **more: Any) -> httpx.Response:
        seen.append((str(request.url), request.headers.get("X-API-KEY")))
        return send(self, request, **more)

    with monkeypatch.context() as patched:
        patched.setattr(httpx.Client, "send", spy)
        publish(desk, organization=portal.organisations[0])
    assert {key for _, key in seen} == {portal.key}
    assert all(url.startswith(f"{portal.url}/api/1/") and portal.key not in url for url, _ in seen)
    for path in desk.data_dir.rglob("*"):
        assert not path.is_file() or portal.key.encode() not in path.read_bytes()


def test_a_private_dataset_is_found_again_and_stays_private(portal: Producer, small_desk: Settings) -> None:
    done = publish(small_desk, organization=portal.organisations[0], private=True)
    assert httpx.get(f"{portal.url}/api/1/datasets/{done.dataset}/").status_code == 404
    rewrite(export_folder(small_desk) / "conventions.csv")
    again = publish(small_desk, organization=portal.organisations[0])
    assert again.dataset == done.dataset
    [resource] = {sent.path.removesuffix("upload/") for sent in again.sent}
    assert resource.startswith(f"/datasets/{done.dataset}/resources/")
    portal.edit(done.dataset, description="Autre description")
    assert publish(small_desk, dataset=done.dataset).sent[0].body["private"] is True
    assert portal.read(done.dataset)["private"] is True
    assert len(datasets(portal)) == 1
    assert_same(portal, done.dataset, small_desk, FEW)


def test_a_dry_run_without_a_key_says_that_it_sees_less(
    portal: Producer, small_desk: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(KEY)
    planned = publish(small_desk, organization=portal.organisations[0], dry=True)
    assert any(KEY in note for note in planned.notes)
    assert planned.sent[0].path == "/datasets/"


def test_nothing_is_published_that_does_not_say_who_publishes(portal: Producer, desk: Settings) -> None:
    state = export_folder(desk) / STATE
    state.write_text(json.dumps(json.loads(state.read_text("utf-8")) | {"producteur": ""}), "utf-8")
    with pytest.raises(UsageError, match="CONVENTIONS_PRODUCTEUR"):
        publish(desk, organization=portal.organisations[0])
    assert datasets(portal) == []
    where = ["--portal", portal.url, "--data-dir", str(desk.data_dir)]
    planned = CliRunner().invoke(
        cli, ["publish", *where, "--create", "--organization", portal.organisations[0], "--dry-run"]
    )
    assert planned.exit_code == 1
    assert "CONVENTIONS_PRODUCTEUR" in planned.stderr
    assert len(planned.stdout.splitlines()) > len(ALL)


def test_the_organisation_may_be_named_by_its_slug(portal: Producer, small_desk: Settings) -> None:
    slug = portal.get(f"/organizations/{portal.organisations[0]}/")["slug"]
    done = publish(small_desk, organization=slug)
    assert portal.read(done.dataset)["organization"]["id"] == portal.organisations[0]
    assert publish(small_desk, organization=portal.organisations[0]).sent == ()


def test_a_source_an_archive_and_two_of_a_kind_are_not_written_to(
    portal: Producer, small_desk: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = publish(small_desk, organization=portal.organisations[0])
    portal.edit(done.dataset, archived="2031-01-01T00:00:00")
    with pytest.raises(OperationError, match="archivé"):
        publish(small_desk, dataset=done.dataset)
    twin = portal.dataset("Double")
    portal.edit(twin, extras={"conventions:jeu": "conventions-delegation-gestion"})
    with pytest.raises(OperationError, match=f"plusieurs .*{twin}"):
        publish(small_desk, organization=portal.organisations[0])
    monkeypatch.setattr("pipeline.publish.catalogue.Catalogue.jeux_sources", (twin,), raising=False)
    before = portal.read(twin)
    with pytest.raises(UsageError, match="source"):
        publish(small_desk, dataset=twin)
    assert portal.read(twin) == before


def test_a_dataset_made_by_hand_is_taken_over_and_found_again(portal: Producer, small_desk: Settings) -> None:
    dataset = portal.dataset("Un jeu fait à la main")
    foreign = portal.upload(dataset, "notice.csv", b"a,b\n1,2\n")
    publish(small_desk, dataset=dataset)
    read = portal.read(dataset)
    assert read["title"] == "Un jeu fait à la main"
    assert foreign["id"] in {resource["id"] for resource in read["resources"]}
    again = publish(small_desk, organization=portal.organisations[0])
    assert (again.dataset, again.sent) == (dataset, ())


def test_a_file_no_longer_exported_is_told_and_left(portal: Producer, small_desk: Settings) -> None:
    done = publish(small_desk, organization=portal.organisations[0])
    path = small_desk.rules_dir / "publication" / "catalogue.yml"
    told = yaml.safe_load(path.read_text("utf-8"))
    told["ressources"] = [product for product in told["ressources"] if product["fichier"] != "conventions.duckdb"]
    path.write_text(yaml.safe_dump(told, allow_unicode=True), "utf-8")
    again = publish(small_desk, dataset=done.dataset)
    assert [note for note in again.notes if "Base complète" in note]
    assert again.sent == ()
    assert len(files(portal, done.dataset)) == len(FEW)


@pytest.mark.parametrize("allowed", ["claimed", "none"])
def test_a_refused_file_is_named_and_the_rest_is_published(
    allowed: str, portal: Producer, desk: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = PortalApi.read
    parquet = [name for name in ALL if name.endswith(".parquet")]

    def answer(self: PortalApi, path: str) -> Any:
        """Say that Parquet is allowed, which the portal then refuses; or that neither it nor an archive is."""
        if not path.endswith("/extensions/"):
            return read(self, path)
        return [*read(self, path), "parquet"] if allowed == "claimed" else ["csv", "json", "txt"]

    with monkeypatch.context() as patched:
        patched.setattr(PortalApi, "read", answer)
        done = publish(desk, organization=portal.organisations[0])
    archived = [name for name in ALL if name.endswith((".duckdb", ".zip"))] if allowed == "none" else []
    assert sorted(refused.partition(" : ")[0] for refused in done.refused) == sorted([*parquet, *archived])
    assert len(files(portal, done.dataset)) == len(ALL) - len(done.refused)
    assert publish(desk, dataset=done.dataset).refused == ()
    assert_same(portal, done.dataset, desk, ALL)


def test_a_dataset_that_is_none_is_a_plain_error(desk: Settings) -> None:
    with pytest.raises(OperationError, match="refusé \\(404\\)"):
        publish(desk, dataset="000000000000000000000000")


def test_what_was_published_is_collected_back(
    portal: Producer, desk: Settings, tmp_path: Path, options: CollectOptions
) -> None:
    done = publish(desk, organization=portal.organisations[0])
    assert_same(portal, done.dataset, desk, ALL)
    asked = replace(options, portal=portal.url)
    with collect([f"datagouv:{done.dataset}"], data_dir=tmp_path / "back", options=asked) as collection:
        rows = collection.ledger.couverture(collection.sources)
    assert {row.ressource_id for row in rows} >= {resource["id"] for resource in files(portal, done.dataset).values()}


def test_the_catalogue_is_harvested_as_it_was_meant(editions: Editions, portal: Producer) -> None:
    folder = export_folder(Settings(data_dir=editions.first))
    place = "https://donnees.exemple.fr/export/"
    harvest = [PYTHON, Path(__file__).with_name("harvest.py"), folder / "catalogue.jsonld", f"{place}catalogue.jsonld"]
    made = subprocess.run(harvest, capture_output=True, check=True, timeout=120)
    told = json.loads(made.stdout.splitlines()[-1])
    assert (told["license"], told["frequency"]) == ("lov2", "monthly")
    assert told["title"] == "Conventions de délégation de gestion de l'État"
    assert told["coverage"] == ["2031-01-05", "2033-12-31"]
    described = [name for name in ALL if name != "SHA256SUMS.txt"]  # which holds the catalogue's own
    assert sorted(told["resources"]) == sorted(place + name for name in described)
    for name in described:
        resource, path = told["resources"][place + name], folder / name
        assert resource["filesize"] == path.stat().st_size
        assert resource["checksum"] == ["sha256", hashlib.sha256(path.read_bytes()).hexdigest()]
    assert told["resources"][f"{place}conventions.csv"]["format"] == "csv"
    assert told["resources"][f"{place}conventions.csv"]["schema"] == f"{place}schema-conventions.json"


def test_unusable_targets_are_refused(desk: Settings) -> None:
    with pytest.raises(UsageError, match="https"):
        publish(replace(desk, portal="http://portail.exemple.fr"), dataset="x")
    with pytest.raises(UsageError, match="il faut --dataset"):
        publish(desk)
    with pytest.raises(UsageError, match="pas encore d'export"):
        publish(replace(desk, data_dir=ROOT / "absent"), dataset="x")
