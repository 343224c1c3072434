"""Ties each sum of a statement to the nature, the budget year and the unit that the statement says of it.

A sentence is read from left to right. A mark right after a sum, with nothing that parts them, is said of that sum
('98 400 € en 2023'); a mark before sums is said of all that follow, until another takes its place ('pour 2024,
10 000 € en AE et 8 000 € en CP'); a mark at the sentence's end is said of every sum that has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle, pairwise

import msgspec
import regex

from pipeline.extract.amounts.marks import ALIKE, AXES, Axis, Mark
from pipeline.extract.amounts.mentions import Mention
from pipeline.extract.rulebook import Rulebook

Chain = tuple[Mark, ...]
"""Marks of one axis said together: 'en AE et en CP'."""

_NEAR = 60
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
_SAME_WORDS, _HEADS_PARTS = regex.compile(r"\s*(?:et|/|&)\s*"), regex.compile(r"\s*[:(]")
"""Between natures said in one breath ('en AE et CP'), and what opens the parts of the sum before them."""
_SHARE = regex.compile(r"\b(?:dont|total)\b", regex.IGNORECASE)


class Tied(msgspec.Struct):
    """A sum and what the statement says of it; `total` is where it says that the sum adds up others."""

    mention: Mention
    marks: dict[Axis, Chain] = msgspec.field(default_factory=dict)
    total: tuple[int, int] | None = None
    each: bool = False
    """True when it is given for each of the years said of it."""

    def values(self, axis: Axis) -> tuple[str | int, ...]:
        """Return the distinct values tied on an axis, in order."""
        return tuple(dict.fromkeys(mark.value for mark in self.marks.get(axis, ())))


class Statement:
    """A stretch of text, the sums and the marks in it; offsets are the convention's."""

    def __init__(self, text: str, start: int, end: int, sums: Sequence[Mention], marks: Sequence[Mark]) -> None:
        self.text, self.start, self.end = text, start, end
        self.sums = sums
        self.marks = [m for m in marks if not any(s.start <= m.start < s.end for s in sums)]
        self._blanks = [m.place for m in self.marks]

    def blank(self, chain: Chain) -> None:
        """Take a chain as one mark: the words between its marks neither tie nor part sums."""
        self._blanks.append((chain[0].start, chain[-1].end))

    def link(self, start: int, end: int) -> str:
        """Return the text between two places with the marks blanked, so that only what ties or parts is left."""
        link = self.text[start:end]
        for first, last in self._blanks:
            if first < end and start < last:
                low, high = max(first, start) - start, min(last, end) - start
                link = link[:low] + " " * (high - low) + link[high:]
        return link

    def gap(self, index: int) -> tuple[int, int]:
        """Return the place between sum `index - 1` and sum `index`."""
        start = self.sums[index - 1].end if index else self.start
        return start, self.sums[index].start if index < len(self.sums) else self.end


def tie(statement: Statement, book: Rulebook, inherited: dict[Axis, Chain] | None = None) -> list[Tied]:
    """Return the sums of a statement, each tied to its marks; `inherited` is what introduces the statement says."""
    tied = [Tied(mention) for mention in statement.sums]
    _find_totals(statement, tied, book)
    readers = [_Reader(statement, axis, book) for axis in AXES]
    for reader in readers:
        reader.blank()
    for reader in readers:
        reader.read(tied, (inherited or {}).get(reader.axis, ()))
    _spread_totals(statement, tied, book)
    each = book["montants.chacun"].search(statement.text, statement.start, statement.end) is not None
    again = book["montants.autre_annee"].search(statement.text, statement.start, statement.end)
    for one in tied:
        several = one.total is None and len(one.values("exercice")) > 1
        one.each = several and (each or (again is not None and _is_again(one, again.start())))
    return tied


def _is_again(one: Tied, at: int) -> bool:
    """Tell whether a sum has one year of its own, and the others from the words at `at` that give it anew."""
    own = {mark.value for mark in one.marks["exercice"] if mark.start < at}
    return one.mention.start < at and len(own) == 1


