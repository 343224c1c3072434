"""French dates in figures and letters, OCR's confusions included.

Known forms are read by rule; `dateparser` reads what is left, strict about missing parts and never relative to now
(unless told otherwise it fills a missing day with today's).
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

import regex

from pipeline.extract.quantities import number_word

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("janv", "fev", "mars", "avr", "mai", "juin", "juil", "aou", "sept", "oct", "nov", "dec"), start=1
    )
    for name in (names,)
}
_LETTERS = regex.compile(r"([0-9OoIl]{1,2})(?:er|ER|°|(?<=1)e)?\s*(\p{L}+)\.?\s+([0-9OolI]{4})")
_WORDS = regex.compile(
    r"([\p{L}-]+(?: et un| [\p{L}-]+)?) (\p{L}{3,}\.?) (deux[ -]mille(?:[ -][\p{L} -]+)?)", regex.IGNORECASE
)
_FIGURES = regex.compile(r"([0-9OoIl]{1,2})[/.-]([0-9OoIl]{1,2})[/.-]([0-9OolI]{4})")
_ISO = regex.compile(r"(\d{4})[/.-](\d{2})[/.-](\d{2})")
_SHORT = regex.compile(r"(\d{2})/(\d{2})/(\d{2})")
"""A year on two digits is of this century: no convention is older."""
_FIRST = regex.compile(r"^(?:[lI1](?:er|ER|ᵉʳ|°)|1e)(?!\w)")
_WORD, _DIGIT = regex.compile(r"\p{L}{3}"), regex.compile(r"\d")
_OF_THE_YEAR = regex.compile(r"\s(?:de )?l'ann[ée]e(?=\s)", regex.IGNORECASE)
_APART = regex.compile(r"(?<=(?:\p{L}{3}\.? |[/.-]\d\d?[/.-])20\d) (?=\d$)")
"""What OCR, or a narrow cell, puts before the last figure of a year."""
_DIGITS = str.maketrans("OoIl", "0011")


def parse_date(text: str) -> dt.date | None:
    """Return the date that `text` is ('14 octobre 2004', '27/O2/2020', 'ler août 2001'), or None.

    None too when a part is missing or when no such day exists: a date is never guessed.
    """
    text = _APART.sub("", _OF_THE_YEAR.sub("", " ".join(text.split())))
    if match := _ISO.fullmatch(text):
        return _day(match[1], match[2], match[3])
    if match := _FIGURES.fullmatch(text):
        return _day(match[3], match[2], match[1])
    if match := _SHORT.fullmatch(text):
        return _day(f"20{match[3]}", match[2], match[1])
    if match := _LETTERS.fullmatch(_plain_first(text)):
        month = _month(match[2])
        return _day(match[3], str(month), match[1]) if month else None
    if match := _WORDS.fullmatch(text):
        return _in_words(match)
    return _parse_otherwise(text)


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day `months` later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for candidate in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, min(day.day, candidate))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def last_day(start: dt.date, months: int) -> dt.date:
    """Return the last day of a period of `months` that begins on `start` (six months from 19 May: 18 November)."""
    return add_months(start, months) - dt.timedelta(days=1)


def _in_words(match: regex.Match[str]) -> dt.date | None:
    """Return the date whose day, month and year are words."""
    first = match[1].casefold() == "premier"
    day, month, year = 1 if first else number_word(match[1]), _month(match[2]), number_word(match[3])
    return _day(str(year), str(month), str(day)) if day and month and year else None


def _plain_first(text: str) -> str:
    return _FIRST.sub("1", text)


def _month(name: str) -> int | None:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return next((number for start, number in _MONTHS.items() if plain.startswith(start)), None)


def _day(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(*(int(part.translate(_DIGITS)) for part in (year, month, day)))
    except ValueError:
        return None


@cache
def _parser() -> DateDataParser:
    from dateparser.date import DateDataParser  # slow to import, seldom needed

    settings = {"DATE_ORDER": "DMY", "REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]}
    return DateDataParser(languages=["fr"], settings=settings)


def _parse_otherwise(text: str) -> dt.date | None:
    if not _WORD.search(text) or not _DIGIT.search(text) or len(text) > 40:
        return None
    found = _parser().get_date_data(text).date_obj
    return found.date() if found else None
