"""From the kept rows of some documents to a part of the dataset: checked, masked, in columns. Workers run it.

Everything about one document that the dataset says is settled here, so that a load only puts parts together.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from pipeline.collect import Collected, Refused
from pipeline.errors import SourceError
from pipeline.load import Batch, write_part
from pipeline.mask.erasures import Erasure
from pipeline.mask.veil import MASKS, Veil
from pipeline.model import DocumentRows
from pipeline.read.cache import Cache
from pipeline.run.knowledge import Knowledge, knowledge
from pipeline.run.links import Settled, linked
from pipeline.run.rows import RowMaker


class Item(NamedTuple):
    """A document of a part: where its rows are, and what they do not say."""

    source: Collected | Refused
    place: tuple[Path, str] | None = None
    """Folder and key of the cache that keeps its rows."""
    made: DocumentRows | None = None
    """Its rows, when no cache keeps them: those of a refused file, those that a person corrected."""
    settled: Settled | None = None
    withdrawn: bool = False

    @property
    def document_id(self) -> str:
        """The document's id."""
        return self.source.document_id


class PartJob(NamedTuple):
    """A part to make."""

    folder: Path
    items: tuple[Item, ...]
    rules_dir: Path
    version: str
    """Digest of all that makes rows besides the documents."""
    erasures: tuple[Erasure, ...]


def make_part(job: PartJob, known: Knowledge | None = None) -> None:
    """Write a part; who has the rules loaded gives them as `known`.

    Raises SourceError when the rows of one of its documents are no longer kept.
    """
    known = known or knowledge(job.rules_dir, job.version)
    write_part(job.folder, _batches(job, known), known.metadata)


def _batches(job: PartJob, known: Knowledge) -> Iterator[Batch]:
    maker = RowMaker(known.metadata, known.reference, known.book)
    veil = Veil(job.rules_dir, job.erasures, known.metadata)
    for item in job.items:
        made = item.made or _kept(item)
        if item.withdrawn:
            made = msgspec.structs.replace(made, conventions=(), doubts=())
        chains = item.settled.chains if item.settled else ()
        shown = veil.document(linked(made, item.settled))
        yield veil.batch(maker.document(item.source, shown, chains=chains, withdrawn=item.withdrawn), "documents")
    yield {MASKS: veil.listed()}


def _kept(item: Item) -> DocumentRows:
    made = None
    if item.place is not None:
        root, key = item.place
        made = Cache(root, DocumentRows).get(key)
    if made is None:
        raise SourceError(f"{item.document_id} : ses lignes ne sont plus gardées")
    return made
