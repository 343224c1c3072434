"""What the family's steps hand to one another."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

import msgspec
import regex

from pipeline.model import Found

_WORD = regex.compile(r"\p{L}{3,}|\d+")
_EMPTY_WORDS = frozenset(
    {"soit", "dont", "les", "des", "une", "sur", "pour", "par", "avec", "dans", "aux", "est", "sont"}
    | {"total", "totale", "montant"}
)

CONFUSED = "lignes du tableau confondues à la lecture : ses montants restent à relever"
"""Why the cells of a row printed in several lines that do not match are left out."""
UNREAD = "case de chiffres qui ne se lit pas comme un nombre : montant à relever"
"""Why a cell among sums is left out that holds figures and is no number. Its value is then what the cell shows."""
NEGATIVE = "montant négatif, ou retranché : à relever"
"""Why a cell behind a minus sign, or in an accountant's parentheses, is left out; its value is what the cell shows."""

NO_WORD = "aucun mot n'en fait un montant de la convention"
"""Why a sum of the running text is left out of which nothing says what it is."""

Origin = Literal["phrase", "tableau"]
Level = Literal["stipule", "rappel"]
"""'stipule' for the articles and annexes, 'rappel' for what only introduces them (preamble, visas, parties)."""


class Candidate(msgspec.Struct, frozen=True):
    """A sum that could be an amount of the convention: one nature, one place, what is said of it, why it is out."""

    montant: Found
    columns: Mapping[str, Found]
    """The other columns: nature, exercice, uo, role, financeur, condition, effet."""
    group: int
    """Where its list, sentence or table begins: equal sums of one group are different facts."""
    section: int
    """Where its section begins: two equal estimates of one section are two objects."""
    order: int
    """Where it stands."""
    origin: Origin
    label: frozenset[str] = frozenset()
    """The words that say what it is for ('tranche', 'ferme'), to tell apart equal sums for two objects."""
    total: Found | None = None
    """The role 'total', where the document calls it one."""
    several: frozenset[str] = frozenset()
    """Columns for which it stands for several values at once: never filled by default."""
    level: Level = "stipule"
    motif: str | None = None
    """Why it is no amount of the convention (French), None when it may be one."""
    words: Found | None = None
    """The sum said in words beside the figures, when it is another one."""
    again: bool = False
    """True when it is told with the document that claims it, after having been set."""
    sums: tuple[tuple[int, ...], ...] = ()
    """Of a total: the sets of candidates (by `order`) of which one must add up to it."""

    @property
    def value(self) -> Decimal:
        """The amount in euros, of a candidate that may be an amount."""
        assert isinstance(self.montant.value, Decimal)
        return self.montant.value

    def said(self, column: str) -> object:
        """Return the value said for a column, None when none is."""
        found = self.columns.get(column)
        return found.value if found else None


def words(text: str) -> frozenset[str]:
    """Return the words of a label, in small letters."""
    return frozenset(w.casefold() for w in _WORD.findall(text)) - _EMPTY_WORDS
