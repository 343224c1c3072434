"""Collect: sources → the store of bytes by SHA-256, and the ledger of everything ever announced."""

from pipeline.collect.collection import Collection, collect
from pipeline.collect.ledger import Ledger
from pipeline.collect.status import Tally, tally
from pipeline.collect.types import (
    Change,
    Collected,
    CollectOptions,
    Couverture,
    Etape,
    Notice,
    Refused,
    Resource,
    Step,
    Withdrawn,
)

__all__ = [
    "Change",
    "CollectOptions",
    "Collected",
    "Collection",
    "Couverture",
    "Etape",
    "Ledger",
    "Notice",
    "Refused",
    "Resource",
    "Step",
    "Tally",
    "Withdrawn",
    "collect",
    "tally",
]