class _Reader:
    """Reads one axis of a statement."""

    def __init__(self, statement: Statement, axis: Axis, book: Rulebook) -> None:
        self.statement, self.axis = statement, axis
        self._parts, self._chain = book["montants.coupure"], book["montants.suite"]
        self._parting, self._subject = book["montants.dont"], book["montants.sujet"]
        self._beside, self._share = book["montants.coordination"], book["montants.respectivement"]
        self._opens, self._anew = book["montants.ouvre_parts"], book["montants.nature_incise"]
        self.chains = [self._chains(*statement.gap(i)) for i in range(len(statement.sums) + 1)]

    def blank(self) -> None:
        """Let the other axes see each chain as one mark."""
        for chain in (chain for gap in self.chains for chain in gap):
            self.statement.blank(chain)

    def read(self, tied: list[Tied], inherited: Chain) -> None:
        if self._respectively(tied):
            return
        carried = inherited
        for i, one in enumerate(tied):
            before = self.chains[i]
            fresh = carried in ((), inherited)
            if i and before and self._said_of(tied[i - 1], before[0], i):
                tied[i - 1].marks[self.axis] = before[0]
                self._spread_back(tied, i - 1, before[0])
                self._set_apart(tied, i - 1, before[0])
                before, fresh = before[1:], True
            if not before and i and fresh and (self._part_of(i) or self._rest_of(i)):
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
        if self.axis == "uo" and len(link) <= _NEAR and not _RESTATES.search(link):
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

    def _said_of(self, sum_before: Tied, chain: Chain, index: int) -> bool:
        """Tell whether a chain between two sums is said of the one before it."""
        after = self.statement.link(sum_before.mention.end, chain[0].start)
        ahead = self.statement.link(chain[-1].end, self.statement.sums[index].start)
        if ahead.strip() == "(" and self.statement.text[chain[0].start].isdigit():
            return False  # '2025 (50 000 €)': a bare year heads the sum in its parentheses
        tied_back, tied_ahead = not self._parts.search(after), not self._ahead_parts(ahead)
        if tied_back != tied_ahead:
            return tied_back
        if not tied_back and _BEFORE_APART.fullmatch(after):
            return not self._leads()
        return tied_back and not self._leads()

    def _ahead_parts(self, link: str) -> bool:
        """What parts a mark from the sum after it: a colon, an equal sign or parenthesis rather ties them."""
        return bool(self._parts.search(link.replace(":", " ").replace("=", " "))) or len(link) > _NEAR

    def _leads(self) -> bool:
        """Marks of this axis stand before the first sum: they are said of what follows."""
        return bool(self.chains[0])

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
        chains = self.chains[-1]
        if not chains or not tied:
            return
        last, chain = tied[-1], chains[0]
        link = self.statement.link(last.mention.end, chain[0].start)
        own = not self._parts.search(link.replace(",", " ")) or (len(tied) == 1 and bool(_PAID.search(link)))
        of_all = bool(self._parts.search(link)) and len(chains) == 1
        if own and (not self._leads() or not self._parts.search(link) or self._each_has_its_own(tied)):
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
        before = [bool(chains) for chains in self.chains[: len(tied)]]
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

    def _respectively(self, tied: list[Tied]) -> bool:
        """Deal out marks listed apart from their sums ('respectivement de … et de … en AE et en CP')."""
        if len(tied) < 2 or not self._share.search(self.statement.text, self.statement.start, self.statement.end):
            return False
        self._deal_inside(tied)
        inside = any(self.chains[1:-1])
        after = () if self._dealt_before(tied) else self.chains[-1]
        once = [chain for chain in (*self.chains[0], *after) if len(chain) == len(tied)]
        listed = once or [chain for chain in self.chains[0] if self._dealt_anew(tied, len(chain))]
        if inside or len(listed) != 1:
            return False
        for one, mark in zip(tied, cycle(listed[0]), strict=False):
            one.marks[self.axis] = (mark,)
        return True

    def _dealt_before(self, tied: Sequence[Tied]) -> bool:
        """Tell whether what stands before the sums says each apart ('les UO A et B, respectivement …')."""
        end = self.statement.gap(0)[1]
        said: dict[Axis, set[str | int]] = {}
        for mark in self.statement.marks:
            if mark.axis != self.axis and mark.end <= end:
                said.setdefault(mark.axis, set()).add(mark.value)
        return any(len(values) == len(tied) for values in said.values())

    def _deal_inside(self, tied: Sequence[Tied]) -> None:
        """Deal out marks said before the last sums only ('2 € et, en 2024 et 2025, respectivement 1 € et 1 €')."""
        for i in range(1, len(tied) - 1):
            gap = self.statement.gap(i)
            chain = self.chains[i][-1] if self.chains[i] else ()
            if len(chain) == len(tied) - i > 1 and self._share.search(self.statement.text, *gap):
                for one, mark in zip(tied[i:], chain, strict=True):
                    one.marks[self.axis] = (mark,)

    def _dealt_anew(self, tied: Sequence[Tied], marks: int) -> bool:
        """Tell whether sums are given by as many as there are marks ('respectivement de 2 € et 1 € en 2024, 3 € …')."""
        if marks < 2 or len(tied) % marks:
            return False
        links = (
            self.statement.link(one.mention.end, following.mention.start)
            for i, (one, following) in enumerate(pairwise(tied), start=1)
            if i % marks
        )
        return all(map(self._beside.fullmatch, links))

    def _chains(self, start: int, end: int) -> list[Chain]:
        """Group the marks of a gap that are said together."""
        found: list[list[Mark]] = []
        for mark in self._within(start, end):
            if found and self._chained(found[-1][-1], mark, end):
                found[-1].append(mark)
            else:
                found.append([mark])
        return [tuple(marks) for marks in found]

    def _chained(self, before: Mark, mark: Mark, gap_end: int) -> bool:
        link = self.statement.link(before.end, mark.start)
        if not self._chain.fullmatch(link):
            return False
        if "," in link and self._subject.search(self.statement.link(mark.end, gap_end)):
            return False  # 'en AE, les CP étant de': the second is the subject of what follows
        if mark.value == before.value or gap_end == self.statement.end:
            return True
        ahead = self.statement.link(mark.end, gap_end)
        if mark.rule != ALIKE and ahead.strip() in (",", ":") and self._anew.stands_in(link):
            return False
        if _SAME_WORDS.fullmatch(link) and _HEADS_PARTS.match(ahead):
            return True
        parted = bool(self._parts.search(link.replace("=", " ").replace(",", " ")))
        return not (parted and not self._ahead_parts(ahead) and gap_end != self.statement.gap(0)[1])

    def _within(self, start: int, end: int) -> Iterator[Mark]:
        return (m for m in self.statement.marks if m.axis == self.axis and start <= m.start and m.end <= end)


