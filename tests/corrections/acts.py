"""An invented act as the extraction hands it on, to be corrected."""

from __future__ import annotations

import json
from typing import Any

from pipeline.corrections import Correction, fingerprint, parse_correction
from pipeline.model import ConventionRows, DocumentRows, Doubt, PageRow, Proof
from tests.load.dataset import METADATA, REFERENCE

DOCUMENT = "ab" * 32
PAGE = """Entre le Service du lac, délégant,
et le Service du pont, délégataire.
Le délégant met à disposition 60 000 € en AE
et 70 000 € en CP en 2024.
Pour le délégant : Ana Ferrand, directrice"""


def proof(table: str, row: int, column: str, quote: str) -> Proof:
    start = PAGE.index(quote)
    place = (1, start, start + len(quote), None, quote)
    return Proof(table, row, column, *place, f"essai.{column}", "exacte", None, 0.95)


def made(page: str = PAGE, **tables: list[dict[str, Any]]) -> DocumentRows:
    """The document's rows; `tables` replaces some, `page` the text of its page."""
    rows: dict[str, list[dict[str, Any]]] = {
        "conventions": [{"type": "delegation_gestion", "date_effet": "2024-01-01"}],
        "parties": [
            {"role": "delegant", "organisation": "Service du lac"},
            {"role": "delegataire", "organisation": "Service du pont"},
        ],
        "representants": [{"partie_no": 2, "fonction": "directrice"}],
        "montants": [
            {"nature": "AE", "montant": "60000.00", "exercice": 2024},
            {"nature": "CP", "montant": "70000.00", "exercice": 2024},
        ],
    }
    proofs = (
        proof("conventions", 1, "type", "met à disposition"),
        proof("conventions", 1, "date_effet", "2024"),
        proof("parties", 1, "organisation", "Service du lac"),
        proof("parties", 2, "organisation", "Service du pont"),
        proof("representants", 1, "partie_no", "délégataire"),
        proof("representants", 1, "fonction", "directrice"),
        proof("montants", 1, "montant", "60 000"),
        proof("montants", 1, "nature", "AE"),
        proof("montants", 2, "montant", "70 000"),
        proof("montants", 2, "nature", "CP"),
        proof("montants", 2, "exercice", "2024"),
    )
    doubts = (
        Doubt("lecture_incertaine", "avertissement", "60 000 : peu sûr.", "montants", 1, "montant"),
        Doubt("a_confirmer", "avertissement", "2024 : « à confirmer ».", "montants", 2, "exercice"),
    )
    convention = ConventionRows(1, 1, rows | tables, proofs, doubts)
    return DocumentRows(DOCUMENT, "native", (PageRow(1, 595, 842, 0, "native", 1.0, page),), (convention,))


def line(table: str, column: str, value: str, **more: str) -> dict[str, str]:
    """A line of a file of corrections."""
    said = {"auteur": "C. Laurent", "date": "2025-03-04", "motif": "le chiffre est mal imprimé", "cle": ""}
    about = {"document_id": DOCUMENT, "convention": "1", "table": table, "colonne": column, "valeur": value}
    return about | said | {"page": "", "empreinte_passage": ""} | more


def key(**columns: Any) -> str:
    return json.dumps(columns, ensure_ascii=False)


def correction(table: str, column: str, value: str, **more: str) -> Correction:
    return parse_correction(line(table, column, value, **more), METADATA, REFERENCE, "essai.csv, ligne 2")


def passage(quote: str) -> dict[str, str]:
    """The page and the fingerprint of the lines that hold a quote."""
    start = PAGE.index(quote)
    return {"page": "1", "empreinte_passage": fingerprint(PAGE, start, start + len(quote))}
