"""The ledger: every resource ever announced, how far it went and since when. One SQLite file, one writer.

It is no cache: it alone knows what was once published and is no longer. Its tables:

- `resources`: one row per resource of a source, as last announced, with its present state;
- `held`: which documents each resource ever stood for, and until when;
- `documents`: the bytes that were kept, when they came, how far later stages took them;
- `fetches`: what the last request for a place (a URL, a path) gave, so that it need not be repeated;
- `passes`: how much each pass over a source found.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec

from pipeline.collect.messages import Arret
from pipeline.collect.records import Entry, Fetch, Past
from pipeline.collect.store import Digests
from pipeline.collect.types import ETAPES, Couverture, Resource, Step
from pipeline.errors import OperationError

_MAGIC = b"SQLite format 3\0"
"""How every SQLite file begins."""
_VERSIONS = (
    """
CREATE TABLE resources (
  source TEXT, cle TEXT, annonce TEXT NOT NULL, annonce_le TEXT NOT NULL, etape TEXT NOT NULL, arret TEXT,
  depuis TEXT NOT NULL, document_id TEXT, retire_le TEXT, PRIMARY KEY (source, cle)) WITHOUT ROWID;
CREATE TABLE held (
  source TEXT, cle TEXT, document_id TEXT, annonce TEXT NOT NULL, jusqu_a TEXT, motif TEXT,
  PRIMARY KEY (source, cle, document_id)) WITHOUT ROWID;
