"""What the words around make of a sum: a ceiling, a payment, an estimate … or no amount of the convention at all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache

import msgspec
import regex

from pipeline.extract.amounts.mentions import Mention
from pipeline.extract.remembered import remembered
from pipeline.extract.rulebook import Rulebook
from pipeline.extract.rules import Rule, Stretch

_SUBJECT = regex.compile(r"\s*(?:(?:HT|TTC)\s+)?(?:est|sont|sera|seront)\s+(?:\p{L}+\s+)?")
"""What stands between a sum and what is said to be done with it ('120 000 € sont délégués …')."""
RANKS = {"versement": 5, "plafond": 4, "contribution": 3, "estimation": 2, "octroi": 1}


class Cue(msgspec.Struct, frozen=True):
    """Words that give sums a sense, with the rule that knows them; `of` is the sum they speak of (None: all around)."""

    start: int
    end: int
    rule: Rule
    of: int | None = None

    @property
    def force(self) -> int:
        """How strong the rule is against the others."""
        return int(self.rule.data.get("force", 1))

    @property
    def role(self) -> str | None:
        """The role it gives, if one."""
        role = self.rule.data.get("role")
        return str(role) if role else None

    @property
    def motif(self) -> str | None:
        """Why the sum is left out, if it is."""
        motif = self.rule.data.get("motif")
        return str(motif) if motif else None

    @property
    def doubt(self) -> str | None:
        """Why the sum is one that a person should look at, if it is."""
        doubt = self.rule.data.get("doute")
        return str(doubt) if doubt else None


class Sense:
    """The cues of one statement."""

    def __init__(self, text: str, start: int, end: int, sums: Sequence[Mention], book: Rulebook) -> None:
        self.sums, self.start, self.end = sums, start, end
        self._text, self._book = text[start:end], book
        self.cues = _cues(self._text, start, sums, book, of=(text, start, end))

    @cached_property
    def _verbs(self) -> list[int]:
        """Where verbs stand that set an amount."""
        verbs = self._book["montants.verbe_nouveau"].finditer(self._text)
        return [match.start() + self.start for match in verbs]

    def motif(self, index: int) -> Cue | None:
        """Return what leaves sum `index` out, the strongest first; None when nothing does."""
        against = [c for c in self.cues if c.motif and self._speaks_of(c, index)]
        saved = any(c.role and c.force > 1 and c.of == index for c in self.cues)
        against = [c for c in against if c.force > 1 or not saved]
        return max(against, key=lambda c: (c.of is not None, c.force), default=None)

    def doubt(self, index: int, *, dated: bool, alike: bool) -> str | None:
        """Return why sum `index` is not sure, where the words about it say so.

        `dated` says that it is of one year, `alike` that it is of the same nature, year and unit as the one before.
        """
        untold = {name for name, holds in (("sans_exercice", not dated), ("comme_avant", alike)) if not holds}
        cues = (c for c in self.cues if c.doubt and not any(c.rule.data.get(name) for name in untold))
        return next((c.doubt for c in cues if self._speaks_of(c, index)), None)

    def role(self, index: int) -> Cue | None:
        """Return the cue that says what sum `index` is: those before it first, then those right after it."""
        before = self.sums[index - 1].end if index else self.start
        mention = self.sums[index]
        after = self.sums[index + 1].start if index + 1 < len(self.sums) else self.end
        own = [c for c in self.cues if c.role and c.of == index]
        around = [c for c in self.cues if c.role and c.of is None]
        ahead = [c for c in around if before <= c.start < mention.start]
        behind = [c for c in around if mention.end <= c.start < after and self._told_after(index, c)]
        return strongest(own) or strongest([*ahead, *behind])

    def _told_after(self, index: int, cue: Cue) -> bool:
        """Tell whether words after a sum are of it: those after the last, or the verb it is the subject of."""
        if index + 1 == len(self.sums):
            return True
        return _SUBJECT.fullmatch(self._text, self.sums[index].end - self.start, cue.start - self.start) is not None

    def _speaks_of(self, cue: Cue, index: int) -> bool:
        if cue.of is not None:
            return cue.of == index
        at = self.sums[index].start
        return not any(cue.end <= verb < at for verb in self._verbs)


def strongest(cues: Sequence[Cue]) -> Cue | None:
    """Return the cue that decides a role: the rule's force, then the rank of the role."""
    if any(c.role == "contribution" for c in cues):
        cues = [c for c in cues if c.force > 0]
    return max(cues, key=lambda c: (c.force > 1, RANKS[c.role or "octroi"]), default=None)


@lru_cache(maxsize=4)
def _senses(book: Rulebook) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """Return the rules that give sums a sense: all of them, then those that speak of no one sum that they show."""
    rules = book.family("montants_sens").with_data("motif", "role", "doute")
    return rules, tuple(rule for rule in rules if "montant" not in rule.groups)


@remembered(4096)
def cues_in(book: Rulebook, text: str) -> tuple[Cue, ...]:
    """Return the cues of words that introduce sums rather than hold them, in order; places from their beginning."""
    return tuple(_cues(text, 0, (), book))


def _cues(text: str, offset: int, sums: Sequence[Mention], book: Rulebook, of: Stretch | None = None) -> list[Cue]:
    found = []
    every, of_none = _senses(book)
    for rule, match in book.family("montants_sens").finditer(every if sums else of_none, text, of=of):
        about_one = "montant" in rule.groups
        place = match.span("montant") if about_one else match.span()
        start, end = place[0] + offset, place[1] + offset
        about = next((i for i, s in enumerate(sums) if s.start < end and start < s.end), None)
        if about is not None or not about_one:
            found.append(Cue(match.start() + offset, match.end() + offset, rule, about if about_one else None))
    return found
