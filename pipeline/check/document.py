"""The `check` stage for one convention: what a careful reader would question, and what is missing.

A check is a function from a `Convention` to doubts; `CHECKS` lists them. They are asked of the rows as corrected;
doubts met while extracting, about the reading, come first. A doubt never changes a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from pipeline.check.amounts import both_natures, payments, totals, weighed
from pipeline.check.coherence import (
    cost_centres,
    known_programmes,
    order_of_dates,
    programmes_of_blocks,
    years_after_end,
)
from pipeline.check.crossing import cross_references
from pipeline.check.gaps import Gap, gaps
from pipeline.check.parties import addresses, roles
from pipeline.check.presence import absences, signing_day
from pipeline.check.view import Convention
from pipeline.extract.rulebook import Rulebook
from pipeline.metadata import Metadata
from pipeline.model import ConventionRows, Doubt, Proof
from pipeline.reference import Reference

CHECKS: tuple[Callable[[Convention, Rulebook], Iterator[Doubt]], ...] = (
    roles,
    addresses,
    cost_centres,
    totals,
    payments,
    both_natures,
    signing_day,
    absences,
    programmes_of_blocks,
    known_programmes,
    order_of_dates,
    years_after_end,
    cross_references,
)


class Checked(NamedTuple):
    """The result of the stage for one convention."""

    doubts: tuple[Doubt, ...]
    gaps: tuple[Gap, ...]
    proofs: tuple[Proof, ...]
    """Those of the convention, less sure where the values contradict them."""


def _told_once(convention: Convention) -> Iterator[Doubt]:
    """Yield the doubts of the extraction; a unit `à confirmer` is told of the unit, not of its block again."""
    units = convention.table("unites_operationnelles")
    unsure = {unit.get("uo") for unit in units if unit.get("statut") == "a_confirmer"}
    blocks = convention.table("imputations")
    for doubt in convention.rows.doubts:
        of_block = doubt.row if (doubt.code, doubt.column) == ("a_confirmer", "centre_financier") else None
        if of_block is None or blocks[of_block - 1].get("centre_financier") not in unsure:
            yield doubt


def check_convention(rows: ConventionRows, metadata: Metadata, reference: Reference, book: Rulebook) -> Checked:
    """Return the doubts (each said once), the gaps and the proofs of one convention."""
    convention = Convention(rows, metadata, reference)
    doubts = dict.fromkeys(_told_once(convention))
    for check in CHECKS:
        doubts.update(dict.fromkeys(check(convention, book)))
    return Checked(tuple(doubts), tuple(gaps(convention, metadata, book)), weighed(convention))
