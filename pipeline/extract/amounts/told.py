"""What is said of a passage's sums outside it: the words that introduce it, the sentence or list's end below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from pipeline.extract.amounts.attach import Chain, Tied
from pipeline.extract.amounts.marks import ALIKE, Axis, Mark
from pipeline.extract.amounts.passages import Passage, Span, statements
from pipeline.extract.amounts.sense import Cue, strongest
from pipeline.extract.amounts.sum_reader import SumReader
from pipeline.extract.context import Context, Section

_LIST_END = regex.compile(
    r"(?:\s*\n[ \t]*(?:[-–—•▪*]|[a-z]\)|\d{1,2}[°)])\s[^\n]*"
    r"(?:\n(?![ \t]*(?:[-–—•▪*]\s|[a-z]\)|\d|en\s|\n))[^\n]+)*){0,12}"
    r"\s*\n\s*(?P<tail>en\s[^.;:]{2,160})"
)
"""The items left of a list, and the words in small letters that end its sentence."""
_ONE, _ALL = "montants.autre_annee", "montants.autre_annee_toutes"
"""Rules of the words that give one sum, or all sums, for another year too."""
_STOP = regex.compile(r"[.;]\s")


def inherited(reader: SumReader, passage: Passage) -> dict[Axis, Chain]:
    """Return what the statements that introduce a passage say of every sum in it."""
    found: dict[Axis, Chain] = {}
    spans: list[Span] = list(passage.leads)
    opening = spans[0] if spans else (passage.start, passage.end)
    if _takes_up(reader.ctx, opening) and (earlier := _sentence_before(reader.ctx, passage, opening)):
        axes = _taken_up(reader.ctx, opening, earlier)
        found.update({axis: c for axis, c in _said(reader, earlier).items() if axis in axes})
    for span in spans:
        found.update(_said(reader, span))
    found.update(_shared_out(reader, passage))
    return found or _headed(reader, passage)


def _headed(reader: SumReader, passage: Passage) -> dict[Axis, Chain]:
    """Return the nature that an article is headed by and no more ('Article 3 – Crédits de paiement')."""
    section = passage.section
    if section is None or section.kind != "article" or section.heading is None or not section.intitule:
        return {}
    marks = tuple(mark for mark in reader.marks(*section.heading) if mark.axis == "nature")
    named = reader.ctx.book["montants.nature"].fullmatch(section.intitule.strip())
    return {"nature": marks} if len(marks) == 1 and named else {}


def _shared_out(reader: SumReader, passage: Passage) -> dict[Axis, Chain]:
    """Return what the head of a sentence of several clauses says of all ('En 2024 : 80 € en AE ; 40 € en CP').

    A head that holds a sum says it only where it shares that sum out ('80 € en AE, partagés ainsi : … ; …').
    """
    text, clauses = reader.ctx.text, _clauses_before(reader, passage)
    colon = text.find(" :", *clauses[0]) if clauses else -1
    if colon < 0:
        return {}
    lead = (clauses[0][0], colon)
    if reader.sums(*lead) and not reader.ctx.book["montants.dont"].search(text, *lead):
        return {}
    return {axis: chain for axis, chain in _said(reader, lead).items() if axis in ("nature", "exercice")}


def _clauses_before(reader: SumReader, passage: Passage) -> list[Span]:
    """Return the clauses before this one of a sentence, or of an item, a semicolon after each; none for the first."""
    text = reader.ctx.text
    if passage.before is None or text[passage.before[1] - 1] != ";":
        return []
    clauses = list(statements(text, passage.opening, passage.start))
    first = next((i for i in range(len(clauses) - 1, 0, -1) if text[clauses[i - 1][1] - 1] != ";"), 0)
    return clauses[first:]


def _said(reader: SumReader, span: Span) -> dict[Axis, Chain]:
    """Return the marks of a statement, axis by axis, where they leave no doubt about what they are said of."""
    sums = reader.sums(*span)
    by_axis: dict[Axis, list[Mark]] = {}
    for mark in reader.marks(*span):
        by_axis.setdefault(mark.axis, []).append(mark)
    said: dict[Axis, Chain] = {}
    for axis, marks in by_axis.items():
        one = len({m.value for m in marks}) == 1
        if (axis == "nature" and (one or len(sums) < 2)) or (axis != "nature" and one and not (sums and axis == "uo")):
            said[axis] = tuple(marks)
    return said


def _takes_up(ctx: Context, span: Span) -> bool:
    return ctx.book["montants.reprise"].match(ctx.text[slice(*span)]) is not None


def _taken_up(ctx: Context, opening: Span, earlier: Span) -> frozenset[Axis]:
    """Return the axes on which a sentence that takes up the one before is said of the same thing.

    Parts have the nature of their whole; what a sum is brought to by an addition is of no single year.
    """
    book, text, before = ctx.book, ctx.text[slice(*opening)], ctx.text[slice(*earlier)]
    if book["montants.decomposition"].match(text):
        return frozenset({"exercice", "nature"})
    if book["montants.effet_remplace"].search(text) and book["montants.effet_ajoute"].search(before):
        return frozenset()
    return frozenset({"exercice"})


def _sentence_before(ctx: Context, passage: Passage, opening: Span) -> Span | None:
    """Return the sentence before the one that opens the passage, in the same paragraph."""
    if not passage.leads:
        return passage.before or _last_of_paragraph_above(ctx, passage, opening)
    floor = max(ctx.text.rfind("\n\n", 0, opening[0]), passage.section.body[0] if passage.section else 0, 0)
    before = ctx.text[floor : opening[0]].rstrip()
    cut = max((m.end() for m in _STOP.finditer(before)), default=0)
    return (floor + cut, floor + len(before)) if before[cut:].strip() else None


def _last_of_paragraph_above(ctx: Context, passage: Passage, opening: Span) -> Span | None:
    """Return the sentence that ends the paragraph above, of which the passage tells the parts ('Cette somme se …')."""
    if not ctx.book["montants.decomposition"].match(ctx.text[slice(*opening)]):
        return None
    floor = max(passage.section.body[0] if passage.section else 0, ctx.text.rfind("\n\n", 0, opening[0] - 2), 0)
    return next(reversed(list(statements(ctx.text, floor, opening[0]))), None)


def lead_role(reader: SumReader, passage: Passage) -> Cue | None:
    """Return the role that the nearest introducing statement, or else the heading, gives."""
    for span in reversed(passage.leads):
        if cue := strongest([c for c in reader.cues(*span) if c.role]):
            return cue
    if passage.leads or passage.item or (passage.section and passage.section.kind == "annexe"):
        return _heading_role(reader, passage.section, passage.start)
    return None


def carried_role(reader: SumReader, passage: Passage) -> Cue | None:
    """Return the role that the nearest clause before says, where semicolons alone part it from the passage."""
    for before in reversed(_clauses_before(reader, passage)):
        if not reader.sums(*before):
            return None
        if cue := strongest([c for c in reader.cues(*before) if c.role]):
            return cue
    return None


def _heading_role(reader: SumReader, section: Section | None, start: int) -> Cue | None:
    """Return the role that a section's heading, or the short line above, gives."""
    line_end = len(reader.ctx.text[:start].rstrip())
    line_start = reader.ctx.text.rfind("\n\n", 0, line_end) + 1
    spans = [(line_start, line_end)] if 0 < line_end - line_start < 160 else []
    if section and section.heading:
        spans.append(section.heading)
    for span in spans:
        cues = [c for c in reader.cues(*span) if c.role]
        if cue := strongest(cues):
            return cue
    return None


