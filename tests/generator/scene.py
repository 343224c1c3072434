"""What is true of one invented act: its parties, credits, dates. Drawn from a seed before a word is written."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from typing import Any, TypeVar

from .french import MoneyStyle, Noun

T = TypeVar("T")


def chance(rng: random.Random, share: float) -> bool:
    """True for that share of draws."""
    return rng.random() < share


def weighted(rng: random.Random, **weights: float) -> str:
    """Draw a name by weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


@dataclass(frozen=True)
class Address:
    """A postal address as acts print it."""

    street: str
    code: str
    town: str

    @property
    def short_town(self) -> str:
        """The town without its delivery office."""
        return re.sub(r"\s+(?:Cedex|CEDEX|SP|\d\d SP|\d\d).*$", "", self.town)


@dataclass(frozen=True)
class Organisation:
    """A service, an operator or another body."""

    name: str
    acronym: str | None
    article: str
    address: Address
    chief: tuple[str, str]
    """Function of its head, masculine and feminine."""
    programmes: tuple[str, ...] = ()
    cost_centre: str = "GENGEN"
    accounting: str | None = None
    place: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def noun(self) -> Noun:
        """Its name with its article."""
        return Noun(self.article, self.name)


@dataclass(frozen=True)
class Person:
    """An invented person."""

    feminine: bool
    first: str
    last: str
    born: str | None = None
    rank: str | None = None

    @property
    def name(self) -> str:
        """First name and family name."""
        return f"{self.first} {self.last}"


@dataclass(frozen=True)
class Representative:
    """Who represents a party: a person with a function, or a function alone."""

    person: Person | None
    function: str


@dataclass
class Party:
    """A party and its role (`delegant`, `delegataire`, `autre`)."""

    organisation: Organisation
    role: str
    representatives: list[Representative]
    with_acronym: bool
    with_address: bool
    signatory: Representative | None = None
    nickname: str = ""
    ministry: str = ""
    """The ministry printed before the service's name, if it is."""


@dataclass(frozen=True)
class Unit:
    """An operational unit and where its expenses are booked."""

    code: str
    programme: str
    domain: str
    activity: str
    cost_centre: str
    extra: tuple[tuple[str, str], ...] = ()
    """Other fields of the block, by column of `imputations`."""
    status: str = "ferme"


@dataclass(frozen=True)
class Hand:
    """The habits of the writer: how this act writes amounts, dates, codes and numbers its articles."""

    money: MoneyStyle
    date_form: str
    unit_form: str
    activity_form: str
    domain_form: str
    numbering: str
    number_sign: str
    zero: str
    """How a table shows that nothing is due: `0` or a dash (then nothing is said)."""
    quotes: tuple[str, str]
    upper_names: bool


@dataclass
class Scene:
    """The whole truth that an act is written from."""

    rng: random.Random
    kind: str
    hand: Hand
    parties: list[Party]
    project: dict[str, Any]
    units: list[Unit]
    years: list[int]
    reference: str
    delegant: Noun
    delegataire: Noun

    def having(self, role: str) -> list[Party]:
        """The parties that have a role."""
        return [p for p in self.parties if p.role == role]
