"""What the law or the habit of these acts asks for, and that was not found.

Décret n° 2004-1085 du 14 octobre 2004, article 2: the act says the mission, its financial execution, how it is
accounted for, and is published. Only délégations de gestion are held to it; silence elsewhere is no anomaly.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.view import Convention
from pipeline.extract.rulebook import Rulebook
from pipeline.model import Doubt

_DECREE = "décret n° 2004-1085 du 14 octobre 2004, article 2"


def signing_day(convention: Convention, book: Rulebook) -> Iterator[Doubt]:
    """An act bears the day it was signed on."""
    if "date_signature" not in convention.identity:
        message = "Aucune date de signature lisible au bas de l'acte (laissée en blanc ?), à vérifier."
        yield Doubt("date_signature_absente", "avertissement", message, "conventions", 1, "date_signature")


def absences(convention: Convention, book: Rulebook) -> Iterator[Doubt]:
    """Yield one doubt for each part of a délégation de gestion that was not found."""
    if convention.type != "delegation_gestion":
        return
    text = convention.text
    if not book["presence.publication"].stands_in(text):
        message = f"Aucune clause de publication trouvée ({_DECREE}), à vérifier."
        yield Doubt("publication_absente", "avertissement", message, "articles")
    if not book["presence.compte_rendu"].stands_in(text):
        message = f"Aucune clause disant comment il est rendu compte trouvée ({_DECREE}), à vérifier."
        yield Doubt("compte_rendu_absent", "avertissement", message, "articles")
    if "comptable_assignataire" not in convention.identity:
        message = "Comptable assignataire non trouvé, à vérifier."
        yield Doubt("comptable_absent", "avertissement", message, "conventions", 1, "comptable_assignataire")
    incomplete = any(doubt.code == "uo_incomplete" for doubt in convention.rows.doubts)
    if not convention.table("unites_operationnelles") and not incomplete:
        yield Doubt("uo_absente", "avertissement", "Aucune UO trouvée, à vérifier.", "unites_operationnelles")
    if not convention.table("montants"):
        yield Doubt("montant_absent", "avertissement", "Aucun montant trouvé, à vérifier.", "montants")
