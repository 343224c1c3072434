"""What is measured: each subject is a command run on generated documents, with the cost of all its processes."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from benchmarks.measure import Cost, cost

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve().parent
PYTHON = Path(sys.executable)
SEED = 6
_QUIET_RUN = """
import sys
from pipeline.cli import cli
try:
    cli(sys.argv[1:], standalone_mode=False)
finally:
    sys.stdout.write("spacy" if "spacy" in sys.modules else "")
"""


@dataclass(frozen=True)
class Bench:
    """A folder to work in, and the Python of the naive script."""

    work: Path
    naive_python: Path

    def documents(self, count: int, look: str = "native", seed: int = SEED) -> list[Path]:
        """Generate the first `count` documents of a look (the same bytes each time) and return them by name."""
        folder = self.work / (f"{look}-{count}" if seed == SEED else f"{look}-{count}-{seed}")
        if not (folder / "complete").exists():
            shutil.rmtree(folder, ignore_errors=True)
            arguments = ("--out", folder, "--count", count, "--seed", seed, "--looks", look)
            cost([PYTHON, "-m", "tests.generator", *map(str, arguments)], cwd=ROOT)
            (folder / "complete").touch()
        return sorted(folder.glob("*.pdf"))

    def gold(self, count: int) -> Path:
        """Where the truth of the native documents lies."""
        return self.work / f"native-{count}" / "gold"

    def data_dir(self, name: str, *, empty: bool = True) -> Path:
        """Return a data folder of this bench, emptied first unless told otherwise."""
        folder = self.work / "data" / name
        if empty:
            shutil.rmtree(folder, ignore_errors=True)
        return folder

    def source(self, name: str, files: list[Path]) -> Path:
        """Return a folder that holds these files alone (linked, not copied)."""
        folder = self.work / "sources" / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for file in files:
            os.link(file, folder / file.name)
        return folder

    def run(self, source: Path, data_dir: Path, *, jobs: int = 1, rules: Path | None = None) -> Cost:
        """`conventions run`, its start-up included."""
        flags = ("run", "--quiet", "--source", source, "--data-dir", data_dir, "--jobs", str(jobs))
        home = self.work / "cwd"
        home.mkdir(exist_ok=True)
        (home / "conventions.toml").write_text(f'rules_dir = "{rules or ROOT / "rules"}"\n', encoding="utf-8")
        return cost([PYTHON, "-c", _QUIET_RUN, *flags], cwd=home, output=self.work / "imported")

    @property
    def spacy_imported(self) -> bool:
        """Tell whether the main process of the last run imported spaCy."""
        return (self.work / "imported").read_text("utf-8").endswith("spacy")

    def changed_rules(self, *, data: bool = False, turned: str | None = None) -> Path:
        """Return a copy of the rules with another spelling of a month, which dozens of patterns hold.

        With `data`, a datum has changed besides that counts in three documents of ten (of a rule's data, the mean one
        does in a quarter of them, the median in none), and a rule has come that matches nowhere; the rules of the
        family `turned` are in the other order, last first.
        """
        folder = self.work / "rules"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(ROOT / "rules", folder)
        atoms = folder / "patterns" / "atoms.yml"
        atoms.write_text(atoms.read_text("utf-8").replace("|mars|", "|mars|mrs|"), encoding="utf-8")
        if data:
            with _family(folder, "clauses") as rules:
                [rule] = [rule for rule in rules if rule["id"] == "clauses.effet_date"]
                rule["data"] = rule.get("data", {}) | {"mesure": True}
            with _family(folder, "montants_sens") as rules:
                rules.append({**rules[0], "id": "montants.mesure", "pattern": "(?!)"})
        if turned:
            with _family(folder, turned) as rules:
                rules.reverse()
        return folder

    def pdftotext(self, files: list[Path]) -> Cost:
        """`pdftotext -layout`, a process a file as a user would start it."""
        loop = 'for file; do pdftotext -layout "$file" /dev/null; done'
        return cost(["sh", "-c", loop, "pdftotext", *files])

    def naive(self, files: list[Path]) -> Cost:
        """The naive script, into `naive.duckdb`."""
        target = self.work / "naive.duckdb"
        target.unlink(missing_ok=True)
        return cost([self.naive_python, HERE / "naive.py", target, *files])

    def tables(self, files: list[Path], who: str) -> tuple[Cost, int]:
        """Tables by `who` ('pdfplumber', or ours: 'drawn' or 'all'): the cost beyond the first file's, and the rows."""
        output = self.work / "rows"
        command: list[str | Path] = [PYTHON, "-m", "benchmarks.tables_ours", who]
        if who == "pdfplumber":
            command = [self.naive_python, HERE / "tables_pdfplumber.py"]
        return _beyond_first(command, files, output), int(output.read_text("utf-8"))

    def scans(self, files: list[Path], who: str) -> Cost:
        """Scanned pages by `who` ('bare', 'first' or 'ours'): the cost beyond the first file's."""
        return _beyond_first([PYTHON, "-m", "benchmarks.scans", who], files, self.work / "scans")

    def pool(self, source: Path, data_dir: Path, who: str) -> Cost:
        """A run on two workers: `who` is 'local' or 'cluster'. The clock is the run's, the rest is everybody's."""
        output = self.work / "seconds"
        spent = cost([PYTHON, "-m", "benchmarks.pools", who, source, data_dir], cwd=ROOT, output=output)
        return replace(spent, wall=float(output.read_text("utf-8")))

    def stages(self, files: list[Path]) -> str:
        """Return the JSON of `benchmarks.stages`."""
        output = self.work / "stages.json"
        cost([PYTHON, "-m", "benchmarks.stages", *files], cwd=ROOT, output=output)
        return output.read_text("utf-8")

    def forget_publication(self, data_dir: Path) -> None:
        """Leave the caches and forget that the dataset stands: the next run only loads and checks."""
        for state in (data_dir / "work").glob("published-*.json"):
            state.unlink()


@contextlib.contextmanager
def _family(folder: Path, name: str) -> Iterator[list[dict[str, Any]]]:
    """Give a family of rules to change, then write it back."""
    path = folder / "patterns" / f"{name}.yml"
    family = yaml.safe_load(path.read_text("utf-8"))
    yield family["rules"]
    path.write_text(yaml.safe_dump(family, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _beyond_first(command: list[str | Path], files: list[Path], output: Path) -> Cost:
    """Return what a command costs on files, less what it costs on the first: starting up is paid once a worker."""
    start = cost([*command, files[0]], cwd=ROOT, output=output)
    whole = cost([*command, *files], cwd=ROOT, output=output)
    return replace(whole, cpu=whole.cpu - start.cpu, wall=whole.wall - start.wall)
