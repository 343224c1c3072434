"""`imputations`: the blocks of 'Références Chorus', one row each, from the labelled items of the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from pipeline.extract import codes, units
from pipeline.extract.actions import said_actions
from pipeline.extract.chorus import CODED, Item
from pipeline.extract.chorus_tables import items
from pipeline.extract.context import Context
from pipeline.extract.sentences import sentence_at
from pipeline.model import Decision, Doubt, Fact, Found, Rejected, Status

TABLE = "imputations"
_FREE = ("axe_ministeriel_1", "axe_ministeriel_2")
_NEAR = 260
"""Two items of one block are no farther apart than this in running text (characters)."""

_UNCONFIRMED = 0.85
"""Confidence in a code without the hyphen that cut it, or taken from where the document prints it otherwise."""
_RIVALLED = 0.7
"""Confidence in the first of two codes that one label is given at once."""

Block = list[Item]


def candidates(ctx: Context) -> tuple[Block, ...]:
    """Return the groups of labelled items that belong together, whatever their number."""
    blocks: list[Block] = []
    in_tables: dict[tuple[int, int], Block] = {}
    current: Block | None = None
    for item in items(ctx):
        if item.block != (-1, -1):
            known = in_tables.get(item.block) or _goes_on(ctx, in_tables, item)
            if known is None or _repeats(known, item):
                known = []
                blocks.append(known)
            in_tables[item.block] = known
            known.append(item)
            current = None
        elif current is None and (above := _completed(ctx, in_tables, item)) is not None:
            above.append(item)
        elif current is not None and _same_block(ctx, current, item):
            current.append(item)
        else:
            current = [item]
            blocks.append(current)
    shared = (_with_shared(ctx, block, following) for block, following in zip_longest(blocks, blocks[1:]))
    return tuple(_with_action(ctx, block) for block in shared)


def _with_action(ctx: Context, block: Block) -> Block:
    """Add to a block that says no domaine fonctionnel the action that is said by its number."""
    if not _is_block(block) or any(item.column == "domaine_fonctionnel" for item in block):
        return block
    return [*block, *said_actions(ctx, block)]


def _with_shared(ctx: Context, block: Block, following: Block | None) -> Block:
    """Add to a block of running text the cost centre that a sentence of its own gives to it and to the next one."""
    if following is None or any(item.column == "centre_cout" for item in block):
        return block
    said = next((item for item in following if item.column == "centre_cout" and item.value), None)
    if said is None or {item.block for item in (*block, *following)} != {(-1, -1)}:
        return block
    start, end = sentence_at(ctx.text, said.start)
    alone = not any(start <= item.start < end for item in following if item is not said)
    near = ctx.section_at(block[0].start) is ctx.section_at(said.start)
    return [*block, said._replace(shared=True)] if alone and near and _is_block(block) else block


def decide(ctx: Context, blocks: Sequence[Block]) -> Decision:
    """Keep the groups that make a block of references; one that says another again adds its proofs to it."""
    kept: list[Block] = []
    rejected: list[Rejected] = []
    facts = ctx.facts.get(units.TABLE, ())
    decided = {codes.skeleton(str(f.values["uo"].value)): str(f.values["uo"].value) for f in facts if "uo" in f.values}
    for block in ([_as_elsewhere(item, decided) for item in block] for block in blocks):
        settled = [_last_word(ctx, block, column, rejected) for column in dict.fromkeys(i.column for i in block)]
        if not _is_block(settled):
            continue
        twin = next((other for other in kept if _says_again(settled, other) or _says_again(other, settled)), None)
        if twin is None:
            kept.append(settled)
        else:
            known = {item.column for item in twin if item.value}
            twin += [item for item in settled if item.value and item.column not in known]
    doubts = [doubt for row, block in enumerate(kept, start=1) for doubt in _doubts(row, block)]
    return Decision(tuple(_fact(ctx, block) for block in kept), tuple(rejected), tuple(doubts))


def extract(ctx: Context) -> Decision:
    """Return the convention's blocks of Chorus references."""
    return decide(ctx, candidates(ctx))


