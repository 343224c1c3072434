"""What people corrected, in one run: applied document by document, and told in its report."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.corrections import Treated, apply, load_corrections
from pipeline.metadata import Metadata
from pipeline.model import DocumentRows
from pipeline.reference import Reference
from pipeline.run.report import CorrectionReport
from pipeline.settings import Settings


class Corrector:
    """The corrections of the data folder, and what became of them so far."""

    def __init__(self, settings: Settings, metadata: Metadata, reference: Reference) -> None:
        """Read them. Raises UsageError, naming file and line, when one is malformed."""
        self._metadata = metadata
        self._corrections = load_corrections(settings.corrections_dir, metadata, reference)
        self._whole = settings.only is None and settings.limit is None
        self._treated: list[Treated] = []
        self._met: set[str] = set()

    @property
    def digest(self) -> str:
        """Digest of the files they were read from."""
        return self._corrections.digest

    def concerns(self, document_id: str) -> bool:
        """Tell whether a document of this run was corrected: most were not, and need not be looked at."""
        self._met.add(document_id)
        return bool(self._corrections.of(document_id))

    def apply(self, made: DocumentRows) -> DocumentRows:
        """Return a document's rows once corrected."""
        own = self._corrections.of(made.document_id)
        corrected, treated = apply(made, own, self._metadata)
        self._treated += treated
        return corrected

    def report(self) -> CorrectionReport:
        """Return what became of the corrections of the documents met."""
        return CorrectionReport(
            appliquees=sum(one.outcome == "appliquee" for one in self._treated),
            retirees=tuple(self._said("retiree")),
            rouvertes=tuple(self._said("rouverte")),
            sans_document=tuple(self._orphans()) if self._whole else (),
        )

    def _said(self, outcome: str) -> Iterator[str]:
        for one in self._treated:
            if one.outcome == outcome:
                why = f" : {one.why}" if one.why else ""
                yield f"{one.correction.where}, {one.correction.named}{why}"

    def _orphans(self) -> Iterator[str]:
        for document_id, corrections in self._corrections.by_document.items():
            if document_id not in self._met:
                yield from (f"{one.where}, {one.named} : document {document_id[:16]}" for one in corrections)
