"""Hostile files: each is a row that says what came of it, the others are read, memory and time stay bounded."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.robustness import hostile
from tests.robustness.desk import Desk, Done, fill

SECONDS, MEMORY_MIB = 10, 768
SETTINGS = f"document_seconds = {SECONDS}\ndocument_memory_mib = {MEMORY_MIB}\n"
MIB = 1 << 20

READ = {"actif", "chiffre-sans-mot-de-passe", "en-tete-decale", "tables-en-boucle"}
"""Those that are read in spite of all."""
SAYS = {
    "dix-mille-pages": "10000 pages",
    "image-immense": "50000 × 50000 pixels",
    "chiffre": "mot de passe",
    "sans-page": "sans aucune page",
    "zero-octet": "fichier vide",
    "html": "page HTML",
    "trois-cents-mo": "au-delà de la taille permise",
}
"""What the row of some of them says."""


@dataclass
class Peak:
    """The most memory (resident bytes) that one process of a session held, and how many processes it had."""

    session: int
    worst: int = 0
    processes: set[int] = field(default_factory=set)
    over: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        while not self.over.wait(0.05):
            for stat in Path("/proc").glob("[0-9]*/stat"):
                try:
                    fields = stat.read_text().rpartition(")")[2].split()
                except OSError:
                    continue
                if int(fields[3]) == self.session:
                    self.processes.add(int(stat.parent.name))
                    self.worst = max(self.worst, int(fields[21]) * 4096)


@dataclass(frozen=True)
class Outcome:
    done: Done
    rows: dict[str, dict[str, Any]]
    seconds: float
    peak: Peak


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """One run over all of them and a sound document."""
    root = tmp_path_factory.mktemp("hostile")
    source = fill(root / "source", (hostile.WHOLE,))
    for name, make in hostile.MADE.items():
        (source / f"{name}.pdf").write_bytes(make())
    hostile.sparse(source / "trois-cents-mo.pdf", 300 * MIB)
    (root / "conventions.toml").write_text(SETTINGS)
    desk = Desk(source, root / "data")
    since = time.monotonic()
    with desk.start(cwd=root) as running:
        peak = Peak(running.pid)
        watcher = threading.Thread(target=peak.watch)
        watcher.start()
        out, err = running.communicate(timeout=600)
        peak.over.set()
        watcher.join()
    seconds = time.monotonic() - since
    assert running.returncode == 3, err
    found = desk.query("SELECT fichier, statut, erreur, nb_pages FROM documents ORDER BY fichier")
    rows = {name.removesuffix(".pdf"): {"statut": s, "erreur": e, "pages": n} for name, s, e, n in found}
    return Outcome(Done(running.returncode, out, err), rows, seconds, peak)


def test_every_one_is_a_row_that_says_why(outcome: Outcome) -> None:
    for name, row in outcome.rows.items():
        print(f"{name:28} {row['statut']:15} {row['erreur'] or ''}")
    assert set(outcome.rows) == {*hostile.MADE, "trois-cents-mo", hostile.WHOLE.removesuffix(".pdf")}
    for name, row in outcome.rows.items():
        assert row["statut"] in ("extrait", "hors_perimetre", "illisible"), name
        assert (row["statut"] == "illisible") == bool(row["erreur"]), name
        assert "\n" not in (row["erreur"] or ""), name
        assert "erreur inattendue" not in (row["erreur"] or ""), name


def test_what_can_be_read_is_read(outcome: Outcome) -> None:
    assert outcome.rows[hostile.WHOLE.removesuffix(".pdf")]["statut"] == "extrait"
    assert {name for name in READ if outcome.rows[name]["statut"] == "illisible"} == set()


def test_the_row_says_which_limit_was_met(outcome: Outcome) -> None:
    for name, words in SAYS.items():
        assert words in outcome.rows[name]["erreur"], name


def test_the_run_goes_on_without_a_stack_trace(outcome: Outcome) -> None:
    assert "Traceback" not in outcome.done.err
    assert outcome.done.err.count("illisible : ") >= 15


def test_memory_and_time_stay_bounded(outcome: Outcome) -> None:
    documents = len(outcome.rows)
    print(
        f"\n{documents} fichiers hostiles : {outcome.seconds:.0f} s, au plus {outcome.peak.worst // MIB} Mio par "
        f"processus, {len(outcome.peak.processes)} processus, limites {SECONDS} s et {MEMORY_MIB} Mio"
    )
    assert outcome.peak.worst <= MEMORY_MIB * MIB
    assert outcome.seconds <= documents * SECONDS
