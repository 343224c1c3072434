"""What must hold of a dataset before it is published, beyond what its keys and vocabularies enforce.

Checks that need words of their own are SQL files in `checks/` (a first line says how grave it is and what is wrong;
each row of the answer is a place, `lieu`); those that follow from the metadata are written here, for every table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
import regex

from pipeline.errors import IntegrityError, RuleError
from pipeline.load.ddl import columns_of, literal, quoted
from pipeline.load.types import Finding, Severity
from pipeline.metadata import Metadata, Table

FOLDER = Path(__file__).parent / "checks"

_HEAD = regex.compile(r"-- (?P<severity>erreur|avertissement) : (?P<message>\S.*)\n")
_SHOWN = 3


def verify(con: duckdb.DuckDBPyConnection, metadata: Metadata, staged: Mapping[str, int]) -> tuple[Finding, ...]:
    """Check the dataset of the current catalog; return what it found that refuses nothing.

    `staged` is the number of rows that came in, by table. Raises IntegrityError with every error found.
    """
    findings = [*_lost(con, staged), *_written(con), *_from_metadata(con, metadata)]
    errors = [finding for finding in findings if finding.severity == "erreur"]
    if errors:
        raise IntegrityError(
            "jeu de données refusé : " + " | ".join(f"{e.check} ({e.count}): {e.message}" for e in errors)
        )
    return tuple(findings)


def _lost(con: duckdb.DuckDBPyConnection, staged: Mapping[str, int]) -> Iterator[Finding]:
    for name, expected in staged.items():
        [count] = con.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone() or [0]
        if count != expected:
            message = f"{name} : {expected} lignes reçues, {count} chargées"
            yield Finding("erreur", "lignes_perdues", abs(expected - count), message)


def _written(con: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    for path in sorted(FOLDER.glob("*.sql")):
        sql = path.read_text(encoding="utf-8")
        head = _HEAD.match(sql)
        if head is None:
            raise RuleError(f"{path.name}: the first line must be '-- erreur : …' or '-- avertissement : …'")
        severity: Severity = "erreur" if head["severity"] == "erreur" else "avertissement"
        yield from _finding(con, severity, path.stem, head["message"], sql)


def _from_metadata(con: duckdb.DuckDBPyConnection, metadata: Metadata) -> Iterator[Finding]:
    yield from _unknown_targets(con, metadata)
    for table in metadata:
        if not table.indexed:
            yield from _keys(con, table, metadata)
        yield from _codes(con, table)
        if table.has_proofs:
            yield from _proofs_of_nothing(con, table)
            yield from _values_without_proof(con, table)


def _unknown_targets(con: duckdb.DuckDBPyConnection, metadata: Metadata) -> Iterator[Finding]:
    """Look for proofs, doubts and gaps about a table or column that does not exist."""
    known = [f"{table.name}.{column.name}" for table in metadata for column in table.columns]
    known += [table.name for table in metadata]
    names = ", ".join(literal(name) for name in known)
    for source in ("preuves", "anomalies", "lacunes"):
        target = "table_cible || coalesce('.' || colonne, '')"
        sql = f"SELECT DISTINCT {target} AS lieu FROM {source} WHERE {target} NOT IN ({names}) ORDER BY 1"
        yield from _finding(con, "erreur", f"cible_inconnue_{source}", f"{source} : cible inconnue", sql)


def _keys(con: duckdb.DuckDBPyConnection, table: Table, metadata: Metadata) -> Iterator[Finding]:
    """Verify what a table without indexes does not enforce by itself: its key and its references."""
    name, key = quoted(table.name), columns_of(table.key)
    shown = f"concat_ws(', ', {key})"
    sql = f"SELECT {shown} AS lieu FROM {name} GROUP BY {key} HAVING count(*) > 1"
    yield from _finding(con, "erreur", "cle_double", f"{table.name} : clé en double", sql)
    for reference in table.references:
        target = metadata.table(reference.table)
        pairs = list(zip(reference.columns, target.key, strict=True))
        joined = " AND ".join(f"t.{quoted(own)} = r.{quoted(theirs)}" for own, theirs in pairs)
        given = " AND ".join(f"t.{quoted(own)} IS NOT NULL" for own, _ in pairs)
        sql = f"SELECT {shown} AS lieu FROM {name} t ANTI JOIN {quoted(target.name)} r ON {joined} WHERE {given}"
        message = f"{table.name} : {', '.join(reference.columns)} absent de {target.name}"
        yield from _finding(con, "erreur", "reference_absente", message, sql)


def _codes(con: duckdb.DuckDBPyConnection, table: Table) -> Iterator[Finding]:
    for column in table.columns:
        if column.pattern:
            name = quoted(column.name)
            sql = f"SELECT DISTINCT {name} AS lieu FROM {quoted(table.name)} WHERE NOT regexp_full_match({name}, "
            sql += f"{literal(column.pattern)}) ORDER BY 1"
            where = f"{table.name}.{column.name}"
            yield from _finding(con, "remarque", "forme_de_code", f"{where} : forme inattendue", sql)


def _proofs_of_nothing(con: duckdb.DuckDBPyConnection, table: Table) -> Iterator[Finding]:
    """Look for proofs that point at a row that is not there, or at a value that is NULL."""
    cases = " ".join(f"WHEN {literal(c.name)} THEN t.{quoted(c.name)} IS NOT NULL" for c in table.columns)
    sql = f"""
        SELECT DISTINCT p.convention_id || ', ligne ' || p.ligne_no || ', ' || p.colonne AS lieu
        FROM preuves p LEFT JOIN {quoted(table.name)} t
          ON t.convention_id = p.convention_id AND {_row_number(table)} = p.ligne_no
        WHERE p.table_cible = {literal(table.name)} AND p.statut <> 'ecartee' AND p.ligne_no IS NOT NULL
          AND (t.convention_id IS NULL OR NOT CASE p.colonne {cases} ELSE false END)
        ORDER BY 1"""
    yield from _finding(con, "erreur", "preuve_sans_valeur", f"{table.name} : une preuve ne prouve rien", sql)


def _values_without_proof(con: duckdb.DuckDBPyConnection, table: Table) -> Iterator[Finding]:
    tests = ", ".join(_unproven(column.name) for column in table.columns if column.proof)
    sql = f"""
        WITH p AS (
            SELECT convention_id, ligne_no, list(DISTINCT colonne) AS colonnes
            FROM preuves WHERE table_cible = {literal(table.name)} AND statut <> 'ecartee' GROUP BY ALL
        ), orphelines AS (
            SELECT t.convention_id, {_row_number(table)} AS ligne_no, unnest([{tests}]) AS colonne
            FROM {quoted(table.name)} t
            LEFT JOIN p ON p.convention_id = t.convention_id AND p.ligne_no = {_row_number(table)}
        )
        SELECT convention_id || ', ligne ' || ligne_no || ', ' || colonne AS lieu
        FROM orphelines WHERE colonne IS NOT NULL ORDER BY 1"""
    yield from _finding(con, "avertissement", "valeur_sans_preuve", f"{table.name} : valeur sans preuve", sql)


def _unproven(name: str) -> str:
    """Return an SQL expression: the column's own name when its value has no proof, NULL when all is well."""
    return (
        f"CASE WHEN t.{quoted(name)} IS NOT NULL AND NOT coalesce(list_contains(p.colonnes, {literal(name)}), false) "
        f"THEN {literal(name)} END"
    )


def _row_number(table: Table) -> str:
    return f"t.{quoted(table.row_number)}" if table.row_number else "1"


def _finding(
    con: duckdb.DuckDBPyConnection, severity: Severity, check: str, message: str, sql: str
) -> Iterator[Finding]:
    found = con.execute(f"SELECT count(*), list(coalesce(lieu, '?'))[:{_SHOWN}] FROM ({sql})").fetchone()
    count, places = found or (0, [])
    if count:
        shown = " ; ".join(places) + (" ; …" if count > _SHOWN else "")
        yield Finding(severity, check, count, f"{message} ({shown})")
