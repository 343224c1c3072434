"""What must be the same on every machine for a document to give the same rows: program, libraries, OCR data."""

from __future__ import annotations

import sys
from functools import cache
from importlib import metadata
from typing import Any

from pipeline import __version__
from pipeline.errors import OperationError
from pipeline.read.cache import sources_digest
from pipeline.read.tessdata import tessdata_stamp
from pipeline.settings import PACKAGE

Identity = dict[str, str]
"""What is compared -> its version, both to be shown."""

_LIBRARIES = (
    "dateparser", "distributed", "msgspec", "numpy", "onnxruntime", "pypdfium2", "rapidocr", "regex", "spacy",
    "tesserocr", "text2num",
)  # fmt: skip
THREADS = "fils de calcul"


@cache
def identity() -> Identity:
    """Return what this machine runs. Rules are not part of it: they travel with the work."""
    return {
        "programme": f"{__version__} {sources_digest(PACKAGE, suffixes=('.py', '.sql'))[:12]}",
        "Python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "Tesseract (français)": tessdata_stamp(),
        **{name: _installed(name) for name in _LIBRARIES},
    }


def declare(dask_worker: Any) -> Identity:
    """Return what a Dask worker runs, and on how many threads. To be called there; Dask gives the worker by name."""
    return identity() | {THREADS: str(dask_worker.state.nthreads)}


def expected() -> Identity:
    """Return what a worker must declare to work for this machine."""
    return identity() | {THREADS: "1"}


def refuse_other(found: Identity, wanted: Identity, who: str) -> None:
    """Raise OperationError, naming what differs, unless both are the same."""
    differing = [
        f"{name} {found.get(name, 'absent')} au lieu de {version}"
        for name, version in wanted.items()
        if found.get(name) != version
    ]
    if differing:
        raise OperationError(f"l'ouvrier {who} n'est pas celui qu'il faut : {' ; '.join(differing)}")


def _installed(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "absent"