def _of_parts(chain: Chain) -> Chain:
    """Return what parts take from their sum: 'en AE et du même montant en CP, dont …' tells the parts of the CP."""
    return chain[-1:] if chain and chain[-1].rule == ALIKE else chain


def _find_totals(statement: Statement, tied: list[Tied], book: Rulebook) -> None:
    """Mark the sums that the statement calls a total, before or right after them."""
    rule = book["montants.total"]
    for i, one in enumerate(tied):
        start, end = statement.gap(i)
        before = [m for m in rule.finditer(statement.text, start, end) if end - m.end() <= _NEAR]
        after_end = min(statement.gap(i + 1)[1], one.mention.end + 40)
        after = rule.search(statement.text, one.mention.end, after_end)
        if before and not (i and _belongs_back(statement, tied[i - 1], before[-1].start())):
            one.total = before[-1].span()
        elif after and _belongs_back(statement, one, after.start()):
            one.total = after.span()


def _spread_totals(statement: Statement, tied: Sequence[Tied], book: Rulebook) -> None:
    """'Au total 210 000 € en AE et 180 000 € en CP' are two totals; a total takes the natures that its parts share."""
    beside = book["montants.coordination"]
    for one, following in pairwise(tied):
        link = statement.link(one.mention.end, following.mention.start)
        if one.total and not following.total and beside.fullmatch(link):
            following.total = one.total if one.values("nature") != following.values("nature") else None
    for i, one in enumerate(tied):
        shared = {t.values("nature") for t in tied[:i]}
        if one.total and not one.values("nature") and len(shared) == 1:
            one.marks["nature"] = tied[i - 1].marks.get("nature", ())


def _belongs_back(statement: Statement, one: Tied, at: int) -> bool:
    """Tell whether what stands at `at` follows the sum directly ('825 k€ au total')."""
    return not statement.link(one.mention.end, at).strip(" ,(")
