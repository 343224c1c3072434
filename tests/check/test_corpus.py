"""Links between conventions: what answers a citation, what is missing before an avenant."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.check.corpus import Cited, Known, Link, cited, incomplete_chains, known, resolve

DAY = "2022-03-04"
UNITS = [{"uo": "0163-CDJE-STET", "bop": "0163-CDJE"}]
SUMS = [
    {"nature": "AE", "montant": "300000.00", "exercice": 2022},
    {"nature": "AE", "montant": "0.00", "exercice": 2023},
]


def signed(identity: str, **more: Any) -> Known:
    """A délégation signed on the day, with its unit and its amounts."""
    given = {k: v for k, v in more.items() if k not in ("montants", "layer")}
    row = {"type": "delegation_gestion", "date_signature": DAY} | given
    tables = {"conventions": [row], "unites_operationnelles": UNITS, "montants": more.get("montants", SUMS)}
    return known(identity, tables, more.get("layer", "native"))


def avenant(identity: str, number: int, day: str = DAY) -> tuple[Known, Cited]:
    """An avenant of that number to the act of the day."""
    row = {"type": "avenant", "numero_avenant": number}
    link = {"type": "delegation_gestion", "date": day, "relation": "modifie"}
    tables: dict[str, list[dict[str, Any]]] = {
        "conventions": [row], "unites_operationnelles": UNITS, "conventions_liees": [link],
    }  # fmt: skip
    [citation] = cited(identity, tables)
    return known(identity, tables), citation


def links(*acts: Known, day: str = DAY) -> list[Link]:
    one, citation = avenant("z-1", 1, day)
    return list(resolve([*acts, one], [citation]))


def test_the_only_act_of_the_day_is_the_one_cited() -> None:
    [link] = links(signed("a-1"), signed("b-1", date_signature="2022-03-05"))
    assert (link.convention_id, link.cited.convention_id) == ("a-1", "z-1")
    assert "0163-CDJE" in link.motif


@pytest.mark.parametrize("day", ["2021-03-04", ""])
def test_no_act_of_the_day_makes_no_link(day: str) -> None:
    assert links(signed("a-1"), day=day) == []


def test_an_act_published_twice_is_one() -> None:
    again = [{**SUMS[0], "montant": "300000"}]
    [link] = links(signed("b-1"), signed("a-1", montants=again))
    assert link.convention_id == "a-1"
    assert link.motif.endswith("(publiée 2 fois)")


@pytest.mark.parametrize(
    "more", [{"montants": [{"nature": "AE", "montant": "1.00"}]}, {"produit": "Phare"}, {"montants": []}]
)
def test_two_acts_of_one_day_make_no_link(more: dict[str, Any]) -> None:
    assert links(signed("a-1"), signed("b-1", **more)) == []


def test_two_projects_of_one_day_with_one_sum_make_no_link() -> None:
    roof, boiler = {"objet": "Confier l'entretien des toitures"}, {"objet": "Confier la maintenance des chaudières"}
    assert links(signed("a-1", **roof), signed("b-1", **boiler)) == []
    assert len(links(signed("a-1", **roof), signed("b-1", objet="CONFIER L’ENTRETIEN des toitures."))) == 1
    assert len(links(signed("a-1", **roof), signed("b-1", objet="Confier l'enttetien", layer="ocr"))) == 1


def test_two_acts_that_give_no_amount_are_not_taken_for_one() -> None:
    assert links(signed("a-1", montants=[]), signed("b-1", montants=[])) == []


def test_an_avenant_without_the_one_before_it_says_so() -> None:
    second, citation = avenant("z-1", 2)
    corpus = [signed("a-1"), second]
    [(identity, doubt)] = incomplete_chains(corpus, resolve(corpus, [citation]))
    assert (identity, doubt.code) == ("z-1", "chaine_incomplete")
    first, other = avenant("y-1", 1)
    whole = [*corpus, first]
    assert list(incomplete_chains(whole, resolve(whole, [citation, other]))) == []
