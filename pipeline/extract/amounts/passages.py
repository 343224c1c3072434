"""The running text cut into what one statement is made of: a sentence, or an item of a list with what introduces it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import msgspec
import regex

from pipeline.extract.context import Context, Section
from pipeline.extract.sentences import trimmed

Span = tuple[int, int]

_BULLET = r"(?:[-–—•▪✓*·○■►➢]|\d{1,2}\s?[°)]|[a-z]\)|\([a-z\d]\)|[ivx]{1,4}\))\s"
_CLOSES = r"[^\n()]{0,40}\)"
"""A line that closes a parenthesis it did not open goes on with the one above."""
_BREAK = regex.compile(
    r"\n[ \t]*\n\s*|\t|(?<=:)[ \t]*\n|(?<=[:;,])[ ](?=(?:[-–•]|\d{1,2}[°)]|[a-z]\))[ ])"
    rf"|\n(?=[ \t]*{_BULLET})|(?<=;)[ \t]*\n(?=\p{{Lu}})"
    r"|\n(?<=[:=][^\n:=]{1,60}(?:€|\))[ \t]*\n)(?=\p{Lu})"
    rf"(?![^\n=]{{1,40}}=\s?\d|(?:AE|CP)(?:[ ]?[;.,)]|[ ]\p{{Ll}})|(?:HT|TTC)\b|{_CLOSES})"
    r"|\n(?=[ \t]*\d{1,2}[.-]\d{1,2}\.?\s+\p{Lu})"
    r"|\n(?=(?:(?:[Aa]nnée|[Ee]xercice)\s+)?20\d\d\s*[-–—|/]\s)|\n(?=(?:Soit|Total|TOTAL)\s)"
    rf"|\n(?!{_CLOSES})(?=[^\n:;.]{{2,60}}\s?:\s?[^\n]*\d|\p{{Lu}}[^\n:;.]{{2,60}}\s?:[ \t]*(?:\n|$))"
)
"""Where a statement cannot go on: a paragraph, numbered or not, a cell, an item, a line of a form, a list's ends."""
_ITEM = regex.compile(rf"[ \t]*(?P<glyph>{_BULLET})")
_SENTENCE_END = regex.compile(
    r"(?<![\s(](?:M|MM|Mme|Mlle|art|al|cf|n|p|etc|St|env|max|min|Dr|Pr|janv|févr|avr|juil|sept|oct|nov|déc|resp|\p{Lu}))"
    r"(?<!\.{3})[.!?](?=\s+[\p{Lu}«\"(–-]|\s*$)|;(?=\s)"
)
_DIGITS, _LETTER = regex.compile(r"\d+"), regex.compile(r"[a-z]")
_EURO, _THOUSANDS = (
    regex.compile(r"(?<!\p{L})(?:[kKM]?(?i:eur(?:os?)?)|[kKM]E)(?!\p{L})"),
    regex.compile(r"\d[ .]\d{3}"),
)
_LEADS = regex.compile(r":\s*$")
_ENDED = regex.compile(r"[.;:!?]$")
_IN_WORDS, _IN_FIGURES = regex.compile(r"\beuros?$", regex.IGNORECASE), regex.compile(r"\(\s*\d")
"""A sum in words that ends its paragraph, and the figures that say it again at the head of the next."""
_FORM_ROW = regex.compile(r"[^\n:;.]{1,60}\s?:\s?\d")
_SUMS_UP = regex.compile(r"\s*soit,?\s+(?:au\s+total|en\s+tout|un\s+(?:montant\s+)?total)(?!\p{L})", regex.IGNORECASE)
"""What a paragraph begins with that ends the list above, be its last item closed by a full stop."""
_GOES_ON = regex.compile(r"\s*(?:\p{Ll}|\d[\d ]*\s?€)")


class Passage(msgspec.Struct, frozen=True):
    """A sentence or an item, in the convention's offsets."""

    start: int
    end: int
    section: Section | None
    group: int
    """Where its list or its sentence begins: two equal sums of one group are two facts."""
    leads: tuple[Span, ...] = ()
    """The statements that introduce it, outermost first."""
    before: Span | None = None
    """The sentence before it in its paragraph."""
    item: bool = False
    opening: int = 0
    """Where the first statement of its block begins, past the bullet of an item."""


