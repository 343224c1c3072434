"""The tables' metadata: `rules/tables.yml` as frozen types, checked when it is loaded.

Everything that has to know what a table is asks here: the DDL and its comments, the load's checks, the exports'
schemas, the dictionary, the gaps. `Table.row` is the one door by which facts become rows: it converts, and refuses
what the contract does not allow, so that nothing odd is met later, in bulk.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args

import msgspec

from pipeline.errors import RuleError
from pipeline.scalars import PLAIN, TYPES, Plain, SqlType, Value, converted
from pipeline.settings import RULES

EVERY_TYPE = "tous"
BLOCK = "█"
"""What stands in the texts of the dataset in the place of each masked character; white space stays."""

Group = Literal["documents", "conventions", "preuves", "controle", "suivi", "reference"]


class Vocabulary(msgspec.Struct, frozen=True):
    """A closed list: value to meaning (French), in order."""

    name: str
    values: Mapping[str, str]


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """What a column means. `expected` names the kinds of convention for which a NULL is a gap (`tous`: all)."""

    name: str
    type: SqlType
    description: str
    unit: str | None = None
    required: bool = False
    vocabulary: Vocabulary | None = None
    pattern: str | None = None
    """Form of a code (whole value). Documented and watched, not enforced: a misprinted code is kept as printed."""
    example: str | None = None
    expected: tuple[str, ...] = ()
    personal: bool = False
    """Names a natural person."""
    proof: bool = False
    """Every value that is not NULL has at least one row in `preuves`."""

    def convert(self, value: object) -> Value | None:
        """Return `value` as this column's Python type. Raises RuleError when it is none, or outside its vocabulary."""
        if value is None:
            return self._absent() if self.required else None
        try:
            result = converted(value, self.type)
        except (ValueError, TypeError, ArithmeticError) as error:
            raise RuleError(f"{self.name} : {value!r} n'est pas du type {self.type} ({error})") from None
        if result == "" or result == ():
            return self._absent()
        if self.vocabulary:
            _check_vocabulary(self.name, result, self.vocabulary)
        return result

    def as_they_are(self) -> Plain:
        """Return the type and the values that `convert` gives back as they are, empty ones aside."""
        if self.vocabulary:
            return (str, self.vocabulary.values) if self.type == "VARCHAR" else (str, ())
        return PLAIN.get(self.type, (str, ()))

    def _absent(self) -> Value | None:
        if not self.required:
            return None
        raise RuleError(f"{self.name} : une valeur est obligatoire")

    def expected_for(self, convention_type: str) -> bool:
        """Tell whether a NULL is a gap in a convention of that type."""
        return EVERY_TYPE in self.expected or convention_type in self.expected


