"""When rules change, documents of which they tell nothing new keep their rows: the dataset is the same."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from pipeline.read.cache import Cache
from pipeline.run import RunReport, run
from pipeline.run.work import Progress, Workshop
from pipeline.settings import ROOT, Settings, load_settings
from tests.conftest import SAMPLE

FILE, RULE = "clauses.yml", "clauses.tacite_reconduction"


@pytest.fixture
def known(sample_run: tuple[RunReport, Path], tmp_path: Path) -> Settings:
    """A data folder that knows the sample, and rules to be changed."""
    shutil.copytree(sample_run[1], tmp_path / "data")
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    given = {"sources": [str(SAMPLE)], "data_dir": tmp_path / "data", "rules_dir": tmp_path / "rules", "jobs": 1}
    return load_settings(given, environment={})


def change(settings: Settings, before: str, after: str, **more: object) -> None:
    """Put a rule's pattern between two strings; change what else is named."""
    path = settings.rules_dir / "patterns" / FILE
    family = yaml.safe_load(path.read_text("utf-8"))
    [rule] = [one for one in family["rules"] if one["id"] == RULE]
    rule.update({"pattern": f"{before}(?:{rule['pattern']}){after}", **more})
    path.write_text(yaml.safe_dump(family, allow_unicode=True, sort_keys=False), "utf-8")


def made(settings: Settings) -> dict[str, str]:
    """Run, and tell how each document's rows came about."""
    found: dict[str, str] = {}

    def watch(progress: Progress, _number: int, _of: int) -> None:
        found[progress.document.fichier] = progress.made

    run(settings, watch=watch)
    return found


def content(settings: Settings) -> dict[str, list[Any]]:
    with duckdb.connect(str(settings.target), read_only=True) as con:
        names = [name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return {
            n: con.execute(f"FROM {n} ORDER BY ALL").fetchall() for n in names if n not in ("executions", "a_propos")
        }


def forgotten(settings: Settings) -> None:
    """Forget all that was extracted."""
    for name in ("extract", "asked", "parts", "links"):
        shutil.rmtree(settings.work_dir / name)


def test_rows_that_still_stand_are_taken_over(known: Settings) -> None:
    change(known, "", "|jamais-un-tel-mot")
    how = made(known)
    assert "relu" not in how.values()
    assert list(how.values()).count("repris") >= 8
    taken_over = content(known)
    forgotten(known)
    assert "repris" not in made(known).values()
    assert content(known) == taken_over


def test_documents_of_which_a_pattern_tells_something_new_are_extracted_again(known: Settings) -> None:
    change(known, "", "(?!)")
    how = made(known)
    assert {"repris", "relu"} <= set(how.values())
    found = content(known)
    forgotten(known)
    made(known)
    assert content(known) == found


def test_other_data_of_a_rule_are_for_the_documents_that_asked_for_them(known: Settings) -> None:
    change(known, "", "", data={"tacite": False})
    how = made(known)
    assert {"repris", "relu"} <= set(how.values())
    found = content(known)
    forgotten(known)
    made(known)
    assert content(known) == found


def test_a_rule_more_is_for_the_documents_in_which_it_matches(known: Settings) -> None:
    path = known.rules_dir / "patterns" / "montants_sens.yml"
    family = yaml.safe_load(path.read_text("utf-8"))
    more = {"pattern": "dix-huit\\s+mois", "data": {"motif": "autre"}, "examples": ["<m>dix-huit mois</m>"]}
    family["rules"].append(family["rules"][0] | more | {"id": "montants.autre"})
    path.write_text(yaml.safe_dump(family, allow_unicode=True, sort_keys=False), "utf-8")
    how = made(known)
    assert "repris" in how.values()
    found = content(known)
    forgotten(known)
    made(known)
    assert content(known) == found


@pytest.mark.parametrize(("family", "again"), [("clauses", False), ("montants_sens", False), ("lecture", True)])
def test_rules_in_another_order_are_for_the_documents_where_that_counts(
    known: Settings, family: str, again: bool
) -> None:
    path = known.rules_dir / "patterns" / f"{family}.yml"
    rules = yaml.safe_load(path.read_text("utf-8"))
    rules["rules"].reverse()
    path.write_text(yaml.safe_dump(rules, allow_unicode=True, sort_keys=False), "utf-8")
    how = made(known)
    assert ("relu" in how.values()) is again
    found = content(known)
    forgotten(known)
    made(known)
    assert content(known) == found


def test_a_pattern_put_back_finds_the_rows_of_before(known: Settings) -> None:
    change(known, "", "(?!)")
    made(known)
    shutil.copytree(ROOT / "rules", known.rules_dir, dirs_exist_ok=True)
    assert set(made(known).values()) <= {"illisible"}


@pytest.mark.parametrize("lost", ["asked", "rules", "extract"])
def test_what_is_lost_or_damaged_is_made_again(known: Settings, lost: str) -> None:
    for path in (known.work_dir / lost).rglob("*.mpk.z"):
        path.write_bytes(path.read_bytes()[:40])
    change(known, "", "|jamais-un-tel-mot")
    assert set(made(known).values()) <= {"relu", "illisible"}


def test_few_states_of_the_rules_are_remembered(known: Settings) -> None:
    for number in range(6):
        change(known, "", f"|jamais-{number}")
        Workshop(known).bases.keep()
    assert len(Cache(known.work_dir / "rules", object).keys()) == 4
