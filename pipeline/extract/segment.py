"""Cuts a document's flow into its conventions, or says why it holds none.

A convention is recognised by what it is made of: a title that names it, parties, and either the words by which they
agree or numbered articles. An arrêté full of codes, a guide, a model with blanks, a letter have some of it, never all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.extract.context import Context
from pipeline.extract.flow import Flow
from pipeline.extract.headings import Heading, numbered_articles
from pipeline.extract.lines import TextLine, is_contents, line_index, lines_of, names_act, names_convention
from pipeline.extract.rules import Rulebook
from pipeline.extract.sections import article_headings, cut_sections
from pipeline.reference import Reference

_HEAD = 6000
"""How far below its title a convention must have named its parties, in characters."""
_FOOT = 12
"""How many lines a block of signatures may take at the end, in a layout where nothing sets paragraphs apart."""
_LETTERHEAD = 8
"""How many lines above a title may belong to it in a bulletin (ministry, NOR, 'Texte n° 3')."""


@dataclass(frozen=True, slots=True)
class Survey:
    """Where the conventions of a document stand in its flow; `reason` says in French why there is none."""

    stretches: tuple[tuple[int, int], ...]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Segmentation:
    """A document's conventions, each with its own flow and its sections; `reason` says in French why there is none."""

    contexts: tuple[Context, ...]
    reason: str | None = None


def segment(flow: Flow, book: Rulebook, reference: Reference, scanned: bool) -> Segmentation:
    """Cut a document's flow into its conventions."""
    found = survey(flow.text, book)
    contexts = []
    for start, end in found.stretches:
        own = flow.cut(start, end)
        contexts.append(Context(own, cut_sections(own.text, book), book, reference, scanned))
    return Segmentation(tuple(contexts), found.reason)


def survey(text: str, book: Rulebook) -> Survey:
    """Return the stretches of `text` that are conventions, or why there is none."""
    lines = lines_of(text)
    if not lines:
        return Survey((), "aucun texte lu")
    found = [i for i in _title_lines(lines, book) if _is_convention(text, lines, i, book)]
    if not found and _opens_without_title(text, lines, book):
        found = [0]
    starts = _distinct(found, lines, text, book)
    if not starts:
        return Survey((), _why_none(lines, book))
    stretches = _stretches(starts, lines, text, book)
    signed = tuple(place for place in stretches if not _is_model(text[slice(*place)], book))
    return Survey(signed, None if signed else "modèle de convention à compléter")


def _title_lines(lines: Sequence[TextLine], book: Rulebook) -> list[int]:
    """Return the indexes of the lines that could be a convention's title."""
    found = []
    for i, line in enumerate(lines):
        if line.tabular or line.text.endswith((",", ";", ".")) or is_contents(line.text, book):
            continue
        if not names_convention(line, book):
            continue
        if book["decoupe.autre_acte"].match(line.text) and not names_act(line, book):
            continue
        found.append(i)
    return found


def _is_convention(text: str, lines: Sequence[TextLine], i: int, book: Rulebook) -> bool:
    """Tell whether a title on line `i` is followed by parties and an agreement, or by articles and signatures."""
    parties = _parties(lines, i, lines[i].start + _HEAD, book)
    if parties is None:
        return False
    after = [line for line in lines[i:] if line.start >= parties]
    signed = next((k for k, x in enumerate(after) if x.text[0].isupper() and book["decoupe.fait"].match(x.text)), None)
    if any(line.says(book["decoupe.formule"]) for line in after[:signed]):
        return True
    listed = any(book[rule].match(x.text) for x in after for rule in ("decoupe.entre", "decoupe.visa"))
    listed = listed or _both_named(after, book) or _represented(after, book) > 1
    if listed and (_is_closed(lines[i:], 2, len(text), book) or _delegates(lines[i:], book)):
        return True
    return names_act(lines[i], book) and _is_signed_form(lines[i:], book)


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
    if any(x.text[0].isupper() and book["decoupe.fait"].match(x.text) for x in lines):
        return True
    low = len(lines) - _FOOT
    places = (x for k, x in enumerate(lines) if x.opens or x.tabular or k >= low)
    return any(book["decoupe.signature"].match(x.text) for x in places)