def told_after(reader: SumReader, passage: Passage, tied: Sequence[Tied]) -> None:
    """Give sums without nature the one that the next sentence says of them ('Ces montants valent AE et CP')."""
    if any(one.values("nature") for one in tied):
        return
    if passage.item:
        _told_by_list_end(reader, passage, tied)
        return
    after = _told_of_all(reader, passage)
    if after is None:
        return
    marks = list(reader.marks(*after))
    years = [mark for mark in marks if mark.axis == "exercice"]
    for one in tied:
        one.marks["nature"] = tuple(mark for mark in marks if mark.axis == "nature")
        if len({mark.value for mark in years}) == 1:
            one.marks.setdefault("exercice", tuple(years))


def _told_of_all(reader: SumReader, passage: Passage) -> Span | None:
    """Return the sentence that speaks of 'ces crédits', below this one or others whose sums have no nature either."""
    text, rule = reader.ctx.text, reader.ctx.book["montants.nature_apres"]
    end = _paragraph_end(text, passage.end)
    for span in statements(text, passage.end, end):
        if not reader.sums(*span):
            return span if rule.match(text[slice(*span)]) else None
        if any(mark.axis == "nature" for mark in reader.marks(*span)):
            return None
    below = next(iter(statements(text, end, _paragraph_end(text, end + 2))), None)
    return below if below and not reader.sums(*below) and rule.match(text[slice(*below)]) else None


