"""Two signatories whose columns have run together: 'Pour l'ADEME Pour la DINUM' on one line, their names on the next.

A text made from a page loses its columns when the blanks between them were spaces. What begins a signatory's words is
known (a role, 'Pour …', a place and date, a name), so a line that holds two such beginnings can be cut in two; the
block is laid out again, left then right, only when several of its lines agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from pipeline.extract.rulebook import Rulebook
from pipeline.extract.view import BREAK, View, ViewBuilder
from pipeline.reference import normalised

_RULES = ("signatures.deux_pour", "signatures.deux_roles", "signatures.deux_dates", "signatures.deux_noms")
_WEAK = "signatures.deux_fonctions"
_LINE = regex.compile(r"[^\n]+")
_BEFORE_CAPITAL = regex.compile(r"(?<=\p{L})[ ]+(?=\p{Lu})")
_OPEN_ENDED = regex.compile(r"[\p{L}-]\s*$")
_ON_BEHALF = regex.compile(r"\s*(?:Pour|POUR)\s")
_OUTSIDE = ("signatures.fait", "signatures.etranger")


@dataclass(frozen=True, slots=True)
class _Cut:
    """A line of the view, and where its right-hand half begins (None when it holds one half)."""

    start: int
    end: int
    at: int | None
    strong: bool = False


def unfolded(view: View, book: Rulebook, known: Sequence[str]) -> View:
    """Return the view with its collapsed columns one under the other, or the view itself when there are none.

    `known` are the names of the persons announced by the heading.
    """
    if "\f" in view.text:
        return _heads_parted(view, book)
    cuts = [_cut(view.text, line.start(), line.end(), book, known) for line in _LINE.finditer(view.text)]
    halves = [i for i, cut in enumerate(cuts) if cut.at is not None]
    if not any(cuts[i].strong for i in halves) or (len(halves) < 2 and not _both_known(view, cuts[halves[0]], known)):
        return view
    return _laid_out(view, cuts, halves[0], _last(view.text, cuts, halves[-1], book))


def _heads_parted(view: View, book: Rulebook) -> View:
    """Part the heads of two columns that stand on one line above them ('Pour l'État, Pour la Caisse,')."""
    for line in _LINE.finditer(view.text):
        match = book["signatures.deux_pour"].match(view.text, *line.span())
        if match and _ON_BEHALF.match(line[0]) and "\f" in view.text[line.end() :].strip():
            return _laid_out(view, [_Cut(line.start(), line.end(), match.start("droite"), strong=True)], 0, 0)
    return view


def _cut(text: str, start: int, end: int, book: Rulebook, known: Sequence[str]) -> _Cut:
    if any(book[rule].match(text, start, end) for rule in _OUTSIDE):
        return _Cut(start, end, None)
    for rule in _RULES:
        if match := book[rule].match(text, start, end):
            return _Cut(start, end, match.start("droite"), strong=True)
    if at := _between_known(text, start, end, known, book):
        return _Cut(start, end, at, strong=True)
    match = book[_WEAK].match(text, start, end)
    return _Cut(start, end, match.start("droite") if match else None)


def _between_known(text: str, start: int, end: int, known: Sequence[str], book: Rulebook) -> int | None:
    """Return where a line made of two names is cut, when the heading announces one of them in so many words."""
    announced = {normalised(name) for name in known if len(name.split()) > 1}
    if normalised(text[start:end]) in announced:
        return None
    for blank in _BEFORE_CAPITAL.finditer(text, start, end):
        halves = text[start : blank.start()].strip(), text[blank.end() : end].strip()
        if any(normalised(half) in announced for half in halves) and all(_is_name(half, book) for half in halves):
            return blank.end()
    return None


def _both_known(view: View, cut: _Cut, known: Sequence[str]) -> bool:
    """Tell whether a line is the names of two persons that the heading announces, which no other line need confirm."""
    announced = {normalised(name) for name in known if len(name.split()) > 1}
    return {normalised(view.text[cut.start : cut.at]), normalised(view.text[cut.at : cut.end])} <= announced


def _is_name(text: str, book: Rulebook) -> bool:
    if book["personnes.pas_un_nom"].search(text):
        return False
    return any(
        (m := book[rule].match(text)) and m.end() == len(text) for rule in ("personnes.titre_nom", "personnes.nom_seul")
    )


def _last(text: str, cuts: Sequence[_Cut], last: int, book: Rulebook) -> int:
    """A line after the last one cut belongs to the columns when the words before it were left open."""
    following = cuts[last + 1] if last + 1 < len(cuts) else None
    if following is None or not text[following.start].islower():
        return last
    outside = any(book[rule].match(text, following.start, following.end) for rule in _OUTSIDE)
    return last if outside else last + 1


def _laid_out(view: View, cuts: Sequence[_Cut], first: int, last: int) -> View:
    left: list[tuple[int, int]] = []
    right: list[tuple[int, int]] = []
    for cut in cuts[first : last + 1]:
        for side, span in _sided(view.text, cut, left, right):
            side.append(span)
    builder = ViewBuilder.of(view)
    builder.copy(0, cuts[first].start)
    for side in (left, right):
        builder.add(BREAK)
        for start, end in side:
            builder.copy(start, end)
            builder.add("\n")
    builder.add(BREAK)
    builder.copy(cuts[last].end, len(view.text))
    return builder.view()


def _sided(
    text: str, cut: _Cut, left: list[tuple[int, int]], right: list[tuple[int, int]]
) -> Iterator[tuple[list[tuple[int, int]], tuple[int, int]]]:
    if cut.at is not None:
        yield left, (cut.start, cut.at)
        yield right, (cut.at, cut.end)
        return
    open_right = right and _OPEN_ENDED.search(text[right[-1][0] : right[-1][1]])
    open_left = left and _OPEN_ENDED.search(text[left[-1][0] : left[-1][1]])
    yield (right if open_right and not open_left else left), (cut.start, cut.end)
