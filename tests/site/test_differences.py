"""The page of differences, from one run to the next: each of the causes happens for real, and is told as such."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.compare import Dataset
from pipeline.corrections import append_correction
from pipeline.publish.causes import CAUSES, Cause
from pipeline.publish.site import build_site
from pipeline.run import run
from pipeline.settings import ROOT, Settings, load_settings
from tests.conftest import SAMPLE

ACT, AMENDMENT = "delegation-deux-exercices.pdf", "avenant-a-la-delegation.pdf"
OTHER, THIRD = "delegation-signee-en-ligne.pdf", "retablissement-de-credits.pdf"


def rules(desk: Path) -> Path:
    return max(desk.glob("rules-*"))


def other_rules(desk: Path) -> Path:
    """A copy to be changed: a process believes a folder of rules to stay as it is."""
    return Path(shutil.copytree(rules(desk), desk / f"rules-{len(list(desk.glob('rules-*'))) + 1}"))


def settings_of(desk: Path) -> Settings:
    flags = {"sources": [str(desk / "source")], "data_dir": desk / "data", "rules_dir": rules(desk), "jobs": 1}
    return load_settings(flags, environment={})


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A desk where one document was run and shown: its source, its rules, its data."""
    (tmp_path / "source").mkdir()
    shutil.copyfile(SAMPLE / ACT, tmp_path / "source" / ACT)
    shutil.copytree(ROOT / "rules", tmp_path / "rules-1")
    return tmp_path


def again(desk: Path) -> str:
    """Run, build the site; return its page of differences."""
    settings = settings_of(desk)
    run(settings)
    return html.unescape((build_site(settings).index.parent / "differences.html").read_text("utf-8"))


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def new_document(desk: Path) -> None:
    shutil.copyfile(SAMPLE / OTHER, desk / "source" / OTHER)


def another_source(desk: Path) -> None:
    shutil.copyfile(SAMPLE / THIRD, desk / "source" / OTHER)


def withdrawn(desk: Path) -> None:
    (desk / "source" / OTHER).unlink()


def its_avenant(desk: Path) -> None:
    shutil.copyfile(SAMPLE / AMENDMENT, desk / "source" / AMENDMENT)


def rule_changed(desk: Path) -> None:
    """Notice is looked for under another word."""
    replaced(other_rules(desk) / "patterns" / "clauses.yml", r"de\s+pr[ée]avis", r"de\s+pr[ée]venance")


def reference_changed(desk: Path) -> None:
    for path in (other_rules(desk) / "reference").glob("organisations*.csv"):
        path.write_text(re.sub(r"\bdpjj\b", "pjj", path.read_text("utf-8")), "utf-8")


def corrected(desk: Path) -> None:
    line = {
        "document_id": settings_document(desk), "convention": "1", "table": "conventions", "cle": "",
        "colonne": "lieu_signature", "valeur": "Rennes", "auteur": "C. Laurent", "date": "2025-03-04", "motif": "Lu",
    }  # fmt: skip
    append_correction(desk / "data" / "corrections" / "a.csv", line)


def row_removed(desk: Path) -> None:
    """The printed total is no amount of its own, says someone."""
    line = {
        "document_id": settings_document(desk), "convention": "1", "table": "montants",
        "cle": '{"nature": "CP", "montant": "253000.00"}', "valeur": "absent", "auteur": "C. Laurent",
        "date": "2025-03-04", "motif": "Lu",
    }  # fmt: skip
    append_correction(desk / "data" / "corrections" / "a.csv", line)


def settings_document(desk: Path) -> str:
    with Dataset(settings_of(desk).target) as dataset:
        return next(key for key, row in dataset.documents().items() if row["fichier"] == ACT)


YEAR: list[tuple[Callable[[Path], None], set[Cause], str]] = [
    (new_document, {"nouveau_document"}, OTHER),
    (rule_changed, {"regle"}, "préavis (mois)"),
    (corrected, {"correction"}, "Rennes"),
    (row_removed, {"correction"}, "253\u202f000"),
    (reference_changed, {"referentiel"}, "identifiant de l'organisation"),
    (another_source, {"source"}, OTHER),
    (its_avenant, {"nouveau_document"}, AMENDMENT),
    (withdrawn, {"document_retire"}, OTHER),
]
"""What happens between one run and the next, and the causes that the page then gives."""


def test_each_cause_is_told_when_it_happens(desk: Path) -> None:
    assert "pas encore de jeu de données antérieur" in again(desk)
    for change, causes, what in YEAR:
        change(desk)
        page = again(desk)
        assert set(re.findall(r'<span class="tag">(.*?)</span>', page)) == {CAUSES[c] for c in causes}, change
        assert what in page, change


def test_what_only_another_document_can_change_is_told_so(desk: Path) -> None:
    """An avenant is tied to its convention when that one arrives."""
    (desk / "source" / ACT).unlink()
    its_avenant(desk)
    again(desk)
    shutil.copyfile(SAMPLE / ACT, desk / "source" / ACT)
    page = again(desk)
    [tied] = [row for row in page.split("<tr>") if AMENDMENT in row and "Conventions citées" in row]
    assert CAUSES["autre_document"] in tied
