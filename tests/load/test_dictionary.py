"""The dictionary says everything, and the page in the documentation is the one the metadata gives."""

from __future__ import annotations

from pathlib import Path

from pipeline.load.dictionary import PATH, dictionary, write
from tests.load.dataset import METADATA


def test_the_page_in_the_documentation_is_current() -> None:
    message = "rewrite it: python -m pipeline.load.dictionary"
    assert PATH.read_text(encoding="utf-8") == dictionary(METADATA), message


def test_every_table_view_column_and_value_is_there() -> None:
    page = dictionary(METADATA)
    for table in METADATA:
        assert f"### {table.name}\n" in page
        section = page.split(f"### {table.name}\n")[1].split("\n### ")[0]
        for column in table.columns:
            assert f"| `{column.name}` | {column.type} | " in section
    for view in METADATA.views:
        section = page.split(f"### {view.name}")[1].split("\n### ")[0]
        assert all(f"| `{name}` | " in section for name in view.columns)
    for value in ("rien", "montant_lettres_chiffres", "retablissement_credits"):
        assert (f"- `{value}` : " in page) is (value != "rien")


def test_marks_tell_keys_gaps_and_people() -> None:
    lines = dictionary(METADATA).splitlines()
    [nom] = [
        line for line in lines if line.startswith("| `nom` | VARCHAR | Prénom et nom, casse du document, sans titre —")
    ][:1]
    assert nom.endswith("**personnel** |")
    assert any(line.startswith("| `document_id`") and "**→** documents" in line for line in lines)
    assert any(line.startswith("| `objet`") and "**attendu** (toutes)" in line for line in lines)


def test_tables_are_well_formed(tmp_path: Path) -> None:
    write(tmp_path / "page.md")
    for line in (tmp_path / "page.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("|"):
            assert line.replace("\\|", "").count("|") in (3, 4), line
