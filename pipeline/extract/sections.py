"""Cuts one convention into its sections: title, parties, visas, preamble, articles, signatures, annexes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

import regex

from pipeline.extract.context import Kind, Section
from pipeline.extract.heading_runs import sequence
from pipeline.extract.headings import (
    Heading,
    annexes,
    asked_titles,
    bare_numbers,
    composed_articles,
    lettered,
    lone_numbers,
    numbered_articles,
    untitled_numbers,
    usual_titles,
)
from pipeline.extract.lines import TextLine, agreement, is_contents, is_title, lines_of, names_convention
from pipeline.extract.rulebook import Rulebook
from pipeline.extract.tokens import match_tokens

_LEAST_ANNEX = 25
"""What stands under the name of an annex in a list of annexes is shorter, in characters."""
_AGREEMENT = 500
"""How far above the first article the words of agreement stand, in characters."""
_ABOVE = 300
"""How far above 'Fait à' a block of signature may stand, in characters."""


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where a section begins, and what its heading says."""

    kind: Kind
    start: int
    heading: Heading | None = None


def cut_sections(text: str, book: Rulebook) -> tuple[Section, ...]:
    """Return the sections of a convention's clean text, in order, without gap or overlap."""
    lines = [line for line in lines_of(text) if not is_contents(line.text, book)]
    tail_start, articles = _articles(lines, book, len(text))
    head_end = articles[0].start if articles else tail_start
    cuts = _head(text, lines, book, head_end)
    letter = [] if articles or len(cuts) > 1 else _letter(text, lines, book)
    if not articles and cuts[-1].kind == "parties":
        cuts += _unheaded(text, [x for x in lines if cuts[-1].start <= x.start < head_end], book)
    cuts += [*letter, *(_Cut("article", h.start, h) for h in articles)]
    cuts += _tail(lines, book, articles[-1].end if articles else letter[0].start if letter else head_end, len(text))
    return _sections(cuts, text)


_SCHEMES: tuple[tuple[Callable[[Sequence[TextLine], Rulebook], list[Heading]], int], ...] = (
    (numbered_articles, 1),
    (composed_articles, 3),
    (bare_numbers, 3),
    (lettered, 3),
    (lone_numbers, 3),
    (asked_titles, 3),
    (usual_titles, 3),
    (untitled_numbers, 3),
    (usual_titles, 1),
)
"""Ways of numbering, the surest first, each with the least number of headings that makes it believed."""


def article_headings(lines: Sequence[TextLine], book: Rulebook, length: int) -> list[Heading]:
    """Return the headings of the articles, by the first way of numbering that the text follows."""
    for scheme, least in _SCHEMES:
        run = sequence(scheme(lines, book), length, least)
        if run and (scheme is numbered_articles or _begins(run, least)):
            return run
    return []


def _begins(run: Sequence[Heading], least: int) -> bool:
    """Tell whether a run begins where it should; its first heading may have been lost where enough others follow."""
    return run[0].rank == 1 or (run[0].rank == 2 and len(run) > least > 1)


def _articles(lines: Sequence[TextLine], book: Rulebook, length: int) -> tuple[int, list[Heading]]:
    """Return where signatures or annexes begin, and the headings of the articles before."""
    body = _body_start(lines, book)
    fait = _first(lines, book, "decoupe.fait", body)
    end = fait if fait is not None else length
    found = article_headings([x for x in lines if body <= x.start < end], book, end)
    if fait is None:
        after = found[-1].end if found else body
        end = min((h.start for h in annexes(lines, book) if h.start > after), default=length)
        found = _without_signatures([h for h in found if h.start < end], lines, book)
    return end, found


def _without_signatures(found: list[Heading], lines: Sequence[TextLine], book: Rulebook) -> list[Heading]:
    """Leave out a last heading that only opens the signatures ('E. Signatures')."""
    last = next((line.text for line in lines if found and line.start == found[-1].start), "")
    return found[:-1] if len(found) > 1 and book["decoupe.signatures_titre"].match(last) else found


def _body_start(lines: Sequence[TextLine], book: Rulebook) -> int:
    """Return where the parties have agreed and the articles may begin (the formula, else the last visa, else 0).

    The first article may say by itself what they agree on.
    """
    agreed = agreement(lines, book)
    if agreed is not None:
        before = [line for line in lines if line.start < agreed.start]
        above = [one for one in numbered_articles(before, book) if one.rule == "decoupe.article"]
        return above[0].start if _is_first_article(above, lines, book) else agreed.start
    foot = _first(lines, book, "decoupe.fait", 0)
    visas = [line.start for line in lines if book["decoupe.visa"].match(line.text)]
    # 'Vu, le contrôleur budgétaire' among the signatures is no visa of the heading.
    return visas[0] if visas and (foot is None or visas[0] < foot) else 0