class Reference(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A foreign key: `columns` hold the first columns of the key of `table`, or are all NULL."""

    columns: tuple[str, ...]
    table: str


class Table(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What a table means. Columns are in their order."""

    name: str
    group: Group
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    order: tuple[str, ...]
    """Sort that makes the table's rows the same in every run."""
    references: tuple[Reference, ...] = ()
    row_number: str | None = None
    """The column that `preuves.ligne_no` points at; None for tables of one row per convention."""
    expected: tuple[str, ...] = ()
    indexed: bool = True
    """False for a table too long for indexes (they would double the file): the load verifies its keys instead."""

    @cached_property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def has_proofs(self) -> bool:
        """Tell whether values of this table are read from pages."""
        return any(column.proof for column in self.columns)

    def column(self, name: str) -> Column:
        """Return a column by its name. Raises RuleError when there is none."""
        if name not in self._by_name:
            raise RuleError(f"{self.name} : pas de colonne {name!r}")
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def _plain_types(self) -> dict[tuple[type, ...], bool]:
        """By the types of a row's cells, met so far: whether all of them are those of their columns."""
        return {}

    @cached_property
    def _closed(self) -> tuple[tuple[int, Container[object]], ...]:
        """Columns that hold some values only: position, values."""
        found = ((i, column.as_they_are()[1]) for i, column in enumerate(self.columns))
        return tuple((i, allowed) for i, allowed in found if allowed is not None)

    def expected_for(self, convention_type: str) -> bool:
        """Tell whether no row at all is a gap in a convention of that type."""
        return EVERY_TYPE in self.expected or convention_type in self.expected

    def row(self, values: Mapping[str, object]) -> tuple[Value | None, ...]:
        """Return the row, converted and in column order; columns left out are NULL.

        Raises RuleError for an unknown column, a value of another type or outside its vocabulary, a NULL where a
        value is required.
        """
        if not values.keys() <= self._by_name.keys():
            raise RuleError(f"{self.name} : pas de colonne {', '.join(sorted(values.keys() - self._by_name.keys()))}")
        cells: tuple[Any, ...] = tuple(map(values.get, self.column_names))
        if self._stand(cells):
            return cells
        try:
            return tuple(column.convert(cell) for column, cell in zip(self.columns, cells, strict=True))
        except RuleError as error:
            raise RuleError(f"{self.name}.{error}") from None

    def _stand(self, cells: tuple[Any, ...]) -> bool:
        """Tell whether a row can be kept as it is: nearly every one. Types met before are not looked at again."""
        types = tuple(map(type, cells))
        plain = self._plain_types.get(types)
        if plain is None:
            plain = self._plain_types[types] = all(
                not column.required if kind is NoneType else kind is column.as_they_are()[0]
                for column, kind in zip(self.columns, types, strict=True)
            )
        if not plain or "" in cells:
            return False
        for i, allowed in self._closed:  # A loop: this is asked of every row there is.
            cell = cells[i]
            if cell is not None and cell not in allowed:
                return False
        return True


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What a view shows; its SQL stands in `pipeline/load/views/<name>.sql`. Columns: name to description.

    With `parameters` (name to description) it is a table function: `FROM montants_au(DATE '2024-06-30')`.
    """

    name: str
    description: str
    columns: Mapping[str, str]
    parameters: Mapping[str, str] = {}


class Metadata(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """All tables, parents before children, and all views in the order in which they can be created."""

    version: str
    tables: tuple[Table, ...]
    views: tuple[View, ...]

    def __iter__(self) -> Iterator[Table]:
        return iter(self.tables)

    def table(self, name: str) -> Table:
        """Return a table by its name. Raises RuleError when there is none."""
        if name not in self._by_name:
            raise RuleError(f"pas de table {name!r}")
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Table]:
        return {table.name: table for table in self.tables}

    @cached_property
    def fact_tables(self) -> tuple[Table, ...]:
        """The tables whose values are read from pages."""
        return tuple(table for table in self.tables if table.has_proofs)


class _ColumnSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    type: SqlType
    description: str
    unit: str | None = None
    required: bool = False
    vocabulary: str | None = None
    pattern: str | None = None
    example: str | None = None
    expected: tuple[str, ...] = ()
    personal: bool = False
    proof: bool = False


class _TableSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    group: Group
    description: str
    key: tuple[str, ...]
    columns: dict[str, _ColumnSource]
    order: tuple[str, ...] | None = None
    references: tuple[Reference, ...] = ()
    row_number: str | None = None
    expected: tuple[str, ...] = ()
    indexed: bool = True


class _ViewSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    description: str
    columns: dict[str, str]
    parameters: dict[str, str] = {}


class _Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    vocabularies: dict[str, dict[str, str]]
    tables: dict[str, _TableSource]
    views: dict[str, _ViewSource]


def load_metadata(path: Path = RULES / "tables.yml") -> Metadata:
    """Read and check the metadata. Raises RuleError (one line: which table, which column, what) when it is wrong."""
    try:
        source = msgspec.yaml.decode(path.read_bytes(), type=_Source)
    except (OSError, msgspec.MsgspecError, ValueError) as error:
        raise RuleError(f"{path.name}: {' '.join(str(error).split())}") from None
    vocabularies = {name: Vocabulary(name, values) for name, values in source.vocabularies.items()}
    tables = tuple(_table(name, table, vocabularies) for name, table in source.tables.items())
    views = tuple(View(name=name, **msgspec.structs.asdict(view)) for name, view in source.views.items())
    _check_references(tables)
    return Metadata(version=source.version, tables=tables, views=views)


def _table(name: str, source: _TableSource, vocabularies: Mapping[str, Vocabulary]) -> Table:
    columns = tuple(_column(f"{name}.{key}", key, column, vocabularies) for key, column in source.columns.items())
    order = source.order or source.key
    if not order:
        raise RuleError(f"{name}: a table without key must say its order")
    for used in (*source.key, *order, *([source.row_number] if source.row_number else [])):
        if used not in source.columns:
            raise RuleError(f"{name}: key, order or row_number names an unknown column {used!r}")
    for used in (*source.key, order[0]):
        if not source.columns[used].required:
            raise RuleError(f"{name}.{used}: a column of the key, or the first of the order, must be required")
    return Table(
        name=name,
        group=source.group,
        description=source.description,
        columns=columns,
        key=source.key,
        order=order,
        references=source.references,
        row_number=source.row_number,
        expected=source.expected,
        indexed=source.indexed,
    )


def _column(where: str, name: str, source: _ColumnSource, vocabularies: Mapping[str, Vocabulary]) -> Column:
    if source.type not in TYPES:
        raise RuleError(f"{where}: unknown type {source.type!r} (known: {', '.join(get_args(SqlType))})")
    if source.vocabulary is not None and source.vocabulary not in vocabularies:
        raise RuleError(f"{where}: unknown vocabulary {source.vocabulary!r}")
    if source.pattern is not None:
        try:
            re.compile(source.pattern)
        except re.error as error:
            raise RuleError(f"{where}: pattern {source.pattern!r}: {error}") from None
    fields = msgspec.structs.asdict(source) | {
        "name": name,
        "vocabulary": vocabularies[source.vocabulary] if source.vocabulary else None,
    }
    return Column(**fields)


def _check_references(tables: tuple[Table, ...]) -> None:
    seen: dict[str, Table] = {}
    for table in tables:
        seen[table.name] = table
        for reference in table.references:
            target = seen.get(reference.table)
            if target is None:
                raise RuleError(f"{table.name}: references {reference.table!r}, which must come before it")
            if len(reference.columns) != len(target.key):
                raise RuleError(f"{table.name}: {reference.columns} does not match the key of {reference.table}")
            for column in reference.columns:
                table.column(column)


def _check_vocabulary(name: str, value: Value, vocabulary: Vocabulary) -> None:
    for item in value if isinstance(value, tuple) else (value,):
        if item not in vocabulary.values:
            raise RuleError(f"{name} : {item!r} n'est pas parmi {', '.join(vocabulary.values)}")
