"""The published dataset: whether it still stands, and how it is made anew from the kept rows."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import msgspec

from pipeline import __version__
from pipeline.collect import Collected, Collection, Refused, Step
from pipeline.evaluate.quality import load_quality
from pipeline.extract.rules import Rulebook, load_rulebook
from pipeline.load import load
from pipeline.metadata import Metadata, load_metadata
from pipeline.model import DocumentRows
from pipeline.publish.erasures import FILE, load_erasures
from pipeline.publish.veil import MASKS, Veil
from pipeline.read.cache import digest, sources_digest
from pipeline.reference import Reference, load_reference
from pipeline.run.corrected import Corrector
from pipeline.run.journal import Execution, append_execution, past_executions, read_state, write_state
from pipeline.run.links import CorpusLinks
from pipeline.run.report import CorrectionReport, Doute, RunReport
from pipeline.run.rows import Batch, RowMaker
from pipeline.run.work import Stage, Workshop
from pipeline.settings import ROOT, Settings


@dataclass
class Publication:
    """One run's view of the dataset."""

    settings: Settings
    shop: Workshop
    collection: Collection
    documents: Sequence[Collected]
    begun: dt.datetime
    _made: int = 0
    """How many documents this run worked on."""
    _tally: Counter[str] = field(default_factory=Counter)
    _unreadable: list[tuple[str, str]] = field(default_factory=list)
    _steps: list[Step] = field(default_factory=list)

    def standing(self) -> RunReport | None:
        """Return the report of the published dataset when nothing it was made from has changed."""
        current = self._digest  # First: what is wrong with corrections is said before any document is read.
        state = read_state(self.settings)
        if state is None or state.digest != current:
            return None
        seen = len(self.documents)
        return msgspec.structs.replace(
            state.report, rebuilt=False, vus=seen, nouveaux=0, inchanges=seen, warnings=self._warnings
        )

    def survey(self, until: Stage, made: int) -> RunReport:
        """Return what the stages up to `until` found, nothing published; after `check`, what is doubted as well."""
        doubts: list[Doute] = []
        maker = RowMaker(self._metadata, self._reference, self._book) if until == "check" else None
        for document in self.documents if until != "collect" else ():
            if rows := self._kept(document):
                self._count(document.fichier, rows)
                for convention_id, doubt in maker.doubts(rows) if maker else ():
                    doubts.append(Doute(document.fichier, convention_id, doubt.severity, doubt.code, doubt.message))
        self._tally["anomalies"] += len(doubts)
        return msgspec.structs.replace(self._report(made, published=False), doutes=tuple(doubts))

    def publish(self, made: int) -> RunReport:
        """Make the dataset anew, swap it in, and record how far each document went."""
        self._made = made
        for _ in self.shop.make(self.shop.pending([gone for gone in self._gone() if gone.path.is_file()])):
            pass
        # The steps are in the dataset that is being made: they hold only if it is swapped in.
        with self.collection.ledger.transaction():
            load(
                self._batches(),
                target=self.settings.target,
                metadata=self._metadata,
                reference=self._reference,
                about=self._about(),
            )
        append_execution(self.settings, self._execution())
        report = self._report(made, published=True)
        write_state(self.settings, self._digest, report)
        return report

    @cached_property
    def _metadata(self) -> Metadata:
        return load_metadata(self.settings.rules_dir / "tables.yml")

    @cached_property
    def _reference(self) -> Reference:
        return load_reference(self._metadata, self.settings.rules_dir / "reference")

    @cached_property
    def _corrector(self) -> Corrector:
        return Corrector(self.settings, self._metadata, self._reference)

    @cached_property
    def _veil(self) -> Veil:
        return Veil(self.settings.rules_dir, load_erasures(self.settings.data_dir / FILE), self._metadata)

    @cached_property
    def _book(self) -> Rulebook:
        return load_rulebook(self.settings.rules_dir)

    @cached_property
    def _digest(self) -> str:
        """Digest of the documents as announced, and of all that makes rows and tables from them."""
        announced = [
            *(f"{d.document_id}|{d.resource!r}|{d.collecte_le.isoformat()}" for d in self.documents),
            *(f"{r.document_id}|{r.resource!r}|{r.collecte_le.isoformat()}" for r in self.collection.refused),
        ]
        gone = [f"{w.document.document_id}|{w.retire_le.isoformat()}" for w in self.collection.withdrawn]
        code = sources_digest(ROOT / "pipeline", suffixes=(".py", ".sql"))
        data = sources_digest(self.settings.rules_dir, suffixes=(".yml", ".csv"))
        own = (self._corrector.digest, self._veil.digest)
        return digest(self.shop.version, code, data, *own, *announced, "--", *gone)

    @property
    def _warnings(self) -> tuple[str, ...]:
        return tuple(notice.message for notice in self.collection.warnings)

    def _batches(self) -> Iterator[Batch]:
        """Yield the dataset's rows, document by document, then those of the whole run."""
        maker = RowMaker(self._metadata, self._reference, self._book)
        links = CorpusLinks(self._metadata)
        for document in sorted(self.documents, key=lambda d: d.document_id):
            made = self._shown(self.shop.remade(document))
            self._count(document.fichier, made)
            batch = self._veil.batch(maker.document(document, made), "documents")
            links.gather(made, batch)
            yield self._counted(batch)
        for refused in self._refused():
            made = DocumentRows(refused.document_id, error=refused.arret)
            self._count(refused.resource.fichier, made)
            yield self._veil.batch(maker.document(refused, made), "documents")
        for gone in self._gone():
            self._tally["retires"] += 1
            made = self.shop.remade(gone) if gone.path.is_file() else DocumentRows(gone.document_id)
            made = self._veil.document(msgspec.structs.replace(made, conventions=()))
            yield self._veil.batch(maker.document(gone, made, withdrawn=True), "documents")
        yield self._counted(links.batch())
        self.collection.ledger.reached(self._steps)
        yield self._run_rows()

    def _kept(self, document: Collected) -> DocumentRows | None:
        rows = self.shop.made(document)
        return rows and self._veil.document(rows)

    def _shown(self, rows: DocumentRows) -> DocumentRows:
        """Return a document's rows as the dataset shows them: corrected, without what no dataset keeps."""
        return self._veil.document(self._corrector.apply(rows))

    def _refused(self) -> Iterator[Refused]:
        """Yield what was announced as PDF and is none, once for the same bytes; other files stay in the ledger."""
        known = {document.document_id for document in self.documents}
        for refused in sorted(self.collection.refused, key=lambda r: (r.document_id, r.resource.cle)):
            if refused.resource.labelled_pdf and refused.document_id not in known:
                known.add(refused.document_id)
                yield refused

    def _gone(self) -> Iterator[Collected]:
        if self.settings.only or self.settings.limit:
            return
        yield from sorted((gone.document for gone in self.collection.withdrawn), key=lambda d: d.document_id)

    def _count(self, fichier: str, made: DocumentRows) -> None:
        if made.error:
            self._unreadable.append((fichier, made.error))
            step = Step(made.document_id, "collecte", made.error)
        elif not made.conventions:
            self._tally["hors_perimetre"] += 1
            step = Step(made.document_id, "lu", made.reason)
        else:
            self._tally["extraits"] += 1
            self._tally["conventions"] += len(made.conventions)
            step = Step(made.document_id, "publie")
        self._steps.append(step)

    def _counted(self, batch: Batch) -> Batch:
        self._tally["montants"] += len(batch.get("montants", ()))
        self._tally["anomalies"] += len(batch.get("anomalies", ()))
        self._tally["douteuses"] += self._doubtful(batch)
        return batch

    def _doubtful(self, batch: Batch) -> int:
        """Count the values whose surest proof is below 0.9."""
        names = self._metadata.table("preuves").column_names
        key = [names.index(name) for name in ("convention_id", "table_cible", "ligne_no", "colonne")]
        status, confidence = names.index("statut"), names.index("confiance")
        surest: dict[tuple[Any, ...], float] = {}
        for row in batch.get("preuves", ()):
            if row[status] != "ecartee":
                target = tuple(row[i] for i in key)
                surest[target] = max(surest.get(target, 0.0), row[confidence])
        return sum(1 for value in surest.values() if value < 0.9)

    def _run_rows(self) -> Batch:
        """The rows that speak of the run and of the dataset itself."""
        couverture = [msgspec.structs.asdict(row) for row in self.collection.ledger.couverture(self.collection.sources)]
        executions = (*past_executions(self.settings), self._execution())
        tables = {"couverture": couverture, "executions": [msgspec.structs.asdict(one) for one in executions]}
        rows = {name: [self._metadata.table(name).row(row) for row in rows] for name, rows in tables.items()}
        rows = self._veil.batch(rows, "couverture")
        quality = load_quality(self.settings.rules_dir / "qualite.csv", self._metadata)
        return {**rows, MASKS: self._veil.listed(), "qualite": quality}

    def _about(self) -> dict[str, str]:
        return {
            "titre": "Conventions de délégation de gestion publiées par les administrations de l'État",
            "version_programme": __version__,
            "licence": "Licence Ouverte 2.0 (lov2, etalab-2.0)",
            "sources": " ".join(self.collection.sources),
        }

    def _execution(self) -> Execution:
        return Execution(
            execution_id=self.begun.strftime("%Y%m%dT%H%M%S%f"),
            debut=self.begun.replace(tzinfo=None),
            fin=dt.datetime.now(dt.UTC).replace(tzinfo=None),
            version=__version__,
            empreinte_regles=self._book.digest,
            vus=len(self.documents),
            nouveaux=self._made,
            inchanges=len(self.documents) - self._made,
            extraits=self._tally["extraits"],
            illisibles=len(self._unreadable),
            hors_perimetre=self._tally["hors_perimetre"],
            retires=self._tally["retires"],
        )

    def _report(self, made: int, *, published: bool) -> RunReport:
        target = self.settings.target
        return RunReport(
            dataset=str(target),
            parquet=str(target.with_name(f"{target.stem}-parquet")) if published else None,
            vus=len(self.documents),
            nouveaux=made,
            inchanges=len(self.documents) - made,
            extraits=self._tally["extraits"],
            hors_perimetre=self._tally["hors_perimetre"],
            illisibles=tuple(self._unreadable),
            retires=self._tally["retires"],
            conventions=self._tally["conventions"],
            montants=self._tally["montants"],
            anomalies=self._tally["anomalies"],
            douteuses=self._tally["douteuses"],
            warnings=self._warnings,
            corrections=self._corrector.report() if published else CorrectionReport(),
            rebuilt=published,
        )
