"""The dataset in DCAT (JSON-LD), for catalogues that harvest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.metadata import Metadata
from pipeline.publish.catalogue import Catalogue, Product
from pipeline.publish.package import sha256

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
"""How the portal, and those that harvest as it does, name the Licence Ouverte 2.0."""
_FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"
_PERIODS = {"irregular": "IRREG", "punctual": "NEVER", "notPlanned": "NOT_PLANNED"}
"""What the European list calls otherwise than the portal."""
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_FORMATS = "http://publications.europa.eu/resource/authority/file-type/"
_LISTED = {".csv": "CSV", ".json": "JSON", ".parquet": "PARQUET", ".txt": "TXT", ".zip": "ZIP"}
_MEDIA = {
    ".csv": "text/csv", ".json": "application/json", ".jsonld": "application/ld+json", ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet", ".duckdb": "application/vnd.duckdb", ".txt": "text/plain",
    ".zip": "application/zip",
}  # fmt: skip


def dcat(folder: Path, metadata: Metadata, catalogue: Catalogue) -> dict[str, Any]:
    """Return the dataset and its distributions; files are where they lie beside it."""
    dataset: dict[str, Any] = {
        "@context": _CONTEXT,
        "@id": catalogue.page or "#jeu",
        "@type": "dcat:Dataset",
        "dct:title": {"@value": catalogue.titre, "@language": "fr"},
        "dct:description": {"@value": catalogue.description, "@language": "fr"},
        "dct:identifier": "conventions-delegation-gestion",
        "dct:language": {"@id": "http://publications.europa.eu/resource/authority/language/FRA"},
        "dct:license": {"@id": _LICENCE},
        "dct:modified": {"@value": catalogue.date, "@type": "xsd:date"},
        "dct:accrualPeriodicity": {"@id": _FREQUENCY + _PERIODS.get(catalogue.frequence, catalogue.frequence.upper())},
        "dct:spatial": {"@id": "http://publications.europa.eu/resource/authority/country/FRA"},
        "dcat:version": metadata.version,
        "dcat:keyword": list(catalogue.mots_cles),
        "dcat:distribution": [
            _distribution(folder, product) for product in catalogue.ressources if (folder / product.fichier).is_file()
        ],
    }
    if catalogue.producteur:
        dataset["dct:publisher"] = {"@type": "foaf:Agent", "foaf:name": catalogue.producteur}
    if catalogue.debut and catalogue.fin:
        dataset["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@value": catalogue.debut, "@type": "xsd:date"},
            "dcat:endDate": {"@value": catalogue.fin, "@type": "xsd:date"},
        }
    if catalogue.sources:
        dataset["dct:source"] = [{"@id": url} for url in catalogue.sources]
    return dataset


def _distribution(folder: Path, product: Product) -> dict[str, Any]:
    file = folder / product.fichier
    more: dict[str, Any] = {"dct:conformsTo": {"@id": product.schema}} if product.schema else {}
    if listed := _LISTED.get(file.suffix):
        more["dct:format"] = {"@id": _FORMATS + listed}
    return more | {
        "@id": f"#{product.fichier}",
        "@type": "dcat:Distribution",
        "dct:title": {"@value": product.titre, "@language": "fr"},
        "dct:description": {"@value": product.description, "@language": "fr"},
        "dct:license": {"@id": _LICENCE},
        "dcat:accessURL": {"@id": product.fichier},
        "dcat:downloadURL": {"@id": product.fichier},
        "dcat:mediaType": {"@id": _MEDIA_TYPES + _MEDIA.get(file.suffix, "application/octet-stream")},
        "dcat:byteSize": {"@value": str(file.stat().st_size), "@type": "xsd:nonNegativeInteger"},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": sha256(file),
        },
    }
