"""Cuts a document's flow into its conventions, or says why it holds none.

Titles name the places where conventions may begin; what makes a text one is in `recognition.py`. A cover, a running
head, an annex name the same one again; a model with blanks is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.extract.context import Context
from pipeline.extract.flow import Flow
from pipeline.extract.heading_titles import open_ended
from pipeline.extract.headings import numbered_articles
from pipeline.extract.lines import (
    TextLine,
    agreement,
    is_contents,
    line_index,
    lines_of,
    names_act,
    names_convention,
    says_where_signed,
)
from pipeline.extract.recognition import (
    REACH,
    in_one_sentence,
    is_convention,
    is_spoilt_convention,
    names_itself,
    opens_without_title,
)
from pipeline.extract.rulebook import Rulebook
from pipeline.extract.sections import cut_sections
from pipeline.reference import Reference

_MODEL = "modèle de convention à compléter"
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
    found = survey(flow.text, book, scanned)
    contexts = []
    for start, end in found.stretches:
        own = flow.cut(start, end)
        contexts.append(Context(own, cut_sections(own.text, book), book, reference, scanned))
    return Segmentation(tuple(contexts), found.reason)


def survey(text: str, book: Rulebook, scanned: bool = False) -> Survey:
    """Return the stretches of `text` that are conventions, or why there is none; less is asked of a scan's title."""
    lines = lines_of(text)
    if not lines:
        return Survey((), "aucun texte lu")
    titles = _title_lines(lines, book)
    found = [i for i in titles if is_convention(text, lines, i, book)]
    found = sorted([*found, *_between(found, titles, text, lines, book)])
    if not found and opens_without_title(text, lines, book):
        found = [0]
    if not found and scanned:
        found = [i for i in titles if is_spoilt_convention(text, lines, i, book)]
    filled = _filled(found, lines, text, book)
    if found and not filled:
        return Survey((), _MODEL)
    starts = _distinct(filled, lines, text, book)
    if not starts:
        return Survey((), _why_none(lines, book))
    stretches = _stretches(starts, filled[0] != found[0], lines, text, book)
    signed = tuple(place for place in stretches if not _is_model(text[slice(*place)], book))
    return Survey(signed, None if signed else _MODEL)


def _filled(found: Sequence[int], lines: Sequence[TextLine], text: str, book: Rulebook) -> list[int]:
    """Leave out the titles of models: one may stand above a convention that is signed, as annexes of a circular do."""
    places = [*(lines[i].start for i in found), len(text)]
    return [i for i, (start, end) in zip(found, pairwise(places), strict=True) if not _is_model(text[start:end], book)]


def _between(
    found: Sequence[int], titles: Sequence[int], text: str, lines: Sequence[TextLine], book: Rulebook
) -> Iterator[int]:
    """Yield the titles of acts that name themselves where no act found before is still open.

    What stands in the midst of one ('Convention – 2/8' at the foot of a page) heads no other.
    """
    for i in titles:
        before, after = [k for k in found if k < i], [k for k in found if k > i]
        still_open = before and not any(says_where_signed(x, book) for x in lines[before[-1] : i])
        if i not in found and not still_open and names_itself(text, lines[: after[0] if after else None], i, book):
            yield i


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
        if i and (_ends_other_title(lines[i - 1], line, book) or _is_report(lines[i - 1], book)):
            continue
        found.append(i)
    return found


def _is_report(line: TextLine, book: Rulebook) -> bool:
    """Tell whether a line is the title of a report, below which stands the name of what it reports on."""
    return line.text[0].isupper() and book["decoupe.rapport"].fullmatch(line.text) is not None


