"""The one-line openings of docs/requetes.md: run where the program is, and the CSV is the one they announce."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.publish.exports import export
from pipeline.run import RunReport
from pipeline.settings import ROOT, load_settings

_CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)


def openings() -> dict[str, str]:
    """Return the lines of the page's console block by their program."""
    block = _CONSOLE.search((ROOT / "docs" / "requetes.md").read_text("utf-8"))
    assert block
    return {line.split()[0]: line for line in block[1].splitlines()}


@pytest.mark.parametrize("program", ["python", "duckdb", "Rscript"])
def test_a_line_opens_the_dataset(program: str, sample_dataset: Path, tmp_path: Path) -> None:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    if not shutil.which(program, path=path):
        pytest.skip(f"{program.upper()} IS NOT INSTALLED: its line in docs/requetes.md is not run")
    (tmp_path / "data" / "public").mkdir(parents=True)
    shutil.copyfile(sample_dataset, tmp_path / "data" / "public" / "conventions.duckdb")
    told = subprocess.run(
        ["bash", "-c", openings()[program]], input="SELECT count(*) FROM v_conventions;\n", cwd=tmp_path, text=True,
        capture_output=True, check=True, env={**os.environ, "PATH": path},
    )  # fmt: skip
    assert "9" in told.stdout


def test_the_spreadsheet_line_says_what_the_csv_is(sample_run: tuple[RunReport, Path], tmp_path: Path) -> None:
    """Separator, quote and encoding (76 is UTF-8 to LibreOffice) of the import filter are those of the file."""
    separator, quote, encoding, _ = re.findall(r"CSV:(\d+),(\d+),(\d+),(\d+)", openings()["soffice"])[0]
    (tmp_path / "public").mkdir()
    shutil.copyfile(sample_run[0].dataset, tmp_path / "public" / "conventions.duckdb")
    folder = export(load_settings({"data_dir": tmp_path}, environment={}), force="essai").folder
    text = (folder / "conventions.csv").read_bytes().decode({"76": "utf-8"}[encoding])
    found = csv.Sniffer().sniff(text)
    assert (ord(found.delimiter), ord(found.quotechar or "")) == (int(separator), int(quote))
    rows = list(
        csv.DictReader(text.splitlines(), delimiter=chr(int(separator)), quotechar=chr(int(quote)), strict=True)
    )
    assert len(rows) == 9
    assert all(None not in row and None not in row.values() for row in rows)
    assert all(re.fullmatch(r"|\d{4}-\d{2}-\d{2}", row["date_signature"]) for row in rows)
    assert all(re.fullmatch(r"|\d+(\.\d{1,2})?", row["total_ae"]) for row in rows)
