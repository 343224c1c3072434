"""How values are written for people: French figures and dates, words for codes, names for columns and places."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pipeline.metadata import Column, Metadata, Table

NARROW = "\u202f"
"""The narrow no-break space that French sets between thousands."""
ABSENT = "–"

SECTIONS: Mapping[str, str] = {
    "conventions": "La convention",
    "parties": "Parties",
    "representants": "Représentants",
    "signatures": "Signatures",
    "unites_operationnelles": "Unités opérationnelles",
    "imputations": "Imputations (références Chorus)",
    "montants": "Montants",
    "references_juridiques": "Textes cités",
    "conventions_liees": "Conventions citées",
}
"""The tables that a convention's page shows value by value, by title."""

_COLUMNS: Mapping[str, str] = {
    "nor": "NOR", "uo": "UO", "bop": "BOP", "intitule": "intitulé", "numero": "numéro",
    "numero_avenant": "n° d'avenant", "date_fin": "fin", "delegant": "délégant",
    "role": "rôle", "montant": "montant (€)", "duree_mois": "durée (mois)", "preavis_mois": "préavis (mois)",
    "civilite": "civilité", "electronique": "électronique", "activite": "activité", "fonds": "fonds",
    "activite_libelle": "libellé de l'activité", "centre_cout": "centre de coût",
    "centre_cout_libelle": "libellé du centre de coût", "axe_ministeriel_1": "axe ministériel 1",
    "axe_ministeriel_2": "axe ministériel 2", "compte_pce": "compte PCE", "regle_effet": "règle de prise d'effet",
    "regle_fin": "règle de fin", "date_effet": "prise d'effet", "date_signature": "signature",
    "lieu_signature": "lieu de signature", "code_postal": "code postal", "produit_id": "identifiant du produit",
    "organisation_id": "identifiant de l'organisation", "type": "nature",
}  # fmt: skip
"""Columns whose name does not read as French once its underscores are spaces."""


def column_label(name: str) -> str:
    """Return a column's name in plain French."""
    return _COLUMNS.get(name) or name.replace("_", " ")


def place(table: Table, row: int | None = None, column: str | None = None) -> str:
    """Return the stable name of a table, row or value in its page's address: `montant-3`, `montant-3-exercice`."""
    stem = table.row_number.removesuffix("_no") if table.row_number else "convention"
    if row is None and table.row_number:
        return f"{table.name}-{column}" if column else table.name
    parts = [stem, str(row) if table.row_number else "", column or ""]
    return "-".join(part for part in parts if part)


def figure(value: Decimal | float | int) -> str:
    """Return a number as French prints it; cents only where there are some."""
    whole = f"{value:,.2f}".replace(",", NARROW).replace(".", ",")
    return whole.removesuffix(",00")


def compact(value: Decimal | float | int) -> str:
    """Return euros in few characters, for a chart: `1,2 M€`, `350 k€`."""
    number = float(value)
    for limit, unit in ((1e9, "Md€"), (1e6, "M€"), (1e3, "k€")):
        if abs(number) >= limit:
            digits = max(0, 1 - math.floor(math.log10(abs(number) / limit)))
            text = f"{number / limit:.{digits}f}".replace(".", ",")
            return f"{text.removesuffix(',0')}{NARROW}{unit}"
    return f"{figure(value)}{NARROW}€"


def shown(value: Any, column: str = "", words: Mapping[str, str] | None = None) -> str:
    """Return a value of the dataset as a person reads it; a dash for NULL."""
    if value is None or value == []:
        return ABSENT
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Decimal):
        return figure(value)
    if isinstance(value, dt.datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, list | tuple):
        return " ; ".join(shown(item, column, words) for item in value)
    text = str(value)
    return words.get(text, text) if words and column in _WORDED else text


_WORDED = {"type", "phases", "regle_effet", "regle_fin", "role", "statut", "relation", "effet", "nature", "etape"}
_SHORT: Mapping[str, str] = {
    "delegation_gestion": "délégation de gestion", "retablissement_credits": "rétablissement de crédits",
    "partenariat": "partenariat", "subvention": "subvention", "autre": "autre", "AE": "AE", "CP": "CP",
    "delegant": "délégant", "delegataire": "délégataire", "echeance": "échéance", "a_confirmer": "à confirmer",
    "a_creer": "à créer", "ferme": "ferme", "date_fixe": "date fixe", "duree": "durée", "acceleration": "accélération",
    "fin_annee_signature": "fin de l'année de signature", "indeterminee": "indéterminée", "decret": "décret",
    "arrete": "arrêté", "decision": "décision", "reglement_ue": "règlement de l'UE", "modifie": "modifie",
    "succede": "succède à", "publie": "publié", "collecte": "collecté", "annonce": "annoncé", "extrait": "extrait",
    "hors_perimetre": "hors périmètre", "retire": "retiré", "non_trouve": "attendu, non trouvé",
    "non_mentionne": "le document ne le dit pas", "ecartee": "écartée", "deduite": "déduite",
    "normalisee": "mise en forme", "corrigee": "corrigée", "aucune": "aucun texte", "native": "texte natif",
    "ocr": "texte reconnu (OCR)",
}  # fmt: skip


def word(code: str | None) -> str:
    """Return a vocabulary's code as a word or two of French."""
    return _SHORT.get(code, code.replace("_", " ")) if code else ABSENT


def worded(value: Any, column: str) -> str:
    """Return a value as a person reads it, codes of a vocabulary as words."""
    return shown(value, column, _SHORT)


def corrigible(metadata: Metadata) -> dict[str, dict[str, Any]]:
    """Return what a person may type, by table: its title, and for each column its type and what it must be."""
    return {
        table.name: {
            "titre": SECTIONS[table.name],
            "lignes": bool(table.row_number),
            "colonnes": {column.name: _typed(column) for column in table.columns if column.proof},
        }
        for table in metadata.fact_tables
    }


def _typed(column: Column) -> dict[str, Any]:
    return {
        "type": column.type,
        "libelle": column_label(column.name),
        "requis": column.required,
        "choix": [(code, word(code)) for code in column.vocabulary.values] if column.vocabulary else None,
    }
