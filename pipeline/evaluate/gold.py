"""Annotations: what a careful reader would write, one JSON file a document.

A file is named like its PDF (`acte.pdf` or `acte.scan.pdf`: `acte.json`). Its keys are tables, its values the rows,
with any subset of the columns: a table left out is not judged, an empty list says that there is none, a column left
out is not judged, `null` says that it must be NULL, a list gives the accepted alternatives (`phases` excepted, which
is a set). Rows of a file with several conventions say which: `"convention": 2`. `"_optional": true`: the row may be
found or not. `_note` is for people.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from pipeline.compare.pairing import Keys
from pipeline.errors import UsageError

Row = Mapping[str, Any]

KEYS: Mapping[str, Keys] = {
    "conventions": (),
    "parties": (("role", "organisation"), ("organisation",)),
    "representants": (("nom", "fonction"), ("nom",)),
    "signatures": (("nom",),),
    "unites_operationnelles": (("uo",),),
    "imputations": (("centre_financier", "activite"), ("centre_financier",), ("activite",)),
    "montants": (("nature", "montant"),),
    "references_juridiques": (("type", "numero"), ("type", "intitule")),
    "conventions_liees": (("type", "date"), ("date",)),
    "articles": (("numero",),),
    "anomalies": (("code",),),
}
"""The tables that are judged, and what pairs their rows; conventions are paired in their order."""

NUMBERS: Mapping[str, str] = {
    "parties": "partie_no",
    "representants": "representant_no",
    "signatures": "signature_no",
    "unites_operationnelles": "uo_no",
    "imputations": "imputation_no",
    "montants": "montant_no",
    "references_juridiques": "reference_no",
    "conventions_liees": "lien_no",
    "articles": "article_no",
    "anomalies": "anomalie_no",
}
"""The column that numbers a table's rows: what `preuves.ligne_no` and `anomalies.ligne_no` say."""


class Gold(msgspec.Struct, frozen=True):
    """The annotation of one document."""

    stem: str
    tables: Mapping[str, Sequence[Row]]

    @property
    def conventions(self) -> int:
        """How many conventions it holds, one at least: its other rows then belong to that one."""
        return max(len(self.tables.get("conventions", ())), 1)

    def rows(self, table: str, convention: int) -> list[Row]:
        """Return the rows of a convention (from 1) in a table."""
        rows = self.tables[table]
        if table == "conventions":
            return list(rows[convention - 1 : convention])
        return [row for row in rows if row.get("convention", 1) == convention]


class GoldSet(msgspec.Struct, frozen=True):
    """Annotations by stem, and what names them where figures are published."""

    name: str
    digest: str
    golds: Mapping[str, Gold]

    @property
    def reference(self) -> str:
        """Name, size and digest in one line: `sample, 10 documents, sha256 1f0a9c77d2b4e658`."""
        return f"{self.name}, {len(self.golds)} documents, sha256 {self.digest[:16]}"


def load_gold(folders: Iterable[Path]) -> GoldSet:
    """Read every `*.json` of the folders. Raises UsageError for a missing folder, a wrong file, a stem met twice."""
    golds: dict[str, Gold] = {}
    names: list[str] = []
    digest = hashlib.sha256()
    for folder in folders:
        paths = sorted(folder.glob("*.json"))
        if not paths:
            raise UsageError(f"aucune annotation (*.json) dans {folder}")
        names.append(_name(folder))
        for path in paths:
            if path.stem in golds:
                raise UsageError(f"{path} : le document {path.stem} est annoté deux fois")
            content = path.read_bytes()
            digest.update(f"{path.stem}\0{len(content)}\0".encode() + content)
            golds[path.stem] = Gold(path.stem, _tables(path, content))
    return GoldSet(" + ".join(names), digest.hexdigest(), golds)


def judged(row: Row) -> dict[str, Any]:
    """Return the columns of a row that are judged."""
    return {key: value for key, value in row.items() if not key.startswith("_") and key != "convention"}


def _name(folder: Path) -> str:
    folder = folder.resolve()
    return folder.parent.name if folder.name == "gold" else folder.name


def _tables(path: Path, content: bytes) -> dict[str, list[Row]]:
    try:
        whole = msgspec.convert(json.loads(content), dict[str, Any])
        tables = {key: value for key, value in whole.items() if not key.startswith("_")}
        unknown = tables.keys() - KEYS.keys() - {"documents"}
        if unknown:
            raise UsageError(f"{path} : aucune table jugée ne s'appelle {', '.join(sorted(unknown))}")
        return {key: msgspec.convert(value, list[dict[str, Any]]) for key, value in tables.items()}
    except (ValueError, msgspec.ValidationError) as error:
        raise UsageError(f"{path} : {' '.join(str(error).split())}") from None
