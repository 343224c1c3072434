"""From the words of a source to the source: the one place that knows how sources are written."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..errors import UsageError
from .folder import FolderSource
from .source import Source
from .types import CollectOptions


@contextlib.contextmanager
def open_sources(sources: Sequence[str], options: CollectOptions) -> Iterator[list[Source]]:
    """Yield the sources, in order, each once. Raises UsageError for one that makes no sense."""
    if not sources:
        raise UsageError("aucune source donnée")
    opened: dict[str, Source] = {}
    for text in sources:
        source = _open(text.strip(), options)
        opened.setdefault(source.name, source)
    yield list(opened.values())


def _open(text: str, options: CollectOptions) -> Source:
    if not text:
        raise UsageError("source vide")
    return FolderSource(Path(text.removeprefix("chemin:")).expanduser(), options)
