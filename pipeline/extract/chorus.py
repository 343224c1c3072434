"""The 'Références Chorus', item by item: a label and what follows it, in tables, lists and running text.

An `Item` is one label with its value (or with the word that says there is none). `imputations.py` groups items into
blocks. Tables are read by their cells, because two blocks often stand side by side; everything else is read in the
order of the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

import regex

from pipeline.extract import codes
from pipeline.extract.context import Context
from pipeline.extract.flow import Grid, GridCell
from pipeline.extract.rules import Rule

_LABELS = (
    "chorus.centre_financier", "chorus.domaine_fonctionnel", "chorus.sous_action", "chorus.activite",
    "chorus.centre_cout", "chorus.axe_ministeriel_2", "chorus.axe_ministeriel_1", "chorus.fonds",
    "chorus.compte_pce", "chorus.groupe_marchandises", "chorus.localisation", "chorus.programme",
)  # fmt: skip
_CODE_LIKE = regex.compile(r"\d{3}")
_WINDOW = 130
"""How far after its label a value may stand in running text (characters)."""


class Item(NamedTuple):
    """One label and its value; `column` is the one of `imputations`."""

    column: str
    start: int
    end: int
    """The place of label and value together."""
    rule: str
    label: tuple[int, int] = (0, 0)
    """The place of the label alone."""
    value: codes.Code | None = None
    place: tuple[int, int] | None = None
    libelle: tuple[str, int, int] | None = None
    to_confirm: tuple[int, int] | None = None
    to_come: bool = False
    """'à préciser': the value is announced for later."""
    unread: str | None = None
    """What stands there when it has not the form of such a code."""
    block: tuple[int, int] = (-1, -1)
    """In a table: which grid and which of its columns (or rows) the value stands in."""


class Label(NamedTuple):
    """A label in the text."""

    column: str
    start: int
    end: int
    rule: Rule
    programme: str | None = None


def items(ctx: Context) -> tuple[Item, ...]:
    """Return every labelled item of the convention, tables first by their cells, in order of the text."""
    found: list[Item] = []
    read_as_tables: list[tuple[int, int]] = []
    for number, grid in enumerate(ctx.flow.grids):
        if cells := list(_grid_items(ctx, grid, number)):
            found += cells
            read_as_tables.append((grid.start, grid.end))
    found += _text_items(ctx, read_as_tables)
    return tuple(sorted(found, key=lambda item: (item.start, item.block)))


def labels(ctx: Context, start: int, end: int) -> list[Label]:
    """Return the labels in `text[start:end]`, the longest where two overlap, in order."""
    found = []
    for rule_id in _LABELS:
        rule = ctx.book[rule_id]
        for match in rule.finditer(ctx.text, start, end):
            found.append(Label(rule.data["colonne"], *match.span(), rule, match.groupdict().get("programme")))
    found.sort(key=lambda label: (label.start, -label.end))
    kept: list[Label] = []
    for label in found:
        if not kept or label.start >= kept[-1].end:
            kept.append(label)
    return kept


def read_value(ctx: Context, label: Label, start: int, end: int, *, whole: bool) -> Item:
    """Read the value of `label` in `text[start:end]`; `whole` when that stretch is a cell, all of it the value."""
    item = Item(label.column, label.start, max(label.end, start), label.rule.id, (label.start, label.end))
    match, code, rule_id = _code(ctx, label, start, end)
    if match is not None and code is not None:
        a, b = _span(match)
        after = ctx.text[b : min(b + 100, max(end, b))]
        confirm = ctx.book["codes.uo_a_confirmer"].search(after)
        return item._replace(
            value=code,
            place=(a, b),
            end=b,
            rule=rule_id,
            libelle=_libelle(ctx, b, after),
            to_confirm=(a, b + confirm.end()) if confirm else None,
        )
    text = ctx.text[start:end]
    if label.column == "centre_financier" and ctx.book["codes.uo_a_creer"].search(text):
        return item  # the units' own doubt says it
    if ctx.book["chorus.a_preciser"].search(text):
        return item._replace(to_come=True, end=min(end, start + 40))
    stripped = text.strip(" :\t\n–—-=.;,")
    if stripped and whole and not ctx.book["chorus.vide"].search(text):
        return item._replace(unread=stripped[:60], place=(start, end), end=end)
    return item


def _code(ctx: Context, label: Label, start: int, end: int) -> tuple[regex.Match[str] | None, codes.Code | None, str]:
    """Return the match, the normal form and the rule of the code that answers `label`."""
    text, book = ctx.text, ctx.book
    if label.column in ("domaine_fonctionnel", "sous_action"):
        for rule_id in ("codes.domaine_fonctionnel", "codes.domaine_en_lettres"):
            if match := book[rule_id].search(text, start, end):
                return match, codes.domain(match), rule_id
        return None, None, ""
    if label.column == "centre_financier":
        for rule_id in ("codes.uo", "codes.uo_minuscules", "codes.uo_espaces"):
            if match := book[rule_id].search(text, start, end):
                return match, codes.unit(match), rule_id
        return None, None, ""
    rule_id = label.rule.data.get("valeur", "chorus.valeur_libre")
    match = _free_value(ctx, start, end) if rule_id == "chorus.valeur_libre" else book[rule_id].search(text, start, end)
    if match is None:
        return None, None, ""
    code = codes.activity(match[0]) if label.column == "activite" else codes.plain(match["code"])
    return (match, code, rule_id) if code else (None, None, "")


def _free_value(ctx: Context, start: int, end: int) -> regex.Match[str] | None:
    """Return the free value that begins the stretch, unless the text says that there is none."""
    if ctx.book["chorus.vide"].search(ctx.text[start:end]):
        return None
    return ctx.book["chorus.valeur_libre"].match(ctx.text, start, end)


def _span(match: regex.Match[str]) -> tuple[int, int]:
    groups = match.re.groupindex
    return match.span("uo") if "uo" in groups else match.span("code") if "code" in groups else match.span()


def _libelle(ctx: Context, at: int, after: str) -> tuple[str, int, int] | None:
    found = ctx.book["chorus.libelle"].search(after)
    if not found or ctx.book["codes.uo_a_confirmer"].search(after):
        return None
    return found["libelle"].strip(), at + found.start("libelle"), at + found.end("libelle")


def _grid_items(ctx: Context, grid: Grid, number: int) -> Iterator[Item]:
    """Read a table whose first column holds labels (blocks side by side) or whose head row does (a block a row)."""
    heads = {(c.row, c.col): label for c in grid.cells if (label := _cell_label(ctx, c))}
    first = [row for row, col in heads if col == 0]
    if len(first) >= 2 and grid.n_cols >= 2:
        yield from _by_rows(ctx, grid, number, heads)
        return
    for row in range(grid.n_rows):
        if sum(1 for at in heads if at[0] == row) >= 2:
            yield from _by_columns(ctx, grid, number, heads, row)
            return


def _cell_label(ctx: Context, cell: GridCell) -> Label | None:
    """Return the label that a cell is, when it says little else."""
    found = labels(ctx, cell.start, cell.end)
    if len({label.column for label in found}) != 1 or found[0].column == "programme":
        return None
    rest = ctx.text[cell.start : found[0].start] + ctx.text[found[-1].end : cell.end]
    return found[0] if len(rest.strip(" :()*•-\n\t")) <= 24 and not _CODE_LIKE.search(rest) else None


def _by_rows(ctx: Context, grid: Grid, number: int, heads: dict[tuple[int, int], Label]) -> Iterator[Item]:
    for cell in grid.cells:
        label = heads.get((cell.row, 0))
        if label and cell.col > 0:
            # A value cell merged over several blocks belongs to each of them.
            for col in range(cell.col, cell.col + cell.colspan):
                yield read_value(ctx, label, cell.start, cell.end, whole=True)._replace(block=(number, col))


def _by_columns(
    ctx: Context, grid: Grid, number: int, heads: dict[tuple[int, int], Label], head_row: int
) -> Iterator[Item]:
    for cell in grid.cells:
        label = heads.get((head_row, cell.col))
        if label and cell.row > head_row:
            for row in range(cell.row, cell.row + cell.rowspan):
                item = read_value(ctx, label, cell.start, cell.end, whole=True)
                yield item._replace(block=(number, row), start=cell.start)


def _text_items(ctx: Context, tables: Sequence[tuple[int, int]]) -> Iterable[Item]:
    found = [label for label in labels(ctx, 0, len(ctx.text)) if not any(a <= label.start < b for a, b in tables)]
    old = ctx.book["codes.hors_sujet"]
    for label, following in zip_longest(found, found[1:]):
        if old.search(ctx.text[max(0, label.start - 40) : label.end]):
            continue
        limit = min(label.end + _WINDOW, following.start if following else len(ctx.text))
        end = _item_end(ctx.text, label.end, limit)
        if label.column == "programme":
            value = codes.programme(label.programme or "")
            at = label.rule.match(ctx.text, label.start)
            place = at.span("programme") if at else None
            yield Item("programme", label.start, label.end, label.rule.id, (label.start, label.end), value, place)
        else:
            yield read_value(ctx, label, label.end, end, whole=False)


def _item_end(text: str, start: int, limit: int) -> int:
    """Return where the item that begins at `start` ends: a blank line, unless the value only comes after it."""
    end = text.find("\n\n", start, limit)
    if end >= 0 and not text[start:end].strip(" :=–—-"):
        end = text.find("\n\n", end + 2, limit)
    return end if end >= 0 else limit
