"""`qualite`: error rates measured on annotated documents, kept as data beside the rules, shipped with every dataset."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline.errors import RuleError
from pipeline.evaluate.evaluation import Evaluation
from pipeline.evaluate.figures import grouped
from pipeline.evaluate.files import write_report
from pipeline.evaluate.verdicts import Count, count
from pipeline.metadata import Metadata, Table
from pipeline.scalars import Value

_Z = 1.959963984540054
"""Two-sided 95 %."""


def wilson(right: int, n: int) -> tuple[float, float]:
    """Return the 95 % Wilson interval of a share: narrower with more cases, never outside 0 to 1."""
    if n == 0:
        return 0.0, 1.0
    share, spread = right / n, _Z * _Z / n
    middle = (share + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * math.sqrt(share * (1 - share) / n + spread / (4 * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def quality_rows(evaluation: Evaluation) -> Iterator[dict[str, Any]]:
    """Yield a row for each table (whole rows, `colonne` None) and column that was judged, by kind of text layer."""
    cells = grouped(evaluation.verdicts, lambda v: (v.table, v.column, v.layer))
    for (table, column, layer), verdicts in sorted(cells.items(), key=lambda item: tuple(map(str, item[0]))):
        total = count(v for v in verdicts if v.whole is (column is None))
        if table not in ("documents", "anomalies") and total.given + total.wanted:
            yield _row(table, column, layer, total, evaluation.gold.reference)


def _row(table: str, column: str | None, layer: str, total: Count, reference: str) -> dict[str, Any]:
    low, high = wilson(total.right, total.given)
    given = total.given > 0
    return {
        "table_cible": table,
        "colonne": column,
        "couche_texte": layer,
        "n": total.given,
        "n_attendues": total.wanted,
        "precision_mesuree": round(total.precision, 4) if given else None,
        "rappel_mesure": round(total.recall, 4) if total.wanted else None,
        "intervalle_bas": round(low, 4) if given else None,
        "intervalle_haut": round(high, 4) if given else None,
        "reference": reference,
    }


def write_quality(rows: Iterable[dict[str, Any]], path: Path, metadata: Metadata) -> int:
    """Write the rows as CSV, in the table's columns; return how many. Raises OperationError when the disk refuses."""
    out = io.StringIO()
    writer = csv.DictWriter(out, metadata.table("qualite").column_names, lineterminator="\n")
    writer.writeheader()
    written = [{key: "" if value is None else value for key, value in row.items()} for row in rows]
    writer.writerows(written)
    write_report(path, out.getvalue().encode())
    return len(written)


def load_quality(path: Path, metadata: Metadata) -> list[tuple[Value | None, ...]]:
    """Return the rows of `qualite` kept in `path`, none when there is no such file.

    Raises RuleError, naming the line, for what is no row of that table.
    """
    if not path.is_file():
        return []
    table = metadata.table("qualite")
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if tuple(reader.fieldnames or ()) != table.column_names:
                raise RuleError(f"{path.name}, ligne 1 : les colonnes devraient être {', '.join(table.column_names)}")
            return [_typed(table, line, f"{path.name}, ligne {reader.line_num}") for line in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RuleError(f"{path.name} : {error}") from None


def _typed(table: Table, line: dict[str, str], where: str) -> tuple[Value | None, ...]:
    try:
        values = {
            key: float(value) if value and table.column(key).type == "DOUBLE" else value or None
            for key, value in line.items()
        }
        return table.row(values)
    except (RuleError, ValueError, TypeError) as error:
        raise RuleError(f"{where} : {error}") from None
