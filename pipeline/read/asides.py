"""Footnotes and stamps: lines of a page that stand outside its running text on their own account."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, repeat

from pipeline.model import Line, Page, Region
from pipeline.read.outside import data_tables, outside
from pipeline.read.raw import median

_NOTE = re.compile(r"[¹²³⁴-⁹]+\s?\S|\(?\d{1,2}[.)]?\s+\S|\*{1,3}\s?\S|\[\d{1,2}\]\s?\S")
"""How a footnote opens."""
_RAISED = re.compile(r"[¹²³⁴-⁹]+\s?\S")
_STAMP = re.compile(
    r"""accus[ée]\ de\ r[ée]ception\ (?:en|de\ la|par\ la)\ (?:sous-)?pr[ée]fecture
    | (?:envoy[ée]|re[çc]u)\ en\ (?:sous-)?pr[ée]fecture | r[ée]ception\ par\ le\ (?:sous-)?pr[ée]fet
    | date\ de\ (?:t[ée]l[ée]transmission|r[ée]ception\ pr[ée]fecture) | ^affich[ée]\ le\b | ^id\s?:\s?\d{3}-\d{9}""",
    re.VERBOSE | re.IGNORECASE,
)
"""What the platforms that receive the acts of local authorities print on them."""
_STAMP_WORDS = ("fecture", "préfet", "prefet", "transmission", "affich", "id:", "id :", "id\u00a0:", "id\u202f:")
"""One of them, in small letters, is in every stamp."""
_DATE = (
    r"(?:le\s*:?\s*)?\d{1,2}(?:er)?\W{1,3}(?:\d{1,2}|[^\W\d]{3,9}\.?)\W{1,3}(?:\d{2}|\d{4})"
    r"(?:\s+[àa]?\s*\d\d?[h:]\d\d)?\W?"
)
_REGISTERED = re.compile(
    rf"""\W{{0,2}}(?:
        (?:courrier\s+)?(?:arriv[ée]e?|re[çc]u|enregistr[ée]e?)\s+le\b\s*:? | courrier\s+(?:arriv[ée]|re[çc]u)
      | (?-i:ARRIV[ÉE]E?|RE[ÇC]U) | date\s+(?:d['’]\s?(?:arriv[ée]e|enregistrement)|de\s+r[ée]ception)\s*:?
    )\s*(?:{_DATE})?\W{{0,2}}""",
    re.VERBOSE | re.IGNORECASE,
)
"""What the office that receives an act stamps on it, a line of its own: 'ARRIVÉ LE 12 MARS 2024', 'Courrier reçu'."""
_REGISTER_WORDS = ("arriv", "reçu", "recu", "enregistr", "réception", "reception")
_REGISTRATION = re.compile(
    rf"\W{{0,2}}(?:{_DATE}|(?:sous\s+le\s+)?n[°ºo]\s*:?\s?\d[\d/ .-]{{0,15}}[A-Z]{{0,3}})\W{{0,2}}", re.IGNORECASE
)
"""What stands above or below it in the same stamp: a date, the number in the register."""
_WITHIN = 1.6
"""Heights of a stamp's line to the next one of the same stamp."""
_SMALL = 0.92
"""Size of a footnote, as a share of the page's usual size, at most (10 points below a text of 11)."""
_LEADING = 0.45


def aside_regions(page: Page, taken: Sequence[Region]) -> list[Region]:
    """Return the footnotes and the stamps of a page; `taken` are the regions already known."""
    free = outside(page.lines, [*((r.start, r.end) for r in taken), *data_tables(page)])
    notes = list(_notes(page, free))
    return [*notes, *_stamps(page, outside(free, [(note.start, note.end) for note in notes]))]


def _notes(page: Page, lines: Sequence[Line]) -> Iterator[Region]:
    """Yield the small lines that end the page, from the first one that opens a note."""
    if not lines:
        return
    usual = median(chain.from_iterable(repeat(x.size, max(1, (x.end - x.start) // 10)) for x in lines))
    at = len(lines)
    while at > 0 and lines[at - 1].size <= _SMALL * usual:
        at -= 1
    for number in range(at, len(lines)):
        if _NOTE.match(page.text, lines[number].start):
            yield Region("note", lines[number].start, lines[-1].end)
            break
    yield from _raised_notes(page, lines[:at])


def _raised_notes(page: Page, lines: Sequence[Line]) -> Iterator[Region]:
    """Yield the notes printed amid the text, each from its raised number to the end of its paragraph."""
    open_at: int | None = None
    for number, line in enumerate(lines):
        if _RAISED.match(page.text, line.start):
            if open_at is not None:
                yield Region("note", open_at, lines[number - 1].end)
            open_at = line.start
        elif open_at is not None and not _follows(lines[number - 1], line):
            yield Region("note", open_at, lines[number - 1].end)
            open_at = None
    if open_at is not None:
        yield Region("note", open_at, lines[-1].end)


def _follows(above: Line, line: Line) -> bool:
    close = 0 <= line.box.y0 - above.box.y1 + _LEADING * line.size <= 2 * _LEADING * line.size
    return close and abs(line.size - above.size) < 0.5 and line.bold == above.bold


def _stamps(page: Page, lines: Sequence[Line]) -> Iterator[Region]:
    small = page.text.lower()
    if any(word in small for word in _STAMP_WORDS):
        for line in lines:
            if _STAMP.search(page.text[line.start : line.end]):
                yield Region("cachet", line.start, line.end)
    if any(word in small for word in _REGISTER_WORDS):
        for line in _registered(page, lines):
            yield Region("cachet", line.start, line.end)


def _registered(page: Page, lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines of the stamps of registers: the one that says so, and the date and the number next to it."""
    for at, line in enumerate(lines):
        if not _REGISTERED.fullmatch(page.text, line.start, line.end):
            continue
        yield line
        for beside in (lines[at + 1 : at + 3], lines[max(0, at - 1) : at]):
            last = line
            for one in beside:
                if not _is_of_stamp(last, one) or not _REGISTRATION.fullmatch(page.text, one.start, one.end):
                    break
                yield one
                last = one


def _is_of_stamp(line: Line, other: Line) -> bool:
    """Tell whether a line stands right above or below another."""
    across = min(line.box.x1, other.box.x1) > max(line.box.x0, other.box.x0)
    down = abs(line.box.y0 + line.box.y1 - other.box.y0 - other.box.y1) / 2
    return across and down <= (1 + _WITHIN) * min(line.box.height, other.box.height)
