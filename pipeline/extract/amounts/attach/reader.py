"""What a statement says of its sums on one axis: the nature, the budget year or the unit, from left to right."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from pipeline.extract.amounts.attach.chains import Chains
from pipeline.extract.amounts.attach.shares import deal
from pipeline.extract.amounts.attach.statement import NEAR, Chain, Statement, Tied
from pipeline.extract.amounts.marks import ALIKE, Axis
from pipeline.extract.rulebook import Rulebook

_RESTATES = regex.compile(r"[:;.(=]|\b(?:dont|total|soit|savoir|répart\p{L}+|correspond\p{L}+)\b", regex.IGNORECASE)
"""Between two sums: the second is part of the first, or the same."""
_PAID = regex.compile(r"\b(?:vers|pay|mis|engag|réglé|délégu|rembours|répart)\p{Ll}*\s+(?:en|sur|au titre de)\s*$")
"""A lone sum is paid in the year that ends its sentence, whatever else is said between."""
_REST = regex.compile(r"\b(?:solde|reliquat|reste|restant|surplus)\b[\s,:]*(?:soit|de|est\s+de)?\s*$", regex.IGNORECASE)
_RESTATED = regex.compile(r"(?:\bsoit\b[\s,:]*(?:de|d')?|:)\s*$", regex.IGNORECASE)
_BEFORE_APART = regex.compile(
    r"(?:[\s,(]|\b(?:en|des?)\b|\bd'|\b(?:T\.?T\.?C|H\.?T)\b\.?|\btoutes\s+taxes\s+comprises\b|\bhors\s+taxes?\b)*",
    regex.IGNORECASE,
)
"""What may stand between a sum and the nature set apart after it ('300 000 € TTC, en AE et en CP,')."""
_SHARE = regex.compile(r"\b(?:dont|total)\b", regex.IGNORECASE)


class AxisReader:
    """Reads one axis of a statement."""

    def __init__(self, statement: Statement, axis: Axis, book: Rulebook) -> None:
        self.statement, self.axis = statement, axis
        self._book, self._parting = book, book["montants.dont"]
        self._beside, self._opens = book["montants.coordination"], book["montants.ouvre_parts"]
        self._becomes = book["montants.devient"]
        self._chains = Chains(statement, axis, book)

    def blank(self) -> None:
        """Let the other axes see each chain as one mark."""
        for chain in (chain for gap in self._chains.gaps for chain in gap):
            self.statement.blank(chain)

    def read(self, tied: list[Tied], inherited: Chain) -> None:
        """Tie the sums to what is said of them; `inherited` is what introduces the statement says."""
        if deal(self._chains, tied, self._book):
            return
        carried = inherited
        for i, one in enumerate(tied):
            before = self._chains.gaps[i]
            fresh = carried in ((), inherited)
            if i and before and self._said_of(tied[i - 1], before[0], i):
                tied[i - 1].marks[self.axis] = before[0]
                self._spread_back(tied, i - 1, before[0])
                self._set_apart(tied, i - 1, before[0])
                before, fresh = before[1:], True
            if not before and i and fresh and (self._part_of(i) or self._rest_of(i) or self._taken_to(i)):
                carried = _of_parts(tied[i - 1].marks.get(self.axis, ())) or carried
            elif not before and i and fresh and self._made_of(i):
                carried = tied[i - 1].marks.get(self.axis, ()) or carried
            carried = before[-1] if before else self._past_total(one, tied[:i], carried)
            if carried:
                one.marks.setdefault(self.axis, carried)
        self._trailing(tied, inherited)

    def _spread_back(self, tied: Sequence[Tied], index: int, chain: Chain) -> None:
        """Give what is said of a sum to those enumerated with it just before ('8 € en AE et 9 € en CP sur l'UO …')."""
        if self.axis not in ("exercice", "uo"):
            return
        for i in range(index - 1, -1, -1):
            if self.axis in tied[i].marks or not self._enumerated(tied, i) or self._aside(tied, i, chain):
                return
            tied[i].marks[self.axis] = chain

    def _aside(self, tied: Sequence[Tied], index: int, chain: Chain) -> bool:
        """Tell whether a parenthesis that opens after a sum holds the chain ('AE (2 €) et CP (1 € en 2025 et …)')."""
        text = self.statement.text[tied[index].mention.end : chain[0].start]
        return text.rfind("(") > text.rfind(")")

    def _set_apart(self, tied: Sequence[Tied], index: int, chain: Chain) -> None:
        """Give natures set apart by a comma to sums enumerated before ('8 € en 2024 et 9 € en 2025, en AE et CP')."""
        after = self.statement.link(tied[index].mention.end, chain[0].start)
        if self.axis != "nature" or "," not in after:
            return
        for i in range(index - 1, -1, -1):
            link = self.statement.link(tied[i].mention.end, tied[i + 1].mention.start)
            if self.axis in tied[i].marks or not self._beside.fullmatch(link):
                return
            tied[i].marks[self.axis] = chain

    def _enumerated(self, tied: Sequence[Tied], index: int) -> bool:
        """Tell whether a sum and the next are credits of one list; of one unit, those of several years may be."""
        if not tied[index].values("nature") or not tied[index + 1].values("nature"):
            return False
        link = self.statement.link(tied[index].mention.end, tied[index + 1].mention.start)
        if self.axis == "uo" and len(link) <= NEAR and not _RESTATES.search(link):
            return True
        return self._together(tied, index, of_all=False)

    def _part_of(self, index: int) -> bool:
        """Tell whether a sum and those after it are parts of the one before ('2 M€ en AE, dont 1 M€ en 2022 et …')."""
        gap = self.statement.gap(index)
        if self._parting.search(self.statement.text[slice(*gap)]):
            return True
        whole, part = self.statement.sums[index - 1], self.statement.sums[index]
        return part.value != whole.value and self._opens.fullmatch(self.statement.link(*gap)) is not None

    def _made_of(self, index: int) -> bool:
        """Tell whether a sum and those after it say again, as its parts, the one before ('soit 1 € en 2024 et …')."""
        whole, parts = self.statement.sums[index - 1], self.statement.sums[index:]
        if self.axis == "uo" or len(parts) < 2 or sum(part.value for part in parts) != whole.value:
            return False
        return _RESTATED.search(self.statement.link(*self.statement.gap(index))) is not None

    def _rest_of(self, index: int) -> bool:
        """Tell whether a sum is what is left of the one before it, of the same nature but not of the same year."""
        return self.axis == "nature" and _REST.search(self.statement.text, *self.statement.gap(index)) is not None

    def _taken_to(self, index: int) -> bool:
        """Tell whether a sum is what the one before it becomes ('1 € en AE, est porté à 2 €'): of its nature."""
        between = self.statement.text, *self.statement.gap(index)
        return self.axis == "nature" and self._becomes.search(*between) is not None

    def _said_of(self, sum_before: Tied, chain: Chain, index: int) -> bool:
        """Tell whether a chain between two sums is said of the one before it."""
        after = self.statement.link(sum_before.mention.end, chain[0].start)
        ahead = self.statement.link(chain[-1].end, self.statement.sums[index].start)
        if ahead.strip() == "(" and self.statement.text[chain[0].start].isdigit():
            return False  # '2025 (50 000 €)': a bare year heads the sum in its parentheses
        tied_back, tied_ahead = not self._chains.parts(after), not self._chains.parts_ahead(ahead)
        if tied_back != tied_ahead:
            return tied_back
        if not tied_back and _BEFORE_APART.fullmatch(after):
            return not self._chains.leads()
        return tied_back and not self._chains.leads()

    def _past_total(self, one: Tied, earlier: Sequence[Tied], carried: Chain) -> Chain:
        """A total keeps of its parts only what they share."""
        if one.total is None or self.axis == "nature" or not earlier:
            return carried
        said = {t.values(self.axis) for t in earlier}
        one_part = len(earlier) == 1 and earlier[0].mention.value != one.mention.value
        past = self.axis == "exercice" and one_part and not earlier[0].values("nature")
        return carried if len(said) == 1 and not past else ()

    def _trailing(self, tied: list[Tied], inherited: Chain) -> None:
        """Give the marks after the last sum to it, and to the sums before it that have none and are said with it.

        A year or a unit that only the sentence before says is none of theirs.
        """
        chains = self._chains.gaps[-1]
        if not chains or not tied:
            return
        last, chain = tied[-1], chains[0]
        link = self.statement.link(last.mention.end, chain[0].start)
        own = not self._chains.parts(link.replace(",", " ")) or (len(tied) == 1 and bool(_PAID.search(link)))
        of_all = self._chains.parts(link) and len(chains) == 1
        if own and (not self._chains.leads() or not self._chains.parts(link) or self._each_has_its_own(tied)):
            last.marks[self.axis] = chain
        elif not own and self.axis != "nature":
            return
        if self.axis == "uo" and all(one.values("nature") for one in tied):
            of_all = True
        for i in range(len(tied) - 1, -1, -1):
            parts = i < len(tied) - 1 and self.axis == "uo" and self._part_of(i + 1)
            said = tied[i].marks.get(self.axis)
            if own and self.axis != "nature" and said is inherited:
                said = None
            if i < len(tied) - 1 and (parts or said is not None or not self._together(tied, i, of_all)):
                break
            if said is None:
                tied[i].marks[self.axis] = chain

    def _each_has_its_own(self, tied: Sequence[Tied]) -> bool:
        """Tell whether every sum but the last follows a mark of its own: one that ends the statement is the last's."""
        before = [bool(chains) for chains in self._chains.gaps[: len(tied)]]
        return len(tied) > 1 and all(before[:-1]) and not before[-1]

    def _together(self, tied: Sequence[Tied], index: int, of_all: bool) -> bool:
        """Two neighbouring sums said of one thing: AE and CP of it, an enumeration, or what a comma sets apart."""
        link = self.statement.link(tied[index].mention.end, tied[index + 1].mention.start)
        if self.axis == "uo" and of_all and not _SHARE.search(link):
            return True
        if not self._beside.fullmatch(link):
            return False
        if self.axis == "nature" or of_all:
            return True
        one, other = tied[index].values("nature"), tied[self._ends_rise(index + 1)].values("nature")
        return one != other or not one or self._ends_rise(index) != index

    def _ends_rise(self, index: int) -> int:
        """Return which sum takes the place of sum `index`, itself where none does ('de 2 € à 3 € en CP')."""
        if index + 1 < len(self.statement.sums) and self.statement.link(*self.statement.gap(index + 1)).strip() == "à":
            return index + 1
        return index


def _of_parts(chain: Chain) -> Chain:
    """Return what parts take from their sum: 'en AE et du même montant en CP, dont …' tells the parts of the CP."""
    return chain[-1:] if chain and chain[-1].rule == ALIKE else chain
