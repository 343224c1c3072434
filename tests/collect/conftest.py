"""What the collect tests share: a data folder, PDFs small enough to write by hand, options without patience."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.collect import Collection, CollectOptions, Couverture, collect

START = dt.datetime(2031, 3, 1, 6, tzinfo=dt.UTC)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "portal: against the real portal's software (make test-portal)")


def pdf(text: str = "convention", size: int = 0) -> bytes:
    """Return bytes that are a PDF as far as collecting is concerned: they are stored, not read."""
    body = f"%PDF-1.7\n% {text}\n".encode() + b"\xe2\xe3\xcf\xd3\n"
    return body + b"0" * max(0, size - len(body) - 6) + b"\n%%EOF"


class Desk:
    """Someone who collects, run after run, a day apart, into one data folder."""

    def __init__(self, data_dir: Path, options: CollectOptions) -> None:
        self.data_dir, self.options, self.day = data_dir, options, 0

    def collect(self, *sources: str | Path, **changed: object) -> Collection:
        """Collect as `collect` does, one day later than the last time, and close the ledger behind."""
        self.day += 1
        options = replace(self.options, now=START + dt.timedelta(days=self.day), **changed)  # type: ignore[arg-type]
        with collect([str(source) for source in sources], data_dir=self.data_dir, options=options) as collection:
            self.rows = collection.ledger.couverture(collection.sources)
        return collection

    def row(self, ressource_id: str | None = None) -> Couverture:
        """Return the ledger's row of a resource, or its only one."""
        (row,) = [row for row in self.rows if ressource_id in (None, row.ressource_id)]
        return row


def kinds(collection: Collection) -> list[str]:
    """Return what happened to each resource."""
    return [change.kind for change in collection.changes]


def labels(collection: Collection) -> list[str]:
    """Return the documents' file names."""
    return [document.fichier for document in collection.documents]


@pytest.fixture
def options() -> CollectOptions:
    return CollectOptions(
        portal="http://127.0.0.1:9",
        rate=1000.0,
        remote_rate=1000.0,
        wait_initial=0.01,
        wait_max=0.05,
        attempts=3,
        connect_timeout=5.0,
        read_timeout=5.0,
        total_timeout=20.0,
        quiet_days=36_500,
    )


@pytest.fixture
def desk(tmp_path: Path, options: CollectOptions) -> Desk:
    return Desk(tmp_path / "data", options)


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """A folder with the given files; calling it again adds to it."""

    def write(**files: bytes) -> Path:
        root = tmp_path / "source"
        root.mkdir(exist_ok=True)
        for name, content in files.items():
            path = root / name.replace("__", "/").replace("_pdf", ".pdf").replace("_zip", ".zip")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return root

    return write


def messages(collection: Collection) -> Sequence[str]:
    """Return the codes of the warnings."""
    return [notice.code for notice in collection.warnings]


@pytest.fixture
def packed() -> bytes:
    """A ZIP of two PDFs and a text."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("dossier/a.pdf", pdf("a"))
        archive.writestr("dossier/b.pdf", pdf("b"))
        archive.writestr("lisez.txt", "Bonjour.\n")
    return target.getvalue()
