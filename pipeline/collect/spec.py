"""How a source is written: the one place that knows it.

datagouv:<dataset id or slug>     datagouv:org/<id or slug>     datagouv:search/<words>[?<filter>=<value>&…]
a folder, a file                  https://…                     urls:<text file>, or any <file>.txt
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import msgspec

from pipeline.errors import UsageError

SpecKind = Literal["chemin", "url", "urls", "dataset", "org", "search"]

_FILTERS = {
    "access_type", "badge", "format", "format_family", "geozone", "granularity", "last_update_range", "license",
    "organization", "organization_badge", "owner", "producer_type", "schema", "sort", "tag", "topic",
}  # fmt: skip
"""What the portal's search filters by; a misspelt filter would silently widen it."""


class Spec(msgspec.Struct, frozen=True):
    """A source as written: its kind, and what the kind needs."""

    kind: SpecKind
    value: str
    """A path, a URL, an id, a slug, or the words of a search."""
    filters: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """Canonical name: two ways to write one source have the same."""
        if self.kind in ("chemin", "url", "urls"):
            return f"{self.kind}:{self.value}"
        scope = "" if self.kind == "dataset" else f"{self.kind}/"
        query = f"?{urlencode(self.filters)}" if self.filters else ""
        return f"datagouv:{scope}{self.value}{query}"


def parse(text: str) -> Spec:
    """Read a source. Raises UsageError for one that makes no sense."""
    text = text.strip()
    kind, _, rest = text.partition(":")
    if kind == "datagouv":
        return _datagouv(rest, text)
    if kind in ("http", "https"):
        return Spec("url", without_account(text))
    path = rest if kind in ("chemin", "urls") else text
    if not path:
        raise UsageError(f"source vide : {text!r}")
    listed = kind == "urls" or (kind != "chemin" and text.lower().endswith(".txt"))
    return Spec("urls" if listed else "chemin", os.path.abspath(Path(path).expanduser()))  # noqa: PTH100


def without_account(url: str) -> str:
    """Return a URL as written. Raises UsageError when it holds an account: it is not sent, and the URL is published."""
    try:
        account, at, _ = urlsplit(url).netloc.rpartition("@")
    except ValueError:  # No URL at all: the client says so, and a row with it.
        return url
    if at:
        shown = url.replace(f"{account}@", "…@", 1)
        raise UsageError(f"source {shown} : ni compte ni mot de passe dans une adresse (ils ne seraient que publiés)")
    return url


def _datagouv(rest: str, text: str) -> Spec:
    scope, slash, value = rest.partition("/")
    if not slash:
        scope, value = "dataset", rest
    if scope == "search":
        words, _, query = value.partition("?")
        filters = tuple(sorted(parse_qsl(query)))
        unknown = [key for key, _ in filters if key not in _FILTERS]
        if unknown or (query and not filters):
            raise UsageError(f"filtre de recherche inconnu dans {text} : {', '.join(unknown) or query}")
        value = " ".join(unquote(words.replace("+", " ")).split())
        if not value and not filters:
            raise UsageError(f"recherche sans mot ni filtre : {text}")
        return Spec("search", value, filters)
    if scope not in ("dataset", "org") or not value.strip() or "/" in value:
        raise UsageError(
            f"source incomprise : {text} (attendu datagouv:<jeu>, datagouv:org/<id>, datagouv:search/<mots>)"
        )
    return Spec("org" if scope == "org" else "dataset", value.strip())
