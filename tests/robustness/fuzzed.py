"""Broken copies of sound documents, and what a worker looks at in whatever is read from them."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from functools import cache

from pipeline.errors import SourceError
from pipeline.extract.document import extract_document
from pipeline.extract.rulebook import Rulebook, load_rulebook
from pipeline.metadata import load_metadata
from pipeline.model import Box, Page
from pipeline.read.options import ReadOptions
from pipeline.read.reader import read_document
from pipeline.reference import Reference, load_reference
from pipeline.settings import ROOT

WITHOUT_OCR = ReadOptions(ocr=False)
"""Pages without text are read from their image elsewhere; here the structure of the file is what is broken."""


def broken(data: bytes, chance: random.Random) -> bytes:
    """Return a copy that was cut, flipped, overwritten, doubled or shuffled, as disks, networks and people do."""
    damage = chance.choice((cut, flipped, flipped, overwritten, doubled, renumbered))
    return damage(data, chance)


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def flipped(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.choice((1, 3, 10, 100))):
        out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def overwritten(data: bytes, chance: random.Random) -> bytes:
    start, length = chance.randrange(len(data)), chance.choice((1, 16, 512))
    return data[:start] + chance.randbytes(length) + data[start + length :]


def doubled(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    end = chance.randrange(start, len(data))
    return data[:end] + data[start:end] + data[end:]


def renumbered(data: bytes, chance: random.Random) -> bytes:
    """Change digits: lengths, counts, places and references then say something else."""
    digits = [i for i, byte in enumerate(data) if chr(byte).isdigit()]
    out = bytearray(data)
    for index in chance.sample(digits, min(len(digits), chance.choice((1, 5, 50)))):
        out[index] = ord(chance.choice("0123456789-"))
    return bytes(out)


def copies(data: bytes, number: int, seed: str) -> Iterator[bytes]:
    for i in range(number):
        yield broken(data, random.Random(f"{seed}/{i}"))


def examined(data: bytes) -> str:
    """Read and extract in a worker; return what came of it. An answer that breaks a promise is an AssertionError."""
    try:
        reading = read_document(data, options=WITHOUT_OCR)
    except SourceError as error:
        return refused(str(error))
    for page in reading.pages:
        check_page(page)
    rows = extract_document(reading, *_knowledge())
    for convention in rows.conventions:
        for proof in convention.proofs:
            assert reading.pages[proof.page - 1].text[proof.start : proof.end] == proof.text
    return "illisible" if rows.error else "extrait" if rows.conventions else "hors_perimetre"


def refused(why: str) -> str:
    assert why.strip(), "an error without a word"
    assert "\n" not in why
    return "illisible"


def check_page(page: Page) -> None:
    ends = [0]
    for word in page.words:
        assert ends[-1] <= word.start < word.end <= len(page.text), "words overlap or leave the text"
        ends.append(word.end)
        check_box(word.box)
    for line in page.lines:
        check_box(line.box)
    assert "\x00" not in page.text


def check_box(box: Box) -> None:
    values = (box.x0, box.y0, box.x1, box.y1)
    assert all(map(math.isfinite, values)), f"a box that is nowhere: {values}"
    assert box.x0 <= box.x1, values
    assert box.y0 <= box.y1, values


@cache
def _knowledge() -> tuple[Rulebook, Reference]:
    metadata = load_metadata(ROOT / "rules" / "tables.yml")
    return load_rulebook(ROOT / "rules"), load_reference(metadata, ROOT / "rules" / "reference")
