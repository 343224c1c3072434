"""One pass over the sources: list, fetch what is not known unchanged, judge, record."""

from __future__ import annotations

import contextlib
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import msgspec

from pipeline.collect.changes import Transition, named
from pipeline.collect.judge import PASSING, mismatch, settle, stands, withdraw
from pipeline.collect.ledger import Ledger
from pipeline.collect.messages import Arret
from pipeline.collect.notices import fewer, quiet, unreachable
from pipeline.collect.records import Body, Entry, Fetch
from pipeline.collect.source import Source
from pipeline.collect.store import Digests, Store
from pipeline.collect.types import Change, CollectOptions, Notice, Resource
from pipeline.errors import OperationError, SourceError

log = logging.getLogger(__name__)

_AT_ONCE = 8
"""Files of a folder copied at a time."""


class Pass:
    """The state of one run of `collect`: what was known, what was seen, what changed."""

    def __init__(self, ledger: Ledger, store: Store, options: CollectOptions) -> None:
        self.now = options.moment()
        self.entries: dict[str, dict[str, Entry]] = {}
        """Every known resource, by source and key, as it stands now."""
        self.refusals: dict[tuple[str, str], Digests] = {}
        """Digests of the bytes that are no document, by source and key."""
        self.notices: list[Notice] = []
        self._ledger, self._store, self._options = ledger, store, options
        self._fetches = ledger.fetches()
        self._seen: dict[str, Body | str] = {}
        """What each place gave in this pass: it is asked once, however many resources stand there."""
        self._arrived: dict[str, str] = {}
        """Key of the first new resource of each document."""
        self._transitions: list[Transition] = []

    def visit(self, source: Source) -> None:
        """Bring one source up to date. A source out of reach changes nothing but the notices."""
        known = self._ledger.entries(source.name)
        self.entries[source.name] = dict(known)
        live = {cle: entry for cle, entry in known.items() if not entry.retire_le and entry.resource.membre is None}
        inside = _by_archive(known.values())
        try:
            listing = source.listing(live)
        except SourceError as error:
            self.notices.append(unreachable(source.name, str(error), len(live)))
            return
        self.notices += listing.notices
        for group in _groups(listing.resources, source.together):
            self._group(source, group, inside)
            if self._options.on_new and self._arrived:
                self._options.on_new(len(self._arrived))
        for cle, motif in listing.gone.items():
            self._depart([known[cle], *inside[cle]], motif)
        self._count(source.name)

    def changes(self) -> tuple[Change, ...]:
        """Name everything that happened."""
        touched = {(t.after.resource.source, t.after.resource.cle) for t in self._transitions}
        others = (entry for known in self.entries.values() for entry in known.values())
        return named(self._transitions, [e for e in others if (e.resource.source, e.resource.cle) not in touched])

    def _group(self, source: Source, group: Sequence[Resource], inside: Mapping[str, list[Entry]]) -> None:
        """Record resources at once. What came before the disk refused is recorded too; then the refusal is raised."""
        found = self._look(source, group)
        with self._ledger.transaction():
            for resource in group:
                got = found[resource.place]
                if isinstance(got, OperationError):
                    break
                self._resource(source, resource, got, inside.get(resource.cle, []))
        if refusal := next((got for got in found.values() if isinstance(got, OperationError)), None):
            raise refusal

    def _resource(self, source: Source, resource: Resource, got: Fetch | Body | str, inside: list[Entry]) -> None:
        fetch, seen = self._bytes(resource, got)
        found = [(resource, seen), *_members(resource, seen)]
        entries = self.entries[source.name]
        moves = []
        for one, what in found:
            before = entries.get(one.cle)
            moves.append(Transition(before, settle(one, before, what, self.now)))
            if isinstance(what, Body) and what.arret is not None and not what.members:
                self.refusals[one.source, one.cle] = what.digests
        if isinstance(seen, Body) and not stands(moves[0].after):
            present = {one.cle for one, _ in found}
            lost = (entry for entry in inside if entry.resource.cle not in present)
            moves += [Transition(e, withdraw(e, Arret.RETIRE("absent de l'archive"), self.now)) for e in lost]
        self._commit(moves, fetch)

    def _look(self, source: Source, group: Sequence[Resource]) -> dict[str, Fetch | Body | str | OperationError]:
        """Return, by place, what is known of the bytes there, or what fetching them gave; a str says why none came.

        What is not known is fetched at a time: a disk makes many files durable as fast as one.
        """
        known = {resource.place: self._known(resource) for resource in group}
        todo = [resource for resource in group if known[resource.place] is None]
        with ThreadPoolExecutor(_AT_ONCE) if len(todo) > 1 else contextlib.nullcontext() as pool:
            run = pool.map if pool else map
            fetched = list(run(lambda resource: self._fetch(source, resource), todo))
        return {place: seen for place, seen in known.items() if seen is not None} | {
            resource.place: got for resource, got in zip(todo, fetched, strict=True)
        }

    def _known(self, resource: Resource) -> Body | str | None:
        """Return what is known without asking anyone: a place is asked once a pass, and not when it has not changed."""
        if resource.place in self._seen:
            return self._seen[resource.place]
        last = self._last(resource)
        return last.body if last and resource.empreinte and last.empreinte == resource.empreinte else None

    def _last(self, resource: Resource) -> Fetch | None:
        last = self._fetches.get(resource.place)
        return last if last and self._whole(last.body) else None

    def _fetch(self, source: Source, resource: Resource) -> Fetch | str | OperationError:
        try:
            return source.fetch(resource, self._last(resource), self._store)
        except SourceError as error:
            return str(error)
        except OperationError as error:
            return error

    def _bytes(self, resource: Resource, got: Fetch | Body | str) -> tuple[Fetch | None, Body | str]:
        """Return the fetch to record, if there was one, and what a resource's bytes are."""
        if not isinstance(got, Fetch):
            if isinstance(got, str):
                self._seen[resource.place] = got
            return None, got
        self._seen[resource.place] = got.body
        fetch = msgspec.structs.replace(got, empreinte=None) if _is_doubtful(resource, got.body) else got
        log.info("%s : reçu, %d octets", resource.titre or resource.fichier, fetch.body.digests.taille)
        return fetch, fetch.body

    def _whole(self, body: Body) -> bool:
        """Tell whether every document of a former fetch is still in the store."""
        return all(self._store.has(digests.sha256, digests.taille) for digests in _documents(body))

    def _depart(self, entries: Iterable[Entry], motif: str) -> None:
        leaving = [entry for entry in entries if not entry.retire_le]
        moves = []
        for entry in leaving:
            now_at = self._arrived.get(entry.document_id or "")
            why = Arret.RETIRE(f"désormais {now_at}") if now_at else motif
            moves.append(Transition(entry, withdraw(entry, why, self.now)))
        self._commit(moves)

    def _commit(self, moves: list[Transition], fetch: Fetch | None = None) -> None:
        """Write, in one transaction, what changed."""
        self._transitions += moves
        for move in moves:
            if move.before is None and move.after.document_id:
                self._arrived.setdefault(move.after.document_id, move.after.resource.cle)
        changed = [move for move in moves if move.after != move.before]
        if not changed and fetch is None:
            return
        with self._ledger.transaction():
            if fetch:
                self._fetches[fetch.place] = fetch
                self._ledger.fetched(fetch)
                for digests in _documents(fetch.body):
                    self._ledger.kept(digests, self.now)
            for move in changed:
                entry = move.after
                self.entries[entry.resource.source][entry.resource.cle] = entry
                self._ledger.save(entry, motif=(entry.arret if entry.retire_le else None) or Arret.REMPLACE())

    def _count(self, source: str) -> None:
        live = [entry for entry in self.entries[source].values() if not entry.retire_le]
        counts = len(live), len({entry.document_id for entry in live if entry.document_id})
        self.notices += fewer(source, counts, self._ledger.last_pass(source, self.now))
        self.notices += quiet(source, live, self.now, self._options.quiet_days)
        self._ledger.passed(source, self.now, *counts)


