"""What a publication was sending when it stopped: told before each new resource, forgotten once it bears its mark.

With it, a resource that a killed run left unnamed is found again even after its file has changed.
"""

from __future__ import annotations

from pathlib import Path

import msgspec


class Pending:
    """File of the export to the SHA-1 that is being sent, by dataset, kept in one small JSON file."""

    def __init__(self, path: Path, *, dry: bool = False) -> None:
        """Read what an earlier run left; an unreadable file is as none."""
        self._path, self._dry = path, dry
        self._sent: dict[str, dict[str, str]] = {}
        try:
            self._sent = msgspec.json.decode(path.read_bytes(), type=dict[str, dict[str, str]])
        except (OSError, msgspec.MsgspecError):
            return

    def sha1(self, dataset: str, fichier: str) -> str | None:
        """Return the SHA-1 that was being sent as a new resource for a file."""
        return self._sent.get(dataset, {}).get(fichier)

    def begin(self, dataset: str, fichier: str, sha1: str) -> None:
        """Tell that a new resource is about to be sent. Raises OSError when it cannot be told."""
        self._sent.setdefault(dataset, {})[fichier] = sha1
        self._keep()

    def end(self, dataset: str, fichier: str) -> None:
        """Tell that the resource bears its mark."""
        if self._sent.get(dataset, {}).pop(fichier, None) is not None:
            self._keep()

    def _keep(self) -> None:
        if self._dry:
            return
        aside = self._path.with_name(f"{self._path.name}.nouveau")
        aside.write_bytes(msgspec.json.encode({key: value for key, value in self._sent.items() if value}))
        aside.replace(self._path)
