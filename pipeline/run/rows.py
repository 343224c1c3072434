"""From what the stages made of a document to the rows of the dataset's tables, in the columns' order."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pipeline.check.document import Checked, check_convention
from pipeline.collect import Collected, Refused
from pipeline.extract.rulebook import Rulebook
from pipeline.metadata import Metadata
from pipeline.model import ConventionRows, DocumentRows, Doubt, Proof
from pipeline.reference import Reference

Row = tuple[Any, ...]
Batch = dict[str, list[Row]]
"""Rows by table, in the columns' order of the metadata."""


class RowMaker:
    """Makes the rows of one document at a time."""

    def __init__(self, metadata: Metadata, reference: Reference, book: Rulebook) -> None:
        self._metadata = metadata
        self._reference = reference
        self._book = book

    def document(
        self,
        source: Collected | Refused,
        made: DocumentRows,
        *,
        chains: Iterable[tuple[str, Doubt]] = (),
        withdrawn: bool = False,
    ) -> Batch:
        """Return the rows of a document and of all that was found in it; `chains` are doubts that come last."""
        batch: Batch = {}
        self._add(batch, "documents", _document(source, made, withdrawn=withdrawn))
        for page in made.pages:
            values = {name: getattr(page, name) for name in page.__struct_fields__}
            self._add(batch, "pages", values | {"document_id": made.document_id})
        doubts: list[tuple[str | None, Doubt]] = [(None, doubt) for doubt in made.doubts]
        for convention_id, convention in convention_ids(made):
            checked = self._convention(batch, made.document_id, convention_id, convention)
            doubts += ((convention_id, doubt) for doubt in checked.doubts)
        for number, (about, doubt) in enumerate((*doubts, *chains), start=1):
            self._add(batch, "anomalies", anomaly_row(made.document_id, about, number, doubt))
        return batch

    def doubts(self, made: DocumentRows) -> Iterator[tuple[str | None, Doubt]]:
        """Yield the doubts on a document, then on its conventions, each with the convention's id."""
        yield from ((None, doubt) for doubt in made.doubts)
        for convention_id, convention in convention_ids(made):
            checked = check_convention(convention, self._metadata, self._reference, self._book)
            yield from ((convention_id, doubt) for doubt in checked.doubts)

    def _add(self, batch: Batch, table: str, values: Mapping[str, Any]) -> None:
        self._add_all(batch, table, (values,))

    def _add_all(self, batch: Batch, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        batch.setdefault(table, []).extend(map(self._metadata.table(table).row, rows))

    def _convention(self, batch: Batch, document_id: str, convention_id: str, made: ConventionRows) -> Checked:
        identity: dict[str, Any] = {"convention_id": convention_id, "document_id": document_id}
        identity |= {"page_debut": made.page_debut, "page_fin": made.page_fin}
        for table, rows in made.tables.items():
            number = self._metadata.table(table).row_number
            key = identity if table == "conventions" else {"convention_id": convention_id}
            for i, row in enumerate(rows, start=1):
                self._add(batch, table, {**row, **key, **({number: i} if number else {})})
        checked = check_convention(made, self._metadata, self._reference, self._book)
        self._add_all(batch, "preuves", proof_rows(document_id, convention_id, checked.proofs))
        for gap in checked.gaps:
            values = {"table_cible": gap.table, "ligne_no": gap.row, "colonne": gap.column, "nature": gap.nature}
            self._add(batch, "lacunes", values | {"convention_id": convention_id})
        return checked


def convention_ids(made: DocumentRows) -> Iterator[tuple[str, ConventionRows]]:
    """Yield a document's conventions with their ids: the document's first 16 characters, the ordinal from 1."""
    for ordinal, convention in enumerate(made.conventions, start=1):
        yield f"{made.document_id[:16]}-{ordinal}", convention


def proof_id(convention_id: str, proof: Proof) -> str:
    """Return the stable id of a proof: document, page, offsets, rule and target, nothing of the run."""
    place = f"{convention_id}|{proof.page}|{proof.start}|{proof.end}"
    target = f"{proof.rule}|{proof.table}|{proof.row}|{proof.column}|{proof.status}"
    return hashlib.sha256(f"{place}|{target}".encode()).hexdigest()[:20]


def _document(source: Collected | Refused, made: DocumentRows, *, withdrawn: bool) -> dict[str, Any]:
    resource = source.resource
    return {
        "document_id": made.document_id,
        "fichier": resource.fichier,
        "source_url": resource.url,
        "jeu_de_donnees_id": resource.jeu_de_donnees_id,
        "ressource_id": resource.ressource_id,
        "titre": resource.titre,
        "licence": resource.licence,
        "taille_octets": source.taille,
        "nb_pages": len(made.pages) or None,
        "couche_texte": made.layer,
        "publie_le": _utc(resource.publie_le),
        "modifie_le": _utc(resource.modifie_le),
        "collecte_le": _utc(source.collecte_le),
        "statut": "retire" if withdrawn else _status(made),
        "erreur": made.error,
    }


def _status(made: DocumentRows) -> str:
    if made.error:
        return "illisible"
    return "extrait" if made.conventions else "hors_perimetre"


def _utc(moment: dt.datetime | None) -> dt.datetime | None:
    return moment.astimezone(dt.UTC).replace(tzinfo=None) if moment and moment.tzinfo else moment


def proof_rows(document_id: str, convention_id: str, proofs: Iterable[Proof]) -> Iterator[dict[str, Any]]:
    """Yield the rows of `preuves`, each place once a target: columns may share a place, one names it once."""
    seen: set[str] = set()
    for proof in proofs:
        preuve_id = proof_id(convention_id, proof)
        if preuve_id not in seen:
            seen.add(preuve_id)
            yield _proof_row(preuve_id, document_id, convention_id, proof)


def _proof_row(preuve_id: str, document_id: str, convention_id: str, proof: Proof) -> dict[str, Any]:
    box = proof.box
    return {
        "preuve_id": preuve_id,
        "document_id": document_id,
        "convention_id": convention_id,
        "table_cible": proof.table,
        "ligne_no": proof.row,
        "colonne": proof.column,
        "page": proof.page,
        "debut": proof.start,
        "fin": proof.end,
        "x0": box and round(box.x0, 2),
        "y0": box and round(box.y0, 2),
        "x1": box and round(box.x1, 2),
        "y1": box and round(box.y1, 2),
        "texte": proof.text,
        "regle": proof.rule,
        "statut": proof.status,
        "motif": proof.motif,
        "confiance": proof.confidence,
    }


def anomaly_row(document_id: str, convention_id: str | None, number: int, doubt: Doubt) -> dict[str, Any]:
    """Return a row of `anomalies`."""
    return {
        "convention_id": convention_id,
        "document_id": document_id,
        "anomalie_no": number,
        "code": doubt.code,
        "gravite": doubt.severity,
        "message": doubt.message,
        "table_cible": doubt.table,
        "ligne_no": doubt.row,
        "colonne": doubt.column,
    }
