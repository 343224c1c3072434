"""Two versions of the rules over the same readings: what a change of rules would change in the dataset."""

from __future__ import annotations

import contextlib
import io
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.collect import Collected, Resource
from pipeline.collect.store import Store
from pipeline.compare import Content, Dataset, Difference, difference
from pipeline.errors import RuleError, UsageError
from pipeline.mask.erasures import FILE, load_erasures
from pipeline.mask.veil import Veil
from pipeline.metadata import load_metadata
from pipeline.run.rows import RowMaker
from pipeline.run.work import Workshop
from pipeline.settings import ROOT, RULES, Settings


def rules_difference(settings: Settings, old: str, new: str) -> Difference:
    """Compare what two versions of the rules make of the documents of the published dataset.

    A version is a folder laid out as `rules/`, or a git revision of this repository. Readings are taken from the cache
    (and made when they are not there); corrections are left aside. Raises UsageError for a version that is none.
    """
    documents = published_documents(settings)
    with rules_at(old) as before, rules_at(new) as after:
        was = extraction(replace(settings, rules_dir=before), documents, old)
        now = extraction(replace(settings, rules_dir=after), documents, new)
        return difference(was, now, load_metadata(after / "tables.yml"))


def published_documents(settings: Settings) -> list[Collected]:
    """Return the documents of the published dataset that were read. Raises UsageError when there is no dataset."""
    with Dataset(settings.target) as dataset:
        rows = dataset.documents().values()
    return [_collected(row, settings) for row in rows if row["statut"] in ("extrait", "hors_perimetre")]


@contextlib.contextmanager
def rules_at(version: str) -> Iterator[Path]:
    """Give the folder of a version of the rules: the folder itself, or a revision's, unpacked for the while."""
    folder = Path(version)
    if folder.is_dir():
        if not (folder / "tables.yml").is_file():
            raise UsageError(f"{version} : pas un dossier de règles (tables.yml n'y est pas)")
        yield folder.absolute()
        return
    with tempfile.TemporaryDirectory(prefix="regles-") as scratch:
        with zipfile.ZipFile(io.BytesIO(_archived(version))) as archive:
            archive.extractall(scratch)
        yield Path(scratch) / "rules"


def _archived(revision: str) -> bytes:
    """Return `rules/` of a git revision as a zip archive."""
    command = ["git", "-C", str(ROOT), "archive", "--format=zip", revision, "rules"]
    try:
        if revision.startswith("-"):
            raise ValueError("une révision ne commence pas par un tiret")
        return subprocess.run(command, capture_output=True, check=True).stdout
    except (OSError, ValueError) as error:
        why = str(error)
    except subprocess.CalledProcessError as error:
        why = error.stderr.decode(errors="replace").strip()
    raise UsageError(f"{revision} : ni dossier de règles, ni révision git ({' '.join(why.split())})")


def extraction(settings: Settings, documents: Sequence[Collected], version: str) -> Extraction:
    """Extract with one version of the rules. Raises UsageError when the present code cannot use them."""
    try:
        return Extraction(settings, documents)
    except RuleError as error:
        message = (
            f"{version} : ces règles ne vont pas avec ce programme ({error}) ; comparer plutôt deux jeux de données"
        )
        raise UsageError(message) from None


class Extraction:
    """What one version of the rules makes of documents: a `compare.Version`."""

    def __init__(self, settings: Settings, documents: Sequence[Collected]) -> None:
        """Extract what is not kept yet for these rules."""
        self._shop = Workshop(settings)
        for _ in self._shop.make(self._shop.pending(documents)):
            pass
        self._metadata = self._shop.known.metadata
        self._maker = RowMaker(*self._shop.known)
        # What is masked is not what is compared: both versions are seen through the present rules.
        self._veil = Veil(RULES, load_erasures(settings.data_dir / FILE), self._metadata)
        self._documents = {document.document_id: document for document in documents}

    def documents(self) -> Mapping[str, Mapping[str, Any]]:
        """Return the rows of `documents` by id."""
        return {key: content["documents"][0] for key, content in self.contents(self._documents, ("documents",))}

    def contents(self, document_ids: Iterable[str], tables: Sequence[str]) -> Iterator[tuple[str, Content]]:
        """Yield the rows of each document in the tables named, in the order given."""
        for document_id in document_ids:
            yield document_id, self._content(document_id, tables)

    def _content(self, document_id: str, tables: Sequence[str]) -> Content:
        document = self._documents[document_id]
        made = self._shop.made(document)
        if made is None:
            raise UsageError(f"{document.fichier} : ses lignes ont été perdues pendant la comparaison")
        batch = self._veil.batch(self._maker.document(document, self._veil.document(made)), "documents")
        return {name: self._named(name, batch.get(name, ())) for name in tables}

    def _named(self, table: str, rows: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
        names = self._metadata.table(table).column_names
        return [dict(zip(names, row, strict=True)) for row in rows]


def _collected(row: Mapping[str, Any], settings: Settings) -> Collected:
    document_id = str(row["document_id"])
    path = Store(settings.data_dir / "raw").path(document_id)
    resource = Resource(source="publie", cle=document_id, fichier=row["fichier"], place=str(path))
    return Collected(
        document_id=document_id,
        path=path,
        taille=row["taille_octets"] or 0,
        resource=resource,
        collecte_le=row["collecte_le"],
    )
