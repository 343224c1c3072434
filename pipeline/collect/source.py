"""What every kind of source offers: a listing of what it announces, and the bytes of one resource."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import msgspec

from pipeline.collect.records import Entry, Fetch
from pipeline.collect.store import Store
from pipeline.collect.types import Notice, Resource


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """What a source announces now.

    A known resource that is neither in `resources` nor in `gone` is left as it was: its source could not say.
    """

    resources: tuple[Resource, ...] = ()
    gone: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Key of each known resource that is announced no more, and why, in French."""
    notices: tuple[Notice, ...] = ()


class Source(Protocol):
    """A place that announces resources. Neither method keeps anything but bytes in the store."""

    name: str
    together: int
    """How many resources are fetched at a time and recorded at once; 1 where a fetch costs too much to be lost."""

    def listing(self, known: Mapping[str, Entry]) -> Listing:
        """List what is announced; `known` are its live entries. Raises SourceError when it cannot say."""
        ...

    def fetch(self, resource: Resource, last: Fetch | None, store: Store) -> Fetch:
        """Bring a resource's bytes into the store. Raises SourceError, of one French line, when that fails.

        Called from several threads when `together` is more than 1.
        """
        ...
