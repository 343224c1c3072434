"""The veil: what no dataset keeps is hidden in a document's rows, wherever they say it, and nothing else moves."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.corrections import fingerprint
from pipeline.mask.erasures import Eraser, Erasure, last_erasure
from pipeline.mask.privacy import BLOCK, STRANGER, Masker
from pipeline.mask.veil import Veil
from pipeline.metadata import load_metadata
from pipeline.model import Box, ConventionRows, DocumentRows, Doubt, PageRow, Proof
from pipeline.settings import ROOT

METADATA = load_metadata()
INSIDE, OUTSIDE = Masker(ROOT / "rules", "interne"), Masker(ROOT / "rules", "public")
SERIAL = "3A:4F:00:9B:11:C2:7D"
TEXT = f"Pour le lac, M. Firmin Labouisse, directeur\nzoe@exemple.fr\nNuméro de série : {SERIAL}\nSoit 60 000 €"
ERASURE = Erasure("Firmin Labouisse", None, "demande de la personne")


def made(text: str = TEXT, **row: str) -> DocumentRows:
    """Return a document of one page and one convention with one signatory."""
    name = "Firmin Labouisse"
    proofs = tuple(
        Proof(table, number, column, 1, text.index(said), text.index(said) + len(said), Box(0, 0, 1, 1), said, "essai",
              "exacte", None, 0.95)
        for table, number, column, said in (
            ("signatures", 1, "nom", name), ("signatures", 1, "fonction", "directeur"),
            ("articles", 1, "texte", text), ("montants", 1, "montant", "60 000"),
        )
    )  # fmt: skip
    tables = {
        "signatures": [{"nom": name, "fonction": "directeur", **row}],
        "articles": [{"numero": "1", "texte": text}],
        "montants": [{"montant": "60000"}],
    }
    doubt = Doubt("role_indetermine", "info", "zoe@exemple.fr est à vérifier.")
    page = PageRow(1, 595.0, 842.0, 0, "native", 1.0, text)
    return DocumentRows("a" * 64, "native", (page,), (ConventionRows(1, 1, tables, proofs, (doubt,)),))


def veil(*erasures: Erasure) -> Veil:
    return Veil(ROOT / "rules", erasures, METADATA)


def test_a_document_without_anything_to_hide_is_not_touched() -> None:
    plain = made("M. Firmin Labouisse, directeur du lac : 60 000 € sur l'UO 0163-CDJE-STET, 012901010101.")
    assert veil().document(plain) is not None
    assert veil().document(plain).pages is plain.pages


def test_contact_and_certificate_data_are_hidden_in_every_row() -> None:
    one = veil()
    shown = one.document(made(fonction=f"directeur {SERIAL}"))
    [page], [convention] = shown.pages, shown.conventions
    assert len(page.texte) == len(TEXT)
    assert "Firmin Labouisse" in page.texte
    assert "60 000 €" in page.texte
    for hidden in ("zoe", "exemple.fr", SERIAL):
        assert hidden not in repr(shown)
    assert convention.tables["signatures"][0]["nom"] == "Firmin Labouisse"
    assert convention.tables["signatures"][0]["fonction"] == f"directeur {BLOCK * len(SERIAL)}", "no label beside it"
    for proof in convention.proofs:
        assert proof.text == page.texte[proof.start : proof.end]
    listed = {row[1:4] for row in one.listed()}
    assert ("pages", "texte", "adresse électronique") in listed
    assert ("anomalies", "message", "adresse électronique") in listed


def test_an_erased_name_leaves_its_column_and_its_proofs() -> None:
    [convention] = veil(ERASURE).document(made()).conventions
    assert convention.tables["signatures"] == [{"fonction": "directeur"}]
    assert {(proof.table, proof.column) for proof in convention.proofs} == {
        ("signatures", "fonction"),
        ("articles", "texte"),
        ("montants", "montant"),
    }
    assert "Labouisse" not in repr(convention)


def test_file_names_and_coverage_are_veiled() -> None:
    one = veil(ERASURE)
    row = METADATA.table("documents").row(
        {"document_id": "b" * 64, "fichier": "Convention_LABOUISSE-Firmin.pdf", "statut": "extrait"}
    )
    place = METADATA.table("couverture").row(
        {"ressource_id": "actes/Firmin Labouisse.pdf", "etape": "lu", "depuis": "2031-01-01T00:00:00"}
    )
    shown = one.batch({"documents": [row], "couverture": [place]}, "documents", "couverture")
    assert "labouisse" not in repr(shown).casefold()
    assert ".pdf" in repr(shown)


@pytest.mark.parametrize(
    "text",
    [
        "M. Firmin LABOUISSE,", "Labouisse, Firmin", "firmin_labouïsse.pdf", "Firmin Labou-\nisse", "Firmin\nLabouisse",
        "FIRMIN-LABOUISSE",
    ],
)  # fmt: skip
def test_an_erasure_finds_every_form_of_a_name(text: str) -> None:
    assert len(list(Eraser([ERASURE]).find("a", text))) == 1


@pytest.mark.parametrize("text", ["Firmin", "Labouisse", "Firminlabouisse", "Firmin, du service, Labouisse"])
def test_an_erasure_finds_nothing_else(text: str) -> None:
    assert not list(Eraser([ERASURE]).find("a", text))


def test_a_list_changed_since_makes_what_was_published_stale(tmp_path: Path) -> None:
    path = tmp_path / "effacements.csv"
    assert last_erasure(path) == 0.0
    path.write_text("texte,document_id,motif\n")
    assert last_erasure(path) >= path.stat().st_mtime


def test_a_masked_passage_has_no_fingerprint() -> None:
    text = f"Signé par {BLOCK * 5}\nau lac"
    assert fingerprint(text, 0, 3) == ""
    assert fingerprint(text, text.index("lac"), len(text)) != ""


def test_a_stranger_announced_once_is_hidden_wherever_the_name_stands_in_full() -> None:
    masker = Masker(ROOT / "rules", "public", (), {"a": ("Odile Vaneau",)})
    page = "En présence de M. Casimir Rondepierre et de Mme Odile Vaneau."
    later = "Casimir Rondepierre et Odile Vaneau signent à Rondepierre, secrétariat général Sous-direction."
    masker.meet("a", [page, later])
    masks = list(masker.masks("a", later))
    assert [(later[mask.start : mask.end], mask.motif) for mask in masks] == [("Casimir Rondepierre", STRANGER)]


@given(st.text(st.sampled_from("abzé019 .@:=,-+/()\n█OCN'Tl"), max_size=200))
def test_a_mask_moves_nothing_and_is_stable(text: str) -> None:
    masked = INSIDE.masked("a", text)
    assert len(masked) == len(text)
    assert all(own == told or told == BLOCK for own, told in zip(text, masked, strict=True))
    assert [at for at, letter in enumerate(text) if letter.isspace()] == [
        at for at, letter in enumerate(masked) if letter.isspace()
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a@" * 20_000, "x@" + "a-\n" * 15_000, "x@" + "a." * 20_000 + "1", "empreinte : " + "a" * 40_000 + "z",
        "empreinte : " + "1a " * 15_000 + "zz", "CN=a\nb/" * 6_000, "o=a" * 10_000, "+1 " * 15_000, "01 " * 15_000,
        "tél : " + "0 " * 20_000, "certificat de signature " * 2_000, "Zoé " * 8_000 + "@", "Aa " * 8_000 + "(a@",
        "Contact : " + "Aa " * 10_000, "(" * 20_000 + ", 2031-", "le général Aa " * 2_000, "transaction " * 4_000,
    ],
)  # fmt: skip
def test_no_text_keeps_a_masker_busy(text: str) -> None:
    begun = time.process_time()
    for masker in (INSIDE, OUTSIDE):
        list(masker.masks("a", text))
    assert time.process_time() - begun < 5
