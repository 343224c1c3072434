"""What is read of the foot of an act before anything is decided."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from pipeline.extract.people import Person
from pipeline.extract.view import Piece

ItemKind = Literal[
    "fait", "lieu_date", "date", "pour", "role", "tampon", "horodatage", "fonction", "nom", "manuscrite",
    "electronique", "etranger", "texte", "colonne", "grade",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """A stretch of the block of signatures that says one thing."""

    kind: ItemKind
    start: int
    end: int
    rule: str = ""
    piece: Piece | None = None
    """The wording proper: for whom, the function, the name, the date."""
    person: Person | None = None
    date: dt.date | None = None
    place: Piece | None = None
    moment: dt.datetime | None = None
    """UTC, without time zone."""


@dataclass(slots=True)
class Block:
    """What is said around one signatory, or around two who are printed on the same line."""

    column: int
    people: list[Item] = field(default_factory=list)
    """Names and stamps; a name printed twice stands here twice."""
    functions: list[Item] = field(default_factory=list)
    role: Item | None = None
    on_behalf: list[Item] = field(default_factory=list)
    dated: Item | None = None
    moment: Item | None = None
    handwritten: Item | None = None
    electronic: Item | None = None
    """The mention of an electronic signature that names nobody."""
    foreign: bool = False
    """True under a visa or a mention of receipt."""
    inherited: bool = False
    """True when `role` and `on_behalf` were said above the signatory before."""

    @property
    def empty(self) -> bool:
        """Tell whether nothing has been read yet."""
        return not (self.people or self.functions or self.role or self.on_behalf or self.dated or self.foreign)

    def heir(self) -> Block:
        """Return a new block for another signatory of the same party."""
        return Block(self.column, role=self.role, on_behalf=list(self.on_behalf), foreign=self.foreign, inherited=True)


@dataclass(frozen=True, slots=True)
class Signer:
    """A signature: the name's every place, and what goes with it."""

    person: Person
    names: tuple[Piece, ...]
    function: Item | None
    block: Block
    stamp: Item | None = None
