"""Which datasets a data.gouv.fr source covers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pipeline.collect.portal import ApiDataset, Portal


class Scope(Protocol):
    """A way to name datasets."""

    def refs(self, portal: Portal) -> list[str]:
        """Return the ids or slugs of the datasets it covers now. Raises AbsentError when the scope itself is gone."""
        ...

    def covers(self, dataset: ApiDataset) -> bool:
        """Tell whether a dataset that it covered before, and no longer lists, still belongs to it."""
        ...


class OneDataset:
    """A dataset by its id or slug."""

    def __init__(self, ref: str) -> None:
        self._ref = ref

    def refs(self, portal: Portal) -> list[str]:
        """Return it."""
        return [self._ref]

    def covers(self, dataset: ApiDataset) -> bool:
        """Return True: what was reached under this name stays, whatever its name has become."""
        return True


class OrganisationDatasets:
    """The datasets of an organisation; archived ones are not listed, and stay as long as they are its own."""

    def __init__(self, ref: str) -> None:
        self._ref = ref
        self._id: str | None = None

    def refs(self, portal: Portal) -> list[str]:
        """List its public datasets."""
        self._id = portal.organisation(self._ref)
        return portal.organisation_datasets(self._id)

    def covers(self, dataset: ApiDataset) -> bool:
        """Tell whether a dataset is still the organisation's."""
        return self._id is None or (dataset.organization is not None and dataset.organization.id == self._id)


class SearchResults:
    """What a search finds. A search finds, it does not withdraw: its ranking and its window move."""

    def __init__(self, query: Sequence[tuple[str, str]]) -> None:
        self._query = query

    def refs(self, portal: Portal) -> list[str]:
        """Search."""
        return portal.search(self._query)

    def covers(self, dataset: ApiDataset) -> bool:
        """Return True."""
        return True
