"""Headings of articles and annexes: their number, their title, and which lines of the flow they take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import regex

from pipeline.extract.heading_numbers import is_misread, is_roman, number_rank, number_text
from pipeline.extract.heading_titles import Place, Titles
from pipeline.extract.lines import TextLine, is_title
from pipeline.extract.rulebook import Rulebook
from pipeline.extract.rules import Rule

_PARTED = regex.compile(r"[-.]")
_DASH = regex.compile(r"[-–—:]\s*(?=\p{Lu})")
_DASHES = regex.compile(r"[-–—]+")
_ENDED = regex.compile(r"\p{L}.*[.;:]\s*$")
"""A text that ends as sentences do."""
_GOES_ON = regex.compile(r"[\p{Ll},;).]")
_ANNEX_NUMBER = regex.compile(r"\d+|[ivx][ivxl1]*")


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
    unsure: bool = False
    """True when OCR may have spoiled the number: the one before decides."""


def numbered_articles(lines: Sequence[TextLine], book: Rulebook) -> list[Heading]:
    """Return the headings of the form 'Article N', in order, tables of contents included."""
    rule, titles = book["decoupe.article"], Titles(lines)
    found = []
    for i, line in enumerate(lines):
        if book["decoupe.article_compose"].match(line.text):
            continue
        match = rule.match(line.text.partition("\t")[0] if _heads_row(line) else line.text)
        if match is None and (lost := _without_number(lines, i, book, titles)):
            found.append(lost)
        if match is None or not (_may_head(line) or _heads_row(line)) or _is_sentence(match):
            continue
        start = line.start + match.start("reste")
        if line.tabular:
            title, end = titles.in_cell(i, start, line.start + match.end("reste"))
        else:
            title, end = titles.after(i, start, run_in=True)
        number = match["numero"]
        unsure = is_misread(number)
        found.append(Heading(number_text(number), number_rank(number), line.start, end, title, rule.id, "", unsure))
    return found


def composed_articles(lines: Sequence[TextLine], book: Rulebook) -> list[Heading]:
    """Return the headings of articles numbered within their title or chapter ('Article 2-1'), ranked as they follow."""
    return _composed(lines, book["decoupe.article_compose"], _may_head)


def composed_numbers(lines: Sequence[TextLine], book: Rulebook) -> list[Heading]:
    """Return the headings numbered so without the word ('2.1 Crédits'), each alone in its paragraph."""
    return _composed(lines, book["decoupe.numero_compose"], _stands_alone)


def _stands_alone(line: TextLine) -> bool:
    return line.opens and not line.tabular and line.text[-1] not in ".;:,"


def _composed(lines: Sequence[TextLine], rule: Rule, may_head: Callable[[TextLine], bool]) -> list[Heading]:
    titles = Titles(lines)
    found: list[Heading] = []
    last = (0, 0)
    for i, line in enumerate(lines):
        match = rule.match(line.text) if may_head(line) else None
        if match is None or _is_sentence(match):
            continue
        major, minor = (number_rank(part) for part in _PARTED.split(match["numero"]))
        if (major, minor) > last:
            title, end = titles.after(i, line.start + match.start("reste"), run_in=True)
            found.append(Heading(match["numero"], len(found) + 1, line.start, end, title, rule.id))
            last = (major, minor)
    return found


def _without_number(lines: Sequence[TextLine], i: int, book: Rulebook, titles: Titles) -> Heading | None:
    """Return the heading of an article whose number was lost: 'ARTICLE', a dash and a title beside or below."""
    line = lines[i]
    match = book["decoupe.article_sans_numero"].match(line.text)
    if match is None or line.tabular or i + 1 >= len(lines):
        return None
    at, start = (i, line.start + match.start("reste")) if match["reste"] else (i + 1, lines[i + 1].start)
    dash = _DASH.match(lines[at].text[start - lines[at].start :])
    if dash is None:
        return None
    title, end = titles.after(at, start + dash.end(), run_in=False)
    return Heading("", 0, line.start, end, title, "decoupe.article_sans_numero", "", True)


def bare_numbers(lines: Sequence[TextLine], book: Rulebook) -> list[Heading]:
    """Return the headings that are a number and a title ('1. OBJET'), the title maybe on the next line."""
    titles = Titles(lines)
    found = []
    for i, line in enumerate(lines):
        if line.tabular:
            continue
        match = book["decoupe.numero"].match(line.text)
        if match and (match["separateur"].strip() or (match["numero"].isdigit() and match["reste"][0].isupper())):
            title, end = titles.after(i, line.start + match.start("reste"), run_in=True)
            rule = "decoupe.numero"
        elif match := book["decoupe.numero_seul"].match(line.text):
            title, end = titles.after(i, line.end, run_in=False)
            rule = "decoupe.numero_seul"
        else:
            continue
        if title and number_rank(match["numero"]):
            number = match["numero"]
            style = ("chiffres" if number[0].isdigit() else "romain") + _separator(match)
            rank, unsure = number_rank(number), is_misread(number)
            found.append(Heading(number_text(number), rank, line.start, end, title, rule, style, unsure))
    return found


def _separator(match: regex.Match[str]) -> str:
    """Return what stands between number and title, dashes of any length alike: OCR tells them apart by chance."""
    return _DASHES.sub("-", "".join(match.groupdict().get("separateur", "").split()))


def untitled_numbers(lines: Sequence[TextLine], book: Rulebook) -> list[Heading]:
    """Return the paragraphs that begin with a number and have no title ('1. Le délégant confie …')."""
    found = []
    for line in lines:
        match = book["decoupe.numero"].match(line.text) if line.opens and not line.tabular else None
        if match and match["separateur"].strip() and match["reste"][0].isupper():
            number, end = match["numero"], line.start + match.start("reste")
            style = "chiffres" if number[0].isdigit() else "romain"
            found.append(
                Heading(number_text(number), number_rank(number), line.start, end, None, "decoupe.numero", style)
            )
    return found


def lone_numbers(lines: Sequence[TextLine], book: Rulebook) -> list[Heading]:
    """Return the Roman numerals that stand alone on their line above a text without a title."""
    rule = book["decoupe.numero_seul"]
    found = []
    for line in lines:
        match = rule.match(line.text) if not line.tabular else None
        if match and is_roman(match["numero"]):
            rank = number_rank(match["numero"])
            found.append(Heading(str(rank), rank, line.start, line.end, None, rule.id, "romain"))
    return found


def asked_titles(lines: Sequence[TextLine], book: Rulebook) -> list[Heading]:
    """Return the questions that stand alone in their paragraph ('Combien ça coûte ?'); a question is its own number."""
    rule = book["decoupe.question"]
    found: list[Heading] = []
    for line in lines:
        match = rule.match(line.text) if line.opens and line.closes and not line.tabular else None
        if match:
            place = (line.start + match.start("titre"), line.start + match.end("titre"))
            numero = " ".join(match["titre"].casefold().split())
            found.append(Heading(numero, len(found) + 1, line.start, line.end, place, rule.id))
    return found


def lettered(lines: Sequence[TextLine], book: Rulebook) -> list[Heading]:
    """Return the headings that are a letter and a title ('A. OBJET')."""
    titles = Titles(lines)
    found = []
    for i, line in enumerate(lines):
        match = book["decoupe.lettre"].match(line.text) if not line.tabular else None
        if match is None:
            continue
        title, end = titles.after(i, line.start + match.start("reste"), run_in=True)
        if title:
            letter = match["numero"]
            found.append(Heading(letter.casefold(), ord(letter) - 64, line.start, end, title, "decoupe.lettre"))
    return found


def usual_titles(lines: Sequence[TextLine], book: Rulebook) -> list[Heading]:
    """Return the unnumbered headings known for what they say ('Durée et résiliation'); their title is their number.

    A heading stands alone in its paragraph, or in the first cell of a row whose second cell is its text.
    """
    rule, titles = book["decoupe.rubrique"], Titles(lines)
    found: list[Heading] = []
    for i, line in enumerate(lines):
        title, _, text = line.text.partition("\t")
        alone = bool(_ENDED.search(text)) if line.tabular else line.opens and titles.below(i)
        if alone and title[:1].isupper() and is_title(title.rstrip(" :"), 90) and rule.match(title):
            end = line.start + len(title.rstrip(" :"))
            numero = " ".join(title.rstrip(" :").casefold().split())
            found.append(Heading(numero, len(found) + 1, line.start, end, (line.start, end), rule.id))
    return found


def annexes(lines: Sequence[TextLine], book: Rulebook) -> list[Heading]:
    """Return the headings of annexes, in order."""
    rule, titles = book["decoupe.annexe"], Titles(lines)
    found = []
    for i, line in enumerate(lines):
        match = rule.match(line.text)
        if match is None or not (_may_head(line) or _split(line, match)) or _is_sentence(match):
            continue
        if match["mot"].casefold() == "annexes" and not match["numero"]:
            continue
        title, end = titles.after(i, line.start + match.start("reste"), run_in=False)
        found.append(Heading(_annex_number(match), 0, line.start, end, title, rule.id))
    return _numbered_by_neighbours(found)


def _numbered_by_neighbours(found: Sequence[Heading]) -> list[Heading]:
    """Give an annex whose number was lost the one that its neighbours leave ('ANNEXE', 'ANNEXE II')."""
    ranks = [int(one.numero[7:]) if one.numero[7:].isdigit() else 0 for one in found]
    for i, after in enumerate(ranks[1:]):
        left = (ranks[i - 1] if i else 0) + 1
        ranks[i] = left if found[i].numero == "annexe" and after == left + 1 else ranks[i]
    return [replace(one, numero=f"annexe {rank}") if rank else one for one, rank in zip(found, ranks, strict=True)]


def _may_head(line: TextLine) -> bool:
    """A heading begins with a capital; where small capitals were read as small letters, it ends its paragraph.

    The last line of a paragraph that ends as sentences do goes on from the line above ('… l'|article 6.').
    """
    if line.tabular:
        return False
    return line.text[0].isupper() or (line.closes and (line.opens or line.text[-1] not in ".;,"))


def _heads_row(line: TextLine) -> bool:
    """Tell whether the line is a row whose first cell may be a heading: its last cell is a text."""
    return line.tabular and _ENDED.search(line.text.rpartition("\t")[2]) is not None


def _split(line: TextLine, match: regex.Match[str]) -> bool:
    """Tell a heading whose two halves were taken for cells ('ANNEXE 1 | : CALENDRIER')."""
    return line.text.count("\t") == 1 and match["numero"] is not None and "\t" in match["separateur"]


def _is_sentence(match: regex.Match[str]) -> bool:
    """Tell a sentence that begins a line ('Article 5 du décret', 'Annexe 2 de la convention') from a heading."""
    rest = match["reste"].strip()
    separated = bool(match["separateur"].strip())
    if not rest or rest.startswith("("):
        return False
    if not separated and _GOES_ON.match(rest):
        return True
    return not separated and rest.endswith((",", ";"))


def _annex_number(match: regex.Match[str]) -> str:
    number = (match["numero"] or "").casefold().replace("à", "a")  # A scan's 'ANNEXE À' is annex A.
    if number == "unique" or not number:
        return "annexe"
    rank = number_rank(number) if _ANNEX_NUMBER.fullmatch(number) else 0
    return f"annexe {rank or ' '.join(number.split())}"
