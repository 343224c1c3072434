"""The amounts of an act of so many words, as tests compare them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from pipeline.extract import amounts, units
from pipeline.model import Decision, Fact, Found
from tests.extract.helpers import context_of

Row = tuple[str | None, int, int | None, str | None, str]
"""Nature, euros, year, last block of the unit, role."""


def decided(text: str, *, convention: str = "delegation_gestion", section: str = "article") -> Decision:
    ctx = context_of(text, kind=section)
    kind = Fact("conventions", {"type": Found(convention, ((0, 1),), "test")})
    facts = {"unites_operationnelles": units.extract(ctx).facts, "conventions": (kind,)}
    return amounts.extract(replace(ctx, facts=facts))


def said(fact: Fact, column: str) -> Any:
    found = fact.values.get(column)
    return found.value if found else None


def rows(text: str, **options: str) -> list[Row]:
    made = []
    for fact in decided(text, **options).facts:
        uo = said(fact, "uo")
        amount = said(fact, "montant")
        assert isinstance(amount, Decimal)
        nature, year = said(fact, "nature"), said(fact, "exercice")
        made.append((nature, int(amount), year, str(uo)[-4:] if uo else None, said(fact, "role")))
    return made