def _below(lines: Sequence[TextLine], articles: Sequence[Heading]) -> Sequence[TextLine]:
    return [line for line in lines if line.start >= articles[-1].end]


def _is_signed(lines: Sequence[TextLine], book: Rulebook) -> bool:
    """Tell whether the text ends on a stamp, or on a function above a name."""
    pairs = (f"{line.text.rstrip(',')}\n{below.text}" for line, below in pairwise(lines))
    return any(x.says(book["signatures.tampon"]) for x in lines) or any(map(book["decoupe.signataire"].match, pairs))


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
    return lines[i].start if _in_one_sentence(lines[i:], before, book) else None


def _in_one_sentence(lines: Sequence[TextLine], before: int, book: Rulebook) -> bool:
    """Tell whether a sentence of the text gives both roles, where nothing lists the parties."""
    return book["parties.en_phrase"].search(_joined([x for x in lines if x.start <= before])) is not None


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


def _opens_without_title(text: str, lines: Sequence[TextLine], book: Rulebook) -> bool:
    """Tell whether a document whose title could not be read (a logo, an image) opens on the parties of a convention."""
    if _stands_for_one(lines, book):
        return True
    entre = book["decoupe.entre"]
    first = next((i for i, x in enumerate(lines[:40]) if x.text[0].isupper() and entre.match(x.text)), None)
    if any(book["decoupe.autre_acte"].match(x.text) for x in lines[: 40 if first is None else first]):
        return False
    agreed = first is not None and any(x.says(book["decoupe.formule"]) for x in lines[first:])
    if agreed and len(article_headings(lines[first:], book, len(text))) >= 2:
        return True
    return _says_both_roles(text, lines, book)


def _stands_for_one(lines: Sequence[TextLine], book: Rulebook) -> bool:
    """Tell whether a sentence makes the text a délégation, both roles named and credits set (messages)."""
    said = _joined(lines)
    both = book["identite.corps_delegation"].search(said) is not None
    return both and book["decoupe.vaut_delegation"].search(said) is not None and _sets_credits(lines, book)


def _says_both_roles(text: str, lines: Sequence[TextLine], book: Rulebook) -> bool:
    """Tell whether a text under a title of its own (a form) is one all the same: roles, representatives, signatures."""
    return _both_named(lines, book) and _represented(lines, book) > 1 and _is_closed(lines, 3, len(text), book)


def _distinct(found: Sequence[int], lines: Sequence[TextLine], text: str, book: Rulebook) -> list[int]:
    """Keep one title line for each convention: a cover, a long title, a running head name the same one again."""
    kept: list[int] = []
    for i in found:
        if not kept or _closed(lines, kept[-1], i, book):
            kept.append(i)
        elif _in_contents(lines, kept[-1], book):
            kept[-1] = i
    return kept


def _closed(lines: Sequence[TextLine], i: int, j: int, book: Rulebook) -> bool:
    """Tell whether the convention of line `i` has ended before line `j`, where another one begins."""
    between = [line for line in lines[i:j] if not is_contents(line.text, book)]
    agreed = next((k for k, line in enumerate(between) if line.says(book["decoupe.formule"])), None)
    seen = agreed is not None or len(numbered_articles(between, book)) > 0
    signed = any(x.text[0].isupper() and book["decoupe.fait"].match(x.text) for x in between)
    return seen and not _under_annex(lines, j, book) and _begins_anew(lines, j, signed, book)


def _under_annex(lines: Sequence[TextLine], j: int, book: Rulebook) -> bool:
    """Tell whether the title on line `j` is that of a text given as an annex (a consolidated version)."""
    above = lines[max(j - 3, 0) : j]
    return any(line.text[0].isupper() and book["decoupe.annexe"].match(line.text) for line in above)


