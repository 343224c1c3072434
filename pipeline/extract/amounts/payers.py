"""Who pays the sums of a table: a column says it, or its headings do, or its rows and columns are the délégants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import regex

from pipeline.extract.amounts.cell_text import label_cells
from pipeline.extract.amounts.funders import BY_DELEGANT
from pipeline.extract.amounts.grid_shape import Shape
from pipeline.extract.amounts.sense import Cue
from pipeline.extract.amounts.statements import found_of
from pipeline.extract.amounts.sum_reader import SumReader
from pipeline.extract.flow import GridCell
from pipeline.model import Found, Status

_ASIDE = regex.compile(r"\s*\([^)]*\)")
_SIDE = 0.9


class Payers:
    """Who pays, in one stretch of a table; `role` is what the lines around make of its sums."""

    def __init__(self, reader: SumReader, shape: Shape, role: Cue | None) -> None:
        self._reader, self._shape, self._role = reader, shape, role

    def labelled(self, labels: Iterable[tuple[int, GridCell]]) -> GridCell | None:
        """Return the label of who pays a row, when the heading above it says that it is one; with its column each."""
        return next((cell for at, cell in labels if at in self._funding), None)

    def of_row(self, cell: GridCell) -> dict[str, Found]:
        """Return the funder that a label names, asides in parentheses dropped, and the role that goes with it."""
        shown = _ASIDE.sub("", " ".join(cell.text.split()))
        place = ((cell.start, cell.end),)
        financeur = self._named(cell)
        inside = list(self._reader.funders.within(cell.start, cell.end))
        if not self._reader.funders.knows(shown) and len(inside) == 1:
            financeur = found_of((inside[0],))
        return {"financeur": financeur, "role": Found("contribution", place, "montants.tab_financeur", "normalisee")}

    def of_column(self, column: int, labels: Iterable[GridCell]) -> dict[str, Found]:
        """Return the funder of a sum that no label of its row is said to be: by its heading, or as a délégant's."""
        if column in self._headed:
            return {"financeur": self._named(self._headed[column])}
        own = [cell for cell in labels if cell in self._givers] if self._givers else []
        own += [cell for cell in self._shape.heads(column) if cell in self._givers]
        if len({self._value(cell) for cell in own}) != 1:
            return {}
        motif = "délégant dont le nom est en tête de la ligne ou de la colonne"
        place = ((own[0].start, own[0].end),)
        return {"financeur": Found(self._value(own[0]), place, BY_DELEGANT, "deduite", _SIDE, motif)}

    @cached_property
    def _funding(self) -> frozenset[int]:
        """The columns of labels of who pays."""
        rule, columns = self._reader.ctx.book["montants.tab_financeur"], range(self._shape.width)
        return frozenset(at for at in columns if any(rule.match(head.text) for head in self._shape.heads(at)))

    @cached_property
    def _headed(self) -> dict[int, GridCell]:
        """The headings that are each a party's name, where the table tells what the parties pay."""
        if self._role is None or self._role.role not in ("versement", "contribution"):
            return {}
        heads = {at: self._shape.heads(at) for at in sorted(self._shape.figures)}
        return {at: cell for at, cells in heads.items() for cell in cells if self._reader.funders.pays(cell.text)}

    @cached_property
    def _givers(self) -> frozenset[GridCell]:
        """The headings, else the labels, that are the names of délégants, two at least: each gives what is theirs."""
        heads = [cell for at in self._shape.figures for cell in self._shape.heads(at)]
        beside = range(min(self._shape.figures))
        return self._several(heads) or self._several(label_cells(row[at] for row in self._shape.body for at in beside))

    def _several(self, cells: Sequence[GridCell]) -> frozenset[GridCell]:
        givers = frozenset(cell for cell in cells if self._reader.funders.gives(_ASIDE.sub("", cell.text)))
        return givers if len({self._value(cell) for cell in givers}) > 1 else frozenset()

    def _value(self, cell: GridCell) -> str:
        return self._reader.funders.named(_ASIDE.sub("", " ".join(cell.text.split()))).value

    def _named(self, cell: GridCell) -> Found:
        """Return the funder that a cell names, asides in parentheses dropped."""
        name = self._reader.funders.named(_ASIDE.sub("", " ".join(cell.text.split())))
        status: Status = "deduite" if name.resolved else "exacte"
        return Found(name.value, ((cell.start, cell.end),), "montants.tab_financeur", status)
