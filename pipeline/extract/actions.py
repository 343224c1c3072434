"""The action that a block of 'Références Chorus' gives by its number, and no domaine fonctionnel: 'action 5'."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from pipeline.extract import codes
from pipeline.extract.chorus import Item
from pipeline.extract.context import Context
from pipeline.extract.rules import Rule


def said_actions(ctx: Context, block: Sequence[Item]) -> Iterator[Item]:
    """Yield the domaine fonctionnel that an action's number makes with a programme of the block, the first one said.

    The number stands right after the unit or the programme, in words, or on a line of a form ('Action : 05').
    """
    rule = ctx.book["chorus.action"]
    for item in block:
        if item.column not in ("centre_financier", "programme") or not item.value or not item.place:
            continue
        if match := rule.match(ctx.text, item.place[1]):
            yield _action(item, item.value, match, rule)
            return
    unit = next((item for item in block if item.column == "centre_financier"), None)
    if unit and unit.value:
        yield from (_action(unit, unit.value, match, line) for match, line in _lines(ctx, block))


def _lines(ctx: Context, block: Sequence[Item]) -> Iterator[tuple[regex.Match[str], Rule]]:
    """Yield the line of a block's paragraph that numbers an action, when it is the only one."""
    rule = ctx.book["chorus.ligne_action"]
    start = max(0, ctx.text.rfind("\n\n", 0, min(item.start for item in block)))
    end = ctx.text.find("\n\n", max(item.end for item in block))
    found = list(rule.finditer(ctx.text, start, end if end > 0 else len(ctx.text)))
    if len(found) == 1:
        yield found[0], rule


def _action(item: Item, programme: codes.Code, match: regex.Match[str], rule: Rule) -> Item:
    code, place = codes.action(programme.value[:4], match), match.span("code")
    return Item("domaine_fonctionnel", *place, rule.id, item.place or place, code, place, block=item.block)
