"""Holds back, while documents stream by, what only the whole corpus can settle: links between conventions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from pipeline.check.corpus import Cited, Known, Link, cited, incomplete_chains, known, resolve
from pipeline.metadata import Metadata
from pipeline.model import DocumentRows, Proof
from pipeline.run.rows import Batch, anomaly_row, convention_ids, proof_row


class CorpusLinks:
    """Gathers what identifies each convention and whom it cites; yields the rows that the whole corpus adds."""

    def __init__(self, metadata: Metadata) -> None:
        self._metadata = metadata
        self._known: list[Known] = []
        self._cited: list[Cited] = []
        self._rows: dict[tuple[str, int], dict[str, Any]] = {}
        self._proofs: dict[tuple[str, int], Proof] = {}
        self._documents: dict[str, str] = {}
        self._anomalies: Counter[str] = Counter()

    def gather(self, made: DocumentRows, batch: Batch) -> None:
        """Take the links of one document out of its rows, and remember its conventions."""
        batch.pop("conventions_liees", None)
        self._anomalies[made.document_id] = len(batch.get("anomalies", ()))
        for convention_id, convention in convention_ids(made):
            self._documents[convention_id] = made.document_id
            self._known.append(known(convention_id, convention.tables))
            self._cited += cited(convention_id, convention.tables)
            for number, row in enumerate(convention.tables.get("conventions_liees", ()), start=1):
                key = (convention_id, number)
                self._rows[key] = {**row, "convention_id": convention_id, "lien_no": number}
                mentions = (p for p in convention.proofs if p.table == "conventions_liees" and p.row == number)
                if mention := next(mentions, None):
                    self._proofs[key] = mention

    def batch(self) -> Batch:
        """Return the rows of `conventions_liees`, the proofs of the resolved links, the anomalies of the chains."""
        links = list(resolve(self._known, self._cited))
        for link in links:
            self._rows[link.cited.convention_id, link.cited.lien_no]["convention_liee_id"] = link.convention_id
        return {
            "conventions_liees": [self._metadata.table("conventions_liees").row(row) for row in self._rows.values()],
            "preuves": list(self._link_proofs(links)),
            "anomalies": list(self._chains(links)),
        }

    def _link_proofs(self, links: list[Link]) -> Iterator[tuple[Any, ...]]:
        for link in links:
            key = (link.cited.convention_id, link.cited.lien_no)
            if mention := self._proofs.get(key):
                proof = Proof(
                    mention.table, mention.row, "convention_liee_id", mention.page, mention.start, mention.end,
                    mention.box, mention.text, "corpus.convention_liee", "deduite", link.motif, 0.95,
                )  # fmt: skip
                row = proof_row(self._documents[key[0]], key[0], proof)
                yield self._metadata.table("preuves").row(row)

    def _chains(self, links: list[Link]) -> Iterator[tuple[Any, ...]]:
        for convention_id, doubt in incomplete_chains(self._known, links):
            document_id = self._documents[convention_id]
            self._anomalies[document_id] += 1
            row = anomaly_row(document_id, convention_id, self._anomalies[document_id], doubt)
            yield self._metadata.table("anomalies").row(row)
