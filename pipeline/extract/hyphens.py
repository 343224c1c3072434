"""Hyphens that lines end on: typographic, when the word only goes on below, or the word's own.

The document itself is the first witness: a word printed whole elsewhere, with its hyphen or without, is the same at
a line's end. Without one, small letters go on a word unless its first half is a prefix that keeps the hyphen; what
follows in capitals goes on the word only in a document that cuts its words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cached_property

import regex

_WORD = regex.compile(r"[\p{L}\d]++(?:-[\p{L}\d]++)*+")
_HALVES = regex.compile(rf"(?:{_WORD.pattern})?- ?\n ?(?:{_WORD.pattern})?")
"""A word cut by the end of a line."""
_HYPHENS = {0x2010: "-", 0x2011: "-", 0xAD: "-"}
_CUT = regex.compile(r"(?<=\p{L})[-\u2010\u2011\u00ad] ?\n ?(?=\p{Ll})")
_CODE = regex.compile(r"(?:[A-Z\d]+-)*[A-Z\d]*(?:[A-Z]\d|\d[A-Z]|\d{8})[A-Z\d]*")
"""A budget code, which is no word: letters and figures, or more figures than a year or a number of text has."""
_LEFT = regex.compile(r"[\p{L}\d]+(?:-(?: ?\n ?)?[\p{L}\d]+)*$")
_REACH = 40
"""Characters of a word looked at on either side."""
_CUTS = 2
"""Words cut before a small letter, in a document that cuts its words."""
_CAPITALS = regex.compile(r"(?:\p{Lu}++-)*\p{Lu}{2,}+(?:-\p{Lu}++)*")
_LINK = regex.compile(r"LES|L[ÈE]S|LEZ|LE|LA|SUR|EN|DE|DU|DES|D|L|ET|AUX")
"""What joins the parts of a place's name."""
_OPENS_COMPOUND = regex.compile(
    r"SAINTE?|SOUS|VICE|NON|MI|CO|EX|AVANT|APR[ÈE]S|OUTRE|GRAND|HAUT|BAS|VAL|MONT|SUD|NORD|EST|OUEST"
)
"""What names and titles in capitals are compounds of."""
# Compounds that keep it: a prefix alone would not do ('mi-temps', but 'mi-nistère'; 'sous-préfet', but 'sous-crire').
_KEEPS_HYPHEN = regex.compile(
    r"(?:[\p{Lu}\d]{2,}|\w*\d\w*)-(?=\w)"
    r"|\b\p{Lu}\p{L}+-(?=(?:de|du|des|la|le|les|lès|sur|sous|en|au|aux|et)-\p{L})"
    r"|\b(?i:sous-(?=direct|préf|trait|act|total|chef|ensemble|section|commis)|vice-(?=prés|amir|chanc)"
    r"|mi-(?=temps|parcours|année)|co-(?=délég|financ|signat|contract|présid|construct)"
    r"|non-(?=consomm|respect|titul|exéc|lucr|paie|conform|rem)"
    r"|(?:président|directeur|secrétaire|administrat\p{L}+|trésori\p{L}+)e?-(?=direct|génér|déléguée?\b)"
    r"|(?:celui|celle|ceux|celles|lui|elle|elles|eux|nous|vous|soi)-(?=ci\b|là\b|même)"
    r"|ci-(?=après|dess|joint|ann|contr|avant)|au-(?=del|dess|devant)|avant-(?=proj|dern)|après-(?=mid|vent)"
    r"|outre-(?=mers?\b|atl|manche)|quotes?-(?=part)|comptes?-(?=rendu)|(?:lettre|convention|demande)-(?=convention|type)"
    r"|peut-(?=être)|est-(?=à)|à-(?=dire)|rendez-(?=vous)|chef-(?=lieu)|procès-(?=verb)|état-(?=maj)|\p{L}+-(?=cadres?\b))"
)


class Hyphens:
    """What is known of a document's hyphens; `texts` are those of its pages."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def goes_on(self, text: str, start: int, end: int) -> bool:
        """Tell whether the word cut at `text[start:end]` (a hyphen, a line feed) is one without the hyphen."""
        left = _last(text[max(0, start - _REACH) : start])
        right = _first(text[end : end + _REACH])
        if (left[-1:].isalpha() and right[:1].isalpha()) or _CODE.fullmatch(left + right):
            if _folded(f"{left}-{right}") in self._words:
                return False
            if _folded(left + right) in self._words:
                return True
        if text[end].islower():
            return not _keeps(*_halves(text, start, end))
        return self._goes_on_in_capitals(left, right)

    def _goes_on_in_capitals(self, left: str, right: str) -> bool:
        """Tell whether a word in capitals, no code, goes on below its hyphen."""
        if not (_CAPITALS.fullmatch(left) and _CAPITALS.fullmatch(right)):
            return False
        ahead, below = left.rpartition("-")[2], right.partition("-")
        if _OPENS_COMPOUND.fullmatch(ahead) or _LINK.fullmatch(ahead) or (below[1] and _LINK.fullmatch(below[0])):
            return False
        return self._cuts_words

    @cached_property
    def _words(self) -> frozenset[str]:
        """The words printed whole, without case and accents."""
        return frozenset(map(_folded, set().union(*map(_whole_words, self._texts))))

    @cached_property
    def _cuts_words(self) -> bool:
        cuts = (_halves(text, *cut.span()) for text in self._texts for cut in _CUT.finditer(text))
        return sum(not _keeps(*halves) for halves in cuts) >= _CUTS


def _whole_words(text: str) -> list[str]:
    """Return the words of a page that no line end cuts."""
    return _WORD.findall(_HALVES.sub(" ", text.translate(_HYPHENS)))


def _folded(word: str) -> str:
    if word.isascii():
        return word.casefold()
    return "".join(char for char in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(char))


def _last(text: str) -> str:
    """Return the word that `text` ends on, which may be cut more than once (a code in a narrow cell)."""
    match = _LEFT.search(text)
    return "".join(match[0].split()) if match else ""


def _first(text: str) -> str:
    match = _WORD.match(text)
    return match[0] if match else ""


def _halves(text: str, start: int, end: int) -> tuple[str, str]:
    """Return as much of what stands around `text[start:end]` as tells a compound."""
    return text[max(0, start - 14) : start], text[end : end + 10]


def _keeps(left: str, right: str) -> bool:
    """Tell whether the two halves of a word are a compound, which keeps its hyphen."""
    return any(hit.end() == len(left) + 1 for hit in _KEEPS_HYPHEN.finditer(f"{left}-{right}"))
