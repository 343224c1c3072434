"""A zone of the flow put in the order a reader would read it, with the way back to the flow.

Parties and signatures are often printed side by side. A view lays such columns one under the other, each followed by a
break, and writes a form (`Adresse | 3 rue X | 5 rue Y`) as one block of 'label : value' lines per column, so that the
rules of these families only ever see running blocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import regex

from pipeline.extract.flow import Flow, Grid, GridCell
from pipeline.model import Places

BREAK = "\n\n\f\n"
"""What separates two columns: rules never cross a form feed."""

_LABELS = regex.compile(
    r"\s*(?:adresse|nom|pr[ée]nom|organis|structure|service|repr[ée]sent|qualit[ée]|fonction|sigle|siret|date|signature|"
    r"lieu|d[ée]sign|d[ée]nomin|si[eè]ge|t[ée]l|courriel|programme|cachet|partie)",
    regex.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class View:
    """Text in a reader's order. `at[i]` is the flow's offset of character `i`, -1 for what the view added."""

    text: str
    at: tuple[int, ...]

    def places(self, *spans: tuple[int, int]) -> Places:
        """Return the flow's places of these half-open spans of the view."""
        found: list[tuple[int, int]] = []
        for start, end in spans:
            found.extend(self._runs(start, end))
        return tuple(found)

    def _runs(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        first = last = -1
        for index in self.at[start:end]:
            if index < 0:
                continue
            if first >= 0 and index == last:
                last += 1
                continue
            if first >= 0:
                yield first, last
            first, last = index, index + 1
        if first >= 0:
            yield first, last


@dataclass(frozen=True, slots=True)
class Piece:
    """A wording found in a view: its text on one line, and its half-open spans there."""

    text: str
    spans: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        """Where it begins in the view."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """Where it ends in the view."""
        return self.spans[-1][1]


def piece(view: View, start: int, end: int, strip: str = " \t\n\f,;:.") -> Piece | None:
    """Return the wording at `[start, end)` without the separators around it, or None when nothing is left."""
    text = view.text
    while start < end and text[start] in strip:
        start += 1
    while end > start and text[end - 1] in strip:
        end -= 1
    return Piece(" ".join(text[start:end].split()), ((start, end),)) if start < end else None


def view_of(flow: Flow, start: int, end: int) -> View:
    """Return the view of `flow.text[start:end]`: its grids, data or layout, laid column under column."""
    builder = _Builder(flow.text)
    at = start
    for grid in (g for g in flow.grids if start <= g.start and g.end <= end and g.n_cols > 1):
        if grid.start < at:
            continue
        builder.copy(at, grid.start)
        builder.columns(grid)
        at = grid.end
    builder.copy(at, end)
    return View("".join(builder.text), tuple(builder.at))


class _Builder:
    def __init__(self, source: str) -> None:
        self.source = source
        self.text: list[str] = []
        self.at: list[int] = []

    def copy(self, start: int, end: int) -> None:
        self.text.append(self.source[start:end])
        self.at.extend(range(start, end))

    def add(self, piece: str) -> None:
        self.text.append(piece)
        self.at.extend([-1] * len(piece))

    def columns(self, grid: Grid) -> None:
        rows = list(grid.rows())
        labelled = _is_form([row[0] for row in rows])
        self.add(BREAK)
        for column in range(1 if labelled else 0, grid.n_cols):
            seen: set[int] = set()
            for row in rows:
                cell = row[column]
                if cell is None or cell.start in seen or cell.start == cell.end:
                    continue
                seen.add(cell.start)
                if labelled and row[0] is not None and row[0].text.strip():
                    self.add(row[0].text.strip().rstrip(":") + " : ")
                self.copy(cell.start, cell.end)
                self.add("\n")
            self.add(BREAK)


def _is_form(cells: Iterable[GridCell | None]) -> bool:
    """Tell whether the first column only names what stands in the others."""
    texts = [cell.text for cell in cells if cell is not None and cell.text.strip()]
    return len(texts) >= 2 and sum(bool(_LABELS.match(text)) for text in texts) * 2 > len(texts)
