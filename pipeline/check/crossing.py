"""Articles that the text sends to, held against those that it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.check.view import Convention
from pipeline.extract.rulebook import Rulebook
from pipeline.model import Doubt

_CODE = "renvoi_errone"
_LEAST = 3
"""Articles; with fewer, headings may have been missed."""
_HELD = ("codes.uo", "montants.chiffres", "montants.sans_unite")
"""What a table of credits or of references holds."""


def cross_references(convention: Convention, book: Rulebook) -> Iterator[Doubt]:
    """An article of its own that a convention cites is there; the table said to be in one holds codes or sums.

    An amendment cites the articles of the act that it amends: nothing is asked of it.
    """
    articles = _numbered(convention)
    if convention.type == "avenant" or len(articles) < _LEAST or len(articles) < max(articles):
        return
    for number in dict.fromkeys(_cited(convention, book, "presence.renvoi_article")):
        if number not in articles:
            message = f"L'article {number} est cité, la convention en compte {max(articles)}, à vérifier."
            yield Doubt(_CODE, "info", message, "articles")
    for number in dict.fromkeys(_cited(convention, book, "presence.renvoi_tableau")):
        text = articles.get(number, "")
        if not any(book[rule].stands_in(text) for rule in _HELD):
            message = f"Un tableau est annoncé à l'article {number}, qui ne contient ni montant ni code, à vérifier."
            yield Doubt(_CODE, "info", message, "articles")


def _numbered(convention: Convention) -> Mapping[int, str]:
    """Return the texts of the articles that bear a number, by number."""
    texts = {str(row.get("numero", "")): str(row.get("texte", "")) for row in convention.table("articles")}
    return {int(number): text for number, text in texts.items() if number.isdecimal()}


def _cited(convention: Convention, book: Rulebook, rule: str) -> Iterator[int]:
    return (int(match["article"]) for match in book[rule].all_in(convention.text))
