"""When rules change, documents are extracted again only if what rules do has changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from pipeline.run.work import Workshop
from pipeline.settings import ROOT, load_settings

FILE = "montants.yml"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of the rules to be changed."""
    return Path(shutil.copytree(ROOT / "rules", tmp_path / "rules"))


def version(rules: Path) -> str:
    return Workshop(load_settings({"rules_dir": rules}, environment={})).extract_version


def rewritten(rules: Path, **changes: object) -> None:
    """Change the first rule of a file."""
    path = rules / "patterns" / FILE
    family = yaml.safe_load(path.read_text("utf-8"))
    family["rules"][0] |= changes
    path.write_text(yaml.safe_dump(family, allow_unicode=True, sort_keys=False), "utf-8")


def test_words_about_a_rule_change_nothing(rules: Path) -> None:
    before = version(rules)
    rewritten(rules, note="Une autre note.", examples=["un autre exemple"], counter_examples=["un autre"])
    assert version(rules) == before


@pytest.mark.parametrize(
    "changes", [{"pattern": "autre"}, {"data": {"autre": "chose"}}, {"flags": ["multiline"]}, {"id": "montants.autre"}]
)
def test_what_a_rule_does_changes_every_row(rules: Path, changes: dict[str, object]) -> None:
    before = version(rules)
    rewritten(rules, **changes)
    assert version(rules) != before


def test_an_atom_counts_where_a_rule_uses_it(rules: Path) -> None:
    before = version(rules)
    path = rules / "patterns" / "atoms.yml"
    atoms = yaml.safe_load(path.read_text("utf-8"))
    atoms["inemploye"] = {"pattern": "rien", "note": "Aucune règle ne s'en sert."}
    path.write_text(yaml.safe_dump(atoms, allow_unicode=True), "utf-8")
    assert version(rules) == before
    for atom in atoms.values():
        atom["pattern"] += "(?:)"
    path.write_text(yaml.safe_dump(atoms, allow_unicode=True), "utf-8")
    assert version(rules) != before


def test_the_order_of_rules_counts(rules: Path) -> None:
    before = version(rules)
    path = rules / "patterns" / FILE
    family = yaml.safe_load(path.read_text("utf-8"))
    family["rules"].reverse()
    path.write_text(yaml.safe_dump(family, allow_unicode=True, sort_keys=False), "utf-8")
    assert version(rules) != before


def test_another_list_of_reference_changes_every_row(rules: Path) -> None:
    before = version(rules)
    path = next((rules / "reference").glob("*.csv"))
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    assert version(rules) != before
