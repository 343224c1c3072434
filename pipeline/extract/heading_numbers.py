"""Numbers of articles and annexes: what each stands for, in figures, in words or in Roman numerals, misread or not."""

from __future__ import annotations

import regex

_WORDS = ("premi", "deux", "trois", "quatr", "cinq", "six", "sept", "huit", "neu", "dix", "onz", "douz")
"""How ordinals and cardinals begin, in order from one."""
_ROMAN = {"I": 1, "V": 5, "X": 10}
_DIGITS = regex.compile(r"\d+")
_FIRST = regex.compile(r"[l1i]\s?(?:er|ᵉʳ|°)?")
_NUMERAL = regex.compile(r"[IVX]+")
_MISREAD = regex.compile(r"[IVX]*[l1][IVXl1]*")
_LATIN = regex.compile(r"\s?(bis|ter|quater)$")


def number_rank(text: str) -> int:
    """Return the integer that an article's number is ('1er', 'premier', 'IV', 'ler'), 0 for 'unique'."""
    plain = text.casefold().strip()
    if digits := _DIGITS.match(plain):
        return int(digits[0])
    if _FIRST.fullmatch(plain):
        return 1
    roman = text.strip().replace("l", "I").replace("1", "I").upper()
    if _NUMERAL.fullmatch(roman):
        return _roman(roman)
    if plain.startswith("second"):
        return 2
    return next((i for i, word in enumerate(_WORDS, start=1) if plain.startswith(word)), 0)


def number_text(text: str) -> str:
    """Return an article's number as the dataset writes it: '1', '5 bis', 'unique'."""
    rank = number_rank(text)
    if not rank:
        return text.strip().casefold()
    latin = _LATIN.search(text.strip().casefold())
    return f"{rank} {latin[1]}" if latin else str(rank)


def is_misread(number: str) -> bool:
    """Tell whether a Roman numeral holds letters that OCR put there ('Il' may be II or III)."""
    return _MISREAD.fullmatch(number) is not None and len(number) > 1 and not number.isdigit()


def is_roman(text: str) -> bool:
    """Tell whether a number is a Roman numeral as it is printed."""
    return _NUMERAL.fullmatch(text) is not None


def _roman(text: str) -> int:
    values = [_ROMAN[c] for c in text]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
