"""The published dataset: whether it still stands, and how it is made anew from the kept rows."""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import msgspec

from pipeline import __version__
from pipeline.collect import Collected, Collection, Couverture, Refused, Step
from pipeline.errors import UsageError
from pipeline.load import load
from pipeline.mask.erasures import FILE, Erasure, aimless, last_erasure, load_erasures
from pipeline.mask.veil import MASKS, Veil
from pipeline.model import DocumentRows
from pipeline.read.cache import digest, sources_digest
from pipeline.run.assembly import Assembly
from pipeline.run.corrected import Corrector
from pipeline.run.journal import (
    Execution,
    append_execution,
    past_executions,
    published_documents,
    read_state,
    write_state,
)
from pipeline.run.knowledge import Knowledge
from pipeline.run.links import Summary, settle, summarised
from pipeline.run.parts import Item
from pipeline.run.report import CorrectionReport, Doute, RunReport
from pipeline.run.rows import Batch, RowMaker
from pipeline.run.work import Stage, Workshop
from pipeline.settings import PACKAGE, SAMPLE, Settings

log = logging.getLogger(__name__)

_ASIDE = "laissé de côté par --only ou --limit"


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
    _left_out: int = 0
    """How many documents of the dataset in place are of no source of this run."""

    def standing(self) -> RunReport | None:
        """Return the report of the published dataset when nothing it was made from has changed."""
        current = self._digest  # First: what is wrong with corrections is said before any document is read.
        state = read_state(self.settings)
        if state is None or state.digest != current:
            return None
        seen = len(self.documents)
        return msgspec.structs.replace(
            state.report,
            rebuilt=False,
            vus=seen,
            nouveaux=0,
            inchanges=seen,
            warnings=self._warnings,
            non_obtenus=self._missed,
        )

    def refuse_loss(self) -> None:
        """Note the documents of the dataset in place that this run leaves out: it is of other sources.

        Raises UsageError when it is of a part of them only (`only`, `limit`), or of the invented ones that come with
        the program: the rest would be lost.
        """
        now = {document.document_id for document in (*self.documents, *self._gone())}
        self._left_out = len(published_documents(self.settings) - now)
        if self._left_out and not self._whole:
            raise UsageError(
                f"avec --only ou --limit, {self._left_out} documents publiés n'y seraient plus : "
                f"indiquer avec --db un autre fichier que {self.settings.target}"
            )
        if self._left_out and self._invented:
            raise UsageError(
                f"l'échantillon inventé prendrait la place de {self._left_out} documents publiés : dire que lire "
                f"(SOURCE=…, --source, conventions.toml), ou avec --db un autre fichier que {self.settings.target}"
            )

    def survey(self, until: Stage, made: int) -> RunReport:
        """Return what the stages up to `until` found, nothing published; after `check`, what is doubted as well."""
        doubts: list[Doute] = []
        maker = RowMaker(*self._known) if until == "check" else None
        for document in self.documents if until != "collect" else ():
            if kept := self.shop.made(document):
                if maker and self._corrector.concerns(document.document_id):
                    kept = self._corrector.apply(kept)
                rows = self._veil.document(kept)
                self._count(document.fichier, document.document_id, summarised(rows))
                for convention_id, doubt in maker.doubts(rows) if maker else ():
                    doubts.append(Doute(document.fichier, convention_id, doubt.severity, doubt.code, doubt.message))
        self._tally["anomalies"] += len(doubts)
        return msgspec.structs.replace(self._report(made, published=False), doutes=tuple(doubts))

    def publish(self, made: int) -> RunReport:
        """Make the dataset anew, swap it in, and record how far each document went."""
        self._made = made
        for _ in self.shop.make(self.shop.pending([gone for gone in self._gone() if gone.path.is_file()])):
            pass
        parts = Assembly(self.shop, self._version, self._erasures).parts(self._items())
        # The steps are in the dataset that is being made: they hold only if it is swapped in.
        with self.collection.ledger.transaction():
            self.collection.ledger.reached(self._steps)
            loaded = load(
                [self._run_rows()],
                target=self.settings.target,
                metadata=self._known.metadata,
                reference=self._known.reference,
                about=self._about(),
                parts=parts,
                stale=last_erasure(self.settings.data_dir / FILE),
            )
        self._tally.update({name: loaded.counts[name] for name in ("montants", "anomalies")}, douteuses=loaded.unsure)
        append_execution(self.settings, self._execution())
        report = msgspec.structs.replace(
            self._report(made, published=True),
            controles=tuple(one.message for one in loaded.warnings if one.severity == "avertissement"),
        )
        for one in loaded.warnings:
            if one.severity == "remarque":
                log.info("remarque · %s", one.message)
        write_state(self.settings, self._digest, report)
        return report

    @property
    def _known(self) -> Knowledge:
        return self.shop.known

    @cached_property
    def _corrector(self) -> Corrector:
        return Corrector(self.settings, self._known.metadata, self._known.reference)

    @cached_property
    def _erasures(self) -> tuple[Erasure, ...]:
        return load_erasures(self.settings.data_dir / FILE)

    @cached_property
    def _veil(self) -> Veil:
        return self._new_veil()

    def _new_veil(self) -> Veil:
        return Veil(self.settings.rules_dir, self._erasures, self._known.metadata)

    @cached_property
    def _digest(self) -> str:
        """Digest of the documents as announced, and of all that makes rows and tables from them."""
        announced = [
            *(f"{d.document_id}|{d.resource!r}|{d.collecte_le.isoformat()}" for d in self.documents),
            *(f"{r.document_id}|{r.resource!r}|{r.collecte_le.isoformat()}" for r in self.collection.refused),
        ]
        gone = [f"{w.document.document_id}|{w.retire_le.isoformat()}" for w in self.collection.withdrawn]
        return digest(self.shop.manner, self._version, self._corrector.digest, *announced, "--", *gone)

    @cached_property
    def _version(self) -> str:
        """Digest of all that makes the dataset from the documents' rows."""
        code = sources_digest(PACKAGE, suffixes=(".py", ".sql"))
        data = sources_digest(self.settings.rules_dir, suffixes=(".yml", ".csv"))
        return digest(code, data, self._veil.digest)

    @property
    def _warnings(self) -> tuple[str, ...]:
        said = [notice.message for notice in self.collection.warnings]
        if self._left_out:
            said.append(f"documents du jeu précédent qui n'y sont plus, étant d'autres sources : {self._left_out}")
        return (*said, *(aimless(self._erasures, self._announced) if self._whole else ()))

    @property
    def _missed(self) -> tuple[str, ...]:
        return tuple(change.message for change in self.collection.changes if change.kind == "echec")

    @cached_property
    def _announced(self) -> frozenset[str]:
        """What the sources publish, or did: the documents that the dataset may hold."""
        here = {one.document_id for one in self.documents} | {one.document_id for one in self.collection.refused}
        return frozenset(here | {gone.document.document_id for gone in self.collection.withdrawn})

    def _items(self) -> list[Item]:
        """Return every document of the dataset, with what only the whole corpus knows of it; count them all."""
        rows: dict[str, DocumentRows] = {}
        summaries: dict[str, Summary] = {}
        for document in sorted(self.documents, key=lambda d: d.document_id):
            key = document.document_id
            if self._corrector.concerns(key):
                rows[key] = self._corrector.apply(self.shop.remade(document))
            summaries[key] = summarised(rows[key]) if key in rows else self.shop.summary(document)
            self._count(document.fichier, key, summaries[key])
        settled = settle(summaries)
        items = [
            Item(d, self.shop.place(d), rows.get(d.document_id), settled.get(d.document_id)) for d in self.documents
        ]
        self.shop.summaries.save(keep=[item.place[1] for item in items if item.place] if self._whole else None)
        return [*items, *self._refused_items(), *self._gone_items()]

    def _refused_items(self) -> Iterator[Item]:
        for refused in self._refused():
            made = DocumentRows(refused.document_id, error=refused.arret)
            self._count(refused.resource.fichier, refused.document_id, summarised(made))
            yield Item(refused, made=made)

    def _gone_items(self) -> Iterator[Item]:
        for gone in self._gone():
            self._tally["retires"] += 1
            kept = gone.path.is_file()
            made = None if kept else DocumentRows(gone.document_id)
            yield Item(gone, self.shop.place(gone) if kept else None, made, withdrawn=True)

    def _refused(self) -> Iterator[Refused]:
        """Yield what was announced as PDF and is none, once for the same bytes; other files stay in the ledger."""
        known = {document.document_id for document in self.documents}
        for refused in sorted(self.collection.refused, key=lambda r: (r.document_id, r.resource.cle)):
            if refused.resource.labelled_pdf and refused.document_id not in known:
                known.add(refused.document_id)
                yield refused

    @property
    def _whole(self) -> bool:
        """Whether the run is about all documents of its sources."""
        return self.settings.only is None and self.settings.limit is None

    @property
    def _invented(self) -> bool:
        """Whether the run is about the sample alone: what `make run` reads when nobody says what to read."""
        return all(Path(source).absolute() == SAMPLE for source in self.settings.sources)

    def _gone(self) -> Iterator[Collected]:
        if not self._whole:
            return
        yield from sorted((gone.document for gone in self.collection.withdrawn), key=lambda d: d.document_id)

    def _count(self, fichier: str, document_id: str, summary: Summary) -> None:
        said = self._veil.document(DocumentRows(document_id, error=summary.error, reason=summary.reason))
        if said.error:
            self._unreadable.append((fichier, said.error))
            step = Step(document_id, "collecte", said.error)
        elif not summary.conventions:
            self._tally["hors_perimetre"] += 1
            step = Step(document_id, "lu", said.reason)
        else:
            self._tally["extraits"] += 1
            self._tally["conventions"] += len(summary.conventions)
            step = Step(document_id, "publie")
        self._steps.append(step)

    def _run_rows(self) -> Batch:
        """The rows that speak of the run and of the dataset itself."""
        couverture = [msgspec.structs.asdict(row) for row in self._couverture()]
        executions = (*past_executions(self.settings), self._execution())
        tables = {"couverture": couverture, "executions": [msgspec.structs.asdict(one) for one in executions]}
        rows = {name: [self._known.metadata.table(name).row(row) for row in rows] for name, rows in tables.items()}
        veil = self._new_veil()  # It lists what it masks here: what is masked in documents is in their parts.
        rows = veil.batch(rows, "couverture")
        from pipeline.evaluate.quality import load_quality  # Not for a run with nothing new.

        quality = load_quality(self.settings.rules_dir / "qualite.csv", self._known.metadata)
        return {**rows, MASKS: veil.listed(), "qualite": quality}

    def _couverture(self) -> Iterator[Couverture]:
        """Yield how far each resource came; in a dataset of some documents, the others were collected, no more."""
        here = {step.document_id for step in self._steps}
        for row in self.collection.ledger.couverture(self.collection.sources):
            aside = not self._whole and row.document_id not in here and row.etape not in ("annonce", "collecte")
            yield msgspec.structs.replace(row, etape="collecte", arret=_ASIDE) if aside else row

    def _about(self) -> dict[str, str]:
        return {
            "titre": "Conventions de délégation de gestion publiées par les administrations de l'État",
            "version_programme": __version__,
            "licence": "Licence Ouverte 2.0 (lov2, etalab-2.0)",
            "sources": " ".join(map(_published, self.collection.sources)),
        }

    def _execution(self) -> Execution:
        return Execution(
            execution_id=self.begun.strftime("%Y%m%dT%H%M%S%f"),
            debut=self.begun.replace(tzinfo=None),
            fin=dt.datetime.now(dt.UTC).replace(tzinfo=None),
            version=__version__,
            empreinte_regles=self._known.book.digest,
            vus=len(self.documents),
            nouveaux=self._made,
            inchanges=len(self.documents) - self._made,
            extraits=self._tally["extraits"],
            illisibles=len(self._unreadable),
            hors_perimetre=self._tally["hors_perimetre"],
            retires=self._tally["retires"],
            empreinte_programme=self.shop.program_version,
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
            non_obtenus=self._missed,
            corrections=self._corrector.report() if published else CorrectionReport(),
            rebuilt=published,
        )


def _published(source: str) -> str:
    """Return a source's name as a dataset may say it: where a folder lies on this machine is nobody's business."""
    kind, colon, place = source.partition(":")
    return f"{kind}{colon}{Path(place).name}" if kind in ("chemin", "urls") else source
