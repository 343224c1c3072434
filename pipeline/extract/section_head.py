"""The head of an act: where its parties, its visas and its preamble begin; where an act without articles does."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, takewhile

import regex

from pipeline.extract.headings import Heading
from pipeline.extract.lines import TextLine, names_convention
from pipeline.extract.rulebook import Rulebook
from pipeline.extract.section_cuts import Cut
from pipeline.extract.tokens import match_tokens

_AGREEMENT = 500
"""How far above the first article the words of agreement stand, in characters."""

_SMALL = regex.compile(r"\p{Ll}")
_BOTH = regex.compile(r"\bET\b")
_WRITER = regex.compile(r"je|nous|j'", regex.IGNORECASE)


def head_cuts(text: str, lines: Sequence[TextLine], book: Rulebook, end: int) -> list[Cut]:
    """Return the cuts before the first article: title, parties, visas, preamble."""
    head = [line for line in lines if line.start < end]
    cuts = [Cut("titre", 0)]
    parties = _parties_start(head, book)
    if parties is not None:
        cuts.append(Cut("parties", parties))
    after = parties or 0
    visas = next((x.start for x in head if x.start >= after and book["decoupe.visa"].match(x.text)), None)
    formula = next((x for x in head if x.start >= after and x.says(book["decoupe.formule"])), None)
    said = _agreement(text, after, end, book) if parties is not None and formula is None else None
    agreed = _agreed_at(formula, book) if formula else said[0] if said else None
    closed = formula.start if formula else said[1] if said else None
    if visas is not None or agreed is not None:
        cuts.append(Cut("visas", min(x for x in (visas, agreed) if x is not None)))
    preamble = _preamble(head, book, after)
    if preamble is not None:
        cuts.append(preamble)
    elif closed is not None and (below := next((x.start for x in head if x.start > closed), None)) is not None:
        cuts.append(Cut("preambule", below))
    return sorted(cuts, key=lambda cut: cut.start)


def _agreed_at(line: TextLine, book: Rulebook) -> int:
    """Return where the parties agree on a line, past words that still tell of one ('délégataire d'autre part, …')."""
    match = book["decoupe.formule"].search(line.text)
    if match is None or not book["decoupe.partie"].search(line.text, 0, match.start()):
        return line.start
    return line.start + match.start()


def unheaded_cuts(text: str, lines: Sequence[TextLine], book: Rulebook) -> list[Cut]:
    """Return where the text begins of an act without articles or formula: below the sentence that delegates.

    That of one which amends another begins with the sentence that does.
    """
    if not lines:
        return []
    rules = (book["decoupe.acte_delegation"], book["decoupe.vaut_delegation"])
    given = next((m for rule in rules if (m := rule.search(text, lines[0].start, lines[-1].end))), None)
    below = [line.start for line in lines if given and line.start > given.end() and line.opens]
    if given is None and (changed := book["decoupe.acte_modificatif"].search(text, lines[0].start, lines[-1].end)):
        below = [line.start for line in lines if line.start == changed.start()]
    return [Cut("preambule", below[0])] if below else []


def written_cuts(text: str, lines: Sequence[TextLine], book: Rulebook) -> list[Cut]:
    """Return where the text of a letter begins by which its writer delegates ('Je vous délègue la gestion …')."""
    made = book["decoupe.vaut_delegation"].search(text)
    if made is None or not _WRITER.match(made[0]):
        return []
    return [Cut("preambule", max(line.start for line in lines if line.start <= made.start()))]


def letter_cuts(text: str, lines: Sequence[TextLine], book: Rulebook) -> list[Cut]:
    """Return where the text of a letter begins that has neither parties nor articles.

    It does below its title's paragraph, or below that of the sentence that makes it a délégation.
    """
    made = book["decoupe.vaut_delegation"].search(text)
    titles = (i for i, x in enumerate(lines) if names_convention(x, book))
    below = [x.start for i in titles for x in lines[i + 1 :] if x.opens]
    below = below or [x.start for x in lines if made and x.opens and x.start > made.end()]
    return [Cut("preambule", start) for start in below][:1]


def _agreement(text: str, start: int, end: int, book: Rulebook) -> tuple[int, int] | None:
    """Return the place of the words of agreement that no line holds whole, at the end of the heading."""
    start = max(start, end - _AGREEMENT)
    found = match_tokens(book["decoupe.formule_jetons"], text[start:end])
    return (start + found[-1][0], start + found[-1][1]) if found else None


def _parties_start(head: Sequence[TextLine], book: Rulebook) -> int | None:
    """Return where the parties begin: at 'Entre', the second one when the title says 'ENTRE A ET B' itself."""
    between = [x for x in head if x.text[0].isupper() and book["decoupe.entre"].match(x.text)]
    if between:
        titled = len(between) > 1 and (
            regex.search(r"\bet\b", _block_text(head, between[0]), regex.IGNORECASE) is not None
            or (_alone(between[1], book) and not _alone(between[0], book))
        )
        below = _below_title(head, between[0], book) if len(between) == 1 else None
        return between[1 if titled else 0].start if below is None else _unopened(head[below:], book)
    return _unopened(head, book)


def _below_title(head: Sequence[TextLine], between: TextLine, book: Rulebook) -> int | None:
    """Return the first line below a title in capitals that goes on with 'ENTRE A ET B', None where none does.

    The lines of such a title break anywhere, so that one may begin with this word as a list of parties does.
    """
    at = head.index(between)
    if not at or _SMALL.search(head[at - 1].text + between.text) or _alone(between, book):
        return None
    below = next((i for i in range(at + 1, len(head)) if _SMALL.search(head[i].text)), len(head))
    return below if _BOTH.search(" ".join(line.text for line in head[at:below])) else None


def _unopened(head: Sequence[TextLine], book: Rulebook) -> int | None:
    """Return where parties begin that no 'Entre' at the beginning of a line opens."""
    opened = book["decoupe.entre_final"]
    if (first := next((below for line, below in pairwise(head) if line.says(opened)), None)) is not None:
        return first.start
    if (table := _party_table(head, book)) is not None:
        return table
    for line, below in pairwise(head):
        if _heads_parties(line, book):
            return below.start
    for i, line in enumerate(head):
        if line.says(book["decoupe.partie"]) or _goes_on_as_party(head, i, book):
            return _party_start(head, i, book)
    return None


def _block_text(head: Sequence[TextLine], first: TextLine) -> str:
    """Return the lines of a paragraph from one of them on, on one line."""
    below = takewhile(lambda line: not line.opens, (line for line in head if line.start > first.start))
    return " ".join(line.text for line in (first, *below))


def _goes_on_as_party(head: Sequence[TextLine], i: int, book: Rulebook) -> bool:
    """Tell whether words that only a list of parties holds begin on line `i` and end on the next."""
    line = head[i]
    if line.closes or i + 1 == len(head):
        return False
    found = book["decoupe.partie"].search(f"{line.text} {head[i + 1].text}")
    return found is not None and found.start() < len(line.text)


def _heads_parties(line: TextLine, book: Rulebook) -> bool:
    """Tell whether `line` is a heading without a number over the list of the parties; a role alone heads one party."""
    named = line.text[0].isupper() and book["decoupe.titre_parties"].match(line.text)
    return bool(named) and book["roles.mot"].search(line.text) is None


def _alone(line: TextLine, book: Rulebook) -> bool:
    """Tell whether nothing follows 'Entre' or 'Entre les soussignés' on its line."""
    match = book["parties.entre"].match(f"{line.text}\n")
    return match is not None and match.end() == len(line.text)


def _party_table(head: Sequence[TextLine], book: Rulebook) -> int | None:
    """Return where a table of the parties begins: both roles alone on their lines, the names of its rows above.

    Where a sentence above has given both roles, those lines are of the signatures.
    """
    alone = (i for i, line in enumerate(head) if book["decoupe.role_seul"].match(line.text))
    roles = [i for i in alone if not _ends_party(head, i)]
    found = (book["roles.mot"].search(head[i].text) for i in roles)
    if len({match["delegant"] is not None for match in found if match}) < 2:
        return None
    first = roles[0]
    if book["identite.corps_delegation"].search(" ".join(line.text for line in head[:first])):
        return None
    while first > 0 and book["decoupe.libelle_partie"].match(head[first - 1].text):
        first -= 1
    return head[first].start


def _ends_party(head: Sequence[TextLine], i: int) -> bool:
    """Tell whether a role alone on its line is said of the party above ('représentée par Mme X,' / 'délégant,')."""
    return head[i].text[0].islower() and i > 0 and not head[i].opens and head[i - 1].text.endswith(",")


def _party_start(lines: Sequence[TextLine], i: int, book: Rulebook) -> int:
    """Return where the party that line `i` speaks of begins: at its name, or with its paragraph, below any title."""
    while i > 0 and not lines[i].opens and not book["decoupe.ouvre_partie"].match(lines[i].text):
        if names_convention(lines[i - 1], book) or lines[i - 1].says(book["decoupe.formule"]):
            break
        i -= 1
    while (above := _office_above(lines, i, book)) is not None:
        i = above
    if i > 0 and _is_label(lines[i - 1].text, book):
        i -= 1
    return lines[i].start


def _is_label(said: str, book: Rulebook) -> bool:
    """Tell whether a line is nothing but the role of the party below, numbered or not ('1.1 - Le délégant')."""
    match = None if said[0].islower() else book["roles.etiquette"].match(f"{said}\n")
    return match is not None and match.end() >= len(said)


def _office_above(lines: Sequence[TextLine], i: int, book: Rulebook) -> int | None:
    """Return the first line of the paragraph above line `i` when it is an office and its comma ('La directrice …,')."""
    k = i - 1
    while k > 0 and not lines[k].opens and not book["decoupe.ouvre_partie"].match(lines[k].text):
        k -= 1
    if k < 0 or not lines[i - 1].text.endswith(","):
        return None
    said = " ".join(line.text for line in lines[k:i])
    return k if book["decoupe.titulaire_seul"].match(said) else None


def _preamble(head: Sequence[TextLine], book: Rulebook, after: int) -> Cut | None:
    rule = book["decoupe.preambule"]
    for line in head:
        match = rule.match(line.text) if line.start >= after else None
        if match is None or not line.text[0].isupper():
            continue
        title = (line.start + match.start("titre"), line.start + match.end("titre")) if match["titre"] else None
        return Cut("preambule", line.start, Heading("preambule", 0, line.start, line.end, title, rule.id))
    return None
