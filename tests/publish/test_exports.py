"""The exports: files that programmes and spreadsheets open, bounds that stop a release, differences by cause."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from pipeline.cli import cli
from pipeline.errors import IntegrityError, OperationError, UsageError
from pipeline.metadata import load_metadata
from pipeline.publish.catalogue import load_catalogue
from pipeline.publish.exports import ExportReport, export
from pipeline.publish.package import altered
from pipeline.publish.portal import publish
from pipeline.publish.schema import kept_dates
from pipeline.publish.site.masking import shown_dataset
from pipeline.settings import Settings, load_settings
from tests.load.dataset import convention_id, document
from tests.publish.conftest import personal


@pytest.fixture(scope="module")
def sample_export(sample_dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> ExportReport:
    """The export of the bundled sample."""
    data = tmp_path_factory.mktemp("export")
    (data / "public").mkdir()
    (data / "public" / "conventions.duckdb").write_bytes(sample_dataset.read_bytes())
    return export(load_settings({"data_dir": data}, environment={}))


def test_every_table_is_in_every_format(sample_export: ExportReport, sample_dataset: Path) -> None:
    folder = sample_export.folder
    with (
        duckdb.connect(str(sample_dataset), read_only=True) as con,
        duckdb.connect(str(folder / "conventions.duckdb"), read_only=True) as exported,
    ):
        sql = "SELECT table_name, table_type FROM information_schema.tables ORDER BY 1"
        tables = con.execute(sql).fetchall()
        assert exported.execute(sql).fetchall() == tables
        for name in (name for name, kind in tables if kind == "BASE TABLE"):
            # What is masked in what is republished adds to what already was.
            expected = (exported if name == "masquages" else con).execute(f"SELECT count(*) FROM {name}").fetchone()
            csv_file = f"read_csv('{folder}/csv/{name}.csv', header = true, all_varchar = true)"
            for made in (name, f"'{folder}/parquet/{name}.parquet'", csv_file):
                assert exported.execute(f"SELECT count(*) FROM {made}").fetchone() == expected, made
        flat = list(csv.DictReader((folder / "conventions.csv").open(encoding="utf-8")))
        assert len(flat) == con.execute("SELECT count(*) FROM conventions").fetchone()[0]  # type: ignore[index]


def test_amounts_are_those_of_the_dataset(sample_export: ExportReport, sample_dataset: Path) -> None:
    with (sample_export.folder / "csv" / "montants.csv").open(encoding="utf-8") as file:
        written = sorted((row["convention_id"], row["montant"]) for row in csv.DictReader(file))
    with duckdb.connect(str(sample_dataset), read_only=True) as con:
        held = con.execute("SELECT convention_id, montant::VARCHAR FROM montants ORDER BY ALL").fetchall()
    assert written == held


def test_the_package_is_valid(sample_export: ExportReport) -> None:
    from frictionless import Package, Schema

    report = Package(str(sample_export.folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])[:5]
    for path in (sample_export.folder / "schemas").iterdir():
        schema = json.loads(path.read_text("utf-8"))
        assert Schema.validate_descriptor(schema).valid
        assert schema.keys() >= {"$schema", "name", "title", "countryCode", "version", "licenses", "fields"}


def test_the_archive_of_tables_is_a_package_by_itself(sample_export: ExportReport, tmp_path: Path) -> None:
    from frictionless import Package

    folder = sample_export.folder
    shutil.copy(folder / "conventions-csv.zip", tmp_path)
    package = Package(str(tmp_path / "conventions-csv.zip"))
    assert package.validate().valid
    assert len(package.resources) == 1 + len(list((folder / "csv").iterdir()))
    with zipfile.ZipFile(folder / "conventions-parquet.zip") as archive:
        assert {Path(name).stem for name in archive.namelist() if name.endswith(".parquet")} == {
            path.stem for path in (folder / "parquet").iterdir()
        }
        for name in archive.namelist():
            assert archive.read(name) == (folder / name).read_bytes()


def test_names_of_files_and_columns_are_those_that_the_guides_ask_for(sample_export: ExportReport) -> None:
    for path in [sample_export.folder / "conventions.csv", *(sample_export.folder / "csv").iterdir()]:
        content = path.read_bytes()
        columns = content.partition(b"\n")[0].decode("ascii").split(",")
        assert len(columns) == len(set(columns))
        assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,62}", name) for name in [path.stem, *columns]), path
        assert b"\r" not in content.partition(b"\n")[0]
        content.decode("utf-8")


def test_schemas_have_the_form_of_the_national_list(published: Callable[..., Settings]) -> None:
    settings = replace(published(document(1)), producteur="Service exemple", page="https://exemple.fr/jeu")
    folder = export(settings).folder
    for path in [folder / "schema-conventions.json", *(folder / "schemas").iterdir()]:
        schema = json.loads(path.read_text("utf-8"))
        assert re.fullmatch(r"[-a-z0-9._/]+", schema["name"])
        assert re.fullmatch(r"\d+\.\d+\.\d+", schema["version"])
        assert schema["homepage"] == "https://exemple.fr/jeu"
        assert schema["contributors"] == [{"title": "Service exemple", "role": "author"}]
        assert schema["licenses"][0]["name"] == "etalab-2.0"
        assert schema["countryCode"] == "FR"
        assert schema["created"] <= schema["lastModified"]
        for field in schema["fields"]:
            assert field.keys() >= {"name", "title", "description", "type"}
            assert field["type"] in {"string", "integer", "number", "boolean", "date", "datetime"}


def test_a_schema_keeps_its_dates_until_it_changes() -> None:
    first = {"name": "a", "created": "2031-01-01", "lastModified": "2031-01-01", "fields": [1]}
    later = {**first, "created": "2032-01-01", "lastModified": "2032-01-01"}
    assert kept_dates(first, None) == first
    assert kept_dates(later, first) == first
    assert kept_dates({**later, "fields": [2]}, first) == {**later, "created": "2031-01-01", "fields": [2]}


def test_what_the_publisher_has_not_said_is_not_invented(published: Callable[..., Settings]) -> None:
    from frictionless import Package

    folder = export(published(document(1))).folder
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert not {"homepage", "contributors"} & package.keys()
    assert (
        not {"homepage", "contributors"} & json.loads((folder / "schemas" / "montants.json").read_text("utf-8")).keys()
    )
    assert "dct:publisher" not in json.loads((folder / "catalogue.jsonld").read_text("utf-8"))
    named = export(replace(published(document(1)), producteur="Service exemple"))
    assert named.rebuilt
    package = json.loads((named.folder / "datapackage.json").read_text("utf-8"))
    assert package["contributors"] == [{"title": "Service exemple", "role": "publisher"}]
    assert Package.validate_descriptor(package).valid


def test_the_coverage_is_that_of_the_dates_or_of_the_budget_years(published: Callable[..., Settings]) -> None:
    dates = {"date_signature": "2031-01-05", "date_fin": "2033-06-30"}
    for rows, expected in (
        ({"montants": {"exercice": 2026}}, ("2026-01-01", "2026-12-31")),
        ({"conventions": dates}, ("2031-01-05", "2033-06-30")),
        ({"conventions": dates, "montants": {"exercice": 2034}}, ("2031-01-05", "2034-12-31")),
        ({}, (None, None)),
    ):
        settings = published(document(1, **rows))
        with duckdb.connect(str(settings.target), read_only=True) as con:
            catalogue = load_catalogue(settings, con)
        assert (catalogue.debut, catalogue.fin) == expected


def test_a_wrong_cell_would_be_seen(sample_export: ExportReport, tmp_path: Path) -> None:
    from frictionless import Resource

    schema = json.loads((sample_export.folder / "schemas" / "montants.json").read_text("utf-8"))
    rows = (sample_export.folder / "csv" / "montants.csv").read_text("utf-8").splitlines()
    (tmp_path / "m.csv").write_text(
        "\n".join([rows[0], rows[1].replace(",AE,", ",ZZ,").replace(",CP,", ",ZZ,")]), "utf-8"
    )
    report = Resource({"name": "m", "path": "m.csv", "schema": schema}, basepath=str(tmp_path)).validate()
    assert not report.valid


def test_checksums_hold(sample_export: ExportReport) -> None:
    lines = (sample_export.folder / "SHA256SUMS.txt").read_text("utf-8").splitlines()
    listed = dict(reversed(line.split("  ")) for line in lines)
    files = {p.relative_to(sample_export.folder).as_posix() for p in sample_export.folder.rglob("*") if p.is_file()}
    assert set(listed) == files - {"SHA256SUMS.txt"}
    for path, value in listed.items():
        assert hashlib.sha256((sample_export.folder / path).read_bytes()).hexdigest() == value


def test_dcat_says_where_files_lie_and_their_licence(sample_export: ExportReport) -> None:
    told = json.loads((sample_export.folder / "catalogue.jsonld").read_text("utf-8"))
    assert told["dct:license"]["@id"] == "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
    for distribution in told["dcat:distribution"]:
        file = sample_export.folder / distribution["dcat:accessURL"]["@id"]
        assert int(distribution["dcat:byteSize"]["@value"]) == file.stat().st_size


def test_cells_that_a_spreadsheet_would_execute_are_text(published: Callable[..., Settings]) -> None:
    rows = document(
        1, conventions={"intitule": '=HYPERLINK("http://exemple.fr")', "objet": " +1", "lieu_signature": "-x"}
    )
    folder = export(published(rows)).folder
    [row] = csv.DictReader((folder / "csv" / "conventions.csv").open(encoding="utf-8", newline=""))
    assert row["intitule"].startswith("'=")
    assert (row["objet"], row["lieu_signature"]) == ("' +1", "'-x")
    [amount] = csv.DictReader((folder / "csv" / "montants.csv").open(encoding="utf-8", newline=""))
    assert (amount["montant"], amount["exercice"]) == ("60000.00", "")


def test_nothing_new_is_nothing_done(published: Callable[..., Settings]) -> None:
    settings = published(document(1))
    first = export(settings)
    before = {path: path.stat().st_mtime_ns for path in first.folder.rglob("*")}
    again = export(settings)
    assert not again.rebuilt
    assert {path: path.stat().st_mtime_ns for path in again.folder.rglob("*")} == before


def test_what_a_session_left_beside_the_dataset_is_not_exported(published: Callable[..., Settings]) -> None:
    settings = published(document(1))
    settings.target.with_name("conventions.duckdb.wal").write_bytes(b"")
    with pytest.raises(OperationError, match="une session a laissé ses écritures"):
        export(settings)


def test_another_masking_is_another_export(
    published: Callable[..., Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = tmp_path / "programme" / "mask" / "privacy.py"
    code.parent.mkdir(parents=True)
    code.write_text("one = 1")
    monkeypatch.setattr("pipeline.publish.package.PACKAGE", tmp_path / "programme")
    settings = published(document(1))
    export(settings)
    shown = shown_dataset(settings, load_metadata(), "public")
    code.write_text("one = 2")
    assert export(settings).rebuilt
    assert shown_dataset(settings, load_metadata(), "public") != shown


@pytest.mark.parametrize("name", ["csv/montants.csv", "conventions.duckdb", "SHA256SUMS.txt"])
def test_an_export_altered_or_deleted_in_part_is_made_again_and_not_published(
    name: str, published: Callable[..., Settings]
) -> None:
    settings = replace(published(document(1)), producteur="Service exemple")
    folder = export(settings).folder
    for harm in (Path.unlink, lambda path: path.write_bytes(b"1")):
        harm(folder / name)
        with pytest.raises(UsageError, match=r"relancer « conventions export »"):
            publish(settings, dataset="5b5ec5c188ee3842dbe6ba19")
        assert export(settings).rebuilt
        assert altered(folder) == ()


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ({"montants": {"montant": "-1"}}, "montants_negatifs"),
        ({"documents": {"licence": "odc-odbl"}}, "licences_contraires"),
        ({"montants": {"montant": "60000000000"}}, "montant_le_plus_grand"),
        ({"montants": {"exercice": 1789}}, "exercice_hors_temps"),
    ],
)
def test_an_implausible_amount_stops_the_export(
    rows: dict[str, Any], named: str, published: Callable[..., Settings]
) -> None:
    settings = published(document(1, **rows))
    with pytest.raises(IntegrityError, match=named):
        export(settings)
    assert not (settings.target.parent / "export").exists()
    report = export(settings, force="montant relu dans l'acte")
    assert report.state.force == "montant relu dans l'acte"
    assert "montant relu dans l'acte" in (report.folder / "CHANGELOG-donnees.md").read_text("utf-8")


def test_no_reason_does_not_force(published: Callable[..., Settings]) -> None:
    settings = published(document(1, montants={"montant": "60000000000"}))
    for reason in ("", "  "):
        with pytest.raises(IntegrityError, match="montant_le_plus_grand"):
            export(settings, force=reason)


def test_a_maximum_or_a_fill_rate_warns_and_the_export_is_made(published: Callable[..., Settings]) -> None:
    report = export(published(document(1, montants={"montant": "6000000000"})))
    told = {alert.id: alert.gravite for alert in report.state.alertes}
    assert told["montant_le_plus_grand"] == told["conventions.intitule"] == "avertissement"
    assert "arret" not in told.values()
    assert "montant_le_plus_grand" in (report.folder / "CHANGELOG-donnees.md").read_text("utf-8")


def test_a_dataset_that_shrinks_stops_and_the_last_export_stays(published: Callable[..., Settings]) -> None:
    settings = published(document(1), document(2), document(3))
    before = (export(settings).folder / "conventions.csv").read_bytes()
    published(document(1))
    with pytest.raises(IntegrityError, match="publication précédente"):
        export(settings)
    assert (settings.target.parent / "export" / "conventions.csv").read_bytes() == before


def test_differences_are_told_by_cause(published: Callable[..., Settings]) -> None:
    settings = published(document(1), personal(2), document(3, conventions={"intitule": "Un"}))
    export(settings)
    corrected = document(1, montants={"montant": "70000"}, preuves={"statut": "corrigee", "motif": "relu"})
    changed = document(3, conventions={"intitule": "Deux"})
    published(corrected, personal(2), changed, document(4))
    found = json.loads((export(settings).folder / "differences.json").read_text("utf-8"))
    told = {
        (d["fichier"], d["action"]): {(c["cause"], c["action"], c["table"]) for c in d["changements"]}
        for d in found["documents"]
    }
    assert told[("acte-1.pdf", "modifie")] == {("correction", "modifie", "montants")}
    assert told[("acte-3.pdf", "modifie")] == {("programme", "modifie", "conventions")}
    assert {cause for cause, _, _ in told[("acte-4.pdf", "ajoute")]} == {"nouveau_document"}
    assert ("acte-2.pdf", "modifie") not in told
    journal = (settings.target.parent / "export" / "CHANGELOG-donnees.md").read_text("utf-8")
    assert "correction d'une personne : 1 modifications" in journal
    assert "document ajouté : acte-4.pdf" in journal
    assert "Première publication." in journal


def test_no_dataset_is_a_plain_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="pas encore de jeu de données"):
        export(Settings(data_dir=tmp_path))


def test_the_verb_exports_and_says_where(published: Callable[..., Settings]) -> None:
    settings = published(document(1))
    answer = CliRunner().invoke(cli, ["export", "--data-dir", str(settings.data_dir), "--profil", "sans-noms"])
    assert answer.exit_code == 0, answer.output
    assert "profil sans-noms" in answer.output
    assert convention_id(1) in (settings.target.parent / "export" / "conventions.csv").read_text("utf-8")
