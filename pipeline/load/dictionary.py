"""The data dictionary, in French Markdown, written from the metadata: `python -m pipeline.load.dictionary`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.metadata import EVERY_TYPE, Column, Metadata, Table, View, Vocabulary, load_metadata
from pipeline.settings import ROOT

PATH = ROOT / "docs" / "dictionnaire.md"

GROUPS = {
    "documents": "Documents",
    "conventions": "Conventions",
    "preuves": "Preuves",
    "controle": "Doutes, lacunes et qualité",
    "suivi": "Suivi",
    "reference": "Listes de référence",
}
"""Groups of tables, in the order in which they are told."""
_HEAD = """\
# Dictionnaire des données

Version du contrat : {version}. Cette page est produite depuis `rules/tables.yml` ; ne pas la modifier à la main
(`python -m pipeline.load.dictionary` la réécrit).

Conventions : les montants sont en euros, les dates au format ISO, les horodatages en UTC, les codes des textes mis en
forme. Une valeur que le document ne donne pas est NULL : jamais une supposition, un texte vide ou un zéro. D'où vient
chaque valeur est dans `preuves`. **clé** : clé primaire ; **→** : clé étrangère ; **obligatoire** : jamais NULL ;
**attendu** : un vide est une lacune ; **personnel** : désigne une personne physique.
"""


def dictionary(metadata: Metadata) -> str:
    """Return the whole page."""
    return "\n".join(_lines(metadata)) + "\n"


def _lines(metadata: Metadata) -> Iterator[str]:
    yield _HEAD.format(version=metadata.version)
    for group, title in GROUPS.items():
        yield f"## {title}\n"
        for table in metadata:
            if table.group == group:
                yield from _table(table)
    yield "## Vues\n"
    for view in metadata.views:
        yield from _view(view)
    yield "## Vocabulaires\n"
    yield from _vocabularies(metadata)


def _table(table: Table) -> Iterator[str]:
    yield f"### {table.name}\n"
    yield table.description
    if table.expected:
        yield f"Attendu : au moins une ligne par convention ({_kinds(table.expected)})."
    yield "\n| Colonne | Type | Sens |\n|---|---|---|"
    for column in table.columns:
        yield f"| `{column.name}` | {column.type} | {_cell(_meaning(table, column))} |"
    yield ""


def _meaning(table: Table, column: Column) -> str:
    told = [f"**{mark}** {detail}".strip() for mark, detail in marks(table, column)]
    text = column.description + (f" [{column.unit}]" if column.unit else "")
    if column.vocabulary:
        text += f". Vocabulaire : [{column.vocabulary.name}](#{column.vocabulary.name})"
    if column.example:
        text += f". Exemple : `{column.example}`"
    return text + (f" — {', '.join(told)}" if told else "")


def marks(table: Table, column: Column) -> Iterator[tuple[str, str]]:
    """Yield what is special about a column: the mark, and what it is about (may be empty)."""
    if column.name in table.key:
        yield "clé", ""
    elif column.required:
        yield "obligatoire", ""
    for reference in table.references:
        if reference.columns[-1] == column.name:
            yield "→", reference.table
    if column.expected:
        yield "attendu", f"({_kinds(column.expected)})"
    if column.personal:
        yield "personnel", ""


def _kinds(expected: tuple[str, ...]) -> str:
    return "toutes" if EVERY_TYPE in expected else ", ".join(expected)


def _view(view: View) -> Iterator[str]:
    call = f"({', '.join(view.parameters)})" if view.parameters else ""
    yield f"### {view.name}{call}\n"
    yield f"{view.description}\n"
    yield "| Colonne | Sens |\n|---|---|"
    for name, description in view.columns.items():
        yield f"| `{name}` | {_cell(description)} |"
    yield ""


def vocabularies(metadata: Metadata) -> list[Vocabulary]:
    """Return the vocabularies that columns use, by name."""
    used = {column.vocabulary.name: column.vocabulary for t in metadata for column in t.columns if column.vocabulary}
    return [used[name] for name in sorted(used)]


def _vocabularies(metadata: Metadata) -> Iterator[str]:
    for vocabulary in vocabularies(metadata):
        yield f"### {vocabulary.name}\n"
        yield from (f"- `{value}` : {meaning}" for value, meaning in vocabulary.values.items())
        yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def write(path: Path = PATH) -> None:
    """Write the page where the documentation holds it."""
    path.write_text(dictionary(load_metadata()), encoding="utf-8")


if __name__ == "__main__":
    write()
