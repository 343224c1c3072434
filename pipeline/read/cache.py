"""Results kept under the digest of what they were made from, so that nothing is worked out twice.

A cache may be deleted at any time: a file that is missing, truncated, foreign or of another version is a miss, and
is written again. Files are written beside and renamed, so that a reader never sees half of one.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from pipeline.read.options import ReadOptions
from pipeline.read.tessdata import tessdata_stamp

T = TypeVar("T")

_SUFFIX = ".mpk.z"
_LEVEL = 1
"""zlib's fastest: a reading shrinks to a fifth, in less time than a slow disk would take for the rest."""
_MOST = 1 << 30
"""Bytes a file may unpack to: a damaged cache must not become a memory bomb."""
_READERS = ("pypdfium2", "tesserocr", "rapidocr", "onnxruntime", "numpy", "opencv-python-headless")


class Cache(Generic[T]):
    """Values of one `msgspec` type under `<root>/<2 hex>/<key>.mpk.z`."""

    def __init__(self, root: Path, kind: type[T]) -> None:
        self.root = root
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(kind)

    def path(self, key: str) -> Path:
        """Return where the value of `key` (hex) is kept."""
        return self.root / key[:2] / f"{key}{_SUFFIX}"

    def __contains__(self, key: str) -> bool:
        """Tell whether there is a file for `key`, without opening it."""
        return self.path(key).is_file()

    def get(self, key: str) -> T | None:
        """Return the value kept under `key`, None when there is none that can be read."""
        try:
            packed = self.path(key).read_bytes()
            return self._decoder.decode(_unpack(packed))
        except (OSError, ValueError, zlib.error, msgspec.MsgspecError):
            return None

    def keys(self) -> list[str]:
        """Return the keys that values are kept under, the latest first."""
        files = [path for path in self.root.glob(f"??/*{_SUFFIX}") if not path.name.startswith(".")]
        return [path.name.removesuffix(_SUFFIX) for path in sorted(files, key=_age)]

    def put(self, key: str, value: T) -> None:
        """Keep `value` under `key` (OSError when the disk refuses: the caller decides what that means)."""
        with self._beside(key) as beside:
            beside.write_bytes(zlib.compress(self._encoder.encode(value), _LEVEL))

    def repeat(self, key: str, other: str) -> None:
        """Keep the value of `key` under `other` as well (OSError when it is not there, or the disk refuses)."""
        with self._beside(other) as beside:
            try:
                os.link(self.path(key), beside)
            except OSError:  # Not every disk has links.
                beside.write_bytes(self.path(key).read_bytes())

    @contextlib.contextmanager
    def _beside(self, key: str) -> Iterator[Path]:
        """Give a file to write, which takes the place of the one of `key` once it is whole."""
        path = self.path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            yield beside
            beside.replace(path)
        finally:  # It is still there when it could not be written, or when it is a link to what stood there already.
            with contextlib.suppress(OSError):
                beside.unlink()


def _age(path: Path) -> tuple[float, str]:
    return -path.stat().st_mtime, path.name


def _unpack(packed: bytes) -> bytes:
    """Decompress, refusing (ValueError) what is cut short or larger than any result."""
    stream = zlib.decompressobj()
    data = stream.decompress(packed, _MOST)
    if not stream.eof or stream.unused_data:
        raise ValueError("truncated or foreign cache file")
    return data


def digest(*parts: str) -> str:
    """Return a key (64 hex) made of `parts`, order and borders included."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def sources_digest(*folders: Path, suffixes: tuple[str, ...] = (".py",)) -> str:
    """Return the digest of every file with such a suffix below `folders`: names and contents."""
    whole = hashlib.sha256()
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.suffix in suffixes and path.is_file()):
            content = path.read_bytes()
            whole.update(f"{path.relative_to(folder).as_posix()}\x00{len(content)}\x00".encode())
            whole.update(content)
    return whole.hexdigest()


def files_digest(folder: Path, names: Sequence[str]) -> str:
    """Return the digest of the contents of some files of `folder`, in the order of their names as given."""
    return digest(*((folder / name).read_text("utf-8") for name in names))


def reading_key(document_id: str, options: ReadOptions) -> str:
    """Return the key that the reading of a document's bytes is kept under."""
    return digest(document_id, reader_version(), repr(options))


@cache
def reader_version() -> str:
    """Return the digest of what makes a reading: our reader, the engines, and whether scans can be read at all."""
    here = Path(__file__).parent
    shared = files_digest(here.parent, ("model.py", "figures.py"))
    return digest(sources_digest(here), shared, *map(_installed, _READERS), tessdata_stamp())


def _installed(package: str) -> str:
    try:
        return f"{package} {metadata.version(package)}"
    except metadata.PackageNotFoundError:
        return f"{package} absent"
