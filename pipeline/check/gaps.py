"""`lacunes`: the three kinds of empty, for every column that an analyst would expect filled.

`illisible` when the pages were read too poorly to say; `non_trouve` when something in the text announces the value
(a candidate that lost, the word for it) and no rule settled it; `non_mentionne` when nothing does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from pipeline.check.view import Convention
from pipeline.extract.rulebook import Rulebook
from pipeline.metadata import Metadata, Table

Nature = Literal["non_mentionne", "non_trouve", "illisible"]
_POOR = 0.5
"""Below this quality of a page, silence proves nothing."""


class Gap(NamedTuple):
    """A row of `lacunes`; `column` None: the whole table is empty. `row` is 1-based, None for `conventions`."""

    table: str
    row: int | None
    column: str | None
    nature: Nature


def gaps(convention: Convention, metadata: Metadata, book: Rulebook) -> Iterator[Gap]:
    """Yield the gaps of one convention, in the order of the metadata."""
    for table in metadata.fact_tables:
        rows = convention.table(table.name)
        if not rows:
            if table.expected_for(convention.type):
                yield Gap(table.name, None, None, _nature(convention, book, table.name, None))
            continue
        for number, column in _empty(convention, table):
            row = number if table.row_number else None
            yield Gap(table.name, row, column, _nature(convention, book, table.name, column))


def _empty(convention: Convention, table: Table) -> Iterator[tuple[int, str]]:
    """Yield the row number and the name of each expected column that is NULL."""
    for number, row in enumerate(convention.table(table.name), start=1):
        for column in table.columns:
            if column.expected_for(convention.type) and row.get(column.name) is None:
                yield number, column.name


def _nature(convention: Convention, book: Rulebook, table: str, column: str | None) -> Nature:
    if convention.rows.text_quality < _POOR:
        return "illisible"
    lost = any(
        p.status == "ecartee" and p.table == table and column in (None, p.column) for p in convention.rows.proofs
    )
    announced = any(
        rule.data["table"] == table and rule.data.get("colonne") in (None, column) and rule.stands_in(convention.text)
        for rule in book.family("annonces")
    )
    return "non_trouve" if lost or announced else "non_mentionne"
