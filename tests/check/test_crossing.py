"""Articles that the text sends to and that do not hold what it says."""

from __future__ import annotations

import pytest

from tests.check.acts import codes

ARTICLES = ("Les codes sont dans le tableau en article {}.", "UO 0113-CDLM-NUMA, 30 000 €", "Elle est révisée.")


def found(said: str, kind: str = "delegation_gestion") -> list[object]:
    rows = [{"numero": str(i), "texte": text} for i, text in enumerate((said, *ARTICLES[1:]), start=1)]
    told = [code for code, _ in codes("articles", articles=rows, conventions=[{"type": kind}])]
    return [code for code in told if code == "renvoi_errone"]


@pytest.mark.parametrize(("number", "wrong"), [(2, []), (3, ["renvoi_errone"])])
def test_the_table_said_to_be_in_an_article_is_there(number: int, wrong: list[str]) -> None:
    assert found(ARTICLES[0].format(number)) == wrong


def test_an_article_cited_is_one_of_those_that_it_has() -> None:
    assert found("Voir l'article 7 de la présente convention.") == ["renvoi_errone"]
    assert found("Voir l'article 7 du décret, et l'article 2 ci-dessous.") == []


def test_an_amendment_cites_the_articles_of_the_act_that_it_amends() -> None:
    assert found("Voir l'article 7 de la présente convention.", "avenant") == []
