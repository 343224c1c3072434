"""Table Schemas, made from the tables' metadata, in the form that schema.data.gouv.fr lists and frictionless reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import msgspec

from pipeline.load.ddl import quoted
from pipeline.metadata import Column, Metadata, Table
from pipeline.publish.catalogue import Catalogue

DEFINITION = "https://specs.frictionlessdata.io/schemas/table-schema.json"
LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte 2.0",
    "path": "https://spdx.org/licenses/etalab-2.0.html",
}
_TYPES = {
    "VARCHAR": "string", "VARCHAR[]": "string", "INTEGER[]": "string", "INTEGER": "integer", "BIGINT": "integer",
    "DOUBLE": "number", "DECIMAL(18,2)": "number", "BOOLEAN": "boolean", "DATE": "date", "TIMESTAMP": "datetime",
}  # fmt: skip
_FORMATS = {"DATE": "%Y-%m-%d", "TIMESTAMP": "%Y-%m-%dT%H:%M:%SZ"}


class Field(msgspec.Struct, frozen=True):
    """A column as it is exported."""

    name: str
    sql_type: str
    description: str
    column: Column | None = None
    """Its metadata, for a column of a table."""

    def described(self, unique: bool = False) -> dict[str, Any]:
        """Return the field of a Table Schema."""
        field: dict[str, Any] = {"name": self.name, "title": self.name.replace("_", " ").capitalize()}
        field["description"] = self.description + _more(self)
        field["type"] = _type(self.sql_type)
        if self.sql_type in _FORMATS:
            field["format"] = _FORMATS[self.sql_type]
        if self.column and self.column.example:
            field["example"] = self.column.example
        if constraints := _constraints(self.column, unique):
            field["constraints"] = constraints
        return field


def table_fields(table: Table) -> tuple[Field, ...]:
    """Return the columns of a table."""
    return tuple(Field(c.name, c.type, c.description, c) for c in table.columns)


def view_fields(con: duckdb.DuckDBPyConnection, metadata: Metadata, name: str) -> tuple[Field, ...]:
    """Return the columns of a view, with the types that they have in the current catalog."""
    [view] = [view for view in metadata.views if view.name == name]
    types = {row[0]: row[1] for row in con.execute(f"DESCRIBE {quoted(name)}").fetchall()}
    return tuple(Field(column, str(types[column]), text) for column, text in view.columns.items())


def table_schema(table: Table, metadata: Metadata, catalogue: Catalogue) -> dict[str, Any]:
    """Return the Table Schema of a table."""
    alone = table.key if len(table.key) == 1 else ()
    fields = [field.described(unique=(field.name,) == alone) for field in table_fields(table)]
    schema = _schema(table.name, table.description, fields, metadata, catalogue)
    if table.key:
        schema["primaryKey"] = list(table.key)
    return schema


def flat_schema(name: str, fields: Sequence[Field], metadata: Metadata, catalogue: Catalogue) -> dict[str, Any]:
    """Return the Table Schema of the flat file."""
    described = [field.described() for field in fields]
    [view] = [view for view in metadata.views if view.name == name]
    schema = _schema("conventions", view.description, described, metadata, catalogue)
    return schema | {"primaryKey": ["convention_id"]}


def kept_dates(schema: Mapping[str, Any], former: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a schema with the dates of the `former` export's: it is modified when something else in it is."""
    dates = ("created", "lastModified")
    known = {key: former[key] for key in dates if former and key in former}
    if not former or {**schema, **known} != former:
        known.pop("lastModified", None)
    return {**schema, **known}


def published_by(catalogue: Catalogue, role: str) -> dict[str, Any]:
    """Return who publishes and where, as schemas and packages say it; nothing for what the publisher has not said."""
    said: dict[str, Any] = {"homepage": catalogue.page} if catalogue.page else {}
    return said | ({"contributors": [{"title": catalogue.producteur, "role": role}]} if catalogue.producteur else {})


def bare(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a data package needs of a schema."""
    return {key: schema[key] for key in ("fields", "primaryKey", "missingValues") if key in schema}


def _schema(
    name: str, description: str, fields: list[dict[str, Any]], metadata: Metadata, catalogue: Catalogue
) -> dict[str, Any]:
    return {
        "$schema": DEFINITION,
        "name": f"conventions-delegation-gestion-{name.replace('_', '-')}",
        "title": f"{catalogue.titre} : {name}",
        "description": description,
        "countryCode": "FR",
        "version": metadata.version,
        "created": catalogue.date,
        "lastModified": catalogue.date,
        **published_by(catalogue, "author"),
        "licenses": [LICENCE],
        "keywords": list(catalogue.mots_cles),
        "missingValues": [""],
        "fields": fields,
    }


def _type(sql_type: str) -> str:
    return _TYPES.get(sql_type) or ("number" if sql_type.startswith("DECIMAL") else "integer")


def _more(field: Field) -> str:
    """Return what the description adds: the unit, the meaning of each term."""
    more = f" ({field.column.unit})" if field.column and field.column.unit else ""
    if field.sql_type.endswith("[]"):
        more += " ; valeurs séparées par « ; »"
    if field.column and field.column.vocabulary:
        terms = field.column.vocabulary.values.items()
        more += ". " + " ; ".join(f"{term} : {meaning}" for term, meaning in terms)
    return more


def _constraints(column: Column | None, unique: bool) -> dict[str, Any]:
    """Return what is always true of a column. The form of a code is not: a misprinted code is kept as printed."""
    if column is None:
        return {}
    found: dict[str, Any] = {"required": True} if column.required else {}
    if unique:
        found["unique"] = True
    if column.vocabulary and column.type == "VARCHAR":
        found["enum"] = list(column.vocabulary.values)
    return found
