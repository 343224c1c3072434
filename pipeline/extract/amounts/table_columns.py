"""What headings say of the columns of a table: their own, those of several, those printed above its frame."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import regex
from msgspec.structs import replace

from pipeline.extract.amounts.grid_shape import Shape
from pipeline.extract.amounts.labels import Said, read_heads, shared_heads, together
from pipeline.extract.amounts.sum_reader import SumReader
from pipeline.model import Found

_PART = regex.compile(r"\s*dont\b", regex.IGNORECASE)


def said_of_columns(reader: SumReader, shape: Shape, above: Sequence[Sequence[Said]]) -> list[Said]:
    """Return what is said of each column of a table; `above` are the lines of headings printed above its frame."""
    return _Columns(reader, shape, above).said


class _Columns:
    def __init__(self, reader: SumReader, shape: Shape, above: Sequence[Sequence[Said]]) -> None:
        self._reader, self._shape, self._above = reader, shape, above
        self._book = reader.ctx.book
        self.said = [read_heads(reader, shape.heads(at)) for at in range(shape.width)]
        self._put_heads_on_columns()
        self._part_columns()
        self._add_up_years()
        self._set_history_aside()
        self._pair_staff_costs()

    def _put_heads_on_columns(self) -> None:
        """Give the columns the headings that stand for several of them, or that are printed above the frame."""
        columns = sorted(self._shape.figures)
        for row in self._shape.headings:
            for axis, marks in shared_heads(self._reader, row, columns).items():
                for at, mark in marks.items():
                    said = {a: m for a, m in self.said[at].marks.items() if a != axis}
                    self.said[at] = replace(self.said[at], marks={**said, axis: (mark,)} if mark else said)
        for heads in self._above:
            width, rest = divmod(len(columns), len(heads))
            for position, at in enumerate(columns if not rest else []):
                head = heads[position // width]
                if not set(head.marks) & set(self.said[at].marks):
                    self.said[at] = together([head, self.said[at]])

    def _part_columns(self) -> None:
        """Give a column headed 'dont …' the nature of the column at its left, of which it is a part."""
        for left, at in pairwise(sorted(self._shape.figures)):
            whole, part = self.said[left].marks.get("nature"), self.said[at]
            if whole and "nature" not in part.marks and any(_PART.match(cell.text) for cell in self._shape.heads(at)):
                self.said[at] = replace(part, marks={**part.marks, "nature": whole})

    def _add_up_years(self) -> None:
        """Make a total of the column of the whole year that stands beside those of its quarters or halves."""
        part, whole = self._book["montants.tab_partie_annee"], self._book["montants.tab_annee_entiere"]
        heads = [(at, cell) for at in sorted(self._shape.figures) for cell in self._shape.heads(at)]
        parts = {at for at, cell in heads if part.match(cell.text)}
        for at, cell in heads if len(parts) > 1 else ():
            if at not in parts and whole.match(cell.text):
                total = Found("total", ((cell.start, cell.end),), whole.id)
                self.said[at] = replace(self.said[at], total=total)

    def _set_history_aside(self) -> None:
        """Leave out the columns of what was ('Montant initial') beside one of what takes its place, or that adds up."""
        earlier, later = self._book["montants.tab_anterieur"], self._book["montants.tab_nouveau"]
        heads = {at: self._shape.heads(at) for at in sorted(self._shape.figures)}
        if not any(later.match(cell.text) for cells in heads.values() for cell in cells):
            self._set_acts_aside()
            return
        for at, cells in heads.items():
            if any(earlier.match(cell.text) for cell in cells):
                self.said[at] = replace(self.said[at], motif=str(earlier.data["motif"]))

    def _set_acts_aside(self) -> None:
        """Leave out what earlier acts gave ('Convention initiale', 'Avenant 1'), told beside what they add up to."""
        rule, columns = self._book["montants.tab_acte"], sorted(self._shape.figures)
        acts = [at for at in columns if any(rule.match(cell.text) for cell in self._shape.heads(at))]
        last = self.said[columns[-1]] if columns else None
        if len(acts) < 2 or last is None or last.total is None or len(acts) < len(columns) - 1:
            return
        for at in acts[:-1]:
            self.said[at] = replace(self.said[at], motif=str(rule.data["motif"]))

    def _pair_staff_costs(self) -> None:
        """Give staff costs both natures where the words of the section say so ('Le titre 2 est ouvert en AE = CP')."""
        rule = self._book["montants.tab_titre_deux"]
        heads = {at: self._shape.heads(at) for at in self._shape.figures if "nature" not in self.said[at].marks}
        staff = [at for at, cells in heads.items() if any(rule.match(cell.text) for cell in cells)]
        section = self._reader.ctx.section_at(heads[staff[0]][0].start) if staff else None
        if section is None:
            return
        told = self._book["montants.titre_deux_egal"].search(self._reader.ctx.text, section.start, section.end)
        marks = tuple(m for m in self._reader.marks(*told.span()) if m.axis == "nature") if told else ()
        for at in staff if marks else ():
            self.said[at] = replace(self.said[at], marks={**self.said[at].marks, "nature": marks})
