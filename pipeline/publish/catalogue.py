"""What the published dataset says of itself: `rules/publication/catalogue.yml` and what the dataset's rows add."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Literal

import duckdb
import msgspec

from pipeline.errors import RuleError
from pipeline.settings import Settings

_UNSAID = "notspecified"
"""What the portal calls no licence."""


class Product(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file that is published as a resource of the portal."""

    fichier: str
    titre: str
    description: str
    type: Literal["main", "documentation"]
    schema: str | None = None
    """The file that holds its Table Schema."""


class Archive(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Files of the export (patterns) that are also given together, as one zip."""

    fichier: str
    contenu: tuple[str, ...]


class Description(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What `catalogue.yml` says."""

    titre: str
    description: str
    mots_cles: tuple[str, ...]
    frequence: str
    licence: str
    """Identifier of the portal; `etalab-2.0` elsewhere."""
    zones: tuple[str, ...]
    granularite: str
    archives: tuple[Archive, ...] = ()
    ressources: tuple[Product, ...]


class Catalogue(Description, frozen=True, kw_only=True):
    """The dataset's description, completed by the publisher's settings and the dataset's rows; dates are ISO."""

    producteur: str = ""
    page: str = ""
    date: str
    """Day on which the dataset was made."""
    debut: str | None = None
    fin: str | None = None
    """First and last day that the acts speak of: their dates, the budget years of their amounts."""
    jeux_sources: tuple[str, ...] = ()
    """Ids of the portal's datasets that the documents came from."""
    licences_sources: tuple[str, ...] = ()
    """Licences of the documents that are not the dataset's own."""
    sans_licence: int = 0
    """Documents whose source says no licence."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Pages of the datasets that the documents came from."""
        return tuple(f"https://www.data.gouv.fr/datasets/{dataset}" for dataset in self.jeux_sources)


def load_catalogue(settings: Settings, con: duckdb.DuckDBPyConnection) -> Catalogue:
    """Read the description and complete it with what the dataset of the current catalog holds.

    Raises RuleError when it is wrong.
    """
    told = _read(settings.rules_dir / "publication" / "catalogue.yml")
    made, begin, end = _row(
        con,
        "SELECT (SELECT max(fin)::DATE FROM executions), min(jour), max(jour) FROM (SELECT unnest([date_signature, "
        "date_effet, date_fin]) AS jour FROM conventions UNION ALL SELECT unnest([make_date(exercice, 1, 1), "
        "make_date(exercice, 12, 31)]) FROM montants WHERE exercice BETWEEN 1990 AND 2099) "
        "WHERE jour BETWEEN '1990-01-01' AND '2100-01-01'",
    )
    datasets, licences, without = _row(
        con,
        "SELECT list_sort(list(DISTINCT jeu_de_donnees_id) FILTER (jeu_de_donnees_id IS NOT NULL)), "
        "list_sort(list(DISTINCT licence) FILTER (licence NOT IN ($1, $2))), "
        "count(*) FILTER (licence = $2 OR licence IS NULL AND jeu_de_donnees_id IS NOT NULL) FROM documents",
        [told.licence, _UNSAID],
    )
    return Catalogue(
        **msgspec.structs.asdict(told),
        producteur=settings.producteur,
        page=settings.page,
        date=(made or dt.date.today()).isoformat(),
        debut=begin.isoformat() if begin else None,
        fin=end.isoformat() if end else None,
        jeux_sources=tuple(datasets or ()),
        licences_sources=tuple(licences or ()),
        sans_licence=without,
    )


def _read(path: Path) -> Description:
    try:
        return msgspec.yaml.decode(path.read_bytes(), type=Description)
    except (OSError, msgspec.MsgspecError, ValueError) as error:
        raise RuleError(f"{path.name}: {' '.join(str(error).split())}") from None


def _row(con: duckdb.DuckDBPyConnection, sql: str, values: object = None) -> tuple[Any, ...]:
    row: tuple[Any, ...] | None = con.execute(sql, values).fetchone()
    assert row is not None, "an aggregate is one row"
    return row
