"""The rules travel: a run puts its own on the store, under their digest, and each worker unpacks them once.

A worker whose checkout has the very same need not fetch them: it has copied its own as it started.
"""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
from pathlib import Path

from pipeline.cluster.store import Store
from pipeline.errors import OperationError
from pipeline.read.cache import sources_digest

_SUFFIXES = (".yml", ".csv")


def send_rules(store: Store, rules: Path) -> str:
    """Put a folder of rules on the store, unless it is there; return its digest."""
    digest = _digest(rules)
    if store.missing([name := _name(digest)]):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in _files(rules):
                archive.write(path, path.relative_to(rules))
        store.put({name: packed.getvalue()})
    return digest


def unpack_rules(store: Store, digest: str, folder: Path) -> Path:
    """Unpack rules into a folder of their own below `folder`, unless they are there, and return it.

    Raises OperationError when they differ from what was sent.
    """
    target = _place(folder, digest)
    if _digest(target) == digest:
        return target
    try:
        packed = store.get([_name(digest)])[_name(digest)]
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            archive.extractall(target)
    except (KeyError, zipfile.BadZipFile, OSError) as error:
        raise OperationError(f"les règles {digest[:12]} ne peuvent être reprises de {store.address}") from error
    if _digest(target) != digest:
        raise OperationError(f"les règles {digest[:12]} sont abîmées dans {store.address} : effacez-y {_name(digest)}")
    return target


def copy_rules(rules: Path, folder: Path) -> Path:
    """Copy a folder of rules to where `unpack_rules` finds them, and return it: what is edited here stays here."""
    copy = Path(tempfile.mkdtemp(dir=folder))
    for path in _files(rules):
        place = copy / path.relative_to(rules)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    return copy.rename(_place(folder, _digest(copy)))


def _digest(rules: Path) -> str:
    return sources_digest(rules, suffixes=_SUFFIXES)


def _files(rules: Path) -> list[Path]:
    return [path for path in sorted(rules.rglob("*")) if path.suffix in _SUFFIXES and path.is_file()]


def _place(folder: Path, digest: str) -> Path:
    return folder / f"rules-{digest}"


def _name(digest: str) -> str:
    return f"work/cluster/rules/{digest}.zip"
