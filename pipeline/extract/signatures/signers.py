"""From what each stretch says to who signed: which function, date and stamp go with which name.

Blocks are printed in every order (function then name, name then function, role above or below). 'Pour …', a column's
end and, mostly, a role open a new block; inside a block the order is told from what is still to come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from pipeline.extract.names import same_name
from pipeline.extract.signatures.types import Block, Item, Signer
from pipeline.extract.view import View, piece

_OPENERS = ("pour", "etranger", "colonne", "fait")
_DATES = ("date", "lieu_date")
_BY_DELEGATION = regex.compile(
    r"\bpar\s+(?:d[ée]l[ée]gation|emp[êe]chement|suppl[ée]ance)\b|\bemp[êe]ch[ée]e?\b|\bp\s?[./]\s?o\b",
    regex.IGNORECASE,
)
"""The signatory stands in for the holder of the office named above."""
_ARTICLE = regex.compile(r"^(?:le|la|les)\s+|^l['’]\s?", regex.IGNORECASE)
_JOINT = regex.compile(r"[ \n]*(?:[-–—/]|et)[ \n]*")


def signers_of(view: View, items: Sequence[Item]) -> tuple[Signer, ...]:
    """Return the signatories in the order they are printed; blocks without a name make none."""
    items = _placed(items)
    reader = _Reader(view, _dates_follow(items))
    for i, item in enumerate(items):
        reader.take(item, items[i + 1 :])
    reader.close()
    return tuple(signer for block in _headed(_stamped(_dated(reader.done))) for signer in _signers(block))


def _placed(items: Sequence[Item]) -> tuple[Item, ...]:
    """Take 'Fait à …' for a block's own place and date where each block has its own, or where it stands inside one."""
    dated = [item for item in items if item.kind == "lieu_date" or _tells(item)]
    spoken = [item for item in items if item.kind != "colonne"]
    if len(dated) < 2 and (not spoken or spoken[0].kind == "fait" or spoken[-1].kind == "fait"):
        return tuple(items)
    days = any(item.kind == "fait" and item.date for item in items)
    moved = (_tells(item) and (item.date or not days) for item in items)
    return tuple(replace(item, kind="lieu_date") if own else item for item, own in zip(items, moved, strict=True))


def _tells(item: Item) -> bool:
    """Tell whether 'Fait …' says where or when; 'Fait en deux exemplaires' opens the signatures and no more."""
    return item.kind == "fait" and bool(item.date or item.place)


def _dates_follow(items: Sequence[Item]) -> bool:
    """Tell whether each name has its date below it: as many of both, a name first and a date last."""
    order = [item.kind in _DATES for item in items if item.kind in ("nom", "tampon", *_DATES)]
    return bool(order) and not order[0] and order[-1] and 2 * sum(order) == len(order)


