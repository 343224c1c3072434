"""How French acts write numbers, amounts, dates and articles: pure functions from values to print."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
SHORT_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
_UNITS = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze",
    "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
)  # fmt: skip
_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}


def _below_hundred(n: int) -> str:
    if n < 20:
        return _UNITS[n]
    base = 60 if 70 <= n < 80 else 80 if n >= 90 else n // 10 * 10
    rest = n - base
    if rest == 0:
        return "quatre-vingts" if n == 80 else _TENS[base]
    link = " et " if rest in (1, 11) and base != 80 else "-"
    return f"{_TENS[base]}{link}{_UNITS[rest]}"


def _below_thousand(n: int) -> str:
    hundreds, rest = divmod(n, 100)
    if hundreds == 0:
        return _below_hundred(rest)
    head = "cent" if hundreds == 1 else f"{_UNITS[hundreds]} cent"
    if rest == 0:
        return head + ("s" if hundreds > 1 else "")
    return f"{head} {_below_hundred(rest)}"


def in_words(n: int) -> str:
    """Write a non-negative integer below one thousand million in words, in the traditional spelling."""
    millions, rest = divmod(n, 1_000_000)
    thousands, units = divmod(rest, 1000)
    parts = []
    if millions:
        parts.append(f"{_below_thousand(millions)} million{'s' if millions > 1 else ''}")
    if thousands:
        count = "" if thousands == 1 else _below_thousand(thousands)
        count = re.sub(r"(vingt|cent)s$", r"\1", count)
        parts.append(f"{count} mille".strip())
    if units or not parts:
        parts.append(_below_thousand(units))
    return " ".join(parts)


def euros_in_words(n: int) -> str:
    """`trois cent mille euros`, `deux millions d'euros`."""
    plural = "d'euros" if n and n % 1_000_000 == 0 else "euros"
    return f"{in_words(n)} {plural}"


@dataclass(frozen=True)
class MoneyStyle:
    """How one document writes its amounts. `unit` is 1, 1000 or 1000000 euros; `suffix` is printed after a space."""

    thousands: str = "\u00a0"
    decimals: bool = False
    suffix: str = "€"
    unit: int = 1

    def figures(self, amount: Decimal | int) -> str:
        """Print the figures alone, in this style's unit."""
        value = Decimal(amount) / self.unit
        whole, cents = divmod(value, 1)
        grouped = f"{int(whole):,}".replace(",", self.thousands)
        if self.decimals and self.unit == 1:
            return f"{grouped},{int(cents * 100):02d}"
        fraction = format(cents.normalize(), "f").partition(".")[2]
        return f"{grouped},{fraction}" if fraction else grouped

    def full(self, amount: Decimal | int) -> str:
        """Print the figures with their currency; 'millions' follows the number."""
        suffix = self.suffix
        if suffix.startswith("millions") and Decimal(amount) < 2_000_000:
            suffix = suffix.replace("millions", "million", 1)
        return f"{self.figures(amount)}\u00a0{suffix}".strip()


def long_date(day: dt.date, *, month_names: tuple[str, ...] = MONTHS) -> str:
    """`1er mars 2023`, `12 mars 2023`."""
    first = "1er" if day.day == 1 else str(day.day)
    return f"{first} {month_names[day.month - 1]} {day.year}"


def print_date(day: dt.date, form: str) -> str:
    """Print a date in one of the forms that acts use: `long`, `short`, `caps`, `slash`, `dot`, `dash`, `words`."""
    if form == "long":
        return long_date(day)
    if form == "short":
        return long_date(day, month_names=SHORT_MONTHS)
    if form == "caps":
        return long_date(day).upper().replace("1ER", "1er")
    if form == "words":
        first = "premier" if day.day == 1 else in_words(day.day)
        return f"{first} {MONTHS[day.month - 1]} {in_words(day.year)}"
    return day.strftime({"slash": "%d/%m/%Y", "dot": "%d.%m.%Y", "dash": "%d-%m-%Y"}[form])


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day of the month `months` later, or the last one that this month has."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


@dataclass(frozen=True)
class Noun:
    """A noun phrase with its article: `Noun("le", "délégant")`, `Noun("l'", "ARS")`; plural with `les`."""

    article: str
    name: str

    @classmethod
    def parse(cls, text: str) -> Noun:
        """Split 'la modernisation' or 'l'ARS' into article and name."""
        if text.startswith("l'"):
            return cls("l'", text[2:])
        article, _, name = text.partition(" ")
        return cls(article, name) if article in ("le", "la", "les", "un", "une") else cls("", text)

    @property
    def plural(self) -> bool:
        return self.article == "les"

    @property
    def le(self) -> str:
        return self._join(self.article)

    @property
    def du(self) -> str:
        return self._join(
            {"le": "du", "les": "des", "la": "de la", "l'": "de l'", "une": "d'une", "un": "d'un", "": "de"}[
                self.article
            ]
        )

    @property
    def au(self) -> str:
        return self._join(
            {"le": "au", "les": "aux", "la": "à la", "l'": "à l'", "une": "à une", "un": "à un", "": "à"}[self.article]
        )

    def _join(self, word: str) -> str:
        glue = "" if word.endswith("'") or not word else " "
        return f"{word}{glue}{self.name}"


def capital(text: str) -> str:
    """Return `text` with a capital first letter."""
    return text[:1].upper() + text[1:]
