"""A small invented dataset and its annotation: every kind of verdict, once or twice, known in advance."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.load.dataset import batch, loaded

OBJECT = "La présente convention a pour objet de confier au délégataire la gestion du projet Digue."
TEXT = f"""{OBJECT}
Entre le Service du lac, délégant, et le Service du pont, délégataire.
AE 60 000 € 2024 CP 70 000 € AE 5 000 €
UO 0163-CDJE-STET UO 0163-CDJE-DOUT
Fait le 4 mars 2024 Ana Ferrand"""
FIRST, SECOND = "1" * 64, "2" * 64


def dataset(folder: Path) -> Path:
    """Write the dataset; return its file."""
    target = folder / "jeu.duckdb"
    loaded(target, _first(), _second())
    return target


def gold(folder: Path) -> Path:
    """Write the annotation; return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for stem, content in GOLD.items():
        (folder / f"{stem}.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


GOLD: dict[str, Any] = {
    "acte": {
        "_note": "Un acte inventé.",
        "documents": [{"statut": "extrait"}],
        "conventions": [
            {
                "type": "delegation_gestion",
                "objet": OBJECT.upper().replace("LA PRÉSENTE ", ""),  # prose: a word less is right
                "produit": ["Digue", "Projet Digue"],  # missing
                "date_signature": "2024-04-03",  # wrong, and nothing says so
                "date_effet": None,  # rightly NULL
                "duree_mois": None,  # spurious, flagged by its confidence
                "phases": ["construction", "transfert"],  # one found, one missing, one spurious
            }
        ],
        "parties": [
            {"role": "delegant", "organisation": "le service du lac", "sigle": None},
            {"role": "delegataire", "organisation": ["Service du gué", "Service du pont"]},
        ],
        "montants": [
            {"nature": "AE", "montant": 60000, "exercice": 2024, "role": "plafond"},
            {"nature": "CP", "montant": 70000, "exercice": 2025},  # exercice wrong, flagged by an anomaly
            {"nature": "AE", "montant": 90000},  # missing
            {"nature": "AE", "montant": 5000, "_optional": True},  # found: counts for nothing
        ],
        "unites_operationnelles": [{"uo": "0163-CDJE-STET"}],  # one too many in the dataset, silent
        "signatures": [],  # one too many, flagged
        "references_juridiques": [],
        "anomalies": [{"code": "comptable_absent", "_optional": True}, {"code": ["uo_incomplete", "code_malforme"]}],
    },
    "recueil": {
        "conventions": [{"type": "avenant"}],
        "montants": [{"montant": 100, "convention": 1}, {"montant": 200, "convention": 2}],
    },
    "perdu": {"documents": [{"statut": "extrait"}]},
}


def _first() -> dict[str, Any]:
    cid = f"{FIRST[:16]}-1"
    own = {"convention_id": cid}
    proofs = _Proofs(FIRST, cid)
    proofs.add("conventions", 1, "type", "gestion")
    proofs.add("conventions", 1, "objet", OBJECT)
    proofs.add("conventions", 1, "date_signature", "4 mars 2024")
    proofs.add("conventions", 1, "duree_mois", "2024", 0.5)
    proofs.add("conventions", 1, "phases", "gestion")
    for line, name in ((1, "Service du lac"), (2, "Service du pont")):
        proofs.add("parties", line, "organisation", name)
    proofs.add("parties", 1, "role", "délégant")
    for line, quote in ((1, "60 000"), (2, "70 000"), (3, "5 000 €")):
        for column in ("nature", "montant", "role"):
            proofs.add("montants", line, column, quote)
    proofs.add("montants", 1, "exercice", "2024")
    proofs.add("montants", 2, "exercice", "2024")
    proofs.add("unites_operationnelles", 1, "uo", "0163-CDJE-STET")
    proofs.add("unites_operationnelles", 2, "uo", "0163-CDJE-DOUT")
    proofs.add("signatures", 1, "nom", "Ana Ferrand", 0.7)
    return batch(
        documents=[_document(FIRST, "acte.native.pdf")],
        pages=[_page(FIRST)],
        conventions=[
            own
            | {"document_id": FIRST, "type": "delegation_gestion", "objet": OBJECT, "duree_mois": 12}
            | {"date_signature": "2024-03-04", "phases": ["construction", "acceleration"]}
        ],
        parties=[
            own | {"partie_no": 1, "role": "delegant", "organisation": "Service du lac"},
            own | {"partie_no": 2, "role": "delegataire", "organisation": "Service du pont"},
        ],
        montants=[
            own | {"montant_no": 1, "nature": "AE", "montant": "60000", "exercice": 2024, "role": "plafond"},
            own | {"montant_no": 2, "nature": "CP", "montant": "70000", "exercice": 2024, "role": "plafond"},
            own | {"montant_no": 3, "nature": "AE", "montant": "5000", "role": "plafond"},
        ],
        unites_operationnelles=[
            own | {"uo_no": 1, "uo": "0163-CDJE-STET"},
            own | {"uo_no": 2, "uo": "0163-CDJE-DOUT"},
        ],
        signatures=[own | {"signature_no": 1, "nom": "Ana Ferrand"}],
        anomalies=[
            _anomaly(FIRST, cid, 1, "code_malforme", "unites_operationnelles", None, "programme"),
            _anomaly(FIRST, cid, 2, "echeance_apres_fin", "montants", 2, "exercice"),
        ],
        preuves=proofs.rows,
    )


def _second() -> dict[str, Any]:
    ids = [f"{SECOND[:16]}-{rank}" for rank in (1, 2)]
    return batch(
        documents=[_document(SECOND, "recueil.scan.pdf") | {"couche_texte": "ocr"}],
        pages=[_page(SECOND) | {"couche_texte": "ocr"}],
        conventions=[{"convention_id": cid, "document_id": SECOND, "type": "avenant"} for cid in ids],
        montants=[
            {"convention_id": cid, "montant_no": 1, "montant": montant}
            for cid, montant in zip(ids, ("100", "200"), strict=True)
        ],
    )


class _Proofs:
    """Proofs whose offsets are those of their quotes."""

    def __init__(self, document_id: str, convention_id: str) -> None:
        self.rows: list[dict[str, Any]] = []
        self._about = {"document_id": document_id, "convention_id": convention_id, "page": 1, "statut": "exacte"}

    def add(self, table: str, line: int, column: str, quote: str, confidence: float = 0.95) -> None:
        start = TEXT.index(quote)
        self.rows.append(
            self._about
            | {"preuve_id": str(len(self.rows)), "table_cible": table, "ligne_no": line, "colonne": column}
            | {"debut": start, "fin": start + len(quote), "texte": quote, "x0": 0.0, "y0": 0.0, "x1": 1.0, "y1": 1.0}
            | {"regle": f"essai.{table}", "confiance": confidence}
        )


def _document(document_id: str, name: str) -> dict[str, Any]:
    known = {"nb_pages": 1, "couche_texte": "native", "statut": "extrait"}
    return {"document_id": document_id, "fichier": name, **known}


def _page(document_id: str) -> dict[str, Any]:
    return {"document_id": document_id, "page": 1, "couche_texte": "native", "qualite": 1.0, "texte": TEXT}


def _anomaly(
    document_id: str, cid: str, number: int, code: str, table: str, line: int | None, column: str | None
) -> dict[str, Any]:
    about = {"document_id": document_id, "convention_id": cid, "anomalie_no": number, "code": code}
    return about | {
        "gravite": "info",
        "message": "À vérifier.",
        "table_cible": table,
        "ligne_no": line,
        "colonne": column,
    }