class _Reader:
    def __init__(self, view: View, dates_follow: bool) -> None:
        self.view = view
        self.dates_follow = dates_follow
        self.done: list[Block] = []
        self.now = Block(0)
        self.last: Item | None = None
        """The last item that said something by itself: words that say nothing may continue it."""
        self.dates_listed = False
        """True after places and dates that follow one another: they head no block, `_dated` deals them out."""

    def close(self, following: Block | None = None) -> None:
        """End the block under way and begin another."""
        if not self.now.empty:
            self.done.append(self.now)
        self.now = following or Block(self.now.column)
        self.last = None

    def take(self, item: Item, ahead: Sequence[Item]) -> None:
        """Give one item to the block under way, or begin a new one with it."""
        if self.dates_listed and item.kind not in ("lieu_date", "texte"):
            self.close()
            self.dates_listed = False
        if item.kind in ("role", "lieu_date", "date"):
            self._role_or_date(item, ahead)
        elif item.kind in ("nom", "tampon"):
            self._name(item)
        elif item.kind == "fonction":
            self._function(item, ahead)
        elif item.kind == "texte":
            self._continuation(item)
            return
        elif item.kind == "grade":
            return
        else:
            self._opener_or_mark(item, ahead)
        self.last = item

    def _opener_or_mark(self, item: Item, ahead: Sequence[Item]) -> None:
        now = self.now
        if item.kind == "horodatage":
            now.moment = now.moment or item
        elif item.kind == "manuscrite":
            now.handwritten = now.handwritten or item
        elif item.kind == "electronique":
            now.electronic = item if item.date or not now.electronic else now.electronic
        elif item.kind == "pour" and not now.people:
            now.on_behalf += [*self._represented(item, ahead), item]
        else:
            self.close(Block(now.column + (item.kind == "colonne"), foreign=item.kind == "etranger"))
            self.now.on_behalf += [item] if item.kind == "pour" else []

    def _represented(self, item: Item, ahead: Sequence[Item]) -> list[Item]:
        """Take back the office above 'pour la directrice (et par délégation)' where who signs has one below."""
        now, said = self.now, item.piece.text if item.piece else ""
        if not now.functions or not _functions(ahead):
            return []
        stands_in = _BY_DELEGATION.search(self.view.text, item.start, item.end)
        if not stands_in and not _same_office(now.functions, said):
            return []
        office, now.functions = now.functions, []
        return office

    def _role_or_date(self, item: Item, ahead: Sequence[Item]) -> None:
        """A role or a date goes with the name above it only when no other name follows in its block."""
        said = self.now.role if item.kind == "role" else self.now.dated
        on_stamp = item.kind == "date" and self.last is not None and self.last.kind == "tampon"
        on_stamp = on_stamp or (item.kind in _DATES and self.dates_follow)
        if self.now.people and not on_stamp and (said or self._others(ahead)):
            self.close()
        elif item.kind == "lieu_date" and _only_dated(self.now):
            self.close()
            self.dates_listed = True
        if item.kind == "role":
            self.now.role = self.now.role or item
        else:
            self.now.dated = self.now.dated or item

    def _name(self, item: Item) -> None:
        others = [p for p in self.now.people if not same_person(p, item)]
        if others and not (self.last and self.last.kind == "nom" and self._joint(self.last, item)):
            self.close(self.now.heir())
        self.now.people.append(item)

    def _function(self, item: Item, ahead: Sequence[Item]) -> None:
        functions, last = self.now.functions, self.last
        if functions and last is functions[-1]:
            if last.piece and _BY_DELEGATION.search(last.piece.text):
                self.now.on_behalf += functions
                self.now.functions = [item]
            elif self._joint(last, item):
                functions.append(item)
            else:
                functions[-1] = item = self._through(last, item)
            self.last = item
            return
        if self.now.people and item.rule == "signatures.qualite":
            self.now.functions = functions or [item]
            return
        if self.now.people and (
            functions or (self._others(ahead) > _functions(ahead) and not self._headed_by_role(ahead))
        ):
            self.close(self.now.heir())
        self.now.functions.append(item)

    def _continuation(self, item: Item) -> None:
        """Take words that continue the function or the party just named."""
        for said in (self.now.functions, self.now.on_behalf):
            if said and self.last is said[-1]:
                said[-1] = self.last = self._through(said[-1], item)
                return

    def _headed_by_role(self, ahead: Sequence[Item]) -> bool:
        """Tell whether a role heads the block, and another one the next: what stands between is said of the block."""
        role = self.now.role
        says = next((item for item in ahead if item.kind in ("role", "nom", "tampon", "fonction", *_OPENERS)), None)
        return role is not None and role.start < self.now.people[0].start and says is not None and says.kind == "role"

    def _others(self, ahead: Sequence[Item]) -> int:
        """Count the names to come, up to the next opener, of other persons than the block's or, stamps, those above."""
        names = (item for item in _until_opener(ahead) if item.kind in ("nom", "tampon"))
        return sum(not any(same_person(item, known) for known in self._known(item)) for item in names)

    def _known(self, item: Item) -> list[Item]:
        above = [known for block in self.done for known in block.people] if item.kind == "tampon" else []
        return [*self.now.people, *above]

    def _joint(self, first: Item, second: Item) -> bool:
        return _JOINT.fullmatch(self.view.text, first.end, second.start) is not None

    def _through(self, first: Item, second: Item) -> Item:
        start = first.piece.start if first.piece else first.start
        return replace(first, end=second.end, piece=piece(self.view, start, second.end))


def _dated(blocks: Sequence[Block]) -> Sequence[Block]:
    """Give dates that stand apart from the signatories, all above or all below (a row of dates), to each in order."""
    named = [i for i, block in enumerate(blocks) if block.people and not block.foreign]
    alone = [i for i, block in enumerate(blocks) if _only_dated(block)]
    apart = len(alone) == len(named) > 1 and (alone[0] > named[-1] or alone[-1] < named[0])
    if apart and not any(blocks[i].dated or blocks[i].moment for i in named):
        for i, j in zip(named, alone, strict=True):
            blocks[i].dated = blocks[j].dated
    return blocks


