"""What the published dataset says of itself: `rules/publication/catalogue.yml` and what the dataset's rows add."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal

import duckdb
import msgspec

from pipeline.errors import RuleError


class Product(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file that is published as a resource of the portal."""

    fichier: str
    titre: str
    description: str
    type: Literal["main", "documentation"]
    schema: str | None = None
    """The file that holds its Table Schema."""


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The dataset's description; dates are ISO."""

    titre: str
    description: str
    producteur: str
    page: str
    mots_cles: tuple[str, ...]
    frequence: str
    licence: str
    """Identifier of the portal; `etalab-2.0` elsewhere."""
    zones: tuple[str, ...]
    granularite: str
    ressources: tuple[Product, ...]
    date: str = ""
    """Day on which the dataset was made."""
    debut: str | None = None
    fin: str | None = None
    """First and last day that the acts speak of."""
    sources: tuple[str, ...] = ()
    licences_sources: tuple[str, ...] = ()
    """Licences of the documents that are not the dataset's own."""


def load_catalogue(rules_dir: Path) -> Catalogue:
    """Read the description. Raises RuleError when it is wrong."""
    path = rules_dir / "publication" / "catalogue.yml"
    try:
        return msgspec.yaml.decode(path.read_bytes(), type=Catalogue)
    except (OSError, msgspec.MsgspecError, ValueError) as error:
        raise RuleError(f"{path.name}: {' '.join(str(error).split())}") from None


def dated(catalogue: Catalogue, con: duckdb.DuckDBPyConnection) -> Catalogue:
    """Complete the description with what the dataset of the current catalog holds."""
    made, begin, end = con.execute(
        "SELECT (SELECT max(fin)::DATE FROM executions), min(jour), max(jour) FROM (SELECT unnest([date_signature, "
        "date_effet, date_fin]) AS jour FROM conventions) WHERE jour BETWEEN '1990-01-01' AND '2100-01-01'"
    ).fetchone() or (None, None, None)
    urls = con.execute(
        "SELECT DISTINCT jeu_de_donnees_id FROM documents WHERE jeu_de_donnees_id IS NOT NULL ORDER BY 1"
    )
    sources = tuple(f"https://www.data.gouv.fr/datasets/{row[0]}" for row in urls.fetchall())
    licences = con.execute(
        "SELECT DISTINCT licence FROM documents WHERE licence IS NOT NULL AND licence <> ? ORDER BY 1",
        [catalogue.licence],
    ).fetchall()
    return msgspec.structs.replace(
        catalogue,
        date=(made or dt.date.today()).isoformat(),
        debut=begin.isoformat() if begin else None,
        fin=end.isoformat() if end else None,
        sources=sources,
        licences_sources=tuple(str(row[0]) for row in licences),
    )
