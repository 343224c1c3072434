"""The package that `pip install` makes, away from the checkout: it carries what its code reads."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pipeline.settings import ROOT
from tests.conftest import SAMPLE

BUILT_FROM = ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE", "pipeline", "rules")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder where the wheel is unpacked, as pip does."""
    place = tmp_path_factory.mktemp("paquet")
    source = place / "source"
    source.mkdir()
    for name in BUILT_FROM:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, source / name)
    build = ["pip", "wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(place)]
    subprocess.run([sys.executable, "-m", *build, str(source)], check=True)
    (wheel,) = place.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place / "installe")
    return place / "installe"


def test_the_package_holds_every_file_that_its_code_reads(installed: Path) -> None:
    def held(folder: Path) -> set[str]:
        return {
            path.relative_to(folder).as_posix()
            for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }

    assert held(installed / "pipeline") - {f"rules/{name}" for name in held(ROOT / "rules")} == held(ROOT / "pipeline")
    assert held(installed / "pipeline" / "rules") == held(ROOT / "rules")


def test_the_installed_package_works_in_the_current_folder(installed: Path, tmp_path: Path) -> None:
    shutil.copy2(SAMPLE / "delegation-deux-exercices.pdf", tmp_path)

    def conventions(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pipeline", *arguments],
            cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(installed)}, capture_output=True, text=True, timeout=300,
        )  # fmt: skip

    done = conventions("run", "--source", "delegation-deux-exercices.pdf", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    assert conventions("query", "SELECT count(*) AS n FROM conventions", "--json").stdout == '{"n": 1}\n'
    assert conventions("site").returncode == 0
    assert (tmp_path / "data" / "public" / "site" / "index.html").is_file()
