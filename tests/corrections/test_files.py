"""Files of corrections: what is read, what is refused, and where the message points."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.corrections import Corrections, append_correction, fingerprint, load_corrections, locate
from pipeline.errors import UsageError
from tests.corrections.acts import DOCUMENT, key, line
from tests.load.dataset import METADATA, REFERENCE

AE = key(nature="AE", montant="60000.00")


def written(folder: Path, *lines: dict[str, str]) -> Corrections:
    """Write lines to a file, and read the folder."""
    for one in lines:
        append_correction(folder / "corrections" / "a.csv", one)
    return load_corrections(folder / "corrections", METADATA, REFERENCE)


def test_no_folder_is_no_correction(tmp_path: Path) -> None:
    assert load_corrections(tmp_path / "rien", METADATA, REFERENCE).by_document == {}


def test_what_is_written_is_read_oldest_first(tmp_path: Path) -> None:
    found = written(
        tmp_path,
        line("montants", "montant", "65000.00", cle=AE, motif="un « 5 », pas un 0, dit-on"),
        line("conventions", "tacite_reconduction", "faux", date="2024-01-02"),
        line("conventions", "phases", "construction; transfert", date="2024-01-03"),
        line("conventions", "objet", "absent", date="2024-01-04"),
    )
    first, second, third, fourth = found.of(DOCUMENT)
    assert (first.column, first.value) == ("tacite_reconduction", False)
    assert (second.column, second.value) == ("phases", ("construction", "transfert"))
    assert (third.column, third.value) == ("objet", None)
    assert str(fourth.value) == "65000.00"
    assert fourth.motif == "un « 5 », pas un 0, dit-on"
    assert fourth.where == "corrections/a.csv, ligne 2"


def test_the_digest_changes_with_the_files(tmp_path: Path) -> None:
    before = written(tmp_path, line("conventions", "objet", "absent")).digest
    assert written(tmp_path, line("conventions", "produit", "absent")).digest != before


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"document_id": "abc"}, "document_id : 64 chiffres hexadécimaux"),
        ({"convention": "0"}, "convention : un nombre à partir de 1"),
        ({"table": "montant"}, "pas de table 'montant'"),
        ({"table": "pages"}, "la table pages ne se corrige pas"),
        ({"colonne": "somme"}, "pas de colonne 'somme'"),
        ({"colonne": "montant_no"}, "montants.montant_no ne se corrige pas"),
        ({"valeur": ""}, "la colonne valeur est vide"),
        ({"valeur": "soixante"}, "montant : 'soixante' n'est pas du type DECIMAL(18,2) (nombre attendu)"),
        ({"valeur": "absent"}, "montant : une valeur est obligatoire"),
        ({"cle": ""}, "la clé est vide"),
        ({"cle": "AE"}, "la clé doit être un objet JSON"),
        ({"cle": "[1]"}, "la clé doit être un objet JSON"),
        ({"cle": key(somme=1)}, "pas de colonne 'somme'"),
        ({"auteur": " "}, "la colonne auteur est vide"),
        ({"motif": ""}, "la colonne motif est vide"),
        ({"date": "4 mars"}, "date : AAAA-MM-JJ attendu, pas '4 mars'"),
        ({"page": "deux"}, "page : un nombre à partir de 1"),
        ({"page": "1", "empreinte_passage": "xyz"}, "empreinte_passage : 16 chiffres hexadécimaux"),
        ({"empreinte_passage": "0" * 16}, "empreinte_passage : la page manque"),
        ({"colonne": "nature", "valeur": "ET"}, "'ET' n'est pas parmi AE, CP"),
        ({"colonne": "", "valeur": "65000"}, "« absent » ou « present »"),
        ({"colonne": "", "valeur": "present", "cle": key(nature="AE")}, "montant : une valeur est obligatoire"),
        ({"table": "conventions", "colonne": "", "valeur": "absent", "cle": ""}, "ne s'ajoute ni ne se retire"),
        (
            {"table": "conventions", "cle": "", "colonne": "tacite_reconduction", "valeur": "non"},
            "« vrai » ou « faux »",
        ),
        (
            {"table": "conventions", "cle": "", "colonne": "produit_id", "valeur": "lune"},
            "'lune' n'est pas dans produits",
        ),
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, wrong: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        written(tmp_path, line("montants", "montant", "65000", cle=AE) | wrong)
    assert str(caught.value).startswith("corrections/a.csv, ligne 2 : ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"document,valeur\n1,2\n", "a.csv, ligne 1 : colonnes manquantes ou inconnues"),
        ("é".encode("latin-1"), "n'est pas en UTF-8"),
        (b"", "ligne 1"),
    ],
)
def test_a_malformed_file_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(UsageError, match=message):
        load_corrections(tmp_path, METADATA, REFERENCE)


def test_a_line_that_is_too_short_or_too_long_is_named(tmp_path: Path) -> None:
    written(tmp_path, line("conventions", "objet", "absent"))
    path = tmp_path / "corrections" / "a.csv"
    path.write_text(path.read_text() + f"{DOCUMENT},1\n")
    with pytest.raises(UsageError, match=r"a\.csv, ligne 3 : 11 valeurs attendues"):
        load_corrections(tmp_path / "corrections", METADATA, REFERENCE)


def test_two_values_on_one_day_contradict_one_another(tmp_path: Path) -> None:
    one = line("montants", "montant", "65000", cle=AE)
    assert len(written(tmp_path, one, one).of(DOCUMENT)) == 2
    with pytest.raises(UsageError, match=r"ligne 4 : contredit .*ligne 2, du même jour, sur montants\.montant"):
        written(tmp_path, one | {"valeur": "66000"})


def test_a_passage_is_known_by_its_lines_whatever_their_blanks() -> None:
    page = "titre\nune somme de  60 000 €\nen AE\nfin"
    start = page.index("60")
    mark = fingerprint(page, start, start + 3)
    assert locate(page, mark) == (6, 28)
    assert locate("avant\n\nune somme  de 60 000 €\nfin", mark) == (7, 29)
    assert locate(page.replace("60", "65"), mark) is None
    both = fingerprint(page, start, page.index("AE"))
    assert locate(page, both) == (6, 34)
