"""What only the whole corpus can settle: links between conventions, and avenants whose predecessor is missing.

A document's summary is all that the others need to know of it, so that no run has to look at every document's rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from pipeline.check.corpus import Cited, Known, Link, cited, incomplete_chains, known, resolve
from pipeline.model import ConventionRows, DocumentRows, Doubt, Proof
from pipeline.run.rows import convention_ids

_TABLE, _COLUMN = "conventions_liees", "convention_liee_id"


class Ties(msgspec.Struct, frozen=True, array_like=True):
    """What identifies a convention among the others, and those it cites."""

    known: Known
    cited: tuple[Cited, ...]


class Summary(msgspec.Struct, frozen=True, array_like=True):
    """What a run must know of a document besides its rows."""

    error: str | None = None
    reason: str | None = None
    conventions: tuple[Ties, ...] = ()


class Settled(msgspec.Struct, frozen=True, array_like=True):
    """What the corpus adds to the rows of one document."""

    links: tuple[Link, ...] = ()
    """Its citations that were resolved."""
    chains: tuple[tuple[str, Doubt], ...] = ()
    """Doubts by convention: the avenants before it that are missing."""


def summarised(made: DocumentRows) -> Summary:
    """Return the summary of a document."""
    ties = (Ties(known(i, one.tables, made.layer), tuple(cited(i, one.tables))) for i, one in convention_ids(made))
    return Summary(made.error, made.reason, tuple(ties))


def settle(summaries: Mapping[str, Summary]) -> dict[str, Settled]:
    """Return what the corpus of these documents (summaries by id) adds to each; those it adds nothing to are left out.

    The order of the documents is that of their ids, whatever the order they come in.
    """
    owner: dict[str, str] = {}
    corpus: list[Known] = []
    citations: list[Cited] = []
    for document_id in sorted(summaries):
        for one in summaries[document_id].conventions:
            owner[one.known.convention_id] = document_id
            corpus.append(one.known)
            citations += one.cited
    links = list(resolve(corpus, citations))
    found: dict[str, tuple[list[Link], list[tuple[str, Doubt]]]] = {}
    for link in links:
        found.setdefault(owner[link.cited.convention_id], ([], []))[0].append(link)
    for convention_id, doubt in incomplete_chains(corpus, links):
        found.setdefault(owner[convention_id], ([], []))[1].append((convention_id, doubt))
    return {document_id: Settled(tuple(links), tuple(chains)) for document_id, (links, chains) in found.items()}


def linked(made: DocumentRows, settled: Settled | None) -> DocumentRows:
    """Return the rows of a document with the conventions it cites resolved, and the proofs of that."""
    if settled is None or not settled.links:
        return made
    by_convention: dict[str, list[Link]] = {}
    for link in settled.links:
        by_convention.setdefault(link.cited.convention_id, []).append(link)
    conventions = (_linked(one, by_convention.get(i, ())) for i, one in convention_ids(made))
    return msgspec.structs.replace(made, conventions=tuple(conventions))


def _linked(convention: ConventionRows, links: Sequence[Link]) -> ConventionRows:
    if not links:
        return convention
    rows: list[dict[str, Any]] = [dict(row) for row in convention.tables[_TABLE]]
    for link in links:
        rows[link.cited.lien_no - 1][_COLUMN] = link.convention_id
    proofs = (*convention.proofs, *_proofs(convention, links))
    return msgspec.structs.replace(convention, tables={**convention.tables, _TABLE: rows}, proofs=proofs)


def _proofs(convention: ConventionRows, links: Sequence[Link]) -> Iterator[Proof]:
    for link in links:
        mentions = (p for p in convention.proofs if p.table == _TABLE and p.row == link.cited.lien_no)
        if mention := next(mentions, None):
            yield Proof(
                _TABLE, mention.row, _COLUMN, mention.page, mention.start, mention.end, mention.box, mention.text,
                "corpus.convention_liee", "deduite", link.motif, 0.95,
            )  # fmt: skip
