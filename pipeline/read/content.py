"""What a grid holds: figures to be read row by row, or text that is only set side by side.

The same rulings, or the same corridors, place an AE/CP schedule and a pair of signatures. The first is a data table;
the second must be read column by column, or its two texts interleave.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_FIGURE = re.compile(
    r"""[-+–—]?\s?\d[\d\s.,/%-]*(?:€|k€|m€|%|euros?|eur|ht|ttc|etp|jours?|mois|ans?)?(?:\s?(?:ht|ttc))?
    | [-–—]
    | (?:uo\s)?[0o]?\d{3}(?:\s?[-–]\s?[\da-z\[\] à]{2,})+(?:\s\(.*\))?
    | \d{4}(?:\s[\da-z]{2,4}){2,5}
    | (?=[a-z]*\d)(?=\d*[a-z])[\da-z]{5,14}(?:\s\(.*\))? | \d-\d-\d+
    | (?:sans|non)\s(?:objet|servi) | s\.\s?o\. | néant | à\s(?:préciser|compléter|créer)
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""'30 000 €', '–', '0105-CRES-DNUM', '0163 50 06 03 01', 'AECDSI4092 (à confirmer)', 'sans objet'."""
_AMOUNT = re.compile(
    r"(?:\d{1,3}(?:[\s.]\d{3})+(?:,\d\d?)?|\d+(?:,\d+)?(?=\s?(?:[km]?€|eur)))\s?(?:[km]?€|eur(?:os?)?)?", re.IGNORECASE
)
"""'30 000', '96,5 k€': what a year, a rank or a code is not."""
_HEAD = re.compile(r"(?:ae|cp|etp|montants?|total|(?:19|20)\d\d|année|exercice|coût|€|k€)\b", re.IGNORECASE)
_PLACED = re.compile(
    r"""pour\s+(?:l[ea’']|les|et)\b | (?:l[ea]\s|l[’']\s?)?(?:
        d[ée]l[ée]g(?:r?ant|ataire) | pr[ée]f[eè]te? | (?:sous-)?direct(?:eur|rice) | ministre | secr[ée]taire | chef
        | pr[ée]sidente? | responsable | rect(?:eur|rice) | commissaire | commandante? | maire | vice-pr[ée]sidente?)
    | signature | sign[ée] | (?:fait\s+)?[àa]\s[^,\d]{2,40},?\s+le\b | repr[ée]sent[ée]
    | ci-apr[èe]s | d[ée]nomm[ée]""",
    re.VERBOSE | re.IGNORECASE,
)
"""How the blocks of the parties and of the signatures open."""

_ROLL = re.compile(
    r"(?:(?:pr[ée])?noms?|signataires?|qualit[ée]s?|fonctions?|dates?|lieux?|signatures?|visas?|cachets?|part(?:ies?|enaires?)"
    r"|organismes?|services?|entit[ée]s?|structures?)(?:\s(?:et|de|des|du|ou)?\s?[\w’' ]{0,24})?",
    re.IGNORECASE,
)
"""The heads of a roll of those who sign, one a row: who, in what quality, when."""

_MAX_LABEL = 12
"""Words of a label: a longer cell that ends with a colon is text."""

_SECTION = re.compile(
    r"(?:annexe|article|art\.|titre|chapitre|section|partie|lot|phase|action|fiche|texte|tableau|livrable|avenant|point)\b",
    re.IGNORECASE,
)

_ARTICLE = re.compile(r"art(?:icle|\.)\s?(?:\d{1,2}(?:er)?|[ivx]+|premier|unique)\b", re.IGNORECASE)


def is_article(text: str) -> bool:
    """Tell whether a text opens with the number of an article ('Article 3', 'ARTICLE IV')."""
    return _ARTICLE.match(text) is not None


def opens_section(text: str) -> bool:
    """Tell whether a line reads like a numbered heading ('ANNEXE 1', 'Article 3 - Durée')."""
    return _SECTION.match(text) is not None


def is_figure(text: str) -> bool:
    """Tell whether a cell holds an amount, a code, a date or one of the words that stand for none."""
    return _FIGURE.fullmatch(text.strip()) is not None


def is_amount(text: str) -> bool:
    """Tell whether a cell holds a sum of money, shown by its thousands or by its unit."""
    return _AMOUNT.fullmatch(text.strip()) is not None


def is_layout(grid: Sequence[Sequence[str]], ruled: bool) -> bool:
    """Tell whether a grid of cell texts (rows of equal length) only sets text side by side."""
    values = [text for row in grid for text in row[1:] if text]
    if not values or sum(map(is_figure, values)) >= 0.25 * len(values):
        return False
    if sum(bool(_HEAD.match(text)) for text in grid[0]) > 1:
        return False
    if _is_roll(grid[0]):
        return False
    if _is_placed(grid):
        return True
    return not _is_labelled(grid) and not _reads_by_rows(grid, ruled)


def goes_on(above: Sequence[Sequence[str]], grid: Sequence[Sequence[str]]) -> bool:
    """Tell whether a drawn grid that seems to set text side by side is the rest of the one on the page before."""
    return not _is_placed(grid) and not is_layout([*above, *grid], ruled=True)


def opens_party(text: str) -> bool:
    """Tell whether a text opens as the blocks of parties and signatures do ('Pour le délégant', 'représentée par')."""
    return _PLACED.match(text) is not None


def _is_placed(grid: Sequence[Sequence[str]]) -> bool:
    """Tell whether two columns hold blocks of parties or of signatures."""
    return len({c for row in grid for c, text in enumerate(row) if opens_party(text)}) > 1


def _is_roll(heads: Sequence[str]) -> bool:
    """Tell whether the heads are those of a roll of signatories ('Nom', 'Qualité', 'Date', 'Signature')."""
    return len(heads) > 2 and all(_ROLL.fullmatch(text.strip()) for text in heads)


def _is_labelled(grid: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first column is made of labels ('Centre financier :')."""
    labels = [row[0] for row in grid if row[0]]
    named = sum(label.endswith(":") and len(label.split()) <= _MAX_LABEL for label in labels)
    return len(grid[0]) == 2 and named >= max(0.5 * len(labels), 1)


def _reads_by_rows(grid: Sequence[Sequence[str]], ruled: bool) -> bool:
    """Tell whether text alone is tabulated: three columns under a head, or short labels before longer cells."""
    if len(grid) < 3:
        return False
    first = [len(row[0].split()) for row in grid]
    rest = [len(text.split()) for row in grid for text in row[1:]]
    if len(grid[0]) > 2:
        return True
    return sum(first) / len(first) < (0.6 if ruled else 0.4) * sum(rest) / max(len(rest), 1)
