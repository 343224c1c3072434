"""What a release must look like (`rules/bounds.yml`): what is outside stops it, or goes with it as a warning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

import duckdb
import msgspec

from pipeline.errors import RuleError
from pipeline.load.ddl import quoted


class Figure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A figure of the dataset and where it must lie. `conserve` is a part (0-1) of the former release's figure."""

    id: str
    note: str
    sql: str
    minimum: float | None = None
    maximum: float | None = None
    impossible: float | None = None
    conserve: float | None = None


class Bounds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All the bounds; `remplissage` maps table.column to the least part of rows that have a value."""

    figures: tuple[Figure, ...]
    remplissage: Mapping[str, float]


class Outside(msgspec.Struct, frozen=True):
    """A figure outside its bounds: `arret` stops the release, `avertissement` goes with it."""

    gravite: Literal["arret", "avertissement"]
    id: str
    message: str
    """One line, in French."""


def load_bounds(path: Path) -> Bounds:
    """Read the bounds. Raises RuleError when they are wrong."""
    try:
        return msgspec.yaml.decode(path.read_bytes(), type=Bounds)
    except (OSError, msgspec.MsgspecError, ValueError) as error:
        raise RuleError(f"{path.name}: {' '.join(str(error).split())}") from None


def outside(bounds: Bounds, con: duckdb.DuckDBPyConnection, former: Mapping[str, float | None]) -> tuple[Outside, ...]:
    """Return what is outside its bounds in the dataset of the current catalog; `former` are the last figures."""
    found = list(figures(bounds, con).items())
    by_id = {figure.id: figure for figure in bounds.figures}
    checks = [place for name, value in found for place in _judged(by_id[name], value, former.get(name))]
    return (*checks, *_unfilled(bounds, con))


def figures(bounds: Bounds, con: duckdb.DuckDBPyConnection) -> dict[str, float | None]:
    """Return the figures, by id. Raises RuleError when one's SQL is wrong."""
    return {figure.id: _number(con, figure.sql, figure.id) for figure in bounds.figures}


def _judged(figure: Figure, value: float | None, former: float | None) -> Iterator[Outside]:
    shown = "aucune valeur" if value is None else f"{value:g}"
    number = value or 0.0
    if figure.minimum is not None and number < figure.minimum:
        yield Outside("arret", figure.id, f"{figure.id} : {shown}, moins que {figure.minimum:g}. {figure.note}")
    if figure.impossible is not None and number > figure.impossible:
        yield Outside("arret", figure.id, f"{figure.id} : {shown}, plus que {figure.impossible:g}. {figure.note}")
    elif figure.maximum is not None and number > figure.maximum:
        yield Outside("avertissement", figure.id, f"{figure.id} : {shown}, plus que {figure.maximum:g}. {figure.note}")
    if figure.conserve is not None and former and number < former * figure.conserve:
        message = f"{figure.id} : {shown}, contre {former:g} à la publication précédente. {figure.note}"
        yield Outside("arret", figure.id, message)


def _unfilled(bounds: Bounds, con: duckdb.DuckDBPyConnection) -> Iterator[Outside]:
    for target, least in bounds.remplissage.items():
        table, _, column = target.partition(".")
        rate = _number(con, f"SELECT count({quoted(column)}) / count(*) FROM {quoted(table)}", target)
        if rate is not None and rate < least:
            message = f"{target} : remplie à {rate:.0%}, moins que {least:.0%}"
            yield Outside("avertissement", target, message)


def _number(con: duckdb.DuckDBPyConnection, sql: str, name: str) -> float | None:
    try:
        [value] = con.execute(sql).fetchone() or [None]
    except duckdb.Error as error:
        raise RuleError(f"bounds.yml: {name}: {' '.join(str(error).split())}") from None
    return None if value is None or value != value else float(value)
