"""The second reader: RapidOCR on the crops that hold figures, codes and what the first reader doubted.

Tesseract reads prose well and confuses O with 0 in a code; RapidOCR reads codes well and drops the spaces of prose.
A word both read alike is sure. One they read differently keeps the reading whose form is that of a code, an amount
or a date, else the surer one; its confidence says that it is to be checked, and the reading that lost is kept.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from pipeline.read.guard_worker import NO_TELEMETRY
from pipeline.read.ocr_tesseract import PixelWord
from pipeline.read.pixels import Gray

AGREED = 0.97
"""Least confidence of a word that both readers read alike."""
SETTLED = 0.75
"""Confidence when the readers differ, but one reading alone has the form of a code, an amount or a date."""
DISPUTED = 0.5
"""Confidence when the readers differ and nothing tells which is right."""

_DOUBTED = 0.6
"""A word without a figure is read again when the first reader was less sure than this."""
_SURE = 0.9
"""What the second reader must reach for its reading of such a word to be preferred."""
_CERTAIN = 0.95
"""What it must reach to settle by itself between O and 0, l and 1, printed codes being what it reads best."""
_NO_WORDS = ("L", "l")
"""What the number of a heading, 'I.', may be read as: no word of French."""
_LOOK_ALIKE = str.maketrans("OQDoIlil|!SBZGT", "0000111111" + "58267")
_MOST_CROPS = 80
"""Crops a page: figures first, then the least sure words (a page of running text has about 25)."""
_MARGIN = 0.03
"""Inches of paper kept around a crop: more makes the letters smaller and the reading cheaper, 0.05 makes it worse."""
_SMALLEST_SCALE = (3, 48, 64)
"""Least width (pixels at 48 high) a crop is padded to: far below the default, half as dear, read as well."""
_BATCH = 2
"""Crops read at once, of like widths: each is padded to the widest."""
_SPACE = 0.8
"""Heights of a word that the blank between two words of one amount may measure at most."""
_FIGURE = re.compile(r"\d")
_SHORT = re.compile(r"\(?[kKmM]?[€eEcC£]\W{0,2}|(?:ae|cp|uo|bop)\W?", re.IGNORECASE)
"""'€', 'k€', 'AE', 'CP' and the like as the first reader may spell them: small words on which amounts hang."""
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\d{4}-[A-Z][A-Z0-9]{3}(?:-[A-Z0-9]{4})?",  # a BOP or an operational unit
        r"\d{4}-\d{2}(?:-\d{2}){0,2}",  # a domaine fonctionnel
        r"\d{4}[A-Z0-9]{8}",  # an activité
        r"(?=.{10}$)[A-Z]{4}[A-Z0-9]+\d{2}",  # a centre de coûts: its end is a département
        r"\d{4}[A-Z]",  # an APE code
        r"\d{1,3}(?:[ .]?\d{3})*(?:,\d{1,2})?(?:[kM]?€)?",  # an amount
        r"\d{2}/\d{2}/\d{4}",
        r"[kM]?€",
        r"[IVX]{1,4}|AE|CP|UO|BOP|HT|TTC",
    )
)


class Reading(NamedTuple):
    """What a reader saw, and how sure it was (0-1)."""

    text: str
    confidence: float


def confirm(words: Sequence[PixelWord], pixels: Gray, dpi: float) -> list[PixelWord]:
    """Return the words, those that matter compared with a second reading of their crops.

    Neighbours are read in one crop, '1 250 000 €' at a time; where the two readings of it differ, word by word.
    """
    confirmed = list(words)
    groups = _groups(words, sorted(_to_read_again(words)))
    readings = read_crops([_crop(pixels, [words[i] for i in group], dpi) for group in groups])
    singles, alone = [], {}
    for group, second in zip(groups, readings, strict=True):
        if len(group) == 1:
            alone[group[0]] = second
        elif essence("".join(words[i].text for i in group)) == essence(second.text):
            for i in group:
                confirmed[i] = words[i]._replace(confidence=max(words[i].confidence, AGREED))
        else:
            singles += group
    alone.update(zip(singles, read_crops([_crop(pixels, [words[i]], dpi) for i in singles]), strict=True))
    short = [(i, side) for i, second in alone.items() if (side := _cut(words[i].text, second.text))]
    wider = [_crop(pixels, [_widened(words, *place)], dpi) for place in short]
    for (i, _), second in zip(short, read_crops(wider), strict=True):
        if essence(second.text) == essence(words[i].text):
            alone[i] = second
    for i, second in alone.items():
        confirmed[i] = compare(words[i], second)
    return confirmed


def _cut(first: str, second: str) -> int:
    """Return on which side (1: right, -1: left) the second reading lacks figures of the first, whose box is too narrow.

    The first reader gives a year the box of its first three figures, or begins it within the first one.
    """
    whole, part = essence(first), essence(second)
    if not part or len(part) >= len(whole):
        return 0
    if whole.startswith(part) and whole[len(part) :].isdigit():
        return 1
    return -1 if whole.endswith(part) and whole[: -len(part)].isdigit() else 0


def _widened(words: Sequence[PixelWord], at: int, side: int) -> PixelWord:
    """Return a word with a box that goes on as far as it is high, or to its neighbour on the line."""
    word = words[at]
    height = word.y1 - word.y0
    beside = words[at + side] if 0 <= at + side < len(words) else None
    if beside is not None and abs(word.y1 - beside.y1) >= height / 2:
        beside = None
    if side > 0:
        return word._replace(x1=min(word.x1 + height, max(word.x1, beside.x0) if beside else word.x1 + height))
    return word._replace(x0=max(word.x0 - height, 0, min(word.x0, beside.x1) if beside else 0))


def _groups(words: Sequence[PixelWord], chosen: Sequence[int]) -> list[list[int]]:
    """Gather words that follow one another closely on a line."""
    groups: list[list[int]] = []
    for i in chosen:
        if groups and groups[-1][-1] == i - 1 and _adjoin(words[i - 1], words[i]):
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _adjoin(left: PixelWord, right: PixelWord) -> bool:
    height = left.y1 - left.y0
    return 0 <= right.x0 - left.x1 < _SPACE * height and abs(left.y1 - right.y1) < height / 2


def compare(word: PixelWord, second: Reading) -> PixelWord:
    """Return the word as both readings leave it."""
    first = Reading(word.text, word.confidence)
    if essence(first.text) == essence(second.text):
        return word._replace(confidence=max(word.confidence, AGREED))
    if not is_latin(second.text) or not essence(second.text):
        return word._replace(confidence=min(word.confidence, DISPUTED))
    kept, confidence = _settle(first, second)
    if kept is first:
        return word._replace(confidence=confidence, alternative=second.text)
    return word._replace(text="".join(second.text.split()), confidence=confidence, alternative=first.text)


def _settle(first: Reading, second: Reading) -> tuple[Reading, float]:
    """Return the reading to keep and how sure that leaves it."""
    alike = _shape(first.text) == _shape(second.text)
    forms = has_form(first.text), has_form(second.text)
    sure = second.confidence >= _SURE
    if forms == (True, False):
        return first, SETTLED if first.confidence >= DISPUTED or alike else DISPUTED
    if forms == (False, True) and (sure or first.text in _NO_WORDS):
        return second, SETTLED if sure else DISPUTED
    if not _FIGURE.search(first.text + second.text):
        return (second, DISPUTED) if sure and first.confidence < DISPUTED and not alike else (first, DISPUTED)
    if not sure:
        return first, DISPUTED
    return second, SETTLED if alike and second.confidence >= _CERTAIN else DISPUTED


def _shape(text: str) -> str:
    """Return a text without what tells look-alikes apart: O and 0, l and 1, 'rn' and 'm'."""
    return essence(text).translate(_LOOK_ALIKE).replace("rn", "m")


def is_latin(text: str) -> bool:
    """Tell whether the text is one a French page may hold (the recogniser knows Chinese as well)."""
    return all(ord(c) < 0x250 or 0x2000 <= ord(c) < 0x2200 for c in text)


def has_form(text: str) -> bool:
    """Tell whether a word, punctuation around it aside, has the form of a code, an amount, a date or a unit."""
    core = essence(text)
    return any(form.fullmatch(core) for form in _FORMS)


def essence(text: str) -> str:
    """Return what must agree between two readings: letters and figures, and the signs that carry meaning inside."""
    decomposed = unicodedata.normalize(
        "NFKD", text.replace("º", "°").replace("’", "'").replace("–", "-").replace("—", "-")
    )
    kept = "".join(c for c in decomposed if c.isalnum() or c in "-/,.€%")
    return kept.strip("-/,.")


def _to_read_again(words: Sequence[PixelWord]) -> list[int]:
    """Return the positions of the words worth a second reading, at most `_MOST_CROPS`."""
    figures = [i for i, word in enumerate(words) if _FIGURE.search(word.text) or _SHORT.fullmatch(word.text)]
    known = set(figures)
    doubted = [i for i, word in enumerate(words) if word.confidence < _DOUBTED and i not in known and _has_letter(word)]
    return (figures + sorted(doubted, key=lambda i: words[i].confidence))[:_MOST_CROPS]


def _has_letter(word: PixelWord) -> bool:
    return any(c.isalnum() for c in word.text)


def _crop(pixels: Gray, words: Sequence[PixelWord], dpi: float) -> Gray:
    margin = round(dpi * _MARGIN)
    x0, y0 = min(word.x0 for word in words), min(word.y0 for word in words)
    x1, y1 = max(word.x1 for word in words), max(word.y1 for word in words)
    return pixels[max(0, y0 - margin) : y1 + margin, max(0, x0 - margin) : x1 + margin]


def read_crops(crops: Sequence[Gray]) -> list[Reading]:
    """Return what the second reader sees in each crop (one line of text each)."""
    if not crops:
        return []
    import cv2

    answer = _engine().recognize_txt([cv2.cvtColor(crop, cv2.COLOR_GRAY2BGR) for crop in crops])
    return [Reading(text, float(score)) for text, score in zip(answer.txts, answer.scores, strict=True)]


@lru_cache(maxsize=1)
def _engine() -> Any:
    """Load the recogniser (its models are in the wheel; nothing is downloaded), once a process, on one thread."""
    os.environ.update(NO_TELEMETRY)  # Before the import, for a caller that is no worker.
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_det": False,
            "Global.use_cls": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Rec.rec_img_shape": list(_SMALLEST_SCALE),
            "Rec.rec_batch_num": _BATCH,
        }
    )
