"""Differences between two exports: each change has its cause, for a programme and for a reader."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.load import load
from pipeline.publish.differences import CAUSES
from pipeline.publish.exports import ExportReport, export
from pipeline.reference import Reference
from pipeline.settings import Settings
from tests.load.dataset import METADATA, REFERENCE, batch, document
from tests.publish.conftest import SIGNATORY, personal

Edition = Callable[..., Settings]


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    """Publish an edition of invented acts, made by the rules and with the reference data that are named."""
    settings = Settings(data_dir=tmp_path / "data")
    settings.target.parent.mkdir(parents=True)

    def publish(*acts: Any, rules: str = "r1", reference: Reference = REFERENCE) -> Settings:
        run = {"execution_id": "e", "debut": "2031-01-01T00:00:00", "fin": "2031-01-02T00:00:00"}
        batches = [*acts, batch(executions=[run | {"empreinte_regles": rules}])]
        load(batches, target=settings.target, metadata=METADATA, reference=reference)
        return settings

    return publish


def causes(report: ExportReport) -> set[tuple[str, str, str, str]]:
    """Return (file, cause, action, table) of every change."""
    told = json.loads((report.folder / "differences.json").read_text("utf-8"))
    return {(d["fichier"], c["cause"], c["action"], c["table"]) for d in told["documents"] for c in d["changements"]}


def journal(report: ExportReport) -> str:
    return (report.folder / "CHANGELOG-donnees.md").read_text("utf-8")


OTHER = Reference(
    {**REFERENCE.rows, "programmes": REFERENCE.rows["programmes"][1:]}, METADATA, REFERENCE.texts, REFERENCE.towns
)
CHANGED = document(1, conventions={"intitule": "Deux"})


@pytest.mark.parametrize(
    ("after", "made", "expected"),
    [
        ([CHANGED], {}, ("acte-1.pdf", "programme", "modifie", "conventions")),
        ([CHANGED], {"rules": "r2"}, ("acte-1.pdf", "regle", "modifie", "conventions")),
        ([CHANGED], {"reference": OTHER}, ("acte-1.pdf", "referentiel", "modifie", "conventions")),
        ([document(9, documents={"fichier": "acte-1.pdf"}, conventions={"intitule": "Deux"})], {},
         ("acte-1.pdf", "source", "modifie", "conventions")),
        ([document(1, documents={"statut": "retire"})], {}, ("acte-1.pdf", "document_retire", "modifie", "documents")),
        ([document(1, conventions={"intitule": "Un"}), document(2)], {}, ("acte-2.pdf", "nouveau_document", "ajoute", "montants")),
        ([document(1, conventions={"intitule": "Un"}, montants={"montant": "70000"},
                   preuves={"statut": "corrigee", "motif": "relu"})], {},
         ("acte-1.pdf", "correction", "modifie", "montants")),
    ],
)  # fmt: skip
def test_a_change_is_told_with_its_cause(
    after: list[Any], made: dict[str, Any], expected: tuple[str, ...], edition: Edition
) -> None:
    export(edition(document(1, conventions={"intitule": "Un"})))
    report = export(edition(*after, **made), force="essai")
    assert expected in causes(report)
    assert {cause for _, cause, _, _ in causes(report)} == {expected[1]}
    assert CAUSES[expected[1]] in journal(report)  # type: ignore[index]


def test_what_an_erasure_takes_away_is_told_as_masking_and_not_repeated(edition: Edition) -> None:
    settings = edition(document(1), personal(2))
    export(settings)
    (settings.data_dir / "effacements.csv").write_text(
        f"texte,document_id,motif\n{SIGNATORY},,demande de la personne\n", "utf-8"
    )
    report = export(settings)
    assert {cause for _, cause, _, _ in causes(report)} == {"masquage"}
    for name in ("differences.json", "CHANGELOG-donnees.md"):
        assert SIGNATORY.split()[-1] not in (report.folder / name).read_text("utf-8")


def test_the_journal_keeps_every_edition_the_last_on_top(edition: Edition) -> None:
    export(edition(document(1)))
    export(edition(document(1), document(2)))
    told = journal(export(edition(document(1), document(2), document(3))))
    assert told.count("\n## ") == 3
    assert told.index("acte-3.pdf") < told.index("acte-2.pdf") < told.index("Première publication.")
