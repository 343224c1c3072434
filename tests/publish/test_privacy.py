"""Personal data planted everywhere is found nowhere in what is exported; names go with the profile and the list."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from pipeline.errors import UsageError
from pipeline.extract.rulebook import load_rulebook, marked
from pipeline.extract.rules import Rule
from pipeline.mask.erasures import Eraser, aimless, load_erasures
from pipeline.mask.privacy import Masker
from pipeline.publish.exports import export
from pipeline.settings import ROOT, Settings
from tests.publish.conftest import CORRECTOR, HOLDER, PERSONAL, PLANTED, SIGNATORY, document, personal
from tests.publish.planted import found, told

BOOK = load_rulebook(ROOT / "rules" / "publication")


@pytest.mark.parametrize("rule", list(BOOK), ids=lambda rule: rule.id)
def test_masking_rules_hold_their_examples(rule: Rule) -> None:
    for example in rule.source.examples:
        text, expected = marked(example)
        assert expected
        group = "m" if "m" in rule.compiled.groupindex else 0
        assert {("m", *match.span(group)) for match in rule.finditer(text)} == set(expected), example
    for text in rule.source.counter_examples:
        assert not list(rule.finditer(text)), text


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield everything that the files of an export say, decoded; a DuckDB file and Parquet also as raw bytes."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes().decode("utf-8", errors="replace")
        if path.suffix == ".parquet":
            for row in duckdb.sql(f"SELECT * FROM '{path}'").fetchall():
                yield path.name, repr(row)
    with duckdb.connect(str(folder / "conventions.duckdb"), read_only=True) as con:
        for (name,) in con.execute("SELECT table_name FROM information_schema.tables").fetchall():
            for row in con.execute(f"SELECT * FROM {name}").fetchall():
                yield name, repr(row)


@pytest.mark.parametrize("profile", ["public", "sans-noms"])
def test_what_was_planted_is_in_no_output(profile: str, published: Callable[..., Settings]) -> None:
    settings = published(personal(1), document(2))
    with duckdb.connect(str(settings.target), read_only=True) as con:
        [page] = con.execute("SELECT texte FROM pages ORDER BY length(texte) DESC LIMIT 1").fetchone() or [""]
    assert all(text in page or text.upper() in page for text in PLANTED if text != "RONDEPIERRE")
    report = export(settings, profile=profile)  # type: ignore[arg-type]
    hidden = (
        (*PLANTED, CORRECTOR)
        if profile == "public"
        else (*PLANTED, CORRECTOR, HOLDER, SIGNATORY, "Vaneau", "LABOUISSE")
    )
    seen = list(texts(report.folder))
    assert {name for name, _ in seen} >= {"conventions.csv", "datapackage.json", "preuves.parquet", "v_conventions"}
    for name, content in seen:
        for text in hidden:
            assert text.casefold() not in content.casefold(), f"{name}: {text}"


def test_office_holders_codes_and_offsets_stay(published: Callable[..., Settings]) -> None:
    settings = published(personal(1))
    with duckdb.connect(str(export(settings).folder / "conventions.duckdb"), read_only=True) as con:
        [page] = con.execute("SELECT texte FROM pages").fetchone() or [""]
        assert len(page) == len(PERSONAL)
        for kept in (HOLDER, SIGNATORY, "0163-CDJE-STET", "0105-06-08-01", "012901010101", "60 000 €"):
            assert kept in page
        assert con.execute("SELECT nom FROM signatures").fetchall() == [(SIGNATORY,)]
        wrong = con.execute(
            "SELECT count(*) FROM preuves p JOIN pages g USING (document_id, page)"
            " WHERE p.texte <> substr(g.texte, p.debut + 1, p.fin - p.debut)"
        ).fetchone()
        assert wrong == (0,)


def test_each_masking_has_its_reason(published: Callable[..., Settings]) -> None:
    folder = export(published(personal(1))).folder
    with (folder / "masquages.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    motifs = {row["motif"] for row in rows if (row["table"], row["colonne"]) == ("pages", "texte")}
    assert motifs == {
        "adresse électronique",
        "numéro de téléphone",
        "donnée de certificat",
        "nom d'une personne qui ne représente ni ne signe",
    }


def test_without_names_no_proof_of_a_name_is_left(published: Callable[..., Settings]) -> None:
    settings = published(personal(1))
    with duckdb.connect(
        str(export(settings, profile="sans-noms").folder / "conventions.duckdb"), read_only=True
    ) as con:
        assert con.execute("SELECT nom FROM signatures").fetchall() == [(None,)]
        kept = "SELECT count(*) FROM preuves WHERE colonne IN ('nom', 'civilite') AND statut <> 'ecartee'"
        assert con.execute(kept).fetchone() == (0,)


def test_the_erasure_list_is_respected_by_every_later_export(published: Callable[..., Settings]) -> None:
    settings = published(personal(1), document(2))
    export(settings)
    erasures = settings.data_dir / "effacements.csv"
    erasures.write_text(f"texte,document_id,motif\n{SIGNATORY.lower()},,demande de la personne\n", encoding="utf-8")
    for number in (3, 4):
        report = export(settings)
        for name, content in texts(report.folder):
            assert SIGNATORY.casefold() not in content.casefold(), name
        settings = published(personal(1), document(2), document(number))
    assert export(settings).rebuilt
    assert "demande de la personne" in (report.folder / "masquages.csv").read_text("utf-8")
    listed = Eraser(load_erasures(erasures)).digest
    assert all(listed not in content for _, content in texts(report.folder)), "a digest confirms a name one guesses"


def test_an_erasure_reaches_the_names_of_files_and_what_was_said_of_them(published: Callable[..., Settings]) -> None:
    """The journal keeps what earlier exports said, and a document that is gone is named by the last one."""
    acts = [document(number) for number in range(2, 9)]
    settings = published(document(1, documents={"fichier": "Acte de Firmin Labouisse.pdf"}), *acts)
    assert "Firmin Labouisse" in (export(settings).folder / "conventions.csv").read_text("utf-8")
    published(document(1, documents={"fichier": "Acte de Firmin Labouisse.pdf"}), *acts, document(9))
    gone = export(published(*acts)).folder
    assert "Firmin Labouisse" in (gone / "CHANGELOG-donnees.md").read_text("utf-8")
    (settings.data_dir / "effacements.csv").write_text(
        "texte,document_id,motif\nFirmin Labouisse,,demande de la personne\n", encoding="utf-8"
    )
    export(published(*acts, document(9)))
    assert found(told(settings.target.with_name(".export")), ["Labouisse"]) == set()


def test_an_erasure_may_be_of_one_document_alone(tmp_path: Path) -> None:
    path = tmp_path / "effacements.csv"
    one, other = "a" * 64, "b" * 64
    path.write_text(f"texte,document_id,motif\nle lac bleu,{one},demande\n", encoding="utf-8")
    erasures = load_erasures(path)
    masker = Masker(ROOT / "rules", "public", erasures)
    assert masker.masked(one, "sur Le lac\nbleu.") == "sur ██ ███\n████."
    assert masker.masked(other, "sur Le lac\nbleu.") == "sur Le lac\nbleu."
    assert list(aimless(erasures, {one, other})) == []
    assert [one in warning and "lac" not in warning for warning in aimless(erasures, {other})] == [True]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        pytest.param("ab,,demande", "au moins 3 caractères", id="too short"),
        pytest.param("abc,,", "le motif", id="no reason"),
        pytest.param("le lac bleu,0123456789abcdef,demande", "document_id : 64", id="the id of a convention"),
        pytest.param(f"le lac bleu,{'A' * 64},demande", "document_id : 64", id="capitals"),
        pytest.param("le lac, bleu,,demande", "3 valeurs attendues", id="a comma without quotes"),
        pytest.param("le lac bleu,demande", "3 valeurs attendues", id="a column is missing"),
    ],
)
def test_a_wrong_erasure_is_said_with_its_line(line: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / "effacements.csv"
    path.write_text(f"texte,document_id,motif\nle lac vert,,demande\n{line}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=rf"effacements\.csv, ligne 3 : .*{why}"):
        load_erasures(path)


@pytest.mark.parametrize("content", [b"nom\nX\n", "texte,document_id,motif\nL\u00e9o,,demande\n".encode("latin-1")])
def test_a_file_that_is_no_erasure_list_is_named(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "effacements.csv"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"effacements\.csv"):
        load_erasures(path)
