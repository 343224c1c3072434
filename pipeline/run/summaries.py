"""The summaries of all documents in one file, so that a load of ten thousand does not open ten thousand."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from pipeline.read.cache import Cache, digest, files_digest
from pipeline.run.links import Summary
from pipeline.settings import PACKAGE

_MADE_BY = ("model.py", "check/corpus.py", "run/links.py")


class Summaries:
    """Summaries under the keys of the rows they sum up: a cache, made again when it is deleted or damaged."""

    def __init__(self, root: Path) -> None:
        self._cache = Cache(root, dict[str, Summary])
        self._changed = False

    def get(self, key: str) -> Summary | None:
        """Return a summary, None when it is not known."""
        return self._found.get(key)

    def add(self, key: str, summary: Summary) -> None:
        """Remember a summary until `save`."""
        self._found[key] = summary
        self._changed = True

    def save(self, keep: Iterable[str] | None = None) -> None:
        """Write what is new; of the others only those of `keep`, if it is given. Raises OSError."""
        if not self._changed:
            return
        found = self._found
        if keep is not None:
            found = {key: found[key] for key in keep if key in found}
        self._cache.put(self._key, found)
        self._changed = False

    @cached_property
    def _found(self) -> dict[str, Summary]:
        return self._cache.get(self._key) or {}

    @cached_property
    def _key(self) -> str:
        return digest("summaries", files_digest(PACKAGE, _MADE_BY))