@dataclass(slots=True)
class _Lists:
    """The lists that are open: what introduced each, and the glyph of the item that did (None for a paragraph)."""

    open: list[tuple[Span, str | None]] = field(default_factory=list)
    ended: str = "."
    """The last character of the block before."""
    glyphs: bool = False
    """True when the items of the list bear bullets or numbers."""

    def enter(self, glyph: str, opens: bool) -> None:
        """Take in an item; one that opens a list of its own closes those that its like opened."""
        while opens and glyph in [g for _, g in self.open]:
            self.open.pop()

    def go_on(self, text: str, block: Span) -> bool:
        """Tell whether a block without a glyph belongs to the list that is open: its end, or an item of a bare list."""
        if not self.open:
            return False
        if self.ended in ".!?":
            return self.glyphs and _SUMS_UP.match(text, *block) is not None
        if self.glyphs:
            del self.open[1:]
            return _GOES_ON.match(text, *block) is not None
        return self.ended in ":;," or _is_next_row(text, block) or _GOES_ON.match(text, *block) is not None

    def leads(self) -> tuple[Span, ...]:
        return tuple(span for span, _ in self.open)


def _is_next_row(text: str, block: Span) -> bool:
    """Tell a line of a form ('CP : 20 000 €') right below the one before, which the same words introduce."""
    above = text[: block[0]].rstrip(" ")[-2:]
    return above[-1:] == "\n" != above[:1] and _FORM_ROW.match(text, *block) is not None


def may_hold_a_sum(text: str, start: int, end: int) -> bool:
    """Tell whether `text[start:end]` holds what every sum has in it or beside it; the rest is not read.

    One after the other: a pattern of these alternatives takes thirty times as long.
    """
    return text.find("€", start, end) >= 0 or any(sign.search(text, start, end) for sign in (_THOUSANDS, _EURO))


def passages(ctx: Context, tables: Sequence[Span]) -> Iterator[Passage]:
    """Yield the statements of the convention in order, the tables (by their places) left out."""
    sections = ctx.sections or (None,)
    for section in sections:
        start, end = section.body if section else (0, len(ctx.text))
        for stretch in _outside(tables, start, end):
            if may_hold_a_sum(ctx.text, *stretch):
                yield from _of_stretch(ctx.text, stretch, section)


def statements(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the sentences of `text[start:end]`, trimmed; a semicolon ends one."""
    at = start
    for match in _SENTENCE_END.finditer(text, start, end):
        yield from trimmed(text, at, match.end())
        at = match.end()
    yield from trimmed(text, at, end)


def _outside(tables: Sequence[Span], start: int, end: int) -> Iterator[Span]:
    at = start
    for first, last in sorted(tables):
        if last <= at or first >= end:
            continue
        yield at, max(at, first)
        at = last
    yield at, max(at, end)


def _of_stretch(text: str, stretch: Span, section: Section | None) -> Iterator[Passage]:
    lists = _Lists()
    for block in _blocks(text, *stretch):
        item = _ITEM.match(text, *block)
        if item:
            lists.enter(_kind(item["glyph"]), bool(_LEADS.search(text, *block)))
            lists.glyphs = True
        elif not lists.go_on(text, block):
            lists.open.clear()
            lists.glyphs = False
        yield from _of_block(text, block, section, lists, item)
        content = text[slice(*block)]
        if _LEADS.search(content):
            last = list(statements(text, *block))[-1]
            lists.open.append((last, _kind(item["glyph"]) if item else None))
        lists.ended = content[-1:]


def _of_block(
    text: str, block: Span, section: Section | None, lists: _Lists, item: regex.Match[str] | None
) -> Iterator[Passage]:
    if not may_hold_a_sum(text, *block):
        return
    leads = lists.leads()
    before: Span | None = None
    start = item.end() if item else block[0]
    for span in statements(text, start, block[1]):
        group = leads[0][0] if leads else span[0]
        yield Passage(*span, section, group, leads, before, bool(item) and before is None, start)
        before = span


def _blocks(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield paragraphs and items; one that a page break cut in two is one again."""
    held: Span | None = None
    for block in _pieces(text, start, end):
        if held and _cut_short(text, held, block):
            held = (held[0], block[1])
            continue
        if held:
            yield held
        held = block
    if held:
        yield held


def _cut_short(text: str, above: Span, below: Span) -> bool:
    if _IN_WORDS.search(text, max(above[0], above[1] - 6), above[1]) and _IN_FIGURES.match(text, *below):
        return True
    starts_inside = text[below[0]].islower() or (
        text[below[0]].isdigit() and (text[above[1] - 1].islower() or text[above[1] - 1] == ",")
    )
    return not _ENDED.search(text, *above) and starts_inside and not _ITEM.match(text, *below)


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    for match in _BREAK.finditer(text, start, end):
        yield from trimmed(text, at, match.start())
        at = match.end()
    yield from trimmed(text, at, end)


def _kind(glyph: str) -> str:
    """Bullets are told apart by their sign, numbered and lettered items by their kind."""
    return _LETTER.sub("a", _DIGITS.sub("1", glyph.strip()))
