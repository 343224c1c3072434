"""Whose fault it is: DuckDB's constraints are the rows', everything else the place's."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import duckdb

from pipeline.errors import IntegrityError, OperationError


@contextlib.contextmanager
def load_faults(what: str = "le jeu de données") -> Iterator[None]:
    """Turn what DuckDB or the disk refuses, while `what` is written, into an IntegrityError or an OperationError."""
    try:
        yield
    except (duckdb.ConstraintException, duckdb.ConversionException) as error:
        raise IntegrityError(one_line(error)) from None
    except duckdb.TransactionException as error:
        if "constraint" in str(error).lower():
            raise IntegrityError(one_line(error)) from None
        raise OperationError(f"{what} n'a pu être écrit : {one_line(error)}") from None
    except (duckdb.IOException, duckdb.FatalException, duckdb.OutOfMemoryException, OSError) as error:
        raise OperationError(f"{what} n'a pu être écrit : {one_line(error)}") from None


def one_line(error: Exception) -> str:
    """Return an error's message on one line."""
    return " ".join(str(error).split())
