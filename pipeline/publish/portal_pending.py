"""What a publication was sending when it stopped: told before each new resource, forgotten once it bears its mark.

With it, a resource that a killed run left unnamed is found again even after its file has changed, and one that came
twice, because the portal finished what it had seemed to lose, is known from one that a person added.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from pipeline.errors import UNDECODABLE


class Awaited(msgspec.Struct, frozen=True):
    """A new resource whose upload may have come through."""

    sha1: tuple[str, ...]
    """Of the files that were sent for it."""
    deja: tuple[str, ...]
    """Resources that the dataset held before: they are not it."""


class Pending:
    """What is awaited, by file of the export, by dataset, kept in one small JSON file."""

    def __init__(self, path: Path, *, dry: bool = False) -> None:
        """Read what an earlier run left; an unreadable file is as none."""
        self._path, self._dry = path, dry
        self._awaited: dict[str, dict[str, Awaited]] = {}
        try:
            self._awaited = msgspec.json.decode(path.read_bytes(), type=dict[str, dict[str, Awaited]])
        except (OSError, *UNDECODABLE):
            return

    def awaited(self, dataset: str, fichier: str) -> Awaited | None:
        """Return what was sent as a new resource for a file and never seen to arrive."""
        return self._awaited.get(dataset, {}).get(fichier)

    def begin(self, dataset: str, fichier: str, sha1: str, standing: tuple[str, ...]) -> None:
        """Tell that a new resource is about to be sent beside those that stand. Raises OSError when it cannot be."""
        known = self.awaited(dataset, fichier) or Awaited((), standing)
        self._awaited.setdefault(dataset, {})[fichier] = Awaited((*known.sha1, sha1), known.deja)
        self._keep()

    def end(self, dataset: str, fichier: str) -> None:
        """Tell that the resource bears its mark and stands alone."""
        if self._awaited.get(dataset, {}).pop(fichier, None) is not None:
            self._keep()

    def _keep(self) -> None:
        if self._dry:
            return
        aside = self._path.with_name(f"{self._path.name}.nouveau")
        aside.write_bytes(msgspec.json.encode({key: value for key, value in self._awaited.items() if value}))
        aside.replace(self._path)
