"""What the tests of robustness share: real runs of the command in processes of their own, and datasets to compare."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipeline.settings import ROOT, Settings, load_settings

SAMPLE = ROOT / "data" / "sample"
NATIVE = (
    "arrete-hors-perimetre.pdf",
    "avenant-a-la-delegation.pdf",
    "delegation-deux-exercices.pdf",
    "fichier-endommage.pdf",
    "retablissement-de-credits.pdf",
)
"""Samples with a text layer: quick to read, and one of each outcome."""

OF_THE_RUN: dict[str, tuple[str, ...]] = {
    "documents": ("collecte_le",),
    "couverture": ("depuis",),
    "executions": ("*",),
}
"""Columns that tell of the run, not of the documents: when bytes came, since when a step is reached, which runs were."""


@dataclass(frozen=True)
class Done:
    """How a run of the command ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Desk:
    """A folder of documents, a data folder, and the command at work between them."""

    source: Path
    data: Path

    @property
    def dataset(self) -> Path:
        return self.data / "public" / "conventions.duckdb"

    @property
    def parquet(self) -> Path:
        return self.data / "public" / "conventions-parquet"

    @property
    def construction(self) -> Path:
        """Where the load builds, while it builds."""
        return self.data / "public" / ".conventions.duckdb.construction"

    def start(self, verb: str = "run", *flags: str, **options: Any) -> subprocess.Popen[str]:
        """Start the command, in a session of its own."""
        command = [sys.executable, "-m", "pipeline", verb, "--data-dir", str(self.data)]
        if verb not in ("query", "show", "status", "export", "site"):
            command += ["--source", str(self.source), "--jobs", "2"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
        return subprocess.Popen(
            [*command, *flags],
            env=environment, text=True, start_new_session=True,
            **{"cwd": ROOT, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
        )  # fmt: skip

    def run(self, verb: str = "run", *flags: str, **options: Any) -> Done:
        """Run the command to its end."""
        running = self.start(verb, *flags, **options)
        out, err = running.communicate(timeout=300)
        return Done(running.returncode, out, err)

    def settings(self, **changed: Any) -> Settings:
        """Return the settings of the same run, for the library."""
        return load_settings(
            {"sources": [str(self.source)], "data_dir": self.data, "jobs": 2, **changed}, environment={}
        )

    def copy(self, data: Path) -> Desk:
        """Return a desk on the same source whose data folder is a copy of this one."""
        if self.data.is_dir():
            shutil.copytree(self.data, data, symlinks=True)
        return Desk(self.source, data)

    def content(self) -> dict[str, str]:
        """Return a digest for every table: of its Parquet file's bytes, or of its rows without `OF_THE_RUN`."""
        return {path.stem: _digest(path) for path in sorted(self.parquet.glob("*.parquet"))}

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the answer of the published dataset."""
        with duckdb.connect(str(self.dataset), read_only=True) as con:
            return con.execute(sql).fetchall()

    def check_whole(self) -> None:
        """Assert that what is published is whole: every table of the dataset and its Parquet file can be read."""
        with duckdb.connect(str(self.dataset), read_only=True) as con:
            for (table,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall():
                con.execute(f"SELECT count(COLUMNS(*)) FROM {table}").fetchall()
        for path in self.parquet.glob("*.parquet"):
            duckdb.sql(f"SELECT count(COLUMNS(*)) FROM '{path}'").fetchall()


def fill(source: Path, names: tuple[str, ...] = NATIVE) -> Path:
    """Put samples into a folder."""
    source.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copy2(SAMPLE / name, source / name)
    return source


def _digest(path: Path) -> str:
    hidden = OF_THE_RUN.get(path.stem)
    if hidden is None:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    if hidden == ("*",):
        return ""
    rows = duckdb.sql(f"SELECT * EXCLUDE ({', '.join(hidden)}) FROM '{path}'").fetchall()
    return hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest()
