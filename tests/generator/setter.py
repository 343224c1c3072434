"""Blocks → strips: lines of text, table rows, columns, each of a known height and never cut."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import fsum  # since Python 3.12 `sum` rounds otherwise: the same bytes on every version

from .blocks import Block, Columns, Grid, PageStart, Rule, Space, Stamp, Text
from .fonts import FACES, usable
from .measure import cut_at_hyphen, hyphenated, width_of
from .pages import Line, Mark, Run, Strip, Typography, page_size, shifted
from .tables import set_grid

Word = tuple[str, str]
"""A word and its font."""


class Setter:
    """Sets blocks into strips for one typography."""

    def __init__(self, typography: Typography) -> None:
        self.typo = typography
        self.faces = FACES[typography.family]
        self._note = 0

    def finish(self, text: str) -> str:
        """Give a text the typography's apostrophes, capitals and accents, in characters the font has."""
        if self.typo.caps:
            text = re.sub(r"\b1er\b", "1ER", text).upper()
        if self.typo.plain_capitals:
            text = re.sub(r"\b[^\Wa-zà-ÿ\d]{2,}\b|\b[ÉÈÀÊÎÔ]", _without_accents, text)
        if self.typo.curly:
            text = text.replace("'", "’")
        return usable(text, self.typo.family)

    def strips(self, blocks: Sequence[Block]) -> Iterator[tuple[PageStart | None, Strip]]:
        """Set all blocks; page starts change the frame for what follows."""
        width = self.frame_width(None)
        for block in blocks:
            if isinstance(block, PageStart):
                width = self.frame_width(block)
                yield block, Strip(0, start=block)
                continue
            for strip in self.set(block, width):
                yield None, strip

    def frame_width(self, start: PageStart | None) -> float:
        """Width between the margins."""
        return page_size(start)[0] - self.typo.margins[0] - self.typo.margins[1]

    def set(self, block: Block, width: float) -> list[Strip]:
        """Set one block in a frame of the given width."""
        if isinstance(block, Text):
            return self._text(block, width)
        if isinstance(block, Grid):
            return set_grid(self, block, width)
        if isinstance(block, Columns):
            return [self._columns(block, width)]
        if isinstance(block, Stamp):
            return [self._stamp(block, width)]
        if isinstance(block, Rule):
            return [Strip(8, (Line(0, 4, width * block.share, 4),))]
        assert isinstance(block, Space)
        return [Strip(block.height, blank=True)]

    # -- text

    def _text(self, block: Text, width: float) -> list[Strip]:
        size = self.typo.size * block.scale
        words = self._words(block)
        hang = block.indent + (width_of(self.finish(block.bullet) + "  ", self.faces[0]) * size if block.bullet else 0)
        align = block.align or ("justify" if self.typo.justify else "left")
        first = self.typo.first_indent if block.align is None and not block.bullet and not block.bold else 0.0
        lines = list(self._wrap(words, width - hang, first, size, block.tracking))
        strips = []
        if block.before:
            strips.append(Strip(block.before, blank=True, keep=True))
        for i, line in enumerate(lines):
            marks = self._place(line, hang + (first if i == 0 else 0), width, size, align, i == len(lines) - 1, block)
            if i == 0 and block.bullet:
                bullet = Run(block.indent, size, self.finish(block.bullet), self.faces[0], size)
                marks = (bullet, *marks)
            strips.append(Strip(size * self.typo.leading, marks, keep=block.keep or (i == 0 and len(lines) > 2)))
        if block.note and strips:
            strips[-1] = replace(strips[-1], note=tuple(self._footnote(block.note, width)))
        if block.after:
            strips.append(Strip(block.after, blank=True, keep=block.keep))
        return strips

    def _footnote(self, text: str, width: float) -> list[Strip]:
        self._note += 1
        return self._text(Text(f"({self._note}) {text}", scale=0.78, after=1, align="left"), width)

    def _words(self, block: Text) -> list[Word]:
        words: list[Word] = []
        bold = block.bold
        text = block.text + (f" ({self._note + 1})" if block.note else "")
        for part in re.split(r"(\*\*)", text):
            if part == "**":
                bold = not bold
                continue
            font = self.faces[(1 if bold else 0) + (2 if block.italic else 0)]
            words += [(word, font) for word in re.split(r" +", self.finish(part)) if word]
        return words

    def _wrap(
        self, words: list[Word], width: float, first: float, size: float, tracking: float
    ) -> Iterator[list[Word]]:
        line: list[Word] = []
        used, room = 0.0, width - first
        queue = list(reversed(words))
        while queue:
            word, font = queue.pop()
            need = width_of(word, font) * size + tracking * len(word)
            gap = (width_of(" ", font) * size + tracking) if line else 0.0
            if used + gap + need <= room or (not line and need > width):
                line.append((word, font))
                used += gap + need
                continue
            cut = self._cut(word, room - used - gap, font, size)
            if cut:
                line.append((cut[0], font))
                queue.append((cut[1], font))
            else:
                queue.append((word, font))
            yield line
            line, used, room = [], 0.0, width
        if line:
            yield line

    def _cut(self, word: str, room: float, font: str, size: float) -> tuple[str, str] | None:
        if self.typo.break_codes and (cut := cut_at_hyphen(word, room, font, size)):
            return cut
        return hyphenated(word, room, font, size) if self.typo.hyphenate else None

    def _place(
        self, line: list[Word], x: float, width: float, size: float, align: str, last: bool, block: Text
    ) -> tuple[Mark, ...]:
        space = width_of(" ", line[0][1]) * size + block.tracking
        natural = fsum(width_of(w, f) * size + block.tracking * len(w) for w, f in line) + space * (len(line) - 1)
        slack = width - x - natural
        extra = slack / (len(line) - 1) if align == "justify" and not last and len(line) > 1 else 0.0
        if align == "center":
            x += slack / 2
        elif align == "right":
            x += slack
        marks: list[Mark] = []
        for words in self._pieces(line):
            text, font = " ".join(w for w, _ in words), words[0][1]
            marks.append(Run(x, size, text, font, size, block.tracking, extra))
            x += width_of(text, font) * size + block.tracking * len(text) + extra * (len(words) - 1) + space + extra
        if block.underline and marks:
            first = marks[0]
            assert isinstance(first, Run)
            marks.append(Line(first.x, size * 1.15, first.x + natural + extra * (len(line) - 1), size * 1.15, 0.5))
        return tuple(marks)

    def _pieces(self, line: list[Word]) -> Iterator[list[Word]]:
        piece: list[Word] = []
        for word in line:
            if piece and (self.typo.word_by_word or word[1] != piece[-1][1]):
                yield piece
                piece = []
            piece.append(word)
        yield piece

    def _columns(self, block: Columns, width: float) -> Strip:
        n = len(block.columns)
        each = (width - block.gap * (n - 1)) / n
        marks: list[Mark] = []
        height = 0.0
        for i, column in enumerate(block.columns):
            y = 0.0
            for inner in column:
                for strip in self.set(inner, each):
                    marks += [shifted(m, i * (each + block.gap), y) for m in strip.marks]
                    y += strip.height
            height = max(height, y)
        return Strip(height + block.after, tuple(marks))

    def _stamp(self, block: Stamp, width: float) -> Strip:
        size, font = self.typo.size * 0.74, self.faces[0]
        lines: list[str] = []
        for text in block.lines:
            words = [(word, font) for word in self.finish(text).split(" ")]
            lines += [" ".join(w for w, _ in line) for line in self._wrap(words, width - 10, 0.0, size, 0.0)]
        height = size * 1.25 * len(lines) + 8
        box = min(width, max(width_of(text, font) * size for text in lines) + 10)
        marks: list[Mark] = [Line(0, 0, box, 0, 0.4), Line(0, height, box, height, 0.4)]
        marks += [Line(0, 0, 0, height, 0.4), Line(box, 0, box, height, 0.4)]
        marks += [Run(5, 3 + size * (1 + 1.25 * i), text, font, size) for i, text in enumerate(lines)]
        return Strip(height + 4, tuple(marks))


def _without_accents(match: re.Match[str]) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", match.group()) if not unicodedata.combining(c))
