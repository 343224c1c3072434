"""Personal data planted in printed and scanned acts is in nothing that is made of them, from the run on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from pipeline.cli import cli
from pipeline.model import Reading
from pipeline.read.cache import Cache
from tests.publish.planted import CONTACTS, ERASED, HOLDER, SIGNATORY, STRANGERS, erase, found, pictured, plant, told

NEVER = (*CONTACTS, ERASED, "Labouisse")
SCANNED = 2
"""Acts planted: one printed, one scanned."""


def conventions(data: Path, *words: str) -> Result:
    """Run a verb on a data folder; it must succeed."""
    result = CliRunner().invoke(cli, [*words, "--data-dir", str(data)])
    assert result.exit_code == 0, (words, result.output, result.exception)
    return result


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder where planted acts were run, exported and shown under each profile, and all that was said."""
    folder = tmp_path_factory.mktemp("planted")
    data = folder / "data"
    data.mkdir()
    plant(folder / "acts")
    erase(data, ERASED)
    source = ("--source", str(folder / "acts"), "--jobs", "2")
    said = [conventions(data, "run", *source, "--json", "--log-file", str(folder / "run.log")).output]
    said += [conventions(data, "check", *source).output]
    for document in ("acte-native.pdf", "acte-scan.pdf"):
        said += [conventions(data, "show", document).output]
    for profile in ("public", "sans-noms"):
        said += [conventions(data, "export", "--profil", profile).output]
        shutil.copytree(data / "public" / "export", folder / f"export-{profile}")
    for profile in ("public", "sans-noms", "interne"):
        said += [conventions(data, "site", "--profil", profile, "--out", str(folder / f"site-{profile}")).output]
    said.append((folder / "run.log").read_text("utf-8"))
    return folder, "\n".join(said)


def test_what_is_planted_was_read(planted: tuple[Path, str]) -> None:
    """The private readings hold it, printed and scanned: what follows finds nothing because it was hidden."""
    kept = Cache(planted[0] / "data" / "work" / "read", Reading)
    readings = [reading for path in kept.root.rglob("*.mpk.z") if (reading := kept.get(path.name.split(".")[0]))]
    assert len(readings) == SCANNED
    for reading in readings:
        texts = [(reading.layer, page.text) for page in reading.pages]
        missing = {*CONTACTS, ERASED, *STRANGERS} - {text for _, text in found(texts, (*CONTACTS, ERASED, *STRANGERS))}
        assert len(missing) <= (0 if reading.layer == "native" else 4), missing


def test_the_dataset_and_all_that_is_said_hold_none_of_it(planted: tuple[Path, str]) -> None:
    folder, said = planted
    data = folder / "data"
    kept = [*told(data / "public"), ("said", said), ("journal", (data / "executions.jsonl").read_text("utf-8"))]
    assert {name for name, _ in kept} >= {"conventions.duckdb pages", "conventions.duckdb preuves", "pages.parquet"}
    assert found(kept, NEVER) == set()
    assert found(kept, [HOLDER]), "the names of office holders stay"


def test_values_and_offsets_hold_under_the_masks(planted: tuple[Path, str]) -> None:
    with duckdb.connect(str(planted[0] / "data" / "public" / "conventions.duckdb"), read_only=True) as con:
        amounts = con.execute("SELECT DISTINCT montant::INTEGER, uo FROM montants").fetchall()
        names = {name for (name,) in con.execute("SELECT nom FROM representants").fetchall()}
        listed = con.execute("SELECT DISTINCT motif FROM masquages WHERE table_cible = 'pages'").fetchall()
        wrong = con.execute(
            "SELECT count(*) FROM preuves p JOIN pages g USING (document_id, page)"
            " WHERE p.texte <> substr(g.texte, p.debut + 1, p.fin - p.debut)"
        ).fetchone()
    assert amounts == [(60000, "0163-CDJE-STET")]
    assert names == {HOLDER, None}
    assert {motif for (motif,) in listed} == {
        "adresse électronique",
        "numéro de téléphone",
        "donnée de certificat",
        "demande de la personne",
    }
    assert wrong == (0,)


@pytest.mark.parametrize(
    ("profile", "hidden"), [("public", STRANGERS), ("sans-noms", (*STRANGERS, HOLDER, SIGNATORY, "Vaneau"))]
)
def test_what_is_republished_holds_none_of_it(profile: str, hidden: Sequence[str], planted: tuple[Path, str]) -> None:
    folder, _ = planted
    texts = [*told(folder / f"export-{profile}"), *told(folder / f"site-{profile}")]
    assert {"conventions.csv", "articles.csv", "index.html", "masquages.html", "convention.js"} <= {n for n, _ in texts}
    assert found(texts, (*NEVER, *hidden)) == set()


def test_page_images_show_none_of_it(planted: tuple[Path, str]) -> None:
    """Read again by OCR: what is hidden cannot be read, what is not can."""
    folder, _ = planted
    public = list(pictured(folder / "site-public"))
    assert len(public) == SCANNED
    assert found(public, (*NEVER, *STRANGERS)) == set()
    assert len(found(public, [HOLDER])) == SCANNED
    assert found(pictured(folder / "site-sans-noms"), (*NEVER, *STRANGERS, HOLDER, SIGNATORY, "Vaneau")) == set()
    inside = list(pictured(folder / "site-interne"))
    assert found(inside, NEVER) == set()
    assert len(found(inside, STRANGERS)) > SCANNED, "analysts see who else is named"


def test_corrections_hold_none_of_it(planted: tuple[Path, str]) -> None:
    folder, _ = planted
    data = folder / "data"
    given = ("--author", "essai", "--reason", "relu")
    for target, row, value in (
        ("montants.montant", "nature=AE", "70000"),
        ("representants.fonction", f"nom={HOLDER}", "directrice adjointe"),
    ):
        conventions(data, "correct", "acte-native.pdf", target, "--row", row, "--value", value, *given)
    assert found(told(data / "corrections"), NEVER) == set()
    report = json.loads(
        conventions(data, "run", "--source", str(folder / "acts"), "--json").output.strip().splitlines()[-1]
    )
    assert report["corrections"]["appliquees"] == 2
    assert found(told(data / "public"), NEVER) == set()


def test_an_erasure_makes_everything_anew(planted: tuple[Path, str]) -> None:
    """The list changes, no document does: the dataset, the exports and the site are made again without the person."""
    folder, _ = planted
    data, site = folder / "data", folder / "site-public"
    pictures = set(site.glob("pages/*/*.webp"))
    erase(data, ERASED, HOLDER)
    report = json.loads(
        conventions(data, "run", "--source", str(folder / "acts"), "--json").output.strip().splitlines()[-1]
    )
    assert report["rebuilt"]
    conventions(data, "export")
    conventions(data, "site", "--out", str(site))
    assert found([*told(data / "public"), *told(site), *pictured(site)], [HOLDER, "Vaneau"]) == set()
    assert not {path for path in pictures if path.exists()}
    again = conventions(data, "run", "--source", str(folder / "acts"), "--json").output.strip().splitlines()[-1]
    assert not json.loads(again)["rebuilt"]
