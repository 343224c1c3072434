"""What a convention is for: the sentence of the article 'Objet' that says so, and the phases it pays for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from pipeline.extract.context import Context, Section
from pipeline.extract.lines import flat
from pipeline.extract.sentences import sentences
from pipeline.model import Found, Rejected

_TABLE = "conventions"
_LONGEST = 900
_LEAST = 1.5
"""A first sentence under the title 'Objet' is enough; elsewhere it must say so."""
_SENTENCES = 8
"""How many sentences of the article may be the one."""
_NUMBER = regex.compile(r"(?:\d{1,2}(?:\.\d{1,2})*[.)°]?|[IVX]{1,4}\s?[.)]|[a-z]\))\s*[-–]?\s*(?!\p{Ll})")
_PHASE_HEAD = regex.compile(r"\s*phases?\s*(?:\([^)]{1,30}\)|financées?|couvertes?)?\s*", regex.IGNORECASE)
ORDER = ("investigation", "construction", "acceleration", "consolidation", "transfert")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that could say what the convention is for, and how well it does (the more the better)."""

    start: int
    end: int
    score: float
    rule: str


def object_article(ctx: Context) -> Section | None:
    """Return the article titled 'Objet', else the first one that is no preamble; none that has no text."""
    articles = [a for a in ctx.of_kind("article") if ctx.text[slice(*a.body)].strip()]
    titled = [a for a in articles if a.intitule and ctx.book["identite.article_objet"].search(a.intitule)]
    rule = ctx.book["decoupe.preambule"]
    own = (a for a in articles if a.intitule is None or not rule.stands_in(a.intitule))
    return titled[0] if titled else next(own, next(iter(articles), None))


def object_candidates(ctx: Context) -> tuple[Sentence, ...]:
    """Return the sentences of that article, scored; without articles, those of the text that say 'a pour objet'."""
    article = object_article(ctx)
    if article is None:
        return tuple(s for s in _scored(ctx, 0, len(ctx.text), titled=False) if s.score >= 3)
    titled = article.intitule is not None and ctx.book["identite.article_objet"].search(article.intitule) is not None
    start, end = article.body
    return _scored(ctx, start, end, titled=titled)[:_SENTENCES]


def _scored(ctx: Context, start: int, end: int, *, titled: bool) -> tuple[Sentence, ...]:
    found = []
    for rank, (first, last) in enumerate(_whole_sentences(ctx.text, start, end)):
        text = ctx.text[first:last]
        score, rule = (1.0 + 0.5 * titled if rank == 0 else 0.0), "identite.article_objet"
        if ctx.book["identite.dit_objet"].search(text):
            score, rule = score + 3, "identite.dit_objet"
        elif ctx.book["identite.dit_mission"].search(text):
            score, rule = score + 2, "identite.dit_mission"
        if ctx.book["identite.dit_credits"].search(text) and rank:
            score -= 0.5
        if ctx.book["identite.dit_cadre"].match(text):
            score -= 2
        found.append(Sentence(first, last, score, rule))
    return tuple(found)


def _whole_sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the sentences with what follows their semicolons, without the numbers of paragraphs ('1.1.', 'I. –')."""
    found: list[tuple[int, int]] = []
    for first, last in sentences(text, start, end):
        if _NUMBER.fullmatch(text, first, last):
            continue
        number = _NUMBER.match(text, first, last)
        first = number.end() if number else first
        if found and _goes_on(text, found[-1][1], first):
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found


def _goes_on(text: str, end: int, start: int) -> bool:
    """Tell whether a sentence goes on after `end`: past a semicolon, or past a page break among its words."""
    if text[end - 1] == ";":
        return "\n\n" not in text[end:start]
    return text[end - 1] not in ".!?:»" and text[start : start + 1].islower()


def decide_object(ctx: Context, found: Sequence[Sentence]) -> tuple[Found | None, list[Rejected]]:
    """Choose the sentence that says it best, the first of equals; the others that could be are kept as losers."""
    best = max(found, key=lambda s: (s.score, -s.start), default=None)
    if best is None or best.score < _LEAST:
        return None, []
    end = _with_list(ctx, best)
    sure, motif = (0.93, None) if best.score >= 2.5 else (0.85, "première phrase de l'article « Objet »")
    if ctx.text[end - 1] not in ".!?;»":
        sure, motif = 0.75, "phrase dont la fin n'a pas été lue"
    losers = [_lost(ctx, s) for s in found if s is not best and s.score >= 2]
    return Found(flat(ctx.text[best.start : end]), ((best.start, end),), best.rule, "exacte", sure, motif), losers


def _with_list(ctx: Context, sentence: Sentence) -> int:
    """Return where the sentence ends, the list that it announces included."""
    if not ctx.text[sentence.start : sentence.end].endswith(":"):
        return sentence.end
    article = ctx.section_at(sentence.start)
    limit = min(article.end if article else len(ctx.text), sentence.start + _LONGEST)
    stop = regex.compile(r"\.(?=\s*(?:\n|$))").search(ctx.text, sentence.end, limit)
    return stop.end() if stop else sentence.end


def _lost(ctx: Context, sentence: Sentence) -> Rejected:
    text = flat(ctx.text[sentence.start : sentence.end])[:300]
    motif = "une autre phrase dit mieux l'objet"
    return Rejected(_TABLE, "objet", text, ((sentence.start, sentence.end),), sentence.rule, motif, 0.3)


def phases(ctx: Context) -> Found | None:
    """Return the phases that it pays for: those of its article 'Objet' and its title, else those of its credits."""
    article = object_article(ctx)
    zones = [(s.start, s.end) for s in ctx.of_kind("titre")] + ([article.body] if article else [])
    named = [phase for zone in zones for phase in _phases_in(ctx, *zone)]
    sure, motif = 0.92, "phases nommées dans le titre ou l'article « Objet »"
    if not named:
        rest = [s for s in ctx.of_kind("article", "annexe") if s is not article]
        named = [p for s in rest for p in _phases_in(ctx, *s.body, covered=True)]
        named += _phases_of_tables(ctx)
        sure, motif = 0.8, "phases nommées hors de l'article « Objet »"
    if not named:
        return None
    values = tuple(phase for phase in ORDER if phase in {name for name, _ in named})
    places = tuple(dict.fromkeys(place for _, place in named))
    return Found(values, places, "identite.phase", "normalisee", sure, motif)


def _phases_in(ctx: Context, start: int, end: int, *, covered: bool = False) -> Iterator[tuple[str, tuple[int, int]]]:
    for first, last in sentences(ctx.text, start, end):
        if ctx.book["identite.phase_exclue"].search(ctx.text, first, last):
            continue
        if covered and not ctx.book["identite.phase_couverte"].search(ctx.text, first, last):
            continue
        for match in ctx.book["identite.phase"].finditer(ctx.text, first, last):
            for group in ("phase", "autre", "suite", "seule"):
                if name := _phase(match[group]):
                    yield name, match.span(group)


def _phases_of_tables(ctx: Context) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the phases that stand below the heading 'Phase' of a table of what is paid for."""
    for grid in ctx.flow.grids:
        heads = [cell for cell in grid.cells if _PHASE_HEAD.fullmatch(cell.text)] if not grid.layout else []
        for cell in (c for head in heads for c in grid.cells if c.col == head.col and c.row > head.row):
            if name := _phase("".join(cell.text.split())):  # A narrow cell cuts its word ('Constructio n').
                yield name, (cell.start, cell.end)


def _phase(word: str | None) -> str | None:
    if word is None:
        return None
    plain = word.casefold().replace("é", "e")
    return plain if plain in ORDER else None