def _is_first_article(above: Sequence[Heading], lines: Sequence[TextLine], book: Rulebook) -> bool:
    """Tell whether the headings above the words of agreement are the first article's alone, which names no parties."""
    if len(above) != 1 or above[0].rank != 1:
        return False
    title = next(line.text for line in lines if line.start == above[0].start)
    heading = book["decoupe.article"].match(title)
    return heading is not None and not book["decoupe.titre_parties"].match(heading["reste"])


def _first(lines: Sequence[TextLine], book: Rulebook, rule: str, after: int) -> int | None:
    for line in lines:
        if line.start >= after and line.text[0].isupper() and book[rule].match(line.text):
            return line.start
    return None


def _head(text: str, lines: Sequence[TextLine], book: Rulebook, end: int) -> list[_Cut]:
    """Return the cuts before the first article: title, parties, visas, preamble."""
    head = [line for line in lines if line.start < end]
    cuts = [_Cut("titre", 0)]
    parties = _parties_start(head, book)
    if parties is not None:
        cuts.append(_Cut("parties", parties))
    after = parties or 0
    visas = next((x.start for x in head if x.start >= after and book["decoupe.visa"].match(x.text)), None)
    formula = next((x for x in head if x.start >= after and x.says(book["decoupe.formule"])), None)
    agreed = (
        _agreed_at(formula, book) if formula else _agreement(text, after, end, book) if parties is not None else None
    )
    if visas is not None or agreed is not None:
        cuts.append(_Cut("visas", min(x for x in (visas, agreed) if x is not None)))
    preamble = _preamble(head, book, after)
    if preamble is not None:
        cuts.append(preamble)
    elif formula is not None and any(x.start > formula.start for x in head):
        cuts.append(_Cut("preambule", next(x.start for x in head if x.start > formula.start)))
    return sorted(cuts, key=lambda cut: cut.start)


def _agreed_at(line: TextLine, book: Rulebook) -> int:
    """Return where the parties agree on a line, past words that still tell of one ('délégataire d'autre part, …')."""
    match = book["decoupe.formule"].search(line.text)
    if match is None or not book["decoupe.partie"].search(line.text, 0, match.start()):
        return line.start
    return line.start + match.start()


def _unheaded(text: str, lines: Sequence[TextLine], book: Rulebook) -> list[_Cut]:
    """Return where the text begins of an act without articles or formula: below the sentence that delegates."""
    if not lines:
        return []
    rules = (book["decoupe.acte_delegation"], book["decoupe.vaut_delegation"])
    given = next((m for rule in rules if (m := rule.search(text, lines[0].start, lines[-1].end))), None)
    below = [line.start for line in lines if given and line.start > given.end() and line.opens]
    return [_Cut("preambule", below[0])] if below else []


def _letter(text: str, lines: Sequence[TextLine], book: Rulebook) -> list[_Cut]:
    """Return where the text of a letter begins that has neither parties nor articles.

    It does below its title's paragraph, or below that of the sentence that makes it a délégation.
    """
    made = book["decoupe.vaut_delegation"].search(text)
    titles = (i for i, x in enumerate(lines) if names_convention(x, book))
    below = [x.start for i in titles for x in lines[i + 1 :] if x.opens]
    below = below or [x.start for x in lines if made and x.opens and x.start > made.end()]
    return [_Cut("preambule", start) for start in below][:1]


def _agreement(text: str, start: int, end: int, book: Rulebook) -> int | None:
    """Return where the words of agreement begin that no line holds whole, at the end of the heading."""
    start = max(start, end - _AGREEMENT)
    found = match_tokens(book["decoupe.formule_jetons"], text[start:end])
    return start + found[-1][0] if found else None


def _parties_start(head: Sequence[TextLine], book: Rulebook) -> int | None:
    """Return where the parties begin: at 'Entre', the second one when the title says 'ENTRE A ET B' itself."""
    between = [x for x in head if x.text[0].isupper() and book["decoupe.entre"].match(x.text)]
    if between:
        titled = len(between) > 1 and (
            regex.search(r"\bet\b", _block_text(head, between[0]), regex.IGNORECASE) is not None
            or (_alone(between[1], book) and not _alone(between[0], book))
        )
        return between[1 if titled else 0].start
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
    roles = [i for i, line in enumerate(head) if book["decoupe.role_seul"].match(line.text)]
    found = (book["roles.mot"].search(head[i].text) for i in roles)
    if len({match["delegant"] is not None for match in found if match}) < 2:
        return None
    first = roles[0]
    if book["identite.corps_delegation"].search(" ".join(line.text for line in head[:first])):
        return None
    while first > 0 and book["decoupe.libelle_partie"].match(head[first - 1].text):
        first -= 1
    return head[first].start


def _party_start(lines: Sequence[TextLine], i: int, book: Rulebook) -> int:
    """Return where the party that line `i` speaks of begins: at its name, or with its paragraph, below any title."""
    while i > 0 and not lines[i].opens and not book["decoupe.ouvre_partie"].match(lines[i].text):
        if names_convention(lines[i - 1], book) or lines[i - 1].says(book["decoupe.formule"]):
            break
        i -= 1
    while (above := _office_above(lines, i, book)) is not None:
        i = above
    return lines[i].start


