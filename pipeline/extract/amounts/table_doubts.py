"""What makes the figures of a table unsure: columns that ran together, labels that are not theirs alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import regex
from msgspec.structs import replace

from pipeline.extract.amounts.cell_text import label_cells
from pipeline.extract.amounts.cells import doubtful
from pipeline.extract.amounts.grid_shape import Shape
from pipeline.extract.amounts.labels import Said, is_list, read_label
from pipeline.extract.amounts.places import Place
from pipeline.extract.amounts.sum_reader import SumReader
from pipeline.extract.amounts.types import Candidate
from pipeline.extract.flow import GridCell

_TWO_SUMS = regex.compile(
    r"\d{1,3}(?:[ .]\d{3})+(?:,\d\d?)? ?€?[ ]+(?:\d{1,3}(?:[ .]\d{3})*[ ])?\d{1,2}(?:[ .]\d{3})+(?:,\d\d?)? ?€?"
    r"|(?:\d{1,3}(?:[ .]\d{3})*(?:,\d\d?)? ?€ ?){2,}"
)
"""Two numbers and more, none of which goes on with the next."""
_MANY_DIGITS = regex.compile(r"\s*[1-9]\d{0,2}(?:[ .]\d{3}){3,}(?:,\d\d?)?\s*")
_CROWDED = "une colonne de chiffres sous plusieurs intitulés : deux nombres lus comme un ?"
_NATURELESS = "colonne qui ne dit ni AE ni CP, à côté d'autres qui le disent, à vérifier"
_CUT = "case coupée par un saut de page, à vérifier"
_SPREAD = "intitulé qui vaut peut-être pour d'autres colonnes, à vérifier"


class Doubts:
    """The doubts about one stretch of a table; `columns` is what headings say of each, `above` the lines over it."""

    def __init__(
        self,
        reader: SumReader,
        shape: Shape,
        columns: Sequence[Said],
        above: Sequence[Sequence[Said]],
        places: Sequence[Place],
    ) -> None:
        self._reader, self._shape, self._columns, self._above, self._places = reader, shape, columns, above, places

    def of(self, place: Place) -> str | None:
        """Return what makes a figure unsure: another one stands for the very same thing, or no label is its own.

        Two figures of a row whose columns have no heading are such, whatever the row is called.
        """
        if place.column in self._crowded:
            return _CROWDED
        if _MANY_DIGITS.fullmatch(place.cell.text):
            return "nombre de plus de neuf chiffres : deux colonnes lues comme une ?"
        if any(p.row == place.row and p.column != place.column and self._lacks_heads(p, place) for p in self._places):
            return "deux colonnes de chiffres sans intitulé, à vérifier"
        if self._lacks_nature(place):
            return _NATURELESS
        if self._is_cut(place):
            return _CUT
        if place.said.label or place.said.total is not None:
            return None
        same = (p for p in self._places if p is not place and p.cell != place.cell)
        alike = any(
            p.said.marks.keys() == place.said.marks.keys()
            and all(p.said.values(a) == place.said.values(a) for a in place.said.marks)
            and not p.said.label and p.said.total is None and p.funder == place.funder
            for p in same
        )  # fmt: skip
        return "deux cases du tableau ont les mêmes intitulés, à vérifier" if alike else None

    @cached_property
    def _crowded(self) -> frozenset[int]:
        """The columns of figures under more headings than columns: some of them were read as one."""
        figures = self._shape.figures
        if any(len(heads) > len(figures) for heads in self._above):
            return figures
        return frozenset(at for at in figures if any(self._lists(cell) for cell in self._shape.heads(at)))

    def _lists(self, cell: GridCell) -> bool:
        """Tell whether a heading of one column lists several natures or years ('AE CP')."""
        over = sum(cell in self._shape.heads(at) for at in self._shape.figures)
        marks = read_label(self._reader, cell.start, cell.end).marks
        return over == 1 and any(is_list(self._reader, marks.get(axis, ())) for axis in ("nature", "exercice"))

    def _lacks_heads(self, *places: Place) -> bool:
        """Tell whether nothing stands over the columns of some figures, nor parts them otherwise."""
        columns = [place.column for place in places]
        alike = all(place.said.values("nature") == places[0].said.values("nature") for place in places)
        return alike and not any(self._shape.heads(at) or self._columns[at].marks for at in columns)

    def _lacks_nature(self, place: Place) -> bool:
        """Tell whether a column says no more than a year or a unit where others say AE or CP: misread, or cut."""
        head = self._columns[place.column]
        told = head.money or head.no_money or head.motif or head.role or head.total is not None
        if told or "nature" in place.said.marks or place.said.no_money:
            return False
        beside = (p for p in self._places if p.row == place.row and p.column != place.column)
        return any("nature" in self._columns[p.column].marks for p in beside)

    def weighed(self, found: Candidate, place: Place) -> Candidate:
        """Doubt what a heading says of a sum when it may as well stand over another column."""
        heads = [head for head in self._shape.heads(place.column) if head in self._shape.guessed]
        if self._run_together:
            heads = label_cells(cell for row in self._shape.headings for cell in row)
        unsure = {
            name: doubtful(said, _SPREAD)
            for name, said in found.columns.items()
            if any(head.start <= start < head.end for head in heads for start, _ in said.places)
        }
        return replace(found, columns={**found.columns, **unsure}) if unsure else found

    def _is_cut(self, place: Place) -> bool:
        """Tell whether the text of a cell goes on below a page break: what its sums are for is half told."""
        below = self._shape.body[place.row + 1] if place.row + 1 < len(self._shape.body) else None
        cell = below[place.column] if below is not None else None
        return cell is not None and cell.page != place.cell.page and cell.text.lstrip()[:1].islower()

    @cached_property
    def _run_together(self) -> bool:
        """True where a cell holds two sums side by side: columns are read as one, none surely under its heading."""
        return any(_TWO_SUMS.fullmatch(cell.text.strip()) for row in self._shape.body for cell in label_cells(row))
