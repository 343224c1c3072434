"""The rules travel: a run puts its own on the store, under their digest, and each worker unpacks them once."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from pipeline.cluster.store import Store
from pipeline.errors import OperationError
from pipeline.read.cache import sources_digest

_SUFFIXES = (".yml", ".csv")


def send_rules(store: Store, rules: Path) -> str:
    """Put a folder of rules on the store, unless it is there; return its digest."""
    digest = sources_digest(rules, suffixes=_SUFFIXES)
    if store.missing([name := _name(digest)]):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(rules.rglob("*")):
                if path.suffix in _SUFFIXES and path.is_file():
                    archive.write(path, path.relative_to(rules))
        store.put({name: packed.getvalue()})
    return digest


def unpack_rules(store: Store, digest: str, folder: Path) -> Path:
    """Unpack rules into a folder of their own below `folder` and return it. Raises OperationError when they differ."""
    target = folder / f"rules-{digest}"
    try:
        packed = store.get([_name(digest)])[_name(digest)]
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            archive.extractall(target)
    except (KeyError, zipfile.BadZipFile, OSError) as error:
        raise OperationError(f"les règles {digest[:12]} ne peuvent être reprises de {store.address}") from error
    if sources_digest(target, suffixes=_SUFFIXES) != digest:
        raise OperationError(f"les règles {digest[:12]} sont abîmées dans {store.address} : effacez-y {_name(digest)}")
    return target


def _name(digest: str) -> str:
    return f"work/cluster/rules/{digest}.zip"
