"""Documents whose SQL is run: each ```sql block is followed by its result on the sample, as a ```text block.

`python -m tests.documented` writes the results anew (`make docs`); the tests compare.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb

from pipeline.run import run
from pipeline.settings import ROOT, load_settings
from tests import commands

PAGES = (ROOT / "docs" / "requetes.md", ROOT / "README.md")
_BLOCK = re.compile(r"```sql\n(?P<sql>.*?)```\n(?P<result>\n```text\n.*?```\n)?", re.DOTALL)


def with_results(text: str, dataset: Path) -> str:
    """Return `text` with the result of each query below it."""
    with duckdb.connect(str(dataset), read_only=True) as con:
        return _BLOCK.sub(
            lambda block: f"```sql\n{block['sql']}```\n\n```text\n{answer(con, block['sql'])}\n```\n", text
        )


def answer(con: duckdb.DuckDBPyConnection, sql: str) -> str:
    """Return a query's result as a plain table."""
    cursor = con.execute(sql)
    names = [column[0] for column in cursor.description or ()]
    rows = [["" if value is None else " ".join(str(value).split()) for value in row] for row in cursor.fetchall()]
    widths = [max(len(cell) for cell in column) for column in zip(names, *rows, strict=True)]
    lines = [names, ["-" * width for width in widths], *rows]
    return "\n".join(
        " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def queries(path: Path) -> Iterator[str]:
    """Yield the SQL of a page."""
    for block in _BLOCK.finditer(path.read_text("utf-8")):
        yield block["sql"]


def main() -> None:
    """Write the results anew."""
    with tempfile.TemporaryDirectory() as folder:
        report = run(
            load_settings({"sources": [str(ROOT / "data" / "sample")], "data_dir": Path(folder)}, environment={})
        )
        for page in PAGES:
            page.write_text(with_results(page.read_text("utf-8"), Path(report.dataset)), "utf-8")
    commands.PAGE.write_text(commands.page(), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