def _office_above(lines: Sequence[TextLine], i: int, book: Rulebook) -> int | None:
    """Return the first line of the paragraph above line `i` when it is an office and its comma ('La directrice …,')."""
    k = i - 1
    while k > 0 and not lines[k].opens and not book["decoupe.ouvre_partie"].match(lines[k].text):
        k -= 1
    if k < 0 or not lines[i - 1].text.endswith(","):
        return None
    said = " ".join(line.text for line in lines[k:i])
    return k if book["decoupe.titulaire_seul"].match(said) else None


def _preamble(head: Sequence[TextLine], book: Rulebook, after: int) -> _Cut | None:
    rule = book["decoupe.preambule"]
    for line in head:
        match = rule.match(line.text) if line.start >= after else None
        if match is None or not line.text[0].isupper():
            continue
        title = (line.start + match.start("titre"), line.start + match.end("titre")) if match["titre"] else None
        return _Cut("preambule", line.start, Heading("preambule", 0, line.start, line.end, title, rule.id))
    return None


def _tail(lines: Sequence[TextLine], book: Rulebook, after: int, length: int) -> list[_Cut]:
    """Return the cuts after the last article: signatures and annexes, in either order."""
    fait = _first(lines, book, "decoupe.fait", after)
    found = _annexes(lines, book, after, fait, length)
    signature = _signature(lines, book, after, fait, found[0].start if found else None)
    cuts = [_Cut("annexe", h.start, h) for h in found]
    if signature is not None:
        cuts.append(_Cut("signature", signature))
    plural = [x.start for x in lines if x.text.rstrip(" :").casefold() == "annexes" and x.start > (signature or after)]
    cuts += [_Cut("hors_texte", start) for start in plural[:1] if not found or start < found[0].start]
    return sorted(cuts, key=lambda cut: cut.start)


def _annexes(lines: Sequence[TextLine], book: Rulebook, after: int, fait: int | None, length: int) -> list[Heading]:
    """Return the headings of the annexes, those of a mere list of annexes left out."""
    found = [h for h in annexes(lines, book) if h.start >= after]
    ends = [*(h.start for h in found[1:]), length]
    kept: list[Heading] = []
    for i, (heading, end) in enumerate(zip(found, ends, strict=False)):
        early = fait is not None and heading.start < fait
        body = (min(end, fait) if early and fait is not None else end) - heading.end
        again = any(other.numero == heading.numero for other in found[i + 1 :])
        if body >= _LEAST_ANNEX or not ((early and not kept) or again):
            kept.append(heading)
    return kept


def _signature(
    lines: Sequence[TextLine], book: Rulebook, after: int, fait: int | None, annex: int | None
) -> int | None:
    """Return where the signatures begin: 'Fait à', or a block of signature (just above it, when columns were mixed)."""
    low = after if fait is None else max(after, fait - _ABOVE)
    for i, line in enumerate(lines):
        if line.start < low or (annex is not None and fait is None and line.start >= annex):
            continue
        if line.start == fait:
            break
        if _signs(lines, i, book):
            k = i - 1
            while k > 0 and book["decoupe.role_seul"].match(lines[k].text):
                k -= 1
            dated = k >= 0 and book["decoupe.date_seule"].match(lines[k].text)
            return lines[k].start if dated and lines[k].start >= after else line.start
    return fait


def _signs(lines: Sequence[TextLine], i: int, book: Rulebook) -> bool:
    """Tell whether a block of signature opens on line `i`: with its paragraph, or an office above a name anywhere."""
    if lines[i].tabular and book["decoupe.tableau_signataires"].match(lines[i].text):
        return True
    text = lines[i].text.partition("\t")[0]
    if not text[:1].isupper() or not is_title(text.rstrip(" ,:."), 130):
        return False
    named = f"{text}\n{lines[i + 1].text}" if i + 1 < len(lines) else text
    opens = lines[i].opens and book["decoupe.signature"].match(text) is not None
    return opens or book["decoupe.signataire"].match(named) is not None


def _sections(cuts: Sequence[_Cut], text: str) -> tuple[Section, ...]:
    sections = []
    for cut, following in zip(cuts, [*cuts[1:], None], strict=True):
        end = following.start if following else len(text)
        if end <= cut.start:
            continue
        sections.append(_section(cut, end, text))
    return tuple(sections)


def _section(cut: _Cut, end: int, text: str) -> Section:
    if cut.heading is None:
        return Section(cut.kind, cut.start, end)
    heading, place = cut.heading, cut.heading.intitule
    intitule = " ".join(text[slice(*place)].split()) if place else None
    return Section(
        cut.kind, cut.start, end, heading.numero, intitule, (heading.start, heading.end), place, heading.rule
    )
