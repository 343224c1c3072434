"""Documents in which no convention was found, though they speak as one does: a person is told of them."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.extract.rulebook import Rulebook
from pipeline.model import Doubt

_FIGURES = ("montants.chiffres", "codes.uo")


def possible_convention(text: str, book: Rulebook) -> Iterator[Doubt]:
    """Yield a doubt when a text names both roles, or says that parties agree, and holds sums or units."""
    roles = {match["delegant"] is None for match in book["roles.mot"].finditer(text)}
    agrees = book["decoupe.formule"].search(text) is not None
    if (len(roles) == 2 or agrees) and any(book[rule].search(text) for rule in _FIGURES):
        said = "nomme un délégant et un délégataire" if len(roles) == 2 else "dit que des parties conviennent"
        message = f"Aucune convention reconnue, mais le texte {said} et donne des montants ou des UO, à vérifier."
        yield Doubt("convention_possible", "avertissement", message)
