"""The `check` stage for one convention: what a careful reader would question, and what is missing.

A check is a function from a `Convention` to doubts; `CHECKS` lists them. Doubts met while extracting come first. A
doubt never changes a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from pipeline.check.coherence import known_programmes, order_of_dates, programmes_of_blocks, years_after_end
from pipeline.check.gaps import Gap, gaps
from pipeline.check.presence import absences
from pipeline.check.view import Convention
from pipeline.extract.rules import Rulebook
from pipeline.metadata import Metadata
from pipeline.model import ConventionRows, Doubt
from pipeline.reference import Reference

CHECKS: tuple[Callable[[Convention, Rulebook], Iterator[Doubt]], ...] = (
    absences,
    programmes_of_blocks,
    known_programmes,
    order_of_dates,
    years_after_end,
)


class Checked(NamedTuple):
    """The result of the stage for one convention."""

    doubts: tuple[Doubt, ...]
    gaps: tuple[Gap, ...]


def check_convention(rows: ConventionRows, metadata: Metadata, reference: Reference, book: Rulebook) -> Checked:
    """Return the doubts (each said once) and the gaps of one convention."""
    convention = Convention(rows, metadata, reference)
    doubts = dict.fromkeys(rows.doubts)
    for check in CHECKS:
        doubts.update(dict.fromkeys(check(convention, book)))
    return Checked(tuple(doubts), tuple(gaps(convention, metadata, book)))
