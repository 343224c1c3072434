"""How sources are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.collect import collect
from pipeline.collect.spec import parse
from pipeline.errors import UsageError


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("datagouv:5b5ec5c188ee3842dbe6ba19", "dataset", "datagouv:5b5ec5c188ee3842dbe6ba19"),
        (" datagouv:conventions-de-partenariat ", "dataset", "datagouv:conventions-de-partenariat"),
        ("datagouv:org/534fff75a3a7292c64a77de4", "org", "datagouv:org/534fff75a3a7292c64a77de4"),
        ("datagouv:search/convention délégation", "search", "datagouv:search/convention délégation"),
        ("datagouv:search/convention+de%20gestion", "search", "datagouv:search/convention de gestion"),
        ("datagouv:search/x?tag=pdf&license=lov2", "search", "datagouv:search/x?license=lov2&tag=pdf"),
        ("datagouv:search/?organization=5a", "search", "datagouv:search/?organization=5a"),
        ("https://exemple.fr/a.pdf", "url", "url:https://exemple.fr/a.pdf"),
        ("/tmp/liste.txt", "urls", "urls:/tmp/liste.txt"),
        ("urls:/tmp/liste", "urls", "urls:/tmp/liste"),
        ("/tmp/dossier/", "chemin", "chemin:/tmp/dossier"),
        ("chemin:/tmp/un.txt", "chemin", "chemin:/tmp/un.txt"),
        ("dossier", "chemin", f"chemin:{Path('dossier').absolute()}"),
    ],
)
def test_a_source_is_understood(text: str, kind: str, name: str) -> None:
    spec = parse(text)
    assert (spec.kind, spec.name) == (kind, name)


@pytest.mark.parametrize(
    "text",
    ["", "  ", "datagouv:", "datagouv:org/", "datagouv:autre/x", "datagouv:a/b/c", "datagouv:search/",
     "datagouv:search/x?etiquette=pdf", "datagouv:search/x?tag"],
)  # fmt: skip
def test_a_source_that_makes_no_sense_is_a_mistake(text: str) -> None:
    with pytest.raises(UsageError):
        parse(text)


def test_an_account_in_an_address_is_refused_and_not_shown(tmp_path: Path) -> None:
    listed = tmp_path / "liste.txt"
    listed.write_text("https://exemple.fr/a.pdf\nhttps://moi:secret@exemple.fr/b.pdf\n")
    for source in ("https://moi:secret@exemple.fr/a.pdf", str(listed)):
        with (
            pytest.raises(UsageError, match=r"https://…@exemple\.fr/.*ni compte ni mot de passe"),
            collect([source], data_dir=tmp_path / "data"),
        ):
            pass
    assert parse("https://exemple.fr/@a.pdf").value == "https://exemple.fr/@a.pdf"


def test_repeated_filters_are_all_kept() -> None:
    assert parse("datagouv:search/x?tag=a&tag=b").filters == (("tag", "a"), ("tag", "b"))
