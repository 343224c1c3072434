"""Small datasets written by hand: rows by name, made into batches by the metadata."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from pipeline.load import LoadReport, load
from pipeline.load.ddl import create_table
from pipeline.load.views import create_views
from pipeline.metadata import load_metadata
from pipeline.reference import load_reference

METADATA = load_metadata()
REFERENCE = load_reference(METADATA)
TEXT = "Le délégant met à disposition 60 000 € en AE et en CP, soit l’UO 0163-CDJE-STET."


def batch(**tables: list[Mapping[str, Any]]) -> dict[str, list[tuple[Any, ...]]]:
    """Make a batch from rows given as mappings."""
    return {name: [METADATA.table(name).row(row) for row in rows] for name, rows in tables.items()}


def document(number: int, **changes: Any) -> dict[str, list[tuple[Any, ...]]]:
    """Return a whole small document: one page, one convention, its amount and that amount's proofs."""
    document_id = f"{number:016x}".ljust(64, "0")
    convention_id = f"{document_id[:16]}-1"
    start = TEXT.index("60 000")
    proof = {
        "document_id": document_id, "convention_id": convention_id, "ligne_no": 1, "page": 1, "debut": start,
        "fin": start + 8, "texte": TEXT[start : start + 8], "regle": "montants.essai", "statut": "normalisee",
        "confiance": 0.95, "x0": 10.0, "y0": 10.0, "x1": 60.0, "y1": 20.0,
    }  # fmt: skip
    amount = {"convention_id": convention_id, "montant_no": 1, "nature": "AE", "montant": "60000", "role": "plafond"}
    proofs = [
        proof | {"preuve_id": f"{number}-type", "table_cible": "conventions", "colonne": "type"},
        *(
            proof | {"preuve_id": f"{number}-{column}", "table_cible": "montants", "colonne": column}
            for column in ("nature", "montant", "role")
        ),
    ]
    tables: dict[str, list[Any]] = {
        "documents": [
            {"document_id": document_id, "fichier": f"acte-{number}.pdf", "nb_pages": 1, "couche_texte": "native",
             "statut": "extrait"}
        ],
        "pages": [{"document_id": document_id, "page": 1, "couche_texte": "native", "qualite": 1.0, "texte": TEXT}],
        "conventions": [
            {"convention_id": convention_id, "document_id": document_id, "type": "delegation_gestion",
             "page_debut": 1, "page_fin": 1}
        ],
        "montants": [amount],
        "preuves": proofs,
    }  # fmt: skip
    for name, edit in changes.items():
        tables[name] = [{**row, **edit} for row in tables[name]]
    return batch(**tables)


def loaded(target: Path, *batches: Mapping[str, Any], **options: Any) -> LoadReport:
    """Load batches with the real metadata and reference lists."""
    return load(batches, target=target, metadata=METADATA, reference=REFERENCE, **options)


def convention_id(number: int) -> str:
    """Return the id of the convention of invented document `number`."""
    return f"{number:016x}-1"


def act(
    number: int,
    *amounts: Mapping[str, Any],
    parent: int | None = None,
    parties: tuple[tuple[str, str], ...] = (("delegant", "Service du lac"), ("delegataire", "Service du pont")),
    uos: tuple[str, ...] = (),
    document: Mapping[str, Any] | None = None,
    **convention: Any,
) -> dict[str, list[tuple[Any, ...]]]:
    """Return an act without proofs, for views: an avenant to the act `parent` when there is one.

    An amount is a mapping with `montant` and whatever else it says (AE and `plafond` unless it does).
    """
    document_id, own_id = f"{number:016x}".ljust(64, "0"), convention_id(number)
    file = {"document_id": document_id, "fichier": f"acte-{number}.pdf", "nb_pages": 1, "couche_texte": "native"}
    kind = {"type": "avenant" if parent else "delegation_gestion", "convention_id": own_id, "document_id": document_id}
    link = {"convention_id": own_id, "lien_no": 1, "relation": "modifie"}
    return batch(
        documents=[file | {"statut": "extrait"} | dict(document or {})],
        pages=[{"document_id": document_id, "page": 1, "couche_texte": "native", "texte": TEXT}],
        conventions=[kind | convention],
        parties=[
            {"convention_id": own_id, "partie_no": number, "role": role, "organisation": name}
            for number, (role, name) in enumerate(parties, start=1)
        ],
        unites_operationnelles=[
            {"convention_id": own_id, "uo_no": number, "uo": uo, "programme": uo[:4]}
            for number, uo in enumerate(uos, start=1)
        ],
        montants=[
            {"convention_id": own_id, "montant_no": number, "nature": "AE", "role": "plafond", **amount}
            for number, amount in enumerate(amounts, start=1)
        ],
        conventions_liees=[link | {"convention_liee_id": convention_id(parent)}] if parent else [],
    )


def in_memory(*batches: Mapping[str, Any], reference: bool = False) -> duckdb.DuckDBPyConnection:
    """Return a database in memory with the tables, the batches' rows and the views: what the views' tests need."""
    con = duckdb.connect()
    for table in METADATA:
        con.execute(create_table(table, METADATA))
        appender = con.appender(table.name)
        for part in (*batches, *([REFERENCE.rows] if reference else [])):
            appender.append_rows(part.get(table.name, []))
        appender.flush()
    create_views(con, METADATA)
    return con
