"""Documents cut into batches: large enough to be worth a trip, small enough to share the work out and lose little."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from pipeline.read.guard import Item

_DOCUMENTS = 32
"""At most so many documents a batch."""
_BYTES = 4 << 20
"""A batch is full once it has so many bytes: some ten scans, which take a worker minutes."""
_SHARES = 8
"""Batches a worker should get of a lot, so that all end together."""
_LOT, _LOT_A_WORKER = 512, _DOCUMENTS * _SHARES


def lots(items: Iterator[Item], workers: int) -> Iterator[list[Item]]:
    """Draw items lazily, so many at a time that each of `workers` has enough to do."""
    while lot := list(itertools.islice(items, max(_LOT, _LOT_A_WORKER * workers))):
        yield lot


def cut(lot: Sequence[Item], workers: int) -> Iterator[list[Item]]:
    """Cut a lot into batches, the largest documents first."""
    most = min(_DOCUMENTS, max(1, len(lot) // (_SHARES * max(1, workers))))
    batch: list[Item] = []
    size = 0
    for item in sorted(lot, key=lambda item: -item.size):
        if batch and (len(batch) >= most or size + item.size > _BYTES):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += item.size
    if batch:
        yield batch