def _as_elsewhere(item: Item, known: dict[str, str]) -> Item:
    """Give a centre financier that is a unit misread (I for 1) the form that the units were decided to have."""
    if item.column != "centre_financier" or item.value is None:
        return item
    right = known.get(codes.skeleton(item.value.value), item.value.value)
    if right == item.value.value:
        return item
    return item._replace(value=codes.Code(right, (*item.value.repairs, codes.ELSEWHERE)))


def _repeats(block: Block, item: Item) -> bool:
    return any(other.column == item.column and other.value for other in block)


def _goes_on(ctx: Context, in_tables: dict[tuple[int, int], Block], item: Item) -> Block | None:
    """Return the block that a table cut in two goes on with: the same column of the table before, nothing between."""
    number, column = item.block
    before = in_tables.get((number - 1, column))
    if before is None or number < 1:
        return None
    above, here = ctx.flow.grids[number - 1], ctx.flow.grids[number]
    return None if ctx.text[above.end : here.start].strip() else before


def _completed(ctx: Context, in_tables: dict[tuple[int, int], Block], item: Item) -> Block | None:
    """Return the only block of the table above that a line under it completes ('Compte PCE : …')."""
    last = max((number for number, _ in in_tables), default=-1)
    blocks = [block for (number, _), block in in_tables.items() if number == last]
    if item.column in CODED or item.column == "programme" or len(blocks) != 1 or last < 0:
        return None
    return blocks[0] if _same_block(ctx, blocks[0], item) else None


def _same_block(ctx: Context, block: Block, item: Item) -> bool:
    """In running text: near, in the same section, not after the head of a new block, not a second value of a column."""
    last = block[-1]
    between = ctx.text[last.end : item.start]
    if len(between) > _NEAR or ctx.section_at(last.start) is not ctx.section_at(item.start):
        return False
    if ctx.book["chorus.tete_de_bloc"].search(ctx.text, max(0, last.end - 2), item.start + 4):
        return False
    if any(_one_of_several(ctx, other, item) for other in block if other.column == "centre_financier"):
        return False
    replaced = ctx.book["codes.remplace"].search(ctx.text[last.end : last.end + 60])
    return not _repeats(block, item) or (replaced is not None and last.column == item.column)


def _one_of_several(ctx: Context, unit: Item, item: Item) -> bool:
    """Tell whether a unit is one of several that a table holds: what stands below the table is not said of it alone."""
    if unit.place is None or unit.value is None:
        return False
    start = unit.place[0]
    grid = next((g for g in ctx.flow.grids if g.start <= start < g.end <= item.start), None)
    if grid is None:
        return False
    return any(m.code.value != unit.value.value for m in units.mentions(ctx, "codes.uo", grid.start, grid.end))


def _last_word(ctx: Context, block: Block, column: str, rejected: list[Rejected]) -> Item:
    """Return the item that holds for `column`: the first value, or the one that the text puts in its place."""
    rivals = [item for item in block if item.column == column]
    values = [item for item in rivals if item.value]
    for item in values[:-1]:
        if item.place and item.value and ctx.book["codes.remplace"].search(ctx.text[item.end : item.end + 60]):
            motif = "le texte dit que ce code est remplacé par le suivant"
            rejected.append(Rejected(TABLE, column, item.value.value, (item.place,), item.rule, motif))
            values = values[1:]
    return values[0] if values else rivals[0]


def _is_block(block: Block) -> bool:
    valued = {item.column for item in block if item.value}
    coded = valued & set(CODED)
    wanted = 2 if coded - {"centre_financier"} else 3  # a unit and its fund may stand in a sentence on amounts
    return bool(coded) and (len(coded) >= 2 or len(valued - {"programme"}) >= wanted)


def _says_again(block: Block, other: Block) -> bool:
    """Tell whether every coded value of `block` stands in `other` too, and nothing in it says otherwise."""
    known = {item.column: item.value.value for item in other if item.value}
    mine = {item.column: item.value.value for item in block if item.value and item.column != "programme"}
    coded = set(mine) & set(CODED)
    return bool(coded) and all(known.get(column) == mine[column] for column in coded)


