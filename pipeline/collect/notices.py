"""Warnings about a whole source: out of reach, gone quiet, poorer than last time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from pipeline.collect.records import Entry
from pipeline.collect.types import Notice


def unreachable(source: str, reason: str, known: int) -> Notice:
    """The source could not say what it announces; what it last published stays."""
    kept = f" ; ses {known} ressources connues sont gardées" if known else ""
    return Notice(code="source_injoignable", source=source, message=f"{source} : {reason}{kept}")


def closed_folder(source: str, key: str, reason: str) -> Notice:
    """A folder of a source cannot be looked into; what is known of it stays."""
    message = f"{source} : le dossier {key} n'est pas accessible ({reason}) ; ce qui en est connu est gardé"
    return Notice(code="liste_incomplete", source=source, message=message)


def fewer(source: str, now: tuple[int, int], last: tuple[int, int] | None) -> list[Notice]:
    """Compare resources and documents found now with those of the last pass."""
    if last is None:
        return []
    if last[0] and not now[0]:
        return [Notice(code="source_muette", source=source, message=f"{source} n'annonce plus rien, {last[0]} avant")]
    if now[1] < last[1]:
        message = f"{source} : {now[1]} documents, {last[1]} la dernière fois"
        return [Notice(code="moins_de_documents", source=source, message=message)]
    return []


def quiet(source: str, entries: Iterable[Entry], now: dt.datetime, days: int) -> list[Notice]:
    """Warn when the newest resource of a portal's source was published or touched more than so many days ago."""
    told = [(entry.resource.publie_le, entry.resource.modifie_le) for entry in entries]
    newest = max((date for dates in told for date in dates if date), default=None)
    if newest is None or now - newest <= dt.timedelta(days=days):
        return []
    message = f"{source} : rien de nouveau depuis le {newest:%Y-%m-%d}"
    return [Notice(code="source_muette", source=source, message=message)]
