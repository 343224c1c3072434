"""Archives: the same files give the same bytes, so that what has not changed is not sent again."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from pipeline.publish.catalogue import Archive

_EPOCH = (1980, 1, 1, 0, 0, 0)
_CHUNK = 1 << 20
_DENSE = {".parquet", ".zip"}
"""Already compressed."""


def write_archives(folder: Path, archives: tuple[Archive, ...]) -> None:
    """Write the archives of an export beside its files; one that would hold nothing is not written."""
    for archive in archives:
        found = sorted({path for pattern in archive.contenu for path in folder.glob(pattern) if path.is_file()})
        if found:
            zipped(folder / archive.fichier, {path.relative_to(folder).as_posix(): path for path in found})


def zipped(target: Path, files: Mapping[str, Path]) -> None:
    """Write files (by the name that each has inside) as one archive."""
    with zipfile.ZipFile(target, "w") as archive:
        for name, path in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if path.suffix in _DENSE else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with archive.open(entry, "w", force_zip64=True) as written, path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    written.write(chunk)