def _fact(ctx: Context, block: Block) -> Fact:
    values: dict[str, Found] = {}
    for item in block:
        if item.value and item.place and item.column != "programme":
            values[item.column] = _found(ctx, item)
        if item.libelle and item.column in ("activite", "centre_cout"):
            text, start, end = item.libelle
            values[f"{item.column}_libelle"] = Found(text, ((start, end),), "chorus.libelle", "exacte", 0.93)
    _add_programme(block, values)
    unsure = next((item for item in block if item.to_confirm), None)
    if unsure and unsure.to_confirm:
        values["statut"] = Found("a_confirmer", (unsure.to_confirm,), "codes.uo_a_confirmer", "deduite")
    return Fact(TABLE, values)


def _found(ctx: Context, item: Item) -> Found:
    if item.value is None or item.place is None:
        raise ValueError("an item without a value makes no column")
    misread = codes.MISREAD in item.value.repairs
    confidence = 0.9 if misread else 0.93 if item.column in _FREE else 0.96
    motif = ", ".join(item.value.repairs) or None
    if not {codes.HYPHENED, codes.ELSEWHERE}.isdisjoint(item.value.repairs):
        confidence = _UNCONFIRMED
    if item.rival:
        confidence, motif = _RIVALLED, f"un autre code est donné avec lui : {item.rival}"
    if item.shared:
        confidence, motif = 0.85, "dit une fois après plusieurs blocs"
    if ctx.scanned and item.column == "centre_cout" and codes.hides_zero(item.value.value):
        confidence, motif = 0.7, "lettre O ou chiffre 0 : les deux se peuvent"
    printed = ctx.text[slice(*item.place)]
    status: Status = "exacte" if printed == item.value.value else "normalisee"
    return Found(item.value.value, (item.place,), item.rule, status, confidence, motif, (item.label,))


def _add_programme(block: Block, values: dict[str, Found]) -> None:
    """The programme is the centre financier's; without one, the domaine's, the activité's or the block's head."""
    for column in ("centre_financier", "domaine_fonctionnel", "activite"):
        if column in values:
            source = values[column]
            code = str(source.value)[:4]
            motif = f"quatre premiers caractères : {column}"
            values["programme"] = Found(
                code, source.places, source.rule, "deduite", source.confidence, motif, source.around
            )
            return
    head = next((item for item in block if item.column == "programme" and item.value and item.place), None)
    if head and head.value and head.place:
        values["programme"] = Found(head.value.value, (head.place,), head.rule, "normalisee")


_SPOKEN = {
    "activite": "activité", "activite_libelle": "libellé de l'activité", "centre_cout": "centre de coût",
    "centre_cout_libelle": "libellé du centre de coût", "axe_ministeriel_1": "axe ministériel 1",
    "axe_ministeriel_2": "axe ministériel 2", "compte_pce": "compte PCE",
    "groupe_marchandises": "groupe de marchandises",
}  # fmt: skip
"""Names of columns as a message says them, where they are not the column's own words."""


def _doubts(row: int, block: Block) -> Iterator[Doubt]:
    for item in block:
        name = _SPOKEN.get(item.column) or item.column.replace("_", " ")
        if item.to_come:
            message = f"{name} : le document écrit « à préciser »."
            yield Doubt("a_confirmer", "avertissement", message, TABLE, row, item.column)
        if item.to_confirm and item.value:
            message = f"{name} {item.value.value} : le document écrit « à confirmer »."
            yield Doubt("a_confirmer", "avertissement", message, TABLE, row, item.column)
        if item.unread and item.column in (*CODED, "fonds", "compte_pce", "groupe_marchandises"):
            message = f"{name} : « {item.unread} » n'a pas la forme attendue, valeur non retenue, à vérifier."
            yield Doubt("code_malforme", "avertissement", message, TABLE, row, item.column)
        yield from _form_doubts(row, item, name)


def _form_doubts(row: int, item: Item, name: str) -> Iterable[Doubt]:
    if item.value is None:
        return
    if codes.MISREAD in item.value.repairs:
        message = f"{name} {item.value.value} : {codes.MISREAD}, forme normalisée à vérifier."
        yield Doubt("code_malforme", "avertissement", message, TABLE, row, item.column)
