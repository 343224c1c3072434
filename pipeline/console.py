"""What the terminal shows: progress on stderr, results on stdout, as tables, plain lines or JSON lines."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import msgspec
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from pipeline.collect import Ledger, tally
from pipeline.errors import OperationError, UsageError
from pipeline.load import rows as answer
from pipeline.metadata import load_metadata
from pipeline.run import RunReport
from pipeline.run.work import Progress as DocumentProgress
from pipeline.terminal import is_unicode, plain

_WIDEST = 80
"""Characters of a cell that are shown; `--json` gives all."""


class Screen:
    """Follows a run: a bar on a terminal, a line a document otherwise, JSON lines on request, nothing when quiet.

    A run that nobody follows tells all on its log, and only its summary here.
    """

    def __init__(self, *, as_json: bool, quiet: bool, followed: bool = True) -> None:
        self._as_json, self._quiet, self._followed = as_json, quiet, followed
        self._out, self._err = Console(highlight=False), Console(stderr=True, highlight=False)
        self._bar: Progress | None = None

    def __enter__(self) -> Self:
        if self._err.is_terminal and not (self._quiet or self._as_json):
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self._bar = Progress(*columns, console=self._err, transient=True)
            self._bar.start()
            self._bar.add_task("documents", total=None)
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        if self._bar:
            self._bar.stop()

    def watch(self, progress: DocumentProgress, done: int, total: int) -> None:
        """Show one document's end."""
        name = progress.document.fichier
        if self._as_json:
            said: dict[str, Any] = {
                "document": name,
                "document_id": progress.document.document_id,
                "etape": progress.made,
            }
            said |= {"erreur": progress.error, "secondes": round(progress.seconds, 2), "fait": done, "total": total}
            _json_line(said)
        elif self._bar:
            self._bar.update(self._bar.task_ids[0], completed=done, total=total, description=escape(plain(name[:40])))
        elif self._followed and not self._quiet:
            print(plain(f"{done}/{total} {progress}"), file=sys.stderr)

    def report(self, report: RunReport) -> None:
        """Show what came of the run; what a person should know on stderr, even when quiet."""
        for line in (*report.signals, *report.notes) if self._followed else ():
            print(plain(line), file=sys.stderr)
        if self._as_json:
            _json_line(msgspec.to_builtins(report) | {"code": report.exit_code})
        elif not self._quiet:
            if report.doutes:
                rows = [(d.fichier, d.gravite, d.code, d.message) for d in report.doutes]
                _print_rows(("document", "gravité", "anomalie", "message"), rows, as_json=False)
            self._out.print(_summary(report))


def _summary(report: RunReport) -> Table:
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold")
    table.add_column()
    if not report.rebuilt and report.parquet:
        table.add_row("rien de nouveau", f"{report.vus} documents connus, en {report.seconds:.1f} s")
    else:
        table.add_row("documents", f"{report.vus} vus, {report.nouveaux} lus ou relus, en {report.seconds:.1f} s")
    found = f"{report.conventions} dans {report.extraits} documents ; {report.montants} montants"
    table.add_row("conventions", found)
    others = f"{report.hors_perimetre} sans convention, {len(report.illisibles)} illisibles, {report.retires} retirés"
    table.add_row("autres documents", f"{others}, {len(report.non_obtenus)} non obtenus")
    table.add_row("à vérifier", f"{report.anomalies} anomalies, {report.douteuses} valeurs peu sûres (v_a_verifier)")
    if said := report.corrections:
        counts = f"{said.appliquees} appliquées, {len(said.retirees)} retirées, {len(said.rouvertes)} rouvertes"
        table.add_row("corrections", f"{counts}, {len(said.sans_document)} sans document")
        for line in said.retirees:
            table.add_row("", f"retirée, les règles donnent la même valeur : {escape(line)}")
    table.add_row("jeu de données", escape(report.dataset))
    if report.parquet:
        table.add_row("exports Parquet", escape(report.parquet))
    return table


def query(db: Path, sql: str, *, as_json: bool) -> None:
    """Print the result of `sql` on the dataset. Raises UsageError when there is none yet, or for wrong SQL."""
    columns, found = answer(_existing(db), sql)
    _print_rows(columns, found, as_json=as_json)


