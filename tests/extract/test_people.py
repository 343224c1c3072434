"""Persons in a clause: names, titles and functions told apart in every order."""

from __future__ import annotations

import pytest

from pipeline.extract.names import same_name
from pipeline.extract.people import persons
from pipeline.extract.view import View
from tests.extract.helpers import book

Row = tuple[str | None, str | None, str | None]


def read(clause: str) -> list[Row]:
    view = View(clause, tuple(range(len(clause))))
    found = persons(view, 0, len(clause), book())
    return [tuple(p.text if p else None for p in (one.civilite, one.nom, one.fonction)) for one in found]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("par Mme Aline Corbel, directrice du budget,", [("Mme", "Aline Corbel", "directrice du budget")]),
        ("par Aline Corbel, directrice du budget", [(None, "Aline Corbel", "directrice du budget")]),
        ("par son directeur général", [(None, None, "directeur général")]),
        ("par le préfet de la Creuse, M. Luc d'Orval,", [("M.", "Luc d'Orval", "préfet de la Creuse")]),
        (
            "par M. Yann Le Guen, chef de service, adjoint au\ndirecteur, et par Mme Ève Roy, secrétaire générale,",
            [
                ("M.", "Yann Le Guen", "chef de service, adjoint au directeur"),
                ("Mme", "Ève Roy", "secrétaire générale"),
            ],
        ),
        ("par Mme Zoé N'Dour, née Aubert, adjointe à la cheffe", [("Mme", "Zoé N'Dour", "adjointe à la cheffe")]),
        ("par le colonel Ali Ben Saïd, commandant la base", [("colonel", "Ali Ben Saïd", "commandant la base")]),
        ("M. BRUNEL, DIRECTEUR RÉGIONAL,", [("M.", "BRUNEL", "DIRECTEUR RÉGIONAL")]),
        ("par sa présidente, Pr Maud O'Neill,", [("Pr", "Maud O'Neill", "présidente")]),
        ("par Monsieur le préfet de la région Sud", [(None, None, "préfet de la région Sud")]),
        (
            "par Mme Ida Rey, agissant en qualité de directrice de l'eau, du littoral et de la mer, dûment habilitée",
            [("Mme", "Ida Rey", "directrice de l'eau, du littoral et de la mer")],
        ),
        ("par Luc Noël\nDirecteur des achats, par intérim,", [(None, "Luc Noël", "Directeur des achats, par intérim")]),
        (
            "par Aline Corbel, Secrétaire générale (SG), Paul Rey, Directeur de l'eau (DE),",
            [(None, "Aline Corbel", "Secrétaire générale"), (None, "Paul Rey", "Directeur de l'eau")],
        ),
    ],
)
def test_persons_of_a_clause(clause: str, expected: list[Row]) -> None:
    assert read(clause) == expected


def test_an_address_after_the_representative_is_nobody() -> None:
    assert read("par le préfet du Nord, M. Guy Petit, 3 rue Jean Moulin, 59000 Lille") == [
        ("M.", "Guy Petit", "préfet du Nord")
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Aline CORBEL", "Aline Corbel", True),
        ("A. CORBEL", "Aline Corbel", True),
        ("A.-L. CORBEL-ROY", "Anne-Lise Corbel-Roy", True),
        ("Corbel", "Aline Corbel", True),
        ("B. CORBEL", "Aline Corbel", False),
        ("Aline Corbel", "Aline Roy", False),
    ],
)
def test_two_wordings_of_one_name(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same
