"""Budget codes: from what is printed to the normal form, saying what was repaired on the way.

Forms: `CHORUS.md`'s table of codes, from the State's own lists (centre financier PPPP-BBBB-UUUU; domaine fonctionnel
PPPP-AA[-SS]; activité twelve characters that begin with the programme). A repair is never silent: it comes back in
`Code.repairs`, in French, and lowers the confidence until another code of the document confirms it.
"""

from __future__ import annotations

from typing import NamedTuple

import regex

_DASH, _SPACES_AND_DOTS = regex.compile(r"[-–—]"), regex.compile(r"[\s.]")
_TO_DIGITS = str.maketrans("OoIlQ", "00110")
_LETTER_OR_ZERO = regex.compile(r"(?<=[A-Z])O(?=(?:\d{4,}|\d\d)$)")
_CONFUSED = str.maketrans("0152865", "OISZBGS")
"""Digits and the capitals that OCR takes for them: two codes that differ only by these are one code misread."""

MISREAD = "lettre lue à la place d'un chiffre"
THREE_DIGITS = "programme écrit sur trois chiffres"
CUT = "code coupé au bord de sa cellule"
HYPHENED = "tiret de fin de ligne ôté du code"
SPACED = "blocs séparés par des espaces"
LOWER = "code écrit en minuscules"
ELSEWHERE = "lecture incertaine, forme écrite ailleurs dans le document"


class Code(NamedTuple):
    """A normalised code and what was repaired to get there (empty: as printed)."""

    value: str
    repairs: tuple[str, ...] = ()


def programme(text: str) -> Code:
    """Return a programme on four digits ('163' and 'O163' give '0163')."""
    digits = text.translate(_TO_DIGITS)
    repairs = [MISREAD] if any(c.isalpha() for c in text) else []
    if len(digits) == 3:
        repairs.append(THREE_DIGITS)
    return Code(digits.zfill(4), tuple(repairs))


def unit(match: regex.Match[str]) -> Code:
    """Return the centre financier `PPPP-BBBB-UUUU` of a match with groups `programme`, `bop`, `unite`."""
    head = programme(match["programme"])
    repairs = list(head.repairs)
    if not _DASH.search(match["uo"]):
        repairs.append(SPACED)
    last = "".join(match["unite"].replace("-", " ").split())
    if "-" in match["unite"]:
        repairs.append(HYPHENED)
    elif last != match["unite"] and SPACED not in repairs:
        repairs.append(SPACED)
    if match["bop"] != match["bop"].upper() or match["unite"] != match["unite"].upper():
        repairs.append(LOWER)
    return Code(f"{head.value}-{match['bop'].upper()}-{last.upper()}", tuple(repairs))


def domain(match: regex.Match[str]) -> Code:
    """Return the domaine fonctionnel (`PPPP-AA` or `PPPP-AA-SS`) of a match with its three groups."""
    head = programme(match["programme"])
    parts = [match["action"], match["sous_action"]]
    digits = [part.translate(_TO_DIGITS).zfill(2) for part in parts if part]
    repairs = [r for r in head.repairs if r != THREE_DIGITS]
    if any(c.isalpha() for part in parts if part for c in part) and MISREAD not in repairs:
        repairs.append(MISREAD)
    return Code("-".join([head.value, *digits]), tuple(repairs))


def action(of_programme: str, match: regex.Match[str]) -> Code:
    """Return the domaine fonctionnel of a match whose groups number an action, and a sous-action perhaps."""
    parts = [match["action"], match["sous_action"]]
    return Code("-".join([of_programme, *(part.zfill(2) for part in parts if part)]))


def activity(text: str) -> Code | None:
    """Return the twelve characters of an activité, spaces dropped, or None when there are not twelve."""
    code = _SPACES_AND_DOTS.sub("", text).upper()
    if len(code) != 12:
        return None
    rest = code[4:].translate(_TO_DIGITS)
    fixed = code[:4].translate(_TO_DIGITS) + (rest if rest.isdigit() else code[4:])
    return Code(fixed, (MISREAD,) if fixed != code else ())


def plain(text: str) -> Code:
    """Return a code without the white space that a line end or OCR put in it."""
    return Code("".join(text.split()))


def joined(text: str) -> Code:
    """Return a code that a line end or a narrow cell cut in two, with a hyphen or not."""
    return Code("".join(text.replace("-", " ").split()), (HYPHENED if "-" in text else CUT,))


def hides_zero(code: str) -> bool:
    """Tell whether a scanned centre de coût has an O where letters end and figures begin ('DDTO000011').

    The three figures of a département say nothing of the letter before them; a longer or shorter row of figures does.
    """
    return _LETTER_OR_ZERO.search(code) is not None


def skeleton(code: str) -> str:
    """Return what remains of a code when the characters that OCR confuses are made alike."""
    return code.upper().translate(_CONFUSED)
