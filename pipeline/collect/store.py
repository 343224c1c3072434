"""The bytes, by their SHA-256: written beside, made durable, renamed. Never edited, never thrown away."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
import uuid
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

import msgspec

from pipeline.collect.sniff import HEAD
from pipeline.durable import sync
from pipeline.errors import UNDECODABLE, OperationError

CHUNK = 1 << 18
_STALE = 7 * 86_400
"""Seconds after which an unfinished file is no longer worth resuming."""


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


class _Tag(msgspec.Struct, frozen=True):
    """What says that a file left unfinished may be resumed: how much of it is durable, and of which version."""

    version: str
    taille: int


class Sums:
    """What is worked out over bytes as they pass: their digests, their number, the first of them."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget every byte."""
        self._hashes = (hashlib.sha256(), hashlib.sha1(usedforsecurity=False), hashlib.md5(usedforsecurity=False))
        self._crc, self.taille, self.head = 0, 0, b""

    def absorb(self, chunk: bytes) -> None:
        """Take some bytes into account."""
        if len(self.head) < HEAD:
            self.head += chunk[: HEAD - len(self.head)]
        for known in self._hashes:
            known.update(chunk)
        self._crc = zlib.crc32(chunk, self._crc)
        self.taille += len(chunk)

    def digests(self) -> Digests:
        """Return the digests of the bytes so far."""
        sha256, sha1, md5 = (known.hexdigest() for known in self._hashes)
        return Digests(sha256, sha1, md5, f"{self._crc:08x}", self.taille)


class Draft(Sums):
    """A file being written beside the store. Leave it without `Store.keep` and it is gone, unless it may be resumed."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.version: str | None = None
        """The host's name for the version being written, when it allows resuming; None when it does not."""
        self._file = path.open("w+b" if not path.exists() else "r+b")
        self.restart(self._left())

    def restart(self, taille: int = 0) -> None:
        """Forget everything after the first `taille` bytes."""
        self.reset()
        self._file.seek(taille)
        self._file.truncate()
        self._file.seek(0)
        if not taille:
            self.version = None
        while chunk := self._file.read(CHUNK):
            self.absorb(chunk)

    def write(self, chunk: bytes) -> None:
        """Append some bytes. Raises OSError when the disk refuses them."""
        self._file.write(chunk)
        self.absorb(chunk)

    def flush(self) -> None:
        """Make everything written so far visible to a reader of `path`."""
        self._file.flush()

    def settle(self) -> None:
        """Make the bytes durable and close the file."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def leave(self) -> None:
        """Close the file: keep it when it may be resumed, else forget it."""
        tag = self.path.with_suffix(".tag")
        if self.version and self.taille and not self._file.closed:
            self.settle()
            tag.write_bytes(msgspec.json.encode(_Tag(self.version, self.taille)))
            return
        self._file.close()
        self.path.unlink(missing_ok=True)
        tag.unlink(missing_ok=True)

    def _left(self) -> int:
        """Return how many bytes a former draft left that can be built upon."""
        try:
            tag = msgspec.json.decode(self.path.with_suffix(".tag").read_bytes(), type=_Tag)
        except (OSError, *UNDECODABLE):
            return 0
        if self.path.stat().st_size < tag.taille:
            return 0
        self.version = tag.version
        return tag.taille


class Store:
    """`<root>/<2 hex>/<sha256>`, and `<root>/.parts` for what is not whole yet."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.parts = root / ".parts"

    def __enter__(self) -> Store:
        with disk_faults():
            self.parts.mkdir(parents=True, exist_ok=True)
            for left in self.parts.iterdir():
                if left.suffix == ".draft" or time.time() - left.stat().st_mtime > _STALE:
                    left.unlink(missing_ok=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        with contextlib.suppress(OSError):
            self.parts.rmdir()

    def path(self, document_id: str) -> Path:
        """Return where these bytes are, or would be."""
        return Path(self._name(document_id))

    def has(self, document_id: str, taille: int) -> bool:
        """Tell whether these bytes are there, whole by their size."""
        try:
            return os.stat(self._name(document_id)).st_size == taille  # noqa: PTH116 (ten thousand times a run)
        except OSError:
            return False

    def _name(self, document_id: str) -> str:
        return f"{self.root}/{document_id[:2]}/{document_id}"

    @contextlib.contextmanager
    def draft(self, name: str | None = None) -> Iterator[Draft]:
        """Open a file to write to; a name (hex) finds again what an earlier draft of that name left to resume.

        Raises OperationError when the disk refuses.
        """
        with disk_faults():
            draft = Draft(self.parts / (f"{name}.part" if name else f"{uuid.uuid4().hex}.draft"))
        try:
            yield draft
        finally:
            with disk_faults():
                draft.leave()

    def keep(self, draft: Draft) -> Digests:
        """Move a finished draft to its place and return its digests. Raises OperationError when the disk refuses."""
        digests = draft.digests()
        target = self.path(digests.sha256)
        with disk_faults():
            draft.settle()
            if not self.has(digests.sha256, digests.taille):
                target.parent.mkdir(exist_ok=True)
                draft.path.replace(target)
                sync(target.parent)
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
