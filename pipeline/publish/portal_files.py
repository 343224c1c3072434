"""The files as the portal takes them: an extension that it does not allow is changed for one that it does."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import msgspec

from pipeline.errors import OperationError
from pipeline.publish.catalogue import Product

_RENAMED = {".md": ".txt"}
"""Text that loses nothing under another extension."""
_EPOCH = (1980, 1, 1, 0, 0, 0)


class PortalFile(msgspec.Struct, frozen=True):
    """A product ready to be sent: the file, the name it goes under, the SHA-1 by which the portal knows it."""

    product: Product
    path: Path
    name: str
    sha1: str


def prepared(product: Product, folder: Path, allowed: frozenset[str], scratch: Path) -> PortalFile:
    """Return a product of the export in `folder` under an allowed extension; `scratch` takes what is compressed.

    Raises OperationError when the portal allows neither the file nor an archive of it.
    """
    path = folder / product.fichier
    name = path.name
    renamed = path.with_suffix(_RENAMED.get(path.suffix, path.suffix)).name
    if not _allowed(name, allowed) and _allowed(renamed, allowed):
        name = renamed
    elif not _allowed(name, allowed):
        if "zip" not in allowed:
            raise OperationError(f"{product.fichier}: the portal allows neither {path.suffix} nor .zip")
        path, name = _zipped(path, scratch), f"{name}.zip"
    return PortalFile(product, path, name, _sha1(path))


def _allowed(name: str, allowed: frozenset[str]) -> bool:
    return name.rpartition(".")[2] in allowed


def _zipped(path: Path, scratch: Path) -> Path:
    """Compress a file; the same bytes give the same archive."""
    target = scratch / f"{path.name}.zip"
    entry = zipfile.ZipInfo(path.name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(entry, "w", force_zip64=True) as written,
        path.open("rb") as file,
    ):
        while chunk := file.read(1 << 20):
            written.write(chunk)
    return target


def _sha1(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha1").hexdigest()
