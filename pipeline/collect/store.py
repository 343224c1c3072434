"""The bytes, by their SHA-256: written beside, made durable, renamed. Never edited, never thrown away."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

import msgspec

from ..errors import OperationError
from .sniff import HEAD

CHUNK = 1 << 18
_PARTS = ".parts"


class Digests(msgspec.Struct, frozen=True):
    """What was computed over a file's bytes; all in lower-case hex."""

    sha256: str
    sha1: str
    md5: str
    crc: str
    taille: int
    """Size in bytes."""

    def of_type(self, kind: str | None) -> str | None:
        """Return the digest of a declared kind (`sha1`, `sha2`, `sha256`, `md5`, `crc`), None when it is another."""
        named = {"sha1": self.sha1, "sha2": self.sha256, "sha256": self.sha256, "md5": self.md5, "crc": self.crc}
        return named.get((kind or "").lower())


class Draft:
    """A file being written beside the store. Leave it without `Store.keep` and it is gone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.head = b""
        self.taille = 0
        self._file = path.open("wb")
        self._hashes = (hashlib.sha256(), hashlib.sha1(usedforsecurity=False), hashlib.md5(usedforsecurity=False))
        self._crc = 0

    def write(self, chunk: bytes) -> None:
        """Append some bytes. Raises OSError when the disk refuses them."""
        if len(self.head) < HEAD:
            self.head += chunk[: HEAD - len(self.head)]
        for known in self._hashes:
            known.update(chunk)
        self._crc = zlib.crc32(chunk, self._crc)
        self.taille += len(chunk)
        self._file.write(chunk)

    def digests(self) -> Digests:
        """Return the digests of what was written so far."""
        sha256, sha1, md5 = (known.hexdigest() for known in self._hashes)
        return Digests(sha256, sha1, md5, f"{self._crc:08x}", self.taille)

    def flush(self) -> None:
        """Make everything written so far visible to a reader of `path`."""
        self._file.flush()

    def settle(self) -> None:
        """Make the bytes durable and close the file."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def drop(self) -> None:
        """Close the file and forget it."""
        self._file.close()
        self.path.unlink(missing_ok=True)


class Store:
    """`<root>/<2 hex>/<sha256>`, and `<root>/.parts` for what is not whole yet."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.parts = root / _PARTS

    def __enter__(self) -> Store:
        with disk_faults():
            self.parts.mkdir(parents=True, exist_ok=True)
            for left in self.parts.glob("*.draft"):
                left.unlink(missing_ok=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        with contextlib.suppress(OSError):
            self.parts.rmdir()

    def path(self, document_id: str) -> Path:
        """Return where these bytes are, or would be."""
        return self.root / document_id[:2] / document_id

    def has(self, document_id: str, taille: int) -> bool:
        """Tell whether these bytes are there, whole by their size."""
        try:
            return self.path(document_id).stat().st_size == taille
        except OSError:
            return False

    @contextlib.contextmanager
    def draft(self) -> Iterator[Draft]:
        """Open a file to write to. Raises OperationError when the disk refuses."""
        with disk_faults():
            handle, name = tempfile.mkstemp(suffix=".draft", dir=self.parts)
            os.close(handle)
            draft = Draft(Path(name))
        try:
            yield draft
        finally:
            draft.drop()

    def keep(self, draft: Draft) -> Digests:
        """Move a finished draft to its place and return its digests. Raises OperationError when the disk refuses."""
        digests = draft.digests()
        target = self.path(digests.sha256)
        with disk_faults():
            draft.settle()
            if not self.has(digests.sha256, digests.taille):
                target.parent.mkdir(exist_ok=True)
                draft.path.replace(target)
                _sync_folder(target.parent)
        return digests

    def fill(self, draft: Draft, chunks: Iterable[bytes]) -> None:
        """Write every chunk; only the disk's refusal becomes an OperationError, a fault of `chunks` goes through."""
        for chunk in chunks:
            with disk_faults():
                draft.write(chunk)


@contextlib.contextmanager
def disk_faults() -> Iterator[None]:
    """Turn the disk's refusals (full, read-only, missing) into an OperationError of one line."""
    try:
        yield
    except OSError as error:
        raise OperationError(f"écriture impossible dans le dossier de données : {error}") from error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
