"""When two wordings are the name of one person, and how sure a name read on a scan is."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import NamedTuple

import regex

from pipeline.extract.context import Context
from pipeline.model import Found, Places
from pipeline.reference import normalised

READ_ONCE = 0.85
"""A name read once by OCR has one chance in five of a wrong letter, and nothing in the text shows it."""
_CUT = regex.compile(r"\s(?:LE|LA|LES|DE|DU|DES|VAN|DEN|DER|VON|de|du|des|le|la|van|von)$")
"""A name is never ended by a particle: the rest of it stands elsewhere."""
_PARTICLE = 2
"""Letters of a word of a name that tells nobody apart (an initial, a particle)."""
_PARTICLES = frozenset(("de", "du", "la", "le", "el", "al", "st", "mc", "da", "di", "do"))
_KEPT = "mots dits"
"""Under this name what a convention says is kept for the names that follow."""


class _Said(NamedTuple):
    """What a convention says, normalised."""

    text: str
    """A blank before and after each word."""
    times: Counter[str]
    """How often it prints each word."""


def same_name(one: str, other: str) -> bool:
    """Compare two names: the same words, one the surname of the other, or initials that stand for given names."""
    a, b = normalised(one).split(), normalised(other).split()
    if sorted(a) == sorted(b):
        return True
    short, long = sorted((a, b), key=lambda words: len("".join(words)))
    surname = [word for word in short if len(word) > 1]
    initials = [word for word in short if len(word) == 1]
    if not surname or not set(surname) <= set(long):
        return False
    rest = [word for word in long if word not in surname]
    return all(any(word.startswith(letter) for word in rest) for letter in initials)


def name_found(ctx: Context, name: str, places: Places, rule: str, confidence: float) -> Found:
    """Return a name's value; on a scan it is sure only when the convention prints each of its words twice alike."""
    if ctx.scanned and name.startswith("M "):  # The civility, its full stop lost.
        return Found(name[2:], places, rule, "normalisee", min(confidence, READ_ONCE), "« M » lu sans son point")
    if ctx.scanned:
        name = _rejoined(ctx, name)
    if ctx.scanned and confidence > READ_ONCE and not _twice(ctx, name, places):
        return Found(
            name, places, rule, "exacte", READ_ONCE, "nom dont un mot n'est lu qu'une fois, sur une page numérisée"
        )
    if _CUT.search(name):
        return Found(name, places, rule, "exacte", min(confidence, READ_ONCE), "nom qui s'arrête sur une particule")
    return Found(name, places, rule, "exacte", confidence)


def word_found(ctx: Context, word: str, places: Places, rule: str, confidence: float, known: bool) -> Found:
    """Return the value of a word that no other tells right from wrong: on a scan, sure if `known` or printed twice."""
    if ctx.scanned and confidence > READ_ONCE and not known and not _typed(ctx, places):
        said = _said(ctx).times
        if any(said[part] < 2 for part in normalised(word).split()):
            return Found(word, places, rule, "exacte", READ_ONCE, "mot lu une seule fois, sur une page numérisée")
    return Found(word, places, rule, "exacte", confidence)


def organisation_found(ctx: Context, name: str, places: Places, rule: str, confidence: float) -> Found:
    """Return an organisation's name, or an office's; on a scan, sure where lists or another place know each word."""
    if ctx.scanned and confidence > READ_ONCE and not _typed(ctx, places):
        usual = ctx.book["parties.mot_courant"]
        words = [word for word in ctx.reference.words.strange(name) if not usual.fullmatch(word)]
        for word in words:
            if _said(ctx).text.count(f" {word} ") < 2:
                motif = f"« {word} » : mot lu une seule fois, sur une page numérisée, et qu'aucune liste ne connaît"
                return Found(name, places, rule, "exacte", READ_ONCE, motif)
    return Found(name, places, rule, "exacte", confidence)


def _rejoined(ctx: Context, name: str) -> str:
    """Undo a blank that OCR set within a surname in capitals, which the convention prints whole elsewhere."""
    words = name.split()
    for at, (left, right) in enumerate(pairwise(words)):
        if left.isupper() and right.isupper() and len(left) > 1 and len(right) > 1:
            said = _said(ctx).times
            # One piece at least is met in that place alone: 'LE GALL' is not 'LEGALL'.
            if said[normalised(left + right)] and 1 in (said[normalised(left)], said[normalised(right)]):
                return " ".join([*words[:at], left + right, *words[at + 2 :]])
    return name


def _said(ctx: Context) -> _Said:
    if _KEPT not in ctx.worked_out:
        plain = normalised(ctx.text)
        ctx.worked_out[_KEPT] = _Said(f" {plain} ", Counter(plain.split()))
    said: _Said = ctx.worked_out[_KEPT]
    return said


def _typed(ctx: Context, places: Places) -> bool:
    pages = ctx.flow.reading.pages
    return all(pages[ctx.flow.page_at(start) - 1].layer == "native" for start, _ in places)


def _twice(ctx: Context, name: str, places: Places) -> bool:
    if _typed(ctx, places):
        return True
    parts = normalised(name).split()
    words = [word for word in parts if len(word) > _PARTICLE or (len(word) == _PARTICLE and word not in _PARTICLES)]
    said = _said(ctx).times
    return _is_whole(parts, words) and all(said[word] > 1 for word in words)


def _is_whole(parts: list[str], words: list[str]) -> bool:
    """Tell whether a name has a given name, or its initial, and a surname: a line cut in two leaves one of them."""
    given = len(words) > 1 or any(len(part) == 1 for part in parts)
    return len(parts) > 1 and given and len(parts[-1]) > _PARTICLE