def status(data_dir: Path, *, as_json: bool) -> None:
    """Print how far every resource came; the steps add up. Raises UsageError when nothing was ever collected."""
    path = data_dir / "ledger.sqlite"
    if not path.is_file():
        raise UsageError(f"rien n'a encore été collecté dans {data_dir}")
    with Ledger(path) as ledger:
        steps = tally(ledger.couverture())
    rows = [(step.etape, step.atteint, step.arrete, _reasons(step.motifs)) for step in steps]
    _print_rows(("étape", "atteinte par", "arrêtées là", "pourquoi"), rows, as_json=as_json)


def _reasons(reasons: Mapping[str, int]) -> str:
    return " ; ".join(f"{number} {reason}" for reason, number in reasons.items())


def show(db: Path, document: str, *, as_json: bool) -> None:
    """Print what was found in one document, value by value. Raises UsageError when it is not in the dataset."""
    with _opened(_existing(db)) as con:
        wanted = [document, document]
        found = con.execute(
            "SELECT document_id, fichier, statut, erreur FROM documents"
            " WHERE starts_with(document_id, ?) OR fichier = ? ORDER BY document_id",
            wanted,
        ).fetchall()
        if not found:
            raise UsageError(f"aucun document {document!r} dans {db}")
        for document_id, name, status, error in found:
            if not as_json:
                print(plain(f"{name}  {document_id}"), plain(f"{status}{' : ' + error if error else ''}"), sep="\n")
            values = _values(con, document_id)
            proofs = con.execute(_SHOWN, [document_id]).fetchall()
            shown = ((*proof[:4], values.get(proof[:4]), *proof[4:]) for proof in proofs)
            _print_rows(_SHOWN_COLUMNS, shown, as_json=as_json)
            doubts = con.execute(
                "SELECT gravite, code, message FROM anomalies WHERE document_id = ? ORDER BY anomalie_no", [document_id]
            ).fetchall()
            if doubts:
                _print_rows(("gravité", "anomalie", "message"), doubts, as_json=as_json)


_SHOWN_COLUMNS = (
    "convention", "table", "ligne", "colonne", "valeur", "passage", "page", "statut", "confiance", "règle",
)  # fmt: skip
_SHOWN = """
SELECT convention_id, table_cible, ligne_no, colonne, replace(texte, chr(10), ' '), page, statut, confiance, regle
FROM preuves WHERE document_id = ? AND table_cible <> 'articles'
ORDER BY convention_id, statut = 'ecartee', table_cible, ligne_no, colonne, page, debut
"""


def _values(con: duckdb.DuckDBPyConnection, document_id: str) -> dict[tuple[Any, ...], Any]:
    """Return the values of a document by convention, table, row number and column, as proofs point at them."""
    found: dict[tuple[Any, ...], Any] = {}
    for table in load_metadata().fact_tables:
        cursor = con.execute(
            f"SELECT convention_id, {table.row_number or 1}, * FROM {table.name}"
            " WHERE convention_id IN (SELECT convention_id FROM conventions WHERE document_id = ?)",
            [document_id],
        )
        names = [column[0] for column in cursor.description or ()]
        for convention_id, number, *row in cursor.fetchall():
            found |= {(convention_id, table.name, number, name): v for name, v in zip(names[2:], row, strict=True)}
    return found


@contextlib.contextmanager
def _opened(db: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a dataset to read it. Raises OperationError for a file that is damaged or no dataset."""
    try:
        with duckdb.connect(str(db), read_only=True) as con:
            yield con
    except duckdb.Error as error:
        raise OperationError(f"{db} ne peut être lu : {' '.join(str(error).split())}") from None


def _existing(db: Path) -> Path:
    if not db.is_file():
        raise UsageError(f"pas encore de jeu de données à {db} : lancer d'abord « conventions run »")
    return db


def _print_rows(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, as_json: bool) -> None:
    if as_json:
        for row in rows:
            _json_line(dict(zip(columns, row, strict=True)))
        return
    table = Table()
    for column in columns:
        table.add_column(escape(column), max_width=_WIDEST, overflow="ellipsis", no_wrap=True)
    for row in rows:
        table.add_row(*("" if value is None else escape(plain(" ".join(str(value).split()))) for value in row))
    # A terminal folds what is too wide; a pipe or a file gets every column whole.
    Console(highlight=False, width=None if sys.stdout.isatty() else (_WIDEST + 3) * len(columns) + 1).print(table)


def _json_line(values: dict[str, Any]) -> None:
    # Escapes say every character where the encoding does not have it.
    print(json.dumps(values, ensure_ascii=not is_unicode(sys.stdout), default=str), flush=True)
