"""The reference lists are sound, and a lookup finds what is sure and nothing else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipeline.errors import RuleError
from pipeline.metadata import load_metadata
from pipeline.reference import Reference, load_reference, normalised
from pipeline.settings import RULES


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference(load_metadata())


def found(reference: Reference, text: str, **context: object) -> str | None:
    match = reference.organisation(text, **context)  # type: ignore[arg-type]
    return match.found.organisation_id if match.found else None


def test_the_lists_are_not_empty(reference: Reference) -> None:
    assert len(reference.programmes) > 250
    assert len(reference.organisations) > 300
    assert len(reference.produits) > 600


def test_siren_numbers_pass_luhn(reference: Reference) -> None:
    sirens = [entry.siren for entry in reference.organisations if entry.siren]
    assert len(sirens) > 150
    assert len(set(sirens)) == len(sirens)
    for siren in sirens:
        doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(siren)]
        assert sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0, siren


def test_bounds_of_programmes_are_in_order(reference: Reference) -> None:
    for entry in reference.programmes:
        assert not (entry.annee_debut and entry.annee_fin) or entry.annee_debut <= entry.annee_fin, entry.code
        assert all(entry.covers(year) for year in entry.annees_attestees), entry.code


def test_two_names_of_one_programme_never_hold_the_same_year(reference: Reference) -> None:
    for code in {entry.code for entry in reference.programmes}:
        years = [year for entry in reference.programmes if entry.code == code for year in entry.annees_attestees]
        assert len(years) == len(set(years)), code


@pytest.mark.parametrize(
    "text",
    [
        "DINUM",
        "la Direction interministérielle du numérique",
        "DIRECTION INTERMINISTERIELLE DU NUMERIQUE (DINUM)",
        "direction interministérielle du numérique et du système d’information et de communication de l’État",
        "DINSIC",
    ],
)
def test_an_organisation_is_found_by_every_name_it_bore(reference: Reference, text: str) -> None:
    assert found(reference, text) == "dinum"


def test_namesakes_are_candidates_until_the_ministry_decides(reference: Reference) -> None:
    match = reference.organisation("Direction du numérique (DNUM)")
    assert match.found is None
    assert {entry.organisation_id for entry in match.candidates} == {
        "dnum-interieur", "dnum-meae", "dnum-ministeres-sociaux",
    }  # fmt: skip
    assert found(reference, "DNUM", ministry="ministère de l’Europe et des affaires étrangères") == "dnum-meae"
    assert found(reference, "DNUM", ministry="Ministère des solidarités et de la santé") == "dnum-ministeres-sociaux"
    assert found(reference, "DNUM", ministry="ministère de la culture") is None


def test_the_document_s_date_decides_between_a_present_and_a_former_name(tmp_path: Path) -> None:
    copied(
        tmp_path,
        "organisations.csv",
        "organisation_id,nom,sigle,anciens_sigles,ministere,siren,famille,a_verifier,source\n"
        "lac,Service du lac,SDL,,,,false,false,essai\nlande,Service de la lande,SLA,SDL,,,false,false,essai\n",
    )
    copied_names = (
        "organisation_id,nom_no,nom,sigle,usage,debut,fin,a_verifier\nlande,1,,SDL,ancien,,2015-12-31,false\n"
    )
    (tmp_path / "organisations_noms.csv").write_text(copied_names)
    reference = load_reference(load_metadata(), tmp_path)
    assert found(reference, "SDL", on=dt.date(2020, 1, 1)) == "lac"
    assert found(reference, "SDL", on=dt.date(2010, 1, 1)) is None
    assert found(reference, "SDL") is None
    assert len(reference.organisation("SDL").candidates) == 2


def test_a_family_of_services_is_never_a_match(reference: Reference) -> None:
    match = reference.organisation("Préfecture")
    assert match.found is None
    assert [entry.organisation_id for entry in match.candidates] == ["prefecture-de-departement"]
    assert found(reference, "ARS") is None
    assert found(reference, "Agence régionale de santé Bretagne") == "ars-bretagne"


@pytest.mark.parametrize("text", ["", "Direction", "Direction des affaires imaginaires", "(", "DNUMX"])
def test_what_is_unknown_stays_unknown(reference: Reference, text: str) -> None:
    assert reference.organisation(text).found is None
    assert reference.organisation(text).candidates == ()


def test_a_programme_bears_the_name_of_its_year(reference: Reference) -> None:
    def name(code: str, year: int | None = None) -> str | None:
        entry = reference.programme(code, year)
        return entry.libelle if entry else None

    assert name("0352", 2019) == "Fonds pour l'accélération du financement des start-up d'État"
    assert name("0352", 2024) == "Innovation et transformation numériques"
    assert name("0352") == "Innovation et transformation numériques"
    assert name("0134", 2014) == "Développement des entreprises et du tourisme"
    assert name("9999") is None


def test_a_programme_knows_when_it_does_not_know(reference: Reference) -> None:
    entry = reference.programme("0354", 2023)
    assert entry is not None
    assert entry.covers(2019) is False
    assert entry.covers(2023) is True
    assert entry.covers(2040) is None


def test_products_are_found_by_name_or_id(reference: Reference) -> None:
    by_name = reference.produit("« A Dock »").found
    assert by_name is not None
    assert by_name == reference.produit("a-dock").found
    assert reference.produit("projet sans nom").found is None


def test_normalised_forgets_what_does_not_count() -> None:
    assert normalised("  L’Œuvre des  ÉCOLES-unies ") == "oeuvre des ecoles unies"
    assert normalised("de la Direction du Budget") == "direction du budget"


def copied(folder: Path, name: str, text: str) -> Path:
    """Copy the real lists, one of them replaced."""
    for path in (RULES / "reference").glob("*.csv"):
        (folder / path.name).write_text(path.read_text())
    (folder / name).write_text(text)
    return folder


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "produits.csv",
            "produit_id,nom\nx,y\n",
            "produits.csv, ligne 2 : les colonnes ne sont pas celles de produits",
        ),
        (
            "produits.csv",
            "produit_id,nom,incubateur,sponsors,premiere_phase\nx,y,,,hier\n",
            "produits.csv, ligne 2 : produits.premiere_phase : 'hier' n'est pas du type DATE (AAAA-MM-JJ attendu)",
        ),
        (
            "produits.csv",
            "produit_id,nom,incubateur,sponsors,premiere_phase\nx,y,,,\nx,z,,,\n",
            "produits.csv : ('x',) y est deux fois",
        ),
        (
            "organisations_noms.csv",
            "organisation_id,nom_no,nom,sigle,usage,debut,fin,a_verifier\nnulle-part,1,X,,ancien,,,true\n",
            "organisations_noms.csv : organisation inconnue : 'nulle-part'",
        ),
        ("communes.csv", "commune\nAgen\n", "communes.csv : les colonnes ne sont pas commune, departements"),
        (
            "textes.csv",
            "type,numero,date,intitule,sigles,source\nloi,1,hier,,,\n",
            "textes.csv : Invalid isoformat string: 'hier'",
        ),
    ],
)
def test_a_wrong_list_is_refused_in_one_line(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(RuleError) as caught:
        load_reference(load_metadata(), copied(tmp_path, name, text))
    assert str(caught.value).startswith(message)


def test_texts_and_towns_are_those_of_the_folder(tmp_path: Path) -> None:
    lists = copied(tmp_path, "communes.csv", "commune,departements\nVille-inventée,99\n")
    (lists / "textes.csv").write_text("type,numero,date,intitule,sigles,source\nloi,1-1,2001-01-01,,,\n")
    made = load_reference(load_metadata(), lists)
    assert made.towns.expected_department("75001", "Ville-inventée 3e") == "99"
    assert made.texts.date("loi", "1-1") == dt.date(2001, 1, 1)


def test_a_missing_list_is_a_rule_error(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"programmes\.csv"):
        load_reference(load_metadata(), tmp_path)


def test_words_of_names_are_known_whatever_their_number_and_compounds_as_a_whole(reference: Reference) -> None:
    strange = reference.words.strange
    assert list(strange("Directions régionales de Bourgogne-Franche-Comté, sous-direction du Budget")) == []
    assert list(strange("Direction régionnale de Bourgogne-Franche-Comité")) == [
        "regionnale",
        "bourgogne franche comite",
    ]
