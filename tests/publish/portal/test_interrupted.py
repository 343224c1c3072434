"""Publishing interrupted: whatever was cut, killed or lost, and when, there is one dataset and one resource a file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipeline.publish import portal_upload
from pipeline.publish.portal import publish
from pipeline.settings import Settings
from tests.collect.portal.conftest import Producer
from tests.publish.portal.conftest import (
    FEW,
    Editions,
    assert_same,
    datasets,
    failing,
    files,
    new_edition,
)  # fmt: skip

pytestmark = pytest.mark.portal

LOST = httpx.ReadError("connection reset")
PART = 1 << 15


def assert_whole(portal: Producer, desk: Settings) -> None:
    """Check that the next publications find all in place, once and the same."""
    done = publish(desk, organization=portal.organisations[0])
    assert len(datasets(portal)) == 1
    assert_same(portal, done.dataset, desk, FEW)
    assert publish(desk, dataset=done.dataset).sent == ()


@pytest.mark.parametrize("done", [True, False])
def test_an_answer_lost_at_any_write_leaves_no_duplicate(
    done: bool, portal: Producer, small_desk: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = len(publish(small_desk, organization=portal.organisations[0], dry=True).sent)
    for number in range(whole):
        with monkeypatch.context() as patched:
            writes = failing(patched, number, LOST, done=done)
            publish(small_desk, organization=portal.organisations[0])
        assert len(writes) >= whole
        assert_whole(portal, small_desk)
        portal.remove(datasets(portal)[0]["id"])


@pytest.mark.parametrize("done", [True, False])
def test_killed_at_every_write_in_turn_the_next_one_goes_on(
    done: bool, portal: Producer, small_desk: Settings, editions: Editions, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = len(publish(small_desk, organization=portal.organisations[0], dry=True).sent)
    for number in range(whole):
        with monkeypatch.context() as patched:
            failing(patched, 0 if done else number, KeyboardInterrupt(), done=done)
            with pytest.raises(KeyboardInterrupt):
                publish(small_desk, organization=portal.organisations[0])
        if number == whole // 2:
            new_edition(small_desk, editions)
        if not done:
            assert len(datasets(portal)) == min(number, 1)
            for dataset in datasets(portal):
                portal.remove(dataset["id"])
    assert_whole(portal, small_desk)


def test_sigkill_at_any_moment_leaves_no_duplicate(
    portal: Producer, small_desk: Settings, editions: Editions, tmp_path: Path
) -> None:
    (tmp_path / "conventions.toml").write_text(f'rules_dir = "{small_desk.rules_dir}"\n', "utf-8")
    verb = [
        sys.executable,
        "-m",
        "pipeline.cli",
        "publish",
        "--portal",
        portal.url,
        "--data-dir",
        str(small_desk.data_dir),
    ]
    verb += ["--create", "--organization", portal.organisations[0]]
    for held in range(len(FEW)):
        with subprocess.Popen(verb, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
            until = time.monotonic() + 60
            while process.poll() is None and time.monotonic() < until:
                if sum(len(portal.read(d["id"])["resources"]) for d in datasets(portal)) > held:
                    os.kill(process.pid, signal.SIGKILL)
        assert process.returncode in (0, -signal.SIGKILL), process.stderr
        if held == 1:
            new_edition(small_desk, editions)
    assert_whole(portal, small_desk)


def test_a_resource_left_unnamed_is_found_after_its_file_has_changed(
    portal: Producer, small_desk: Settings, editions: Editions, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        failing(patched, 1, KeyboardInterrupt(), done=True)
        with pytest.raises(KeyboardInterrupt):
            publish(small_desk, organization=portal.organisations[0])
    [left] = portal.read(datasets(portal)[0]["id"])["resources"]
    new_edition(small_desk, editions)
    assert_whole(portal, small_desk)
    assert left["id"] in {r["id"] for r in files(portal, datasets(portal)[0]["id"]).values()}


def test_an_upload_that_ends_after_it_was_given_up_is_not_left_twice(
    portal: Producer, small_desk: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    send, late = httpx.Client.send, list[httpx.Request]()

    def slow(self: httpx.Client, request: httpx.Request, **more: Any) -> httpx.Response:
        if not request.url.path.endswith("/upload/") or late:
            return send(self, request, **more)
        request.read()
        late.append(request)
        raise httpx.ReadTimeout("timed out")

    with monkeypatch.context() as patched:
        patched.setattr(httpx.Client, "send", slow)
        done = publish(small_desk, organization=portal.organisations[0])
    time.sleep(1)  # The portal keeps a file under the second it came in: two of one name would collide.
    httpx.post(str(late[0].url), content=late[0].content, headers=late[0].headers).raise_for_status()
    foreign = portal.upload(done.dataset, "notice.csv", b"a,b\n1,2\n")
    assert [sent.method for sent in publish(small_desk, dataset=done.dataset).sent] == ["DELETE"]
    held = files(portal, done.dataset)
    assert held.pop(foreign["title"])["id"] == foreign["id"]
    assert sorted(held) == sorted(FEW)
    assert publish(small_desk, dataset=done.dataset).sent == ()


def uploads(writes: list[httpx.Request]) -> int:
    return sum(request.url.path.endswith("/upload/") for request in writes)


def test_a_large_file_is_sent_in_parts_and_replaced_in_parts(
    portal: Producer, small_desk: Settings, editions: Editions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portal_upload, "PART", PART)
    with monkeypatch.context() as patched:
        writes = failing(patched, 10_000, LOST, done=False)
        done = publish(small_desk, organization=portal.organisations[0])
    [large] = [sent.file for sent in done.sent if sent.file and "parts" in sent.file]
    assert large["parts"] == -(-large["size"] // PART) > 2
    assert uploads(writes) == len(FEW) + large["parts"]
    assert all(int(request.headers["content-length"]) < PART + 2000 for request in writes)
    assert_whole(portal, small_desk)
    before = files(portal, done.dataset)
    new_edition(small_desk, editions)
    publish(small_desk, dataset=done.dataset)
    assert_whole(portal, small_desk)
    after = files(portal, done.dataset)
    assert {name: r["latest"] for name, r in after.items()} == {name: r["latest"] for name, r in before.items()}


@pytest.mark.parametrize("done", [True, False])
@pytest.mark.parametrize("error", [LOST, 500])
def test_parts_and_joinings_that_are_lost_leave_one_whole_file(
    error: BaseException | int, done: bool, portal: Producer, small_desk: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portal_upload, "PART", PART)
    planned = publish(small_desk, organization=portal.organisations[0], dry=True).sent
    at = next(number for number, sent in enumerate(planned) if sent.file and "parts" in sent.file)
    parts = planned[at].file["parts"]  # type: ignore[index]
    for number in (at, at + parts - 1, at + parts):
        with monkeypatch.context() as patched:
            failing(patched, number, error, done=done)
            publish(small_desk, organization=portal.organisations[0])
        assert_whole(portal, small_desk)
        portal.remove(datasets(portal)[0]["id"])


def test_killed_between_parts_nothing_half_is_seen(
    portal: Producer, small_desk: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portal_upload, "PART", PART)
    planned = publish(small_desk, organization=portal.organisations[0], dry=True).sent
    at = next(number for number, sent in enumerate(planned) if sent.file and "parts" in sent.file)
    with monkeypatch.context() as patched:
        failing(patched, at + 1, KeyboardInterrupt(), done=True)
        with pytest.raises(KeyboardInterrupt):
            publish(small_desk, organization=portal.organisations[0])
    [dataset] = datasets(portal)
    assert "conventions.duckdb" not in files(portal, dataset["id"])
    assert_whole(portal, small_desk)
