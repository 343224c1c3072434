"""Documents of an administration that hold no convention: arrêtés, circulaires, guides, letters, minutes."""

from __future__ import annotations

import random
from collections.abc import Callable

from .blocks import Block, Cell, Grid, Space, Text
from .french import print_date
from .gold import Gold
from .lexicon import load
from .scene import Hand, draw_day, draw_organisation, draw_person

_BODIES = {
    "arrete": (
        "Délégation est donnée à {p1}, {f1}, à l'effet de signer, dans la limite de ses attributions, tous actes et décisions à l'exclusion des décrets.",
        "En cas d'absence ou d'empêchement de {p1}, la délégation prévue à l'article précédent est exercée par {p2}.",
        "Délégation est également donnée, pour les engagements d'un montant inférieur à 25 000 € HT, aux chefs de bureau dont la liste est annexée.",
        "L'arrêté du {d2} portant délégation de signature est abrogé.", "Le présent arrêté sera publié au Journal officiel.",
    ),
    "circulaire": (
        "La présente circulaire rappelle aux services les règles applicables aux conventions de délégation de gestion et précise le calendrier de la campagne budgétaire.",
        "Toute délégation de gestion suppose une convention écrite, prise en application du décret n° 2004-1085 du 14 octobre 2004, qui désigne les parties et les crédits concernés.",
        "Les services veilleront à ce que les unités opérationnelles, par exemple 0354-XXXX-XXXX, soient indiquées sans abréviation.",
        "Un plafond de 150 000 € est recommandé pour les conventions d'une durée inférieure à un an.",
        "Les difficultés d'application seront portées à la connaissance du bureau du budget avant le 30 septembre.",
    ),
    "guide": (
        "Ce guide s'adresse aux agents chargés de préparer une convention de délégation de gestion. Il n'a pas de valeur réglementaire.",
        "Désigner les parties : le délégant est le service qui confie la gestion, le délégataire celui qui l'assure.",
        "Fixer le montant : un tableau distingue les autorisations d'engagement et les crédits de paiement, par exemple 100 000 € en AE et 60 000 € en CP.",
        "Ne pas oublier la durée, le comptable assignataire et la publication.", "Le modèle de convention est disponible sur l'intranet.",
    ),
    "courrier": (
        "Par courrier du {d2}, vous avez appelé mon attention sur le financement de {projet}.",
        "J'ai le plaisir de vous faire connaître que votre demande a été examinée avec attention et qu'une enveloppe de 120 000 € pourrait être envisagée.",
        "Une convention de délégation de gestion vous sera proposée dans les prochaines semaines ; le présent courrier ne vaut pas engagement.",
        "Je vous prie d'agréer, Madame, Monsieur, l'expression de ma considération distinguée.",
    ),
    "releve": (
        "Le comité s'est réuni le {d2} sous la présidence de {p1}, {f1}.",
        "Point 1. L'avancement de {projet} est jugé satisfaisant ; 62 % des crédits sont engagés.",
        "Point 2. Le projet d'avenant à la convention de délégation de gestion sera soumis à la signature au trimestre prochain.",
        "Point 3. La prochaine réunion est fixée au mois de novembre.",
    ),
}  # fmt: skip
_TITLES = {
    "arrete": "Arrêté du {d1} portant délégation de signature ({o})",
    "circulaire": "CIRCULAIRE relative à la rédaction des conventions de délégation de gestion",
    "guide": "GUIDE PRATIQUE\nRédiger une convention de délégation de gestion",
    "courrier": "Objet : financement de {projet}",
    "releve": "RELEVÉ DE DÉCISIONS DU COMITÉ DE PILOTAGE",
}


def write_outsider(gold: Gold, rng: random.Random, *, hand: Hand | None = None, form: str | None = None) -> list[Block]:
    """Write a document without a convention (the truth says so)."""
    form = form or rng.choice(sorted(_BODIES))
    organisation = draw_organisation(rng, rng.choice(("centrales", "deconcentres")))
    first, second = draw_person(rng), draw_person(rng)
    year = rng.randint(2019, 2026)
    function = organisation.chief[1 if first.feminine else 0]
    slots = {
        "p1": f"{'Mme' if first.feminine else 'M.'} {first.name}", "p2": f"{'Mme' if second.feminine else 'M.'} {second.name}", "f1": function,
        "d1": print_date(draw_day(rng, year), "long"), "d2": print_date(draw_day(rng, year - 1), "long"), "o": organisation.name,
        "projet": rng.choice(load("projects"))["objet"],
    }  # fmt: skip
    blocks: list[Block] = [Text(organisation.name.upper(), bold=True, after=14)]
    blocks += [Text(line.format(**slots), align="center" if form != "courrier" else "left", bold=True, scale=1.2) for line in _TITLES[form].split("\n")]
    blocks.append(Space(12))
    for i, template in enumerate(_BODIES[form], 1):
        text = template.format(**slots)
        if form == "arrete":
            blocks.append(Text(f"Article {'1er' if i == 1 else i}", bold=True, align="center", keep=True))
        elif form in ("guide", "circulaire"):
            text = f"{i}. {text}"
        blocks.append(Text(text))
    if form == "guide":
        rows = (("Rubrique", "Exemple"), ("Délégant", "Direction X"), ("UO", "0XXX-XXXX-XXXX"), ("Montant", "100 000 €"))
        blocks.append(Grid(tuple(tuple(Cell(c) for c in row) for row in rows), (0.3, 0.4), header=1))
    blocks += [Text(f"Fait à {organisation.address.short_town}, le {slots['d1']}", before=14), Text(first.name, align="right")]
    return blocks


Writer = Callable[[Gold, random.Random], list[Block]]
