"""The exports: everything a republisher needs in one folder, made aside and put in place in one instant."""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import msgspec
from filelock import FileLock, Timeout

from pipeline.errors import UNDECODABLE, IntegrityError, OperationError, UsageError
from pipeline.load.dictionary import dictionary
from pipeline.load.faults import load_faults
from pipeline.load.swap import log_of, remove, swap_folder
from pipeline.mask.erasures import FILE, Erasure, last_erasure, load_erasures, written_at
from pipeline.mask.privacy import Masker, Profile
from pipeline.metadata import Metadata, load_metadata
from pipeline.publish.archives import write_archives
from pipeline.publish.bounds import Outside, figures, load_bounds, outside
from pipeline.publish.catalogue import Catalogue, load_catalogue
from pipeline.publish.dataset import names_by_document, publishable
from pipeline.publish.dcat import dcat
from pipeline.publish.differences import Differences, differences, journal
from pipeline.publish.package import (
    altered,
    data_package,
    program_digest,
    read_json,
    sha256,
    write_checksums,
    write_json,
)
from pipeline.publish.schema import flat_schema, kept_dates, table_schema, view_fields
from pipeline.publish.spreadsheets import FLAT_FILE, FLAT_VIEW, write_flat, write_tables
from pipeline.read.cache import digest, sources_digest
from pipeline.settings import Settings

DATABASE, STATE, JOURNAL, DIFFERENCES = "conventions.duckdb", "export.json", "CHANGELOG-donnees.md", "differences.json"


class State(msgspec.Struct, frozen=True):
    """What an export says of itself (`export.json`)."""

    cle: str
    """Digest of all that it was made from."""
    profil: Profile
    date: str
    effacements: str
    """When the erasure list was last written; no digest of it, which would confirm a name that one guesses."""
    figures: Mapping[str, float | None]
    alertes: tuple[Outside, ...] = ()
    force: str | None = None
    """Why it was published although its figures are outside their bounds."""
    producteur: str = ""
    """Who publishes it, as its files say."""


class ExportReport(msgspec.Struct, frozen=True):
    """What came of `export`."""

    folder: Path
    state: State
    masks: int = 0
    """Stretches of text that were masked."""
    changes: int = 0
    """Values and rows that changed since the last export."""
    rebuilt: bool = True


def export_folder(settings: Settings) -> Path:
    """Return where the exports lie: beside the dataset."""
    return settings.target.with_name("export")


def export(settings: Settings, *, profile: Profile = "public", force: str | None = None) -> ExportReport:
    """Export the published dataset; nothing is done when nothing has changed since the last export, which is whole.

    `force` is the reason to publish figures outside their bounds; it is recorded. Raises UsageError when there is no
    dataset or the erasure list is wrong, IntegrityError when a figure is outside its bounds, OperationError when the
    disk refuses, another export runs or a session left changes beside the dataset. The last export then stays as it is.
    """
    if not settings.target.is_file():
        raise UsageError(f"pas encore de jeu de données à {settings.target} : lancer d'abord « conventions run »")
    if log_of(settings.target).exists():
        raise OperationError(
            f"une session a laissé ses écritures à côté de {settings.target} : lancer d'abord « conventions run »"
        )
    folder = export_folder(settings)
    work = folder.with_name(".export.construction")
    with load_faults("l'export"), _locked(folder):
        making = _Making(settings, profile, force, folder, work / "export")
        if making.former and making.former.cle == making.key and not making.altered:
            return ExportReport(folder, making.former, rebuilt=False)
        remove(work)
        try:
            making.folder.mkdir(parents=True)
            report = making.make()
            stale = last_erasure(settings.data_dir / FILE)
            swap_folder(making.folder, folder, making.key[:16], work, stale=stale)
        finally:
            remove(work)
    return report


def read_state(folder: Path) -> State | None:
    """Return what the export in `folder` says of itself, None when there is none that can be read."""
    try:
        return msgspec.json.decode((folder / STATE).read_bytes(), type=State)
    except (OSError, *UNDECODABLE):
        return None


