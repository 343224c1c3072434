"""A folder, or one file: names are labels, bytes decide, and a file known by path, size and date is not read again."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.collect.intake import take
from pipeline.collect.messages import Arret
from pipeline.collect.notices import closed_folder
from pipeline.collect.records import Body, Entry, Fetch
from pipeline.collect.sniff import kind_of
from pipeline.collect.source import Listing
from pipeline.collect.store import CHUNK, Store, Sums
from pipeline.collect.types import CollectOptions, Resource
from pipeline.errors import SourceError, UsageError

_TICK_NS, _COARSE_TICK_NS = 10**8, 2 * 10**9
"""A file touched more recently than its clock's tick may change again under the same date: that date proves nothing."""


class FolderSource:
    """Every visible file under a folder, recursively; or a single file."""

    together = 64

    def __init__(self, path: Path, options: CollectOptions) -> None:
        self.path = Path(os.path.abspath(path))  # noqa: PTH100 (a link stays the link that was given)
        self.name = f"chemin:{_printable(str(self.path))}"
        self._options = options
        self._odd: dict[str, str] = {}
        """Real path of each file whose name is not text, by its printable form."""
        self._closed: dict[str, str] = {}
        """Why folders below cannot be looked into, by key."""

    def listing(self, known: Mapping[str, Entry]) -> Listing:
        """List the files. A folder that has gone says nothing about its files; a file that has gone is withdrawn.

        A folder that lost several files and holds nothing any more is taken for gone: so looks a disk not mounted. One
        below that may not be looked into (`lost+found` of a disk) costs its own files alone, which stay as they were.
        """
        self._closed.clear()
        if not self.path.exists():
            self._missing(known)
        try:
            found = tuple(self._resources())
        except OSError as error:
            raise SourceError(f"{error.filename} n'est pas accessible : {error.strerror}") from error
        if len(known) > 1 and not found:
            raise SourceError(f"{self.path} est vide (disque non monté ?)")
        present = {resource.cle for resource in found}
        closed = tuple(f"{key}/" for key in self._closed)
        lost = (cle for cle in known if cle not in present and not cle.startswith(closed))
        gone = dict.fromkeys(lost, Arret.RETIRE("le fichier n'est plus là"))
        notices = tuple(closed_folder(self.name, key, why) for key, why in self._closed.items())
        return Listing(resources=found, gone=gone, notices=notices)

    def fetch(self, resource: Resource, last: Fetch | None, store: Store) -> Fetch:
        """Copy a file into the store; one that is too large is only looked through."""
        path = Path(self._odd.get(resource.place, resource.place))
        body = self._too_large(path, resource)
        if body is None:
            with store.draft() as draft:
                store.fill(draft, _chunks(path))
                body = take(draft, resource, store, self._options)
        return Fetch(place=resource.place, body=body, empreinte=_settled(path), verifie_le=self._options.moment())

    def _too_large(self, path: Path, resource: Resource) -> Body | None:
        """Return what a file beyond the size allowed is refused for; a ZIP may be as large as what it may hold."""
        size = resource.taille or 0
        if size <= self._options.max_body:
            return None
        chunks = _chunks(path)
        sums = Sums()
        sums.absorb(next(chunks, b""))
        limit = self._options.zip_total if kind_of(sums.head) == "zip" else self._options.max_body
        if size <= limit:
            return None
        for chunk in chunks:
            sums.absorb(chunk)
        return Body(sums.digests(), Arret.TROP_GROS(f"{sums.taille} octets, {limit} permis"))

    def _missing(self, known: Mapping[str, Entry]) -> None:
        if not known:
            raise UsageError(f"source introuvable : {self.path}")
        was_file = set(known) == {self.path.name}
        if not (was_file and self.path.parent.is_dir()):
            raise SourceError(f"{self.path} n'est pas accessible")

    def _resources(self) -> Iterator[Resource]:
        if self.path.is_dir():
            root = str(self.path)
            for item in self._walk(root):
                stat = item.stat(follow_symlinks=_is_file(item))
                yield self._resource(item.path, item.path.removeprefix(root).lstrip(os.sep), stat)
        elif self.path.exists():
            yield self._resource(str(self.path), self.path.name, self.path.stat())

    def _walk(self, folder: str) -> Iterator[os.DirEntry[str]]:
        """Walk in the order of names, without following links to folders, leaving out what is hidden.

        A link that leads nowhere is announced, and fails: a document that was moved away is not lost without a word.
        """
        try:
            items = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except PermissionError as error:
            if folder == str(self.path):
                raise
            self._closed[self._key(folder)] = error.strerror or ""
            return
        for item in items:
            if item.name.startswith("."):
                continue
            if item.is_dir(follow_symlinks=False):
                yield from self._walk(item.path)
            elif _is_file(item) or (item.is_symlink() and not os.path.exists(item.path)):  # noqa: PTH110 (never raises)
                yield item

    def _key(self, path: str) -> str:
        """Return the key of what lies below the folder."""
        return _printable(path.removeprefix(str(self.path)).lstrip(os.sep).replace(os.sep, "/"))

    def _resource(self, path: str, key: str, stat: os.stat_result) -> Resource:
        cle, place = _printable(key.replace(os.sep, "/")), _printable(path)
        if place != path:
            self._odd[place] = path
        return Resource(
            source=self.name,
            cle=cle,
            fichier=cle.rpartition("/")[2],
            place=place,
            taille=stat.st_size,
            empreinte=_stamp(stat),
        )


def _is_file(item: os.DirEntry[str]) -> bool:
    """Tell whether an entry is a file, or a link to one; one to itself, or to where we may not look, leads nowhere."""
    try:
        return item.is_file()
    except OSError:
        return False


def _stamp(stat: os.stat_result) -> str:
    return f"{stat.st_size}:{stat.st_mtime_ns}"


def _settled(path: Path) -> str | None:
    """Return the fingerprint of a file just read, None when it could change once more without showing it."""
    try:
        stat = path.stat()
    except OSError:
        return None
    tick = _TICK_NS if stat.st_mtime_ns % 10**9 else _COARSE_TICK_NS
    return _stamp(stat) if time.time_ns() - stat.st_mtime_ns > tick else None


def _printable(path: str) -> str:
    """Return a path as text that any encoder takes: the bytes that are no UTF-8 are escaped."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except OSError as error:
        raise SourceError(Arret.ILLISIBLE(error.strerror)) from error
