"""The sources that speak HTTP, all through one client."""

from __future__ import annotations

from pathlib import Path

from pipeline.collect.client import Http
from pipeline.collect.datagouv import DatagouvSource
from pipeline.collect.portal import Portal
from pipeline.collect.scopes import OneDataset, OrganisationDatasets, Scope, SearchResults
from pipeline.collect.source import Source
from pipeline.collect.spec import Spec
from pipeline.collect.types import CollectOptions
from pipeline.collect.urls import UrlsSource


class Remote:
    """Opens such sources. Use it with `with`."""

    def __init__(self, options: CollectOptions) -> None:
        self._http = Http(options)
        self._portal = Portal(self._http)

    def __enter__(self) -> Remote:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def open(self, spec: Spec) -> Source:
        """Return the source of a spec."""
        if spec.kind == "url":
            return UrlsSource(spec.name, None, (spec.value,), self._http)
        if spec.kind == "urls":
            return UrlsSource(spec.name, Path(spec.value), (), self._http)
        return DatagouvSource(spec.name, _scope(spec), self._portal)


def _scope(spec: Spec) -> Scope:
    if spec.kind == "org":
        return OrganisationDatasets(spec.value)
    if spec.kind == "search":
        return SearchResults((("q", spec.value), *spec.filters))
    return OneDataset(spec.value)
