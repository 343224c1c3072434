"""`conventions correct`: writes a correction of a published value, with its key and the passage it was made on."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipeline.compare import Content, Dataset
from pipeline.compare.changes import KEYS
from pipeline.corrections import Correction, append_correction, fingerprint, parse_correction
from pipeline.corrections.files import COLUMNS, PRESENT
from pipeline.errors import RuleError, UsageError
from pipeline.evaluate.gold import KEYS as IDENTITIES
from pipeline.metadata import Metadata, Table, load_metadata
from pipeline.reference import load_reference
from pipeline.settings import Settings

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person wants corrected, as the command line says it."""

    document: str
    """An id, its beginning, or a file name."""
    target: str
    """`table.column`, or `table` for a whole row."""
    row: str
    """What designates the row: JSON, or `column=value,column=value`; the row itself when it is to be added."""
    value: str
    """The right value, `absent`, or `present`."""
    author: str
    reason: str
    convention: int = 1
    page: int | None = None
    quote: str | None = None
    """Words of the page that say so, for a value that has no evidence yet."""


def correct(settings: Settings, wanted: Wanted, path: Path | None = None) -> tuple[Correction, Path]:
    """Write a correction to `path` (by default `corrections.csv` of the data folder); return it and where it is.

    Raises UsageError when the document, the row or the value makes no sense, OperationError when the disk refuses.
    """
    metadata = load_metadata(settings.rules_dir / "tables.yml")
    reference = load_reference(metadata, settings.rules_dir / "reference")
    try:
        with Dataset(settings.target) as dataset:
            line = _line(dataset, wanted, metadata)
        correction = parse_correction(line, metadata, reference, "correction")
    except (RuleError, duckdb.Error) as error:
        raise UsageError(" ".join(str(error).split())) from None
    target = path or settings.corrections_dir / "corrections.csv"
    append_correction(target, line)
    return correction, target


def _line(dataset: Dataset, wanted: Wanted, metadata: Metadata) -> dict[str, str]:
    document_id = _document_id(dataset, wanted.document)
    name, _, column = wanted.target.partition(".")
    table = metadata.table(name)
    given = _given(table, wanted.row)
    content = dataset.content(document_id, (name, "preuves", "pages"))
    convention_id = f"{document_id[:16]}-{wanted.convention}"
    row = None if wanted.value == PRESENT and not column else _row(content, table, convention_id, given)
    page, passage = _passage(content, table, row, column, wanted)
    values = {
        "document_id": document_id,
        "convention": str(wanted.convention),
        "table": name,
        "cle": _json(given if row is None else _key(content, table, row)),
        "colonne": column,
        "valeur": wanted.value,
        "auteur": wanted.author,
        "date": dt.date.today().isoformat(),
        "motif": wanted.reason,
        "page": str(page or ""),
        "empreinte_passage": passage or "",
    }
    return {column: values[column] for column in COLUMNS}


def _document_id(dataset: Dataset, document: str) -> str:
    rows = dataset.documents().values()
    found = [
        row["document_id"] for row in rows if row["fichier"] == document or row["document_id"].startswith(document)
    ]
    if len(found) != 1:
        raise UsageError(f"{len(found)} documents pour {document!r}")
    return str(found[0])


def _given(table: Table, text: str) -> dict[str, Any]:
    """Return what designates a row, from JSON or from `column=value,…`."""
    if text.lstrip().startswith("{"):
        try:
            return dict(json.loads(text))
        except (ValueError, TypeError) as error:
            raise UsageError(f"--row : {error}") from None
    pairs = (part.partition("=") for part in text.split(",") if part.strip())
    return {table.column(name.strip()).name: value.strip() for name, _, value in pairs}


def _row(content: Content, table: Table, convention_id: str, given: Row) -> Row:
    typed = {name: table.column(name).convert(value) for name, value in given.items()}
    rows = [row for row in content[table.name] if row["convention_id"] == convention_id]
    found = [row for row in rows if all(row[name] == value for name, value in typed.items())]
    if len(found) != 1:
        named = f" que désigne {_json(given)}" if given else ""
        raise UsageError(f"{len(found)} lignes de {table.name}{named} dans {convention_id} ; il en faut une")
    return found[0]


def _key(content: Content, table: Table, row: Row) -> dict[str, Any]:
    """Return what designates a row lastingly: the few columns that identify it, its number only if they do not."""
    rows = [other for other in content[table.name] if other["convention_id"] == row["convention_id"]]
    for names in _identities(table):
        if sum(all(other[name] == row[name] for name in names) for other in rows) == 1:
            return {name: row[name] for name in names}
    names = (*_identities(table)[-1], str(table.row_number))
    return {name: row[name] for name in names}


def _identities(table: Table) -> tuple[tuple[str, ...], ...]:
    """Return the groups of columns that identify a row, the shortest first; an empty one where there is but one row."""
    return (IDENTITIES[table.name][0], KEYS[table.name][0]) if table.row_number else ((),)


def _passage(
    content: Content, table: Table, row: Row | None, column: str, wanted: Wanted
) -> tuple[int | None, str | None]:
    """Return the page and the fingerprint of the passage: where the value was read, else where the person read it."""
    texts = {page["page"]: page["texte"] or "" for page in content["pages"]}
    if wanted.quote:
        return _quoted(texts, wanted)
    proofs = _proofs(content["preuves"], table, row, column) if row else []
    if proofs and wanted.page is None:
        first = min(proofs, key=lambda proof: (proof["page"], proof["debut"]))
        return first["page"], fingerprint(texts[first["page"]], first["debut"], first["fin"])
    return wanted.page, None


def _proofs(proofs: Sequence[Row], table: Table, row: Row, column: str) -> list[Row]:
    """Return the proofs of a value; for a whole row, of the last of the columns that identify it."""
    number = row[table.row_number] if table.row_number else 1
    about = [row["convention_id"], table.name, number]
    about.append(column or next((name for name in reversed(_identities(table)[0]) if row[name] is not None), ""))
    names = ("convention_id", "table_cible", "ligne_no", "colonne")
    return [proof for proof in proofs if [proof[name] for name in names] == about and proof["page"] is not None]


def _quoted(texts: Mapping[int, str], wanted: Wanted) -> tuple[int, str]:
    words = re.compile(r"\s+".join(map(re.escape, (wanted.quote or "").split())))
    for page in [wanted.page] if wanted.page else list(texts):
        if found := words.search(texts.get(page, "")):
            return page, fingerprint(texts[page], *found.span())
    where = f"page {wanted.page}" if wanted.page else "dans le document"
    raise UsageError(f"« {wanted.quote} » ne se trouve pas {where}")


def _json(key: Row) -> str:
    return json.dumps(key, ensure_ascii=False, default=str) if key else ""