class _Making:
    """One export being made."""

    def __init__(self, settings: Settings, profile: Profile, force: str | None, last: Path, folder: Path) -> None:
        self.settings, self.profile, self.last, self.folder = settings, profile, last, folder
        self.force = (force or "").strip()
        self.metadata: Metadata = load_metadata(settings.rules_dir / "tables.yml")
        self.bounds = load_bounds(settings.rules_dir / "bounds.yml")
        self.erasures: tuple[Erasure, ...] = load_erasures(settings.data_dir / FILE)
        self.former = read_state(last)
        self.altered = altered(last) if self.former else ()
        """Files of the last export that are no longer what it wrote."""
        self.erased = written_at(settings.data_dir / FILE)
        rules = sources_digest(settings.rules_dir, suffixes=(".yml",))
        made_by = program_digest(), rules, self.force, *_publisher(settings)
        self.key = digest(sha256(settings.target), profile, self.erased, *made_by)

    def make(self) -> ExportReport:
        """Write everything under `folder`."""
        names = names_by_document(self.settings.target, self.metadata)
        masker = Masker(self.settings.rules_dir, self.profile, self.erasures, names)
        database = self.folder / DATABASE
        publishable(self.settings.target, database, self.folder / "parquet", self.metadata, masker)
        with contextlib.closing(duckdb.connect(str(database), read_only=True)) as con:
            catalogue = load_catalogue(self.settings, con)
            state = self._state(con, catalogue)
            schemas = self._tables(con, catalogue)
            masks = self._masks(con)
        found = self._differences(masker, state)
        (self.folder / "dictionnaire.md").write_text(dictionary(self.metadata), encoding="utf-8")
        write_json(self.folder / "datapackage.json", data_package(self.folder, self.metadata, catalogue, schemas))
        (self.folder / STATE).write_bytes(msgspec.json.format(msgspec.json.encode(state)))
        write_archives(self.folder, catalogue.archives)
        write_json(self.folder / "catalogue.jsonld", dcat(self.folder, self.metadata, catalogue))
        write_checksums(self.folder)
        return ExportReport(self.last, state, masks, sum(found.counts.values()))

    def _state(self, con: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> State:
        """Judge the figures. Raises IntegrityError when one stops the release and nobody forces it."""
        former = self.former.figures if self.former else {}
        alerts = outside(self.bounds, con, former)
        stops = [alert.message for alert in alerts if alert.gravite == "arret"]
        if stops and not self.force:
            raise IntegrityError(f"export refusé (--force RAISON le publie tout de même) : {' | '.join(stops)}")
        return State(
            self.key,
            self.profile,
            catalogue.date,
            self.erased,
            figures(self.bounds, con),
            alerts,
            self.force if stops else None,
            catalogue.producteur,
        )

    def _tables(self, con: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> dict[str, dict[str, Any]]:
        """Write the CSV files and their schemas; return the schemas by CSV file."""
        write_tables(con, self.metadata, self.folder / "csv")
        write_flat(con, self.metadata, self.folder / FLAT_FILE)
        flat = flat_schema(FLAT_VIEW, view_fields(con, self.metadata, FLAT_VIEW), self.metadata, catalogue)
        schemas = {FLAT_FILE: self._schema("schema-conventions.json", flat)}
        (self.folder / "schemas").mkdir()
        for table in self.metadata:
            schema = table_schema(table, self.metadata, catalogue)
            schemas[f"csv/{table.name}.csv"] = self._schema(f"schemas/{table.name}.json", schema)
        return schemas

    def _schema(self, path: str, schema: Mapping[str, Any]) -> dict[str, Any]:
        """Write a schema, its dates those of the last export's if it is the same; return it."""
        dated = kept_dates(schema, read_json(self.last / path))
        write_json(self.folder / path, dated)
        return dated

    def _masks(self, con: duckdb.DuckDBPyConnection) -> int:
        """Write where something was masked, how often and why (never what); return how many stretches are masked."""
        rows = con.execute("SELECT table_cible, colonne, document_id, motif, nombre FROM masquages ORDER BY ALL")
        found = rows.fetchall()
        with (self.folder / "masquages.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["table", "colonne", "document_id", "motif", "nombre"])
            writer.writerows(found)
        return sum(row[-1] for row in found)

    def _differences(self, masker: Masker, state: State) -> Differences:
        old = self.last / DATABASE
        dates = (self.former.date if self.former else None, state.date)
        found = Differences(*dates)
        if self.former and DATABASE not in self.altered:
            remasked = (self.former.profil, self.former.effacements) != (self.profile, self.erased)
            found = differences(old, self.folder / DATABASE, self.metadata, masker, dates, remasked=remasked)
        notes = tuple(f"à vérifier : {alert.message}" for alert in state.alertes)
        forced = (f"publié malgré ses bornes : {state.force}",) if state.force else ()
        said = masker.erased(_text(self.last / JOURNAL))
        if found.documents or found.du is None or forced:
            said = journal(found, said, (*forced, *notes))
        (self.folder / JOURNAL).write_text(said, encoding="utf-8")
        (self.folder / DIFFERENCES).write_bytes(msgspec.json.format(msgspec.json.encode(found)))
        return found


def _publisher(settings: Settings) -> tuple[str, str]:
    return settings.producteur, settings.page


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One export at a time. Raises OperationError when another runs."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder.with_name(".export.lock")).acquire(timeout=0):
            yield
    except Timeout:
        raise OperationError(f"un autre export travaille déjà dans {folder.parent}") from None
