"""What changed since the last export, and why: for a programme (`differences.json`) and for a reader (the journal)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from pipeline.compare import Change, Dataset, DocumentChanges, difference
from pipeline.mask.columns import personal_columns
from pipeline.mask.privacy import Masker
from pipeline.metadata import Metadata
from pipeline.publish.causes import CAUSES, Cause, Witness

_ACTIONS = {"gagne": "ajoute", "perdu": "supprime", "change": "modifie"}


class ValueChange(msgspec.Struct, frozen=True, omit_defaults=True):
    """A value, or a whole row (`colonne` None), that was added, modified or removed. Names of persons are not said."""

    action: str
    cause: Cause
    table: str
    convention: int | None = None
    ligne: str | None = None
    colonne: str | None = None
    avant: Any = None
    apres: Any = None


class DocumentDifference(msgspec.Struct, frozen=True):
    """What changed in a document."""

    document_id: str
    fichier: str
    action: str
    changements: tuple[ValueChange, ...]


class Differences(msgspec.Struct, frozen=True):
    """What changed between two exports; dates are days. `du` None: this is the first one."""

    du: str | None
    au: str
    documents: tuple[DocumentDifference, ...] = ()

    @property
    def counts(self) -> Counter[tuple[Cause, str]]:
        """Number of changes by cause and action."""
        return Counter((c.cause, c.action) for document in self.documents for c in document.changements)


def differences(
    old: Path, new: Path, metadata: Metadata, masker: Masker, dates: tuple[str | None, str], *, remasked: bool
) -> Differences:
    """Compare two exported datasets; `remasked` says that the profile or the erasure list is not the same."""
    with Dataset(old) as before, Dataset(new) as after:
        found = difference(before, after, metadata)
        witness = Witness(before, after, metadata, remasked=remasked)
        teller = _Teller(metadata, masker)
        documents = tuple(
            DocumentDifference(
                document.document_id,
                masker.masked(document.document_id, document.fichier, "differences.json"),
                _ACTIONS[document.kind],
                tuple(teller.told(document, change, witness.cause(document, change)) for change in document.changes),
            )
            for document in found.documents
        )
    return Differences(dates[0], dates[1], documents)


class _Teller:
    """Says a change without what may not be published."""

    def __init__(self, metadata: Metadata, masker: Masker) -> None:
        self._personal = {(table.name, column.name) for table, column in personal_columns(metadata)}
        self._masker = masker

    def told(self, document: DocumentChanges, change: Change, cause: Cause) -> ValueChange:
        named = "" if any(table == change.table for table, _ in self._personal) else change.row
        return ValueChange(
            _ACTIONS[change.kind],
            cause,
            change.table,
            change.convention,
            self._clean(document.document_id, named) or None,
            change.column,
            self._said(document.document_id, change, change.before),
            self._said(document.document_id, change, change.after),
        )

    def _said(self, document_id: str, change: Change, value: Any) -> Any:
        if isinstance(value, dict):
            kept = {k: v for k, v in value.items() if (change.table, k) not in self._personal}
            return {key: self._clean(document_id, item) for key, item in kept.items()}
        if (change.table, change.column) in self._personal:
            return None
        return self._clean(document_id, value)

    def _clean(self, document_id: str, value: Any) -> Any:
        if isinstance(value, str):
            return self._masker.masked(document_id, value, "differences.json")
        if isinstance(value, list | tuple):
            return [self._clean(document_id, item) for item in value]
        return value


def journal(found: Differences, former: str, notes: tuple[str, ...]) -> str:
    """Return the journal with this export's entry on top; `notes` are what was forced or warned of."""
    head = "# Journal des changements des données\n"
    entry = "\n".join(_entry(found, notes))
    return f"{head}\n{entry}\n{former.removeprefix(head)}"


def _entry(found: Differences, notes: tuple[str, ...]) -> Iterator[str]:
    yield f"## {found.au}\n"
    if found.du is None:
        yield "Première publication."
    elif not found.documents:
        yield "Aucune valeur n'a changé."
    for (cause, action), number in sorted(found.counts.items()):
        yield f"- {CAUSES[cause]} : {number} {_SAID[action]}"
    for document in found.documents:
        if document.action != "modifie":
            yield f"- {_DOCUMENT[document.action]} : {document.fichier}"
    tables = sorted({change.table for document in found.documents for change in document.changements})
    if tables:
        yield f"- tables concernées : {', '.join(tables)}"
    yield from (f"- {note}" for note in notes)


_SAID = {"ajoute": "ajouts", "modifie": "modifications", "supprime": "suppressions"}
_DOCUMENT = {"ajoute": "document ajouté", "supprime": "document supprimé"}
