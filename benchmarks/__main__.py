"""`make bench`: measure, print, write docs/performance.md.    python -m benchmarks --naive-python PYTHON [--full]"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import rows as measured
from benchmarks.rows import Point, Row
from benchmarks.subjects import ROOT, Bench

SIZES = (10, 100, 300)
FULL = (100, 1_000, 10_000)
SCRIPTED = 550
"""Documents given to the naive script: more than 1,500 pages, so that nobody's start-up counts for much."""
COMPARED = 100
"""Documents given to the other tools that take their time."""
POOLED = 500
"""Documents given to two workers, and to a cluster of two."""
SCANS = 3


def main() -> None:
    """Parse the command line, measure, and write what was found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--naive-python", type=Path, required=True, help="a Python with benchmarks/requirements.txt")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "bench", help="where documents and results lie")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs", help="where performance.md is written")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N")
    parser.add_argument("--full", action="store_true", help=f"N = {', '.join(map(str, FULL))}, one round of each")
    args = parser.parse_args()
    if shutil.which("pdftotext") is None:
        sys.exit("bench: pdftotext is needed: sudo apt-get install poppler-utils")
    args.work.mkdir(parents=True, exist_ok=True)
    bench = Bench(args.work.absolute(), args.naive_python.absolute())
    sizes, rounds = (FULL, 1) if args.full else (tuple(args.sizes), args.rounds)
    report(bench, sizes, rounds, args.docs)


def report(bench: Bench, sizes: tuple[int, ...], rounds: int, docs: Path) -> None:
    """Measure everything, then write the page: what draws and queries is imported last, it would weigh on memory."""
    points: list[Point] = []
    rows: list[Row] = []
    for row in measures(bench, sizes, rounds, points):
        print(f"{row.what} [{row.subject}] : {row.figure} (visé {row.aim} : {row.verdict}) {row.note}", flush=True)
        rows.append(row)
    files = bench.documents(sizes[-1])
    stages = json.loads(bench.stages(_spread(files)))
    from benchmarks.accuracy import scores
    from benchmarks.page import draw, page, with_missed

    whole = points[-1]
    stages.pop("pages")
    stages["chargement"] = 1000 * (whole.load - whole.again) / whole.pages
    stages["le reste (collecte, processus, démarrage)"] = max(0.0, whole.whole - sum(stages.values()))
    ours = bench.data_dir("same", empty=False) / "public" / "conventions.duckdb"
    accuracy = scores(bench.work / "naive.duckdb", ours, bench.gold(sizes[-1]), _spread(files, SCRIPTED))
    draw(points, docs / "performance.svg")
    text = page(rows, points, stages, accuracy, "performance.svg")
    (docs / "performance.md").write_text(text, encoding="utf-8")
    if (readme := docs.parent / "README.md").is_file():
        readme.write_text(with_missed(readme.read_text("utf-8"), text), encoding="utf-8")
    print(text)


def measures(bench: Bench, sizes: tuple[int, ...], rounds: int, points: list[Point]) -> Iterator[Row]:
    """Yield the rows as they are measured; `points` receives the curves."""
    files: list[Path] = []
    for size in sizes:
        files = bench.documents(size)
        found, point = measured.whole_job(bench, files, rounds, _pages(files))
        points.append(point)
        if size == sizes[-1]:
            yield from found
    yield from measured.later_runs(bench, files, points[-1])
    yield measured.naive_script(bench, _spread(files, SCRIPTED), rounds)
    yield measured.tables_alone(bench, _spread(files), rounds)
    yield measured.two_workers(bench, _spread(files, POOLED), rounds)
    yield measured.cluster(bench, _spread(files, POOLED), rounds)
    yield from measured.scanned_pages(bench, bench.documents(SCANS, "scan"), min(rounds, 2))


def _spread(files: list[Path], count: int = COMPARED) -> list[Path]:
    """Return at most `count` of the files, taken evenly: their names begin with their kind."""
    taken = min(count, len(files))
    return [files[i * len(files) // taken] for i in range(taken)]


def _pages(files: list[Path]) -> int:
    import pypdfium2

    total = 0
    for file in files:
        with pypdfium2.PdfDocument(file) as document:
            total += len(document)
    return total


if __name__ == "__main__":
    main()
