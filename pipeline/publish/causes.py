"""Why a value changed between two datasets: the nearest cause that they bear witness to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pipeline.compare import Change, Dataset, DocumentChanges
from pipeline.corrections import SET_ASIDE
from pipeline.mask.columns import personal_columns
from pipeline.metadata import BLOCK, Metadata

Cause = Literal[
    "nouveau_document", "document_retire", "source", "correction", "masquage", "referentiel", "autre_document",
    "regle", "regle_et_programme", "programme",
]  # fmt: skip

CAUSES: Mapping[Cause, str] = {
    "nouveau_document": "nouveau document",
    "document_retire": "document retiré de sa source",
    "source": "document remplacé à sa source",
    "correction": "correction d'une personne",
    "masquage": "données personnelles : autre profil, ou effacement demandé",
    "referentiel": "référentiel mis à jour",
    "autre_document": "autre document ajouté, remplacé ou retiré",
    "regle": "règle d'extraction modifiée",
    "regle_et_programme": "règles et programme modifiés",
    "programme": "programme modifié",
}
_OF_REFERENCES = frozenset({"organisation_id", "produit_id"})
_OF_THE_CORPUS = frozenset({"convention_liee_id", "chaine_incomplete"})
"""The column and the doubt that other documents decide."""


class Witness:
    """Knows what else changed between the two datasets: documents, corrections, reference lists, rules, programme."""

    def __init__(self, before: Dataset, after: Dataset, metadata: Metadata, *, remasked: bool) -> None:
        """`remasked` says that what is masked is not decided as it was."""
        self._known, self._present = set(before.documents()), set(after.documents())
        self._remasked = remasked
        self._personal = {(table.name, column.name) for table, column in personal_columns(metadata)}
        self._rules = _last_run(before, "empreinte_regles") != _last_run(after, "empreinte_regles")
        self._programme = _last_run(before, "empreinte_programme") != _last_run(after, "empreinte_programme")
        self._references = any(
            before.rows(sql) != after.rows(sql)
            for sql in (f"SELECT * FROM {t.name} ORDER BY ALL" for t in metadata if t.group == "reference")
        )
        touched = _touched(before) ^ _touched(after)
        self._corrected = {place for place, _ in touched}
        self._documents_corrected = {document_id for (document_id, _, _), _ in touched}

    def cause(self, document: DocumentChanges, change: Change) -> Cause:
        """Return the nearest cause of a change."""
        if document.kind == "gagne":
            return "nouveau_document"
        if document.kind == "perdu" or any(c.column == "statut" and c.after == "retire" for c in document.changes):
            return "document_retire"
        if document.document_id not in self._known:
            return "source"
        if self._is_corrected(document.document_id, change):
            return "correction"
        if self._remasked and (BLOCK in f"{change.before}{change.after}" or self._names(change)):
            return "masquage"
        return self._of_what_is_shared(change)

    def _names(self, change: Change) -> bool:
        """Tell whether a change is of a name, or of a row that bears one: masked, it is another row."""
        return (change.table, change.column) in self._personal or (
            change.column is None and any(table == change.table for table, _ in self._personal)
        )

    def _is_corrected(self, document_id: str, change: Change) -> bool:
        """Tell whether a correction came or went at that place; or in that document, when nothing else can be why."""
        columns = [change.column] if change.column else [*(change.before or {}), *(change.after or {})]
        if any((document_id, change.table, column) in self._corrected for column in columns):
            return True
        ours = self._rules or self._programme or self._references or self._remasked
        return document_id in self._documents_corrected and not ours

    def _of_what_is_shared(self, change: Change) -> Cause:
        if self._known != self._present and _OF_THE_CORPUS & {change.column, _code(change)}:
            return "autre_document"
        ours = self._rules or self._programme
        if self._references and (change.column in _OF_REFERENCES or not ours):
            return "referentiel"
        if self._rules:
            return "regle_et_programme" if self._programme else "regle"
        return "programme"


def _code(change: Change) -> str | None:
    """Return the code of a doubt that came, went or changed."""
    if change.table != "anomalies":
        return None
    return change.row.partition(" · ")[0]


Touched = set[tuple[tuple[str, str, str], str]]


def _touched(dataset: Dataset) -> Touched:
    """Return the places that people corrected, each with what its proofs say of it."""
    rows = dataset.rows(
        "SELECT document_id, table_cible, colonne, motif FROM preuves WHERE statut = 'corrigee' OR contains(motif, ?)",
        [SET_ASIDE],
    )
    return {((row["document_id"], row["table_cible"], row["colonne"]), row["motif"] or "") for row in rows}


def _last_run(dataset: Dataset, column: str) -> Any:
    """Return what the last run says in a column of `executions`; None in a dataset made before there was one."""
    rows: Iterable[Mapping[str, Any]] = dataset.rows("SELECT * FROM executions ORDER BY debut DESC LIMIT 1")
    return next((row.get(column) for row in rows), None)