def _groups(resources: Sequence[Resource], size: int) -> Iterator[Sequence[Resource]]:
    yield from (resources[start : start + size] for start in range(0, len(resources), size))


def _is_doubtful(resource: Resource, body: Body) -> bool:
    """Tell whether to ask again at the next pass, changed or not: the host, or the declaration, may be mended."""
    passing = body.arret is not None and body.arret.startswith(PASSING)
    return passing or (not body.partial and mismatch(resource, body.digests) is not None)


def _by_archive(entries: Iterable[Entry]) -> defaultdict[str, list[Entry]]:
    """Group the live members of archives by the key of their archive."""
    inside: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        member = entry.resource.membre
        if member is not None and not entry.retire_le:
            inside[entry.resource.cle.removesuffix(f"!{member}")].append(entry)
    return inside


def _members(archive: Resource, seen: Body | str) -> Iterator[tuple[Resource, Body]]:
    """Yield each file of an opened archive as a resource of its own."""
    for member in (isinstance(seen, Body) and seen.members) or ():
        inner = msgspec.structs.replace(
            archive,
            cle=f"{archive.cle}!{member.nom}",
            fichier=member.nom.replace("\\", "/").rpartition("/")[2] or member.nom,
            membre=member.nom,
            checksum=None,
            checksum_type=None,
            taille=None,
        )
        yield inner, Body(member.digests, member.arret)


def _documents(body: Body) -> list[Digests]:
    parts = body.members if body.members is not None else (body,)
    return [part.digests for part in parts if part.arret is None]
