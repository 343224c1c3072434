"""Rows → a DuckDB file and Parquet, rebuilt aside, checked, and swapped in."""

from pipeline.load.database import load
from pipeline.load.parts import Part, read_part, write_part
from pipeline.load.query import query, rows
from pipeline.load.types import Batch, Finding, LoadReport, Row

__all__ = ["Batch", "Finding", "LoadReport", "Part", "Row", "load", "query", "read_part", "rows", "write_part"]
