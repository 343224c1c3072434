"""The main job on the bundled sample, asserted on the database that an analyst opens."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipeline.load.types import Finding
from pipeline.run import RunReport, run
from pipeline.settings import load_settings
from tests.conftest import SAMPLE

needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="TESSERACT IS MISSING: scans are not read in this run of the tests"
)


@pytest.fixture
def con(sample_run: tuple[RunReport, Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(sample_run[0].dataset, read_only=True) as connection:
        yield connection


def test_every_file_is_a_row(con: duckdb.DuckDBPyConnection) -> None:
    rows = dict(con.execute("SELECT fichier, statut FROM documents").fetchall())
    assert set(rows) == {path.name for path in SAMPLE.glob("*.pdf")}
    assert rows["arrete-hors-perimetre.pdf"] == "hors_perimetre"
    assert rows["fichier-endommage.pdf"] == "illisible"
    assert con.execute("SELECT erreur FROM documents WHERE statut = 'illisible'").fetchone() != (None,)


def test_the_report_says_what_the_dataset_holds(
    sample_run: tuple[RunReport, Path], con: duckdb.DuckDBPyConnection
) -> None:
    report, _ = sample_run
    assert report.exit_code == 3
    assert [name for name, _ in report.illisibles] == ["fichier-endommage.pdf"]
    for field, sql in (
        (report.vus, "SELECT count(*) FROM documents"),
        (report.conventions, "SELECT count(*) FROM conventions"),
        (report.montants, "SELECT count(*) FROM montants"),
        (report.anomalies, "SELECT count(*) FROM anomalies"),
    ):
        assert con.execute(sql).fetchone() == (field,)


def test_every_value_leads_to_its_place(con: duckdb.DuckDBPyConnection) -> None:
    sliced = con.execute(
        "SELECT count(*), count(*) FILTER (p.texte = substr(g.texte, p.debut + 1, p.fin - p.debut)) FROM preuves p"
        " JOIN pages g USING (document_id, page)"
    ).fetchone()
    assert sliced is not None
    assert sliced[0] == sliced[1] > 500
    orphans = con.execute(
        "SELECT count(*) FROM montants m WHERE NOT EXISTS (SELECT 1 FROM preuves p WHERE p.convention_id = m.convention_id"
        " AND p.table_cible = 'montants' AND p.ligne_no = m.montant_no AND p.colonne = 'montant' AND p.x0 IS NOT NULL)"
    ).fetchone()
    assert orphans == (0,)


def test_what_was_put_in_comes_out(con: duckdb.DuckDBPyConnection) -> None:
    """The amounts and units of a native sample, against the truth that its generator wrote."""
    gold = json.loads((SAMPLE / "gold" / "delegation-deux-exercices.json").read_text())
    name = "delegation-deux-exercices.pdf"
    found = con.execute(
        "SELECT m.nature, m.montant, m.exercice FROM montants m JOIN conventions USING (convention_id)"
        " JOIN documents d USING (document_id) WHERE d.fichier = ?", [name]
    ).fetchall()  # fmt: skip
    wanted = {
        (row["nature"], row["montant"], row.get("exercice")) for row in gold["montants"] if not row.get("_optional")
    }
    assert {(nature, float(amount), year) for nature, amount, year in found} == {
        (nature, float(amount), year) for nature, amount, year in wanted
    }
    units = con.execute(
        "SELECT u.uo FROM unites_operationnelles u JOIN conventions USING (convention_id)"
        " JOIN documents d USING (document_id) WHERE d.fichier = ?", [name]
    ).fetchall()  # fmt: skip
    assert sorted(u for (u,) in units) == sorted(row["uo"] for row in gold["unites_operationnelles"])


def test_the_avenant_finds_its_parent(con: duckdb.DuckDBPyConnection) -> None:
    linked = con.execute(
        "SELECT d.fichier FROM conventions_liees l JOIN conventions c ON c.convention_id = l.convention_liee_id"
        " JOIN documents d USING (document_id) WHERE l.relation = 'modifie'"
    ).fetchall()
    assert linked == [("delegation-deux-exercices.pdf",)]


def test_a_bulletin_holds_its_conventions(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "SELECT count(*) FROM conventions JOIN documents USING (document_id) WHERE fichier = 'bulletin-deux-conventions.pdf'"
    ).fetchone()
    assert found == (2,)


@needs_tesseract
def test_scans_are_read(con: duckdb.DuckDBPyConnection) -> None:
    layers = dict(con.execute("SELECT fichier, couche_texte FROM documents WHERE couche_texte <> 'native'").fetchall())
    assert layers["delegation-numerisee.pdf"] == "ocr"
    assert layers["subvention-mal-reconnue.pdf"] == "ocr"


def test_the_ledger_and_the_runs_are_told(con: duckdb.DuckDBPyConnection) -> None:
    steps = dict(
        con.execute(
            "SELECT etape, count(*) FROM couverture WHERE titre LIKE '%.pdf' OR ressource_id LIKE '%.pdf' GROUP BY 1"
        ).fetchall()
    )
    assert sum(steps.values()) == len(list(SAMPLE.glob("*.pdf")))
    assert con.execute("SELECT vus, illisibles FROM executions").fetchall() == [(10, 1)]


def test_dates_are_dates(con: duckdb.DuckDBPyConnection) -> None:
    (day,) = con.execute("SELECT max(date_signature) FROM conventions").fetchone() or (None,)
    assert isinstance(day, dt.date)


def test_a_second_run_has_nothing_to_do(sample_run: tuple[RunReport, Path]) -> None:
    _, data = sample_run
    settings = load_settings({"sources": [str(SAMPLE)], "data_dir": data, "jobs": 2}, environment={})
    before = settings.target.stat().st_mtime_ns
    again = run(settings)
    assert (again.rebuilt, again.nouveaux, again.inchanges) == (False, 0, 10)
    assert settings.target.stat().st_mtime_ns == before


def test_what_the_load_finds_wrong_is_said_by_every_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value without proof is published, and nobody could trace it: not without a word."""
    untraced = Finding("avertissement", "valeur_sans_preuve", 1, "montants : valeur sans preuve (…)")
    odd = Finding("remarque", "forme_de_code", 1, "imputations.activite : forme inattendue (…)")
    monkeypatch.setattr("pipeline.load.database.verify", lambda *_: (untraced, odd))
    flags = {"sources": [str(SAMPLE / "delegation-deux-exercices.pdf")], "data_dir": tmp_path, "jobs": 1}
    settings = load_settings(flags, environment={})
    for rebuilt in (True, False):
        report = run(settings)
        assert (report.rebuilt, report.exit_code) == (rebuilt, 3)
        assert report.signals == ("contrôle : montants : valeur sans preuve (…)",)


def test_only_one_document(sample_run: tuple[RunReport, Path], tmp_path: Path) -> None:
    _, data = sample_run
    flags = {
        "sources": [str(SAMPLE)],
        "data_dir": data,
        "db": tmp_path / "one.duckdb",
        "only": "delegation-deux-exercices.pdf",
    }
    report = run(load_settings(flags, environment={}))
    assert (report.vus, report.extraits, report.nouveaux) == (1, 1, 0)
