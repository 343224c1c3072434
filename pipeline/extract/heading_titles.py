"""The title that goes with a heading's number: beside it, below it, or run into the text."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from pipeline.extract.lines import TextLine, is_title

Place = tuple[int, int]

_OPEN_ENDED = regex.compile(
    r"(?:\b(?:d[eu]s?|l[ae]s?|à|aux?|et|ou|en|pour|par|sur|avec|entre|relative?s?)|[dl]')$", regex.IGNORECASE
)
"""A line that ends on such a word is not the end of a title."""
_VERB = regex.compile(
    r"\b(?:est|sont|a|ont|peut|peuvent|doit|doivent|(?!\w*ment\b)\w{4,}ent|confie|prend|engage|sera|seront)\b",
    regex.IGNORECASE,
)
"""A title has no verb: what holds one is a sentence."""
_FINITE = r"(?:est|sont|a|ont|peut|peuvent|doit|doivent|sera|seront|prend|prendra|expire|expirera)"
_CLAUSE = regex.compile(
    rf"l[ea]\s+présente?\s\p{{Ll}}|l'\p{{L}}+\s(?:prend|expire)(?:ra)?\b|(?:l[ae]s?|il|elle|chaque)\b.*\b(?-i:{_FINITE})\b|.*\b(?-i:{_FINITE})\s(?:[^:]*[^:\s])?\s*:$",
    regex.IGNORECASE | regex.DOTALL,
)
"""A sentence, however short, or what leads to a list ('Pour 2021, le délégataire est autorisé à consommer :')."""
_SUM = regex.compile(
    r"\d\s?(?:[kM]?€|euros\b)|\s[-–—:]\s+(?:(?:Du|du)\s\d[^.;]{2,25}\sau\s+)?\d{1,2}(?:er)?\s\p{L}+\s20\d\d"
)
"""What tells of money, or after a dash of a day or a period, is no title, though it end where a line does."""
_OTHER_HEADING = regex.compile(
    r"(?:(?:art(?:icle|\.)|annexe|fait\s+à|pour\s+l[ea]s?|le\s+d[ée]l[ée]g\p{L}+)\b|pour\s+l')", regex.IGNORECASE
)
_RUN_IN = regex.compile(
    r"(?P<titre>\p{Lu}[^.:;]{2,70}?)\s*\.\s*[-–—]?\s+(?=[\p{Lu}\d«])|(?P<titre>\p{Lu}[^.:;–]{2,60}?)(?:\s[-–—]|\s:)\s+(?=[\p{Lu}\d«])"
)
_ANEW = regex.compile(r"[\p{Lu}•✓▪+*–:\d«\"-]|\([a-z\d]{1,3}\)\s")
"""What a line begins with that does not continue the one above."""
_DAY, _YEAR = regex.compile(r"\b(?:\d{1,2}|1er)\s\p{L}{3,9}$"), regex.compile(r"(?:19|20)\d\d(?!\d)")
"""A date cut by the end of a line: its year does not begin anew."""
_STOP_INSIDE = regex.compile(r"[\p{Ll}\p{Lu}]{3}\.\s+\p{Lu}")
_SENTENCE = regex.compile(r"(?:l[ae]s?|l'|il|elle|chaque|toute?|une?|en|à|pour|sont)\b", regex.IGNORECASE)
"""Words that begin a sentence rather than a title that the text follows."""


class Titles:
    """Finds titles among the lines of one text."""

    def __init__(self, lines: Sequence[TextLine]) -> None:
        self._lines = lines
        self._shouted = 2 * sum(line.text.isupper() for line in lines) > len(lines)
        """True when most of the text is in capitals: a line of capitals is then no title."""

    def after(self, i: int, start: int, *, run_in: bool) -> tuple[Place | None, int]:
        """Return the title's place, at `start` of line `i` or on the next line, and where the heading ends."""
        line = self._lines[i]
        if start < line.end:
            return self._beside(i, start, run_in=run_in)
        if i + 1 < len(self._lines) and self.below(i + 1):
            last = self._last(i + 1)
            return (self._lines[i + 1].start, self._lines[last].end), self._lines[last].end
        return None, line.end

    def in_cell(self, i: int, start: int, end: int) -> tuple[Place | None, int]:
        """Return the title's place in the first cell of row `i`, after its number or in the cell that follows it."""
        line = self._lines[i]
        if start < end:
            return self._inside(start, end), end
        cells = line.text.split("\t")
        if len(cells) > 2 and is_title(cells[1].rstrip(" :."), 120):
            first = line.start + len(cells[0]) + 1
            return (first, first + len(cells[1])), first + len(cells[1])
        return None, end

    def _beside(self, i: int, start: int, *, run_in: bool) -> tuple[Place | None, int]:
        line, last = self._lines[i], self._last(i)
        end = self._lines[last]
        text = " ".join([line.text[start - line.start :], *(x.text for x in self._lines[i + 1 : last + 1])])
        stated = _CLAUSE.match(text) or _SUM.search(text)
        if is_title(_bare(text), 200, capital=False) and not stated and not self._goes_on(last):
            return self._inside(start, end.start + len(end.text.rstrip(" .:–-"))), end.end
        if run_in and (cut := _run_in(line.text[start - line.start :])):
            return (start, start + cut[0]), start + cut[1]
        return None, start

    def _inside(self, start: int, end: int) -> Place:
        """Return the place without the parentheses that hold the whole title."""
        line = next(line for line in reversed(self._lines) if line.start <= start)
        text = line.text[start - line.start : end - line.start]
        return (start + 1, end - 1) if text.startswith("(") and text.endswith(")") else (start, end)

    def below(self, i: int) -> bool:
        """Tell whether line `i` is a title by itself: a short paragraph, or a short line before a sentence."""
        line = self._lines[i]
        if not is_title(line.text, 120) or _OTHER_HEADING.match(line.text):
            return False
        last = self._last(i)
        if self._lines[last].closes:
            text = " ".join(x.text for x in self._lines[i : last + 1])
            return is_title(text, 200) and not _OPEN_ENDED.search(text) and not _VERB.search(text)
        return len(line.text) <= 60 and not self._goes_on(i)

    def _goes_on(self, i: int) -> bool:
        """Tell whether the next line of the paragraph continues line `i`'s sentence."""
        if self._lines[i].closes or i + 1 >= len(self._lines):
            return False
        following = self._lines[i + 1].text
        dated = _YEAR.match(following) is not None and _DAY.search(self._lines[i].text) is not None
        return dated or self._folded(i) or not _ANEW.match(following)

    def _last(self, i: int) -> int:
        """Return the index of the last line of the title that begins on line `i` (a long title is folded)."""
        last = i
        below = min(i + 3, len(self._lines) - 1)
        while last < below and not self._lines[last].closes and self._folded(last):
            last += 1
        return last

    def _folded(self, i: int) -> bool:
        """Tell whether a title goes on from line `i` to the next: no sentence begins there."""
        here, following = self._lines[i].text, self._lines[i + 1].text
        if here.endswith((".", ":", ";")) or len(here) < 30 or self._lines[i + 1].tabular:
            return False
        capitals = here.isupper() and following.isupper() and not self._shouted
        return following[0].islower() or capitals or _OPEN_ENDED.search(here) is not None


def _bare(text: str) -> str:
    """Drop the stop that may close a title; a text with a stop inside, or a long one that ends on it, is a sentence."""
    bare = text.rstrip(" .:") if len(text) <= 80 else text.rstrip(" :")
    return "" if _STOP_INSIDE.search(bare) else bare


def _run_in(text: str) -> tuple[int, int] | None:
    """Return where a short title ends ('Objet. La convention…'), and where the text begins that follows it."""
    match = _RUN_IN.match(text)
    if match is None or _VERB.search(match["titre"]) or _SENTENCE.match(match["titre"]):
        return None
    return len(match["titre"]), match.end()


def open_ended(text: str) -> bool:
    """Tell whether a line of a title ends on a word that calls for the next line."""
    return _OPEN_ENDED.search(text) is not None
