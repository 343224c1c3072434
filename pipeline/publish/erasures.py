"""The list of what people asked to have erased (`data/effacements.csv`): every later export respects it."""

from __future__ import annotations

import csv
from pathlib import Path

import msgspec
import regex

from pipeline.errors import UsageError

COLUMNS = ("texte", "document_id", "motif")
_FEWEST = 3
"""A shorter text would be erased everywhere by accident."""


class Erasure(msgspec.Struct, frozen=True):
    """A text (a name, as a rule) that nothing published may hold; in one document, or in all (`document_id` None)."""

    texte: str
    document_id: str | None
    motif: str

    @property
    def pattern(self) -> regex.Pattern[str]:
        """The text wherever it stands, whatever its case and white space."""
        words = r"\s+".join(regex.escape(word) for word in self.texte.split())
        return regex.compile(rf"(?<![\p{{L}}\d]){words}(?![\p{{L}}\d])", regex.IGNORECASE)


def load_erasures(path: Path) -> tuple[Erasure, ...]:
    """Read the list; an absent file is an empty list. Raises UsageError (file and line) for a line that is none."""
    if not path.is_file():
        return ()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise UsageError(f"{path}: the columns must be {', '.join(COLUMNS)}")
            return tuple(_erasure(row, f"{path}, line {reader.line_num}") for row in reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{path}: {error}") from None


def _erasure(row: dict[str, str | None], where: str) -> Erasure:
    text, document_id, motif = ((row.get(name) or "").strip() for name in COLUMNS)
    if len(text) < _FEWEST or not motif:
        raise UsageError(f"{where}: a text of {_FEWEST} characters at least, and the reason, are needed")
    return Erasure(text, document_id or None, motif)
