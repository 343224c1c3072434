"""Files of corrections: read strictly, written one line at a time."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.corrections.types import Correction, Corrections, Key
from pipeline.errors import OperationError, RuleError, UsageError
from pipeline.metadata import Column, Metadata, Table
from pipeline.reference import Reference
from pipeline.scalars import Value, is_hexadecimal

COLUMNS = (
    "document_id", "convention", "table", "cle", "colonne", "valeur", "auteur", "date", "motif", "page",
    "empreinte_passage",
)  # fmt: skip
_OPTIONAL = {"page", "empreinte_passage"}
ABSENT, PRESENT = "absent", "present"

_BOOLEANS = {"vrai": True, "true": True, "faux": False, "false": False}


def load_corrections(folder: Path, metadata: Metadata, reference: Reference) -> Corrections:
    """Read every `*.csv` of `folder` (none when there is no such folder).

    Raises UsageError, naming file and line, for anything that is no correction of this dataset, and for two corrections
    of one day that contradict one another.
    """
    found: list[Correction] = []
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.csv")):
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode() + content)
        found += _read(path, content, metadata, reference)
    found.sort(key=lambda correction: correction.date)
    _refuse_contradictions(found)
    by_document: dict[str, tuple[Correction, ...]] = {}
    for one in found:
        by_document[one.document_id] = (*by_document.get(one.document_id, ()), one)
    return Corrections(by_document, digest.hexdigest())


def parse_correction(line: Mapping[str, str], metadata: Metadata, reference: Reference, where: str) -> Correction:
    """Return a line of a file, typed. Raises UsageError that begins with `where`."""
    try:
        return _parsed(line, metadata, reference, where)
    except (RuleError, ValueError, TypeError) as error:
        raise UsageError(f"{where} : {error}") from None


def append_correction(path: Path, line: Mapping[str, str]) -> None:
    """Add one line to a file, with its titles when it is new. Raises OperationError when the disk refuses."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = not path.exists() or path.stat().st_size == 0
        with path.open("a", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            if fresh:
                writer.writeheader()
            writer.writerow(line)
    except OSError as error:
        raise OperationError(f"{path} ne peut pas être écrit : {error}") from None


def _read(path: Path, content: bytes, metadata: Metadata, reference: Reference) -> Iterator[Correction]:
    name = f"{path.parent.name}/{path.name}"
    try:
        reader = csv.DictReader(content.decode("utf-8-sig").splitlines(keepends=True), strict=True)
        titles = set(reader.fieldnames or ())
        if wrong := titles ^ set(COLUMNS) - (_OPTIONAL - titles):
            raise UsageError(
                f"{name}, ligne 1 : colonnes manquantes ou inconnues : {', '.join(sorted(map(str, wrong)))}"
            )
        for line in reader:
            where = f"{name}, ligne {reader.line_num}"
            if None in line or None in line.values():
                raise UsageError(f"{where} : {len(reader.fieldnames or ())} valeurs attendues")
            yield parse_correction(line, metadata, reference, where)
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} : le fichier n'est pas en UTF-8 ({error.reason})") from None
    except csv.Error as error:
        raise UsageError(f"{name}, ligne {reader.line_num} : {error}") from None


def _parsed(line: Mapping[str, str], metadata: Metadata, reference: Reference, where: str) -> Correction:
    text = {name: (line.get(name) or "").strip() for name in COLUMNS}
    for name in ("document_id", "convention", "table", "valeur", "auteur", "date", "motif"):
        if not text[name]:
            raise RuleError(f"la colonne {name} est vide")
    table = _table(text["table"], metadata)
    column = _correctable(table, text["colonne"]) if text["colonne"] else None
    key = _key(table, text["cle"], whole=column is None)
    return Correction(
        document_id=_identifier(text["document_id"]),
        convention=_from_one("convention", text["convention"]),
        table=table.name,
        key=key,
        column=column.name if column else None,
        value=_value(table, column, text["valeur"], reference) if column else None,
        present=_presence(table, key, text["valeur"]) if column is None else True,
        auteur=text["auteur"],
        date=_day(text["date"]),
        motif=text["motif"],
        page=_from_one("page", text["page"]) if text["page"] else None,
        passage=_passage(text["empreinte_passage"], text["page"]),
        where=where,
    )


