"""Cuts one convention into its sections: title, parties, visas, preamble, articles, signatures, annexes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.extract.context import Section
from pipeline.extract.heading_runs import sequence
from pipeline.extract.headings import (
    Heading,
    annexes,
    asked_titles,
    bare_numbers,
    composed_articles,
    composed_numbers,
    lettered,
    lone_numbers,
    numbered_articles,
    untitled_numbers,
    usual_titles,
)
from pipeline.extract.lines import TextLine, agreement, first_line, is_contents, lines_of
from pipeline.extract.rulebook import Rulebook
from pipeline.extract.section_cuts import Cut, sections_of
from pipeline.extract.section_head import head_cuts, letter_cuts, unheaded_cuts, written_cuts
from pipeline.extract.section_tail import tail_cuts


def cut_sections(text: str, book: Rulebook) -> tuple[Section, ...]:
    """Return the sections of a convention's clean text, in order, without gap or overlap."""
    lines = [line for line in lines_of(text) if not is_contents(line.text, book)]
    tail_start, articles = _articles(lines, book, len(text))
    head_end = articles[0].start if articles else tail_start
    cuts = head_cuts(text, lines, book, head_end)
    letter: list[Cut] = []
    if not articles:
        if letter := written_cuts(text, lines, book):
            cuts = [Cut("titre", 0)]
        elif len(cuts) == 1:
            letter = letter_cuts(text, lines, book)
        if not letter and cuts[-1].kind == "parties":
            cuts += unheaded_cuts(text, [x for x in lines if cuts[-1].start <= x.start < head_end], book)
        if head_end == len(text):
            head_end = next((cut.start for cut in cuts if cut.kind == "preambule"), head_end)
    cuts += [*letter, *(Cut("article", h.start, h) for h in articles)]
    cuts += tail_cuts(lines, book, articles[-1].end if articles else letter[0].start if letter else head_end, len(text))
    return sections_of(cuts, text)


_SCHEMES: tuple[tuple[Callable[[Sequence[TextLine], Rulebook], list[Heading]], int], ...] = (
    (numbered_articles, 1),
    (composed_articles, 3),
    (bare_numbers, 3),
    (lettered, 3),
    (lone_numbers, 3),
    (composed_numbers, 3),
    (asked_titles, 3),
    (usual_titles, 3),
    (untitled_numbers, 3),
    (usual_titles, 1),
)
"""Ways of numbering, the surest first, each with the least number of headings that makes it believed."""


def article_headings(lines: Sequence[TextLine], book: Rulebook, length: int) -> list[Heading]:
    """Return the headings of the articles, by the first way of numbering that the text follows.

    Those of another act, that a table quotes ('Article 9 | … | …'), are the last that are believed.
    """
    quoted: list[Heading] = []
    for scheme, least in _SCHEMES:
        run = sequence(scheme(lines, book), length, least)
        if scheme is numbered_articles and run and not _begins(run, least) and _tabular(run, lines):
            quoted = run
        elif run and (scheme is numbered_articles or _begins(run, least)):
            return run
    return quoted


def _tabular(run: Sequence[Heading], lines: Sequence[TextLine]) -> bool:
    """Tell whether all the headings of a run stand in rows of tables."""
    starts = {heading.start for heading in run}
    return all(line.tabular for line in lines if line.start in starts)


def _begins(run: Sequence[Heading], least: int) -> bool:
    """Tell whether a run begins where it should; its first heading may have been lost where enough others follow."""
    return run[0].rank == 1 or (run[0].rank == 2 and len(run) > least > 1)


def _articles(lines: Sequence[TextLine], book: Rulebook, length: int) -> tuple[int, list[Heading]]:
    """Return where signatures or annexes begin, and the headings of the articles before."""
    body = _body_start(lines, book)
    fait = first_line(lines, book, "decoupe.fait", body)
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
    foot = first_line(lines, book, "decoupe.fait", 0)
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
