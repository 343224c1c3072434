"""A zone of the flow put in the order a reader would read it, with the way back to the flow.

Parties and signatures are often printed side by side. A view lays such columns one under the other, each followed by a
break, and writes a form (`Adresse | 3 rue X | 5 rue Y`) as one block of 'label : value' lines per column, so that the
rules of these families only ever see running blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from pipeline.extract.flow import Flow, Grid, GridCell
from pipeline.model import Places

BREAK = "\n\n\f\n"
"""What separates two columns: rules never cross a form feed."""

_FALSE_BREAK = regex.compile(
    r"(?<=[^\s.;:!?»,)])\n\n(?=[-–—]\s+(?:\d|\p{Ll}))|(?<=\b(?:M|Mme|Mlle|Mr|MM|Dr|Pr)\.?)\n\n(?=\p{Lu})"
    r"|(?<=\p{Ll}[ ](?:LE|LA|DE|DU|DES|VAN|VON)|,[ ]*\n\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)?)"
    r"\n\n(?=\p{Lu}{2}[\p{Lu}' -]*(?:\n|$))"
)
"""A paragraph break that is none: before a dash that goes on with an unended line, between a civility and its name, and
between a given name, its office above it or a particle after it, and the surname in capitals."""
_CUT_NAME = regex.compile(r"(?<=\p{L})-[ ]*\n[ ]*(?=\p{Lu})")
_DUST = regex.compile(r"\n(?!(?<=«[^«»\n]{1,90}\n)[ ]*»)[ ]*(?:[^\w\s]{1,2}|\p{L})[ ]*(?=\n)")
"""A line of a sign or a letter, which scans are full of; no quotation mark that closes the line above."""
_FOLIO = regex.compile(r"(?<=\n)[ \t]*(?:page\s*)?\d{1,3}\s*(?:/|sur)\s*\d{1,3}[ \t]*(?=\n)", regex.IGNORECASE)
_LABELS = regex.compile(
    r"\s*(?:adresse|nom|pr[ée]nom|organis|structure|service|repr[ée]sent|qualit[ée]|fonction|sigle|siret|date|signature|"
    r"lieu|d[ée]sign|d[ée]nomin|si[eè]ge|t[ée]l|courriel|programme|cachet|partie)",
    regex.IGNORECASE,
)
_BODIES = regex.compile(
    r"\s*(?:organis|structure|service|d[ée]nomin|direction|administration|entit[ée]|partie|d[ée]l[ée]gant|d[ée]l[ée]gataire)",
    regex.IGNORECASE,
)
_PERSONS = regex.compile(
    r"\s*(?:repr[ée]sent|(?:en\s+)?qualit[ée]|fonction|signataire|responsable|nom\b)", regex.IGNORECASE
)
"""Headings of a roll of bodies and of who represents them."""
_NAMES = regex.compile(r"\s*(?:pr[ée]nom|noms?\b|signataires?\b)", regex.IGNORECASE)
_SIGNED = regex.compile(r"\s*(?:(?:en\s+)?qualit[ée]|fonction|date|signature|[ée]margement|visa)", regex.IGNORECASE)
"""Headings of a roll of signatories: their names, and two of quality, date and signature."""

_FIELDS = regex.compile(
    r"\s*(?:(?:le|la)\s+)?(?:d[ée]l[ée]ga(?:nt|taire)|produit|intitul|incubateur|objet|dur[ée]e|unit[ée]s?\s+op|exercice|montant|imputation|cr[ée]dits|p[ée]riode|prestation)",
    regex.I,
)
_ROLE = regex.compile(r"\((?:l[ea]\s+)?d[ée]l[ée]ga(?:nt|taire)e?\)", regex.IGNORECASE)


_STATED = regex.compile(
    r"\s*(?:(?:la|le)\s|l'\s?)?\p{L}[^;:]{8,}?\srepr[ée]sent[ée]e?s?\s+(?:\p{L}+\s+)?par\b", regex.IGNORECASE
)
"""A cell that states a party by itself, with who represents it."""
_OFFICE = regex.compile(r"\s*(?:Pour\s|L[ae]\s|L['’]\s?)\p{L}")
_SURNAMED = regex.compile(
    r"\s*(?:(?:M\.|Mme|Monsieur|Madame)\s+)?\p{Lu}[\p{L}.'’-]*\s+(?:(?:de|du|des|la|le)\s+|d['’])*"
    r"\p{Lu}[\p{Lu}'’ -]+\s*"
)
"""A name whose surname is in capitals, and nothing else."""
_ROLE_ALONE = regex.compile(r"\s*(?:(?:le|la)\s+)?d[ée]l[ée]ga(?:nt|taire)e?(?:\s+n?°?\s?\d)?\s*", regex.IGNORECASE)


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
        at = self.at[start:end]
        if at and at[0] >= 0 and at == tuple(range(at[0], at[0] + len(at))):
            yield at[0], at[-1] + 1
            return
        first = last = -1
        for index in at:
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
    if start >= end:
        return None
    whole = _CUT_NAME.sub("-", text[start:end])
    return Piece(" ".join(whole.split()), ((start, end),))


def view_of(flow: Flow, start: int, end: int) -> View:
    """Return the view of `flow.text[start:end]`: its grids, data or layout, laid column under column."""
    builder = ViewBuilder(flow.text)
    at = start
    roll: Grid | None = None
    for grid in (g for g in flow.grids if start <= g.start and g.end <= end and g.n_cols > 1):
        if grid.start < at:
            continue
        builder.copy(at, grid.start)
        cut_off = roll is not None and roll.n_cols == grid.n_cols and not flow.text[at : grid.start].strip()
        roll = roll if cut_off else grid if is_roll(grid) else None
        if roll is None and is_listing(grid):
            builder.listing(grid)
        elif roll is None:
            builder.columns(grid)
        else:
            builder.roll(grid, next(iter(roll.rows())), 1 if grid is roll else 0)
        at = grid.end
    builder.copy(at, end)
    return builder.view()


class ViewBuilder:
    """Writes a view piece by piece, from a source (the flow's text, another view) or from nothing."""

    def __init__(self, source: str, offsets: Sequence[int] | None = None) -> None:
        self._source = source
        self._offsets = offsets
        self._text: list[str] = []
        self._at: list[int] = []

    @classmethod
    def of(cls, view: View) -> ViewBuilder:
        """Return a builder that copies from another view, its places kept."""
        return cls(view.text, view.at)

    def view(self) -> View:
        """Return what has been written."""
        return View(_FALSE_BREAK.sub("\n ", "".join(self._text)), tuple(self._at))

    def source(self, start: int, end: int) -> str:
        """Return the source's `[start, end)`."""
        return self._source[start:end]

    def copy(self, start: int, end: int) -> None:
        """Write the source's `[start, end)`."""
        text = self._source[start:end]
        self._text.append(_without_noise(text) if "\n" in text else text)
        self._at.extend(self._offsets[start:end] if self._offsets is not None else range(start, end))

    def add(self, piece: str) -> None:
        """Write what the flow does not hold."""
        self._text.append(piece)
        self._at.extend([-1] * len(piece))

    def join(self, end: int, start: int) -> None:
        """Write what parts two printed lines: a line end, or nothing where the flow has made a cut word whole.

        A hyphen that the flow could not undo stays before a capital (`Le Bihan-` / `Touzé`), and goes otherwise.
        """
        between = self._source[end:start]
        if end <= start and not between.strip() and ("\n" in between or not between):
            self.copy(end, start)
        elif self._source[end - 1] == "-" and self._source[start].isalpha():
            if self._source[start].islower():
                self._text[-1], self._at[-1:] = self._text[-1][:-1], []
        else:
            self.add("\n")

    def columns(self, grid: Grid) -> None:
        """Write a grid column by column, a form as 'label : value' lines; a merged cell is written once."""
        rows = list(grid.rows())
        labelled = is_form(grid)
        seen: set[int] = set()
        self.add(BREAK)
        for column in range(1 if labelled else 0, grid.n_cols):
            for row in rows:
                cell = row[column]
                if cell is None or cell.start in seen or cell.start == cell.end:
                    continue
                seen.add(cell.start)
                label = row[0].text.strip().rstrip(":") if labelled and row[0] is not None else ""
                if label and row[0] is not None and grid.n_cols == 2:
                    self.copy(row[0].start, row[0].start + len(label))
                if label:
                    self.add(" : " if grid.n_cols == 2 else f"{label} : ")
                self.copy(cell.start, cell.end)
                self.add("\n")
            self.add(BREAK)

    def roll(self, grid: Grid, heads: Sequence[GridCell | None], first: int) -> None:
        """Write a roll from its row `first` on, each row as a block of 'heading : cell' lines, its role alone first.

        `heads` may stand above a page break that cut the roll in two.
        """
        self.add(BREAK)
        for row in list(grid.rows())[first:]:
            cells = [
                (head, cell) for head, cell in zip(heads, row, strict=True) if cell is not None and head is not None
            ]
            for head, cell in sorted(cells, key=lambda one: _ROLE_ALONE.fullmatch(one[1].text) is None):
                if cell.start < cell.end:
                    self.add("" if _ROLE_ALONE.fullmatch(cell.text) else head.text.strip().rstrip(":") + " : ")
                    self.copy(cell.start, cell.end)
                    self.add("\n")
            self.add(BREAK)

    def listing(self, grid: Grid) -> None:
        """Write a row for each party as a block of its own, its role as a label before it; ranks are left out."""
        self.add(BREAK)
        for row in grid.rows():
            cells = [cell for cell in dict.fromkeys(row) if cell is not None and len(cell.text.strip()) > 2]
            for cell in sorted(cells, key=lambda one: _ROLE_ALONE.fullmatch(one.text) is None):
                self.copy(cell.start, cell.end)
                self.add(" : " if _ROLE_ALONE.fullmatch(cell.text) else "\n")
            self.add(BREAK)


def _without_noise(text: str) -> str:
    """Blank out what is no text, each character kept in its place."""
    for noise in (_FOLIO, _DUST):
        text = noise.sub(lambda found: " " * len(found[0]), text)
    return text


def is_form(grid: Grid) -> bool:
    """Tell whether a grid's first column only names what stands in the others; of two columns, a role does too."""
    rows = [row for row in grid.rows() if row[0] is not None and row[0].text.strip()]
    return grid.n_cols > 1 and len(rows) >= 2 and 2 * sum(_is_labelled(grid, row) for row in rows) > len(rows)


def _is_labelled(grid: Grid, row: Sequence[GridCell | None]) -> bool:
    """Tell whether a row's first cell names what stands beside it: a role or an office there heads its own column."""
    first, *others = (cell.text if cell is not None else "" for cell in row)
    if label := _LABELS.match(first):
        # Two columns that each have labels of their own ('Date : 25/09/2023 | Date : 28/09/2023') are no form.
        return not any((other := _LABELS.match(text)) and other[0].casefold() == label[0].casefold() for text in others)
    if grid.n_cols == 2 and _ROLE.search(first):
        return True
    return grid.n_cols == 2 and _FIELDS.match(first) is not None and _FIELDS.match(others[0]) is None


def is_roll(grid: Grid) -> bool:
    """Tell whether a grid has a row for each body and who represents it, or for each signatory, under headings."""
    heads, *rows = (list(row) for row in grid.rows())
    texts = [cell.text if cell is not None else "" for cell in heads]
    named = any(_BODIES.match(text) for text in texts) and any(_PERSONS.match(text) for text in texts)
    signed = any(_NAMES.match(text) for text in texts) and sum(bool(_SIGNED.match(text)) for text in texts) > 1
    return bool(rows) and len(set(texts)) == len(texts) and (named or signed) and not is_form(grid)


def is_listing(grid: Grid) -> bool:
    """Tell whether each row of a grid states a party, with who represents it, in a cell of the same column.

    Rows that each hold an office and the name of who signs in it make one too.
    """
    rows = [row for row in grid.rows() if any(cell is not None and cell.text.strip() for cell in row)]
    columns = zip(*rows, strict=True)
    if len(rows) > 1 and all(map(_signs, rows)):
        return True
    stated = (sum(cell is not None and _STATED.match(cell.text) is not None for cell in column) for column in columns)
    return len(rows) > 1 and max(stated, default=0) >= max(2, len(rows) - 1)


def _signs(row: Sequence[GridCell | None]) -> bool:
    """Tell whether a row is an office, then the name of who signs in it."""
    office, *others = (cell.text if cell is not None else "" for cell in row)
    return _OFFICE.match(office) is not None and any(_SURNAMED.fullmatch(text) for text in others)
