"""The evaluation of a dataset: every judged document, convention by convention, table by table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from pipeline.compare import Content, Dataset, comparable
from pipeline.compare.values import accepted
from pipeline.errors import SourceError
from pipeline.evaluate.evidence import Evidence, Grounds
from pipeline.evaluate.gold import KEYS, Gold, GoldSet, judged
from pipeline.evaluate.grounding import PdfText
from pipeline.evaluate.judge import Judge
from pipeline.evaluate.verdicts import Verdict

_READ = (*KEYS, "preuves")
_SLICED = """
SELECT avg((p.texte = substr(g.texte, p.debut + 1, p.fin - p.debut))::INT) AS part
FROM preuves p LEFT JOIN pages g USING (document_id, page)
"""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The verdicts on a dataset, in the order of its documents, and what they were reached with."""

    gold: GoldSet
    documents: Mapping[str, str]
    """File name to kind of text layer, of the documents that were judged."""
    judged: Mapping[str, int]
    """The tables that were judged, and in how many documents."""
    verdicts: Sequence[Verdict]
    sliced: float | None
    """Share of all the dataset's proofs whose offsets give their text back."""


def evaluate(db: Path, gold: GoldSet, pdfs: Sequence[Path] = ()) -> Evaluation:
    """Measure the dataset `db` against annotations; read evidence back from the native files found in `pdfs`.

    A document answers the annotation whose stem is its file name up to the first dot, so that one annotation serves
    several renderings. Raises UsageError or OperationError when there is no dataset to open.
    """
    documents: dict[str, str] = {}
    tables: dict[str, int] = defaultdict(int)
    verdicts: list[Verdict] = []
    met: set[str] = set()
    with Dataset(db) as dataset:
        for document in dataset.documents().values():
            name = str(document["fichier"])
            annotation = gold.golds.get(Path(name).name.split(".")[0])
            if annotation is None:
                continue
            met.add(annotation.stem)
            documents[name] = document["couche_texte"] or "aucune"
            for table in annotation.tables:
                tables[table] += 1
            content = dataset.content(document["document_id"], _READ)
            verdicts += _document(document, annotation, content, _grounds(document, pdfs))
        sliced = dataset.rows(_SLICED)[0]["part"] if "preuves" in dataset else None
    verdicts += (_absent(stem) for stem in sorted(gold.golds.keys() - met))
    return Evaluation(gold, documents, dict(tables), verdicts, sliced)


def _document(document: Mapping[str, Any], gold: Gold, content: Content, grounds: Grounds | None) -> Iterator[Verdict]:
    about = Verdict(document["fichier"], document["couche_texte"] or "aucune", "documents", "vide")
    yield from _identity(document, gold, about)
    conventions = content.get("conventions", ())
    for number in range(1, gold.conventions + 1):
        found = conventions[number - 1] if number <= len(conventions) else None
        yield from _convention(gold, number, found, content, about, grounds)
    extra = len(conventions) - len(gold.tables["conventions"]) if "conventions" in gold.tables else 0
    for number in range(len(conventions) - max(extra, 0), len(conventions)):
        named = {"table": "conventions", "kind": "en_trop", "convention": number + 1}
        given = conventions[number]["convention_id"]
        yield _changed(about, **named, whole=True, given=given)
        yield _changed(about, **named, given=given)


def _identity(document: Mapping[str, Any], gold: Gold, about: Verdict) -> Iterator[Verdict]:
    for row in gold.tables.get("documents", ()):
        for column, want in judged(row).items():
            given = document.get(column)
            kind = "juste" if comparable(given) in accepted(want) else "faux"
            yield _changed(about, kind=kind, column=column, wanted=want, given=given)


def _convention(
    gold: Gold, number: int, found: Mapping[str, Any] | None, content: Content, about: Verdict, grounds: Grounds | None
) -> Iterator[Verdict]:
    own = _own(content, found["convention_id"]) if found else {}
    evidence = Evidence(own.get("preuves", ()), own.get("anomalies", ()), grounds)
    for table in KEYS:
        if table in gold.tables and table in content:
            judge = Judge(_changed(about, table=table, convention=number), evidence)
            yield from judge.verdicts(gold.rows(table, number), own.get(table, ()))


def _own(content: Content, convention_id: str) -> Content:
    return {table: [row for row in rows if row["convention_id"] == convention_id] for table, rows in content.items()}


def _absent(stem: str) -> Verdict:
    return Verdict(stem, "aucune", "documents", "manquant", wanted="le document")


def _grounds(document: Mapping[str, Any], pdfs: Sequence[Path]) -> Grounds | None:
    if document["couche_texte"] != "native":
        return None
    for folder in pdfs:
        path = folder / document["fichier"]
        if path.is_file():
            try:
                return PdfText(path).says
            except SourceError:
                return None
    return None


def _changed(about: Verdict, **changes: Any) -> Verdict:
    return msgspec.structs.replace(about, **changes)
