"""The sources of a run, opened in the order they are given."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.collect.folder import FolderSource
from pipeline.collect.source import Source
from pipeline.collect.spec import Spec, parse
from pipeline.collect.types import CollectOptions
from pipeline.errors import UsageError


@contextlib.contextmanager
def open_sources(sources: Sequence[str], options: CollectOptions) -> Iterator[list[Source]]:
    """Yield the sources, in order, each once. Raises UsageError for one that makes no sense."""
    specs = {spec.name: spec for spec in map(parse, sources)}
    if not specs:
        raise UsageError("aucune source donnée")
    with contextlib.ExitStack() as stack:
        remote = None
        if any(spec.kind != "chemin" for spec in specs.values()):
            from pipeline.collect.remote import (
                Remote,  # the HTTP client takes longer to load than a run with nothing new
            )

            remote = stack.enter_context(Remote(options))
        yield [
            remote.open(spec) if remote and spec.kind != "chemin" else _local(spec, options) for spec in specs.values()
        ]


def _local(spec: Spec, options: CollectOptions) -> Source:
    return FolderSource(Path(spec.value), options)
