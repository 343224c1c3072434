"""Reference lists that the dataset publishes: budget programmes, organisations of the State, products of beta.gouv.fr.

The files have the columns of their tables and are checked by the same metadata.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from pipeline.errors import RuleError
from pipeline.metadata import Metadata, Table
from pipeline.reference.names import normalised
from pipeline.reference.texts import KnownTexts
from pipeline.reference.towns import Towns
from pipeline.reference.words import Words
from pipeline.scalars import Value
from pipeline.settings import RULES

Row = tuple[Value | None, ...]
TABLES = ("programmes", "organisations", "organisations_noms", "produits")

_BRACKETS = re.compile(r"\(([^()]*)\)")
_SMALL_WORDS = frozenset({"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les"})


class Programme(msgspec.Struct, frozen=True):
    """A budget programme under one of its names; `code` has four digits."""

    code: str
    libelle: str
    mission: str | None = None
    ministere: str | None = None
    annee_debut: int | None = None
    annee_fin: int | None = None
    annees_attestees: tuple[int, ...] = ()
    a_verifier: bool = False

    def covers(self, year: int) -> bool | None:
        """Tell whether this name was in use that budget year; None when the list does not say."""
        if (self.annee_debut and year < self.annee_debut) or (self.annee_fin and year > self.annee_fin):
            return False
        if year in self.annees_attestees or (self.annee_debut and self.annee_fin):
            return True
        spread = self.annees_attestees
        return True if spread and min(spread) <= year <= max(spread) else None


class Organisation(msgspec.Struct, frozen=True):
    """A service, ministry or operator. A `famille` stands for many services alike (préfectures): never a match."""

    organisation_id: str
    nom: str
    sigle: str | None = None
    ministere: str | None = None
    siren: str | None = None
    famille: bool = False
    a_verifier: bool = False


class Produit(msgspec.Struct, frozen=True):
    """A digital public service; `produit_id` is beta.gouv.fr's own."""

    produit_id: str
    nom: str
    incubateur: str | None = None
    premiere_phase: dt.date | None = None


Entry = TypeVar("Entry", Programme, Organisation, Produit)


class Match(msgspec.Struct, Generic[Entry], frozen=True):
    """A lookup's answer. `found` is None when nothing, or more than one thing, could be meant: see `candidates`."""

    found: Entry | None
    candidates: tuple[Entry, ...] = ()


class _Name(msgspec.Struct, frozen=True):
    organisation: Organisation
    debut: dt.date | None = None
    fin: dt.date | None = None

    def borne(self, on: dt.date) -> bool:
        return (self.debut is None or self.debut <= on) and (self.fin is None or on <= self.fin)


class Reference:
    """The lists, with their lookups. `rows` are what the dataset's reference tables hold."""

    def __init__(
        self, rows: Mapping[str, tuple[Row, ...]], metadata: Metadata, texts: KnownTexts, towns: Towns
    ) -> None:
        self.rows = rows
        self.texts = texts
        self.towns = towns
        self.programmes = _entries(Programme, rows, metadata.table("programmes"))
        self.organisations = _entries(Organisation, rows, metadata.table("organisations"))
        self.produits = _entries(Produit, rows, metadata.table("produits"))
        self._by_code = _grouped(self.programmes, lambda entry: entry.code)
        self._names, self._sigles = self._index_names(metadata.table("organisations_noms"))
        self._products = _grouped(self.produits, lambda entry: normalised(entry.nom))
        for entry in self.produits:
            same = self._products[normalised(entry.produit_id)]
            if entry not in same:
                same.append(entry)

    @cached_property
    def words(self) -> Words:
        """The words of the organisations' and programmes' names."""
        listed = (cell for name in TABLES[:3] for row in self.rows[name] for cell in row if isinstance(cell, str))
        return Words((*listed, *self.towns.names))

    def programme(self, code: str, year: int | None = None) -> Programme | None:
        """Return the programme of a four-digit code, under its name of that budget year (without one, its latest)."""
        entries = sorted(self._by_code.get(code, ()), key=_last_year)
        if year is not None:
            rank = {True: 2, None: 1, False: 0}
            entries.sort(key=lambda entry: rank[entry.covers(year)])
        return entries[-1] if entries else None

    def organisation(self, text: str, *, ministry: str | None = None, on: dt.date | None = None) -> Match[Organisation]:
        """Look an organisation up by its name or acronym, present or former; `Nom (SIGLE)` is understood.

        `ministry` (a name, as the document has it) and `on` (the document's date) decide between namesakes.
        """
        names = self._named(text)
        if on is not None and len({name.organisation for name in names}) > 1:
            names = [name for name in names if name.borne(on)] or names
        candidates = tuple(dict.fromkeys(name.organisation for name in names))
        possible = [entry for entry in candidates if not entry.famille]
        if len(possible) > 1 and ministry:
            possible = [entry for entry in possible if self._belongs(entry, ministry)]
        return Match(possible[0] if len(possible) == 1 else None, candidates)

    def produit(self, name: str) -> Match[Produit]:
        """Look a product up by its name or its id."""
        candidates = tuple(self._products.get(normalised(name), ()))
        return Match(candidates[0] if len(candidates) == 1 else None, candidates)

    def _named(self, text: str) -> list[_Name]:
        outside = _BRACKETS.sub(" ", text)
        inside = [normalised(part) for part in _BRACKETS.findall(text)]
        names = self._names.get(normalised(text)) or self._names.get(normalised(outside)) or []
        acronyms = [name for part in (normalised(outside), *inside) for name in self._sigles.get(part, ())]
        if not names:
            return acronyms
        agreed = {name.organisation for name in acronyms}
        return [name for name in names if name.organisation in agreed] or names

    def _belongs(self, entry: Organisation, ministry: str) -> bool:
        if entry.ministere is None:
            return False
        named = {name.organisation.ministere for name in self._named(ministry)}
        words = set(normalised(entry.ministere).split()) - _SMALL_WORDS
        return entry.ministere in named or words <= set(normalised(ministry).split())

    def _index_names(self, table: Table) -> tuple[dict[str, list[_Name]], dict[str, list[_Name]]]:
        names: dict[str, list[_Name]] = defaultdict(list)
        sigles: dict[str, list[_Name]] = defaultdict(list)
        by_id = {entry.organisation_id: entry for entry in self.organisations}
        for entry in self.organisations:
            names[normalised(entry.nom)].append(_Name(entry))
            if entry.sigle:
                sigles[normalised(entry.sigle)].append(_Name(entry))
        for row in self.rows[table.name]:
            record = dict(zip(table.column_names, row, strict=True))
            name = _Name(by_id[str(record["organisation_id"])], record["debut"], record["fin"])  # type: ignore[arg-type]
            if record["nom"]:
                names[normalised(str(record["nom"]))].append(name)
            if record["sigle"]:
                sigles[normalised(str(record["sigle"]))].append(name)
        return names, sigles


