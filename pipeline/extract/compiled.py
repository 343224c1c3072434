"""Patterns as they were once compiled, kept beside their files as Python keeps its own modules (`__pycache__`).

Compiling all rules takes a second of processor time, as much as some fifty documents; `regex` pickles a compiled
pattern with its code, so that reading them back takes a fiftieth of it.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import pickle
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import regex

from pipeline.extract.literals import Literals

_SHA256 = hashlib.sha256().digest_size
_COMPILE = ("regex._regex", "compile")
"""What a pickled pattern is rebuilt with: nothing else of what a file may name is called."""
_CODE = ("rules.py", "literals.py")
"""What makes patterns and literals of the files: other code makes others."""


class Compiled(NamedTuple):
    """What is worked out of a rule's pattern."""

    pattern: regex.Pattern[str]
    literals: Literals


class Kept:
    """The compiled patterns of a folder of rules; `digest` is that of its files."""

    def __init__(self, folder: Path, digest: str) -> None:
        self._path = folder / "__pycache__" / f"rules.{sys.implementation.cache_tag}.bin"
        code = b"".join(Path(__file__).with_name(name).read_bytes() for name in _CODE)
        self._key = f"{digest} {regex.__version__} {sys.byteorder} {hashlib.sha256(code).hexdigest()}".encode()

    def read(self) -> Mapping[str, Compiled]:
        """Return what is kept by the rules' ids: nothing when it is of other rules, of another `regex`, or damaged."""
        try:
            kept = self._path.read_bytes()
            found: Mapping[str, Compiled] = {}
            if kept[:_SHA256] == self._seal(kept[_SHA256:]):
                found = {name: Compiled(*one) for name, one in _Patterns(io.BytesIO(kept[_SHA256:])).load().items()}
        except (OSError, pickle.UnpicklingError):
            return {}
        return found

    def write(self, compiled: Mapping[str, Compiled]) -> None:
        """Keep them, where the folder can be written to."""
        content = pickle.dumps({name: tuple(one) for name, one in compiled.items()}, protocol=5)
        beside = self._path.with_suffix(f".{os.getpid()}")
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(exist_ok=True)
            try:
                beside.write_bytes(self._seal(content) + content)
                beside.replace(self._path)
            finally:
                beside.unlink(missing_ok=True)

    def _seal(self, content: bytes) -> bytes:
        return hashlib.sha256(self._key + content).digest()


class _Patterns(pickle.Unpickler):
    """Reads compiled patterns, and nothing that would run other code."""

    def find_class(self, module: str, name: str) -> Any:
        """Return what patterns are rebuilt with. Raises UnpicklingError for any other name."""
        if (module, name) != _COMPILE:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a pattern")
        return super().find_class(module, name)
