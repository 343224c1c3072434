"""The benchmark measures what it says: every process is counted, both scripts are judged alike. No speed is asserted."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from benchmarks.accuracy import Score, scores
from benchmarks.measure import Cost, Spread, interleaved, ratio
from benchmarks.page import missed, page, with_missed
from benchmarks.rows import Aim, Point, Row

ROOT = Path(__file__).resolve().parent.parent
BURN = "import time; t = time.process_time()\nwhile time.process_time() - t < 0.4: pass"


def measured(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Call `cost` in a process of its own: it waits for every child there is."""
    script = (
        f"from benchmarks.measure import cost; one = cost({command!r}); print(one.cpu, one.main_mib, one.worker_mib)"
    )
    return subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are counted the way Linux does")
def test_a_descendant_that_outlives_its_parent_is_counted() -> None:
    orphan = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {BURN!r}])"
    cpu, main_mib, worker_mib = map(float, measured([sys.executable, "-c", orphan]).stdout.split())
    assert cpu >= 0.4
    assert main_mib > 1
    assert worker_mib > 1


@pytest.mark.skipif(sys.platform != "linux", reason="processes are counted the way Linux does")
def test_a_subject_that_fails_is_no_measure() -> None:
    assert "failed (7)" in measured(["sh", "-c", "exit 7"]).stderr


def test_finished_with_warnings_is_a_measure() -> None:
    assert measured(["sh", "-c", "exit 3"]).returncode == 0


def test_ratios_are_taken_round_by_round() -> None:
    spent = iter((Cost(2, 9, 1, 1), Cost(1, 9, 1, 1), Cost(6, 9, 1, 1), Cost(2, 3, 1, 1)))
    found = interleaved(2, {"slow": lambda: next(spent), "fast": lambda: next(spent)})
    assert ratio(found, "slow", "fast") == Spread((2.0, 3.0))
    assert ratio(found, "slow", "fast", "wall") == Spread((1.0, 3.0))
    assert str(Spread((2.0, 3.0, 2.5))) == "2.50 (2.00–3.00)"


def test_both_scripts_are_judged_on_distinct_values(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(
        json.dumps(
            {
                "montants": [{"montant": 10}, {"montant": 10}, {"montant": 20}, {"montant": 5, "_optional": True}],
                "unites_operationnelles": [{"uo": ["0123-ABCD-EFGH", "0123-ABCD"]}],
            }
        )
    )
    with duckdb.connect(str(tmp_path / "naive.duckdb")) as con:
        con.execute("CREATE TABLE montants AS SELECT 'a.native.pdf' AS fichier, unnest([10.0, 10.0, 30.0]) AS montant")
        con.execute("CREATE TABLE uos (fichier VARCHAR, uo VARCHAR)")
    with duckdb.connect(str(tmp_path / "ours.duckdb")) as con:
        con.execute("CREATE TABLE documents AS SELECT 'd' AS document_id, 'a.native.pdf' AS fichier")
        con.execute("CREATE TABLE conventions AS SELECT 'c' AS convention_id, 'd' AS document_id")
        con.execute("CREATE TABLE montants AS SELECT 'c' AS convention_id, unnest([10, 20])::DECIMAL(18,2) AS montant")
        con.execute("CREATE TABLE unites_operationnelles AS SELECT 'c' AS convention_id, '0123-ABCD-EFGH' AS uo")
    found = scores(tmp_path / "naive.duckdb", tmp_path / "ours.duckdb", tmp_path, [Path("a.native.pdf")])
    assert found == {"montants": (Score(0.5, 0.5), Score(1.0, 1.0)), "UO": (Score(0.0, 0.0), Score(1.0, 1.0))}


def test_the_page_says_what_was_found_beside_what_was_aimed_at() -> None:
    rows = [Row("chaîne / pdftotext", 10, Aim(4), Spread((6.0, 7.0, 8.0)), "une remarque", pages=33)]
    points = [Point(10, 33, 99.5, 2.5, 0.9, 1.9, 170, 80)]
    text = page(rows, points, {"lecture": 3.0, "extraction": 1.0}, {"UO": (Score(0.5, 0.25), Score(1, 1))}, "p.svg")
    assert (
        "| chaîne / pdftotext | 10 documents, 33 pages | ≤ 4 × | 7.00 (6.00–8.00) × | non atteint | une remarque |"
        in text
    )
    line = "- chaîne / pdftotext (10 documents, 33 pages): aim ≤ 4 ×, measured 7.00 (6.00–8.00) ×"
    assert missed(text) == [line]
    readme = with_missed("before\n<!-- make bench: begin -->\nold\n<!-- make bench: end -->\nafter\n", text)
    assert (
        readme
        == f"before\n<!-- make bench: begin -->\nAims not met when last measured:\n\n{line}\n\n<!-- make bench: end -->\nafter\n"
    )
    assert "| 10 | 33 | 99.5 | 2.5 | 0.90 | 1.90 | 170 | 80 |" in text
    assert "| lecture | 3.00 | 75% |" in text
    assert "| UO | 50.0% / 25.0% | 100.0% / 100.0% |" in text


@pytest.mark.parametrize(
    ("aim", "found", "documents", "said", "verdict"),
    [
        pytest.param(Aim(4), 4.0, 10, "≤ 4 ×", "atteint", id="at the bound"),
        pytest.param(Aim(1.15), 1.16, 10, "≤ 1,15 ×", "non atteint", id="too much"),
        pytest.param(Aim(20, least=True), 3.99, 10, "≥ 20 ×", "non atteint", id="too little"),
        pytest.param(Aim(0.85, least=True), 0.9, 10, "≥ 0,85 ×", "atteint", id="enough"),
        pytest.param(
            Aim(2, "s", documents=10_000),
            0.7,
            1_000,
            "≤ 2 s (10 000 documents)",
            "atteint, sur moins de documents",
            id="of fewer",
        ),
        pytest.param(
            Aim(2, "s", documents=10_000), 2.7, 1_000, "≤ 2 s (10 000 documents)", "non atteint", id="missed of fewer"
        ),
    ],
)
def test_a_row_says_whether_its_aim_is_met(aim: Aim, found: float, documents: int, said: str, verdict: str) -> None:
    assert (str(aim), Row("mesure", documents, aim, Spread((found,))).verdict) == (said, verdict)


def test_the_readme_names_the_aims_that_the_page_says_are_not_met() -> None:
    readme, text = (ROOT / "README.md").read_text("utf-8"), (ROOT / "docs" / "performance.md").read_text("utf-8")
    assert with_missed(readme, text) == readme
