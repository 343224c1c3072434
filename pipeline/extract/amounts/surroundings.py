"""What the lines around a table say of it: its year, its unit of credits, headings printed outside its frame."""

from __future__ import annotations

import msgspec
import regex

from pipeline.extract.amounts.labels import Said, Unit, is_list, read_label, together, unit_in
from pipeline.extract.amounts.marks import Axis, Mark
from pipeline.extract.amounts.passages import Span, statements
from pipeline.extract.amounts.sense import Cue, strongest
from pipeline.extract.amounts.statements import level_of, section_start
from pipeline.extract.amounts.sum_reader import SumReader
from pipeline.extract.amounts.types import Level
from pipeline.extract.context import Section
from pipeline.extract.flow import Grid

_REACH = 700
_AFTER = 160
_CAPTION = 90
_CAPTIONS = 5
_LINE = regex.compile(r"[^\n\t]*\S")
_UNIT_ONLY = regex.compile(r"\s*\(?\s*(?:montants?\s+)?en\s(?!AE\b|CP\b|autoris|crédits)[^.]{0,50}", regex.IGNORECASE)
_HEADS = regex.compile(r"\S+(?:\s-\s\S+)*")
_LEADS = regex.compile(
    r":\s*$|\b(?:ci-(?:après|dessous)|suivante?s?\b|comme\s+suit\b|tableau|échéancier)", regex.IGNORECASE
)
"""Words of a sentence that a table follows, be there another one between."""
_SENTENCE = regex.compile(r"[.;:)]\s*$")


class Around(msgspec.Struct, frozen=True):
    """What stands around a table."""

    caption: Said
    """What the short lines right above it say of all its figures ('UO 0123-ABCD-EFGH', 'Exercice 2024')."""
    heads: tuple[tuple[Said, ...], ...]
    """Headings printed above it as a line of words, one entry for each word that heads a column."""
    sentence: Span | None
    """The sentence that leads to it."""
    defaults: dict[Axis, tuple[Mark, ...]]
    """What that sentence says of every figure."""
    year: tuple[Mark, ...]
    """The year that the heading of the section, or a caption, gives ('Annexe financière – Exercice 2024')."""
    unit: Unit | None
    role: Cue | None
    motif: str | None
    level: Level
    section: int


def around(reader: SumReader, grid: Grid, before: Around | None) -> Around:
    """Read the heading, the lines above and the line below a table; `before` is the one that stands above it."""
    section = reader.ctx.section_at(grid.start)
    captions, sentence = _above(reader, grid, section)
    goes_on = sentence is None and before is not None and before.section == section_start(section)
    if goes_on and before is not None:
        sentence = before.sentence
    heading = [section.heading] if section and section.heading else []
    if sentence is None and heading and reader.ctx.text[slice(*heading[0])].rstrip().endswith(":"):
        sentence = heading[0]  # 'Article 2. Les crédits s'établissent, pour 2023, à :'
    spans = [*heading, *([sentence] if sentence else []), *captions]
    said = [read_label(reader, *span) for span in captions]
    stacked = _stacked_heads(said)
    lines = [span for span, one in zip(captions, said, strict=True) if not _pair(reader, one)]
    heads = (*filter(None, (_head_line(reader, span) for span in lines)), *([stacked] if stacked else []))
    single = [one for one in said if one not in stacked and not any(_several(reader, one, axis) for axis in one.marks)]
    return Around(
        together(single), heads, sentence, {**_natures_of(reader, heading), **_defaults(reader, sentence)},
        _year_of(reader, heading) or _year_of(reader, captions) or _year_of_act(reader),
        _unit(reader, grid, spans) or (before.unit if before and goes_on else _unit_told(reader, grid, section)),
        _role(reader, [*reversed(spans[len(heading) :]), *heading]), _motif(reader, sentence),
        level_of(reader, section, grid.start, table=True), section_start(section),
    )  # fmt: skip