def _table(name: str, metadata: Metadata) -> Table:
    table = metadata.table(name)
    if not table.has_proofs:
        raise RuleError(f"la table {name} ne se corrige pas : ses valeurs ne sont pas lues sur une page")
    return table


def _correctable(table: Table, name: str) -> Column:
    column = table.column(name)
    if not column.proof:
        raise RuleError(f"{table.name}.{name} ne se corrige pas : cette colonne n'est pas lue sur une page")
    return column


def _key(table: Table, text: str, *, whole: bool) -> Key:
    try:
        given = json.loads(text) if text else {}
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise RuleError('la clé doit être un objet JSON : {"colonne": valeur}')
    if not given and table.row_number:
        raise RuleError("la clé est vide : quelle ligne ?")
    if whole and not table.row_number:
        raise RuleError(f"une ligne de {table.name} ne s'ajoute ni ne se retire")
    return {name: _typed(table.column(name), value) for name, value in given.items()}


def _value(table: Table, column: Column, text: str, reference: Reference) -> Value | None:
    value = None if text == ABSENT else _typed(column, text)
    if value is None:
        # Raises when the column must have a value.
        return column.convert(None)
    _refuse_unknown(table, column, value, reference)
    return value


def _refuse_unknown(table: Table, column: Column, value: Value, reference: Reference) -> None:
    """Refuse an identifier that its reference list does not hold: the whole dataset would be refused for it."""
    for link in table.references:
        known = reference.rows.get(link.table) if link.columns == (column.name,) else None
        if known is not None and all(row[0] != value for row in known):
            raise RuleError(f"{table.name}.{column.name} : {value!r} n'est pas dans {link.table}")


def _typed(column: Column, value: Any) -> Value | None:
    """Return a value given as text, or in JSON, in the column's type."""
    if isinstance(value, float):
        value = repr(value)
    if isinstance(value, str) and column.type == "BOOLEAN":
        if value.casefold() not in _BOOLEANS:
            raise RuleError(f"{column.name} : « vrai » ou « faux » attendu, pas {value!r}")
        value = _BOOLEANS[value.casefold()]
    if isinstance(value, str) and column.type.endswith("[]"):
        value = [item.strip() for item in value.split(";") if item.strip()]
    return column.convert(value) if value is not None else None


def _presence(table: Table, key: Key, text: str) -> bool:
    if text not in (ABSENT, PRESENT):
        raise RuleError(f"pour une ligne entière, la valeur est « {ABSENT} » ou « {PRESENT} », pas {text!r}")
    if text == PRESENT:
        for name in key:
            _correctable(table, name)
        for column in table.columns:
            if column.proof and key.get(column.name) is None:
                column.convert(None)
    return text == PRESENT


def _identifier(text: str) -> str:
    if not is_hexadecimal(text, 64):
        raise RuleError(f"document_id : 64 chiffres hexadécimaux attendus, pas {text!r}")
    return text


def _from_one(name: str, text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise RuleError(f"{name} : un nombre à partir de 1 est attendu, pas {text!r}")
    return int(text)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise RuleError(f"date : AAAA-MM-JJ attendu, pas {text!r}") from None


def _passage(text: str, page: str) -> str | None:
    if not text:
        return None
    if not is_hexadecimal(text, 16):
        raise RuleError(f"empreinte_passage : 16 chiffres hexadécimaux attendus, pas {text!r}")
    if not page:
        raise RuleError("empreinte_passage : la page manque")
    return text


def _refuse_contradictions(corrections: list[Correction]) -> None:
    seen: dict[tuple[Any, ...], Correction] = {}
    for one in corrections:
        subject = (one.document_id, one.convention, one.table, repr(sorted(one.key.items())), one.column, one.date)
        other = seen.setdefault(subject, one)
        if (other.value, other.present) != (one.value, one.present):
            raise UsageError(f"{one.where} : contredit {other.where}, du même jour, sur {one.named}")
