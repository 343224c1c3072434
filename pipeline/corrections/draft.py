"""The rows of a convention while they are being corrected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.corrections.types import Correction, Key
from pipeline.metadata import Metadata, Table
from pipeline.model import ConventionRows
from pipeline.scalars import Value


@dataclass
class Line:
    """One row: as extracted, and as corrected so far."""

    number: int
    """As extracted, from 1; 0 for a row that a person added."""
    raw: Mapping[str, Any]
    """The row as extraction gave it."""
    read: Mapping[str, Value | None]
    """The same, typed."""
    current: dict[str, Value | None]
    corrected: dict[str, Correction] = field(default_factory=dict)
    """The correction that stands, by column."""
    added: Correction | None = None
    removed: Correction | None = None

    @property
    def row(self) -> dict[str, Any]:
        """The row as corrected; NULLs left out."""
        row = {name: value for name, value in self.raw.items() if name not in self.corrected}
        row |= {name: self.current[name] for name in self.corrected}
        return {name: value for name, value in row.items() if value is not None}

    def answers(self, key: Key, number: str | None) -> bool:
        """Tell whether the row is the one that a key designates, by its values as extracted or as corrected."""
        return all(self._has(name, value, number) for name, value in key.items())

    def _has(self, name: str, value: Value | None, number: str | None) -> bool:
        if name == number:
            return self.number == value
        return value in (self.read.get(name), self.current.get(name))


class Draft:
    """The rows of one convention, table by table."""

    def __init__(self, rows: ConventionRows, metadata: Metadata) -> None:
        """Copy the rows: what is extracted is never altered."""
        self._metadata = metadata
        self.lines: dict[str, list[Line]] = {}
        for name, those in rows.tables.items():
            table = metadata.table(name)
            self.lines[name] = [_line(table, number, row) for number, row in enumerate(those, start=1)]

    def find(self, correction: Correction) -> list[Line]:
        """Return the rows that a correction may be about."""
        return self.answering(correction.table, correction.key)

    def answering(self, table: str, key: Key) -> list[Line]:
        """Return the rows of a table that a key designates."""
        number = self._metadata.table(table).row_number
        return [line for line in self.lines.get(table, ()) if not line.removed and line.answers(key, number)]

    def add(self, correction: Correction) -> None:
        """Add the row that a correction says was missed."""
        values = {name: value for name, value in correction.key.items() if value is not None}
        line = Line(0, values, {}, dict(values), added=correction)
        self.lines.setdefault(correction.table, []).append(line)

    def standing(self, table: str) -> Iterator[tuple[int, Line]]:
        """Yield the rows that stand, with their number from 1."""
        return enumerate((line for line in self.lines.get(table, ()) if not line.removed), start=1)

    def numbers(self, table: str) -> dict[int, int]:
        """Return the number of each extracted row that stands: as extracted, to as it is now."""
        return {line.number: number for number, line in self.standing(table) if line.number}

    def by_number(self, table: str) -> dict[int, Line]:
        """Return the extracted rows of a table, removed ones included, by their number as extracted."""
        return {line.number: line for line in self.lines.get(table, ()) if line.number}


def _line(table: Table, number: int, row: Mapping[str, Any]) -> Line:
    read = {name: table.column(name).convert(value) for name, value in row.items() if value is not None}
    return Line(number, row, read, dict(read))
