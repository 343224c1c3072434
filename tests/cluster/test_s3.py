"""A store at an S3 address, served by a local S3 server: the same dataset, nothing shared but the store."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.run import run
from pipeline.settings import ROOT
from tests.cluster.machines import cluster
from tests.robustness.desk import NATIVE, Desk, fill

SERVER = Path(os.environ.get("CONVENTIONS_MOTO_SERVER", ROOT / ".venv-s3" / "bin" / "moto_server"))
BUCKET = "depot"


@pytest.fixture
def s3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an S3 server that has one empty bucket; what a client must know is in the environment."""
    if not SERVER.is_file():
        pytest.skip(f"NO STORE AT AN S3 ADDRESS IS TESTED: {SERVER} is missing, `make test-s3` installs it")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    known = {"ENDPOINT_URL": address, "ACCESS_KEY_ID": "k", "SECRET_ACCESS_KEY": "s", "REGION": "us-east-1"}
    for name, value in (known | {"ALLOW_HTTP": "true"}).items():
        monkeypatch.setenv(f"AWS_{name}", value)
    with (tmp_path / "s3.log").open("wb") as log:
        server = subprocess.Popen([SERVER, "-H", "127.0.0.1", "-p", str(port)], stdout=log, stderr=log)
    try:
        _create(f"{address}/{BUCKET}")
        yield address
    finally:
        server.kill()
        server.wait()


def _create(bucket: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with contextlib.suppress(OSError), urllib.request.urlopen(urllib.request.Request(bucket, method="PUT")):
            return
        time.sleep(0.2)
    pytest.fail("the S3 server did not start")


def test_a_store_at_an_s3_address_makes_the_same(s3: str, tmp_path: Path) -> None:
    alone = Desk(fill(tmp_path / "source"), tmp_path / "seul")
    run(alone.settings(), until="collect")
    desk = alone.copy(tmp_path / "data")
    run(alone.settings())
    with cluster(tmp_path / "machines", workers=1) as machines:
        report = run(desk.settings(cluster=machines.address, store=f"s3://{BUCKET}/conventions"))
    assert report.nouveaux == len(NATIVE)
    assert desk.content() == alone.content()
    listed = urllib.request.urlopen(f"{s3}/{BUCKET}?list-type=2").read().decode()
    assert listed.count("<Key>conventions/raw/") == len(NATIVE)
    assert listed.count("<Key>conventions/work/read/") == len(NATIVE) - 1, "one cannot be read"
    assert "/parts/" not in listed


def test_a_bucket_that_refuses_is_one_line(s3: str, tmp_path: Path) -> None:
    desk = Desk(fill(tmp_path / "source", NATIVE[1:2]), tmp_path / "data")
    with cluster(tmp_path / "machines", workers=1) as machines:
        done = desk.run("run", "--quiet", "--cluster", machines.address, "--store", "s3://nulle-part/conventions")
    assert done.code == 1
    assert done.err.startswith("conventions: le dépôt s3://nulle-part/conventions ne peut être lu ou écrit")
    assert len(done.err.splitlines()) == 1, done.err