def _paragraph_end(text: str, start: int) -> int:
    end = text.find("\n\n", start)
    return end if end >= 0 else len(text)


def told_alike(reader: SumReader, passage: Passage, tied: Sequence[Tied]) -> None:
    """Give sums of one nature the other one too, where the words after say so ('Les CP à même hauteur')."""
    if len({one.values("nature") for one in tied}) != 1 or len(tied[0].values("nature")) != 1:
        return
    text, rule = reader.ctx.text, reader.ctx.book[ALIKE]
    known = tied[0].values("nature")[0]
    for start, end in _words_after(reader, passage, tied[-1].mention.end):
        match = rule.search(text, start, end)
        value = ("AE" if match["ae"] else "CP") if match else known
        if match and value != known:
            for one in tied:
                one.marks["nature"] += (Mark("nature", value, *match.span(), rule.id, "deduite"),)
            return


def told_again(reader: SumReader, passage: Passage, tied: Sequence[Tied]) -> None:
    """Give sums of one year the others too that the words after them give them ('La même somme est versée en 2026').

    Words that speak of several sums ('les mêmes sommes en 2026') are of all those of the statement, two at least,
    where no other sums stand before it.
    """
    if not tied or any(len(one.values("exercice")) != 1 or one.total is not None for one in tied):
        return
    rows = sum(max(1, len(one.values("nature"))) for one in tied)
    if len({one.values("exercice") for one in tied}) > 1:
        return
    alone = not passage.item and not (passage.before and reader.sums(*passage.before))
    rules = [reader.ctx.book[rule] for rule, fits in ((_ONE, len(tied) == 1), (_ALL, alone and rows > 1)) if fits]
    for start, end in _words_after(reader, passage, tied[-1].mention.end):
        if again := next(filter(None, (rule.search(reader.ctx.text, start, end) for rule in rules)), None):
            years = [mark for mark in reader.marks(again.start(), end) if mark.axis == "exercice"]
            for one in tied:
                one.marks["exercice"] += tuple(years)
                one.each = bool(years)
            return


def told_yearly(reader: SumReader, passage: Passage, tied: Sequence[Tied]) -> None:
    """Give a sum 'par an' each year that its statement names, where so many of it make another sum there."""
    if len(tied) < 2:
        return
    rule, text = reader.ctx.book["montants.par_an"], reader.ctx.text
    for one in tied:
        if rule.match(text, one.mention.end, passage.end):
            marks = reader.marks(passage.start, passage.end)
            years = {mark.value: mark for mark in reversed(marks) if mark.axis == "exercice"}
            whole = len(years) * one.mention.value
            natured = bool(one.values("nature")) or not any(mark.axis == "nature" for mark in marks)
            if natured and len(years) > 1 and any(other.mention.value == whole for other in tied):
                one.marks["exercice"] = tuple(sorted(years.values(), key=lambda mark: mark.start))
                one.each = True


def _words_after(reader: SumReader, passage: Passage, at: int) -> Iterator[Span]:
    """Yield what a statement says after its last sum, then the statement below when it holds no sum of its own."""
    text = reader.ctx.text
    yield at, passage.end
    end = text.find("\n\n", passage.end)
    after = next(statements(text, passage.end, end if end > 0 else len(text)), None)
    if after is not None and not reader.sums(*after):
        yield after


def _told_by_list_end(reader: SumReader, passage: Passage, tied: Sequence[Tied]) -> None:
    """Give the sums of an item the nature that the words below the list say of all ('en AE comme en CP')."""
    end = _LIST_END.match(reader.ctx.text, passage.end)
    if end is None or reader.sums(*end.span("tail")):
        return
    natures = tuple(mark for mark in reader.marks(*end.span("tail")) if mark.axis == "nature")
    for one in tied if natures else ():
        one.marks["nature"] = natures
