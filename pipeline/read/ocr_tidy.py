"""Tidying what the first reader saw: boxes that reach into the next line, specks taken for letters, glued words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.read.ocr_tesseract import PixelWord
from pipeline.read.raw import median

_RULE_REMAINS = "|[]{}_"
"""A word of nothing else is what is left of a table's rules."""
_TICKED = re.compile(r"^[\[{|Il(][Xx][\]}|)]?$|^[\[{|(]?[Xx][\]}|]$")
_OPENS, _CLOSES = frozenset("[{|"), frozenset("]}")
"""The two sides of a box to tick."""
_NUMBERED = re.compile(r"(?:art(?:\.|icle)|titre|annexe|chapitre)$", re.IGNORECASE)
"""What a numeral follows: I may be read as a rule."""
_NUMBER = re.compile(r"\d{1,2}\.?$")
_STROKES = frozenset(("||", "|l", "l|", "|I", "I|"))
"""The two strokes of 'Il', which begins a sentence."""
_TOO_TALL = 1.33
"""How much taller than every other word of its line a word's box may be (a tail makes 1.3): more is the next line's."""
_WITNESSES = 3
"""Other words that must tell how tall a line is."""
_TWICE, _ALIKE = 1.6, 0.15
"""How much taller than the page's words a box may be beside one that is as tall as they are, give or take."""
_FLAT = 0.3
"""Height of a printed letter at least, in heights of the page's words: less is an accent or a dot astray."""
_SPECK = 0.15
"""Height and width of a sign at least, in the same measure, unless it was surely read."""
_SURE = 0.5
_FLAT_SIGNS = frozenset(".,+-–—_·•…~='’‘\"“”°*«»")
"""Signs as flat as this may be: all others are letters, figures, or as tall as these."""
_EURO = re.compile(r"£+€?|(?<=[kKM])[ÆŒEÉË]€|^[ÆŒ]€")
"""The euro's sign, read as the pound's or as two: no act of the State is in pounds."""
_DASHES = frozenset("-–—")
"""Signs that are wide, however surely read."""
_GLUED = re.compile(
    r"\W?(?:AE|CP|H?T[1-7])(?=(?:19|20)\d\d\W?$)|(?:[Cc]onclue?|[Pp]assée?|[Ss]ignée?)(?=entre$)|Fait(?=(?:le|à)$)"
)
"""What is read as one word with the next: the head of a column ('AE 2024', 'T2 2024'), words of an act."""
_MARKED = re.compile(rf"{_GLUED.pattern}|[-–—•](?=[a-zà-ÿ])|\+(?=\d)")
"""The same, or the mark of a list and the word after it: a line does not begin with a hyphen."""
_STRAY_QUOTE = re.compile(r"^[.]?‘(?=[A-ZÀ-Ý\d])|(?<=\w)‘$")
"""A speck before a capital or a figure, or after a word, read as a quotation mark that French does not use."""


def tidied(lines: Iterable[Sequence[PixelWord]]) -> list[PixelWord]:
    """Return the words of a page's lines, in boxes of their own, 'AE2024' as two words, '£€' as the euro's sign.

    Words too flat to be any are left out: accents and dots of a line that the reader cut off, as it does where two
    columns stand side by side whose lines are not level.
    """
    lines = [list(_tidied(_without_remains(line))) for line in lines]
    tall = median([_height(word) for line in lines for word in line if _is_lettered(word)] or [0])
    words = [_levelled(word, line, tall) for line in lines for word in line]
    return [word for word in words if not _is_speck(word, tall)]


def _without_remains(line: Sequence[PixelWord]) -> list[PixelWord]:
    """Return the words of a line that are not what is left of a rule: empty boxes to tick and a lone I are none."""
    kept: list[PixelWord] = []
    for index, word in enumerate(line):
        after = line[index + 1] if index + 1 < len(line) else None
        if word.text in _STROKES and after is not None and after.text[0].islower() and _begins(kept):
            kept.append(word._replace(text="Il"))
        elif word.text.strip(_RULE_REMAINS):
            kept.append(word._replace(text="[X]") if _TICKED.match(word.text) else word)
        elif word.text == "[]" or (kept and kept[-1].text == "[" and word.text in _CLOSES):
            kept.append(word._replace(text=word.text.replace("}", "]")))
        elif after is not None and word.text in _OPENS and after.text in _CLOSES and _adjoin(word, after):
            kept.append(word._replace(text="["))
        elif after is None and word.text == "|" and kept and _NUMBERED.match(kept[-1].text):
            kept.append(word._replace(text="I"))
        elif word.text == "|" and after is not None and _parts_heading(kept, after):
            kept.append(word)
    return kept


