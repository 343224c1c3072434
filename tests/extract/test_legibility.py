"""What rests on a page that is hardly legible is not sure, and the document says so once a page."""

from __future__ import annotations

import msgspec
import pytest

from pipeline.extract.document import extract_document
from pipeline.model import DocumentRows, Reading
from tests.extract.helpers import book, page_of, reading_of, reference

ACT = """CONVENTION DE DÉLÉGATION DE GESTION

Entre
La direction des achats, représentée par Mme Odile Tavernier, directrice, ci-après dénommée « le délégant »,
et
La direction du patrimoine, représentée par M. Luc Barbezat, directeur, ci-après dénommée « le délégataire »,
il est convenu ce qui suit :

Article 1er - Objet
Le délégant confie au délégataire la gestion des crédits de l'unité opérationnelle 0723-DR35-DP35.

Article 2 - Montant
Le montant délégué est de 42 000 € en AE et en CP au titre de l'exercice 2023.

Fait à Rennes, le 4 mai 2023
"""
SAID = "page 1 : page tachée"


def scanned(quality: float, *warnings: str) -> Reading:
    """The act as if it had been read on a scan, each of its words surely."""
    typed = reading_of(ACT)
    pages = tuple(msgspec.structs.replace(page, layer="ocr", quality=quality) for page in typed.pages)
    return msgspec.structs.replace(typed, layer="ocr", pages=pages, warnings=warnings)


def sure(rows: DocumentRows) -> set[str]:
    [convention] = rows.conventions
    return {proof.table for proof in convention.proofs if proof.confidence >= 0.9 and proof.status != "ecartee"}


def test_nothing_on_a_hardly_legible_page_is_sure() -> None:
    good, bad = (extract_document(scanned(quality), book(), reference()) for quality in (0.95, 0.84))
    assert {"montants", "parties", "representants", "unites_operationnelles"} <= sure(good)
    assert sure(bad) == set()
    assert [one.tables for one in bad.conventions] == [one.tables for one in good.conventions]
    [convention] = bad.conventions
    assert {proof.motif for proof in convention.proofs if proof.table == "montants"} == {
        "page peu lisible (qualité 0.84)"
    }


@pytest.mark.parametrize("text", [ACT, "Une note sans convention."])
def test_what_a_reading_warns_of_is_doubted_once(text: str) -> None:
    reading = msgspec.structs.replace(reading_of(text), warnings=(SAID,))
    [doubt] = extract_document(reading, book(), reference()).doubts
    assert (doubt.code, doubt.message, doubt.table) == ("lecture_incertaine", f"{SAID}.", None)


@pytest.mark.parametrize(
    ("signed", "as_sure"), [("Odile TAVERNIER", True), ("Odiie TAVERNIER", False), ("O. TAVERNIER", False)]
)
def test_a_name_is_sure_on_a_scan_when_each_of_its_words_is_read_twice_alike(signed: str, as_sure: bool) -> None:
    page = msgspec.structs.replace(page_of(f"{ACT}\nPour le délégant,\nLa directrice\n{signed}\n"), layer="ocr")
    read = Reading("0" * 64, "ocr", (page,))
    [convention] = extract_document(read, book(), reference()).conventions
    [name] = [proof for proof in convention.proofs if proof.column == "nom" and proof.text == "Odile Tavernier"]
    assert (name.confidence >= 0.9) == as_sure


@pytest.mark.parametrize("signed", ["TAVERNIER", "Odile", "Odile Eu TAVERNIER", "Odile TAVERNIER Lé"])
def test_a_part_of_a_name_and_a_name_with_a_scrap_are_not_sure_on_a_scan(signed: str) -> None:
    page = msgspec.structs.replace(page_of(f"{ACT}\nPour le délégant,\nLa directrice\n{signed}\n"), layer="ocr")
    [convention] = extract_document(Reading("0" * 64, "ocr", (page,)), book(), reference()).conventions
    signers = [proof for proof in convention.proofs if (proof.table, proof.column) == ("signatures", "nom")]
    assert all(proof.confidence < 0.9 for proof in signers if proof.status != "ecartee")


@pytest.mark.parametrize(("town", "as_sure"), [("Rennes", True), ("Rennex", False)])
def test_a_town_read_once_is_sure_on_a_scan_when_it_is_known(town: str, as_sure: bool) -> None:
    page = msgspec.structs.replace(page_of(ACT.replace("Rennes", town)), layer="ocr")
    [convention] = extract_document(Reading("0" * 64, "ocr", (page,)), book(), reference()).conventions
    [said] = [proof for proof in convention.proofs if proof.column == "lieu_signature"]
    assert (said.confidence >= 0.9) == as_sure
