"""The files as the portal takes them: an extension that it does not allow is changed for one that it does."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from pipeline.errors import OperationError
from pipeline.publish.archives import zipped
from pipeline.publish.catalogue import Product

_RENAMED = {".md": ".txt"}
"""Text that loses nothing under another extension."""


class UnfitError(OperationError):
    """A file that cannot be published as it is; the others can."""


class PortalFile(msgspec.Struct, frozen=True):
    """A product ready to be sent: the file, the name it goes under, the SHA-1 by which the portal knows it."""

    product: Product
    path: Path
    name: str
    sha1: str


def prepared(product: Product, folder: Path, allowed: frozenset[str], scratch: Path) -> PortalFile:
    """Return a product of the export in `folder` under an allowed extension; `scratch` takes what is compressed.

    Raises UnfitError when the portal allows neither the file nor an archive of it.
    """
    path = folder / product.fichier
    name = path.name
    renamed = path.with_suffix(_RENAMED.get(path.suffix, path.suffix)).name
    if not _allowed(name, allowed) and _allowed(renamed, allowed):
        name = renamed
    elif not _allowed(name, allowed):
        if "zip" not in allowed:
            raise UnfitError(f"le portail n'admet ni {path.suffix} ni .zip")
        source, path, name = path, scratch / f"{name}.zip", f"{name}.zip"
        zipped(path, {source.name: source})
    return PortalFile(product, path, name, _sha1(path))


def _allowed(name: str, allowed: frozenset[str]) -> bool:
    return name.rpartition(".")[2] in allowed


def _sha1(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha1").hexdigest()
