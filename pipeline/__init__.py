"""French State conventions (PDF) read into a DuckDB dataset whose every value points to its place on a page."""

__version__ = "0.1.0"
