"""Correcting a value, and changing a rule, seen from outside: one document, run again and again."""

from __future__ import annotations

import html
import shutil
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import yaml
from click.testing import CliRunner

from pipeline.cli_measure import correct as correct_command
from pipeline.cli_measure import diff, evaluate, rules
from pipeline.errors import UsageError
from pipeline.publish.site import build_site
from pipeline.run import RunReport, run
from pipeline.run.correct import Wanted, correct
from pipeline.run.versions import rules_at, rules_difference
from pipeline.settings import ROOT, Settings, load_settings
from tests.conftest import SAMPLE

NAME = "delegation-deux-delegants.pdf"
SAID = {"author": "C. Laurent", "reason": "essai"}
SCHEDULE = "delegation-deux-exercices.pdf"
DOUBTED = """
SELECT DISTINCT a.colonne, m.montant, p.confiance FROM anomalies a
JOIN montants m ON m.convention_id = a.convention_id AND m.montant_no = a.ligne_no
JOIN preuves p ON p.convention_id = a.convention_id AND p.table_cible = a.table_cible AND p.ligne_no = a.ligne_no
    AND p.colonne = a.colonne
WHERE a.code = 'total_incoherent'
"""


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A data folder in which the document was read once."""
    data = tmp_path_factory.mktemp("un")
    settings = load_settings({"sources": [str(SAMPLE / NAME)], "data_dir": data, "jobs": 1}, environment={})
    run(settings)
    return settings


@pytest.fixture
def settings(read_once: Settings) -> Iterator[Settings]:
    """The same, without corrections before and after."""
    shutil.rmtree(read_once.corrections_dir, ignore_errors=True)
    yield read_once
    shutil.rmtree(read_once.corrections_dir, ignore_errors=True)


def asked(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(settings.target), read_only=True) as con:
        return con.execute(sql).fetchall()


def corrected(settings: Settings, target: str, value: str, row: str = "", **more: object) -> RunReport:
    """Correct a value and run again."""
    correct(settings, Wanted(NAME, target, row, value, **(SAID | more)))  # type: ignore[arg-type]
    return run(settings)


def test_a_correction_survives_every_run(settings: Settings) -> None:
    run(settings)
    [(before, nature)] = asked(settings, "SELECT montant, nature FROM montants WHERE montant_no = 1")
    key = f"nature={nature},montant={before}"
    report = corrected(settings, "montants.montant", "12345.67", key)
    assert report.corrections.appliquees == 1
    assert asked(settings, "SELECT montant::VARCHAR FROM montants WHERE montant_no = 1") == [("12345.67",)]
    proofs = "SELECT DISTINCT statut, ligne_no FROM preuves WHERE table_cible = 'montants' AND colonne = 'montant'"
    found = asked(settings, f"{proofs} AND (statut = 'corrigee' OR motif LIKE '%correction%') ORDER BY statut")
    assert found == [("corrigee", 1), ("ecartee", None)]
    again = run(settings)
    assert not again.rebuilt
    assert again.corrections == report.corrections


def test_a_corrected_value_can_be_pointed_at_by_what_it_is_now(settings: Settings) -> None:
    run(settings)
    [(before,)] = asked(settings, "SELECT montant FROM montants WHERE montant_no = 1")
    corrected(settings, "montants.montant", "12345.67", f"montant_no=1,montant={before}")
    report = corrected(settings, "montants.condition", "à la signature", "montant=12345.67")
    assert report.corrections.appliquees == 2
    found = asked(settings, "SELECT montant::VARCHAR, condition FROM montants WHERE montant_no = 1")
    assert found == [("12345.67", "à la signature")]


def test_what_the_rules_agree_with_is_reported_as_retired(settings: Settings) -> None:
    [(given,)] = asked(settings, "SELECT type FROM conventions")
    report = corrected(settings, "conventions.type", str(given))
    assert report.corrections.retirees == ("corrections/corrections.csv, ligne 2, conventions.type",)
    assert asked(settings, "SELECT count(*) FROM preuves WHERE statut = 'corrigee'") == [(0,)]


def test_a_total_is_checked_again_once_a_part_is_corrected(tmp_path: Path) -> None:
    sources = [str(SAMPLE / SCHEDULE)]
    settings = load_settings({"sources": sources, "data_dir": tmp_path, "jobs": 1}, environment={})
    run(settings)
    assert asked(settings, DOUBTED) == []
    one = Wanted(SCHEDULE, "montants.montant", "nature=AE,montant=128000.00", "129000", **SAID)
    correct(settings, one)
    # What is only looked at says so too.
    assert [doute.code for doute in run(settings, until="check").doutes].count("total_incoherent") == 1
    run(settings)
    assert asked(settings, DOUBTED) == [("montant", Decimal("253000.00"), 0.6)]
    site = build_site(settings, tmp_path / "site").index.parent
    # The total that its parts do not make, and the credits that are added up from them.
    assert 'aria-label="2 à vérifier dans' in html.unescape((site / "index.html").read_text("utf-8"))
    page = "".join(path.read_text("utf-8") for path in (site / "conventions").glob("*.html"))
    assert "Total imprimé (AE) : 253\u202f000 € ≠ 254\u202f000 €, somme des 2 parts lues." in page
    # Someone looks again: the page does say 128 000.
    correct(settings, replace(one, row="nature=AE,montant=129000.00", value="128000"))
    run(settings)
    assert asked(settings, DOUBTED) == []


def test_a_correction_whose_passage_changed_is_a_doubt_and_shows_in_the_status(settings: Settings) -> None:
    correct(settings, Wanted(NAME, "conventions.objet", "", "Autre chose.", **SAID))  # type: ignore[arg-type]
    path = settings.corrections_dir / "corrections.csv"
    head, line = path.read_text().splitlines()
    path.write_text(f"{head}\n{line[:-16]}{'0' * 16}\n")
    report = run(settings)
    assert report.exit_code == 3
    assert report.corrections.rouvertes[0].endswith("a changé depuis")
    assert asked(settings, "SELECT colonne FROM anomalies WHERE code = 'correction_rouverte'") == [("objet",)]
    assert asked(settings, "SELECT count(*) FROM v_a_verifier WHERE code = 'correction_rouverte'") == [(1,)]


def test_a_correction_of_another_document_is_told(settings: Settings) -> None:
    correct(settings, Wanted(NAME, "conventions.produit", "", "Digue", **SAID))  # type: ignore[arg-type]
    path = settings.corrections_dir / "corrections.csv"
    head, line = path.read_text().splitlines()
    path.write_text(f"{head}\n{'0' * 64}{line[64:]}\n")
    assert len(run(settings).corrections.sans_document) == 1


def test_a_malformed_correction_stops_the_run_before_it_begins(settings: Settings) -> None:
    settings.corrections_dir.mkdir()
    (settings.corrections_dir / "a.csv").write_text("document,valeur\n")
    with pytest.raises(UsageError, match=r"corrections/a\.csv, ligne 1"):
        run(settings)


@pytest.mark.parametrize(
    ("target", "row", "value", "message"),
    [
        ("conventions.date_effet", "", "hier", "n'est pas du type DATE"),
        ("montants.montant", "nature=AE,montant=0.01", "1", "0 lignes de montants"),
        ("montants.somme", "montant_no=1", "1", "pas de colonne 'somme'"),
        ("articles.texte", "article_no=1", "x", "ne se corrige pas"),
    ],
)
def test_a_correction_that_makes_no_sense_is_not_written(
    settings: Settings, target: str, row: str, value: str, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        correct(settings, Wanted(NAME, target, row, value, **SAID))  # type: ignore[arg-type]
    assert not settings.corrections_dir.exists()


def test_words_of_the_page_are_the_passage_of_a_missed_value(settings: Settings) -> None:
    report = corrected(settings, "signatures", "present", "nom=Ana Ferrand", quote="Entre les  soussignés")
    assert report.corrections.appliquees == 1
    quoted = "SELECT page IS NOT NULL, texte LIKE 'Entre les soussignés%' FROM preuves WHERE statut = 'corrigee'"
    assert asked(settings, quoted) == [(True, True)]
    with pytest.raises(UsageError, match="ne se trouve pas"):
        correct(settings, Wanted(NAME, "conventions.nor", "", "X", quote="un ornithorynque", **SAID))  # type: ignore[arg-type]


def without(tmp_path: Path, rule_id: str) -> Path:
    """A copy of the rules in which one rule matches nothing."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    for path in (tmp_path / "rules" / "patterns").glob("*.yml"):
        family = yaml.safe_load(path.read_text("utf-8"))
        for rule in family.get("rules", ()) if path.stem != "atoms" else ():
            if rule["id"] == rule_id:
                names = "(?P<nombre>(?!)) (?P<unite>(?!))"
                path.write_text(yaml.safe_dump(family | {"rules": _with(family, rule_id, names)}, allow_unicode=True))
    return tmp_path / "rules"