def _above(reader: SumReader, grid: Grid, section: Section | None) -> tuple[list[Span], Span | None]:
    """Return the captions right above a table, in order, and the sentence above them."""
    floor = max(section.body[0] if section else 0, grid.start - _REACH)
    floor = max([floor, *(g.end for g in reader.ctx.flow.grids if g.end <= grid.start and not g.layout)])
    text = reader.ctx.text
    lines = [(m.start(), m.end()) for m in _LINE.finditer(text, floor, grid.start)]
    captions: list[Span] = []
    while lines and len(captions) < _CAPTIONS and _is_caption(text[slice(*lines[-1])]):
        captions.insert(0, lines.pop())
    if not lines:
        return captions, None
    paragraph = text.rfind("\n\n", floor, lines[-1][0])
    start = paragraph + 2 if paragraph >= floor else floor
    told = list(statements(text, start, lines[-1][1]))
    return captions, next((one for one in reversed(told[-2:]) if _LEADS.search(text, *one)), told[-1])


def _is_caption(line: str) -> bool:
    """A short line that is no sentence; a lone parenthesis about the unit is one too, but not the end of a sentence.

    'paiement (CP), selon l'échéancier suivant :' ends one whose 'crédits de' the line above holds.
    """
    unit_only = _UNIT_ONLY.fullmatch(line) is not None
    aside = line.count("(") == line.count(")") == 1 and not (line[:1].islower() and _LEADS.search(line))
    return len(line) <= _CAPTION and (unit_only or aside or not _SENTENCE.search(line))


def _several(reader: SumReader, said: Said, axis: Axis) -> bool:
    """Tell whether a caption names several things, one for each column; 'AE = CP' is said of every figure."""
    return len(said.values(axis)) > 1 and not (axis == "nature" and _pair(reader, said))


def _pair(reader: SumReader, said: Said) -> bool:
    """Tell whether a caption says that its figures are both AE and CP."""
    return len(said.values("nature")) == 2 and not is_list(reader, said.marks["nature"])


def _head_line(reader: SumReader, span: Span) -> tuple[Said, ...]:
    """Return what each word of a line of headings says ('AE CP AE CP', '2020 2021 Total'); empty for one thing."""
    text = reader.ctx.text[slice(*span)]
    places = [m.span() for m in _HEADS.finditer(text)]
    said = [read_label(reader, span[0] + start, span[0] + end) for start, end in places]
    heads = [one for one in said if one.marks or one.total]
    return tuple(heads) if len(heads) > 1 and len(heads) * 2 >= len(said) else ()


def _stacked_heads(said: list[Said]) -> tuple[Said, ...]:
    """Lines one above the other that each name another unit or year head columns; a caption names one."""
    for axis in ("uo", "exercice"):
        named = [one for one in said if len(one.values(axis)) == 1]
        if len({one.values(axis) for one in named}) > 1:
            return tuple(named)
    return ()


def _natures_of(reader: SumReader, heading: list[Span]) -> dict[Axis, tuple[Mark, ...]]:
    """Return what the heading of the section says that every figure is ('Annexe – Répartition (AE = CP, en euros)')."""
    said = tuple(mark for span in heading for mark in read_label(reader, *span).marks.get("nature", ()))
    return {"nature": said} if said else {}


def _year_of(reader: SumReader, titles: list[Span]) -> tuple[Mark, ...]:
    """Return the year that the heading of the section, or a caption, says its sums are of."""
    rule = reader.ctx.book["montants.titre_exercice"]
    found = [m for m in (rule.search(reader.ctx.text, *span) for span in titles) if m]
    if len({m["exercice"] for m in found}) > 1:
        return ()
    return tuple(Mark("exercice", int(m["exercice"]), *m.span("exercice"), rule.id) for m in found)