def load_reference(metadata: Metadata, folder: Path = RULES / "reference") -> Reference:
    """Read and check the reference files. Raises RuleError (file, line, what) when one is wrong."""
    rows = {name: _read(folder / f"{name}.csv", metadata.table(name)) for name in TABLES}
    known = {row[0] for row in rows["organisations"]}
    for row in rows["organisations_noms"]:
        if row[0] not in known:
            raise RuleError(f"organisations_noms.csv : organisation inconnue : {row[0]!r}")
    texts, towns = KnownTexts.load(folder / "textes.csv"), Towns.load(folder / "communes.csv")
    return Reference(rows, metadata, texts, towns)


def _read(path: Path, table: Table) -> tuple[Row, ...]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            records = list(csv.DictReader(file))
    except OSError as error:
        raise RuleError(f"{path.name} : {error.strerror}") from None
    rows = [_record(f"{path.name}, ligne {number}", record, table) for number, record in enumerate(records, start=2)]
    keys = [tuple(row[table.column_names.index(name)] for name in table.key) for row in rows]
    if len(set(keys)) != len(keys):
        raise RuleError(f"{path.name} : {next(key for key in keys if keys.count(key) > 1)} y est deux fois")
    return tuple(rows)


def _record(where: str, record: Mapping[str | None, str | None], table: Table) -> Row:
    if None in record or set(record) != set(table.column_names):
        raise RuleError(f"{where} : les colonnes ne sont pas celles de {table.name}")
    cells = {column.name: _cell(record[column.name] or "", column.type) for column in table.columns}
    try:
        return table.row(cells)
    except RuleError as error:
        raise RuleError(f"{where} : {error}") from None


def _cell(text: str, sql_type: str) -> object:
    if sql_type == "BOOLEAN":
        return {"true": True, "false": False}.get(text, text)
    if sql_type.endswith("[]"):
        return [item for item in text.split("|") if item]
    return text or None


def _entries(kind: type[Entry], rows: Mapping[str, tuple[Row, ...]], table: Table) -> tuple[Entry, ...]:
    """Build one struct a row; its fields are columns of the table."""
    records = (dict(zip(table.column_names, row, strict=True)) for row in rows[table.name])
    return tuple(
        msgspec.convert({name: value for name, value in record.items() if value is not None}, kind)
        for record in records
    )


def _grouped(entries: Iterable[Entry], key: Callable[[Entry], str]) -> defaultdict[str, list[Entry]]:
    groups: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[key(entry)].append(entry)
    return groups


def _last_year(entry: Programme) -> int:
    return max((*entry.annees_attestees, entry.annee_debut or 0, entry.annee_fin or 0))
