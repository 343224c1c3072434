"""Every sentence that says why a resource stopped, in one place. `docs/collecte.md` explains each of them."""

from __future__ import annotations

from enum import StrEnum


class Arret(StrEnum):
    """The head of an `arret`; particulars follow it after a colon."""

    VIDE = "fichier vide"
    HTML = "page HTML à la place d'un PDF"
    BUREAUTIQUE = "document bureautique, non PDF"
    IMAGE = "image, non PDF"
    TEXTE = "texte, non PDF"
    ARCHIVE_AUTRE = "archive non prise en charge"
    INCONNU = "contenu non reconnu, non PDF"
    ZIP_SANS_PDF = "archive ZIP sans PDF"
    ZIP_ILLISIBLE = "archive ZIP illisible"
    ZIP_LIMITE = "archive ZIP au-delà des limites"
    ZIP_CHIFFRE = "fichier protégé par mot de passe"
    ZIP_OUVERT = "archive ZIP ouverte"
    TROP_GROS = "au-delà de la taille permise"
    TROP_LENT = "au-delà du temps permis"
    COUPE = "corps incomplet"
    HTTP = "réponse HTTP"
    RESEAU = "hôte injoignable"
    REPORTE = "hôte laissé en paix jusqu'à la prochaine exécution"
    REDIRECTION = "redirection refusée"
    ADRESSE = "adresse refusée"
    ENCODAGE = "encodage HTTP inattendu"
    ILLISIBLE = "fichier local illisible"
    ANNONCE_ILLISIBLE = "annonce illisible"
    PRECEDENTE = "version précédente gardée"
    SOMME = "somme de contrôle différente de celle annoncée"
    TAILLE = "taille différente de celle annoncée"
    RETIRE = "retiré de la source"
    REMPLACE = "remplacé par une autre version"

    def __call__(self, detail: str | None = None) -> str:
        """Return the sentence, with its particulars on the same line."""
        flat = " ".join(detail.split()) if detail else ""
        return f"{self.value} : {flat}" if flat else self.value
