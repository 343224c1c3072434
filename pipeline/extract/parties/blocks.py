"""Where one party ends and the next begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import regex

from pipeline.extract.parties.roles import role_said
from pipeline.extract.parties.types import Block, RoleSaid
from pipeline.extract.rulebook import Rulebook
from pipeline.extract.view import View

_CLOSED = regex.compile(r"(?:[,;:.»)\f\"]|\bainsi\s+que)\s*$")
_COLUMN = regex.compile(r"\f\s*(?=\S)")
_NAMED = regex.compile(r"\s*[,:]?[ ]*(?:(?:le|la|les|l')\s?\p{L}|(?:M\.|Mme|Monsieur|Madame)\s\p{L})", regex.IGNORECASE)
_SEPARATOR = regex.compile(r"(?:\bentre|\bet)\s*[,:]?$", regex.IGNORECASE)
_CALLED = regex.compile(
    r"[^\n,;]{0,120}?(?:étant|est|sera|sont|seront)\s+(?:ci[- ]après\s+)?d[ée](?:nomm|sign)", regex.IGNORECASE
)
_WORD = regex.compile(r"(?:(?:le|la|les|l')\s?)?(?=\p{L})", regex.IGNORECASE)
_ITEM_END = regex.compile(r"\s*;|\n\n|(?<!\bMM?)\.\s*(?=\n|$)")
_NAMED_SO = ("roles.designation", "roles.apposition")
_DASHES = ("-", "–", "—")
_LEAD = regex.compile(
    r"(?:\s|[,:;.–—•▪-]|\b(?:et|entre)\b(?!-)|d'(?:une|autre)\s+part\b|de\s+\w+\s+part\b|\b(?:nous|je)\s*,|\(?\d\s*[°)]|\(?[a-h]\))*",
    regex.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Opening:
    at: int
    """Where the rule's match begins: the block before ends there."""
    start: int
    """Where the party's own words begin."""
    new_group: bool = False
    label: RoleSaid | None = None
    strong: bool = True
    """False when nothing but the shape of the page says that a party begins here."""
    sure: bool = True
    """False for a mere line beginning, which opens a party only when what precedes is closed."""
    leads: bool = False
    """True when a colon ends the label: it stands before its party, whatever the others do."""


def cut_blocks(view: View, book: Rulebook) -> tuple[Block, ...]:
    """Cut the zone of the parties into blocks, one for each statement of a party or of several at once."""
    opening = book["parties.entre"].search(view.text)
    openings = sorted(_openings(view, book), key=lambda o: (o.start, -o.new_group))
    begin = opening.end() if opening else _first_stated(view, min((o.at for o in openings), default=0), book)
    first = _Opening(begin, begin)
    following = (replace(o, at=max(o.at, begin)) for o in openings if o.start >= begin)
    kept = _confirmed(view, [first, *following], book)
    present = book["parties.presence"].search(view.text, begin)
    blocks = list(_blocks(view, kept, (present.start(), _after(kept, present.end(), view)) if present else None))
    return tuple(_merged(view, blocks, book))


def _first_stated(view: View, at: int, book: Rulebook) -> int:
    """Return 0 where what stands above the first opening states a party and its short name or role, else `at`."""
    stated = book["parties.premiere"].match(view.text, 0, at)
    said = (book[rule].search(view.text, stated.end(), at) for rule in _NAMED_SO) if stated else ()
    return 0 if any(said) else at


def blocks_in_text(view: View, book: Rulebook) -> tuple[Block, ...]:
    """Return the bodies to which sentences give the two roles; none unless both are given."""
    found: dict[str, Block] = {}
    for match in book["parties.nom_et_role"].finditer(view.text):
        said = role_said(view, *match.span("role"), "parties.nom_et_role", book)
        if said:
            end = _represented_to(view, match, book)
            found.setdefault(said.role, Block(match.start("nom"), end, len(found), said, leads=True))
    return tuple(found.values()) if len(found) == 2 else ()


