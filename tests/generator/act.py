"""The act being written: its scene, its truth so far, and how its author turns a phrase."""

from __future__ import annotations

import datetime as dt
import random
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .blocks import Block, Text
from .french import MoneyStyle, Noun, capital, print_date
from .gold import Gold
from .lexicon import load
from .scene import Hand, Scene, Unit


@dataclass
class Section:
    """An article-to-be: its place in the act is known when it is numbered. `title` None: a bare number."""

    key: str
    title: str | None
    blocks: list[Block] = field(default_factory=list)


@dataclass
class Act:
    """What the parts share while one convention is written."""

    scene: Scene
    gold: Gold
    flaws: set[str] = field(default_factory=set)
    """The flaws this act is given, by the code of their anomaly."""
    signed: dt.date | None = None
    """Latest date of signature, when the act says it."""
    slots: dict[str, str] = field(default_factory=dict)
    cited: set[str] = field(default_factory=set)
    spoken: MoneyStyle | None = None
    """How sentences write amounts, when not as the tables do."""
    deferred: list[Section] = field(default_factory=list)
    """Annexes that articles have announced."""

    @property
    def rng(self) -> random.Random:
        return self.scene.rng

    @property
    def hand(self) -> Hand:
        return self.scene.hand

    @property
    def money(self) -> MoneyStyle:
        return self.scene.hand.money

    def date(self, day: dt.date) -> str:
        """Print a date as this act does."""
        return print_date(day, self.hand.date_form)

    def quote(self, text: str) -> str:
        """Put between this act's quotation marks."""
        return self.hand.quotes[0] + text + self.hand.quotes[1]

    def pick(self, clause: str, **slots: str) -> str:
        """Draw a wording of a clause and fill it."""
        return self.fill(self.rng.choice(load("clauses")[clause]), **slots)

    def title(self, key: str) -> str:
        """Draw the heading of an article."""
        return self.fill(self.rng.choice(load("clauses")["titres_articles"][key]))

    def fill(self, template: str, **slots: str) -> str:
        """Fill a wording: slots, agreement, and what it cites becomes part of the truth."""
        a, b = self.scene.delegant, self.scene.delegataire
        text = re.sub(r"\[([^|\]]*)\|([^\]]*)\]", r"\2" if a.plural else r"\1", template)
        text = re.sub(r"<([^|>]*)\|([^>]*)>", r"\2" if b.plural else r"\1", text)
        values = {
            **forms("dt", a),
            **forms("de", b),
            **forms("projet", Noun.parse(self.scene.project["objet"])),
            **self.slots,
            **slots,
        }
        text = text.format(**values)
        if "code de la commande publique" in text:
            self.cite_code("code de la commande publique")
        if "décret du 14 octobre 2004" in text:
            self.cite_delegation()
        return text

    def cite_code(self, name: str) -> None:
        """State that a code is cited."""
        if name not in self.cited:
            self.cited.add(name)
            self.gold.row("references_juridiques", type="code", numero=None, intitule=name)

    def cite_delegation(self) -> None:
        """State that the decree of 2004 is cited (once)."""
        if "2004-1085" not in self.cited:
            self.cited.add("2004-1085")
            self.gold.row("references_juridiques", type="decret", numero=["2004-1085", None], date="2004-10-14")

    def para(self, text: str, **options: Any) -> Text:
        """A paragraph."""
        return Text(capital(text), **options)

    def print_amount(self, amount: int | Decimal) -> str:
        """Print an amount with its currency."""
        return (self.spoken or self.money).full(amount)

    def only_unit(self) -> str | None:
        """The code of the single operational unit, when there is one only."""
        units = self.scene.units
        return units[0].code if len(units) == 1 else None


def forms(key: str, noun: Noun) -> dict[str, str]:
    return {
        key: noun.le,
        key.capitalize(): capital(noun.le),
        f"du_{key}": noun.du,
        f"au_{key}": noun.au,
    }


def print_unit(unit: Unit | str, form: str, *, bare: bool = False) -> str:
    """Print the code of a unit in one of the forms that are met; `bare` without what belongs to running text."""
    code = unit if isinstance(unit, str) else unit.code
    programme, bop, uo = code.split("-")
    return {
        "plain": code,
        "short": f"{programme[1:]}-{bop}-{uo}",
        "spaced": f"{programme} - {bop} - {uo}",
        "dashes": f"{programme}–{bop}–{uo}",
        "lower": code.lower(),
        "export": code if bare else f"BG00/{code}",
        "spaces": f"{programme} {bop} {uo}",
    }[form]
