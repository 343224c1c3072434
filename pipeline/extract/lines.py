"""A flow seen line by line: what headings and blocks are recognised on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import msgspec
import regex

from pipeline.extract.rulebook import Rulebook
from pipeline.extract.rules import Rule

_LETTERS = regex.compile(r"\p{L}{2}")
_NO_CAPITAL = regex.compile(r"[\p{Ll}\d•▪✓*-]|[a-z]\)")
_ITEM = regex.compile(r"[•▪✓*-]|[a-z]\)")
_TERMINAL = regex.compile(r"[.;:,!?»)]\s*$")

_TITLE = 300
"""How far a title is read to know what it names, in characters."""


class TextLine(msgspec.Struct, frozen=True, gc=False):
    """A line of a flow that is not blank: its text, trimmed, and its half-open place."""

    text: str
    start: int
    end: int
    opens: bool
    """True when it opens a paragraph."""
    closes: bool
    """True when it closes one."""
    whole: str
    """The text it is a line of."""

    @property
    def tabular(self) -> bool:
        """True for the row of a table."""
        return "\t" in self.text

    def says(self, rule: Rule) -> bool:
        """Tell whether `rule` finds something in the line alone; told from the whole text at once where it can be."""
        return rule.search(self.text, of=(self.whole, self.start, self.end)) is not None


@lru_cache(maxsize=8)
def lines_of(text: str) -> tuple[TextLine, ...]:
    """Return the lines of `text` in order, blank ones left out."""
    found: list[TextLine] = []
    paragraph: list[tuple[str, int]] = []
    at = 0
    for line in text.split("\n"):
        if said := line.strip():
            paragraph.append((said, at + line.index(said[0])))
        elif paragraph:
            found += _paragraph(paragraph, text)
            paragraph = []
        at += len(line) + 1
    return tuple(found + _paragraph(paragraph, text))


def _paragraph(lines: Sequence[tuple[str, int]], whole: str) -> list[TextLine]:
    last = len(lines) - 1
    return [TextLine(text, at, at + len(text), i == 0, i == last, whole) for i, (text, at) in enumerate(lines)]


def is_contents(text: str, book: Rulebook) -> bool:
    """Tell whether a line is one of a table of contents: it ends on its page number."""
    return text[-1].isdigit() and book["decoupe.ligne_sommaire"].search(text) is not None


def names_convention(line: TextLine, book: Rulebook) -> bool:
    """Tell whether a line is, alone or with the next one, what the title of a convention says."""
    if not line.text[0].isupper():
        return False
    return book["decoupe.titre"].match(line.text) is not None or names_act(line, book)


def names_act(line: TextLine, book: Rulebook) -> bool:
    """Tell whether a title begins there of an act of another name that is made to be a délégation de gestion."""
    whole = line.whole[line.start : line.start + _TITLE]
    return line.text[0].isupper() and book["decoupe.titre_acte"].match(whole) is not None


def says_where_signed(line: TextLine, book: Rulebook) -> bool:
    """Tell whether the line is the 'Fait à …' that closes an act."""
    return line.text[0].isupper() and book["decoupe.fait"].match(line.text) is not None


def agreement(lines: Sequence[TextLine], book: Rulebook) -> TextLine | None:
    """Return the first line by which the parties agree: by itself, else with the next one, which goes on with it."""
    rule = book["decoupe.formule"]
    whole = next((line for line in lines if line.says(rule)), None)
    if whole is not None:
        return whole
    pairs = (line for line, below in pairwise(lines) if not line.closes and rule.search(f"{line.text} {below.text}"))
    return next(pairs, None)


def line_index(lines: Sequence[TextLine], offset: int) -> int:
    """Return the index of the last line that begins at or before `offset` (0 when none does)."""
    return max(bisect_right([line.start for line in lines], offset) - 1, 0)


def is_title(text: str, limit: int = 160, *, capital: bool = True) -> bool:
    """Tell whether `text` could be a heading: short, begun by a capital, not ended like a sentence, not an item."""
    text = text.strip()
    return (
        len(text) <= limit
        and _LETTERS.search(text) is not None
        and not (_NO_CAPITAL if capital else _ITEM).match(text)
        and (not _TERMINAL.search(text) or _closed_aside(text))
        and "\t" not in text
    )


def flat(text: str) -> str:
    """Return `text` on one line, its white space collapsed."""
    return " ".join(text.split())


def _closed_aside(text: str) -> bool:
    """A title may end on a closing parenthesis or quotation mark that it opened itself."""
    return (text.endswith(")") and "(" in text) or (text.endswith("»") and "«" in text)


def first_line(lines: Sequence[TextLine], book: Rulebook, rule: str, after: int) -> int | None:
    """Return where the first line begins, at `after` or below, that a rule matches and that begins with a capital."""
    for line in lines:
        if line.start >= after and line.text[0].isupper() and book[rule].match(line.text):
            return line.start
    return None
