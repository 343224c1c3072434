"""Writing down what was measured, where a person says."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import OperationError


def write_report(path: Path, content: bytes) -> None:
    """Write a file, its folder made if need be. Raises OperationError when the disk refuses."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise OperationError(f"{path} ne peut être écrit : {error}") from None