def _stamped(blocks: Sequence[Block]) -> list[Block]:
    """Give a stamp that stands apart (below a row of names, over the page) to the one block that names its person."""
    kept: list[Block] = []
    for block in blocks:
        owners = [one for one in kept if _is_stamp_of(block, one)]
        if len(owners) != 1:
            kept.append(block)
            continue
        owner = owners[0]
        owner.people += block.people
        owner.functions += block.functions
        owner.moment, owner.dated = owner.moment or block.moment, owner.dated or block.dated
        owner.electronic = owner.electronic or block.electronic
    return kept


def _is_stamp_of(block: Block, owner: Block) -> bool:
    """Tell whether a block is nothing but the stamp of whom another one, that has none, names."""
    if not block.people or block.foreign or any(item.kind != "tampon" for item in block.people):
        return False
    if (
        owner.moment
        or (owner.functions and block.functions)
        or not owner.people
        or any(item.kind == "tampon" for item in owner.people)
    ):
        return False
    return all(same_person(item, known) for item in block.people for known in owner.people)


def _only_dated(block: Block) -> bool:
    """Tell a block that holds a date, its place before it or not, and no more."""
    said = block.people or block.functions or block.role or block.on_behalf or block.foreign
    return not said and block.dated is not None


def _headed(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks with names; heads of columns that stand apart from them are given back in order."""
    heads: list[Block] = []
    columns: list[int] = []
    for block in blocks:
        if not block.people:
            heads = [*heads, block] if not columns and _is_head(block) else []
            columns = []
            continue
        if heads and not (block.role or block.foreign) and all(map(_is_power, block.on_behalf)):
            columns += [block.column] if block.column not in columns else []
            rank = columns.index(block.column)
            if len(heads) > 1 and rank < len(heads):
                _take_head(block, heads[rank])
        yield block


def _same_office(functions: Sequence[Item], said: str) -> bool:
    """Tell whether 'pour le directeur' says again the office just above ('Le directeur des sports')."""
    words = _ARTICLE.sub("", said).casefold().split()
    above = [item.piece.text.casefold().split() for item in functions if item.piece]
    return bool(words) and any(office[: len(words)] == words for office in above)


def _is_head(block: Block) -> bool:
    """Tell whether a block without a name says for whom or in what quality those of another line or page sign."""
    return bool(block.role or block.on_behalf or block.functions)


def _take_head(block: Block, head: Block) -> None:
    block.role, block.on_behalf = head.role, [*head.on_behalf, *block.on_behalf]
    block.functions = block.functions or head.functions
    block.dated = block.dated or head.dated


def _is_power(item: Item) -> bool:
    """Tell whether 'Pour …' only says by what power one signs ('Pour le directeur et par délégation')."""
    return item.piece is not None and _BY_DELEGATION.search(item.piece.text) is not None


def same_person(one: Item, other: Item) -> bool:
    """Tell whether two items name one person."""
    if not (one.person and one.person.nom and other.person and other.person.nom):
        return False
    return same_name(one.person.nom.text, other.person.nom.text) or _is_cut(one, other) or _is_cut(other, one)


def _is_cut(stamp: Item, name: Item) -> bool:
    """Tell whether a stamp gives the first words of a longer name: a page break cut it."""
    if stamp.kind != "tampon" or not (stamp.person and stamp.person.nom and name.person and name.person.nom):
        return False
    said, whole = (item.casefold().split() for item in (stamp.person.nom.text, name.person.nom.text))
    return 1 < len(said) < len(whole) and whole[: len(said)] == said


def _until_opener(ahead: Sequence[Item]) -> Iterator[Item]:
    for item in ahead:
        if item.kind in _OPENERS:
            return
        yield item


def _functions(ahead: Sequence[Item]) -> int:
    return sum(item.kind == "fonction" for item in _until_opener(ahead))


def _signers(block: Block) -> Iterator[Signer]:
    """Tell apart the persons of a block; functions printed side by side go to them in order."""
    groups: list[list[Item]] = []
    for item in block.people:
        group = next((g for g in groups if same_person(g[0], item)), None)
        if group is None:
            groups.append([item])
        else:
            group.append(item)
    for i, group in enumerate(groups):
        function = block.functions[i] if i < len(block.functions) else None
        best = max((g.person for g in group if g.person), key=lambda p: len(p.nom.text) if p.nom else 0)
        names = tuple(g.person.nom for g in group if g.person and g.person.nom)
        yield Signer(best, names, function, block, next((g for g in group if g.kind == "tampon"), None))
