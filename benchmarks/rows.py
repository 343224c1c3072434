"""The rows of the report: what is compared, what was aimed at, what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Cost, Spread, interleaved, ratio
from benchmarks.subjects import SEED, Bench


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: `found` against `aim` (both as text; a ratio unless a unit is given)."""

    what: str
    on: str
    aim: str
    found: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """What was measured on N documents: milliseconds of processor a page, seconds, MiB."""

    documents: int
    pages: int
    whole: float
    """Whole job, ms a page, start-up included."""
    pdftotext: float
    again: float
    """A run with nothing new, seconds of processor."""
    load: float
    """Load and checks alone, seconds of processor, start-up included."""
    main_mib: float
    worker_mib: float


def whole_job(bench: Bench, files: list[Path], rounds: int, pages: int) -> tuple[list[Row], Point]:
    """The whole job with one worker against pdftotext, then what runs after it cost. Leaves the data folder `one`."""
    source = bench.source("all", files)

    def fresh() -> Cost:
        return bench.run(source, bench.data_dir("one"))

    found = interleaved(rounds, {"ours": fresh, "pdftotext": lambda: bench.pdftotext(files)})
    data = bench.data_dir("one", empty=False)
    again = [bench.run(source, data) for _ in range(rounds)]
    imported = bench.spacy_imported
    loads = []
    for _ in range(rounds):
        bench.forget_publication(data)
        loads.append(bench.run(source, data))
    every = [*found["ours"], *again, *loads]
    point = Point(
        documents=len(files),
        pages=pages,
        whole=1000 * _median(found["ours"]) / pages,
        pdftotext=1000 * _median(found["pdftotext"]) / pages,
        again=_median(again),
        load=_median(loads),
        main_mib=max(one.main_mib for one in every),
        worker_mib=max(one.worker_mib for one in every),
    )
    on = f"{len(files)} documents, {pages} pages"
    spacy = "spaCy importé" if imported else "spaCy non importé"
    rows = [
        Row(
            "chaîne entière (1 processus) / `pdftotext -layout`", on, "≤ 4 ×", f"{ratio(found, 'ours', 'pdftotext')} ×"
        ),
        Row("rien de nouveau", on, "≤ 2 s (10 000 documents)", f"{_seconds(again)} s", spacy),
        Row("chargement et contrôles, démarrage compris", on, "≤ 30 s (10 000 documents)", f"{_seconds(loads)} s"),
        Row("mémoire : processus principal", on, "≤ 400 Mio", f"{point.main_mib:.0f} Mio"),
        Row("mémoire : chaque lecteur", on, "≤ 300 Mio", f"{point.worker_mib:.0f} Mio"),
    ]
    return rows, point


def later_runs(bench: Bench, files: list[Path], full: float) -> Iterator[Row]:
    """One more document, then changed rules, on the data folder `one`, which knows all the others."""
    data, on = bench.data_dir("one", empty=False), f"{len(files)} documents"
    source = bench.source("all", [*files, *bench.documents(1, seed=SEED + 1)])
    one_more = bench.run(source, data)
    yield Row(
        "un document de plus", on, "≤ 1,5 × rien de nouveau + le document + la publication", f"{one_more.cpu:.2f} s"
    )
    changed = bench.run(source, data, rules=bench.changed_rules())
    yield Row("règles modifiées / tout refaire", on, "≤ 40 %", f"{changed.cpu / full:.0%}", "rien n'est relu")


def naive_script(bench: Bench, files: list[Path], rounds: int) -> Row:
    """The script a user would write against the whole job. Leaves `naive.duckdb` and the data folder `same`."""
    source = bench.source("same", files)

    def ours() -> Cost:
        return bench.run(source, bench.data_dir("same"))

    found = interleaved(rounds, {"naive": lambda: bench.naive(files), "ours": ours})
    cpu = f"{_seconds(found['naive'])} s contre {_seconds(found['ours'])} s"
    return Row(
        "script d'usage / chaîne entière",
        f"{len(files)} documents",
        "≥ 20 ×",
        f"{ratio(found, 'naive', 'ours')} ×",
        cpu,
    )


def tables_alone(bench: Bench, files: list[Path], rounds: int) -> Row:
    """Drawn tables, which are what pdfplumber looks for, by both; and our whole `read` stage beside them."""
    counts: dict[str, int] = {}

    def subject(who: str) -> Callable[[], Cost]:
        def measured() -> Cost:
            spent, counts[who] = bench.tables(files, who)
            return spent

        return measured

    found = interleaved(rounds, {who: subject(who) for who in ("pdfplumber", "drawn", "all")})
    note = (
        f"{counts['drawn']} lignes de tableaux contre {counts['pdfplumber']} ; toute notre lecture, tableaux sans "
        f"traits compris : {ratio(found, 'pdfplumber', 'all')} ×, {counts['all']} lignes ; démarrage déduit des deux"
    )
    return Row(
        "tableaux tracés : pdfplumber / les nôtres",
        f"{len(files)} documents",
        "≥ 20 ×",
        f"{ratio(found, 'pdfplumber', 'drawn')} ×",
        note,
    )


def two_workers(bench: Bench, files: list[Path], rounds: int) -> Row:
    """One worker against two, on the clock: the only row that other work on the machine can spoil."""
    source = bench.source("all", files)

    def run(jobs: int) -> Callable[[], Cost]:
        return lambda: bench.run(source, bench.data_dir(f"jobs-{jobs}"), jobs=jobs)

    found = interleaved(rounds, {"one": run(1), "two": run(2)})
    more = ratio(found, "two", "one")
    return Row(
        "deux processus contre un (horloge)",
        f"{len(files)} documents",
        "≥ 1,8 ×",
        f"{ratio(found, 'one', 'two', 'wall')} ×",
        f"temps de processeur à deux : {more} × celui d'un seul",
    )


def cluster(bench: Bench, files: list[Path], rounds: int) -> Row:
    """Two processes of this machine against two workers of a cluster on it, on the clock, as `two_workers`."""
    source = bench.source("all", files)
    subjects = {who: (lambda who=who: bench.pool(source, bench.data_dir(who), who)) for who in ("local", "cluster")}
    found = interleaved(rounds, subjects)
    more = ratio(found, "cluster", "local")
    return Row(
        "cluster de deux ouvriers sur cette machine, vitesse / deux processus (horloge)",
        f"{len(files)} documents",
        "≥ 0,85 ×",
        f"{ratio(found, 'local', 'cluster', 'wall')} ×",
        f"temps de processeur, ordonnanceur et démarrage des ouvriers compris : {more} ×",
    )


def scanned_pages(bench: Bench, files: list[Path], rounds: int) -> Iterator[Row]:
    """Scans: our `read` stage, without and with the second reader, against bare Tesseract on the same pages."""
    subjects = {who: (lambda who=who: bench.scans(files, who)) for who in ("first", "ours", "bare")}
    found = interleaved(rounds, subjects)
    on = f"{len(files) - 1} documents"
    rows = {"first": ("premier lecteur seul", "≤ 1,15 ×"), "ours": ("pages numérisées, second lecteur", "≤ 1,5 ×")}
    for who, (what, aim) in rows.items():
        yield Row(f"{what} / `tesserocr` nu", on, aim, f"{ratio(found, who, 'bare')} ×", "démarrage déduit des deux")


def _median(costs: list[Cost]) -> float:
    return Spread(tuple(one.cpu for one in costs)).median


def _seconds(costs: list[Cost]) -> str:
    return str(Spread(tuple(one.cpu for one in costs)))