def _represented_to(view: View, match: regex.Match[str], book: Rulebook) -> int:
    """Return where a body told with its role ends: with its name, or with who represents it, told right after."""
    at = match.end() + len(view.text[match.end() :]) - len(view.text[match.end() :].lstrip(" ,\n"))
    if not book["parties.representation"].match(view.text, at):
        return match.end("nom")
    ended = _ITEM_END.search(view.text, at)
    return ended.start() if ended else len(view.text)


def after_lead(view: View, start: int, end: int) -> int:
    """Return where the words proper of a block begin, after separators and numbers."""
    match = _LEAD.match(view.text, start, end)
    return match.end() if match else start


def _openings(view: View, book: Rulebook) -> Iterator[_Opening]:
    yield from _labels(view, book)
    yield from _in_sentences(view, book)
    text = view.text
    for match in book["parties.et"].finditer(text):
        yield _Opening(match.start(), match.end(), new_group=True)
    for rule_id in ("parties.champ", "parties.titulaire_seul", "parties.personne", "parties.suivante"):
        for match in book[rule_id].finditer(text):
            yield _Opening(match.start(), match.end())
    listed = False
    for match in book["parties.numero"].finditer(text):
        dash = match[0].strip() in _DASHES
        yield _Opening(match.start(), match.end(), sure=listed or not dash or not _unended(text, match.start()))
        listed = True
    for match in _COLUMN.finditer(text):
        yield _Opening(match.start(), match.end(), strong=False)
    for match in book["roles.part"].finditer(text):
        if _opens_party(text, match):
            yield _Opening(match.start(), match.end())
    for match in book["parties.nouvelle"].finditer(text):
        yield _Opening(match.start(), match.start(), strong=False, sure=False)
    for match in book["parties.tete"].finditer(text):
        yield _Opening(match.start(), match.end(), strong=False, sure=False)


def _in_sentences(view: View, book: Rulebook) -> Iterator[_Opening]:
    for match in book["parties.en_phrase"].finditer(view.text):
        for group in ("un", "deux"):
            said = role_said(view, *match.span(f"role_{group}"), "parties.en_phrase", book)
            yield _Opening(match.start(group), match.start(group), label=said, leads=True)


def _labels(view: View, book: Rulebook) -> Iterator[_Opening]:
    for rule_id in ("roles.etiquette", "roles.annonce", "roles.incise"):
        for match in book[rule_id].finditer(view.text):
            said = role_said(view, *match.span("role"), rule_id, book)
            yield _Opening(match.start(), match.end(), label=said, leads=match[0].rstrip().endswith(":"))


def _opens_party(text: str, match: regex.Match[str]) -> bool:
    """Tell 'd'une part, la Direction X' at a line's beginning, or after 'Entre', from what closes a party."""
    if not _NAMED.match(text, match.end()):
        return False
    before = text[: match.start()].rstrip()
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip(" -–—•")
    return not before or before.endswith((":", "\f")) or not line or _ends_with_separator(before)


def _unended(text: str, at: int) -> bool:
    """Tell whether what stands before `at` goes on after a dash ('Direction du budget / – Ministère des finances')."""
    before = text[:at].rstrip()
    return before[-1:].isalpha() and not _ends_with_separator(before)


def _ends_with_separator(before: str) -> bool:
    return _SEPARATOR.search(before) is not None


def _confirmed(view: View, openings: Iterable[_Opening], book: Rulebook) -> list[_Opening]:
    """Keep the sure openings, and the line beginnings before which a party has been fully stated."""
    kept: list[_Opening] = []
    for opening in openings:
        last = kept[-1] if kept else None
        if last is not None and not view.text[last.start : opening.at].strip(" \n\t\f:,"):
            kept[-1] = _joined(last, opening)
        elif last is not None and opening.new_group and _ends_list(view, last.start, opening.at, book):
            continue
        elif opening.sure or (last is not None and _complete(view, last.start, opening.at, book)):
            kept.append(opening)
    return kept


