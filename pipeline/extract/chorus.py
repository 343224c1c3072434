"""The 'Références Chorus', item by item: a label and what follows it, in tables, lists and running text.

An `Item` is one label with its value (or with the word that says there is none). `imputations.py` groups items into
blocks. Lists and running text are read here, in the order of the text; tables by their cells in `chorus_tables.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from typing import NamedTuple

import regex

from pipeline.extract import codes, units
from pipeline.extract.context import Context
from pipeline.extract.leads import led
from pipeline.extract.rulebook import Rulebook
from pipeline.extract.rules import Rule

_LABELS = (
    "chorus.centre_financier", "chorus.domaine_fonctionnel", "chorus.sous_action", "chorus.activite",
    "chorus.centre_cout", "chorus.axe_ministeriel_2", "chorus.axe_ministeriel_1", "chorus.fonds",
    "chorus.compte_pce", "chorus.groupe_marchandises", "chorus.localisation", "chorus.programme",
)  # fmt: skip
_CUT = {"activite": "codes.activite_coupee", "centre_cout": "codes.centre_cout_coupe"}
CODED = ("centre_financier", "domaine_fonctionnel", "activite", "centre_cout")
"""The columns whose codes have a form of their own."""
_HYPHENED = "codes.centre_cout_tiret"
_BETWEEN = regex.compile(r"[^\n\d]{0,16}\s*\n\s*[^\n\d]{0,12}")
"""What may stand between two labels of one column: the rest of the one ('Chorus'), the beginning of the next."""
_LINE = regex.compile(r"[^\n]*\S")
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
    rival: str | None = None
    """Another code that is given with it for the same label."""
    shared: bool = False
    """Said once for several blocks."""
    block: tuple[int, int] = (-1, -1)
    """In a table: which grid and which of its columns (or rows) the value stands in."""


class Label(NamedTuple):
    """A label in the text."""

    column: str
    start: int
    end: int
    rule: Rule
    programme: str | None = None


def labels(book: Rulebook, text: str, start: int = 0, end: int | None = None) -> list[Label]:
    """Return the labels in `text[start:end]`, the longest where two overlap, in order."""
    found = []
    for rule_id in _LABELS:
        rule = book[rule_id]
        for match in led(rule, text, start, end):
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
    match, code, rule_id = (_cut_code(ctx, label, start, end) if whole else None) or _code(ctx, label, start, end)
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
            rival=_rival(ctx, label, code, b, end),
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


def _rival(ctx: Context, label: Label, code: codes.Code, start: int, end: int) -> str | None:
    """Return the second of two codes that one label is given at once ('0134-23 et 0134-24')."""
    link = ctx.book["chorus.autre_code"].match(ctx.text, start, end) if label.column in CODED else None
    match, other, _ = _code(ctx, label, link.end(), end) if link else (None, None, "")
    if link is None or match is None or other is None or _span(match)[0] != link.end() or other.value == code.value:
        return None
    return other.value


def _cut_code(ctx: Context, label: Label, start: int, end: int) -> tuple[regex.Match[str], codes.Code, str] | None:
    """Return the code that fills a cell too narrow for it, its two pieces joined."""
    rule_id = _CUT.get(label.column)
    match = ctx.book[rule_id].search(ctx.text, start, end) if rule_id else None
    if match is None or rule_id is None:
        return None
    return match, codes.joined(match["code"]), rule_id


def _code(ctx: Context, label: Label, start: int, end: int) -> tuple[regex.Match[str] | None, codes.Code | None, str]:
    """Return the match, the normal form and the rule of the code that answers `label`."""
    text, book = ctx.text, ctx.book
    if label.column in ("domaine_fonctionnel", "sous_action"):
        for rule_id in ("codes.domaine_fonctionnel", "codes.domaine_en_lettres"):
            if match := book[rule_id].search(text, start, end):
                return match, codes.domain(match), rule_id
        return None, None, ""
    if label.column == "centre_financier":
        for rule_id in units.COMPLETE:
            if match := book[rule_id].search(text, start, end):
                return match, codes.unit(match), rule_id
        return None, None, ""
    rule_id = label.rule.data.get("valeur", "chorus.valeur_libre")
    match = _free_value(ctx, start, end) if rule_id == "chorus.valeur_libre" else book[rule_id].search(text, start, end)
    if match is None and label.column == "centre_cout":
        match = book[_HYPHENED].match(text, start, end)
        return (match, codes.joined(match["code"]), _HYPHENED) if match else (None, None, "")
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


def text_items(ctx: Context, tables: Sequence[tuple[int, int]]) -> Iterator[Item]:
    """Read the labels of lists and running text, those of `tables` (places read by their cells) left out."""
    found = [label for label in labels(ctx.book, ctx.text) if not any(a <= label.start < b for a, b in tables)]
    stacked: set[Label] = set()
    for run in _stacks(ctx.text, found):
        if read := _stacked_items(ctx, run):
            stacked.update(run)
            yield from read
    old = ctx.book["codes.hors_sujet"]
    for label, following in zip_longest(found, found[1:]):
        if label not in stacked and not old.search(ctx.text, max(0, label.start - 40), label.end):
            limit = min(label.end + _WINDOW, following.start if following else len(ctx.text))
            yield _text_item(ctx, label, _item_end(ctx.text, label.end, limit))


def row_items(ctx: Context, tables: Sequence[tuple[int, int]], found: Sequence[Item]) -> Iterator[Item]:
    """Read the codes that stand in a row after a unit without their labels, all of its programme; not in `tables`.

    They go on with the block of a unit that has its own label among the items `found`, else make one of their own.
    """
    rule = ctx.book["chorus.serie"]
    labelled = {item.place for item in found if item.column == "centre_financier"}
    for unit in units.mentions(ctx, "codes.uo"):
        match = rule.match(ctx.text, unit.end)
        if match is None or unit.obsolete or any(a <= unit.start < b for a, b in tables):
            continue
        own = (unit.start, unit.end)
        row = _row(match) if own in labelled else {"centre_financier": (unit.code, own), **_row(match)}
        programmes = {code.value[:4] for column, (code, _) in row.items() if column != "centre_cout"}
        block = (-1, -1) if own in labelled else (-3, unit.start)
        for column, (code, place) in row.items() if programmes == {unit.code.value[:4]} else ():
            yield Item(column, *place, rule.id, place, code, place, block=block)


def _row(match: regex.Match[str]) -> dict[str, tuple[codes.Code, tuple[int, int]]]:
    """Return the codes of a row, with their places, by column."""
    row = {"domaine_fonctionnel": (codes.domain(match), match.span("domaine"))}
    if match["activite"] and (activity := codes.activity(match["activite"])):
        row["activite"] = (activity, match.span("activite"))
    if match["centre_cout"]:
        row["centre_cout"] = (codes.plain(match["centre_cout"]), match.span("centre_cout"))
    return row


def _text_item(ctx: Context, label: Label, end: int) -> Item:
    if label.column != "programme":
        return read_value(ctx, label, label.end, end, whole=False)
    match = label.rule.match(ctx.text, label.start)
    place = match.span("programme") if match else None
    value = codes.programme(label.programme or "")
    return Item("programme", label.start, label.end, label.rule.id, (label.start, label.end), value, place)


def _stacks(text: str, found: Sequence[Label]) -> Iterator[list[Label]]:
    """Yield the runs of three labels or more, a line each: a column of labels beside one of values."""
    run: list[Label] = []
    for label in [*found, None]:
        if run and (label is None or not _BETWEEN.fullmatch(text, run[-1].end, label.start)):
            if len(run) >= 3:
                yield run
            run = []
        if label is not None:
            run.append(label)


def _stacked_items(ctx: Context, run: Sequence[Label]) -> list[Item]:
    """Pair a column of labels with the lines that follow it, one each; nothing when they do not answer."""
    lines = list(islice(_LINE.finditer(ctx.text, run[-1].end), len(run) + 1))
    values = [line.span() for line in lines if line[0].strip(" :")][: len(run)]
    if len(values) < len(run):
        return []
    read = [read_value(ctx, label, *place, whole=True) for label, place in zip(run, values, strict=True)]
    block = (-2, run[0].start)
    return [item._replace(block=block) for item in read] if sum(1 for item in read if item.value) >= 2 else []


def _item_end(text: str, start: int, limit: int) -> int:
    """Return where the item that begins at `start` ends: a blank line, unless the value only comes after it."""
    end = text.find("\n\n", start, limit)
    if end >= 0 and not text[start:end].strip(" :=–—-"):
        end = text.find("\n\n", end + 2, limit)
    return end if end >= 0 else limit
