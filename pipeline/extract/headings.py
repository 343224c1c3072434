"""Headings of articles and annexes: their number, their title, and which lines of the flow they take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex

from pipeline.extract.lines import TextLine, is_title
from pipeline.extract.rules import Rulebook

Place = tuple[int, int]

_WORDS = ("premi", "deux", "trois", "quatr", "cinq", "six", "sept", "huit", "neu", "dix", "onz", "douz")
"""How ordinals and cardinals begin, in order from one."""
_OPEN_ENDED = regex.compile(
    r"(?:\b(?:d[eu]s?|l[ae]s?|à|aux?|et|ou|en|pour|par|sur|avec|entre|relative?s?)|[dl]')$", regex.IGNORECASE
)
"""A line that ends on such a word is not the end of a title."""
_ROMAN = {"I": 1, "V": 5, "X": 10}


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that may open an article or an annex. `numero` is as DATASET.md writes it; places are in the flow."""

    numero: str
    rank: int
    """The number as an integer; 0 where it is none."""
    start: int
    end: int
    """Where the text proper begins to be looked for: after number and title."""
    intitule: Place | None
    rule: str
    style: str = ""
    """How the number is written: headings of one sequence are written alike."""


def numbered_articles(lines: Sequence[TextLine], book: Rulebook) -> list[Heading]:
    """Return the headings of the form 'Article N', in order, tables of contents included."""
    rule = book["decoupe.article"]
    found = []
    for i, line in enumerate(lines):
        match = rule.match(line.text)
        if match is None or not _may_head(line) or _is_sentence(match):
            continue
        title, end = _title(lines, i, line.start + match.start("reste"), run_in=bool(match["separateur"].strip()))
        found.append(
            Heading(number_text(match["numero"]), number_rank(match["numero"]), line.start, end, title, rule.id)
        )
    return found


def bare_numbers(lines: Sequence[TextLine], book: Rulebook) -> list[Heading]:
    """Return the headings that are a number and a title ('1. OBJET'), the title maybe on the next line."""
    found = []
    for i, line in enumerate(lines):
        if line.tabular:
            continue
        if match := book["decoupe.numero"].match(line.text):
            title, end = _title(lines, i, line.start + match.start("reste"), run_in=False)
            rule = "decoupe.numero"
        elif match := book["decoupe.numero_seul"].match(line.text):
            title, end = _title(lines, i, line.end, run_in=False)
            rule = "decoupe.numero_seul"
        else:
            continue
        if title:
            number = match["numero"]
            style = ("chiffres" if number[0].isdigit() else "romain") + match.groupdict().get("separateur", "").strip()
            found.append(Heading(number_text(number), number_rank(number), line.start, end, title, rule, style))
    return found


def usual_titles(lines: Sequence[TextLine], book: Rulebook) -> list[Heading]:
    """Return the unnumbered headings known for what they say ('Durée et résiliation'); their title is their number."""
    rule = book["decoupe.rubrique"]
    found: list[Heading] = []
    for line in lines:
        alone = line.opens and line.closes
        if alone and not line.tabular and line.text[0].isupper() and is_title(line.text, 90) and rule.match(line.text):
            numero = line.text.rstrip(" :").casefold()
            found.append(Heading(numero, len(found) + 1, line.start, line.end, (line.start, line.end), rule.id))
    return found


def annexes(lines: Sequence[TextLine], book: Rulebook) -> list[Heading]:
    """Return the headings of annexes, in order."""
    rule = book["decoupe.annexe"]
    found = []
    for i, line in enumerate(lines):
        match = rule.match(line.text)
        if match is None or not _may_head(line) or _is_sentence(match):
            continue
        if match["mot"].casefold() == "annexes" and not match["numero"]:
            continue
        title, end = _title(lines, i, line.start + match.start("reste"), run_in=False)
        found.append(Heading(_annex_number(match), 0, line.start, end, title, rule.id))
    return found


def number_rank(text: str) -> int:
    """Return the integer that an article's number is ('1er', 'premier', 'IV', 'ler'), 0 for 'unique'."""
    plain = text.casefold().strip()
    if digits := regex.match(r"\d+", plain):
        return int(digits[0])
    if regex.fullmatch(r"[l1i]\s?(?:er|ᵉʳ|°)?", plain):
        return 1
    roman = text.strip().replace("l", "I").replace("1", "I").upper()
    if regex.fullmatch(r"[IVX]+", roman):
        return _roman(roman)
    return next((i for i, word in enumerate(_WORDS, start=1) if plain.startswith(word)), 0)


def number_text(text: str) -> str:
    """Return an article's number as the dataset writes it: '1', '5 bis', 'unique'."""
    rank = number_rank(text)
    if not rank:
        return text.strip().casefold()
    latin = regex.search(r"\s?(bis|ter|quater)$", text.strip().casefold())
    return f"{rank} {latin[1]}" if latin else str(rank)


def sequence(headings: Iterable[Heading], length: int) -> list[Heading]:
    """Return the headings that number a text in order: of the runs that restart, the one that covers most of it.

    A table of contents and the list in an annex restart the numbers, or write them otherwise; what they cover is short.
    """
    by_style: dict[str, list[Heading]] = {}
    for heading in headings:
        by_style.setdefault(heading.style, []).append(heading)
    runs = [run for alike in by_style.values() for run in _runs(alike, length)]
    return max(runs, key=lambda pair: (pair[1] - pair[0][0].start, len(pair[0])), default=([], 0))[0]


