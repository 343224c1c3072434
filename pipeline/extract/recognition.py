"""What makes a text a convention: parties, what they agree on, a place for signatures, with a title or without.

An arrêté full of codes, a guide, a letter have some of it, never all.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.extract.headings import Heading
from pipeline.extract.lines import TextLine, agreement, is_contents, names_act, says_where_signed
from pipeline.extract.rulebook import Rulebook
from pipeline.extract.sections import article_headings

REACH = 6000
"""How far below its title a convention must have named its parties, in characters."""
_FOOT = 12
"""How many lines a block of signatures may take at the end, in a layout where nothing sets paragraphs apart."""
_SIDES = 20
"""Within how many lines of the end both roles sign, where nothing else tells an act."""
_LEFT = 2
"""Articles that show what a damaged text is."""


def names_itself(text: str, lines: Sequence[TextLine], i: int, book: Rulebook) -> bool:
    """Tell whether a title on line `i`, or a sentence of the text, says that one delegates, and all the rest does too.

    How its parties are stated does not matter then; `lines` must end before the next act.
    """
    said = _joined(lines[i:])
    titled = book["decoupe.titre_delegation"].match(_joined(lines[i : i + 3])) is not None
    if not titled and not book["decoupe.acte_delegation"].search(said):
        return False
    if not _gives_roles(said, book):
        return False
    if not _sets_credits(lines[i:], book):
        return False
    return _is_closed(lines[i:], 3, len(text), book) or (titled and _both_sign(lines[i:], book))


def _gives_roles(said: str, book: Rulebook) -> bool:
    """Tell whether both roles are named, or those of a mandate in an act that cites the decree."""
    if book["identite.corps_delegation"].search(said):
        return True
    sides = (match["delegant"] is None for match in book["roles.contrat"].finditer(said))
    return book["identite.corps_decret"].search(said) is not None and len(set(sides)) == 2


def is_convention(text: str, lines: Sequence[TextLine], i: int, book: Rulebook) -> bool:
    """Tell whether a title on line `i` is followed by parties and an agreement, or by articles and signatures."""
    parties = _parties(lines, i, lines[i].start + REACH, book)
    if parties is None:
        return False
    after = [line for line in lines[i:] if line.start >= parties]
    signed = next((k for k, x in enumerate(after) if says_where_signed(x, book)), None)
    if agreement(after[:signed], book) is not None:
        return True
    listed = any(book[rule].match(x.text) for x in after for rule in ("decoupe.entre", "decoupe.visa"))
    listed = listed or _both_named(after, book) or _represented(after, book) > 1
    if listed and (_is_closed(lines[i:], 2, len(text), book) or _delegates(lines[i:], book)):
        return True
    if names_act(lines[i], book) and _is_signed_form(lines[i:], book):
        return True
    return _both_named(after, book) and _is_signed_by_both(lines[i:], book)


def is_spoilt_convention(text: str, lines: Sequence[TextLine], i: int, book: Rulebook) -> bool:
    """Tell whether a title of a scanned document heads what is left of a convention.

    Stamps, strokes of a pen and pale print may have taken the words that open the parties, or the signatures.
    """
    below = _joined([line for line in lines[i:] if line.start <= lines[i].start + REACH])
    roles = book["identite.corps_delegation"].search(below) is not None
    represented = sum(1 for _ in book["parties.representation"].finditer(below))
    told = _sets_credits(lines[i:], book), len(article_headings(lines[i:], book, len(text))) >= _LEFT
    if book["identite.delegation"].search(_joined(lines[i : i + 2])) is not None:
        return roles or represented > 0 or all(told)
    return (roles and any(told)) or (represented > 1 and all(told))


def opens_without_title(text: str, lines: Sequence[TextLine], book: Rulebook) -> bool:
    """Tell whether a document whose title could not be read (a logo, an image) opens on the parties of a convention."""
    if _stands_for_one(lines, book):
        return True
    entre = book["decoupe.entre"]
    first = next((i for i, x in enumerate(lines[:40]) if x.text[0].isupper() and entre.match(x.text)), None)
    if any(book["decoupe.autre_acte"].match(x.text) for x in lines[: 40 if first is None else first]):
        return False
    agreed = first is not None and agreement(lines[first:], book) is not None
    if agreed and len(article_headings(lines[first:], book, len(text))) >= 2:
        return True
    return _says_both_roles(text, lines, book)


def in_one_sentence(lines: Sequence[TextLine], before: int, book: Rulebook) -> bool:
    """Tell whether a sentence of the text gives both roles, where nothing lists the parties."""
    return book["parties.en_phrase"].search(_joined([x for x in lines if x.start <= before])) is not None


def _is_closed(lines: Sequence[TextLine], least: int, length: int, book: Rulebook) -> bool:
    """Tell whether articles follow, `least` of them, and a place for signatures: 'Fait à', or a block of them."""
    articles = article_headings(lines, book, length)
    return len(articles) >= least and (_has_place(lines, book) or _is_signed(_below(lines, articles), book))


def _delegates(lines: Sequence[TextLine], book: Rulebook) -> bool:
    """Tell whether an act without articles gives a délégataire something to manage, both roles named, and is signed."""
    given = _both_named(lines, book) and book["decoupe.acte_delegation"].search(_joined(lines)) is not None
    return given and (_has_place(lines, book) or _is_signed(lines, book))


def _is_signed_form(lines: Sequence[TextLine], book: Rulebook) -> bool:
    """Tell whether an act gives both roles, sets credits, and is signed, whatever it is made of."""
    given = book["identite.corps_delegation"].search(_joined(lines)) is not None and _sets_credits(lines, book)
    return given and (_has_place(lines, book) or _is_signed(lines, book))


def _sets_credits(lines: Sequence[TextLine], book: Rulebook) -> bool:
    """Tell whether the lines name a unit or a sum of money."""
    return any(line.says(book[rule]) for line in lines for rule in ("codes.uo", "montants.chiffres"))


def _has_place(lines: Sequence[TextLine], book: Rulebook) -> bool:
    """Tell whether the lines hold a place for signatures: 'Fait à', or what opens a block of them."""
    if any(says_where_signed(x, book) for x in lines):
        return True
    low = len(lines) - _FOOT
    places = (x for k, x in enumerate(lines) if x.opens or x.tabular or k >= low)
    rules = ("decoupe.signature", "decoupe.tableau_signataires")
    return any(book[rule].match(x.text) for x in places for rule in rules)


def _below(lines: Sequence[TextLine], articles: Sequence[Heading]) -> Sequence[TextLine]:
    return [line for line in lines if line.start >= articles[-1].end]


def _is_signed(lines: Sequence[TextLine], book: Rulebook) -> bool:
    """Tell whether the text ends on a stamp, or on a function above a name."""
    pairs = (f"{line.text.rstrip(',')}\n{below.text}" for line, below in pairwise(lines))
    return any(x.says(book["signatures.tampon"]) for x in lines) or any(map(book["decoupe.signataire"].match, pairs))


def _is_signed_by_both(lines: Sequence[TextLine], book: Rulebook) -> bool:
    """Tell whether an act that delegates gives a sum and has a place for each role to sign."""
    given = any(line.says(book["montants.chiffres"]) for line in lines) and _both_sign(lines, book)
    return given and book["decoupe.acte_delegation"].search(_joined(lines)) is not None


def _both_sign(lines: Sequence[TextLine], book: Rulebook) -> bool:
    """Tell whether a text ends on a place for each role to sign, which a report or a letter about an act has not."""
    foot = lines[-_SIDES:]
    if book["signatures.date"].search(_joined(foot)) is None:
        return False  # A guide may end on both roles too.
    places = (cell.strip() for line in foot for cell in line.text.split("\t"))
    rules = ("decoupe.signature", "decoupe.role_seul", "decoupe.titulaire_role")
    signed = (x for x in places if any(book[rule].match(x) for rule in rules))
    said = (book["roles.mot"].search(place) for place in signed)
    return len({match["delegant"] is None for match in said if match}) == 2


def _both_named(lines: Sequence[TextLine], book: Rulebook) -> bool:
    """Tell whether both roles are given to somebody before the first article."""
    return book["identite.corps_delegation"].search(_joined(_heading(lines, book))) is not None


def _represented(lines: Sequence[TextLine], book: Rulebook) -> int:
    """Count the places before the first article that say by whom a party is represented."""
    return sum(1 for _ in book["parties.representation"].finditer(_joined(_heading(lines, book))))


def _joined(lines: Sequence[TextLine]) -> str:
    """Return the text of the lines as a sentence runs through them."""
    return " ".join(line.text for line in lines)


def _heading(lines: Sequence[TextLine], book: Rulebook) -> Sequence[TextLine]:
    """Return the lines before the first article, those articles taken in that only name the parties."""
    first = next((k for k, line in enumerate(lines) if _opens_text(line, book)), len(lines))
    return lines[:first]


def _opens_text(line: TextLine, book: Rulebook) -> bool:
    """Tell whether `line` heads an article that says something else than who the parties are."""
    heading = book["decoupe.article"].match(line.text) if line.text[0].isupper() else None
    return heading is not None and not book["decoupe.titre_parties"].match(heading["reste"])


def _parties(lines: Sequence[TextLine], i: int, before: int, book: Rulebook) -> int | None:
    """Return where the parties are first named below line `i`, that line where a sentence of the articles does it."""
    roles = _roles_alone(lines[i:], book)
    for k, line in enumerate(lines[i:], i):
        if line.start > before:
            break
        if _opens_parties(line, book):
            return line.start
        if _names_party(lines, k, book) or (roles and line.start == roles[0].start):
            return line.start
        if _opens_text(line, book) and not is_contents(line.text, book):
            break
    return lines[i].start if in_one_sentence(lines[i:], before, book) else None


def _names_party(lines: Sequence[TextLine], k: int, book: Rulebook) -> bool:
    """Tell whether line `k` says what only a list of parties does, by itself or as the next one goes on with it."""
    rule, line = book["decoupe.partie"], lines[k]
    if line.says(rule):
        return True
    if line.closes or k + 1 == len(lines) or _opens_text(line, book):
        return False
    return rule.search(_joined(lines[k : k + 2])) is not None


def _opens_parties(line: TextLine, book: Rulebook) -> bool:
    """Tell whether the parties follow: 'Entre' at the beginning of a sentence, or alone on its line in any case."""
    match = book["decoupe.entre"].match(line.text)
    return match is not None and (line.text[0].isupper() or match.end() == len(line.text))


def _roles_alone(lines: Sequence[TextLine], book: Rulebook) -> list[TextLine]:
    """Return the lines above the first article that are a role and no more, where both are there."""
    alone = [line for line in _heading(lines, book) if book["decoupe.role_seul"].match(line.text)]
    said = (book["roles.mot"].search(line.text) for line in alone)
    return alone if len({match["delegant"] is None for match in said if match}) == 2 else []


def _stands_for_one(lines: Sequence[TextLine], book: Rulebook) -> bool:
    """Tell whether a sentence makes the text a délégation, both roles named and credits set (messages)."""
    said = _joined(lines)
    both = book["identite.corps_delegation"].search(said) is not None
    return both and book["decoupe.vaut_delegation"].search(said) is not None and _sets_credits(lines, book)


def _says_both_roles(text: str, lines: Sequence[TextLine], book: Rulebook) -> bool:
    """Tell whether a text under a title of its own (a form) is one all the same: roles, representatives, signatures.

    They may agree on it instead; where nothing says so, one delegates to the other, and each signs under its role.
    """
    if not _both_named(lines, book):
        return False
    stated = _represented(lines, book) > 1 or agreement(lines, book) is not None
    if stated and _is_closed(lines, 3, len(text), book):
        return True
    return _is_signed_by_both(lines, book)