def _joined(first: _Opening, second: _Opening) -> _Opening:
    """One opening out of two that only separators part ('Et', then '2°')."""
    return replace(
        first,
        start=max(first.start, second.start),
        new_group=first.new_group or second.new_group,
        label=second.label or first.label,
        strong=first.strong or second.strong,
        leads=second.leads if second.label else first.leads,
    )


def _complete(view: View, start: int, end: int, book: Rulebook) -> bool:
    said = view.text[start:end]
    if not _CLOSED.search(said) and not said.endswith("\n\n") and not _ends_called(view, start, end, book):
        return False
    return _is_told(view, start, end, book)


def _is_told(view: View, start: int, end: int, book: Rulebook) -> bool:
    """Tell whether something is said of a party, besides its name."""
    return any(
        book[rule].search(view.text, start, end)
        for rule in (
            "parties.representation",
            "roles.designation",
            "roles.qualite",
            "roles.apposition",
            "adresses.ville",
            "roles.part",
        )
    )


def _ends_list(view: View, start: int, end: int, book: Rulebook) -> bool:
    """Tell whether the 'et' at `end` leads to the last body of a list, begun on the line above ('A, B|et C')."""
    before = view.text[start:end].rstrip(" ")
    if not before.endswith("\n") or before.endswith("\n\n") or not before[-2:-1].isalpha():
        return False
    return book["parties.coordination"].search(view.text, start, end) is not None and not _is_told(
        view, start, end, book
    )


def _ends_called(view: View, start: int, end: int, book: Rulebook) -> bool:
    """Tell whether a statement ends its line on the short name of its party ('Ci-après : le Délégant')."""
    told = len(view.text[:end].rstrip(" "))
    if view.text[told - 1 : told] != "\n":
        return False
    names = book["roles.designation"].finditer(view.text, start, end)
    return any(not view.text[name.end() : told].strip() for name in names)


def _after(openings: list[_Opening], at: int, view: View) -> int:
    return next((o.at for o in openings if o.at > at), len(view.text))


def _blocks(view: View, openings: list[_Opening], left_out: tuple[int, int] | None) -> Iterator[Block]:
    group = 0
    for i, opening in enumerate(openings):
        end = openings[i + 1].at if i + 1 < len(openings) else len(view.text)
        group += opening.new_group
        if left_out and opening.start >= left_out[0] and end <= left_out[1]:
            continue
        if left_out and opening.start < left_out[0] < end:
            end = left_out[0]
        yield Block(opening.start, end, group, opening.label, opening.strong, opening.leads)


def _merged(view: View, blocks: list[Block], book: Rulebook) -> Iterator[Block]:
    """Give back to the party before it a block that states none; a role printed alone goes with its party."""
    labels_first = _labels_come_first(view, blocks, book)
    pending: Block | None = None
    for block in blocks:
        own = _states_party(view, block, book)
        if block.label and not block.leads and not labels_first and pending:
            pending = replace(pending, label=pending.label or block.label)
            block = replace(block, label=None)
        if own:
            if pending:
                yield pending
            pending = block
        elif pending:
            pending = replace(pending, end=max(pending.end, block.end))
        else:
            pending = None
    if pending:
        yield pending


def _labels_come_first(view: View, blocks: list[Block], book: Rulebook) -> bool:
    """Tell whether role labels stand before their parties: the first label comes before any party, and names one."""
    for block in blocks:
        if block.label:
            return _states_party(view, block, book)
        if _states_party(view, block, book):
            return False
    return True


def _states_party(view: View, block: Block, book: Rulebook) -> bool:
    at = after_lead(view, block.start, block.end)
    if at >= block.end or book["parties.sans_objet"].match(view.text, at, block.end):
        return False
    if _CALLED.match(view.text, at, block.end) or book["roles.sigle_cite"].match(view.text, at, block.end):
        return False
    if book["personnes.titre_nom"].match(view.text, at, block.end):
        said = ("parties.au_nom_de", "roles.designation", "roles.apposition")
        return any(book[rule].search(view.text, at, block.end) for rule in said)
    return _WORD.match(view.text, at, block.end) is not None
