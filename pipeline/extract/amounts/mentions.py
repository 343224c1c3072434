"""Sums of money in running text: figures, words, or both beside one another."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec
import regex
from msgspec.structs import replace

from pipeline.extract.amounts.numbers import ambiguous, euros, multiple_of, parse_number, parse_words
from pipeline.extract.rulebook import Rulebook

ANCHOR = regex.compile(r"€|(?<!\p{L})(?:[kKM]?(?i:eur(?:os?)?)|[kKM]E)(?!\p{L})")
"""What every written sum has beside it: paragraphs without it are not searched."""

_BETWEEN = regex.compile(
    r"\s*(?P<taxes>(?:toutes\s+taxes\s+comprises|hors\s+taxes?|T\.?T\.?C\.?|H\.?T\.?)\s*)?(?:\(\s*(?:soit\s+)?|,?\s*soit\s+)",
    regex.IGNORECASE,
)
_VAGUE = regex.compile(r"(?i:millions?|milliards?|cents|milles)")
"""'plusieurs millions d'euros' is no sum."""
_TAXES = regex.compile(r"\s*(?:H\.?T|T\.?T\.?C|hors\s+taxe|toutes\s+taxe)", regex.IGNORECASE)
_THOUSANDS = regex.compile(r"[ .]\d{3}$")
_CLOSING = regex.compile(r"\s*\)")
_NATURE_BESIDE = "montants.sans_unite"


class Mention(msgspec.Struct, frozen=True):
    """A sum as printed, in euros; offsets are those of the text searched."""

    start: int
    end: int
    value: Decimal
    rule: str
    confidence: float = 0.96
    motif: str | None = None
    words: Mention | None = None
    """The same sum said in words beside the figures."""
    taxes: str | None = None
    """'HT' or 'TTC' where it is said."""
    shown: str = ""
    """The figures or words themselves, without the unit."""

    @property
    def disagrees(self) -> bool:
        """True when the words beside the figures say another sum."""
        return self.words is not None and self.words.value != self.value


def find_mentions(text: str, book: Rulebook, scanned: bool = False) -> list[Mention]:
    """Return the sums of `text` in order, words and figures of one sum joined; those of a scan may be misread."""
    both = [*_words_with_figures(text, book, "montants.lettres_puis_chiffres")]
    both += _words_with_figures(text, book, "montants.chiffres_puis_lettres")
    figures = [*_in_figures(text, book), *_without_unit(text, book)]
    figures += _misread(text, book) if scanned else []
    kept = _without_overlap([*both, *figures, *_in_words(text, book)])
    return [_with_taxes(m, text, book) for m in _joined(kept, text)]


def _in_figures(text: str, book: Rulebook) -> Iterator[Mention]:
    """Yield the sums whose unit follows, or stands beside the label before the colon."""
    places: tuple[tuple[str, str | int], ...] = (("montants.chiffres", 0), ("montants.unite_au_libelle", "nombre"))
    for rule, group in ((book[rule_id], group) for rule_id, group in places):
        for match in rule.finditer(text):
            multiple = multiple_of(match["unite"])
            number = parse_number(match["nombre"], multiple)
            if number is not None:
                place, (confidence, motif) = match.span(group), _trust(match["nombre"], match["unite"])
                yield Mention(*place, euros(number, multiple), rule.id, confidence, motif, shown=match["nombre"])


def _misread(text: str, book: Rulebook) -> Iterator[Mention]:
    """Yield the sums of a scan that are read once letters taken for digits, or the unit, are put right; never sure."""
    rule = book["montants.chiffres_mal_lus"]
    for match in rule.finditer(text):
        multiple = multiple_of(match["unite"])
        number = parse_number(match["nombre"], multiple)
        if number is not None:
            motif = "chiffres ou unité mal lus, rétablis, à vérifier"
            yield Mention(*match.span(), euros(number, multiple), rule.id, 0.8, motif, shown=match["nombre"])


def _trust(number: str, unit: str) -> tuple[float, str | None]:
    if ambiguous(number):
        return 0.6, "virgule devant trois chiffres : milliers ou décimales, à vérifier"
    if "\n" in number:
        return 0.85, "nombre coupé par une fin de ligne, à vérifier"
    if multiple_of(unit) == 1 and _THOUSANDS.search(number) and number.startswith("0"):
        return 0.5, "nombre commençant par un zéro, à vérifier"
    return 0.96, None


def _without_unit(text: str, book: Rulebook) -> Iterator[Mention]:
    rule = book[_NATURE_BESIDE]
    for match in rule.finditer(text):
        number = parse_number(match["nombre"])
        if number is not None:
            place = match.span("nombre")
            motif = "unité non écrite, lue en euros"
            yield Mention(*place, euros(number, Decimal(1)), rule.id, 0.85, motif, shown=match["nombre"])


def _in_words(text: str, book: Rulebook) -> Iterator[Mention]:
    rule = book["montants.lettres"]
    for match in rule.finditer(text):
        number = parse_words(match["lettres"])
        if number is not None and number > 1 and not _VAGUE.fullmatch(match["lettres"]):
            yield Mention(*match.span(), euros(number, Decimal(1)), rule.id, shown=match["lettres"])


def _words_with_figures(text: str, book: Rulebook, rule_id: str) -> Iterator[Mention]:
    for match in book[rule_id].finditer(text):
        number, said = parse_number(match["nombre"]), parse_words(match["lettres"])
        if number is None or said is None:
            continue
        words = Mention(*match.span("lettres"), euros(said, Decimal(1)), rule_id, shown=match["lettres"])
        value = euros(number, multiple_of(match["unite"]))
        yield Mention(*match.span(), value, rule_id, words=words, shown=match["nombre"])


def _without_overlap(found: list[Mention]) -> list[Mention]:
    """Keep the longest of those that overlap, in order."""
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.start - m.end, m.start)):
        if all(mention.end <= other.start or other.end <= mention.start for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda m: m.start)


def _joined(found: list[Mention], text: str) -> list[Mention]:
    """Join words and figures of one sum: 'trois cent mille euros (300 000 €)', in either order."""
    joined: list[Mention] = []
    for mention in found:
        before = joined[-1] if joined else None
        if before is not None and before.words is None and _says_again(before, mention, text):
            words, figures = (before, mention) if before.rule == "montants.lettres" else (mention, before)
            end = _closing(text, mention.end)
            joined[-1] = replace(figures, start=before.start, end=end, words=words)
        else:
            joined.append(mention)
    return joined


def _says_again(before: Mention, mention: Mention, text: str) -> bool:
    in_words = (before.rule == "montants.lettres") + (mention.rule == "montants.lettres")
    between = text[before.end : mention.start]
    said = _BETWEEN.fullmatch(between) if in_words == 1 else None
    if said is None or (said["taxes"] and before.value != mention.value):  # With taxes and without: two sums.
        return False
    if "(" in between or before.value == mention.value:
        return True
    return before.rule == "montants.lettres" and not _TAXES.match(text, mention.end)


def _closing(text: str, end: int) -> int:
    match = _CLOSING.match(text, end)
    return match.end() if match else end


def _with_taxes(mention: Mention, text: str, book: Rulebook) -> Mention:
    match = book["montants.taxes"].search(text[mention.end : mention.end + 30])
    if match is None:
        return mention
    return replace(mention, taxes="HT" if match["ht"] else "TTC")