def _runs(headings: Sequence[Heading], length: int) -> list[tuple[list[Heading], int]]:
    """Split headings into runs of rising numbers, each with the offset where what it numbers ends."""
    runs: list[list[Heading]] = []
    for heading in headings:
        if not runs or (heading.rank <= runs[-1][-1].rank and heading.numero == "1") or heading.numero == "unique":
            runs.append([heading])
        elif _follows(runs[-1][-1], heading):
            runs[-1].append(heading)
    return list(zip(runs, [*(run[0].start for run in runs[1:]), length], strict=True))


def _follows(before: Heading, heading: Heading) -> bool:
    if heading.rank == before.rank:
        return heading.numero != before.numero and " " in heading.numero
    return 0 < heading.rank - before.rank <= 3


def _may_head(line: TextLine) -> bool:
    """A heading begins with a capital; where small capitals were read as small letters, it stands alone."""
    return not line.tabular and (line.text[0].isupper() or (line.opens and line.closes))


def _is_sentence(match: regex.Match[str]) -> bool:
    """Tell a sentence that begins a line ('Article 5 du décret', 'Annexe 2 de la convention') from a heading."""
    rest = match["reste"].strip()
    separated = bool(match["separateur"].strip())
    if not rest:
        return False
    if not separated and regex.match(r"[\p{Ll},;)]", rest):
        return True
    return not separated and rest.endswith((",", ";"))


def _title(lines: Sequence[TextLine], i: int, start: int, *, run_in: bool) -> tuple[Place | None, int]:
    """Return the title's place, at `start` of line `i` or on the next line, and where the heading ends."""
    line = lines[i]
    if start < line.end:
        return _title_on_line(lines, i, start, run_in=run_in)
    if i + 1 < len(lines) and _heads(lines, i + 1):
        last = _last_title_line(lines, i + 1)
        return (lines[i + 1].start, lines[last].end), lines[last].end
    return None, line.end


def _title_on_line(lines: Sequence[TextLine], i: int, start: int, *, run_in: bool) -> tuple[Place | None, int]:
    line = lines[i]
    last = _last_title_line(lines, i)
    text = " ".join([line.text[start - line.start :], *(x.text for x in lines[i + 1 : last + 1])])
    if is_title(_bare(text), 200, capital=False) and not _goes_on(lines, last):
        return (start, _trim(lines[last])), lines[last].end
    if run_in and (cut := _run_in(line.text[start - line.start :])):
        return (start, start + cut), start + cut
    return None, start


def _bare(text: str) -> str:
    """Drop the stop that may close a title; a text with a stop inside, or a long one that ends on it, is a sentence."""
    bare = text.rstrip(" .:") if len(text) <= 80 else text.rstrip(" :")
    return "" if regex.search(r"\p{Ll}{3}\.\s+\p{Lu}", bare) else bare


def _run_in(text: str) -> int:
    """Return the length of a short title that the text follows on the same line ('Objet. La convention…'), or 0."""
    match = regex.match(r"(\p{Lu}[^.:;–]{2,60}?)\s*(?:\.\s*[-–—]?|\s[-–—]|\s:)\s+(?=\p{Lu})", text)
    if not match or regex.search(r"\b(?:est|sont|a|ont|peut|peuvent|doit|\w{4,}ent|confie|prend|engage)\b", match[1]):
        return 0
    return len(match[1])


def _heads(lines: Sequence[TextLine], i: int) -> bool:
    """Tell whether line `i` is a title below its number: a short paragraph, or a short line before a new sentence."""
    line = lines[i]
    if not is_title(line.text, 120) or regex.match(
        r"(?:art(?:icle|\.)|annexe|fait\s+à)\b", line.text, regex.IGNORECASE
    ):
        return False
    last = _last_title_line(lines, i)
    if lines[last].closes:
        return is_title(" ".join(x.text for x in lines[i : last + 1]), 200)
    return len(line.text) <= 60 and not _goes_on(lines, i)


def _goes_on(lines: Sequence[TextLine], i: int) -> bool:
    """Tell whether the next line of the paragraph continues line `i`'s sentence."""
    if lines[i].closes or i + 1 >= len(lines):
        return False
    return _folded(lines[i].text, lines[i + 1].text) or not regex.match(r"[\p{Lu}•✓\d«\"-]", lines[i + 1].text)


def _last_title_line(lines: Sequence[TextLine], i: int) -> int:
    """Return the index of the last line of the title that begins on line `i` (a long title is folded)."""
    last = i
    while not lines[last].closes and last < i + 3 and _folded(lines[last].text, lines[last + 1].text):
        last += 1
    return last


def _folded(here: str, following: str) -> bool:
    """Tell whether a title goes on from one line to the next: no sentence begins there."""
    if here.endswith((".", ":", ";")) or len(here) < 30:
        return False
    return following[0].islower() or (here.isupper() and following.isupper()) or _OPEN_ENDED.search(here) is not None


def _trim(line: TextLine) -> int:
    return line.start + len(line.text.rstrip(" .:–-"))


def _annex_number(match: regex.Match[str]) -> str:
    number = (match["numero"] or "").casefold()
    if number == "unique" or not number:
        return "annexe"
    rank = number_rank(number) if regex.fullmatch(r"\d+|[ivx]+", number) else 0
    return f"annexe {rank or ' '.join(number.split())}"


def _roman(text: str) -> int:
    values = [_ROMAN[c] for c in text]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
