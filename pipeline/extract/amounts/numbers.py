"""Amounts of money as French acts print them, in figures and in words, read into euros."""

from __future__ import annotations

from decimal import Decimal

import regex

_MISREAD = str.maketrans("OoIlQ", "00110")
_GROUPED = regex.compile(r"\d{1,4}(?:[ .'\n]\s?\d{3})+(?:,\d{1,2})?")
_POINTED = regex.compile(r"\d{1,4}(?:[ \n]\s?\d{3})+\.\d{2}")
"""Thousands set apart by blanks, and a point before the cents, as spreadsheets print them."""
_SWISS = regex.compile(r"\d{1,3}(?:['’]\d{3})+(?:[.,]\d{2})?")
_DECIMAL = regex.compile(r"\d{1,3}\.\d{1,3}")
_PLAIN = regex.compile(r"\d+(?:[.,]\d+)?")
_MULTIPLES = (
    (regex.compile(r"k|mill?iers?", regex.IGNORECASE), Decimal(1000)),
    (regex.compile(r"m(?:d|ds)\b|mds?\s?€|milliards?", regex.IGNORECASE), Decimal(10**9)),
    (regex.compile(r"m(?!d)|millions?", regex.IGNORECASE), Decimal(10**6)),
)
_NUMBER_WORD = regex.compile(
    r"zéro|et(?!\p{L})|une?(?!\p{L})|deux|trois|quatre|cinquante|cinq|sept(?!ante)|six|huit(?!ante)|neuf|dix|onze|douze|treize"
    r"|quatorze|quinze|seize|(?:vingt|cent)(?:s(?!ept|ix|oixante|eize))?|trente|quarante|soixante|septante|huitante|nonante|mille|millions?|milliards?"
)
_CUT_GROUP = regex.compile(r"(?<=\d{3},\d)\s(?=\d$)|(?<=\d[ .']\d)\s(?=\d\d(?!\d))|(?<=\d[ .']\d\d)\s(?=\d(?!\d))")
"""The line end that a cell too narrow puts inside the decimals or the last thousands."""
_CUT = regex.compile(r"0\d")
_BETWEEN = regex.compile(r"[.'\s]")
_COMMAS = regex.compile(r"\s*\d{1,3}(?:,\d{3})+\s*")
_CENTS, _LARGEST = Decimal("0.01"), 20


def parse_number(text: str, multiple: Decimal = Decimal(1)) -> Decimal | None:
    """Return the number printed in figures, thousands set apart by spaces or dots, decimals by a comma; else None.

    With a `multiple` of a million or more, one dot with three digits after it is a decimal point ('1.250 M€').
    """
    text = _CUT_GROUP.sub("", text.strip().translate(_MISREAD))
    if _CUT.match(text):  # the end of a number cut in two
        return None
    if multiple >= 10**6 and _DECIMAL.fullmatch(text):
        return Decimal(text)
    if _SWISS.fullmatch(text):
        return Decimal(text.replace("'", "").replace("’", "").replace(",", "."))
    if _POINTED.fullmatch(text):
        return Decimal("".join(text.split()))
    if _GROUPED.fullmatch(text):
        return Decimal(_BETWEEN.sub("", text).replace(",", "."))
    if _PLAIN.fullmatch(text):
        return Decimal(text.replace(",", "."))
    return None


def ambiguous(text: str) -> bool:
    """Tell whether a comma stands before exactly three digits ('160,000'): thousands or decimals, nobody knows."""
    return _COMMAS.fullmatch(text) is not None


def multiple_of(unit: str) -> Decimal:
    """Return what a unit multiplies by: 1000 for 'k€' and "milliers d'euros", 10**6 for 'M€', 1 for '€'."""
    unit = unit.strip()
    return next((value for pattern, value in _MULTIPLES if pattern.match(unit)), Decimal(1))


def euros(number: Decimal, multiple: Decimal) -> Decimal:
    """Return an amount in euros and cents; as it is when it has more figures than any sum (several cells' in one)."""
    amount = number * multiple
    return amount if amount.adjusted() > _LARGEST else amount.quantize(_CENTS)


def parse_words(text: str) -> Decimal | None:
    """Return the number written in words ('deux cent quarante-huit mille'), None when the words make no number.

    Words glued by a lost hyphen ('quatrevingt-cinq') are told apart, and 'cing' is what OCR makes of 'cinq'.
    """
    from text_to_num import text2num  # compiled, and needed by few documents only

    plain = " ".join(_NUMBER_WORD.findall(text.casefold().replace("cing", "cinq")))
    try:
        return Decimal(text2num(plain, "fr"))
    except ValueError:
        return None


def spoken(amount: Decimal) -> str:
    """Return an amount as a French reader writes it: '248 000 €', '1 250,50 €'."""
    whole, cents = divmod(amount, 1)
    text = f"{int(whole):,}".replace(",", " ")
    return f"{text},{int(cents * 100):02d} €" if cents else f"{text} €"
