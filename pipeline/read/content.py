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
    | [a-z]{0,4}\s?\d[\da-z]{2,}(?:[\s-][\da-z\[\]àé]{2,}){0,6}(?:\s\(.*\))?
    | [a-z]{3,10}\d{2,6}[a-z]?(?:\s\(.*\))?
    | n\d+ | \d-\d-\d+ | (?:sans|non)\sobjet | néant | à\s(?:préciser|compléter|créer)
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""'30 000 €', '–', '0105-CRES-DNUM', 'AECDSI4092 (à confirmer)', 'N53', 'sans objet'."""
_HEAD = re.compile(r"(?:ae|cp|etp|montants?|total|(?:19|20)\d\d|année|exercice|coût|€|k€)\b", re.IGNORECASE)
_PLACED = re.compile(
    r"pour\s+(?:l[ea’']|les|et)\b|d[ée]l[ée]g(?:r?ant|ataire)|(?:le|la|l[’'])\s*(?:pr[ée]f[eè]te?|direct(?:eur|rice)|ministre|"
    r"secr[ée]taire|chef|cheffe|pr[ée]sidente?|responsable)|signature|sign[ée]|fait\s+à|repr[ée]sent[ée]",
    re.IGNORECASE,
)


def is_figure(text: str) -> bool:
    """Tell whether a cell holds an amount, a code, a date or one of the words that stand for none."""
    return _FIGURE.fullmatch(text.strip()) is not None


def is_layout(grid: Sequence[Sequence[str]], ruled: bool) -> bool:
    """Tell whether a grid of cell texts (rows of equal length) only sets text side by side."""
    values = [text for row in grid for text in row[1:] if text]
    if not values or sum(map(is_figure, values)) >= 0.25 * len(values) or _is_labelled(grid):
        return False
    if sum(bool(_HEAD.match(text)) for text in grid[0]) > 1:
        return False
    if len({c for row in grid for c, text in enumerate(row) if _PLACED.match(text)}) > 1:
        return True
    return not _reads_by_rows(grid, ruled)


def _is_labelled(grid: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first column is made of labels ('Centre financier :')."""
    labels = [row[0] for row in grid if row[0]]
    return len(grid[0]) == 2 and sum(label.endswith(":") for label in labels) >= max(0.5 * len(labels), 1)


def _reads_by_rows(grid: Sequence[Sequence[str]], ruled: bool) -> bool:
    """Tell whether text alone is tabulated: three columns under a head, or short labels before longer cells."""
    if len(grid) < 3:
        return False
    first = [len(row[0].split()) for row in grid]
    rest = [len(text.split()) for row in grid for text in row[1:]]
    if len(grid[0]) > 2:
        return True
    return sum(first) / len(first) < (0.6 if ruled else 0.4) * sum(rest) / max(len(rest), 1)