def _with(family: dict[str, list[dict[str, object]]], rule_id: str, pattern: str) -> list[dict[str, object]]:
    return [rule | {"pattern": pattern} if rule["id"] == rule_id else rule for rule in family["rules"]]


def test_a_changed_rule_shows_what_it_would_change(settings: Settings, tmp_path: Path) -> None:
    run(settings)
    [(lines,)] = asked(settings, "SELECT count(*) FROM montants WHERE role IS DISTINCT FROM 'total'")
    assert lines
    found = rules_difference(settings, str(ROOT / "rules"), str(without(tmp_path, "montants.chiffres")))
    [document] = found.documents
    assert document.fichier == NAME
    assert found.values["perdu"] > 0
    assert any(moved.lost > 0 for moved in found.moved.values())
    assert not rules_difference(settings, str(ROOT / "rules"), str(ROOT / "rules"))


def test_a_version_that_is_none_is_refused(settings: Settings, tmp_path: Path) -> None:
    for version, message in ((str(tmp_path), "tables.yml"), ("pas-une-revision", "git"), ("--output=x", "tiret")):
        with pytest.raises(UsageError, match=message), rules_at(version):
            pass


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="NOT A CHECKOUT: no revision to take the rules from")
def test_the_rules_of_a_revision_are_unpacked() -> None:
    with rules_at("HEAD") as folder:
        assert (folder / "tables.yml").is_file()
        assert (folder / "patterns" / "atoms.yml").is_file()
    assert not folder.exists()


