"""The rows of the report: what is compared, what was aimed at, what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Cost, Spread, interleaved, ratio
from benchmarks.subjects import SEED, Bench

MISSED = "non atteint"
MANY = 10_000
"""Documents for which what follows the whole job is meant to stay short."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What a figure should be: `bound` at most, or at least."""

    bound: float
    unit: str = "×"
    least: bool = False
    documents: int = 0
    """How many documents it speaks of; fewer say little of it."""
    why: str = ""
    """What the bound is made of, when it is not given."""

    def __str__(self) -> str:
        said = f"{'≥' if self.least else '≤'} {self.bound:g} {self.unit}".replace(".", ",")
        told = self.why or (f"{self.documents:,} documents".replace(",", " ") if self.documents else "")
        return f"{said} ({told})" if told else said

    def met(self, figure: float) -> bool:
        """Tell whether a figure, in the aim's unit, is as it should be."""
        return figure >= self.bound if self.least else figure <= self.bound


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what was found against what was aimed at."""

    what: str
    on: int
    """Documents."""
    aim: Aim
    found: Spread
    note: str = ""
    pages: int = 0

    @property
    def verdict(self) -> str:
        """Whether the median is what was aimed at."""
        if not self.aim.met(self.found.median):
            return MISSED
        return "atteint, sur moins de documents" if self.on < self.aim.documents else "atteint"

    @property
    def figure(self) -> str:
        """What was found, with its unit."""
        whole = self.aim.unit in ("Mio", "%")
        return f"{self.found.median:.0f} {self.aim.unit}" if whole else f"{self.found} {self.aim.unit}"

    @property
    def subject(self) -> str:
        """What it was measured on."""
        return f"{self.on} documents" + (f", {self.pages} pages" if self.pages else "")


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
    on = len(files)
    spacy = "spaCy importé" if imported else "spaCy non importé"
    times = ratio(found, "ours", "pdftotext")
    rows = [
        Row("chaîne entière (1 processus) / `pdftotext -layout`", on, Aim(4), times, pages=pages),
        Row("rien de nouveau", on, Aim(2, "s", documents=MANY), _spread(again), spacy, pages),
        Row(
            "chargement et contrôles, démarrage compris", on, Aim(30, "s", documents=MANY), _spread(loads), pages=pages
        ),
        Row("mémoire : processus principal", on, Aim(400, "Mio"), Spread((point.main_mib,)), pages=pages),
        Row("mémoire : chaque lecteur", on, Aim(300, "Mio"), Spread((point.worker_mib,)), pages=pages),
    ]
    return rows, point


def later_runs(bench: Bench, files: list[Path], before: Point) -> Iterator[Row]:
    """One more document, then changed rules, on the data folder `one`, which knows all the others."""
    folder, on = bench.data_dir("one", empty=False), len(files)
    source = bench.source("all", [*files, *bench.documents(1, seed=SEED + 1)])
    full = before.whole * before.pages / 1000
    due = 1.5 * before.again + full / before.documents + before.load - before.again
    why = "1,5 × rien de nouveau + le document + la publication"
    one_more = bench.run(source, folder)
    yield Row("un document de plus", on, Aim(round(due, 2), "s", why=why), Spread((one_more.cpu,)))

    def changed(*, data: bool = False, turned: str | None = None) -> Spread:
        rules = bench.changed_rules(data=data, turned=turned)
        return Spread((100 * bench.run(source, folder, rules=rules).cpu / full,))

    none = "rien n'est relu ; les réponses des motifs sont comparées : aucune ne diffère"
    some = "sont extraits de nouveau les documents où la règle modifiée compte ; celle qui s'ajoute n'y trouve rien"
    one_by_one = "famille dont les règles sont demandées une à une"
    as_one = "famille demandée en bloc : elle répond dans l'ordre du texte"
    yield Row("motifs modifiés / tout refaire", on, Aim(40, "%"), changed(), none)
    yield Row("donnée d'une règle modifiée, règle ajoutée / tout refaire", on, Aim(40, "%"), changed(data=True), some)
    for family, remark in (("clauses", one_by_one), ("montants_sens", as_one)):
        share = changed(data=True, turned=family)
        yield Row(f"règles de `{family}` dans un autre ordre / tout refaire", on, Aim(40, "%"), share, remark)


def naive_script(bench: Bench, files: list[Path], rounds: int) -> Row:
    """The script a user would write against the whole job. Leaves `naive.duckdb` and the data folder `same`."""
    source = bench.source("same", files)

    def ours() -> Cost:
        return bench.run(source, bench.data_dir("same"))

    found = interleaved(rounds, {"naive": lambda: bench.naive(files), "ours": ours})
    cpu = f"{_spread(found['naive'])} s contre {_spread(found['ours'])} s"
    return Row("script d'usage / chaîne entière", len(files), Aim(20, least=True), ratio(found, "naive", "ours"), cpu)


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
        len(files),
        Aim(20, least=True),
        ratio(found, "pdfplumber", "drawn"),
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
        len(files),
        Aim(1.8, least=True),
        ratio(found, "one", "two", "wall"),
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
        len(files),
        Aim(0.85, least=True),
        ratio(found, "local", "cluster", "wall"),
        f"temps de processeur, ordonnanceur et démarrage des ouvriers compris : {more} ×",
    )


def scanned_pages(bench: Bench, files: list[Path], rounds: int) -> Iterator[Row]:
    """Scans: our `read` stage, without and with the second reader, against bare Tesseract on the same pages."""
    subjects = {who: (lambda who=who: bench.scans(files, who)) for who in ("first", "ours", "bare")}
    found = interleaved(rounds, subjects)
    rows = {"first": ("premier lecteur seul", Aim(1.15)), "ours": ("pages numérisées, second lecteur", Aim(1.5))}
    for who, (what, aim) in rows.items():
        said = "démarrage déduit des deux"
        yield Row(f"{what} / `tesserocr` nu", len(files) - 1, aim, ratio(found, who, "bare"), said)


def _median(costs: list[Cost]) -> float:
    return _spread(costs).median


def _spread(costs: list[Cost]) -> Spread:
    return Spread(tuple(one.cpu for one in costs))