def _begins(kept: Sequence[PixelWord]) -> bool:
    """Tell whether the next word of a line begins a sentence."""
    return not kept or kept[-1].text[-1] in ".;"


def _parts_heading(kept: Sequence[PixelWord], after: PixelWord) -> bool:
    """Tell whether a stroke stands between the number of a heading and its title ('Article 2 | Durée', '2 | DURÉE')."""
    if not kept or len(kept) > 2 or not _NUMBER.match(kept[-1].text) or not after.text[0].isupper():
        return False
    return _NUMBERED.match(kept[0].text) is not None if len(kept) == 2 else after.text.isupper() and len(after.text) > 1


def _adjoin(left: PixelWord, right: PixelWord) -> bool:
    return right.x0 - left.x1 < left.y1 - left.y0


def _tidied(line: Sequence[PixelWord]) -> Iterator[PixelWord]:
    for index, word in enumerate(line):
        before, after = line[:index], line[index + 1 :]
        shown = _narrowed(_lowered(word, [*before, *after]), after)
        yield from _parted(shown._replace(text=_respelled(word.text)), _GLUED if before else _MARKED)


def _is_speck(word: PixelWord, tall: float) -> bool:
    width, height = word.x1 - word.x0, word.y1 - word.y0
    if height < _FLAT * tall and not _FLAT_SIGNS.issuperset(word.text):
        return True
    short = word.confidence < _SURE or _DASHES.issuperset(word.text)
    return short and max(width, height) < _SPECK * tall


def _lowered(word: PixelWord, others: Sequence[PixelWord]) -> PixelWord:
    """Return the word with a box no taller than its line, as the others show it."""
    others = [one for one in others if _is_lettered(one)]
    if len(others) < _WITNESSES or _height(word) <= _TOO_TALL * max(map(_height, others)):
        return word
    top, bottom = max(word.y0, min(one.y0 for one in others)), min(word.y1, max(one.y1 for one in others))
    return word._replace(y0=top, y1=bottom) if top < bottom else word


def _levelled(word: PixelWord, line: Sequence[PixelWord], tall: float) -> PixelWord:
    """Return the word with the box of those of its line that are as tall as the page's words, when it is far taller.

    Most words of a row may be read with boxes as tall as two rows: those beside them tell.
    """
    told = [one for one in line if _is_lettered(one) and abs(_height(one) - tall) <= _ALIKE * tall]
    if not told or _height(word) < _TWICE * tall:
        return word
    top, bottom = max(word.y0, min(one.y0 for one in told)), min(word.y1, max(one.y1 for one in told))
    return word._replace(y0=top, y1=bottom) if top < bottom else word


def _height(word: PixelWord) -> float:
    return word.y1 - word.y0


def _is_lettered(word: PixelWord) -> bool:
    return any(map(str.isalnum, word.text))


def _narrowed(word: PixelWord, after: Sequence[PixelWord]) -> PixelWord:
    """Return the word with a box that ends where the next one begins: '000' does not cover the '€' that follows it."""
    if after and word.x0 < after[0].x0 < word.x1:
        return word._replace(x1=after[0].x0)
    return word


def _respelled(text: str) -> str:
    """Return the text with the euro's sign and marks of lists as they are printed, no stray quotation mark."""
    return _STRAY_QUOTE.sub("", _EURO.sub("€", text)).replace("©)", "c)")


def _parted(word: PixelWord, glued: re.Pattern[str]) -> Iterator[PixelWord]:
    """Yield the word, in two where its beginning is one that `glued` knows."""
    match = glued.match(word.text)
    if match is None:
        yield word
        return
    cut = match.end()
    at = word.x0 + round((word.x1 - word.x0) * cut / len(word.text))
    yield word._replace(text=word.text[:cut], x1=at)
    yield word._replace(text=word.text[cut:], x0=at)
