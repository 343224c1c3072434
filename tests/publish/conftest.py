"""An export of small invented acts, one of which is full of personal data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.settings import Settings
from tests.collect.conftest import options
from tests.collect.portal.conftest import portal
from tests.load.dataset import batch, convention_id, document, loaded

__all__ = ["options", "portal"]

EMAIL, SPACED = "zoe.exemple@exemple.gouv.fr", "Zoe.Exemple @ exemple.fr"
PHONE, ABROAD = "01 99 00 12 34", "+33 6 99 00 12 35"
SERIAL, SUBJECT = "3A:4F:00:9B:11:C2:7D", "CN=Zoé Exemplaire, OU=0002 130000000, O=Service, C=FR"
AGENT, MANAGER, STRANGER = "Achille Bertholier", "Barnabé Quintefeuille", "Casimir Rondepierre"
PLANTED = (EMAIL, "exemple.gouv.fr", SPACED, PHONE, ABROAD, SERIAL, SUBJECT, AGENT, MANAGER, STRANGER, "RONDEPIERRE")
CORRECTOR = "Désirée Maillefer"
"""Who corrected a value: the reason of its proof says so."""
HOLDER, SIGNATORY = "Odile Vaneau", "Firmin LABOUISSE"
PERSONAL = (
    f"Entre la direction du lac, représentée par Mme {HOLDER}, directrice, et M. {SIGNATORY}, préfet.\n"
    f"Affaire suivie par : {AGENT}, {EMAIL}, tél. {PHONE} ou {ABROAD}.\n"
    f"Copie à Mme {MANAGER} ({SPACED}). En présence de M. {STRANGER.upper()}.\n"
    f"Signé électroniquement par {SIGNATORY} (firmin.labouisse), numéro de série : {SERIAL} ; {SUBJECT}\n"
    "Soit 60 000 € sur l'UO 0163-CDJE-STET, domaine 0105-06-08-01, activité 012901010101."
)


def personal(number: int) -> dict[str, list[tuple[Any, ...]]]:
    """Return an act whose page, article, object and proofs hold personal data, with a signatory and a representative."""
    rows = document(number)
    own, document_id = convention_id(number), rows["documents"][0][0]
    tables = batch(
        pages=[{"document_id": document_id, "page": 1, "couche_texte": "native", "qualite": 1.0, "texte": PERSONAL}],
        conventions=[
            {"convention_id": own, "document_id": document_id, "type": "delegation_gestion", "page_debut": 1,
             "page_fin": 1, "objet": f"Suivi par M. {STRANGER}, {EMAIL}", "intitule": "Convention du lac"}
        ],
        representants=[{"convention_id": own, "representant_no": 1, "civilite": "Mme", "nom": HOLDER}],
        signatures=[{"convention_id": own, "signature_no": 1, "nom": SIGNATORY}],
        articles=[{"convention_id": own, "article_no": 1, "numero": "1", "texte": PERSONAL}],
        anomalies=[
            {"convention_id": own, "document_id": document_id, "anomalie_no": 1, "code": "role_indetermine",
             "gravite": "info", "message": f"M. {STRANGER} ({PHONE})"}
        ],
        preuves=[
            _proof(number, document_id, own, *case)
            for case in (
                ("conventions", "type", 1, "Entre"), ("conventions", "objet", 1, AGENT),
                ("conventions", "intitule", 1, "direction du lac"),
                ("montants", "nature", 1, "60 000"), ("montants", "montant", 1, "60 000"),
                ("montants", "role", 1, "60 000"), ("representants", "nom", 1, HOLDER),
                ("representants", "civilite", 1, "Mme"),
                ("signatures", "nom", 1, SIGNATORY), ("signatures", "nom", None, AGENT),
            )
        ],
    )  # fmt: skip
    return {**rows, **tables}


def _proof(
    number: int, document_id: str, own: str, table: str, column: str, row: int | None, text: str
) -> dict[str, Any]:
    start = PERSONAL.index(text)
    return {
        "preuve_id": f"{number}-{table}-{column}-{row}", "document_id": document_id, "convention_id": own,
        "table_cible": table, "colonne": column, "ligne_no": row, "page": 1, "debut": start, "fin": start + len(text),
        "texte": text, "regle": "essai.essai", "statut": "exacte" if row else "ecartee", "confiance": 0.95,
        "motif": f"relu ({CORRECTOR}, 2031-02-03)" if row else f"ni représentant ni signataire : M. {STRANGER}",
    }  # fmt: skip


@pytest.fixture
def published(tmp_path: Path) -> Callable[..., Settings]:
    """Publish invented acts in a data folder of the test's own, again if need be."""
    settings = Settings(data_dir=tmp_path / "data")

    def publish(*batches: Any) -> Settings:
        load_into(settings, *batches)
        return settings

    return publish


def load_into(settings: Settings, *batches: Any) -> None:
    """Publish batches as the dataset of `settings`."""
    settings.target.parent.mkdir(parents=True, exist_ok=True)
    run = {"execution_id": "e1", "debut": "2031-01-01T00:00:00", "fin": "2031-01-02T00:00:00"}
    loaded(settings.target, *batches, batch(executions=[run | {"empreinte_regles": "r1"}]))


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "portal: against the real portal's software (make test-portal)")
