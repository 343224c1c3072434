"""The store that every machine sees: a shared folder, or any place that fsspec opens (S3-compatible among them).

It is laid out as a data folder, so that a data folder on a shared disk is a store as it stands. Every file is named by
the digest of what it holds or of what made it, is written whole or not at all, and is never changed.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from pipeline.errors import OperationError, UsageError

_OBJECT_STORES = ("s3", "s3a", "gs", "az", "abfs")
"""Schemes that obstore opens; fsspec finds a driver for the others, if it is installed."""
_AT_ONCE = 16
"""Requests in flight where the driver has none of its own."""


class Store(Protocol):
    """Files by name (`raw/ab/abcd…`). Every method raises OperationError when the place refuses."""

    address: str
    """What the other machines open it with."""

    def get(self, names: Sequence[str]) -> dict[str, bytes]:
        """Return the contents of those of the files that are there."""

    def put(self, files: Mapping[str, bytes]) -> None:
        """Write files, each whole or not at all."""

    def missing(self, names: Sequence[str]) -> set[str]:
        """Return the names of the files that are not there."""

    def below(self, folder: str) -> list[str]:
        """Return the names of the files of a folder, sorted; none when there is no such folder."""

    def forget(self, names: Sequence[str]) -> None:
        """Delete files, those that are there."""


def raw_name(document_id: str) -> str:
    """Return where a document's bytes are."""
    return f"raw/{document_id[:2]}/{document_id}"


def reading_name(key: str) -> str:
    """Return where a reading is kept: where a data folder keeps it."""
    return f"work/read/{key[:2]}/{key}.mpk.z"


def open_store(address: str) -> Store:
    """Open a folder (a path, `file://…`) or an fsspec URL. Raises UsageError for one that nothing here can open."""
    parts = urlsplit(address)
    if "://" not in address:
        return FolderStore(Path(address).expanduser().absolute())
    if parts.scheme == "file":
        return FolderStore(Path(parts.path))
    return UrlStore(address)


class FolderStore:
    """A folder that every machine mounts under the same path."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.address = str(root)

    def get(self, names: Sequence[str]) -> dict[str, bytes]:
        """Return the contents of those of the files that are there."""
        found = {}
        with _faults(self.address):
            for name in names:
                with contextlib.suppress(FileNotFoundError):
                    found[name] = (self._root / name).read_bytes()
        return found

    def put(self, files: Mapping[str, bytes]) -> None:
        """Write files, each whole or not at all."""
        with _faults(self.address):
            for name, data in files.items():
                path = self._root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(path, data)

    def missing(self, names: Sequence[str]) -> set[str]:
        """Return the names of the files that are not there."""
        return {name for name in names if not (self._root / name).is_file()}

    def below(self, folder: str) -> list[str]:
        """Return the names of the files of a folder, sorted; none when there is no such folder."""
        with _faults(self.address):
            files = [path for path in (self._root / folder).rglob("*") if path.is_file() and path.name[0] != "."]
            return sorted(path.relative_to(self._root).as_posix() for path in files)

    def forget(self, names: Sequence[str]) -> None:
        """Delete files, those that are there."""
        with _faults(self.address):
            for name in names:
                (self._root / name).unlink(missing_ok=True)


class UrlStore:
    """A place that fsspec opens. What it needs to get in (keys, endpoint) is in the environment of every machine."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._fs, self._root = _opened(address)

    def get(self, names: Sequence[str]) -> dict[str, bytes]:
        """Return the contents of those of the files that are there."""
        if not names:
            return {}
        with _faults(self.address):
            found = self._fs.cat([self._at(name) for name in names], on_error="return")
            contents = {name: found.get(self._at(name), FileNotFoundError()) for name in names}
            for error in contents.values():
                if isinstance(error, Exception) and not isinstance(error, FileNotFoundError):
                    raise error
        return {name: bytes(data) for name, data in contents.items() if not isinstance(data, Exception)}

    def put(self, files: Mapping[str, bytes]) -> None:
        """Write files, each whole or not at all."""
        with _faults(self.address):
            if files:
                self._fs.pipe({self._at(name): data for name, data in files.items()})

    def missing(self, names: Sequence[str]) -> set[str]:
        """Return the names of the files that are not there."""
        with _faults(self.address), ThreadPoolExecutor(_AT_ONCE) as pool:
            there = pool.map(self._fs.exists, map(self._at, names))
            return {name for name, found in zip(names, there, strict=True) if not found}

    def below(self, folder: str) -> list[str]:
        """Return the names of the files of a folder, sorted; none when there is no such folder."""
        with _faults(self.address):
            try:
                found = self._fs.find(self._at(folder))
            except FileNotFoundError:
                return []
            return sorted(path.removeprefix(self._root).lstrip("/") for path in found)

    def forget(self, names: Sequence[str]) -> None:
        """Delete files, those that are there."""
        with _faults(self.address):
            for name in names:
                with contextlib.suppress(FileNotFoundError):
                    self._fs.rm_file(self._at(name))

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file beside and rename it: nobody, on any machine, ever sees half of one. Raises OSError."""
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def _opened(address: str) -> tuple[Any, str]:
    try:
        import fsspec

        scheme = urlsplit(address).scheme
        if scheme in _OBJECT_STORES:
            from obstore.fsspec import register

            register(scheme)
        filesystem, root = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise UsageError(f"store {address} : {_one_line(error)}") from None
    return filesystem, str(root).rstrip("/")


@contextlib.contextmanager
def _faults(address: str) -> Iterator[None]:
    """Say in one line what the place refuses: drivers raise errors of their own, which other machines do not know."""
    try:
        yield
    except Exception as error:
        raise OperationError(f"le dépôt {address} ne peut être lu ou écrit : {_one_line(error)}") from None


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