def _ends_other_title(above: TextLine, line: TextLine, book: Rulebook) -> bool:
    """Tell whether a line ends the title of a text that is no convention ('AVIS SUR LE PROJET DE' / 'CONVENTION …')."""
    if not open_ended(above.text) or names_act(above, book):
        return False
    return book["decoupe.autre_acte"].match(f"{above.text} {line.text}") is not None


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
    seen = agreement(between, book) is not None or len(numbered_articles(between, book)) > 0
    signed = any(says_where_signed(x, book) for x in between)
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
        if line.start > lines[j].start + REACH or (line.text[0].isupper() and book["decoupe.article"].match(line.text)):
            break
        named += 2 * (line.text[0].isupper() and book["decoupe.entre"].match(line.text) is not None)
        named += line.says(book["decoupe.partie"])
        agreed += book["decoupe.visa"].match(line.text) is not None
        agreed += line.says(book["decoupe.formule"])
    apart = signed and agreed > 1 and in_one_sentence(lines[j:], lines[j].start + REACH, book)
    return (named >= 2 and agreed >= 1) or apart


def _in_contents(lines: Sequence[TextLine], i: int, book: Rulebook) -> bool:
    return any(book["decoupe.sommaire"].match(line.text) for line in lines[max(i - 30, 0) : i])


def _stretches(
    starts: Sequence[int], apart: bool, lines: Sequence[TextLine], text: str, book: Rulebook
) -> list[tuple[int, int]]:
    """Return what is each convention's own; what is above the first one is, but in a bulletin, or `apart` (a model)."""
    bulletin = any(line.says(book["decoupe.bulletin"]) for line in lines[: starts[0] + 1])
    first = 0
    if len(starts) > 1 or apart or bulletin or lines[starts[0]].start > REACH:
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
    signed = articled = False
    for line in lines[line_index(lines, start) :]:
        if line.start >= end:
            break
        articled = articled or (line.text[0].isupper() and book["decoupe.article"].match(line.text) is not None)
        signed = signed or says_where_signed(line, book) or (articled and _is_place_and_date(line, book))
        if signed and book["decoupe.hors_texte"].match(line.text):
            return line.start
        if signed and line.text[0].isupper() and not line.tabular and _other_act(lines, line, book):
            head = _head(lines, line, book)
            if head.opens:
                return head.start
    return end


def _is_place_and_date(line: TextLine, book: Rulebook) -> bool:
    return ", le " in line.text and book["decoupe.lieu_date"].match(line.text) is not None


def _head(lines: Sequence[TextLine], line: TextLine, book: Rulebook) -> TextLine:
    """Return the line itself where it opens a paragraph, else the first of the letterhead it goes on with."""
    return line if line.opens else lines[_with_letterhead(lines, line_index(lines, line.start), 0, book)]


def _other_act(lines: Sequence[TextLine], line: TextLine, book: Rulebook) -> bool:
    """Tell whether another kind of act begins on `line`: its title, then its visas within a few lines."""
    if not book["decoupe.autre_acte"].match(line.text) or line.text.endswith((";", ",")):
        return False
    i = line_index(lines, line.start)
    return any(book["decoupe.visa"].match(x.text) for x in lines[i + 1 : i + 15])


def _is_model(text: str, book: Rulebook) -> bool:
    """Tell a model to be filled in from a convention: blanks where the parties should be named, or many of them."""
    lines = [line for line in lines_of(text) if not is_contents(line.text, book)]
    fait = next((x.start for x in lines if says_where_signed(x, book)), len(text))
    formula = agreement(lines, book)
    agreed = fait if formula is None else formula.start
    told = [m.start() for m in book["decoupe.gabarit"].finditer(text, 0, fait)]
    bare = sum(_blanks(line.text, book) for line in lines if line.start < agreed)
    return len(told) >= 5 or 2 * sum(at < agreed for at in told) + bare >= 4


def _blanks(text: str, book: Rulebook) -> int:
    """Count the blanks of a line: those drawn in points each for itself, the crosses together."""
    found = list(book["decoupe.blanc"].finditer(text))
    drawn = sum(1 for match in found if match["points"] is not None)
    return max(drawn, min(len(found), 1))


def _why_none(lines: Sequence[TextLine], book: Rulebook) -> str:
    for line in lines[:60]:
        match = book["decoupe.autre_acte"].match(line.text)
        if match and line.text[0].isupper() and not line.tabular:
            return f"autre acte : {' '.join(match['acte'].casefold().split())}"
    if not any(line.says(book["decoupe.partie"]) for line in lines):
        return "aucune partie nommée"
    return "ni titre ni formule de convention"
