"""The real portal, started once for all its tests, and a producer who publishes on it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipeline.collect import CollectOptions
from tests.collect.conftest import Desk

ROOT = Path(__file__).resolve().parents[3]
PYTHON = Path(os.environ.get("CONVENTIONS_UDATA_PYTHON", ROOT / ".venv-udata" / "bin" / "python"))
OFFICIAL = Path(os.environ.get("CONVENTIONS_DATAGOUV_PYTHON", ROOT / ".venv-datagouv" / "bin" / "python"))
PATIENCE = 60.0
"""Seconds that the portal may take to answer for the first time."""


class Producer:
    """Publishes through the portal's own API, as a producer's tools do."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.url: str = told["url"]
        self.key: str = told["key"]
        self.stranger: str = told["stranger"]
        """The key of someone who may publish for no organisation."""
        self.organisations: list[str] = told["organisations"]
        self._client = httpx.Client(
            base_url=f"{self.url}/api/1", headers={"X-API-KEY": told["key"]}, timeout=30, trust_env=False
        )

    def dataset(self, title: str, organisation: int = 0) -> str:
        """Create a public dataset and return its id."""
        body = {
            "title": title,
            "description": title,
            "license": "lov2",
            "organization": self.organisations[organisation],
        }
        return str(self._say("POST", "/datasets/", json=body)["id"])

    def read(self, dataset: str) -> dict[str, Any]:
        return self.get(f"/datasets/{dataset}/")

    def get(self, path: str) -> dict[str, Any]:
        """Return what a path of API 1 says to the producer."""
        return self._say("GET", path)

    def edit(self, dataset: str, **changes: object) -> None:
        """Change a dataset; what an edit would otherwise empty is sent again."""
        known = self.read(dataset)
        kept = {key: known[key] for key in ("title", "description", "license", "private", "tags", "temporal_coverage")}
        self._say("PUT", f"/datasets/{dataset}/", json=kept | changes)

    def upload(self, dataset: str, name: str, content: bytes) -> dict[str, Any]:
        """Host a file and return its resource."""
        return self._say("POST", f"/datasets/{dataset}/upload/", files={"file": (name, content)})

    def replace(self, dataset: str, resource: str, name: str, content: bytes) -> dict[str, Any]:
        """Put another file in a resource's place."""
        return self._say("POST", f"/datasets/{dataset}/resources/{resource}/upload/", files={"file": (name, content)})

    def link(self, dataset: str, title: str, url: str, **more: object) -> dict[str, Any]:
        """Announce a file that another host holds."""
        body = {"title": title, "url": url, "filetype": "remote", "type": "main", "format": "pdf"} | more
        return self._say("POST", f"/datasets/{dataset}/resources/", json=body)

    def retitle(self, dataset: str, resource: str, title: str) -> None:
        self._say("PUT", f"/datasets/{dataset}/resources/{resource}/", json={"title": title})

    def remove(self, dataset: str, resource: str | None = None) -> None:
        """Delete a resource, or the dataset."""
        self._say("DELETE", f"/datasets/{dataset}/" + (f"resources/{resource}/" if resource else ""))

    def _say(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        answer = self._client.request(method, path, **more)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else {}


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Producer]:
    """The portal, served by its own software in its own environment."""
    if not PYTHON.exists():
        pytest.skip(f"the real portal is not tested: {PYTHON} is missing, `make test-portal` installs it")
    folder = tmp_path_factory.mktemp("udata")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    state, log = folder / "state.json", (folder / "log").open("wb")
    serve = Path(__file__).with_name("serve.py")
    with subprocess.Popen([PYTHON, serve, str(port), state], stdout=log, stderr=log) as server:
        try:
            yield Producer(_awaited(state, server, folder / "log"))
        finally:
            server.terminate()


def _awaited(state: Path, server: subprocess.Popen[bytes], log: Path) -> dict[str, Any]:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        time.sleep(0.1)
        try:
            told: dict[str, Any] = json.loads(state.read_text())
            httpx.get(f"{told['url']}/api/1/site/", timeout=10, trust_env=False)
        except (OSError, ValueError, httpx.TransportError):
            continue
        return told
    pytest.fail(f"the portal did not start: {log.read_text(errors='replace')[-2000:]}")


@pytest.fixture
def official(portal: Producer, tmp_path: Path) -> Callable[[str], list[dict[str, str]]]:
    """What the portal's own client sees of a dataset: its resources, with the checksums declared and found."""
    if not OFFICIAL.exists():
        pytest.skip(
            f"no cross-check with the portal's own client: {OFFICIAL} is missing, `make test-portal` installs it"
        )
    script = Path(__file__).with_name("official.py")

    def see(dataset: str) -> list[dict[str, str]]:
        command = [OFFICIAL, script, portal.url, dataset, tmp_path]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=PATIENCE)
        told: list[dict[str, str]] = json.loads(done.stdout.splitlines()[-1])
        return told

    return see


@pytest.fixture
def portal_desk(portal: Producer, tmp_path: Path, options: CollectOptions) -> Desk:
    """Someone who collects from that portal, three resources a page."""
    return Desk(tmp_path / "data", replace(options, portal=portal.url, page_size=3))
