"""The list of what people asked to have erased (`data/effacements.csv`): the dataset and all that is made of it
respect it."""

from __future__ import annotations

import csv
import hashlib
import unicodedata
from collections.abc import Container, Iterator, Sequence
from pathlib import Path

import msgspec
import regex

from pipeline.errors import UsageError
from pipeline.scalars import is_hexadecimal

FILE = "effacements.csv"
COLUMNS = ("texte", "document_id", "motif")
_FEWEST = 3
"""A shorter text would be erased everywhere by accident."""
_MOST_ORDERS = 4
"""Words of a name that may stand in another order; a longer text is a phrase."""
_WORD = regex.compile(r"[\p{L}\d]+")
_BREAK = r"(?:-\s?\n\s?)?"
"""A word may be cut at a line's end."""
_BETWEEN = r"[\s.,_'’\-]{1,3}"


class Erasure(msgspec.Struct, frozen=True):
    """A text (a name, as a rule) that nothing published may hold; in one document, or in all (`document_id` None)."""

    texte: str
    document_id: str | None
    motif: str


class Eraser:
    """Finds what is to be erased, whatever its case, accents, spaces and hyphens, and the order of a name's words."""

    def __init__(self, erasures: Sequence[Erasure]) -> None:
        self.digest = hashlib.sha256(repr(tuple(erasures)).encode()).hexdigest()
        """Digest of the list: what is made with another list is made anew."""
        self._wanted = [(erasure, max(words, key=len), _pattern(words)) for erasure, words in _split(erasures)]

    def __bool__(self) -> bool:
        return bool(self._wanted)

    def find(self, document_id: str | None, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield the places (half-open) to hide in a text of a document (None: of any), and the reason."""
        if not self._wanted:
            return
        small = plain(text)
        joined = small.replace("-\n", "")
        for erasure, word, pattern in self._wanted:
            concerned = document_id is None or erasure.document_id in (None, document_id)
            if concerned and word in joined:
                yield from ((*match.span(), erasure.motif) for match in pattern.finditer(small))


def load_erasures(path: Path) -> tuple[Erasure, ...]:
    """Read the list; an absent file is an empty list. Raises UsageError (file and line) for a line that is none."""
    if not path.is_file():
        return ()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise UsageError(f"{path}, ligne 1 : les colonnes doivent être {', '.join(COLUMNS)}")
            return tuple(_erasure(row, f"{path}, ligne {reader.line_num}") for row in reader)
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} : le fichier n'est pas en UTF-8 ({error.reason})") from None
    except (OSError, csv.Error) as error:
        raise UsageError(f"{path} : {error}") from None


def aimless(erasures: Sequence[Erasure], known: Container[str]) -> Iterator[str]:
    """Yield a warning for each document of the list that is not known: nothing is masked there."""
    for document_id in dict.fromkeys(erasure.document_id for erasure in erasures):
        if document_id is not None and document_id not in known:
            yield f"{FILE} : aucun document publié n'est {document_id}, rien n'y est masqué"


def last_erasure(path: Path) -> float:
    """Return when the list was last changed (POSIX seconds): what was published before may hold what it names."""
    try:
        stat = path.stat()
    except OSError:
        return 0.0
    return max(stat.st_mtime, stat.st_ctime)


def written_at(path: Path) -> str:
    """Return when the list was written, empty without one: another moment is another list."""
    return str(path.stat().st_mtime_ns) if path.is_file() else ""


def _erasure(row: dict[str, str | None], where: str) -> Erasure:
    # A comma in a text without quotes would shift the columns.
    if None in row or None in row.values():
        raise UsageError(f"{where} : {len(COLUMNS)} valeurs attendues")
    text, document_id, motif = ((row.get(name) or "").strip() for name in COLUMNS)
    if sum(map(len, _WORD.findall(text))) < _FEWEST or not motif:
        raise UsageError(f"{where} : il faut un texte d'au moins {_FEWEST} caractères, et le motif")
    if document_id and not is_hexadecimal(document_id, 64):
        raise UsageError(f"{where} : document_id : 64 chiffres hexadécimaux attendus, pas {document_id!r}")
    return Erasure(text, document_id or None, motif)


def _split(erasures: Sequence[Erasure]) -> Iterator[tuple[Erasure, list[str]]]:
    yield from ((erasure, _WORD.findall(plain(erasure.texte))) for erasure in erasures)


def _pattern(words: Sequence[str]) -> regex.Pattern[str]:
    orders = [words]
    if len(words) <= _MOST_ORDERS:
        orders += [[*words[k:], *words[:k]] for k in range(1, len(words))]
    forms = (_BETWEEN.join(_BREAK.join(word) for word in order) for order in orders)
    return regex.compile(rf"(?<![\p{{L}}\d])(?:{'|'.join(forms)})(?![\p{{L}}\d])")


def plain(text: str) -> str:
    """Return a text in small letters without accents, letter for letter."""
    return text.lower().translate(_LETTERS) if len(text.lower()) == len(text) else text.translate(_LETTERS)


def _base(letter: str) -> str:
    plain = unicodedata.normalize("NFD", letter)[0].lower()
    return plain if len(plain) == 1 else letter


_LETTERS = {code: _base(chr(code)) for code in range(0xC0, 0x250)}
