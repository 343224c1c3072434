"""What is read of the parties before anything is decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pipeline.extract.addresses import Address
from pipeline.extract.people import Person
from pipeline.extract.view import Piece

Role = Literal["delegant", "delegataire", "autre"]


@dataclass(frozen=True, slots=True)
class RoleSaid:
    """A role that the act gives, where it says so, and how."""

    role: Role
    piece: Piece
    rule: str
    confidence: float = 0.95
    motif: str | None = None


@dataclass(frozen=True, slots=True)
class Naming:
    """'ci-après dénommée « la DINUM » ou « le délégant »': short names given to one party, or to several."""

    start: int
    end: int
    aliases: tuple[Piece, ...]
    role: RoleSaid | None
    collective: bool
    rule: str


@dataclass(frozen=True, slots=True)
class Block:
    """What stands between two openings of a party. `group` changes at each 'Et'; `label` is a role printed before."""

    start: int
    end: int
    group: int
    label: RoleSaid | None = None
    strong: bool = True
    """False when nothing but the shape of the line says that a party begins here."""
    leads: bool = False
    """True when a colon ends the label."""


@dataclass(frozen=True, slots=True)
class Name:
    """An organisation as printed, its acronym, and where the name ends in the view."""

    organisation: Piece
    sigle: Piece | None
    end: int
    rule: str


@dataclass(slots=True)
class Candidate:
    """A party in the making."""

    name: Name
    block: Block
    role: RoleSaid | None = None
    namings: tuple[Naming, ...] = ()
    address: Address | None = None
    people: list[Person] = field(default_factory=list)

    @property
    def aliases(self) -> tuple[str, ...]:
        """Every short name that the act uses for it."""
        names = [self.name.organisation.text]
        if self.name.sigle:
            names.append(self.name.sigle.text)
        own = (n for n in self.namings if not n.collective)
        return (*names, *(alias.text for naming in own for alias in naming.aliases))