def _year_of_act(reader: SumReader) -> tuple[Mark, ...]:
    """Return the year that the title of the act gives all its credits ('Délégation de gestion – exercice 2025')."""
    title = next(iter(reader.ctx.of_kind("titre")), None)
    if title is None:
        return ()
    return reader.once("exercice", title.start, title.end, lambda start, end: _year_of(reader, [(start, end)]))


def _defaults(reader: SumReader, sentence: Span | None) -> dict[Axis, tuple[Mark, ...]]:
    """Return what the sentence above says of every figure: natures together, one year, one unit."""
    if sentence is None:
        return {}
    by_axis: dict[Axis, tuple[Mark, ...]] = {}
    for mark in reader.marks(*sentence):
        by_axis[mark.axis] = (*by_axis.get(mark.axis, ()), mark)
    one = {axis: marks for axis, marks in by_axis.items() if len({m.value for m in marks}) == 1}
    before = _taken_up(reader, sentence)
    if natures := by_axis.get("nature") or tuple(mark for mark in before if mark.axis == "nature"):
        one["nature"] = natures
    years = tuple(mark for mark in before if mark.axis == "exercice")
    if "exercice" not in by_axis and len({mark.value for mark in years}) == 1:
        one["exercice"] = years
    return one


def _taken_up(reader: SumReader, sentence: Span) -> tuple[Mark, ...]:
    """Return what is said of the one sum just told, which the sentence takes up ('Elle se répartit comme suit :')."""
    text = reader.ctx.text
    if not reader.ctx.book["montants.reprise_repartie"].match(text, *sentence):
        return ()
    paragraph = max(text.rfind("\n\n", 0, sentence[0]), sentence[0] - _REACH, 0)
    told = list(statements(text, paragraph, sentence[0]))[-1:]
    if not told or len(reader.sums(*told[0])) != 1:
        return ()
    return tuple(reader.marks(*told[0]))


def _unit_told(reader: SumReader, grid: Grid, section: Section | None) -> Unit | None:
    """Return the unit that a sentence further up gives to the sums of its article ('Crédits exprimés en k€.')."""
    text, floor = reader.ctx.text, max(section.body[0] if section else 0, grid.start - _REACH)
    told = list(reader.ctx.book["montants.unite_dite"].finditer(text, floor, grid.start))
    return unit_in(reader, *told[-1].span()) if told else None


def _unit(reader: SumReader, grid: Grid, spans: list[Span]) -> Unit | None:
    above = [unit for unit in (unit_in(reader, *span) for span in spans) if unit]
    if above:
        return above[-1]
    end = min(len(reader.ctx.text), grid.end + _AFTER)
    below = _NOTE.match(reader.ctx.text[grid.end : end])
    return unit_in(reader, grid.end, grid.end + below.end()) if below else None


_NOTE = regex.compile(
    r"\s*[*(]?\s*(?:montants?|sommes?|chiffres?|données|crédits)?\s*(?:exprimés?\s+)?en\s[^.\n]*", regex.IGNORECASE
)


def _role(reader: SumReader, spans: list[Span]) -> Cue | None:
    """Return the role that the nearest lines give."""
    for span in spans:
        cues = [c for c in reader.cues(*span) if c.role]
        label = read_label(reader, *span).role
        if found := strongest([*cues, *([label] if label else [])]):
            return found
    return None


def _motif(reader: SumReader, sentence: Span | None) -> str | None:
    """Return why the whole table is left out: the sentence above tells of the past, or says that it is recalled."""
    if sentence is None or not reader.ctx.text[slice(*sentence)].rstrip().endswith(":"):
        return None
    book, text = reader.ctx.book, reader.ctx.text[slice(*sentence)]
    if book["montants.effet_remplace"].search(text):
        return None
    told = [c for c in reader.cues(*sentence) if c.motif and c.of is None]
    verbs = [m.start() + sentence[0] for m in book["montants.verbe_nouveau"].finditer(text)]
    return next((c.motif for c in told if not any(verb >= c.end for verb in verbs)), None)