def test_the_verbs_say_what_differs_by_their_status(settings: Settings, tmp_path: Path) -> None:
    run(settings)
    old = tmp_path / "old.duckdb"
    shutil.copyfile(settings.target, old)
    cli = CliRunner()
    same = cli.invoke(diff, [str(old), str(settings.target)])
    assert (same.exit_code, same.output.startswith("0 documents changent sur 1")) == (0, True)
    flags = ["--db", str(settings.target), "--data-dir", str(settings.data_dir)]
    wanted = [NAME, "conventions.nor", "--value", "ABCD2400001X", "--author", "C. Laurent", "--reason", "essai"]
    written = cli.invoke(correct_command, [*wanted, *flags])
    assert "conventions.nor = ABCD2400001X" in written.output
    run(settings)
    changed = cli.invoke(diff, [str(old), str(settings.target)])
    assert (changed.exit_code, "conventions.nor" in changed.output) == (4, True)
    gold = ["--gold", str(SAMPLE / "gold"), *flags]
    kept = cli.invoke(evaluate, [*gold, "--keep", str(tmp_path / "hier.json"), "--json"])
    assert kept.exit_code == 0
    assert '"reference":"sample' in kept.output
    against = cli.invoke(evaluate, [*gold, "--against", str(tmp_path / "hier.json"), "--db", str(old)])
    assert against.exit_code == (4 if " 0 pertes" not in against.output else 0)
    catalogue = cli.invoke(rules, [*gold, "--catalogue", str(tmp_path / "regles.md")])
    assert catalogue.exit_code == 0
    assert "### montants.chiffres" in (tmp_path / "regles.md").read_text("utf-8")