CREATE TABLE documents (
  document_id TEXT PRIMARY KEY, taille INTEGER NOT NULL, collecte_le TEXT NOT NULL,
  etape TEXT NOT NULL, arret TEXT, depuis TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE fetches (place TEXT PRIMARY KEY, fetch TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE passes (
  source TEXT, debut TEXT, annonces INTEGER, documents INTEGER, PRIMARY KEY (source, debut)) WITHOUT ROWID;
""",
    "ALTER TABLE resources ADD COLUMN refuse TEXT;",
)
"""What makes each version of the file from the one before: a ledger is brought up to date, never made anew."""


class Ledger:
    """Open it with `with`. Any refusal of the database is an OperationError of one line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with _faults(path):
            if not path.exists():
                _create(path)
            self._db = sqlite3.connect(path, isolation_level=None, timeout=30)
            self._check()
            self._db.execute("PRAGMA synchronous = FULL")
            self._prepare()

    def _check(self) -> None:
        """Refuse a damaged file: writing to it, or beginning another, would lose what it alone knows."""
        with self.path.open("rb") as file:
            head = file.read(len(_MAGIC))
        found = "ce n'est pas une base SQLite" if head else "fichier vide"
        if head == _MAGIC:  # SQLite takes a file of a few bytes for a new one.
            (found,) = self._db.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            self.close()
            raise OperationError(f"le registre {self.path} est abîmé, remettez une sauvegarde : {found}")

    def _prepare(self) -> None:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version > len(_VERSIONS):
            raise OperationError(f"le registre {self.path} vient d'une version plus récente du programme ({version})")
        for number, step in enumerate(_VERSIONS[version:], start=version + 1):
            self._db.executescript(f"BEGIN IMMEDIATE; {step} PRAGMA user_version = {number}; COMMIT;")

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; twice is harmless."""
        self._db.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: durable on leaving, or never was. Inside another one, it is part of that one."""
        if self._db.in_transaction:
            yield
            return
        self._run("BEGIN IMMEDIATE", ())
        try:
            yield
        except BaseException:
            if self._db.in_transaction:  # A full disk has rolled it back already.
                self._run("ROLLBACK", ())
            raise
        self._run("COMMIT", ())

    # What collecting reads and writes

    def entries(self, source: str) -> dict[str, Entry]:
        """Return what is known of a source, by key, withdrawn resources included."""
        rows = self._all(
            "SELECT cle, annonce, annonce_le, etape, arret, depuis, document_id, retire_le, refuse"
            " FROM resources WHERE source = ? ORDER BY cle",
            (source,),
        )
        with _faults(self.path):
            return {row[0]: _entry(row[1:]) for row in rows}

    def save(self, entry: Entry, motif: str = "") -> None:
        """Write a resource's state; `motif` says why the document it stood for, if another, is no longer its own."""
        resource = entry.resource
        key, live = (resource.source, resource.cle), None if entry.retire_le else entry.document_id
        announced = msgspec.json.encode(resource).decode()
        state = (_iso(entry.annonce_le), entry.etape, entry.arret, _iso(entry.depuis))
        self._run(
            "INSERT OR REPLACE INTO resources VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*key, announced, *state, entry.document_id, entry.retire_le and _iso(entry.retire_le), entry.refuse),
        )
        self._run(
            "UPDATE held SET jusqu_a = ?, motif = ?"
            " WHERE source = ? AND cle = ? AND jusqu_a IS NULL AND document_id IS NOT ?",
            (_iso(entry.retire_le or entry.depuis), motif, *key, live),
        )
        if live:
            self._run("INSERT OR REPLACE INTO held VALUES (?, ?, ?, ?, NULL, NULL)", (*key, live, announced))

    def past(self, sources: Sequence[str]) -> list[Past]:
        """Return what these sources once published and do not now, newest first for each document."""
        rows = self._all(
            "SELECT h.document_id, h.annonce, d.taille, d.collecte_le, h.jusqu_a, h.motif FROM held h"
            f" JOIN documents d USING (document_id) WHERE h.jusqu_a IS NOT NULL AND h.source IN ({_marks(sources)})"
            " ORDER BY h.document_id, h.jusqu_a DESC, h.source, h.cle",
            sources,
        )
        with _faults(self.path):
            return [Past(i, _resource(a), t, _instant(c), _instant(j), m) for i, a, t, c, j, m in rows]

    def kept(self, digests: Digests, now: dt.datetime) -> None:
        """Record that these bytes are in the store; the first time counts."""
        self._run(
            "INSERT OR IGNORE INTO documents VALUES (?, ?, ?, 'collecte', NULL, ?)",
            (digests.sha256, digests.taille, _iso(now), _iso(now)),
        )

    def documents(self) -> dict[str, tuple[int, dt.datetime]]:
        """Return size in bytes and first collection of every document ever kept."""
        rows = self._all("SELECT document_id, taille, collecte_le FROM documents", ())
        with _faults(self.path):
            return {document_id: (taille, _instant(at)) for document_id, taille, at in rows}

    def fetches(self) -> dict[str, Fetch]:
        """Return the last answer of every place, by place."""
        rows = self._all("SELECT place, fetch FROM fetches", ())
        with _faults(self.path):
            return {place: msgspec.json.decode(fetch, type=Fetch) for place, fetch in rows}

    def fetched(self, fetch: Fetch) -> None:
        """Record a place's answer."""
        self._run("INSERT OR REPLACE INTO fetches VALUES (?, ?)", (fetch.place, msgspec.json.encode(fetch).decode()))

    def last_pass(self, source: str, now: dt.datetime) -> tuple[int, int] | None:
        """Return how many resources and documents the last pass over a source found.

        One that a clock set ahead put after `now` would stay the last for long: it is left out.
        """
        rows = self._all(
            "SELECT annonces, documents FROM passes WHERE source = ? AND debut <= ? ORDER BY debut DESC LIMIT 1",
            (source, _iso(now)),
        )
        return (rows[0][0], rows[0][1]) if rows else None

    def passed(self, source: str, now: dt.datetime, announced: int, documents: int) -> None:
        """Record what a pass found."""
        self._run("INSERT OR REPLACE INTO passes VALUES (?, ?, ?, ?)", (source, _iso(now), announced, documents))

    # What later stages record, and what everyone reads

    def reached(self, steps: Iterable[Step], now: dt.datetime | None = None) -> None:
        """Record how far documents went. `depuis` moves only for what is news. Call it once with all of them."""
        at = _iso(now or dt.datetime.now(dt.UTC))
        rows = [(s.etape, s.arret, at, s.document_id, s.etape, s.arret) for s in steps]
        with self.transaction(), _faults(self.path):
            self._db.executemany(
                "UPDATE documents SET etape = ?, arret = ?, depuis = ?"
                " WHERE document_id = ? AND (etape IS NOT ? OR arret IS NOT ?)",
                rows,
            )

    def couverture(self, sources: Sequence[str] | None = None) -> list[Couverture]:
        """Return the rows of `couverture`, one per resource, for these sources (all of them by default)."""
        where = "" if sources is None else f" WHERE r.source IN ({_marks(sources)})"
        rows = self._all(
            "SELECT r.annonce, r.etape, r.arret, r.depuis, coalesce(document_id, r.refuse), r.retire_le,"
            " d.etape, d.arret, d.depuis"
            f" FROM resources r LEFT JOIN documents d USING (document_id){where}"
            " ORDER BY r.retire_le IS NOT NULL, r.source, r.cle",
            sources or (),
        )
        found: dict[tuple[str | None, str], Couverture] = {}
        for row in rows:
            with _faults(self.path):
                resource, line = _couverture(row)
            found.setdefault((resource.jeu_de_donnees_id or resource.source, line.ressource_id), line)
        return sorted(found.values(), key=lambda line: (line.ressource_id, line.document_id or ""))

    def _run(self, sql: str, values: Sequence[Any]) -> None:
        with _faults(self.path):
            self._db.execute(sql, values)

    def _all(self, sql: str, values: Sequence[Any]) -> list[Any]:
        with _faults(self.path):
            return self._db.execute(sql, values).fetchall()


def _couverture(row: Sequence[Any]) -> tuple[Resource, Couverture]:
    announced, etape, arret, depuis, document_id, retire_le, later, later_arret, later_depuis = row
    resource = _resource(announced)
    since = depuis
    if later is not None and ETAPES.index(later) > ETAPES.index(etape):
        etape = later
    if later is not None and retire_le is None:
        arret = " ; ".join(part for part in (later_arret, arret) if part) or None
        since = max(depuis, later_depuis)
    line = Couverture(
        ressource_id=resource.couverture_id,
        document_id=document_id,
        titre=resource.titre or resource.fichier,
        etape=etape,
        arret=arret or (Arret.RETIRE() if retire_le else None),
        depuis=_instant(since),
    )
    return resource, line


def _entry(row: Sequence[Any]) -> Entry:
    announced, annonce_le, etape, arret, depuis, document_id, retire_le, refuse = row
    return Entry(
        resource=_resource(announced),
        annonce_le=_instant(annonce_le),
        etape=etape,
        arret=arret,
        depuis=_instant(depuis),
        document_id=document_id,
        retire_le=_instant(retire_le) if retire_le else None,
        refuse=refuse,
    )


def _resource(announced: str) -> Resource:
    return msgspec.json.decode(announced, type=Resource)


def _iso(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).isoformat(timespec="microseconds")


def _instant(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _create(path: Path) -> None:
    """Make an empty ledger beside and put it in place: one that is cut short is never ours."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with contextlib.closing(sqlite3.connect(beside)) as db:
        db.execute("PRAGMA journal_mode = WAL")
    beside.replace(path)


@contextlib.contextmanager
def _faults(path: Path) -> Iterator[None]:
    """Turn what the disk refuses, and what a damaged file says, into an OperationError of one line."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise OperationError(f"le registre {path} ne peut être lu ou écrit : {error}") from error
    except (msgspec.MsgspecError, ValueError, TypeError) as error:
        raise OperationError(f"le registre {path} est abîmé, remettez une sauvegarde : {error}") from error
