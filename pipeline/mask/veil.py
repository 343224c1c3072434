"""What no dataset keeps, hidden in a document's rows before they are loaded: contact and certificate data, erasures.

Texts are masked letter for letter: offsets, boxes and proofs hold. What is hidden on a page is hidden wherever the
document's rows say it again. Whether a text holds anything of the kind costs far less to ask than to answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import regex

from pipeline.mask.columns import is_prose, personal_columns
from pipeline.mask.erasures import Erasure
from pipeline.mask.privacy import ERASED, Mask, Masker, hidden
from pipeline.metadata import Metadata
from pipeline.model import ConventionRows, DocumentRows, Doubt, PageRow, Proof

Batch = dict[str, list[tuple[Any, ...]]]
MASKS = "masquages"
"""The table that lists what was masked."""
_ECHO = 6
"""Letters that make a hidden stretch worth looking for elsewhere."""


class Veil:
    """Hides what no dataset keeps, document by document, and remembers what it hid."""

    def __init__(self, rules_dir: Path, erasures: Sequence[Erasure], metadata: Metadata) -> None:
        self._masker = Masker(rules_dir, "interne", erasures)
        self._metadata = metadata
        self._prose = {table.name: [c.name for c in table.columns if is_prose(table, c)] for table in metadata}
        self._names = {(table.name, column.name) for table, column in personal_columns(metadata)}
        self.digest = self._masker.eraser.digest
        """Digest of the erasure list: another list makes another dataset."""

    def document(self, made: DocumentRows) -> DocumentRows:
        """Return the rows of a document without what no dataset keeps."""
        draft = _Draft(self._masker, made)
        about = {name: draft.text(getattr(made, name), f"documents.{_SAID[name]}") for name in _SAID}
        if any(getattr(made, name) != text for name, text in about.items()):
            made = msgspec.structs.replace(made, **about)
        if not draft.masks and not _corrected(made):
            return made
        for masks in draft.masks.values():
            self._count("pages.texte", made.document_id, masks)
        conventions = tuple(self._convention(draft, one) for one in made.conventions)
        return msgspec.structs.replace(made, pages=tuple(draft.pages.values()), conventions=conventions)

    def batch(self, batch: Batch, *tables: str) -> Batch:
        """Return a batch whose rows of some tables are veiled: those that no document's pages gave."""
        return batch | {name: [self._row(name, row) for row in batch.get(name, ())] for name in tables}

    def listed(self) -> list[tuple[Any, ...]]:
        """Return the rows of `masquages`: where something was hidden so far, why, and how often."""
        return listed(self._masker, self._metadata)

    def _count(self, where: str, document_id: str, masks: Sequence[Mask]) -> None:
        for mask in masks:
            self._masker.count[where, document_id, mask.motif] += 1

    def _convention(self, draft: _Draft, rows: ConventionRows) -> ConventionRows:
        erased: set[tuple[str, int | None, str]] = set()
        tables = {
            name: [self._values(draft, name, number, row, erased) for number, row in enumerate(those, start=1)]
            for name, those in rows.tables.items()
        }
        kept = (proof for proof in rows.proofs if (proof.table, proof.row, proof.column) not in erased)
        return msgspec.structs.replace(
            rows,
            tables=tables,
            proofs=tuple(draft.proof(proof) for proof in kept),
            doubts=tuple(_doubt(draft, doubt) for doubt in rows.doubts),
        )

    def _values(
        self, draft: _Draft, table: str, number: int, row: Mapping[str, Any], erased: set[tuple[str, int | None, str]]
    ) -> dict[str, Any]:
        """Return a row without what is hidden; a name to be erased is left out and noted in `erased`."""
        values = dict(row)
        for name in self._prose[table]:
            value = values.get(name)
            if not isinstance(value, str):
                continue
            if (table, name) in self._names and not self._masker.may_name(draft.document_id, value):
                del values[name]
                erased.add((table, number, name))
                self._masker.count[f"{table}.{name}", draft.document_id, ERASED] += 1
            else:
                values[name] = draft.text(value, f"{table}.{name}")
        return values

    def _row(self, name: str, row: tuple[Any, ...]) -> tuple[Any, ...]:
        table = self._metadata.table(name)
        values = dict(zip(table.column_names, row, strict=True))
        document_id = values.get("document_id") or ""
        for column in self._prose[name]:
            if values[column]:
                values[column] = self._masker.masked(document_id, values[column], f"{name}.{column}")
        return tuple(values.values())


_SAID = {"error": "erreur", "reason": "erreur"}
"""What a document's rows say of it in their own words, and the column it goes to."""


class _Draft:
    """One document being veiled."""

    def __init__(self, masker: Masker, made: DocumentRows) -> None:
        self.document_id, self._masker = made.document_id, masker
        self.masks = dict(self._found(made.pages))
        self.pages = {page.page: self._page(page) for page in made.pages}
        told = (
            (page.texte[m.start : m.end].strip(), m.motif) for page in made.pages for m in self.masks.get(page.page, ())
        )
        self._motifs = {echo: motif for echo, motif in told if len(echo) >= _ECHO}
        self._echo = regex.compile(r"\L<echoes>", echoes=sorted(self._motifs)) if self._motifs else None

    def text(self, text: str | None, where: str) -> str | None:
        """Return a text without what is hidden; what was hidden is counted."""
        if not text:
            return text
        return self._masker.masked(self.document_id, text, where, list(self._echoed(text)))

    def proof(self, proof: Proof) -> Proof:
        """Return a proof that says what its masked page says."""
        page = self.pages.get(proof.page or 0)
        placed = page is not None and proof.start is not None
        text = page.texte[proof.start : proof.end] if page and placed else self.text(proof.text, "preuves.texte")
        return msgspec.structs.replace(proof, text=text, motif=self.text(proof.motif, "preuves.motif"))

    def _found(self, pages: Sequence[PageRow]) -> Iterator[tuple[int, list[Mask]]]:
        for page in pages:
            if masks := sorted(set(self._masker.masks(self.document_id, page.texte))):
                yield page.page, masks

    def _page(self, page: PageRow) -> PageRow:
        masks = self.masks.get(page.page)
        return msgspec.structs.replace(page, texte=hidden(page.texte, masks)) if masks else page

    def _echoed(self, text: str) -> Iterator[Mask]:
        for match in self._echo.finditer(text) if self._echo else ():
            yield Mask(*match.span(), self._motifs[match[0]])


def listed(masker: Masker, metadata: Metadata) -> list[tuple[Any, ...]]:
    """Return what a masker masked as rows of `masquages`."""
    rows = []
    for (where, document_id, motif), number in sorted(masker.count.items()):
        table, _, column = where.partition(".")
        values = {"document_id": document_id or None, "table_cible": table, "colonne": column}
        rows.append(metadata.table(MASKS).row(values | {"motif": motif, "nombre": number}))
    return rows


def _doubt(draft: _Draft, doubt: Doubt) -> Doubt:
    return msgspec.structs.replace(doubt, message=draft.text(doubt.message, "anomalies.message") or "")


def _corrected(made: DocumentRows) -> bool:
    """Tell whether a person gave some value: what the pages do not hold may be in it."""
    return any(proof.status == "corrigee" for one in made.conventions for proof in one.proofs)