def _begins_anew(lines: Sequence[TextLine], j: int, signed: bool, book: Rulebook) -> bool:
    """Tell whether the title on line `j` heads an act: parties, then visas or the agreement, before any article.

    Running heads left in the text, and annexes under the convention's name, have nothing of it. Where the act above
    has been `signed`, parties are enough; visas or an agreement are, where a sentence of the articles names them.
    """
    named, agreed = 0, int(signed)
    for line in lines[j + 1 :]:
        if line.start > lines[j].start + _HEAD or (line.text[0].isupper() and book["decoupe.article"].match(line.text)):
            break
        named += 2 * (line.text[0].isupper() and book["decoupe.entre"].match(line.text) is not None)
        named += line.says(book["decoupe.partie"])
        agreed += book["decoupe.visa"].match(line.text) is not None
        agreed += line.says(book["decoupe.formule"])
    apart = signed and agreed > 1 and _in_one_sentence(lines[j:], lines[j].start + _HEAD, book)
    return (named >= 2 and agreed >= 1) or apart


def _in_contents(lines: Sequence[TextLine], i: int, book: Rulebook) -> bool:
    return any(book["decoupe.sommaire"].match(line.text) for line in lines[max(i - 30, 0) : i])


def _stretches(starts: Sequence[int], lines: Sequence[TextLine], text: str, book: Rulebook) -> list[tuple[int, int]]:
    bulletin = any(line.says(book["decoupe.bulletin"]) for line in lines[: starts[0] + 1])
    first = 0
    if len(starts) > 1 or bulletin or lines[starts[0]].start > _HEAD:
        first = lines[_with_letterhead(lines, starts[0], 0, book)].start
    begins = [first] + [lines[_with_letterhead(lines, i, previous + 1, book)].start for previous, i in pairwise(starts)]
    ends = [*begins[1:], len(text)]
    return [(start, _end(lines, lines[i].start, end, book)) for start, i, end in zip(begins, starts, ends, strict=True)]


def _with_letterhead(lines: Sequence[TextLine], i: int, floor: int, book: Rulebook) -> int:
    """Return the index of the first line above title `i` that belongs to it: letterhead, NOR, 'Texte n° 3'."""
    first = i
    for k in range(i - 1, max(floor, i - _LETTERHEAD) - 1, -1):
        line = lines[k].text
        if not book["decoupe.entete"].match(line):
            break
        first = k
    return first


def _end(lines: Sequence[TextLine], start: int, end: int, book: Rulebook) -> int:
    """Return where a convention ends before `end`: another act of the bulletin begins, or its closing matter."""
    signed = False
    for line in lines[line_index(lines, start) :]:
        if line.start >= end:
            break
        signed = signed or (line.text[0].isupper() and book["decoupe.fait"].match(line.text) is not None)
        if signed and book["decoupe.hors_texte"].match(line.text):
            return line.start
        if signed and line.opens and line.text[0].isupper() and not line.tabular and _other_act(lines, line, book):
            return line.start
    return end


def _other_act(lines: Sequence[TextLine], line: TextLine, book: Rulebook) -> bool:
    """Tell whether another kind of act begins on `line`: its title, then its visas within a few lines."""
    if not book["decoupe.autre_acte"].match(line.text) or line.text.endswith((";", ",")):
        return False
    i = line_index(lines, line.start)
    return any(book["decoupe.visa"].match(x.text) for x in lines[i + 1 : i + 15])


def _is_model(text: str, book: Rulebook) -> bool:
    """Tell a model to be filled in from a convention: blanks where the parties should be named, or many of them."""
    lines = [line for line in lines_of(text) if not is_contents(line.text, book)]
    fait = next((x.start for x in lines if x.text[0].isupper() and book["decoupe.fait"].match(x.text)), len(text))
    agreed = next((x.start for x in lines if x.says(book["decoupe.formule"])), fait)
    told = [m.start() for m in book["decoupe.gabarit"].finditer(text, 0, fait)]
    bare = [line for line in lines if line.start < agreed and book["decoupe.blanc"].search(line.text)]
    return len(told) >= 5 or 2 * sum(at < agreed for at in told) + len(bare) >= 4


def _why_none(lines: Sequence[TextLine], book: Rulebook) -> str:
    for line in lines[:60]:
        match = book["decoupe.autre_acte"].match(line.text)
        if match and line.text[0].isupper() and not line.tabular:
            return f"autre acte : {' '.join(match['acte'].casefold().split())}"
    if not any(line.says(book["decoupe.partie"]) for line in lines):
        return "aucune partie nommée"
    return "ni titre ni formule de convention"
