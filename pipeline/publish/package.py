"""`datapackage.json` and the checksums: what lies in an export, told to programmes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.metadata import Metadata
from pipeline.publish.catalogue import Catalogue
from pipeline.publish.schema import LICENCE, bare, published_by
from pipeline.publish.spreadsheets import FLAT_FILE
from pipeline.read.cache import sources_digest
from pipeline.settings import PACKAGE

CHECKSUMS = "SHA256SUMS.txt"


def data_package(
    folder: Path, metadata: Metadata, catalogue: Catalogue, schemas: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Return the Data Package of the CSV files under `folder`; `schemas` maps their paths to Table Schemas."""
    resources = [_resource(folder, path, schema) for path, schema in schemas.items()]
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": "conventions-delegation-gestion",
        "title": catalogue.titre,
        "description": catalogue.description,
        "version": metadata.version,
        "created": f"{catalogue.date}T00:00:00Z",
        "keywords": list(catalogue.mots_cles),
        "licenses": [LICENCE],
        "resources": resources,
    } | published_by(catalogue, "publisher")
    if catalogue.sources:
        package["sources"] = [{"title": "Documents publiés", "path": path} for path in catalogue.sources]
    return package


def _resource(folder: Path, path: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    file = folder / path
    name = "conventions-a-plat" if path == FLAT_FILE else Path(path).stem.replace("_", "-")
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": path,
        "title": schema["title"],
        "description": schema["description"],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.stat().st_size,
        "hash": f"sha256:{sha256(file)}",
        "licenses": [LICENCE],
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True},
        "schema": bare(schema),
    }


def write_checksums(folder: Path) -> None:
    """Write the SHA-256 of every file of an export, in the form that `sha256sum --check` reads."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != CHECKSUMS)
    lines = [f"{sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8")


def program_digest() -> str:
    """Return the digest of the programme: what it masks and how it writes, wherever that is written."""
    return sources_digest(PACKAGE, suffixes=(".py", ".sql"))


def altered(folder: Path) -> tuple[str, ...]:
    """Return the files of an export that are gone or have other checksums than it lists; or the list itself."""
    try:
        listed = [line.split("  ", 1) for line in (folder / CHECKSUMS).read_text("utf-8").splitlines()]
        return tuple(name for was, name in listed if not _is(folder / name, was)) or (() if listed else (CHECKSUMS,))
    except (OSError, ValueError):
        return (CHECKSUMS,)


def _is(path: Path, was: str) -> bool:
    return path.is_file() and sha256(path) == was


def sha256(path: Path) -> str:
    """Return the digest of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_json(path: Path, value: object) -> None:
    """Write JSON that a person can read."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")


def read_json(path: Path) -> dict[str, Any] | None:
    """Return an object that `write_json` wrote, None when there is none that can be read."""
    try:
        told = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None
