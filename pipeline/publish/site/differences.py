"""What changed since the last dataset that the site showed, told value by value with its cause."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.compare import Dataset
from pipeline.mask.privacy import Masker
from pipeline.metadata import Metadata
from pipeline.publish.causes import CAUSES
from pipeline.publish.differences import DocumentDifference, ValueChange, differences
from pipeline.publish.site.labels import SECTIONS, column_label, worded

_WHOLE = {"ajoute": "document ajouté", "supprime": "document supprimé"}


@dataclass(frozen=True, slots=True)
class Told:
    """A change as the page tells it."""

    document: str
    convention_id: str | None
    cause: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed, and how many changes each cause made."""

    changes: tuple[Told, ...]
    causes: tuple[tuple[str, int], ...]
    before: str
    """When the earlier dataset was made."""


def changes(old: Path, new: Path, metadata: Metadata, masker: Masker) -> Changes:
    """Compare two datasets; what `masker` hides is masked, as in the exports: the older one may still show it."""
    before, after = made_on(old), made_on(new)
    found = differences(old, new, metadata, masker, (before, after), remasked=False)
    told = tuple(item for document in found.documents for item in _told(document))
    counts = Counter(item.cause for item in told)
    return Changes(told, tuple(counts.most_common()), before)


def made_on(dataset: Path) -> str:
    """Return when a dataset was made, as a person reads it."""
    with Dataset(dataset) as opened:
        [row] = opened.rows("SELECT max(fin) AS fin FROM executions")
    return row["fin"].strftime("%d/%m/%Y %H:%M:%S") if row["fin"] else "date inconnue"


def _told(document: DocumentDifference) -> Iterator[Told]:
    if whole := _WHOLE.get(document.action):
        causes = {change.cause for change in document.changements}
        cause = CAUSES[causes.pop()] if len(causes) == 1 else whole
        yield Told(document.fichier, None, cause, whole, "–", f"{len(document.changements)} lignes ou valeurs")
        return
    for change in document.changements:
        yield _change(document, change)


def _change(document: DocumentDifference, change: ValueChange) -> Told:
    link = f"{document.document_id[:16]}-{change.convention}" if change.convention else None
    column = column_label(change.colonne) if change.colonne else "ligne entière"
    row = f" ({change.ligne})" if change.ligne else ""
    what = f"{SECTIONS.get(change.table, change.table)} : {column}{row}"
    before, after = (_side(change, value) for value in (change.avant, change.apres))
    return Told(document.fichier, link, CAUSES[change.cause], what, before, after)


def _side(change: ValueChange, value: Any) -> str:
    if isinstance(value, Mapping):
        return " · ".join(f"{column_label(name)} {worded(item, name)}" for name, item in value.items())
    return worded(value, change.colonne or "")


def earlier_dataset(published: Path, keep: Path) -> Path | None:
    """Return the dataset that was shown before `published`, None when there is none yet.

    `keep` is a folder that holds the current dataset and the one before, as links where the disk allows it: a dataset
    is never altered once it is published, a new one takes its name.
    """
    keep.mkdir(parents=True, exist_ok=True)
    current, earlier = keep / "actuel.duckdb", keep / "precedent.duckdb"
    if not current.is_file() or made_on(current) != made_on(published):
        if current.is_file():
            current.replace(earlier)
        draft = keep / "nouveau.part"
        draft.unlink(missing_ok=True)
        try:
            os.link(published, draft)
        except OSError:
            shutil.copyfile(published, draft)
        draft.replace(current)
    return earlier if earlier.is_file() else None
